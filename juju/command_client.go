package juju

import (
	"errors"
	"fmt"
	"strings"

	"github.com/charmscenario/scenario/internal/tabular"
)

// whole is a model with its controller and owner, as switch prints it.
func (m *Model) whole() string { return controllerName + ":" + userName + "/" + m.Name }

func switchCommand(in *invocation) (func() error, error) {
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	target, err := atMostOne(args)
	in.controllerOnly = true
	return func() error {
		c := in.client
		current, machine := c.Model.whole(), c.Model.whole()
		if c.unselected() {
			current, machine = controllerName+" (controller)", controllerName
		}
		switch target {
		case "":
			in.printf("%s\n", machine)
			return nil
		case controllerName, controllerName + ":":
			in.infof("%s (no change)", current)
			return nil
		}
		chosen, err := c.find(target)
		switch {
		case err != nil && strings.HasSuffix(target, ":"), errors.As(err, new(*controllerError)):
			return err
		case err != nil:
			return fmt.Errorf("%q is not the name of a model or controller", target)
		case chosen == c.Model && !c.unselected():
			in.infof("%s (no change)", current)
			return nil
		}
		c.choose(chosen)
		in.infof("%s -> %s", current, chosen.whole())
		return nil
	}, err
}

func whoamiCommand(in *invocation) (func() error, error) {
	in.controllerOnly = true
	in.prints("tabular", "json", "yaml")
	args, err := in.parse()
	if err == nil {
		err = none(args)
	}
	return func() error {
		document := struct {
			Controller string `json:"controller" yaml:"controller"`
			Model      string `json:"model,omitempty" yaml:"model,omitempty"`
			User       string `json:"user" yaml:"user"`
		}{Controller: controllerName, User: userName}
		if !in.client.unselected() {
			document.Model = in.client.Model.Name
		}
		return in.write(document, func() string {
			model := document.Model
			if model == "" {
				model = "<no-current-model>"
			}
			var table tabular.Table
			table.Row("Controller:", document.Controller)
			table.Row("Model:", model)
			table.Row("User:", document.User)
			return table.String()
		})
	}, err
}

func versionCommand(in *invocation) (func() error, error) {
	in.controllerOnly = true
	all := in.flags.Bool("all", false, "show all there is to say")
	in.prints("smart", "json", "yaml")
	args, err := in.parse()
	if err == nil {
		err = none(args)
	}
	return func() error {
		version := in.client.Model.version.String() + "-genericlinux-amd64"
		if !*all {
			return in.write(version, nil)
		}
		return in.write(struct {
			Version  string `json:"version" yaml:"version"`
			Compiler string `json:"compiler" yaml:"compiler"`
		}{version, "gc"}, nil)
	}, err
}

// errUnselected says that there is no current model, and which there are.
func (c *Client) errUnselected() error {
	var models strings.Builder
	for _, m := range c.Model.world.models {
		fmt.Fprintf(&models, "  - %s\n", m.whole())
	}
	return refused("", "No selected model.\n\nUse \"juju switch\" to select one of the following models:\n\n%s", models.String())
}
