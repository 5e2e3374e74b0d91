package bench

import (
	"maps"
	"testing"

	"github.com/gruyaume/goops"
	"github.com/gruyaume/goops/goopstest"
	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

const metadata = `
name: web
summary: A charm.
description: A charm.
requires:
  db: {interface: sql}
`

const secretID = "secret:d0erdgpp4ni1a7hg2cg0"

// work is the same piece of work for both: a charm, the State that it starts from, and what is read
// off the State afterwards, to be equal.
type work struct {
	name string

	charm  charm.HandlerFunc
	state  scenario.State
	result func(scenario.Outcome) string

	peerCharm  func() error
	peerState  func() goopstest.State // made anew: goopstest writes into it
	peerResult func(goopstest.State) string
	peerReuse  bool // one State does for all runs: the work does not change it
}

func works() []work {
	content := map[string]string{"password": "secret", "username": "admin"}
	read := "" // what the charm read last; benchmarks run one after the other
	return []work{
		{
			name:       "Status",
			charm:      func(h *charm.Hook) error { return h.Unit().SetStatus(charm.Active("ready")) },
			state:      scenario.State{Leader: true},
			result:     func(out scenario.Outcome) string { return string(out.UnitStatus.Name) + out.UnitStatus.Message },
			peerCharm:  func() error { return goops.SetUnitStatus(goops.StatusActive, "ready") },
			peerState:  func() goopstest.State { return goopstest.State{Leader: true} },
			peerResult: func(s goopstest.State) string { return string(s.UnitStatus.Name) + s.UnitStatus.Message },
			peerReuse:  true,
		},
		{
			name: "SecretByLabel",
			charm: func(h *charm.Hook) error {
				content, err := h.SecretByLabel("credentials").Content()
				read = content["password"]
				return err
			},
			state: scenario.State{Secrets: []scenario.Secret{{
				ID: secretID, Label: "credentials", Owner: scenario.OwnerUnit, TrackedContent: content,
			}}},
			result: func(scenario.Outcome) string { return read },
			peerCharm: func() error {
				content, err := goops.GetSecretByLabel("credentials", false, false)
				read = content["password"]
				return err
			},
			peerState: func() goopstest.State {
				return goopstest.State{Secrets: []goopstest.Secret{{ID: secretID, Label: "credentials", Owner: "unit", Content: content}}}
			},
			peerResult: func(goopstest.State) string { return read },
			peerReuse:  true,
		},
		{
			name:  "Databag",
			charm: func(h *charm.Hook) error { return h.RelationByID("db:1").LocalUnit().Set("key", "value") },
			state: scenario.State{Relations: []scenario.Relation{{
				ID: "db:1", Endpoint: "db", RemoteApp: "postgresql", LocalUnitData: map[string]string{"host": "web"},
			}}},
			result: func(out scenario.Outcome) string {
				return out.Relations[0].LocalUnitData["host"] + out.Relations[0].LocalUnitData["key"]
			},
			peerCharm: func() error { return goops.SetUnitRelationData("db:1", map[string]string{"key": "value"}) },
			peerState: func() goopstest.State {
				return goopstest.State{Relations: []goopstest.Relation{{
					ID: "db:1", Endpoint: "db", RemoteAppName: "postgresql", LocalUnitData: goopstest.DataBag{"host": "web"},
				}}}
			},
			peerResult: func(s goopstest.State) string {
				return s.Relations[0].LocalUnitData["host"] + s.Relations[0].LocalUnitData["key"]
			},
			peerReuse: true, // the same key is written each time
		},
	}
}

func (w work) context() *scenario.Context {
	return &scenario.Context{Charm: w.charm, Metadata: metadata}
}

func (w work) peerContext() *goopstest.Context {
	return goopstest.NewContext(w.peerCharm, goopstest.WithAppName("web"))
}

// TestSameResults asserts that both do the work, and to the same end.
func TestSameResults(t *testing.T) {
	for _, w := range works() {
		t.Run(w.name, func(t *testing.T) {
			out, err := w.context().Run(scenario.UpdateStatus(), w.state)
			require.NoError(t, err)
			ours := w.result(out)
			require.NotEmpty(t, ours)
			ctx := w.peerContext()
			state := ctx.Run("update-status", w.peerState())
			require.NoError(t, ctx.CharmErr)
			require.Equal(t, ours, w.peerResult(state))
		})
	}
}

// BenchmarkCopies makes the copies of maps that isolation asks of a run, and does nothing else: of a secret's
// content one for the charm, one for the trace and two for the State afterwards; of a databag the charm's own
// map, its copy in the trace, and the databag as it is written.
func BenchmarkCopies(b *testing.B) {
	content := map[string]string{"password": "secret", "username": "admin"}
	bag := map[string]string{"host": "web"}
	b.Run("SecretByLabel", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for i := range copies {
				copies[i] = maps.Clone(content)
			}
		}
	})
	b.Run("Databag", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			copies[0] = map[string]string{"key": "value"}
			copies[1] = maps.Clone(copies[0])
			copies[2] = maps.Clone(bag)
			copies[2]["key"] = "value"
		}
	})
}

// copies keeps what BenchmarkCopies made, so that it is made on the heap as a run's are.
var copies [4]map[string]string

// BenchmarkPeers does each piece of work with both, checks on.
func BenchmarkPeers(b *testing.B) {
	for _, w := range works() {
		b.Run(w.name+"/scenario", func(b *testing.B) {
			ctx := w.context()
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ctx.Run(scenario.UpdateStatus(), w.state); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(w.name+"/goopstest", func(b *testing.B) {
			ctx, state := w.peerContext(), w.peerState()
			b.ReportAllocs()
			for b.Loop() {
				ctx.Run("update-status", state)
				if ctx.CharmErr != nil {
					b.Fatal(ctx.CharmErr)
				}
			}
		})
	}
}
