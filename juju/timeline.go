package juju

import (
	"fmt"
	"time"

	"github.com/charmscenario/scenario/call"
	agent "github.com/charmscenario/scenario/internal/unit"
)

// Timeline is what happened in a model, oldest first.
type Timeline []Entry

// Entry is one thing that happened: a command, or a hook of a unit.
type Entry struct {
	Number int       `yaml:"number" json:"number"` // counted from 1
	Time   time.Time `yaml:"time" json:"time"`
	Model  string    `yaml:"model,omitempty" json:"model,omitempty"` // its name

	// Command is what was done to the model, as the juju command that does it, or as a comment that begins with "#".
	// Empty for a hook.
	Command string `yaml:"command,omitempty" json:"command,omitempty"`

	// Unit ran Hook: the hook's name, or "action <name>".
	Unit string `yaml:"unit,omitempty" json:"unit,omitempty"`
	Hook string `yaml:"hook,omitempty" json:"hook,omitempty"`
	// Relation, RemoteApp, RemoteUnit, Secret, SecretLabel and SecretRevision say what the hook was about, as the hook was
	// told.
	Relation       string `yaml:"relation,omitempty" json:"relation,omitempty"`
	RemoteApp      string `yaml:"remote-app,omitempty" json:"remote-app,omitempty"`
	RemoteUnit     string `yaml:"remote-unit,omitempty" json:"remote-unit,omitempty"`
	Secret         string `yaml:"secret,omitempty" json:"secret,omitempty"`
	SecretLabel    string `yaml:"secret-label,omitempty" json:"secret-label,omitempty"`
	SecretRevision int    `yaml:"secret-revision,omitempty" json:"secret-revision,omitempty"`
	// SecretOwner is the application or unit that owns Secret, or "user"; OwnerLabel is how the owner calls it. The unit may
	// know neither.
	SecretOwner string `yaml:"secret-owner,omitempty" json:"secret-owner,omitempty"`
	OwnerLabel  string `yaml:"owner-label,omitempty" json:"owner-label,omitempty"`

	// Failure is why the hook failed: what the handler returned, or panicked with and where, or Juju's refusal of the commit; of an
	// action also what the charm said when it failed the action.
	Failure string `yaml:"failure,omitempty" json:"failure,omitempty"`

	// Cause is the number of the entry that led to this hook, 0 for time. Reason says how, as the words after "because":
	// "database/0 wrote its databag".
	Cause  int    `yaml:"cause,omitempty" json:"cause,omitempty"`
	Reason string `yaml:"reason,omitempty" json:"reason,omitempty"`

	// Changes is what the hook or the command changed in the model. Values of secrets do not show, only their keys and sizes.
	Changes []Change `yaml:"changes,omitempty" json:"changes,omitempty"`
}

// Timeline returns what happened in the model and in those of the same controller, as far back as KeepHooks reaches.
func (m *Model) Timeline() Timeline {
	if m.open() != nil {
		return nil
	}
	log := &m.world.log
	var list Timeline
	for i := range log.entries {
		list = append(list, log.at(i).entry(len(m.world.models) > 1))
	}
	return list
}

// timeline keeps the last entries, in a ring once there are too many.
type timeline struct {
	entries []entry
	first   int // index of the oldest
	count   int // how many there ever were
	keep    int
}

// entry is an Entry as it is kept, put into words when somebody asks.
type entry struct {
	number  int
	at      time.Time
	model   *Model
	command string
	unit    string
	hook    *call.Hook
	failure string
	cause   cause
	changes []Change
	journal agent.Journal

	secretOwner, ownerLabel string // of the secret that the hook was about
}

// defaultKeep is how many entries are kept if Model does not say.
const defaultKeep = 10_000

// add returns a new entry, to be filled in before the next is added.
func (t *timeline) add() *entry {
	t.count++
	keep := t.keep
	if keep <= 0 {
		keep = defaultKeep
	}
	if len(t.entries) < keep {
		t.entries = append(t.entries, entry{number: t.count})
		return &t.entries[len(t.entries)-1]
	}
	e := &t.entries[t.first]
	t.first = (t.first + 1) % len(t.entries)
	*e = entry{number: t.count}
	return e
}

// note adds a change to those of the last entry, if there is one.
func (t *timeline) note(c Change) {
	if n := len(t.entries); n > 0 {
		last := t.at(n - 1)
		last.changes = append(last.changes, c)
	}
}

// at returns the entry at a place, counted from the oldest that was kept.
func (t *timeline) at(i int) *entry { return &t.entries[(t.first+i)%len(t.entries)] }

// command enters a command into the timeline and returns its number.
func (m *Model) command(format string, args ...any) int {
	e := m.world.log.add()
	e.at, e.model, e.command = m.world.now, m, fmt.Sprintf(format, args...)
	return e.number
}

// entry puts an entry into words.
func (e *entry) entry(withModel bool) Entry {
	n := Entry{Number: e.number, Time: e.at, Command: e.command, Unit: e.unit, Failure: e.failure,
		Cause: e.cause.entry, Changes: append([]Change(nil), e.changes...)}
	if e.model != nil {
		n.Reason = e.model.world.log.words(e)
	}
	if withModel {
		n.Model = e.model.Name
	}
	if h := e.hook; h != nil {
		n.Hook = h.Name
		if h.Kind == call.KindAction {
			n.Hook = "action " + h.Action
		}
		n.Relation, n.RemoteApp, n.RemoteUnit = h.Relation, h.RemoteApp, h.RemoteUnit
		n.Secret, n.SecretLabel, n.SecretRevision = h.SecretID, h.SecretLabel, h.SecretRevision
		n.SecretOwner, n.OwnerLabel = e.secretOwner, e.ownerLabel
	}
	return n
}
