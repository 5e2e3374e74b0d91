package scenario_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/examples/database"
)

func related(relations ...scenario.Relation) scenario.State {
	return scenario.State{Relations: relations}
}

func peers(units ...string) scenario.Relation {
	relation := scenario.Relation{ID: "cluster:0", Endpoint: "cluster", LocalAppData: map[string]string{"users": "all"}}
	for _, unit := range units {
		if relation.RemoteUnits == nil {
			relation.RemoteUnits = map[string]map[string]string{}
		}
		relation.RemoteUnits[unit] = map[string]string{"host": unit}
	}
	return relation
}

// TestUsersRelations: relations, their databags, and their end.
func TestUsersRelations(t *testing.T) {
	checkUsers(t, []usersRow{
		{"canonical/operator #175", "on relation-created there is no unit yet, and event.app was None: the application is known (canonical/operator #475)", func(t *testing.T) {
			relation := db()
			relation.RemoteUnits, relation.RemoteAppData = nil, map[string]string{"k": "v"}
			mustRun(t, hookOf(func(h *charm.Hook) error {
				e := charm.NewRelationEvent(h)
				require.Equal(t, "postgresql", e.RemoteApp)
				require.Empty(t, e.RemoteUnit)
				units, err := e.Relation.Units()
				require.Empty(t, units)
				require.NoError(t, err)
				bag, err := e.Relation.RemoteApp().All()
				require.Equal(t, map[string]string{"k": "v"}, bag)
				return err
			}), scenario.RelationCreated(relation), related(relation))
		}},
		{"canonical/operator #642", "during relation-broken the remote application was unknown: Juju tells it, and its databags are read (canonical/traefik-k8s-operator #166, canonical/operator #888)", func(t *testing.T) {
			relation := db()
			relation.RemoteUnits, relation.RemoteAppData = nil, map[string]string{"k": "v"}
			relation.DepartedUnits = map[string]map[string]string{"postgresql/0": {"host": "zero"}}
			mustRun(t, hookOf(func(h *charm.Hook) error {
				e := charm.NewRelationEvent(h)
				require.Equal(t, "postgresql", e.RemoteApp)
				units, err := e.Relation.Units()
				require.NoError(t, err)
				require.Empty(t, units)
				bag, err := e.Relation.RemoteApp().All()
				require.NoError(t, err)
				require.Equal(t, map[string]string{"k": "v"}, bag)
				bag, err = e.Relation.RemoteUnit("postgresql/0").All()
				require.Equal(t, map[string]string{"host": "zero"}, bag, "of units that left, by name")
				return err
			}), scenario.RelationBroken(relation), related(relation))
		}},
		{"canonical/operator #2709", "a relation that Juju has forgotten and the agent has not answers \"permission denied\", not \"not found\": a charm can tell both, and a test can have both", func(t *testing.T) {
			forgotten := func(next call.Backend) call.Backend {
				return call.BackendFunc(func(ctx context.Context, c call.Call) error {
					if get, ok := c.(*call.RelationGet); ok && get.Relation == "db:1" {
						return &call.Error{Code: call.ErrPermissionDenied, Message: "permission denied"}
					}
					return next.Do(ctx, c)
				})
			}
			read := hookOf(func(h *charm.Hook) error {
				_, err := h.RelationByID("db:1").RemoteApp().All()
				return err
			})
			_, err := read.Run(scenario.UpdateStatus(), related())
			require.ErrorIs(t, err, charm.ErrRelationNotFound, "what the agent does not know either")
			read = hookOf(func(h *charm.Hook) error { _, err := h.RelationByID("db:1").RemoteApp().All(); return err })
			read.Wrap = forgotten
			_, err = read.Run(scenario.UpdateStatus(), related(db()))
			require.ErrorIs(t, err, charm.ErrPermissionDenied)
		}},
		{"canonical/vault-k8s-operator #241", "the charm wrote to a databag after the requirer was gone, and the hook failed", func(t *testing.T) {
			write := hookOf(func(h *charm.Hook) error { return h.RelationByID("db:1").LocalApp().Set("k", "v") })
			state := related(db())
			state.Leader = true
			state.Relations[0].Life = scenario.Dying
			out := mustRun(t, write, scenario.RelationBroken(state.Relations[0]), state)
			require.Equal(t, "v", out.Relations[0].LocalAppData["k"], "in relation-broken it is written, to nobody")
			_, err := write.Run(scenario.UpdateStatus(), scenario.State{Leader: true})
			require.ErrorIs(t, err, charm.ErrRelationNotFound)
		}},
		{"canonical/data-platform-libs #33", "reading relation data with no relation raised: an endpoint without relations has none", func(t *testing.T) {
			mustRun(t, hookOf(func(h *charm.Hook) error {
				relations, err := h.Relations("db")
				require.Empty(t, relations)
				return err
			}), scenario.UpdateStatus(), related())
		}},
		{"canonical/data-platform-libs #109", "a field deleted twice raised: deleting what is not there is nothing", func(t *testing.T) {
			relation := db()
			relation.LocalUnitData = map[string]string{"kept": "k", "dropped": "d"}
			out := mustRun(t, hookOf(func(h *charm.Hook) error {
				bag := h.RelationByID("db:1").LocalUnit()
				return errors.Join(bag.Delete("dropped"), bag.Delete("dropped"), bag.Delete("never"))
			}), scenario.RelationBroken(relation), related(relation))
			require.Equal(t, map[string]string{"kept": "k"}, out.Relations[0].LocalUnitData)
		}},
		{"canonical/mongodb-operator #263", "a unit that is scaled down gets relation-broken too, and the charm deleted users who were still needed: Juju goes on listing a relation that lives", func(t *testing.T) {
			var listed int
			count := hookOf(func(h *charm.Hook) error {
				relations, err := h.Relations("db")
				listed = len(relations)
				return err
			})
			left := db()
			mustRun(t, count, scenario.RelationBroken(left), related(left))
			require.Equal(t, 1, listed, "this unit leaves")
			left.Life = scenario.Dying
			mustRun(t, count, scenario.RelationBroken(left), related(left))
			require.Equal(t, 0, listed, "the relation goes, for everybody")
			mustRun(t, in35(hookOf(count.Charm.Handle)), scenario.RelationBroken(left), related(left))
			require.Equal(t, 1, listed, "Juju 3.5 does not tell")
		}},
		{"canonical/kratos-operator #166", "on scale-down a unit that does not lead tried to clean the peers' databag", func(t *testing.T) {
			clean := hookOf(func(h *charm.Hook) error { return h.RelationByID("cluster:0").LocalApp().Delete("users") })
			state := related(peers("web/1"))
			for _, event := range []scenario.Event{scenario.RelationDeparted(state.Relations[0]), scenario.Stop(), scenario.Remove()} {
				out, err := clean.Run(event, state)
				require.ErrorIs(t, err, charm.ErrNotLeader)
				require.Equal(t, "all", out.Relations[0].LocalAppData["users"])
			}
		}},
		{"canonical/cos-lite-bundle #127", "tearing everything down left some charm in error, never the same one: whatever goes first", func(t *testing.T) {
			relation := scenario.Relation{ID: "database:1", Endpoint: "database", RemoteApp: "app", RemoteUnits: map[string]map[string]string{"app/0": nil}}
			for _, leader := range []bool{true, false} {
				for _, dying := range []scenario.Life{scenario.Alive, scenario.Dying} {
					ctx := &scenario.Context{Charm: database.New(), Dir: "examples/database"}
					state := scenario.State{Leader: leader, Relations: []scenario.Relation{relation}}
					state = mustRun(t, ctx, scenario.RelationJoined(relation), state).State
					state.Relations[0].Life = dying
					state = mustRun(t, ctx, scenario.RelationDeparted(relation).Departing("app/0"), state).State
					state.Relations[0].RemoteUnits = nil
					state = mustRun(t, ctx, scenario.RelationBroken(relation), state).State
					state.Relations = nil
					for i := range state.Secrets {
						state.Secrets[i].RemoteGrants = nil
					}
					for _, event := range []scenario.Event{scenario.Stop(), scenario.Remove()} {
						state = mustRun(t, ctx, event, state).State
					}
				}
			}
		}},
		{"canonical/postgresql-operator #29", "a test passed because it had added the unit itself to the remote side", func(t *testing.T) {
			relation := db()
			relation.RemoteUnits = map[string]map[string]string{"postgresql/0": nil, "web/0": nil}
			refused(t, scenario.UpdateStatus(), related(relation), "relation-unit-of-other-app")
			refused(t, scenario.UpdateStatus(), related(peers("web/0", "web/1")), "relation-peer-own-unit")
		}},
		{"canonical/operator #1827", "a peer relation listed the unit itself, and default peers made another unit appear (canonical/operator #1832)", func(t *testing.T) {
			var units []string
			list := hookOf(func(h *charm.Hook) (err error) { units, err = h.RelationByID("cluster:0").Units(); return err })
			mustRun(t, list, scenario.UpdateStatus(), related(peers()))
			require.Empty(t, units)
			mustRun(t, list, scenario.UpdateStatus(), related(peers("web/1", "web/2")))
			require.Equal(t, []string{"web/1", "web/2"}, units)
		}},
		{"canonical/operator #1929", "databags written by hand are tedious and brittle: the charm's own types write and read them, in a test too (canonical/operator #2012)", func(t *testing.T) {
			type request struct {
				Database string   `json:"database"`
				Roles    []string `json:"roles,omitempty"`
			}
			want := request{"orders", []string{"admin"}}
			asked := mustRun(t, hookOf(func(h *charm.Hook) error { return h.RelationByID("db:1").LocalUnit().Save(want) }), scenario.RelationCreated(db()), related(db()))
			require.Equal(t, map[string]string{"database": "orders", "roles": `["admin"]`}, asked.Relations[0].LocalUnitData)

			other := website()
			other.RemoteUnits["haproxy/0"] = asked.Relations[0].LocalUnitData
			var got request
			mustRun(t, hookOf(func(h *charm.Hook) error { return h.RelationByID("website:2").RemoteUnit("haproxy/0").Load(&got) }), scenario.RelationChanged(other), related(other))
			require.Equal(t, want, got)
		}},
	})
}

