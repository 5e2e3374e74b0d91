package scenario_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

func website() scenario.Relation {
	return scenario.Relation{ID: "website:2", Endpoint: "website", RemoteApp: "haproxy", RemoteUnits: map[string]map[string]string{"haproxy/0": nil}}
}

func db() scenario.Relation {
	return scenario.Relation{ID: "db:1", Endpoint: "db", RemoteApp: "postgresql", RemoteUnits: map[string]map[string]string{"postgresql/0": nil}}
}

// TestUsersPermissions: who may read and change which secret, and by which label.
func TestUsersPermissions(t *testing.T) {
	content := func(h *charm.Hook) error { _, err := h.SecretByID(theirs).Content(); return err }
	checkUsers(t, []usersRow{
		{"canonical/data-platform-libs #254", "secrets are announced before they are granted, and charms crashed in that window", func(t *testing.T) {
			announced := db()
			announced.RemoteAppData = map[string]string{"secret": theirs}
			read := hookOf(func(h *charm.Hook) error {
				id, _, err := charm.NewRelationEvent(h).Relation.RemoteApp().Get("secret")
				if err != nil {
					return err
				}
				_, err = h.SecretByID(id).Content()
				return err
			})
			secret := granted()
			secret.NotGranted = true
			state := scenario.State{Relations: []scenario.Relation{announced}, Secrets: []scenario.Secret{secret}}
			_, err := read.Run(scenario.RelationChanged(announced).ByApp(), state)
			require.ErrorIs(t, err, charm.ErrPermissionDenied)
			state.Secrets[0].NotGranted = false
			mustRun(t, read, scenario.RelationChanged(announced).ByApp(), state)
		}},
		{"canonical/opensearch-operator #542", "a secret that is read by its label can be out of reach: the label outlives the grant", func(t *testing.T) {
			secret := granted()
			secret.Label, secret.NotGranted = "db", true
			_, err := hookOf(func(h *charm.Hook) error { _, err := h.SecretByLabel("db").Content(); return err }).Run(scenario.UpdateStatus(), follows(secret))
			require.ErrorIs(t, err, charm.ErrPermissionDenied)
			require.NotErrorIs(t, err, charm.ErrSecretNotFound)
		}},
		{"canonical/operator #1899", "granting fires no event: who set the option before has to look again in a later hook (canonical/operator #2522, juju/juju #20143)", func(t *testing.T) {
			configured := hookOf(func(h *charm.Hook) error {
				key, err := h.ConfigSecret("key")
				if err != nil || key == nil {
					return err
				}
				_, err = key.Content()
				if errors.Is(err, charm.ErrPermissionDenied) {
					return h.Unit().SetStatus(charm.Blocked("grant the key"))
				}
				if err != nil {
					return err
				}
				return h.Unit().SetStatus(charm.Active())
			})
			key := scenario.Secret{ID: theirs, Owner: scenario.OwnerUser, LatestContent: password("k"), NotGranted: true}
			state := scenario.State{Config: map[string]any{"key": theirs}, Secrets: []scenario.Secret{key}}
			state = mustRun(t, configured, scenario.ConfigChanged(), state).State
			require.Equal(t, charm.Blocked("grant the key"), state.UnitStatus)
			state.Secrets[0].NotGranted = false
			require.Equal(t, charm.Active(), mustRun(t, configured, scenario.UpdateStatus(), state).UnitStatus)
		}},
		{"canonical/k8s-operator #973", "in teardown the secret was gone, and the error blocked the unit in every hook: not found is an error to be matched", func(t *testing.T) {
			relation := db()
			state := scenario.State{Relations: []scenario.Relation{relation}}
			for range 2 {
				_, err := hookOf(content).Run(scenario.RelationBroken(relation), state)
				require.ErrorIs(t, err, charm.ErrSecretNotFound)
			}
			mustRun(t, hookOf(func(h *charm.Hook) error {
				if err := content(h); !errors.Is(err, charm.ErrSecretNotFound) {
					return err
				}
				return nil
			}), scenario.RelationBroken(relation), state)
		}},
		{"juju/juju #14932", "one label names one secret of a unit, owned or consumed", func(t *testing.T) {
			foreign := granted()
			foreign.Label = "own"
			refused(t, scenario.UpdateStatus(), leads(owned(1), foreign), "secret-label-duplicate")
			for name, add := range map[string]func(*charm.Hook) error{
				"for the application": func(h *charm.Hook) error {
					_, err := h.App().AddSecret(password("x"), charm.SecretLabel("own"))
					return err
				},
				"for the unit": func(h *charm.Hook) error {
					_, err := h.Unit().AddSecret(password("x"), charm.SecretLabel("own"))
					return err
				},
				"to another one": func(h *charm.Hook) error { return h.SecretByLabel("mine").SetInfo(charm.SecretLabel("own")) },
			} {
				another := scenario.Secret{ID: "secret:d0erdgpp4ni1a7hg2c20", Label: "mine", Owner: scenario.OwnerUnit, LatestContent: password("m1")}
				_, err := hookOf(add).Run(scenario.UpdateStatus(), leads(owned(1), another))
				var failed *scenario.CommitError
				require.ErrorAs(t, err, &failed, name)
				require.ErrorIs(t, err, charm.ErrLabelExists, name)
			}
		}},
		{"canonical/operator #1135", "a label that a unit gives its application's secret without leading: ignored since Juju 3.6, the unit's own before (juju/juju #16997)", func(t *testing.T) {
			label := func(h *charm.Hook) error { _, err := h.SecretByID(mine).WithLabel("unit-s").Content(); return err }
			out := mustRun(t, hookOf(label), scenario.UpdateStatus(), follows(owned(1)))
			require.Equal(t, []string{"own", ""}, []string{out.Secrets[0].Label, out.Secrets[0].ConsumerLabel})
			out = mustRun(t, in35(hookOf(label)), scenario.UpdateStatus(), follows(owned(1)))
			require.Equal(t, []string{"own", "unit-s"}, []string{out.Secrets[0].Label, out.Secrets[0].ConsumerLabel})
			out = mustRun(t, hookOf(label), scenario.UpdateStatus(), leads(owned(1)))
			require.Equal(t, []string{"unit-s", ""}, []string{out.Secrets[0].Label, out.Secrets[0].ConsumerLabel}, "the leader gives the owner's label")
		}},
		{"canonical/data-platform-libs #252", "\"label already exists\" in secret-changed: the same label on the same secret clashes with nothing", func(t *testing.T) {
			secret := granted()
			secret.Label = "db"
			out := mustRun(t, hookOf(func(h *charm.Hook) error { _, err := h.SecretByID(theirs).WithLabel("db").Refresh(); return err }), scenario.SecretChanged(secret), follows(secret))
			require.Equal(t, "db", out.Secrets[0].Label)
			require.Empty(t, out.Secrets[0].GivenUpLabels)
		}},
		{"canonical/data-platform-libs #170", "a label changed twice in one handler: the last one counts, and the ones before are given up for good", func(t *testing.T) {
			twice := func(h *charm.Hook) error {
				for _, label := range []string{"one", "two"} {
					if _, err := h.SecretByID(theirs).WithLabel(label).Content(); err != nil {
						return err
					}
				}
				_, err := h.SecretByLabel("one").Content()
				require.ErrorIs(t, err, charm.ErrSecretNotFound)
				_, err = h.SecretByID(theirs).WithLabel("one").Content()
				require.ErrorIs(t, err, charm.ErrLabelExists)
				_, err = h.SecretByLabel("two").Content()
				return err
			}
			out := mustRun(t, hookOf(twice), scenario.UpdateStatus(), follows(granted()))
			require.Equal(t, "two", out.Secrets[0].Label)
			require.Equal(t, []string{"one"}, out.Secrets[0].GivenUpLabels)
		}},
		{"canonical/operator #857", "a secret made in a hook can be read in the same hook, by ID and by label", func(t *testing.T) {
			var got []string
			out := mustRun(t, hookOf(func(h *charm.Hook) error {
				made, err := h.App().AddSecret(password("fresh"), charm.SecretLabel("new"))
				if err != nil {
					return err
				}
				return reads(&got, made.Content, h.SecretByID(made.ID()).Peek, h.SecretByID("secret:"+made.UniqueIdentifier()).Refresh, h.SecretByLabel("new").Content)
			}), scenario.Install(), leads())
			require.Equal(t, []string{"fresh", "fresh", "fresh", "fresh"}, got)
			require.Zero(t, out.Secrets[0].TrackedRevision, "what is pending is not tracked")
		}},
		{"juju/juju #21993", "grants stopped working across models: the offering side grants to the whole application, the consuming side to nobody (juju/juju #23019)", func(t *testing.T) {
			across := website()
			across.RemoteModel, across.Offering = "5ce9a210-0000-4000-8000-00000000000f", true
			grant := func(unit string) *scenario.Context {
				return hookOf(func(h *charm.Hook) error {
					if unit != "" {
						return h.SecretByLabel("own").GrantUnit(h.RelationByID("website:2"), unit)
					}
					return h.SecretByLabel("own").Grant(h.RelationByID("website:2"))
				})
			}
			state := leads(owned(1))
			state.Relations = []scenario.Relation{across}
			out := mustRun(t, grant(""), scenario.RelationJoined(across), state)
			require.Equal(t, map[string][]string{"website:2": {"haproxy"}}, out.Secrets[0].RemoteGrants)
			_, err := grant("haproxy/0").Run(scenario.RelationJoined(across), state)
			require.ErrorIs(t, err, charm.ErrGrant)
			state.Relations[0].Offering = false
			_, err = grant("").Run(scenario.RelationJoined(across), state)
			require.ErrorIs(t, err, charm.ErrGrant)
		}},
	})
}

