package scenario

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
)

// Context says which charm is run, and as which unit. Only Charm and one of Dir and Metadata are
// needed, or Executable and Dir. A Context keeps nothing between runs, and many goroutines may use one; it
// must not be changed or copied once it was used: lists hold pointers to Contexts.
type Context struct {
	// Charm is the charm's handler, which runs in this process.
	Charm charm.Handler

	// Executable is the path of an executable charm, instead of Charm: its dispatch file, or the program
	// that a charm in Go is built into. It may be written in any language, and need not know that it is
	// tested: each run starts it as Juju does, with Dir as its working directory, Juju's environment alone,
	// and hook tools on PATH. A relative path is taken from Dir. Time and randomness are then its own, and
	// what it leaves in Dir stays there. An exit code other than 0 is a [*CharmError] whose cause is a
	// *runner.ExitError.
	Executable string

	// Dir is the directory of the charm's charmcraft.yaml, or of its metadata.yaml, config.yaml and
	// actions.yaml. It is read once.
	Dir string

	// Metadata is the text of a charmcraft.yaml, instead of Dir.
	Metadata string

	// AppName is the application's name; empty: the name in the metadata.
	AppName string

	// UnitNumber is the unit's number: 0 makes it the unit "<app>/0".
	UnitNumber int

	// Model is the Juju model. What is left out has fixed values: name "scenario", a fixed UUID, type
	// Kubernetes.
	Model Model

	// JujuVersion is the version of Juju whose rules decide; empty: "3.6.11".
	JujuVersion string

	// Now is the clock; nil: it stands still at 2000-01-01 00:00:00 UTC.
	Now func() time.Time

	// Rand makes the source of randomness of one run; nil: one that depends on the unit, the event
	// and the revisions of the secrets in State, so that equal runs draw equal numbers.
	Rand func() *rand.Rand

	// Wrap puts a Backend around the simulated unit: to inject faults, to count, to record. Nil: none.
	Wrap func(call.Backend) call.Backend

	// Unchecked skips the checks that State, Event and metadata fit together, and that the charm asks for
	// nothing that its metadata does not declare.
	Unchecked bool

	once  sync.Once
	setup *setup
	err   error
}

// Run runs the charm's handler for one event over a State, and returns the State afterwards with a
// log of what happened. It never changes its arguments, and what it returns shares no memory with
// them.
//
// The Outcome is returned beside every error. Errors are [*InconsistentError] (nothing ran),
// [*CharmError] (the handler failed; what waited for the end of the hook was dropped),
// [*CommitError] (Juju refused at the end of the hook), [*ActionFailedError] (the action called fail) and
// [*UndeclaredError] (all went well, but the charm asked for what its metadata does not declare); any
// other says that the Context cannot be used.
func (c *Context) Run(event Event, state State) (Outcome, error) {
	s, err := c.prepared()
	if err != nil {
		return Outcome{State: detached(&state)}, err
	}
	if err := c.runnable(); err != nil {
		return Outcome{State: detached(&state)}, fmt.Errorf("cannot run: %w", err)
	}
	r := s.run()
	r.context, r.setup, r.event, r.state = c, s, event, state
	var outcome Outcome
	err = r.run(&outcome)
	s.done(r)
	return outcome, err
}

// Complete returns the State as a run with this event would see it: with everything filled in
// that a literal leaves out. The error is that of the check, an [*InconsistentError], or says that
// the Context cannot be used.
func (c *Context) Complete(event Event, state State) (State, error) {
	s, err := c.prepared()
	if err != nil {
		return detached(&state), err
	}
	new(completion).complete(s, &event, &state)
	if !c.Unchecked {
		err = check(s, &event, &state)
	}
	return detached(&state), err
}

// runnable says what is missing to run the charm.
func (c *Context) runnable() error {
	switch {
	case c.Executable == "" && c.Charm == nil:
		return errors.New("Context.Charm is nil; want the charm's handler, or Executable")
	case c.Executable != "" && c.Charm != nil:
		return errors.New("Context has both Charm and Executable; want one")
	case c.Executable != "" && c.Dir == "":
		return errors.New("Context.Executable needs Dir, the directory that the charm runs in")
	case c.Executable != "":
		return startable(c.Dir, c.Executable)
	}
	return nil
}

func (c *Context) prepared() (*setup, error) {
	if c == nil {
		return nil, errors.New("cannot run: the *Context is nil")
	}
	c.once.Do(func() {
		c.err = errors.New("cannot read the Context: the charm's Check ended the goroutine") // stays if it does
		c.setup, c.err = c.read()
	})
	return c.setup, c.err
}

// now is the clock, to the second and in UTC as Juju keeps times.
func (c *Context) now() time.Time {
	if c.Now == nil {
		return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return c.Now().UTC()
}

// check returns all that does not fit together, as an *InconsistentError.
func check(s *setup, event *Event, state *State) error {
	findings := checkConsistency(s, event, state)
	if len(findings) > 0 {
		return &InconsistentError{Event: event.String(), Findings: findings}
	}
	return nil
}
