// Package rules_test proves that a model runs the hooks that Juju runs, in its order, and that its verbs answer as the juju
// client does: stories on a model whose charms write down what they run.
package rules_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// stage is a model whose charms write down every hook that they run.
type stage struct {
	*juju.Model
	t     *testing.T
	lines []played
	saw   []string // what charms said they saw; see see

	before everything // see prepared
	remote string     // how this model calls the application on the other side of an offer; see relate

	// does is what charms do, by the first words of the hook's name, "install", "database", "database joined",
	// "database joined web/0", or any of those after the unit's name, "db/0 install"; by "" in every hook.
	does map[string]func(*charm.Hook) error
}

// played is a hook that ran.
type played struct{ unit, hook string }

func onStage(t *testing.T, model *juju.Model) *stage {
	t.Helper()
	return &stage{Model: model, t: t, does: make(map[string]func(*charm.Hook) error)}
}

// dbMetadata and webMetadata are the charms of most plays.
const dbMetadata = `
name: db
type: charm
summary: A database.
description: Plays a database.
provides:
  database: {interface: sql}
peers:
  peers: {interface: db-peers}
config:
  options:
    size: {type: int, default: 1, description: How large.}
    token: {type: secret, description: Somebody's.}
actions:
  backup:
    description: Saves everything.
    params: {target: {type: string}}
    required: [target]
  ping: {description: Answers.}
`

const webMetadata = `
name: web
type: charm
summary: A web server.
description: Plays a web server.
requires:
  database: {interface: sql}
  cache: {interface: cache, limit: 1}
config:
  options:
    port: {type: int, default: 80, description: Where it listens.}
    debug: {type: boolean, description: Whether it talks.}
    rate: {type: float, description: How fast.}
    title: {type: string, description: What it is called.}
`

// charm is a charm that writes down what it runs.
func (s *stage) charm(metadata string) juju.Charm {
	return juju.Charm{Handler: charm.HandlerFunc(s.handle), Metadata: metadata}
}

func (s *stage) handle(h *charm.Hook) error {
	name := hookName(h.Info())
	s.lines = append(s.lines, played{h.UnitName(), name})
	var failed error
	words := strings.Fields(name)
	if act := s.does[""]; act != nil {
		failed = act(h)
	}
	for i := range words {
		key := strings.Join(words[:i+1], " ")
		for _, act := range []func(*charm.Hook) error{s.does[key], s.does[h.UnitName()+" "+key]} {
			if act != nil {
				failed = errors.Join(failed, act(h))
			}
		}
	}
	return failed
}

// hookName tells a hook in a few words: "install", "database created db", "database departed web/0 (db/0 leaves)",
// "secret-remove password/1", "action backup".
func hookName(h call.Hook) string {
	switch {
	case h.Kind.IsRelation():
		about := h.RemoteUnit
		if about == "" {
			about = h.RemoteApp
		}
		if h.DepartingUnit != "" && h.DepartingUnit != h.RemoteUnit {
			about += " (" + h.DepartingUnit + " leaves)"
		}
		return fmt.Sprintf("%s %s %s", h.Endpoint, strings.TrimPrefix(string(h.Kind), "relation-"), about)
	case h.Kind.IsSecret():
		about := h.SecretLabel
		if h.SecretRevision > 0 {
			about = fmt.Sprintf("%s/%d", about, h.SecretRevision)
		}
		return fmt.Sprintf("%s %s", h.Kind, about)
	case h.Kind == call.KindAction:
		return "action " + h.Action
	}
	return h.Name
}

// do makes the charms do something in a hook; see does.
func (s *stage) do(hook string, act func(*charm.Hook) error) { s.does[hook] = act }

// fail makes the charms fail in a hook, and mend lets them succeed again.
func (s *stage) fail(hook string) { s.do(hook, failing) }
func (s *stage) mend(hook string) { delete(s.does, hook) }

var errBroken = errors.New("broken on purpose")

func failing(*charm.Hook) error { return errBroken }

