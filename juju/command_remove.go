package juju

import (
	"bufio"
	"errors"
	"fmt"
	"strings"

	"github.com/charmscenario/scenario/call"
)

// removal is how units and applications are removed.
type removal struct{ noPrompt, dryRun, destroyStorage, force, noWait bool }

func (r *removal) flags(in *invocation) {
	in.flags.BoolVar(&r.noPrompt, "no-prompt", false, "do not ask")
	in.flags.BoolVar(&r.dryRun, "dry-run", false, "say what would be removed")
	in.flags.BoolVar(&r.destroyStorage, "destroy-storage", false, "")
	in.flags.BoolVar(&r.force, "force", false, "")
	in.flags.BoolVar(&r.noWait, "no-wait", false, "")
}

func (r *removal) check() error {
	if r.noWait && !r.force {
		return errors.New("--no-wait without --force not valid")
	}
	return nil
}

// removalPart is something that is removed, and what goes with it.
type removalPart struct {
	kind, name string
	with       []string
	refusal    error // why it cannot be removed
}

// remove asks, and then removes what can be.
func (in *invocation) remove(how *removal, parts []removalPart, do func(name string) error) error {
	if err := in.model.allowed(AccessWrite); err != nil {
		return err
	}
	ask := !how.dryRun && !how.noPrompt && in.model.prompts()
	if how.dryRun || ask {
		if err := in.refuseParts(parts); err != nil {
			return err
		}
		in.stderr.WriteString("WARNING This command will perform the following actions:\n")
		for _, p := range parts {
			in.announce(p)
		}
		if how.dryRun {
			return nil
		}
		if err := in.confirm(); err != nil {
			return fmt.Errorf("%s removal: %w", parts[0].kind, err)
		}
	}
	failed := false
	for _, p := range parts {
		err := p.refusal
		if err == nil {
			err = withoutCode(do(p.name))
		}
		if err != nil {
			failed = true
			in.fail(exitFailed, fmt.Errorf("removing %s %s failed: %w", p.kind, p.name, err))
		} else if !ask {
			in.announce(p)
		}
	}
	if failed {
		return errSilent
	}
	return nil
}

// refuseParts tells what cannot be removed.
func (in *invocation) refuseParts(parts []removalPart) error {
	failed := false
	for _, p := range parts {
		if p.refusal != nil {
			failed = true
			in.fail(exitFailed, fmt.Errorf("removing %s %s failed: %w", p.kind, p.name, p.refusal))
		}
	}
	if failed {
		return errSilent
	}
	return nil
}

func (in *invocation) announce(p removalPart) {
	in.printf("will remove %s %s\n", p.kind, p.name)
	for _, other := range p.with {
		in.printf("- will remove %s\n", other)
	}
}

// confirm asks whether to go on.
func (in *invocation) confirm() error {
	in.stderr.WriteString("\nContinue [y/N]? ")
	lines := bufio.NewScanner(in.stdin())
	lines.Scan()
	if answer := strings.ToLower(lines.Text()); answer == "y" || answer == "yes" {
		return nil
	}
	return errors.New("aborted")
}

func removeUnitCommand(in *invocation) (func() error, error) {
	in.ofModel()
	var how removal
	how.flags(in)
	number := in.flags.Int("num-units", 0, "how many units, on Kubernetes")
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	if in.onKubernetes() {
		err = checkScaleDown(args, *number, &how)
	} else if in.target() != nil {
		err = checkUnits(args, *number)
	}
	if err == nil {
		err = how.check()
	}
	return func() error {
		if in.model.Type == call.ModelKubernetes {
			return in.scaleDown(args[0], *number)
		}
		var parts []removalPart
		for _, name := range args {
			p := removalPart{kind: "unit", name: name}
			switch u := in.model.unit(name); {
			case u == nil:
				p.refusal = fmt.Errorf("unit %q does not exist", name)
			case u.principal != nil:
				p.refusal = fmt.Errorf("unit %q is a subordinate, to remove use remove-relation. Note: this will remove all units of %q", name, u.app.name)
			}
			parts = append(parts, p)
		}
		return in.remove(&how, parts, func(name string) error { return in.model.RemoveUnit(name) })
	}, err
}

func checkScaleDown(args []string, number int, how *removal) error {
	switch {
	case how.dryRun:
		return errors.New("`--dry-run` is not supported for kubernetes units")
	case how.destroyStorage:
		return errors.New("k8s models only support --num-units")
	case len(args) == 0:
		return errors.New("no application specified")
	case len(args) > 1:
		return errors.New("only single application supported")
	case call.IsUnitName(args[0]):
		return refused("", "k8s models do not support removing named units.\nInstead specify an application with --num-units.\n")
	case !call.IsAppName(args[0]):
		return fmt.Errorf("application name %q not valid", args[0])
	case number <= 0:
		return errors.New("specify the number of units (> 0) to remove using --num-units")
	}
	return nil
}

func checkUnits(args []string, number int) error {
	switch {
	case number != 0:
		return errors.New("--num-units for non k8s models not valid")
	case len(args) == 0:
		return errors.New("no units specified")
	}
	for _, name := range args {
		if !call.IsUnitName(name) {
			return fmt.Errorf("invalid unit name %q", name)
		}
	}
	return nil
}

// scaleDown removes units of an application, those with the highest numbers.
func (in *invocation) scaleDown(app string, number int) error {
	a, known := find(in.model.apps, app)
	if !known {
		return fmt.Errorf("application %q does not exist", app)
	}
	left := a.wanted() - number
	if left < 0 {
		return errors.New("cannot remove more units than currently exist not valid")
	}
	if err := in.model.Scale(app, left); err != nil {
		return withoutCode(err)
	}
	in.infof("scaling down to %d units", left)
	return nil
}

func removeApplicationCommand(in *invocation) (func() error, error) {
	in.ofModel()
	var how removal
	how.flags(in)
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	if len(args) == 0 {
		return nil, errors.New("no application specified")
	}
	for _, name := range args {
		if !call.IsAppName(name) {
			return nil, fmt.Errorf("invalid application name %q", name)
		}
	}
	return func() error {
		var parts []removalPart
		for _, name := range args {
			parts = append(parts, in.model.removable(name))
		}
		return in.remove(&how, parts, func(name string) error { return in.model.RemoveApplication(name) })
	}, how.check()
}

// removable is an application that is to be removed, with its units.
func (m *Model) removable(name string) removalPart {
	p := removalPart{kind: "application", name: name}
	a, known := find(m.apps, name)
	if !known {
		p.refusal = fmt.Errorf("application %q not found", name)
		return p
	}
	for _, u := range a.units {
		p.with = append(p.with, "unit "+u.name)
	}
	if offers := m.offersOf(a); len(offers) > 0 {
		p.refusal = fmt.Errorf("application is used by %d offer%s", len(offers), plural(len(offers)))
	}
	return p
}
