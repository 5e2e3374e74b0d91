// Package unit is the unit agent during one hook: what the hook sees, what waits for its end, what
// acts at once, and the trace of it all. The rules that the controller applies are in
// internal/controller.
package unit

import (
	"context"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// Config is what an Agent is made of.
type Config struct {
	Hook  *call.Hook
	Store controller.Store
	Now   func() time.Time
	Trace []call.Record // room for the trace; nil: made as it is needed
}

// Agent carries out the calls of one hook; it is a call.Backend. The facts are read from and
// written to its Store; everything else that the hook leaves behind is in its Journal.
type Agent struct {
	mu    sync.Mutex
	ended bool
	*Memory
}

// Memory is what an Agent knows and remembers of its hook. A charm may hold on to the Agent for as long as
// it likes; the Memory is given back by [Agent.Forget] and can serve another hook.
type Memory struct {
	Journal Journal

	hook    *call.Hook
	store   controller.Store
	now     func() time.Time
	pending pending

	firstLabels  map[string]string // of secrets whose label a get changed: what it was before
	metadataSeen bool              // whether the agent asked for the metadata of secrets
	readStatus   *call.Status      // the unit status as this hook first read it; nil: not yet
}

// pending is what waits for the end of the hook.
type pending struct {
	secrets   *pendingSecrets   // nil: none
	relations []pendingBags     // in order of first change
	state     map[string]string // the whole stored state
	stateSet  bool              // whether state was changed
}

// New returns an agent at the start of a hook.
func New(config Config) *Agent {
	a := &Agent{}
	a.Start(config, &Memory{})
	return a
}

// Start makes a zero Agent ready for a hook, for callers that keep it inside another value. The Memory is
// zero, or was reset.
func (a *Agent) Start(config Config, memory *Memory) {
	memory.hook, memory.store, memory.now = config.Hook, config.Store, config.Now
	memory.Journal.Trace = config.Trace
	a.Memory = memory
}

// Forget gives up the Memory of an Agent whose hook has ended.
func (a *Agent) Forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ended {
		a.Memory = nil
	}
}

// Reset makes the Memory ready for another hook. It keeps room that nothing else refers to.
func (m *Memory) Reset() {
	m.Journal = Journal{}
	if m.pending.secrets != nil || m.pending.stateSet {
		m.pending.secrets, m.pending.state, m.pending.stateSet = nil, nil, false
	}
	clear(m.pending.relations)
	m.pending.relations = m.pending.relations[:0]
	if m.firstLabels != nil || m.readStatus != nil {
		m.firstLabels, m.readStatus = nil, nil
	}
	m.metadataSeen = false
}

// Do carries out a call. See call.Backend.
func (a *Agent) Do(ctx context.Context, c call.Call) error {
	if c == nil || reflect.ValueOf(c).IsNil() {
		return refuse(call.ErrNotValid, "call is nil")
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ended {
		return refuse(call.ErrHookEnded, "cannot make call "+c.Tool()+": the hook has ended")
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	record := a.record(c)
	a.Journal.Trace = append(a.Journal.Trace, record)
	if record.Error != nil {
		return record.Error
	}
	return nil
}

// record carries out a call, and returns it as the trace keeps it.
func (a *Agent) record(c call.Call) call.Record {
	if keepsQuestion(c) {
		// It has no answer to be copied, so that the trace's copy is made first: what waits for the end of
		// the hook needs none of its own.
		own := c.Clone()
		return call.Record{Call: own, Error: a.carryOut(own)}
	}
	refusal := a.carryOut(c)
	return call.Record{Call: c.Clone(), Error: refusal}
}

// carryOut answers a call in place.
func (a *Agent) carryOut(c call.Call) *call.Error {
	if refusal := call.Validate(c, a.hook.JujuVersion); refusal != nil {
		return a.invalid(c, refusal)
	}
	family, _, _ := strings.Cut(c.Tool(), "-")
	switch family {
	case "action":
		return a.actionCall(c)
	case "application":
		return a.versionCall(c)
	case "config":
		return a.configCall(c)
	case "is", "leader":
		return a.leaderCall(c)
	case "juju":
		return a.logCall(c)
	case "relation":
		return a.relationCall(c)
	case "secret":
		return a.secretCall(c)
	case "state":
		return a.stateCall(c)
	case "status":
		return a.statusCall(c)
	}
	return unknownTool(c)
}

// End ends the hook. When it succeeded, what is pending is committed, and the refusal of a step is
// returned as *controller.CommitError; otherwise what is pending is dropped. Journal.Commit tells
// in both cases what was pending. Calls that come later are refused.
func (a *Agent) End(succeeded bool) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ended {
		return nil
	}
	a.ended = true
	commit := a.commit()
	a.Journal.Commit = commit
	if commit == nil || !succeeded {
		return nil
	}
	refusal := controller.Commit(a.store, a.environment(), commit, &a.Journal.Removed)
	if refusal != nil {
		return refusal
	}
	return nil
}

// commit gathers what is pending into the one request that Juju's agent sends; nil when there is
// nothing.
func (a *Agent) commit() *call.Commit {
	if a.pending.secrets == nil && len(a.pending.relations) == 0 && !a.pending.stateSet {
		return nil
	}
	var room struct { // one piece of memory for what most hooks leave to be done
		commit   call.Commit
		settings [1]call.RelationSettings
	}
	commit := &room.commit
	if len(a.pending.relations) > 0 {
		commit.RelationSettings = room.settings[:0]
	}
	for i := range a.pending.relations {
		commit.RelationSettings = append(commit.RelationSettings, a.pending.relations[i].settings)
	}
	if a.pending.secrets != nil {
		a.pending.secrets.fill(commit)
	}
	if a.pending.stateSet {
		state := a.pending.state
		commit.StoredState = &state
	}
	if commit.Empty() {
		return nil
	}
	return commit
}

// environment is what the controller must know of the caller.
func (a *Agent) environment() controller.Environment {
	return controller.Environment{
		Unit: a.hook.Unit, App: a.hook.App, ModelUUID: a.hook.Model.UUID,
		Version: a.hook.JujuVersion, Now: a.now(),
	}
}

// Relation looks up a relation for hook tools that read their arguments; see call.RelationFinder.
func (a *Agent) Relation(number int) (call.RelationFacts, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ended {
		return call.RelationFacts{}, false
	}
	r := a.store.Relation(number)
	if r == nil {
		return call.RelationFacts{}, false
	}
	return call.RelationFacts{ID: r.ID, Endpoint: r.Endpoint, RemoteApp: r.RemoteApp}, true
}

// unknownTool refuses a call that this version of Juju does not have.
func unknownTool(c call.Call) *call.Error {
	return refuse(call.ErrNotSupported, "bad request: unknown command: "+c.Tool())
}

func refuse(code call.Code, message string) *call.Error {
	return &call.Error{Code: code, Message: message}
}