// see notes what a charm sees.
func (s *stage) see(h *charm.Hook, format string, args ...any) {
	s.saw = append(s.saw, fmt.Sprintf("%s %s: %s", h.UnitName(), hookName(h.Info()), fmt.Sprintf(format, args...)))
}

// ok stops the test at an error.
func (s *stage) ok(err error) {
	s.t.Helper()
	require.NoError(s.t, err)
}

// settle runs what there is to run.
func (s *stage) settle() {
	s.t.Helper()
	s.ok(s.Settle())
}

// deploy deploys a charm with units under a name.
func (s *stage) deploy(metadata, name string, units int) {
	s.t.Helper()
	s.ok(s.Deploy(s.charm(metadata), juju.Deployment{Name: name, Units: units, NoUnits: units == 0}))
}

// pair deploys db and web, related and at rest, and forgets how that went.
func (s *stage) pair(dbs, webs int) {
	s.t.Helper()
	s.deploy(dbMetadata, "db", dbs)
	s.deploy(webMetadata, "web", webs)
	s.ok(s.Integrate("db", "web"))
	s.settle()
	s.forget()
}

// forget forgets which hooks ran.
func (s *stage) forget() { s.lines, s.saw = nil, nil }

// of lists the hooks of a unit since the last forget.
func (s *stage) of(unit string) string {
	var hooks []string
	for _, line := range s.lines {
		if line.unit == unit {
			hooks = append(hooks, line.hook)
		}
	}
	return strings.Join(hooks, "; ")
}

// ran compares the hooks of units with what is wanted; units that are not named must have run none.
func (s *stage) ran(want map[string]string) {
	s.t.Helper()
	got := make(map[string]string)
	for _, line := range s.lines {
		got[line.unit] = s.of(line.unit)
	}
	if len(want) == 0 {
		require.Empty(s.t, got)
		return
	}
	require.Equal(s.t, want, got)
}

// write writes into a databag of the hook's unit.
func write(endpoint, key, value string) func(*charm.Hook) error {
	return inEach(endpoint, func(r *charm.Relation) error { return r.LocalUnit().Set(key, value) })
}

// writeApp writes into the databag of the hook's application.
func writeApp(endpoint, key, value string) func(*charm.Hook) error {
	return inEach(endpoint, func(r *charm.Relation) error { return r.LocalApp().Set(key, value) })
}

func inEach(endpoint string, act func(*charm.Relation) error) func(*charm.Hook) error {
	return func(h *charm.Hook) error {
		relations, err := h.Relations(endpoint)
		for _, r := range relations {
			err = errors.Join(err, act(r))
		}
		return err
	}
}

// asLeader does something only where the unit leads.
func asLeader(act func(*charm.Hook) error) func(*charm.Hook) error {
	return func(h *charm.Hook) error {
		leads, err := h.IsLeader()
		if err != nil || !leads {
			return err
		}
		return act(h)
	}
}

// both does one thing after the other.
func both(acts ...func(*charm.Hook) error) func(*charm.Hook) error {
	return func(h *charm.Hook) error {
		for _, act := range acts {
			if err := act(h); err != nil {
				return err
			}
		}
		return nil
	}
}

// plays is a table of stories: what is there first, what happens then, and which hooks that runs where.
type plays []struct {
	name, why string
	version   string
	machines  bool
	before    func(*stage) // settled and forgotten; nil: nothing
	story     func(*stage) // settled
	want      map[string]string
}

func (p plays) run(t *testing.T) {
	for _, play := range p {
		t.Run(play.name, func(t *testing.T) {
			t.Parallel()
			require.NotEmpty(t, play.why)
			model := &juju.Model{JujuVersion: play.version}
			if play.machines {
				model.Type = call.ModelMachines
			}
			s := onStage(t, model)
			if play.before != nil {
				play.before(s)
				s.settle()
				s.forget()
			}
			play.story(s)
			s.settle()
			s.ran(play.want)
		})
	}
}
