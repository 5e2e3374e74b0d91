package scenario_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

// Each task of Juju's guide to a charm's secrets, as a charm does it and a test sees it.

func guide(t *testing.T, handler charm.HandlerFunc, event scenario.Event, state scenario.State) scenario.Outcome {
	t.Helper()
	ctx := scenario.Context{Charm: handler, Metadata: programMetadata}
	out, err := ctx.Run(event, state)
	require.NoError(t, err)
	return out
}

func ownSecret() scenario.Secret {
	return scenario.Secret{Label: "own", Owner: scenario.OwnerApp, TrackedContent: map[string]string{"password": "first"}}
}

func foreignSecret() scenario.Secret {
	return scenario.Secret{ID: theirs, Owner: "postgresql", TrackedContent: map[string]string{"password": "old"},
		LatestContent: map[string]string{"password": "new"}}
}

func TestGuideAddAndGrant(t *testing.T) {
	t.Parallel()
	relation := scenario.Relation{ID: "website:4", Endpoint: "website", RemoteApp: "haproxy"}
	out := guide(t, func(h *charm.Hook) error {
		secret, err := h.App().AddSecret(map[string]string{"password": "first"}, charm.SecretLabel("own"), charm.SecretDescription("for all"))
		if err != nil {
			return err
		}
		r := h.RelationByID("website:4")
		if err := secret.Grant(r); err != nil {
			return err
		}
		return r.LocalApp().Set("secret", secret.ID())
	}, scenario.RelationJoined(relation), scenario.State{Leader: true, Relations: []scenario.Relation{relation}})
	secret := out.Secret(t, "own")
	require.Equal(t, scenario.Secret{ID: secret.ID, Label: "own", Description: "for all", Owner: scenario.OwnerApp, LatestRevision: 1,
		LatestContent: map[string]string{"password": "first"}, RemoteGrants: map[string][]string{"website:4": {"haproxy"}}}, secret)
	require.Equal(t, "secret://5ce9a210-0000-4000-8000-000000000001/"+secret.ID[7:], out.Relations[0].LocalAppData["secret"])
}

func TestGuideUnitSecret(t *testing.T) {
	t.Parallel()
	out := guide(t, func(h *charm.Hook) error {
		_, err := h.Unit().AddSecret(map[string]string{"password": "first"}, charm.SecretLabel("mine"))
		return err
	}, scenario.Install(), scenario.State{})
	require.Equal(t, scenario.OwnerUnit, out.Secret(t, "mine").Owner, "a unit needs no leadership for its own secret")
}

func TestGuideNewRevision(t *testing.T) {
	t.Parallel()
	out := guide(t, func(h *charm.Hook) error {
		return h.SecretByLabel("own").SetContent(map[string]string{"password": "second"})
	}, scenario.ConfigChanged(), scenario.State{Leader: true, Secrets: []scenario.Secret{ownSecret()}})
	secret := out.Secret(t, "own")
	require.Equal(t, 2, secret.LatestRevision)
	require.Equal(t, "second", secret.LatestContent["password"])
	require.Equal(t, "first", secret.TrackedContent["password"], "the owner tracks what it read, like everybody")
}

func TestGuideSameContent(t *testing.T) {
	t.Parallel()
	// canonical/data-platform-libs #164, canonical/operator #1055: no revision for what is there already.
	out := guide(t, func(h *charm.Hook) error {
		return h.SecretByLabel("own").SetContent(map[string]string{"password": "first"})
	}, scenario.UpdateStatus(), scenario.State{Leader: true, Secrets: []scenario.Secret{ownSecret()}})
	require.Equal(t, 1, out.Secret(t, "own").LatestRevision)
	require.Nil(t, out.Commit)
}

