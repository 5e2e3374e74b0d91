package scenario_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

// TestLookUps: a look-up that finds nothing, or too much, says what there is.
func TestLookUps(t *testing.T) {
	t.Parallel()
	state := dbState()
	state.Relations[1].Endpoint = "database"
	require.Equal(t, credentialsID, state.Secret(t, "credentials").ID)
	require.Equal(t, keyID, state.Secret(t, keyID).ID)
	require.Equal(t, "ca", state.Relation(t, "certificates:4").RemoteApp)
	for want, find := range map[string]func(*recorder){
		`State has no secret with label or ID ""`:                              func(f *recorder) { state.Secret(f, "") },
		`State has no relation with ID or endpoint "databse"`:                  func(f *recorder) { state.Relation(f, "databse") },
		`State has 2 relations with ID or endpoint "database"; it has "datab`:  func(f *recorder) { state.Relation(f, "database") },
		`it has "database:3" with app, "certificates:4" with ca`:               func(f *recorder) { state.Relation(f, "") },
		`State has no secret with label or ID "x"; it has no secrets`:          func(f *recorder) { new(scenario.State).Secret(f, "x") },
		`State has no relation with ID or endpoint "x"; it has no relations`:   func(f *recorder) { new(scenario.State).Relation(f, "x") },
		`2 secrets in State.Secrets have owner OwnerApp; want exactly one: gi`: func(f *recorder) { twoSecrets().RemovedRevision(f, scenario.Secret{Owner: scenario.OwnerApp}, 1) },
	} {
		var test recorder
		find(&test)
		require.Contains(t, test.text(""), want)
	}
}

func twoSecrets() *scenario.Outcome {
	return &scenario.Outcome{State: scenario.State{Secrets: []scenario.Secret{
		{ID: credentialsID, Label: "a", Owner: scenario.OwnerApp}, {ID: keyID, Label: "b", Owner: scenario.OwnerApp},
	}}}
}

// TestRemovedRevision: canonical/postgresql-operator #1180, obsolete revisions that nobody removed.
func TestRemovedRevision(t *testing.T) {
	t.Parallel()
	secret := dbState().Secrets[0]
	nameless := scenario.Secret{Owner: scenario.OwnerApp}
	owned := func(change func(*charm.Secret) error) func(*charm.Hook) error {
		return func(h *charm.Hook) error { return change(h.SecretByID(credentialsID)) }
	}
	remove := func(revision int) func(*charm.Hook) error {
		return owned(func(s *charm.Secret) error { return s.RemoveRevision(revision) })
	}
	tests := []struct {
		name    string
		secret  scenario.Secret
		handler func(*charm.Hook) error
		change  func(*scenario.State)
		want    string // empty: it was removed
	}{
		{name: "removed", secret: secret, handler: remove(42)},
		{name: "by owner", secret: nameless, handler: remove(42)},
		{name: "last one", secret: secret, handler: func(h *charm.Hook) error {
			for _, n := range []int{42, 43} {
				if err := remove(n)(h); err != nil {
					return err
				}
			}
			return nil
		}},
		{name: "last one by owner", secret: nameless, handler: func(h *charm.Hook) error {
			for _, n := range []int{42, 43} {
				if err := remove(n)(h); err != nil {
					return err
				}
			}
			return nil
		}},
		{name: "no route", secret: secret, handler: nothing, want: "got none\n  the charm made no call"},
		{name: "something else", secret: secret, handler: func(h *charm.Hook) error {
			_, err := h.IsLeader()
			return err
		}, want: "got none\n  Juju keeps a revision until the charm removes it: call e.RemoveRevision() on secret-remove"},
		{name: "another revision", secret: secret, handler: remove(43), want: "got revision 43 of " + credentialsID + "\n  Juju keeps"},
		{name: "whole secret", secret: secret, handler: owned((*charm.Secret).RemoveAll), want: "the charm removed the whole secret"},
		{name: "failed", secret: secret, handler: func(h *charm.Hook) error {
			if err := remove(42)(h); err != nil {
				return err
			}
			return errProgram
		}, want: "the charm asked for it, and the hook failed"},
		{name: "another secret", secret: secret, handler: func(h *charm.Hook) error {
			return h.SecretByID("secret:9m4e2mr0ui3e8a215n50").RemoveRevision(42)
		}, change: func(s *scenario.State) {
			s.Secrets = append(s.Secrets, scenario.Secret{ID: "secret:9m4e2mr0ui3e8a215n50", Owner: scenario.OwnerUnit, LatestRevision: 43,
				LatestContent: map[string]string{"key": "v"}, Revisions: []scenario.Revision{{Number: 42}}})
		}, want: "got revision 42 of secret:9m4e2mr0ui3e8a215n50\n  Juju keeps"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			state := dbState()
			if test.change != nil {
				test.change(&state)
			}
			out, err := dbContext(test.handler).Run(scenario.SecretRemove(secret, 42), state)
			if test.name != "failed" {
				require.NoError(t, err)
			}
			var said recorder
			removed := out.RemovedRevision(&said, test.secret, 42)
			if test.want == "" {
				require.Empty(t, said.text(""))
				require.Equal(t, scenario.SecretRevision{SecretID: credentialsID, Revision: 42}, removed)
				return
			}
			require.Zero(t, removed)
			require.Regexp(t, `^revision 42 of secret (with ID )?"`+credentialsID+`"`, said.text(""))
			require.Contains(t, said.text(""), test.want)
		})
	}
	out, err := dbContext(remove(7)).Run(scenario.UpdateStatus(), dbState())
	require.NoError(t, err)
	var said recorder
	out.RemovedRevision(&said, secret, 7)
	require.Contains(t, said.text(""), "the charm asked for it, and the secret had no such revision")
	missing := scenario.Outcome{Committed: true}
	missing.RemovedRevision(&said, secret, 42)
	require.Contains(t, said.text(""), `revision 42 of secret with ID "`+credentialsID+`" was not removed`)
}
