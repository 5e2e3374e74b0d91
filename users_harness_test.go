package scenario_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

// TestUsersHarness: trust in the tool itself, its errors, its friction.
func TestUsersHarness(t *testing.T) {
	write := func(h *charm.Hook) error {
		return errors.Join(h.RelationByID("db:1").LocalUnit().Set("k", "v"), h.SecretByLabel("own").SetContent(password("p2")))
	}
	checkUsers(t, []usersRow{
		{"canonical/operator #1617", "the run changed its input, and tests came to rely on it (canonical/operator #1671)", func(t *testing.T) {
			state := scenario.State{Leader: true, Relations: []scenario.Relation{db()}, Secrets: []scenario.Secret{owned(1)}}
			before := deepCopy(state)
			out := mustRun(t, hookOf(write), scenario.UpdateStatus(), state)
			require.Equal(t, before, state)
			out.Relations[0].LocalUnitData["k"] = "scribbled"
			out.Secrets[0].LatestContent["password"] = "scribbled"
			require.Equal(t, before, state)
		}},
		{"canonical/operator #1676", "using a State again needed a page of its own: it may be shared, copied in part, and used again (canonical/operator #2153)", func(t *testing.T) {
			base := scenario.State{Leader: true, Relations: []scenario.Relation{db()}, Secrets: []scenario.Secret{owned(1)}}
			another := base
			another.Relations = append(another.Relations, website())
			ctx := hookOf(write)
			first, second := mustRun(t, ctx, scenario.UpdateStatus(), base), mustRun(t, ctx, scenario.UpdateStatus(), another)
			require.Equal(t, first.Relations[0], second.Relations[0])
			require.Equal(t, first, mustRun(t, ctx, scenario.UpdateStatus(), base))
		}},
		{"canonical/ops-scenario #199", "event and State had to hold the very same relation, and an adjusted copy was inconsistent (canonical/operator #1468)", func(t *testing.T) {
			named := db()
			named.ID = "" // what names it are endpoint and application
			adjusted := db()
			adjusted.RemoteUnits["postgresql/0"] = map[string]string{"host": "zero"}
			var host string
			mustRun(t, hookOf(func(h *charm.Hook) (err error) {
				e := charm.NewRelationEvent(h)
				host, _, err = e.Relation.RemoteUnit(e.RemoteUnit).Get("host")
				return err
			}), scenario.RelationChanged(named), related(adjusted))
			require.Equal(t, "zero", host, "what State says counts")
		}},
		{"canonical/operator #2618", "once the charm had written, the relation that the test built no longer was the one in State", func(t *testing.T) {
			relation, secret := db(), owned(1)
			state := scenario.State{Leader: true, Relations: []scenario.Relation{relation}, Secrets: []scenario.Secret{secret}}
			for _, event := range []scenario.Event{scenario.RelationJoined(relation), scenario.RelationChanged(relation), scenario.SecretRotate(secret), scenario.RelationBroken(relation)} {
				state = mustRun(t, hookOf(write), event, state).State
			}
			require.Equal(t, "v", state.Relations[0].LocalUnitData["k"])
		}},
		{"canonical/ops-scenario #164", "the implicit juju-info relation was called inconsistent", func(t *testing.T) {
			monitor := scenario.Relation{Endpoint: "juju-info", RemoteApp: "monitor"}
			var listed []*charm.Relation
			mustRun(t, hookOf(func(h *charm.Hook) (err error) { listed, err = h.Relations("juju-info"); return err }), scenario.UpdateStatus(), related(monitor))
			require.Len(t, listed, 1)
			refused(t, scenario.RelationCreated(monitor), related(monitor), "event-relation-implicit")
		}},
		{"canonical/operator #1428", "a charm's errors came wrapped, with the traceback in the tool (canonical/operator #1795, #2088, #2106, canonical/ops-scenario #76)", func(t *testing.T) {
			own := &charm.ReadOnlyError{Relation: "db:1", Of: "somebody"}
			_, err := hookOf(func(*charm.Hook) error { return errors.Join(errProgram, own) }).Run(scenario.UpdateStatus(), scenario.State{})
			require.ErrorIs(t, err, errProgram)
			var reached *charm.ReadOnlyError
			require.ErrorAs(t, err, &reached)
			require.Same(t, own, reached)

			_, err = hookOf(func(*charm.Hook) error { panic(own) }).Run(scenario.UpdateStatus(), scenario.State{})
			var failed *scenario.CharmError
			require.ErrorAs(t, err, &failed)
			require.Equal(t, own, failed.PanicValue)
			require.Regexp(t, `^[^\n]*TestUsersHarness`, failed.Stack, "the charm's own frame comes first")
		}},
		{"canonical/operator #1204", "a failed action did not show its reason", func(t *testing.T) {
			out, err := hookOf(func(h *charm.Hook) error { return charm.NewActionEvent(h).Fail(`no disk "sdb"`) }).Run(scenario.RunAction("backup", nil), scenario.State{})
			var failed *scenario.ActionFailedError
			require.ErrorAs(t, err, &failed)
			require.Equal(t, `no disk "sdb"`, failed.Message)
			require.ErrorContains(t, err, `no disk \"sdb\"`)
			require.Equal(t, failed.Message, out.ActionFailure)
		}},
		{"ops.testing (run)", "removed revisions were bare numbers and piled up over runs, a failing run returned no State, equal States were not", func(t *testing.T) {
			ctx := hookOf(func(h *charm.Hook) error {
				if err := removeIt(h); err != nil {
					return err
				}
				if h.Info().SecretRevision == 3 {
					return errProgram
				}
				return h.Unit().SetStatus(charm.Active("removed"))
			})
			secret := owned(4)
			first := mustRun(t, ctx, scenario.SecretRemove(secret, 2), leads(secret))
			second, err := ctx.Run(scenario.SecretRemove(secret, 3), first.State)
			require.ErrorIs(t, err, errProgram)
			require.Equal(t, []scenario.SecretRevision{{SecretID: mine, Revision: 2}}, first.RemovedSecretRevisions)
			require.Empty(t, second.RemovedSecretRevisions, "each run has its own")
			require.Equal(t, first.State, second.State, "a failing run has its State too")
			require.Equal(t, scenario.State{}, mustRun(t, idle(), scenario.UpdateStatus(), scenario.State{}).State)
		}},
	})
}