// TestUsersLeadership: leadership that is not there when it is needed, and hooks that fail.
func TestUsersLeadership(t *testing.T) {
	checkUsers(t, []usersRow{
		{"canonical/opensearch-operator #656", "what leader-elected left to be done ran after leadership was lost: the write is refused, and all that waited goes with the hook", func(t *testing.T) {
			out, err := hookOf(func(h *charm.Hook) error {
				r := h.RelationByID("db:1")
				if err := r.LocalUnit().Set("unit", "u"); err != nil {
					return err
				}
				return r.LocalApp().Set("app", "a")
			}).Run(scenario.ConfigChanged(), related(db()))
			require.ErrorIs(t, err, charm.ErrNotLeader)
			require.Empty(t, out.Relations[0].LocalUnitData)
			require.Empty(t, out.Relations[0].LocalAppData)
		}},
		{"canonical/operator #169", "all units can run relation-joined while none leads, so that \"the leader sets it\" runs nowhere", func(t *testing.T) {
			set := func(h *charm.Hook) error {
				leader, err := h.IsLeader()
				if err != nil || !leader {
					return err
				}
				return h.RelationByID("db:1").LocalApp().Set("k", "v")
			}
			for number := range 3 {
				ctx := hookOf(set)
				ctx.UnitNumber = number
				require.Empty(t, mustRun(t, ctx, scenario.RelationJoined(db()), related(db())).Relations[0].LocalAppData)
			}
			state := related(db())
			state.Leader = true
			require.Equal(t, "v", mustRun(t, hookOf(set), scenario.LeaderElected(), state).Relations[0].LocalAppData["k"])
		}},
		{"canonical/operator #1153", "a harness raised in leader-elected where Juju gives nothing: there may be no relation, not even of peers", func(t *testing.T) {
			mustRun(t, hookOf(func(h *charm.Hook) error {
				for _, endpoint := range []string{"cluster", "db", "website"} {
					relations, err := h.Relations(endpoint)
					if err != nil {
						return err
					}
					require.Empty(t, relations)
				}
				return nil
			}), scenario.LeaderElected(), scenario.State{Leader: true})
		}},
		{"canonical/github-runner-operator #229", "errors in install were swallowed into a status, so that Juju never tried again (canonical/postgresql-operator #1136)", func(t *testing.T) {
			install := func(swallow bool) *scenario.Context {
				return hookOf(func(h *charm.Hook) error {
					if err := h.Unit().SetStatus(charm.Blocked("no disk")); err != nil {
						return err
					}
					if swallow {
						return nil
					}
					return errProgram
				})
			}
			out := mustRun(t, install(true), scenario.Install(), scenario.State{})
			require.Equal(t, charm.Blocked("no disk"), out.UnitStatus, "to Juju the hook succeeded")
			out, err := install(false).Run(scenario.Install(), scenario.State{})
			require.ErrorIs(t, err, errProgram)
			require.Equal(t, charm.Blocked("no disk"), out.UnitStatus, "a status stays though the hook failed")
		}},
	})
}