func TestGuideRotate(t *testing.T) {
	t.Parallel()
	for policy, next := range map[scenario.RotatePolicy]string{
		charm.RotateHourly: "2000-01-01T01:00:00Z", charm.RotateDaily: "2000-01-02T00:00:00Z", charm.RotateWeekly: "2000-01-08T00:00:00Z",
		charm.RotateMonthly: "2000-02-01T00:00:00Z", charm.RotateQuarterly: "2000-04-01T00:00:00Z", charm.RotateYearly: "2001-01-01T00:00:00Z",
		charm.RotateNever: "",
	} {
		out := guide(t, func(h *charm.Hook) error { return h.SecretByLabel("own").SetInfo(charm.SecretRotateEvery(policy)) },
			scenario.UpdateStatus(), scenario.State{Leader: true, Secrets: []scenario.Secret{ownSecret()}})
		secret := out.Secret(t, "own")
		require.Equal(t, policy, secret.Rotate)
		require.Equal(t, 1, secret.LatestRevision, "no new revision")
		if next == "" {
			require.True(t, secret.NextRotate.IsZero())
			continue
		}
		require.Equal(t, next, secret.NextRotate.Format(time.RFC3339), policy)
	}
}

func TestGuideExpire(t *testing.T) {
	t.Parallel()
	when := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	for name, test := range map[string]struct {
		option charm.SecretOption
		want   time.Time
	}{
		"at": {charm.SecretExpireAt(when), when},
		"in": {charm.SecretExpireIn(36 * time.Hour), time.Date(2000, 1, 2, 12, 0, 0, 0, time.UTC)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			state := scenario.State{Leader: true, Secrets: []scenario.Secret{ownSecret()}}
			out := guide(t, func(h *charm.Hook) error { return h.SecretByLabel("own").SetInfo(test.option) }, scenario.UpdateStatus(), state)
			require.Equal(t, test.want, out.Secret(t, "own").Expire)

			out = guide(t, func(h *charm.Hook) error {
				return h.SecretByLabel("own").SetContent(map[string]string{"password": "second"})
			}, scenario.UpdateStatus(), out.State)
			secret := out.Secret(t, "own")
			require.True(t, secret.Expire.IsZero(), "new content without an expiry clears it")
			require.Equal(t, test.want, secret.TrackedExpire, "the old revision still expires")
		})
	}
}

func TestGuideRemoveRevision(t *testing.T) {
	t.Parallel()
	secret := ownSecret()
	for _, event := range []scenario.Event{scenario.SecretRemove(secret, 3), scenario.SecretExpired(secret, 3)} {
		mux := charm.NewMux()
		remove := func(e *charm.SecretEvent) error { return e.RemoveRevision() }
		mux.SecretRemove(remove)
		mux.SecretExpired(remove)
		ctx := scenario.Context{Charm: mux, Metadata: programMetadata}
		out, err := ctx.Run(event, scenario.State{Leader: true, Secrets: []scenario.Secret{secret}})
		require.NoError(t, err)
		require.Len(t, out.RemovedSecretRevisions, 1)
		require.Equal(t, 3, out.RemovedSecretRevisions[0].Revision)
	}
}

func TestGuideRemoveAll(t *testing.T) {
	t.Parallel()
	out := guide(t, func(h *charm.Hook) error { return h.SecretByLabel("own").RemoveAll() },
		scenario.UpdateStatus(), scenario.State{Leader: true, Secrets: []scenario.Secret{ownSecret()}})
	require.Empty(t, out.Secrets)
	require.Len(t, out.RemovedSecrets, 1)
	require.Empty(t, out.RemovedSecretRevisions)
}

// TestSeveralRevisionsInOneHook: juju/juju #20805, #20806.
func TestSeveralRevisionsInOneHook(t *testing.T) {
	t.Parallel()
	secret := ownSecret()
	secret.Revisions = []scenario.Revision{{Number: 1}, {Number: 2}, {Number: 3}, {Number: 10}}
	remove := func(h *charm.Hook) error {
		own := h.SecretByLabel("own") // found once: Juju does not find by label what is partly to be removed
		for _, revision := range []int{1, 3} {
			if err := own.RemoveRevision(revision); err != nil {
				return err
			}
		}
		return nil
	}
	out := guide(t, remove, scenario.UpdateStatus(), scenario.State{Leader: true, Secrets: []scenario.Secret{secret}})
	require.Equal(t, []scenario.Revision{{Number: 2}, {Number: 10}}, out.Secret(t, "own").Revisions)
}

