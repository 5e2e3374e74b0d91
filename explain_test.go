package scenario_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
)

// TestExplanations: a refusal is explained by what State has, and never by what it has not
// (canonical/operator #2077, #2510: advice to add a secret that was there already).
func TestExplanations(t *testing.T) {
	t.Parallel()
	secret := func(change func(*scenario.Secret)) func(*scenario.State) {
		return func(s *scenario.State) { change(&s.Secrets[0]) }
	}
	relation := func(change func(*scenario.Relation)) func(*scenario.State) {
		return func(s *scenario.State) { change(&s.Relations[0]) }
	}
	const otherModel = "5ce9a210-0000-4000-8000-000000000009"
	grant := &call.SecretGrant{ID: credentialsID, Relation: "database:3"}
	tests := []struct {
		name    string
		calls   []call.Call
		change  func(*scenario.State)
		version string
		want    string
		not     string
	}{
		{name: "a secret of another model", change: func(s *scenario.State) { s.Secrets[1].SourceModel = otherModel },
			calls: []call.Call{&call.SecretGet{ID: keyID}},
			want:  `State.Secrets[1] lives in another model: want its ID with that model, "secret://` + otherModel + `/9m4e2mr0ui3e8a215n4g"`},
		{name: "a secret that another model may have", calls: []call.Call{&call.SecretGet{ID: "secret://" + otherModel + "/9m4e2mr0ui3e8a215n40"}},
			want: "Juju does not say which secrets it has"},
		{name: "a secret that is to be removed", calls: []call.Call{&call.SecretRemove{ID: credentialsID}, &call.SecretInfoGet{Label: "credentials"}},
			want: "the charm asked before that it, or a revision of it, be removed"},
		{name: "a secret of another owner that a label names", change: func(s *scenario.State) { s.Secrets[1].Label = "key" },
			calls: []call.Call{&call.SecretInfoGet{Label: "key"}}, want: `State.Secrets[1] belongs to "ca", and only its owner manages it`},
		{name: "an own secret of the unit", change: secret(func(s *scenario.Secret) { s.Owner = scenario.OwnerUnit }),
			calls: []call.Call{&call.SecretInfoGet{Label: "credential"}}, want: `did you mean "credentials"?`},
		{name: "a latest revision that was removed", change: func(s *scenario.State) {
			s.Secrets[1].LatestContent, s.Secrets[1].TrackedContent = nil, map[string]string{"key": "v"}
			s.Secrets[1].TrackedRevision, s.Secrets[1].LatestRevision = 1, 3
		}, calls: []call.Call{&call.SecretGet{ID: keyID, Peek: true}}, want: "revision 3 of State.Secrets[1], the latest, was removed"},
		{name: "a revision that Juju 3.5 misses", version: "3.5.4", change: secret(func(s *scenario.Secret) { s.Revisions = []scenario.Revision{{Number: 2}}; s.LatestRevision = 4 }),
			calls: []call.Call{&call.SecretRemove{ID: credentialsID, Revision: 9}}, want: "State.Secrets[0] has these revisions: 2, 4"},
		{name: "a label of a secret made in the same hook",
			calls: []call.Call{&call.SecretAdd{Content: map[string]string{"key": "v"}, Label: "x"}, &call.SecretAdd{Content: map[string]string{"key": "v"}, Label: "x"}},
			want:  `this hook has added a secret with the label "x" already: look for it with SecretByLabel(label).Info`},
		{name: "another label for an own secret", change: func(s *scenario.State) { s.Secrets[1].Label = "key" },
			calls: []call.Call{&call.SecretSet{ID: credentialsID, Label: "key"}}, want: `State.Secrets[1] (Owner: "ca") has the label "key": want another label`},
		{name: "granted to a unit", change: secret(func(s *scenario.Secret) { s.RemoteGrants = map[string][]string{"database:3": {"app/0"}} }),
			calls: []call.Call{grant}, want: "State.Secrets[0] is granted to unit app/0 over database:3"},
		{name: "granted over another relation", change: func(s *scenario.State) {
			s.Relations = append(s.Relations, scenario.Relation{ID: "database:5", Endpoint: "database", RemoteApp: "app", RemoteEndpoint: "second"})
			s.Secrets[0].RemoteGrants = map[string][]string{"database:5": {"app"}}
		}, calls: []call.Call{grant}, want: "State.Secrets[0] is granted to app over database:5 already"},
		{name: "consumed from another model", change: relation(func(r *scenario.Relation) { r.RemoteModel = otherModel }),
			calls: []call.Call{grant}, want: "only the offering side shares secrets"},
		{name: "a unit of another model", change: relation(func(r *scenario.Relation) { r.RemoteModel, r.Offering = otherModel, true }),
			calls: []call.Call{&call.SecretGrant{ID: credentialsID, Relation: "database:3", Unit: "app/0"}}, want: "Juju grants to whole applications only"},
		{name: "a third application's databag", calls: []call.Call{&call.RelationGet{Relation: "database:3", Of: "ca"}},
			want: `"ca" is not in database:3, which joins db with app`},
		{name: "units of an empty relation", calls: []call.Call{&call.RelationGet{Relation: "certificates:4", Of: "ca/0"}},
			want: "State.Relations[1] has these units: none"},
		{name: "leader settings", change: follower, calls: []call.Call{&call.LeaderSet{Settings: map[string]string{"k": "v"}}}, want: "only the leader writes the leader settings"},
		{name: "status of the application", change: follower, calls: []call.Call{&call.StatusSet{App: true, Name: call.StatusActive}}, want: "only the leader sets the application's status"},
		{name: "reading the status of the application", change: follower, calls: []call.Call{&call.StatusGet{App: true}}, want: "only the leader reads the application's status"},
		{name: "a key of new content", calls: []call.Call{&call.SecretSet{ID: credentialsID, Content: map[string]string{"good": "v", "Bad#base64": "v"}}},
			want: "want keys of lower-case letters"},
		{name: "no key is wrong", calls: []call.Call{&call.SecretAdd{Content: map[string]string{"good": "v"}, Rotate: "dayly"}},
			want: `rotate policy "dayly" not valid`, not: "want keys"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			state := dbState()
			if test.change != nil {
				test.change(&state)
			}
			ctx := dbContext(func(h *charm.Hook) error { return do(h, test.calls...) })
			ctx.JujuVersion = test.version
			_, err := ctx.Run(scenario.UpdateStatus(), state)
			require.ErrorContains(t, err, test.want)
			if test.not != "" {
				require.NotContains(t, err.Error(), test.not)
			}
		})
	}
}

