package scenario

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/internal/unit"
	"github.com/charmscenario/scenario/runner"
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

// startable says why a program cannot be started, as far as that can be seen beforehand.
func startable(dir, path string) error {
	full := path
	if !filepath.IsAbs(full) {
		full = filepath.Join(dir, full)
	}
	switch info, err := os.Stat(full); {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("Context.Executable: there is no file %q in Context.Dir; build it first", path)
	case err != nil:
		return fmt.Errorf("Context.Executable: %w", err)
	case info.IsDir():
		return fmt.Errorf("Context.Executable: %q is a directory; want the charm's dispatch file or program", path)
	case runtime.GOOS != "windows" && info.Mode()&0o111 == 0:
		return fmt.Errorf("Context.Executable: %q is not executable (mode %s); want chmod +x", path, info.Mode())
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

// run is one run: all that it needs and does not leave behind. It is used again for later runs.
type run struct {
	context    *Context
	setup      *setup
	event      Event
	state      State
	completion completion
	store      stateStore
	memory     unit.Memory
	left       *left
}

// left is what a charm, or the Outcome, may hold on to after the run.
type left struct {
	session call.Session
	hook    charm.Hook
	agent   unit.Agent
	random  rand.Rand
	chance  chance
	trace   [2]call.Record
}

// run returns a run to be filled in.
func (s *setup) run() *run {
	if r, ok := s.runs.Get().(*run); ok {
		return r
	}
	return &run{}
}

// done takes a run back. One that never ended, because its charm ended the goroutine, is not taken back.
func (s *setup) done(r *run) {
	r.completion.reset()
	r.store.reset()
	r.memory.Reset()
	s.runs.Put(r) // what remains in it is written over by the next run
}

// run fills in the outcome, whatever the error.
func (r *run) run(outcome *Outcome) error {
	r.completion.complete(r.setup, &r.event, &r.state)
	r.left = &left{}
	session := &r.left.session
	params, err := r.open(session)
	if err != nil {
		outcome.State = detached(&r.state)
		return err
	}
	r.store.open(r.setup, &r.state, params)
	agent := &r.left.agent
	agent.Start(unit.Config{Hook: &session.Hook, Store: &r.store, Now: r.setup.now, Trace: r.left.trace[:0]}, &r.memory)
	session.Backend = agent
	if r.context.Wrap != nil {
		session.Backend = r.context.Wrap(agent)
	}
	session.Relations, session.Now, session.Rand = agent, r.setup.now, r.rand()
	session.CharmDir = r.context.Dir

	failure := r.dispatch(session)
	refusal := agent.End(failure == nil)
	agent.Forget()
	r.gather(outcome)
	outcome.Unrouted = len(outcome.Trace) == 0 && r.unrouted()
	outcome.Committed = failure == nil && refusal == nil && outcome.Commit != nil
	switch {
	case failure != nil:
		return r.charmError(failure, outcome)
	case refusal != nil:
		return r.commitError(refusal, outcome)
	case r.memory.Journal.ActionFailed:
		return r.actionError(params, outcome)
	case r.context.Unchecked:
		return nil
	}
	return r.undeclared(outcome.Trace)
}

// unrouted reports whether the charm is a Mux, or the like, without a route for the event.
func (r *run) unrouted() bool {
	router, ok := r.context.Charm.(interface{ Routes(*charm.Hook) bool })
	return ok && !router.Routes(&r.left.hook)
}

// dispatch runs the charm.
func (r *run) dispatch(session *call.Session) error {
	if r.context.Executable == "" {
		returned := false
		defer func() {
			if !returned { // the charm ended the goroutine, as t.FailNow does: what it left behind is refused
				_ = r.left.agent.End(false)
			}
		}()
		err := runner.InProcess(r.context.Charm, charm.StartHook(context.Background(), &r.left.hook, session))
		returned = true
		return err
	}
	session.Refused = r.left.agent.Refused
	return runner.Executable(context.Background(), r.context.Executable, session)
}

// open checks that everything fits together, and tells the hook what it is about. It returns the
// parameters of an action.
func (r *run) open(session *call.Session) (map[string]any, error) {
	if !r.context.Unchecked {
		if err := check(r.setup, &r.event, &r.state); err != nil {
			return nil, err
		}
	}
	params, err := r.params()
	if err != nil {
		return nil, err
	}
	return params, tellHook(&session.Hook, r.setup, &r.event, &r.state)
}

// params returns the parameters of the action, defaults of its schema filled in.
func (r *run) params() (map[string]any, error) {
	if r.event.Action == nil {
		return nil, nil
	}
	action, ok := r.setup.charm.Actions[r.event.Action.Name]
	if !ok {
		return cloneValues(r.event.Action.Params), nil // unchecked: what the test says
	}
	params, err := action.Complete(r.event.Action.Params)
	if err != nil && r.context.Unchecked {
		return cloneValues(r.event.Action.Params), nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot run action %s: %w", r.event.Action.Name, err)
	}
	return params, nil
}

// rand makes the run's source of randomness. The harness's own is seeded when it is first drawn from.
func (r *run) rand() *rand.Rand {
	if r.context.Rand != nil {
		return r.context.Rand()
	}
	chance := &r.left.chance
	chance.hook, chance.source = &r.left.session.Hook, r.setup.source
	chance.revisions = uint64(len(r.state.Secrets)) << 32
	for i := range r.state.Secrets {
		chance.revisions += uint64(r.state.Secrets[i].LatestRevision)
	}
	r.left.random = *rand.New(chance)
	return &r.left.random
}

// chance is the source of randomness of a run: equal runs draw equal numbers, and a charm that ran draws
// others in its next run, because the revisions of secrets went on.
type chance struct {
	hook              *call.Hook
	source, revisions uint64
	generator         rand.PCG
	seeded            bool
}

// Uint64 draws the next number.
func (c *chance) Uint64() uint64 {
	if !c.seeded {
		c.generator.Seed(c.source^hashTexts(c.hook.Name, c.hook.RemoteUnit), c.revisions)
		c.seeded = true
	}
	return c.generator.Uint64()
}

// gather fills the outcome with what the run left behind, detached from everything.
func (r *run) gather(outcome *Outcome) {
	journal := &r.memory.Journal
	r.store.state(&outcome.State)
	outcome.UnitStatusHistory, outcome.AppStatusHistory = journal.UnitStatusHistory, journal.AppStatusHistory
	outcome.WorkloadVersionHistory = journal.WorkloadVersionHistory
	outcome.ActionResults, outcome.ActionLog = cloneValues(journal.ActionResults), journal.ActionLog
	outcome.Commit = journal.Commit // shares nothing: the agent copied what it was given, the Store keeps copies
	if len(journal.Trace) > 0 {
		outcome.Trace = journal.Trace
	}
	if len(journal.JujuLog) > 0 {
		outcome.JujuLog = make([]LogLine, len(journal.JujuLog))
		for i, line := range journal.JujuLog {
			outcome.JujuLog[i] = LogLine(line)
		}
	}
	if journal.ActionFailed {
		outcome.ActionFailure = journal.ActionMessage
	}
	for _, removed := range journal.Removed.Revisions {
		outcome.RemovedSecretRevisions = append(outcome.RemovedSecretRevisions, SecretRevision{SecretID: "secret:" + removed.ID, Revision: removed.Number})
	}
	for _, id := range journal.Removed.Secrets {
		outcome.RemovedSecrets = append(outcome.RemovedSecrets, "secret:"+id)
	}
}
