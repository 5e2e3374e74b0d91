package scenario_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/hooktool"
	"github.com/charmscenario/scenario/metadata"
)

// Every kind of failure as a person reads it, in testdata/failures. docs/errors.md quotes these texts.

const dbMetadata = `
name: db
provides:
  database: {interface: postgresql_client}
requires:
  certificates: {interface: tls-certificates}
peers:
  cluster: {interface: db-cluster}
config:
  options:
    port: {type: int, default: 5432}
    admin: {type: secret}
actions:
  get-password:
    params:
      user: {type: string, default: admin}
`

const (
	credentialsID = "secret:d0erdgpp4ni1a7hg2cg0"
	keyID         = "secret:9m4e2mr0ui3e8a215n4g"
)

// dbState is a leader with a relation of each sort and two secrets: its own and somebody else's.
func dbState() scenario.State {
	return scenario.State{
		Leader: true,
		Relations: []scenario.Relation{
			{ID: "database:3", Endpoint: "database", RemoteApp: "app", RemoteUnits: map[string]map[string]string{"app/0": nil}},
			{ID: "certificates:4", Endpoint: "certificates", RemoteApp: "ca"},
		},
		Secrets: []scenario.Secret{
			{ID: credentialsID, Label: "credentials", Owner: scenario.OwnerApp, TrackedContent: map[string]string{"password": "xxxxxxxx"}},
			{ID: keyID, Owner: "ca", LatestContent: map[string]string{"key": "yyyyyyyy"}},
		},
	}
}

func dbContext(handler func(*charm.Hook) error) *scenario.Context {
	return &scenario.Context{Charm: charm.HandlerFunc(handler), Metadata: dbMetadata}
}

// failing is the text of a run that fails.
func failing(t *testing.T, handler func(*charm.Hook) error, event scenario.Event, change func(*scenario.State)) string {
	t.Helper()
	state := dbState()
	if change != nil {
		change(&state)
	}
	_, err := dbContext(handler).Run(event, state)
	require.Error(t, err)
	return err.Error()
}

func follower(s *scenario.State) { s.Leader = false }

type failureCase struct {
	name string
	text func(t *testing.T) string
}

// fails is a case of a handler that fails in update-status.
func fails(name string, change func(*scenario.State), handler func(*charm.Hook) error) failureCase {
	return failureCase{name, func(t *testing.T) string { return failing(t, handler, scenario.UpdateStatus(), change) }}
}

func failureCases() []failureCase {
	database := scenario.Relation{ID: "database:3", Endpoint: "database", RemoteApp: "app"}
	return []failureCase{
		{"inconsistent", func(t *testing.T) string {
			state := dbState()
			state.Relations[0].ID, state.Relations[0].Endpoint = "", "databse"
			_, err := dbContext(nothing).Run(scenario.SecretRemove(scenario.Secret{ID: "secret:9m4e2mr0ui3e8a215n40"}, 42), state)
			return err.Error()
		}},
		{"charm-error", func(t *testing.T) string {
			return failing(t, func(h *charm.Hook) error {
				if err := h.Unit().SetStatus(call.Status{Name: call.StatusMaintenance, Message: "sharing"}); err != nil {
					return err
				}
				if _, err := h.Unit().AddSecret(map[string]string{"password": "zzzzzzzz"}); err != nil {
					return err
				}
				r := h.RelationByID("database:3")
				if err := r.LocalUnit().SetAll(map[string]string{"host": "10.0.0.1", "port": "5432"}); err != nil {
					return err
				}
				if err := h.SecretByLabel("credentials").Grant(r); err != nil {
					return fmt.Errorf("cannot share credentials: %w", err)
				}
				return nil
			}, scenario.RelationJoined(database), follower)
		}},
		{"charm-panic", func(t *testing.T) string {
			return failing(t, certified, scenario.RelationCreated(scenario.Relation{ID: "certificates:4", Endpoint: "certificates"}), nil)
		}},
		{"commit-refused", func(t *testing.T) string {
			return failing(t, func(h *charm.Hook) error {
				secret := h.SecretByID(credentialsID)
				if err := secret.SetContent(map[string]string{"password": "zzzzzzzz"}); err != nil {
					return err
				}
				return h.RelationByID("database:3").LocalUnit().Set("ready", "true")
			}, scenario.ConfigChanged(), follower)
		}},
		{"side-effect-missing", func(t *testing.T) string {
			state := dbState()
			out, err := dbContext(nothing).Run(scenario.SecretRemove(state.Secrets[0], 42), state)
			require.NoError(t, err)
			var test recorder
			out.RemovedRevision(&test, state.Secrets[0], 42)
			return test.text("")
		}},
		{"action-failed", func(t *testing.T) string {
			return failing(t, func(h *charm.Hook) error {
				action := charm.NewActionEvent(h)
				user, _, err := action.Param("user")
				if err != nil {
					return err
				}
				if err := action.Set("user", user.(string)); err != nil {
					return err
				}
				return action.Fail(fmt.Sprintf("no such user %q", user))
			}, scenario.RunAction("get-password", map[string]any{"user": "bob"}), nil)
		}},
		{"undeclared", func(t *testing.T) string {
			return failing(t, func(h *charm.Hook) error {
				_, err := h.ConfigInt("prot")
				if err == nil {
					_, err = h.Relations("databse")
				}
				return err
			}, scenario.ConfigChanged(), nil)
		}},
		{"metadata", func(t *testing.T) string {
			_, err := metadata.Parse([]byte("name: db\nsummary: A database.\nrequires:\n  database:\n    interface: sql\n    limit: one\nconfig:\n  options:\n    port: {type: integer}\n"), "charmcraft.yaml")
			return err.Error()
		}},
		{"routes", func(t *testing.T) string {
			mux := charm.NewMux()
			mux.RelationJoined("databse", func(*charm.RelationEvent) error { return nil })
			mux.RelationBroken("cluster", func(*charm.RelationEvent) error { return nil })
			mux.Action("get-pasword", func(*charm.ActionEvent) error { return nil })
			mux.ConfigChanged(nil)
			ctx := scenario.Context{Charm: mux, Metadata: dbMetadata}
			_, err := ctx.Run(scenario.UpdateStatus(), scenario.State{})
			return err.Error()
		}},
		{"look-up", func(t *testing.T) string {
			state := dbState()
			var test recorder
			state.Secret(&test, "credentails")
			return test.text("")
		}},
	}
}

