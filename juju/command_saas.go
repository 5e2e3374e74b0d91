package juju

import (
	"errors"
	"fmt"
	"strings"

	"github.com/charmscenario/scenario/call"
)

func consumeCommand(in *invocation) (func() error, error) {
	in.ofModel()
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	alias := ""
	switch {
	case len(args) == 0:
		return nil, errors.New("no remote offer specified")
	case len(args) > 1 && !call.IsAppName(args[1]):
		return nil, fmt.Errorf("invalid application name %q", args[1])
	case len(args) > 1:
		alias, err = args[1], none(args[2:])
	}
	return func() error {
		url, err := parseOfferURL(args[0])
		if err != nil {
			return err
		}
		if url.endpoint != "" {
			return fmt.Errorf("saas offer %q shouldn't include endpoint", args[0])
		}
		if err := in.consumeOffer(url, alias); err != nil {
			return err
		}
		if alias == "" {
			alias = url.name
		}
		shown := args[0]
		if url.user == "" {
			shown = url.path()
		}
		in.infof("Added %s as %s", shown, alias)
		return nil
	}, err
}

// consumeOffer makes an offer known to the model; one that is known already stays.
func (in *invocation) consumeOffer(url offerURL, alias string) error {
	if url.controller != "" && url.controller != controllerName {
		return &controllerError{url.controller}
	}
	if _, err := in.client.find(url.model); err != nil || url.user != "" && url.user != userName {
		model, _, _ := strings.Cut(url.path(), ".")
		return fmt.Errorf("model %q not found", model)
	}
	if in.model.world.offer(url.path()) == nil {
		return fmt.Errorf("application offer %q not found", url.path())
	}
	return withoutCode(in.model.Consume(url.path(), alias))
}

func removeSAASCommand(in *invocation) (func() error, error) {
	in.ofModel()
	force := in.flags.Bool("force", false, "")
	noWait := in.flags.Bool("no-wait", false, "")
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	if len(args) == 0 {
		return nil, errors.New("no SAAS application names specified")
	}
	for _, name := range args {
		if !call.IsAppName(name) {
			return nil, fmt.Errorf("invalid SAAS application name %q", name)
		}
	}
	return func() error {
		if *noWait && !*force {
			return errors.New("--no-wait requires --force")
		}
		failed := false
		for _, name := range args {
			if err := withoutCode(in.model.RemoveSAAS(name)); err != nil {
				failed = true
				in.infof("removing SAAS application %s failed: %s", name, err)
			}
		}
		if failed {
			return errSilent
		}
		return nil
	}, nil
}
