package charm_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
)

func TestAddSecret(t *testing.T) {
	t.Parallel()
	at := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	content := map[string]string{"password": "xxxxxxxx"}
	r := answer(&recorder{}, func(c *call.SecretAdd) error {
		c.ID = "secret://5ce9a210-0000-4000-8000-000000000001/d0erdgpp4ni1a7hg2cg0"
		c.Content["password"] = "overwritten"
		return nil
	})
	h := r.hook(t, call.Hook{})
	secret, err := h.App().AddSecret(content, charm.SecretLabel("credentials"), charm.SecretDescription("of db"),
		charm.SecretRotateEvery(charm.RotateDaily), charm.SecretExpireAt(at), nil)
	require.NoError(t, err)
	require.Equal(t, "secret://5ce9a210-0000-4000-8000-000000000001/d0erdgpp4ni1a7hg2cg0", secret.ID())
	require.Equal(t, "d0erdgpp4ni1a7hg2cg0", secret.UniqueIdentifier())
	require.Equal(t, "credentials", secret.Label())
	require.Equal(t, map[string]string{"password": "xxxxxxxx"}, content, "the charm's map is its own")

	_, err = h.Unit().AddSecret(content, charm.SecretExpireAt(at), charm.SecretExpireIn(time.Hour))
	require.NoError(t, err)
	require.Equal(t, []call.Call{
		&call.SecretAdd{Content: content, Owner: call.OwnerApplication, Label: "credentials", Description: "of db", Rotate: call.RotateDaily, Expire: at},
		&call.SecretAdd{Content: content, Owner: call.OwnerUnit, ExpireIn: time.Hour},
	}, r.calls)
}

func TestSecretCalls(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		do   func(s *charm.Secret, rel *charm.Relation) error
		want call.Call
	}{
		{"content", func(s *charm.Secret, _ *charm.Relation) error { _, err := s.Content(); return err }, &call.SecretGet{ID: secretID}},
		{"peek", func(s *charm.Secret, _ *charm.Relation) error { _, err := s.Peek(); return err }, &call.SecretGet{ID: secretID, Peek: true}},
		{"refresh", func(s *charm.Secret, _ *charm.Relation) error { _, err := s.Refresh(); return err }, &call.SecretGet{ID: secretID, Refresh: true}},
		{"attach label", func(s *charm.Secret, _ *charm.Relation) error { _, err := s.WithLabel("mine").Content(); return err }, &call.SecretGet{ID: secretID, Label: "mine"}},
		{"info", func(s *charm.Secret, _ *charm.Relation) error { _, err := s.Info(); return err }, &call.SecretInfoGet{ID: secretID}},
		{"set content", func(s *charm.Secret, _ *charm.Relation) error {
			return s.SetContent(map[string]string{"password": "new"}, charm.SecretExpireIn(time.Hour))
		}, &call.SecretSet{ID: secretID, Content: map[string]string{"password": "new"}, ExpireIn: time.Hour}},
		{"set info", func(s *charm.Secret, _ *charm.Relation) error { return s.SetInfo(charm.SecretLabel("other")) }, &call.SecretSet{ID: secretID, Label: "other"}},
		{"grant", func(s *charm.Secret, rel *charm.Relation) error { return s.Grant(rel) }, &call.SecretGrant{ID: secretID, Relation: "database:3"}},
		{"grant unit", func(s *charm.Secret, rel *charm.Relation) error { return s.GrantUnit(rel, "postgresql/1") }, &call.SecretGrant{ID: secretID, Relation: "database:3", Unit: "postgresql/1"}},
		{"revoke", func(s *charm.Secret, rel *charm.Relation) error { return s.Revoke(rel) }, &call.SecretRevoke{ID: secretID, Relation: "database:3"}},
		{"revoke unit", func(s *charm.Secret, rel *charm.Relation) error { return s.RevokeUnit(rel, "postgresql/1") }, &call.SecretRevoke{ID: secretID, Relation: "database:3", Unit: "postgresql/1"}},
		{"remove revision", func(s *charm.Secret, _ *charm.Relation) error { return s.RemoveRevision(42) }, &call.SecretRemove{ID: secretID, Revision: 42}},
		{"remove all", func(s *charm.Secret, _ *charm.Relation) error { return s.RemoveAll() }, &call.SecretRemove{ID: secretID}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := &recorder{}
			h := r.hook(t, joined())
			require.NoError(t, test.do(h.SecretByID(secretID), charm.NewRelationEvent(h).Relation))
			require.Equal(t, []call.Call{test.want}, r.calls)

			r = (&recorder{}).refuse(test.want.Tool(), call.ErrSecretNotFound, "no")
			h = r.hook(t, joined())
			err := test.do(h.SecretByID(secretID), charm.NewRelationEvent(h).Relation)
			require.ErrorIs(t, err, charm.ErrSecretNotFound)
			require.Regexp(t, `^cannot .* secret "`+secretID+`".*: no$`, err.Error())
		})
	}
}

// TestSecretByLabel: reading needs the label alone, managing an ID, which is asked for once.
func TestSecretByLabel(t *testing.T) {
	t.Parallel()
	r := answer(&recorder{}, func(c *call.SecretInfoGet) error {
		c.Info = call.SecretInfo{ID: "d0erdgpp4ni1a7hg2cg0", Revision: 2}
		return nil
	})
	secret := r.hook(t, call.Hook{}).SecretByLabel("credentials")
	require.Empty(t, r.calls)
	_, err := secret.Content()
	require.NoError(t, err)
	require.Empty(t, secret.ID())
	require.NoError(t, secret.RemoveRevision(1))
	require.NoError(t, secret.RemoveAll())
	require.Equal(t, secretID, secret.ID())
	require.Equal(t, []call.Call{
		&call.SecretGet{Label: "credentials"},
		&call.SecretInfoGet{Label: "credentials"},
		&call.SecretRemove{ID: secretID, Revision: 1},
		&call.SecretRemove{ID: secretID},
	}, r.calls)
}