func TestGuideRevoke(t *testing.T) {
	t.Parallel()
	relation := scenario.Relation{ID: "website:4", Endpoint: "website", RemoteApp: "haproxy", RemoteUnits: map[string]map[string]string{"haproxy/0": nil}}
	for name, test := range map[string]struct {
		grants []string
		revoke func(*charm.Secret, *charm.Relation) error
	}{
		"application": {[]string{"haproxy"}, func(s *charm.Secret, r *charm.Relation) error { return s.Revoke(r) }},
		"unit":        {[]string{"haproxy/0"}, func(s *charm.Secret, r *charm.Relation) error { return s.RevokeUnit(r, "haproxy/0") }},
		"nothing":     {nil, func(s *charm.Secret, r *charm.Relation) error { return s.Revoke(r) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			secret := ownSecret()
			if test.grants != nil {
				secret.RemoteGrants = map[string][]string{"website:4": test.grants}
			}
			out := guide(t, func(h *charm.Hook) error { return test.revoke(h.SecretByLabel("own"), h.RelationByID("website:4")) },
				scenario.RelationBroken(relation), scenario.State{Leader: true, Secrets: []scenario.Secret{secret}, Relations: []scenario.Relation{relation}})
			require.Empty(t, out.Secret(t, "own").RemoteGrants)
		})
	}
}

func TestGuideTrackPeekRefresh(t *testing.T) {
	t.Parallel()
	var tracked, peeked, refreshed, after map[string]string
	out := guide(t, func(h *charm.Hook) (err error) {
		secret := h.SecretByID(theirs)
		if tracked, err = secret.Content(); err != nil {
			return err
		}
		if peeked, err = secret.Peek(); err != nil {
			return err
		}
		if refreshed, err = secret.Refresh(); err != nil {
			return err
		}
		after, err = secret.Content()
		return err
	}, scenario.UpdateStatus(), scenario.State{Secrets: []scenario.Secret{foreignSecret()}})
	require.Equal(t, []string{"old", "new", "new", "new"}, []string{tracked["password"], peeked["password"], refreshed["password"], after["password"]})
	require.Equal(t, 2, out.Secrets[0].TrackedRevision)
}

// TestGuideFirstRead: the first get starts tracking, even a peek.
func TestGuideFirstRead(t *testing.T) {
	t.Parallel()
	secret := scenario.Secret{ID: theirs, Owner: "postgresql", LatestRevision: 5, LatestContent: map[string]string{"password": "now"}}
	out := guide(t, func(h *charm.Hook) error { _, err := h.SecretByID(theirs).Peek(); return err },
		scenario.UpdateStatus(), scenario.State{Secrets: []scenario.Secret{secret}})
	require.Equal(t, 5, out.Secrets[0].TrackedRevision)
	require.Equal(t, "now", out.Secrets[0].TrackedContent["password"])
}

func TestGuideLabel(t *testing.T) {
	t.Parallel()
	out := guide(t, func(h *charm.Hook) error {
		_, err := h.SecretByID(theirs).WithLabel("db-password").Content()
		return err
	}, scenario.UpdateStatus(), scenario.State{Secrets: []scenario.Secret{foreignSecret()}})
	require.Equal(t, "db-password", out.Secrets[0].Label)
	guide(t, func(h *charm.Hook) error {
		content, err := h.SecretByLabel("db-password").Content()
		require.Equal(t, "old", content["password"])
		return err
	}, scenario.SecretChanged(out.Secrets[0]), out.State)
}