func nothing(*charm.Hook) error { return nil }

// inconsistencies has findings of each group of rules.
func inconsistencies() []failureCase {
	refused := func(group string, event scenario.Event, change func(*scenario.State)) failureCase {
		return failureCase{"inconsistent-" + group, func(t *testing.T) string {
			return failing(t, nothing, event, change)
		}}
	}
	return []failureCase{
		refused("config", scenario.ConfigChanged(), func(s *scenario.State) {
			s.Config = map[string]any{"prot": 80, "port": "8080", "admin": "my-secret"}
		}),
		refused("relation", scenario.ConfigChanged(), func(s *scenario.State) {
			s.Relations[0].RemoteUnits = map[string]map[string]string{"webapp/0": nil}
			s.Relations[1].ID = "certificates:3"
			s.Relations = append(s.Relations, scenario.Relation{Endpoint: "cluster", RemoteUnits: map[string]map[string]string{"db/0": nil}})
		}),
		refused("secret", scenario.ConfigChanged(), func(s *scenario.State) {
			s.Secrets[0].TrackedContent = map[string]string{"PASSWORD": "xxxxxxxx"}
			s.Secrets[0].RemoteGrants = map[string][]string{"database": {"app"}}
			s.Secrets[1].ID, s.Secrets[1].Label = "key", "credentials"
		}),
		refused("status", scenario.ConfigChanged(), func(s *scenario.State) {
			s.UnitStatus.Name = "actve"
			s.PeerStatuses = map[string]scenario.Status{"db/0": charm.Active("")}
		}),
		refused("stored-state", scenario.ConfigChanged(), func(s *scenario.State) {
			s.StoredState = map[string]string{"page": strings.Repeat("x", 70_000)}
		}),
		refused("event", scenario.SecretRemove(dbState().Secrets[0], 2), func(s *scenario.State) {
			s.Leader, s.Secrets[0].LatestRevision = false, 2
		}),
		refused("action", scenario.RunAction("get-password", map[string]any{"user": 5}), nil),
	}
}