// TestStaleness: a difference in what a unit tracks says how it comes to track the latest.
func TestStaleness(t *testing.T) {
	t.Parallel()
	secrets := func(tracked, latest int) []scenario.Secret {
		return []scenario.Secret{{ID: keyID, TrackedRevision: tracked, LatestRevision: latest}}
	}
	const path = `["` + keyID + `"].tracked-revision: `
	require.Equal(t, path+"-3 +1 (the latest is 3: Refresh reads it and tracks it)", scenario.Diff(secrets(3, 3), secrets(1, 3)))
	require.Equal(t, path+"-1 +3", scenario.Diff(secrets(1, 3), secrets(3, 3)), "it does")
	require.Equal(t, path+"-2 +1", scenario.Diff(secrets(2, 3), secrets(1, 3)), "the latest is not wanted")
	want, got := struct{ TrackedRevision int }{2}, struct{ TrackedRevision int }{1}
	require.Equal(t, "TrackedRevision: -2 +1", scenario.Diff(want, got), "not a secret")
}

// TestForeignRefusals: a refusal that is not of the simulated unit is not explained by its State.
func TestForeignRefusals(t *testing.T) {
	t.Parallel()
	ctx := dbContext(func(h *charm.Hook) error {
		_, err := h.SecretByLabel("credentials").Content()
		return err
	})
	ctx.Wrap = func(call.Backend) call.Backend {
		return call.BackendFunc(func(context.Context, call.Call) error {
			return &call.Error{Code: call.ErrSecretNotFound, Message: "injected"}
		})
	}
	_, err := ctx.Run(scenario.UpdateStatus(), dbState())
	require.EqualError(t, err, `charm failed in update-status: cannot get the content of secret "credentials": injected`)
}

// TestHandledRefusals: of a charm that fails for a reason of its own, the refusal that it met last is shown as
// no more than that.
func TestHandledRefusals(t *testing.T) {
	t.Parallel()
	_, err := dbContext(func(h *charm.Hook) error {
		_, err := h.SecretByLabel("none").Info()
		require.ErrorIs(t, err, charm.ErrSecretNotFound)
		if err := h.Unit().SetStatus(charm.Blocked("no secret")); err != nil {
			return err
		}
		return errors.New("disk full")
	}).Run(scenario.UpdateStatus(), dbState())
	require.ErrorContains(t, err, "charm failed in update-status: disk full\n  last refused call: secret-info-get --label none: ")
	require.ErrorContains(t, err, `kept: unit status "blocked: no secret"`)
}

// TestCommitBalance: a refused commit says what was done before, and what was not.
func TestCommitBalance(t *testing.T) {
	t.Parallel()
	add := &call.SecretAdd{Content: map[string]string{"key": "v"}}
	foreign := &call.SecretSet{ID: keyID, Description: "no"}
	own := &call.SecretSet{ID: credentialsID, Description: "yes"}
	write := &call.RelationSet{Relation: "3", App: true, Data: map[string]string{"a": "b", "c": "d"}}
	tests := []struct {
		name  string
		calls []call.Call
		want  string
	}{
		{"creating", []call.Call{&call.SecretAdd{Content: map[string]string{"key": "v"}, Label: "credentials"}, add, own, write},
			"discarded: 1 new secret, 1 secret update, 2 databag writes    kept: 1 new secret"},
		{"updating", []call.Call{add, own, foreign, write}, "discarded: 1 secret update, 2 databag writes    kept: 1 new secret, 1 secret update"},
		{"several", []call.Call{foreign, &call.SecretSet{ID: "secret:9m4e2mr0ui3e8a215n40", Description: "no"}}, "discarded: 2 secret updates"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := dbContext(func(h *charm.Hook) error { return do(h, test.calls...) }).Run(scenario.UpdateStatus(), dbState())
			var refused *scenario.CommitError
			require.ErrorAs(t, err, &refused)
			require.ErrorContains(t, err, "\n  "+test.want)
		})
	}
}