// TestLabelTwice: juju/juju #14932, canonical/data-platform-libs #252.
func TestLabelTwice(t *testing.T) {
	t.Parallel()
	ctx := scenario.Context{Metadata: programMetadata, Charm: charm.HandlerFunc(func(h *charm.Hook) error {
		_, err := h.SecretByID(theirs).WithLabel("own").Content()
		return err
	})}
	_, err := ctx.Run(scenario.UpdateStatus(), scenario.State{Secrets: []scenario.Secret{ownSecret(), foreignSecret()}})
	require.ErrorIs(t, err, charm.ErrLabelExists)
}

// TestNotGrantedIsNotNotFound: canonical/operator #1229, #1248, gruyaume/certificates-operator.
func TestNotGrantedIsNotNotFound(t *testing.T) {
	t.Parallel()
	ctx := scenario.Context{Metadata: programMetadata, Charm: charm.HandlerFunc(func(h *charm.Hook) error {
		_, err := h.SecretByID(theirs).Content()
		return err
	})}
	secret := foreignSecret()
	secret.NotGranted = true
	_, err := ctx.Run(scenario.UpdateStatus(), scenario.State{Secrets: []scenario.Secret{secret}})
	require.ErrorIs(t, err, charm.ErrPermissionDenied)
	require.NotErrorIs(t, err, charm.ErrSecretNotFound)
	_, err = ctx.Run(scenario.UpdateStatus(), scenario.State{})
	require.ErrorIs(t, err, charm.ErrSecretNotFound)
}

// TestNonLeader: juju/juju #14481, canonical/postgresql-operator #322.
func TestNonLeader(t *testing.T) {
	t.Parallel()
	add := scenario.Context{Metadata: programMetadata, Charm: charm.HandlerFunc(func(h *charm.Hook) error {
		_, err := h.App().AddSecret(map[string]string{"password": "x"})
		return err
	})}
	_, err := add.Run(scenario.UpdateStatus(), scenario.State{})
	require.ErrorIs(t, err, charm.ErrNotLeader, "adding is refused at once")

	secret := ownSecret()
	secret.ID = mine
	set := scenario.Context{Metadata: programMetadata, Charm: charm.HandlerFunc(func(h *charm.Hook) error {
		content, err := h.SecretByLabel("own").Content()
		require.NoError(t, err, "every unit reads its application's secrets")
		require.Equal(t, "first", content["password"])
		return h.SecretByID(mine).SetContent(map[string]string{"password": "second"})
	})}
	out, err := set.Run(scenario.UpdateStatus(), scenario.State{Secrets: []scenario.Secret{secret}})
	var refused *scenario.CommitError
	require.ErrorAs(t, err, &refused, "setting is refused when the hook ends")
	require.Equal(t, `updating secrets: "web/0" is not leader of "web"`, refused.Text())
	require.Equal(t, 1, out.Secrets[0].LatestRevision)
}

func TestGuideUserSecret(t *testing.T) {
	t.Parallel()
	secret := scenario.Secret{ID: theirs, Owner: scenario.OwnerUser, LatestContent: map[string]string{"api-key": "k"}}
	handler := func(h *charm.Hook) error {
		secret, err := h.ConfigSecret("key")
		if err != nil {
			return err
		}
		if secret == nil {
			return h.Unit().SetStatus(charm.Blocked("set the key"))
		}
		content, err := secret.Content()
		if err != nil {
			return h.Unit().SetStatus(charm.Blocked("grant the key"))
		}
		return h.Unit().SetStatus(charm.Active(content["api-key"]))
	}
	out := guide(t, handler, scenario.ConfigChanged(), scenario.State{Secrets: []scenario.Secret{secret}})
	require.Equal(t, "set the key", out.UnitStatus.Message)
	config := map[string]any{"key": theirs}
	out = guide(t, handler, scenario.ConfigChanged(), scenario.State{Config: config, Secrets: []scenario.Secret{secret}})
	require.Equal(t, "k", out.UnitStatus.Message)
	secret.NotGranted = true
	out = guide(t, handler, scenario.ConfigChanged(), scenario.State{Config: config, Secrets: []scenario.Secret{secret}})
	require.Equal(t, "grant the key", out.UnitStatus.Message)
}