// refusalCases has a refusal of each code that a charm can tell apart.
func refusalCases() []failureCase {
	return []failureCase{
		fails("not-valid", nil, func(h *charm.Hook) error {
			_, err := h.App().AddSecret(map[string]string{"Password": "zzzzzzzz"})
			return err
		}),
		fails("secret-not-found", nil, func(h *charm.Hook) error {
			_, err := h.SecretByLabel("credentails").Content()
			return err
		}),
		fails("secret-not-found-id", nil, func(h *charm.Hook) error {
			_, err := h.SecretByID("secret:9m4e2mr0ui3e8a215n40").Content()
			return err
		}),
		fails("secret-not-managed", follower, func(h *charm.Hook) error {
			return h.SecretByLabel("credentials").SetContent(map[string]string{"password": "zzzzzzzz"})
		}),
		fails("secret-of-other", nil, func(h *charm.Hook) error {
			_, err := h.SecretByID(keyID).Info()
			return err
		}),
		fails("revision-not-found", func(s *scenario.State) {
			s.Secrets[1].TrackedRevision, s.Secrets[1].LatestRevision = 1, 3
		}, func(h *charm.Hook) error {
			_, err := h.SecretByID(keyID).Content()
			return err
		}),
		fails("permission-denied", func(s *scenario.State) { s.Secrets[1].NotGranted = true }, func(h *charm.Hook) error {
			_, err := h.SecretByID(keyID).Content()
			return err
		}),
		fails("permission-denied-commit", nil, func(h *charm.Hook) error {
			return h.SecretByID(keyID).RemoveAll()
		}),
		fails("permission-denied-databag", follower, func(h *charm.Hook) error {
			_, err := h.RelationByID("database:3").LocalApp().All()
			return err
		}),
		fails("read-only", nil, func(h *charm.Hook) error {
			return h.RelationByID("database:3").RemoteUnit("app/0").Set("ready", "true")
		}),
		fails("label-exists", nil, func(h *charm.Hook) error {
			_, err := h.App().AddSecret(map[string]string{"password": "zzzzzzzz"}, charm.SecretLabel("credentials"))
			return err
		}),
		fails("label-exists-get", nil, func(h *charm.Hook) error {
			_, err := h.SecretByID(keyID).WithLabel("credentials").Content()
			return err
		}),
		fails("not-leader", follower, func(h *charm.Hook) error {
			_, err := h.App().AddSecret(map[string]string{"password": "zzzzzzzz"})
			return err
		}),
		fails("not-leader-databag", follower, func(h *charm.Hook) error {
			return h.RelationByID("database:3").LocalApp().Set("ready", "true")
		}),
		fails("grant", func(s *scenario.State) {
			s.Secrets[0].RemoteGrants = map[string][]string{"database:3": {"app/0"}}
		}, func(h *charm.Hook) error {
			return h.SecretByID(credentialsID).Grant(h.RelationByID("database:3"))
		}),
		fails("grant-commit", func(s *scenario.State) { s.Relations[0].Life = scenario.Dying }, func(h *charm.Hook) error {
			return h.SecretByID(credentialsID).Grant(h.RelationByID("database:3"))
		}),
		fails("nothing-to-update", nil, func(h *charm.Hook) error {
			return h.SecretByID(credentialsID).SetInfo()
		}),
		fails("rotate-time", func(s *scenario.State) { s.Secrets[0].Rotate = scenario.RotateDaily }, func(h *charm.Hook) error {
			return h.SecretByID(credentialsID).SetInfo(charm.SecretRotateEvery(charm.RotateWeekly))
		}),
		fails("relation-not-found", nil, func(h *charm.Hook) error {
			_, err := h.RelationByID("database:9").Units()
			return err
		}),
		fails("settings-not-found", nil, func(h *charm.Hook) error {
			_, err := h.RelationByID("database:3").RemoteUnit("app/7").All()
			return err
		}),
		fails("state-too-large", nil, func(h *charm.Hook) error {
			values := make(map[string]string)
			for i := range 40 {
				values[fmt.Sprint(i)] = string(make([]byte, 64*1024))
			}
			return h.StoredState().SetAll(values)
		}),
		fails("not-action", nil, func(h *charm.Hook) error {
			return charm.NewActionEvent(h).Set("user", "bob")
		}),
		{"not-supported", func(t *testing.T) string {
			ctx := dbContext(func(h *charm.Hook) error {
				_, err := h.RelationByID("database:3").RemoteModelUUID()
				return err
			})
			ctx.JujuVersion = "3.5.4"
			_, err := ctx.Run(scenario.UpdateStatus(), dbState())
			return err.Error()
		}},
		fails("content", func(s *scenario.State) {
			s.Secrets[0].TrackedContent = map[string]string{"password#base64": "!!!!"}
		}, func(h *charm.Hook) error {
			_, err := h.SecretByLabel("credentials").Content()
			return err
		}),
		{"state-not-found", func(t *testing.T) string {
			var result hooktool.Result
			_, err := dbContext(func(h *charm.Hook) error {
				result = hooktool.Command(h.Context(), h.Session(), []string{"state-get", "--strict", "last-backup"}, nil)
				return nil
			}).Run(scenario.UpdateStatus(), dbState())
			require.NoError(t, err)
			return string(result.Stderr)
		}},
		{"hook-ended", func(t *testing.T) string {
			var left *charm.Hook
			_, err := dbContext(func(h *charm.Hook) error { left = h; return nil }).Run(scenario.UpdateStatus(), dbState())
			require.NoError(t, err)
			_, err = left.IsLeader()
			require.ErrorIs(t, err, charm.ErrHookEnded)
			return err.Error()
		}},
		fails("swallowed", nil, func(h *charm.Hook) error {
			if _, err := h.SecretByLabel("admin").Content(); err != nil {
				return errors.New("no credentials yet")
			}
			return nil
		}),
	}
}

// certified takes for granted that a remote unit has joined.
func certified(h *charm.Hook) error {
	units, err := h.RelationByID("certificates:4").Units()
	if err != nil {
		return err
	}
	return h.Unit().SetStatus(charm.Active("certified by " + units[0]))
}
