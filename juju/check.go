package juju

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/charmscenario/scenario/internal/controller"
)

// check is something that must hold after every hook.
type check struct {
	model *Model
	hold  func(*Model) error
}

// Check makes Settle, Step and Advance ask after every hook whether what must always hold does. The first error stops them, as a
// [*CheckError] that names the hook. To ask once, call the function: a test that lets a hook fail on purpose
// asks [NoUnitInError] itself where no unit may be in error, because as a check it would stop every Settle from then on. Ready-made ones are [NoUnitInError] and [MaxRevisions].
func (m *Model) Check(hold func(*Model) error) {
	if m.open() == nil && hold != nil {
		m.world.checks = append(m.world.checks, check{m, hold})
	}
}

// CheckError says that something that must hold did not, and after which hook.
type CheckError struct {
	Entry Entry  // the hook
	Seed  uint64 // of the model
	Err   error  // what the check said
}

// Error names the hook and what the check said, then why the hook was run and what it changed.
func (e *CheckError) Error() string {
	text := fmt.Sprintf("check failed after hook %d, %s%s: %v", e.Entry.Number, e.Entry.title(), seeded(e.Seed), e.Err)
	if why := e.Entry.because(); why != "" {
		text += "\n  the hook ran" + strings.TrimPrefix(why, ",")
	}
	for _, line := range e.Entry.told() {
		text += "\n  " + line
	}
	return text
}

// Unwrap returns what the check said.
func (e *CheckError) Unwrap() error { return e.Err }

func (w *world) checkAll(e *entry) error {
	if len(w.checks) == 0 {
		return nil
	}
	hook := *e // a check that uses a verb may push the entry out of the timeline
	w.checking = true
	defer func() { w.checking = false }()
	for _, c := range w.checks {
		if err := c.hold(c.model); err != nil {
			return &CheckError{Entry: hook.entry(len(w.models) > 1), Seed: w.seed, Err: err}
		}
	}
	return nil
}

func seeded(seed uint64) string {
	if seed == 0 {
		return ""
	}
	return fmt.Sprintf(" (seed %d)", seed)
}

func (m *Model) busyError(u *unit) error {
	last := m.Timeline()
	last = last[max(0, len(last)-100):]
	last = slices.DeleteFunc(last, func(e Entry) bool { return e.Hook == "" })
	return &BusyError{Seed: m.world.seed, Limit: u.ran, Unit: u.name, Last: last}
}

// NoUnitInError is a check: no unit of the model has a hook that failed. It names each unit that has one, the hook and what it
// failed over; errors.Is and errors.As reach the charms' own errors and Juju's refusals.
//
// Given to Check it stops the model at the first hook that fails. With RetryHooks, where Juju may yet succeed, ask after
// Settle or Advance who is left in error.
func NoUnitInError(m *Model) error {
	var failures []error
	for _, a := range m.apps {
		for _, u := range a.units {
			if u.failed != nil {
				failures = append(failures, u.failed.tell(u))
			}
		}
	}
	return errors.Join(failures...)
}

// unitError is a unit in error.
type unitError struct {
	text  string
	cause error // nil when the model was read from a file
}

func (e *unitError) Error() string { return e.text }

// Unwrap returns why the hook failed.
func (e *unitError) Unwrap() error { return e.cause }

// tell names the unit that is in error, and the hook.
func (f *failure) tell(u *unit) error {
	hook := entry{number: f.entry, unit: u.name, hook: &f.hook}
	if secret := f.plan.secret; secret != nil {
		hook.secretOwner, hook.ownerLabel = secret.facts.Owner, secret.facts.Label
	}
	about := hook.entry(false).about()
	if about != "" {
		about = ", about " + about
	}
	return &unitError{fmt.Sprintf("%s is in error: %s (hook %d%s): %s", u.name, f.message, f.entry, about, f.cause), f.err}
}

// alive reports whether something is not being removed.
func alive(life controller.Life) bool { return life == controller.Alive }