// TestUsersSecretHarness: what a test can say and see of secrets.
func TestUsersSecretHarness(t *testing.T) {
	checkUsers(t, []usersRow{
		{"canonical/ops-scenario #95", "grants were accepted in State but never enforced, labels not updated, immutability bypassed", func(t *testing.T) {
			secret := granted()
			secret.NotGranted = true
			_, err := hookOf(func(h *charm.Hook) error { _, err := h.SecretByID(theirs).Content(); return err }).Run(scenario.UpdateStatus(), follows(secret))
			require.ErrorIs(t, err, charm.ErrPermissionDenied)

			state := leads(owned(1))
			state.Relations = []scenario.Relation{website()}
			state.Secrets[0].RemoteGrants = map[string][]string{"website:2": {"haproxy/0"}}
			_, err = hookOf(func(h *charm.Hook) error { return h.SecretByLabel("own").Grant(h.RelationByID("website:2")) }).Run(scenario.UpdateStatus(), state)
			require.ErrorIs(t, err, charm.ErrGrant, "a unit's grant in State is in the way of its application's")

			before := deepCopy(state)
			out := mustRun(t, hookOf(func(h *charm.Hook) error { return h.SecretByLabel("own").SetInfo(charm.SecretLabel("new")) }), scenario.UpdateStatus(), state)
			require.Equal(t, "new", out.Secrets[0].Label)
			require.Equal(t, before, state)
		}},
		{"canonical/ops-scenario #158", "secret-remove had the wrong name, and others lacked their revision (canonical/operator #943)", func(t *testing.T) {
			secret := owned(4)
			secret.Rotate = scenario.RotateDaily
			for event, want := range map[string]scenario.Event{
				"secret-remove 2": scenario.SecretRemove(secret, 2), "secret-expired 3": scenario.SecretExpired(secret, 3),
				"secret-rotate 0": scenario.SecretRotate(secret), "secret-changed 0": scenario.SecretChanged(secret),
			} {
				var name string
				var revision int
				mustRun(t, hookOf(func(h *charm.Hook) error {
					e := charm.NewSecretEvent(h)
					name, revision = h.Name(), e.Revision
					require.Equal(t, []string{mine, "own"}, []string{e.Secret.ID(), e.Secret.Label()})
					return nil
				}), want, leads(secret))
				require.Equal(t, event, name+" "+string(rune('0'+revision)))
			}
		}},
		{"canonical/operator #2037", "description invisible to the charm, owner read back as another word, next rotation never set (canonical/operator #2125, #2104)", func(t *testing.T) {
			out := mustRun(t, hookOf(func(h *charm.Hook) error {
				_, err := h.Unit().AddSecret(password("x"), charm.SecretLabel("mine"), charm.SecretDescription("for tests"), charm.SecretRotateEvery(charm.RotateDaily))
				return err
			}), scenario.Install(), leads(owned(1)))
			require.Equal(t, scenario.OwnerUnit, out.Secret(t, "mine").Owner)
			var info charm.SecretInfo
			mustRun(t, hookOf(func(h *charm.Hook) (err error) { info, err = h.SecretByLabel("mine").Info(); return err }), scenario.UpdateStatus(), out.State)
			require.Equal(t, "for tests", info.Description)
			require.Equal(t, "unit", string(info.Owner))
			require.Equal(t, time.Date(2000, 1, 2, 0, 0, 0, 0, time.UTC), info.NextRotate)
		}},
		{"canonical/operator #1098", "a secret of a test has a label", func(t *testing.T) {
			var got []string
			mustRun(t, hookOf(func(h *charm.Hook) error { return reads(&got, h.SecretByLabel("own").Content) }), scenario.UpdateStatus(), leads(owned(1)))
			require.Equal(t, []string{"p1"}, got)
		}},
		{"canonical/operator #2510", "a permission error advised adding a secret that was in State already (canonical/operator #2077)", func(t *testing.T) {
			secret := granted()
			secret.NotGranted = true
			_, err := hookOf(func(h *charm.Hook) error { _, err := h.SecretByID(theirs).Content(); return err }).Run(scenario.UpdateStatus(), follows(secret))
			require.ErrorContains(t, err, "permission denied")
			require.NotContains(t, err.Error(), "not found")
			require.NotContains(t, err.Error(), "add")
		}},
	})
}
