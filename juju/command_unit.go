package juju

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/charmscenario/scenario/call"
)

func addUnitCommand(in *invocation) (func() error, error) {
	in.ofModel()
	var units unitFlags
	units.flags(in)
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	switch {
	case len(args) == 0:
		return nil, errors.New("no application specified")
	case len(args) > 1:
		return nil, none(args[1:])
	case (units.to != "" || len(units.attachStorage) > 0) && in.onKubernetes():
		return nil, errors.New("k8s models only support --num-units")
	}
	return func() error { return in.model.AddUnit(args[0], units.number) }, units.check()
}

func scaleApplicationCommand(in *invocation) (func() error, error) {
	in.ofModel()
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	switch {
	case in.target() != nil && !in.onKubernetes():
		return nil, refused("", `Juju command "scale-application" only supported on k8s container models`)
	case len(args) == 0:
		return nil, errors.New("no application specified")
	case !call.IsAppName(args[0]):
		return nil, fmt.Errorf("invalid application name %q", args[0])
	case len(args) == 1:
		return nil, errors.New("no scale specified")
	}
	scale, err := strconv.Atoi(args[1])
	if err != nil {
		return nil, fmt.Errorf("invalid scale %q: %w", args[1], err)
	}
	if scale < 0 {
		return nil, errors.New("scale must be a positive integer")
	}
	return func() error {
		if err := in.model.Scale(args[0], scale); err != nil {
			return fmt.Errorf("could not scale application %q: %w", args[0], withoutCode(err))
		}
		in.infof("%s scaled to %d units", args[0], scale)
		return nil
	}, none(args[2:])
}

func resolvedCommand(in *invocation) (func() error, error) {
	in.ofModel()
	noRetry := in.flags.Bool("no-retry", false, "let the failed hooks count as done")
	all := in.flags.Bool("all", false, "all units in error")
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	switch {
	case *all && len(args) > 0:
		return nil, errors.New("specifying unit names(s) with --all not supported")
	case !*all && len(args) == 0:
		return nil, errors.New("no unit specified")
	}
	for _, name := range args {
		if !call.IsUnitName(name) {
			return nil, fmt.Errorf("unit name %q not valid", name)
		}
	}
	return func() error {
		if err := in.model.allowed(AccessWrite); err != nil {
			return err
		}
		if *all {
			args = in.model.unitsInError()
		}
		var failures []error
		for _, name := range args {
			failures = append(failures, withoutCode(in.model.Resolved(name, !*noRetry)))
		}
		return errors.Join(failures...)
	}, nil
}

// unitsInError lists the units whose hooks failed.
func (m *Model) unitsInError() []string {
	var names []string
	for _, a := range m.apps {
		for _, u := range a.units {
			if u.failed != nil && !u.failed.retry {
				names = append(names, u.name)
			}
		}
	}
	return names
}

func trustCommand(in *invocation) (func() error, error) {
	in.ofModel()
	remove := in.flags.Bool("remove", false, "take it back")
	scope := in.flags.String("scope", "", "cluster, on Kubernetes")
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	if len(args) == 0 {
		return nil, errors.New("no application name specified")
	}
	return func() error {
		if !*remove && *scope != "cluster" && in.model.Type == call.ModelKubernetes {
			return refused("", "'juju trust' currently grants full access to the cluster itself.\n"+
				"Set the scope to 'cluster' using '--scope=cluster' to confirm this choice.\n")
		}
		return withoutCode(in.model.Trust(args[0], !*remove))
	}, nil
}

func exposeCommand(in *invocation) (func() error, error) { return changeExposure(in, (*Model).Expose) }

func unexposeCommand(in *invocation) (func() error, error) {
	return changeExposure(in, (*Model).Unexpose)
}

func changeExposure(in *invocation, change func(*Model, string) error) (func() error, error) {
	in.ofModel()
	refuse := in.absentValues("endpoints")
	if in.command.name == "expose" {
		in.noDifferenceValues("to-spaces", "to-cidrs")
	}
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	if len(args) == 0 {
		return nil, errors.New("no application name specified")
	}
	if err := none(args[1:]); err != nil {
		return nil, err
	}
	return func() error { return change(in.model, args[0]) }, refuse()
}
