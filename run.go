package scenario

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/internal/chance"
	"github.com/charmscenario/scenario/internal/codec"
	"github.com/charmscenario/scenario/internal/unit"
	"github.com/charmscenario/scenario/runner"
)

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
	chance  chance.Source
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
		r.hideOutput(failure, outcome.Trace)
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
	if r.event.Action == nil || codec.Cyclic(r.event.Action.Params) {
		return nil, nil // unchecked: what holds itself cannot be told
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