// TestSecretByLabelAnnounced: what a label found can be announced in a databag, to another model too,
// as what secret-add answered can.
func TestSecretByLabelAnnounced(t *testing.T) {
	t.Parallel()
	r := answer(&recorder{}, func(c *call.SecretInfoGet) error {
		c.Info = call.SecretInfo{ID: "d0erdgpp4ni1a7hg2cg0", Revision: 2}
		return nil
	})
	secret := r.hook(t, call.Hook{Model: call.Model{UUID: "5ce9a210-0000-4000-8000-000000000001"}}).SecretByLabel("credentials")
	info, err := secret.Info()
	require.NoError(t, err)
	require.Equal(t, "d0erdgpp4ni1a7hg2cg0", info.ID)
	require.Equal(t, "secret://5ce9a210-0000-4000-8000-000000000001/d0erdgpp4ni1a7hg2cg0", secret.ID())
	require.Equal(t, info.ID, secret.UniqueIdentifier())
}

// TestSecretByLabelNotManaged: a unit that may only read finds no ID.
func TestSecretByLabelNotManaged(t *testing.T) {
	t.Parallel()
	r := (&recorder{}).refuse("secret-info-get", call.ErrSecretNotFound, `secret "credentials" not found`)
	h := r.hook(t, joined())
	err := h.SecretByLabel("credentials").Grant(charm.NewRelationEvent(h).Relation)
	require.ErrorIs(t, err, charm.ErrSecretNotFound)
	require.EqualError(t, err, `cannot grant secret "credentials" to database:3: secret "credentials" not found`)
	require.Len(t, r.calls, 1)
}

// TestSecretMisuse: what Juju would take for something else, or for nothing, is refused at once.
func TestSecretMisuse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		do   func(h *charm.Hook) error
		is   error
	}{
		{"revision 0", func(h *charm.Hook) error { return h.SecretByID(secretID).RemoveRevision(0) }, charm.ErrNotValid},
		{"negative revision", func(h *charm.Hook) error { return h.SecretByID(secretID).RemoveRevision(-1) }, charm.ErrNotValid},
		{"no content", func(h *charm.Hook) error { return h.SecretByID(secretID).SetContent(nil) }, charm.ErrNotValid},
		{"nothing to change", func(h *charm.Hook) error { return h.SecretByID(secretID).SetInfo(charm.SecretLabel("")) }, charm.ErrNothingToUpdate},
		{"expiry in 0", func(h *charm.Hook) error { return h.SecretByID(secretID).SetInfo(charm.SecretExpireIn(0)) }, charm.ErrNotValid},
		{"expiry at zero", func(h *charm.Hook) error {
			_, err := h.App().AddSecret(map[string]string{"key": "hidden"}, charm.SecretExpireAt(time.Time{}))
			return err
		}, charm.ErrNotValid},
		{"grant to nil", func(h *charm.Hook) error { return h.SecretByID(secretID).Grant(nil) }, charm.ErrNotValid},
		{"grant to no unit", func(h *charm.Hook) error { return h.SecretByID(secretID).GrantUnit(h.RelationByID("a:1"), "") }, charm.ErrNotValid},
		{"revoke from nil", func(h *charm.Hook) error { return h.SecretByID(secretID).Revoke(nil) }, charm.ErrNotValid},
		{"label without ID", func(h *charm.Hook) error {
			_, err := h.SecretByLabel("one").WithLabel("two").Content()
			return err
		}, charm.ErrNotValid},
		{"event without revision", func(h *charm.Hook) error { return charm.NewSecretEvent(h).RemoveRevision() }, charm.ErrNotValid},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := &recorder{}
			err := test.do(r.hook(t, call.Hook{Kind: call.KindSecretRotate, SecretID: secretID}))
			require.ErrorIs(t, err, test.is)
			require.Regexp(t, "^cannot ", err.Error())
			require.Empty(t, r.calls)
		})
	}
}

// TestSecretErrorsHideContent: errors name a secret, never what it holds.
func TestSecretErrorsHideContent(t *testing.T) {
	t.Parallel()
	content := map[string]string{"password": "hunter22"}
	r := (&recorder{}).refuse("secret-add", call.ErrNotLeader, "this unit is not the leader").
		refuse("secret-set", call.ErrPermissionDenied, "permission denied")
	h := r.hook(t, call.Hook{})
	_, err := h.App().AddSecret(content, charm.SecretLabel("credentials"))
	require.EqualError(t, err, `cannot add application secret "credentials": this unit is not the leader`)
	err = h.SecretByID(secretID).SetContent(content)
	require.EqualError(t, err, `cannot set the content of secret "`+secretID+`": permission denied`)
}

func TestSecretEvent(t *testing.T) {
	t.Parallel()
	r := &recorder{}
	h := r.hook(t, call.Hook{Kind: call.KindSecretRemove, Name: "secret-remove", SecretID: secretID, SecretLabel: "credentials", SecretRevision: 42})
	e := charm.NewSecretEvent(h)
	require.Equal(t, "credentials", e.Secret.Label())
	require.Equal(t, 42, e.Revision)
	require.NoError(t, e.RemoveRevision())
	_, err := e.Secret.Content()
	require.NoError(t, err)
	require.Equal(t, []call.Call{
		&call.SecretRemove{ID: secretID, Revision: 42},
		&call.SecretGet{ID: secretID}, // a label that is there already is not attached again
	}, r.calls)
}
