package juju

import (
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
// [*CheckError] that names the hook. To ask once, call the function.
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
	for _, c := range w.checks {
		if err := c.hold(c.model); err != nil {
			return &CheckError{Entry: e.entry(len(w.models) > 1), Seed: w.seed, Err: err}
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

// NoUnitInError is a check: no unit has a hook that failed.
func NoUnitInError(m *Model) error {
	for _, a := range m.apps {
		for _, u := range a.units {
			if u.failed != nil {
				return fmt.Errorf("%s is in error: %s: %s", u.name, u.failed.message, u.failed.cause)
			}
		}
	}
	return nil
}

// MaxRevisions makes a check: no secret of a charm holds more than so many revisions at once. One that gathers them belongs to a
// charm that does not remove what secret-remove, or secret-expired, tells it of.
func MaxRevisions(limit int) func(*Model) error {
	return func(m *Model) error {
		for _, s := range m.secrets {
			if len(s.facts.Revisions) > limit && s.app != nil {
				return m.gathering(s)
			}
		}
		return nil
	}
}

// gathering names the secret and what its charm does not do.
func (m *Model) gathering(s *secret) error {
	name := s.id()
	if s.facts.Label != "" {
		name = fmt.Sprintf("%q (%s)", s.facts.Label, name)
	}
	text := fmt.Sprintf("secret %s of %s holds %d revisions", name, s.facts.Owner, len(s.facts.Revisions))
	if len(s.obsolete) == 0 {
		return fmt.Errorf("%s, all of which somebody tracks: observers must refresh on secret-changed", text)
	}
	handled := s.handler()
	return fmt.Errorf("%s, of which nobody tracks %d: charm %q %s", text, len(s.obsolete), s.app.charm.metadata.Name, handled)
}

// handler says what the charm that owns the secret lacks.
func (s *secret) handler() string {
	if s.app.charm.routes("secret-remove") {
		return "does not remove them when secret-remove tells it to"
	}
	return "has no handler for secret-remove, which must remove them"
}

// alive reports whether something is not being removed.
func alive(life controller.Life) bool { return life == controller.Alive }
