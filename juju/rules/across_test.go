package rules_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// offered is a play on two models: db is on offer in prod, and web in shop consumes it as "pg".
func offered(t *testing.T, model *juju.Model) (prod *stage, shop *juju.Model) {
	t.Helper()
	model.Name = "prod"
	prod = onStage(t, model)
	prod.deploy(dbMetadata, "db", 1)
	url, err := prod.Offer("db:database", "")
	prod.ok(err)
	require.Equal(t, "admin/prod.db", url)
	shop, err = prod.AddModel("shop")
	prod.ok(err)
	prod.ok(shop.Deploy(prod.charm(webMetadata), juju.Deployment{Name: "web", Units: 2}))
	prod.ok(shop.Consume(url, "pg"))
	prod.settle()
	prod.forget()
	return prod, shop
}

// relate relates web and db over the offer, and notes how prod calls web.
func (s *stage) relate(shop *juju.Model) {
	s.t.Helper()
	s.ok(shop.Integrate("web", "pg"))
	relations := s.Status().Relations
	s.remote = relations[len(relations)-1].Endpoints[0].Application
	require.Regexp(s.t, "^remote-[0-9a-f]{32}$", s.remote)
}

// told is of with "remote" for the name by which prod knows web.
func (s *stage) told(unit string) string { return strings.ReplaceAll(s.of(unit), s.remote, "remote") }

// TestAcross: the hooks on both sides of a relation between models, and the names that each side sees.
func TestAcross(t *testing.T) {
	t.Parallel()
	prod, shop := offered(t, &juju.Model{})
	prod.relate(shop)
	prod.settle()
	require.Equal(t, "database created remote; database joined remote/0; database changed remote/0; database joined remote/1; database changed remote/1", prod.told("db/0"))
	for _, unit := range []string{"web/0", "web/1"} {
		require.Equal(t, "database created pg; database joined pg/0; database changed pg/0", prod.of(unit))
	}

	// Each side has its own number: prod counts its peer relation.
	here, err := prod.State("db/0")
	prod.ok(err)
	relation := here.Relation(t, "database")
	require.Equal(t, "database:1", relation.ID)
	require.True(t, relation.Offering)
	require.Equal(t, shop.UUID, relation.RemoteModel)
	require.Equal(t, prod.remote, relation.RemoteApp)
	there, err := shop.State("web/0")
	prod.ok(err)
	relation = there.Relation(t, "database")
	require.Equal(t, "database:0", relation.ID)
	require.False(t, relation.Offering)
	require.Equal(t, prod.UUID, relation.RemoteModel)
	require.Equal(t, "pg", relation.RemoteApp)
	require.Contains(t, relation.RemoteUnits, "pg/0")

	prod.forget()
	prod.do("db/0 config-changed", both(write("database", "host", "h"), writeApp("database", "name", "n")))
	prod.reconfigure("db")
	prod.settle()
	require.Equal(t, "database changed pg; database changed pg/0", prod.of("web/1"))
	require.Equal(t, "config-changed", prod.of("db/0"), "nothing of one's own")

	prod.forget()
	prod.ok(shop.Scale("web", 1))
	prod.settle()
	require.Equal(t, "database departed remote/1", prod.told("db/0"))
	require.Equal(t, "database departed pg/0 (web/1 leaves); database broken pg; stop; remove", prod.of("web/1"))
}

// TestAcrossEnds: the ways in which a relation between models ends.
func TestAcrossEnds(t *testing.T) {
	t.Parallel()
	ended := "database departed remote/0; database departed remote/1; database broken remote"
	left := "database departed pg/0; database broken pg"
	again := "; database created remote; database joined remote/0; database changed remote/0; database joined remote/1; database changed remote/1"
	tests := []struct {
		name, why string
		end       func(*stage, *juju.Model)
		db, web   string
	}{
		{"removed where it is consumed", "hooks.md 5.1", func(s *stage, shop *juju.Model) { s.ok(shop.RemoveRelation("web", "pg")) }, ended, left},
		{"removed where it is on offer", "hooks.md 5.1", func(s *stage, _ *juju.Model) { s.ok(s.RemoveRelation("db", s.remote)) }, ended, left},
		{"offer forgotten", "clients.md 2.7: remove-saas takes its relations away", func(s *stage, shop *juju.Model) {
			s.ok(shop.RemoveSAAS("pg"))
			require.Empty(s.t, shop.Status().SAAS)
		}, ended, left},
		{"consumer removed", "hooks.md 5.1", func(s *stage, shop *juju.Model) { s.ok(shop.RemoveApplication("web")) },
			ended, "database departed pg/0 (web/0 leaves); database broken pg; stop; remove"},
		{"suspended", "hooks.md 5.1: as removal on the unit", func(s *stage, _ *juju.Model) { s.ok(s.Suspend("db", s.remote)) }, ended, left},
		{"suspended twice", "suspending what is suspended does nothing", func(s *stage, _ *juju.Model) {
			s.ok(s.Suspend("db", s.remote))
			s.ok(s.Suspend("db", s.remote))
		}, ended, left},
		{"suspended and resumed", "hooks.md 5.1: it starts again with created", func(s *stage, _ *juju.Model) {
			s.ok(s.Suspend("db", s.remote))
			s.settle()
			s.ok(s.Resume("db", s.remote))
		}, ended + again, left + "; database created pg; database joined pg/0; database changed pg/0"},
		{"suspended and resumed before anybody looks", "worker/uniter/relation: members that never left are members", func(s *stage, _ *juju.Model) {
			s.ok(s.Suspend("db", s.remote))
			s.ok(s.Resume("db", s.remote))
		}, "", ""},
		{"suspended and resumed half-way", "worker/uniter/relation: who departed joins anew, who is there still stays", func(s *stage, _ *juju.Model) {
			s.ok(s.Suspend("db", s.remote))
			_, err := s.StepUnit("db/0")
			s.ok(err)
			s.ok(s.Resume("db", s.remote))
		}, "database departed remote/0; database joined remote/0; database changed remote/0", ""},
		{"suspended, and a unit comes", "worker/uniter/relation/statetracker.go: nobody enters a suspended relation", func(s *stage, shop *juju.Model) {
			s.ok(s.Suspend("db", s.remote))
			s.ok(shop.Scale("web", 3))
			s.settle()
			require.Equal(s.t, "install; leader-settings-changed; config-changed; start", s.of("web/2"))
		}, ended, left},
		{"suspended and removed", "worker/uniter/relation/resolver.go: the hooks are not run twice", func(s *stage, shop *juju.Model) {
			s.ok(s.Suspend("db", s.remote))
			s.settle()
			s.ok(shop.RemoveRelation("web", "pg"))
			require.Empty(s.t, shop.Status().Relations)
		}, ended, left},
		{"and integrated again", "a new relation", func(s *stage, shop *juju.Model) {
			s.ok(shop.RemoveRelation("web", "pg"))
			s.settle()
			s.relate(shop)
		}, ended + again, left + "; database created pg; database joined pg/0; database changed pg/0"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			prod, shop := offered(t, &juju.Model{})
			prod.relate(shop)
			prod.settle()
			prod.forget()
			test.end(prod, shop)
			prod.settle()
			require.Equal(t, test.db, prod.told("db/0"), test.why)
			require.Equal(t, test.web, prod.of("web/0"), test.why)
		})
	}
}

// TestOffers: offers that are in use, and those that are not.
func TestOffers(t *testing.T) {
	t.Parallel()
	prod, shop := offered(t, &juju.Model{})
	prod.ok(shop.Consume("admin/prod.db", "pg"))
	prod.relate(shop)
	require.ErrorContains(t, prod.RemoveOffer("db"), "offer has 1 relation")
	prod.settle()
	prod.ok(shop.RemoveRelation("web", "pg"))
	prod.settle()
	prod.ok(prod.RemoveOffer("db"))
	require.Empty(t, prod.Status().Offers)

	_, err := prod.Offer("db:database", "again")
	prod.ok(err)
	prod.ok(prod.RemoveApplication("db"))
	prod.settle()
	require.Empty(t, prod.Status().Offers, "state/application.go, destroyOps: an offer that nobody uses goes with the application")
	require.Empty(t, prod.Status().Applications)
}

// TestSecretAcross: secrets.md 5.4, 10 and 11, a secret that is shared between models.
func TestSecretAcross(t *testing.T) {
	t.Parallel()
	prod, shop := offered(t, &juju.Model{})
	var uri string
	prod.do("db/0 database created", func(h *charm.Hook) error {
		secret, err := h.App().AddSecret(map[string]string{"password": "p1"}, charm.SecretLabel("password"))
		if err != nil {
			return err
		}
		uri = secret.ID()
		if err := secret.Grant(h.RelationByID(h.Info().Relation)); err != nil {
			return err
		}
		return writeApp("database", "secret", uri)(h)
	})
	read := func(h *charm.Hook) error {
		id, _, err := h.RelationByID(h.Info().Relation).RemoteApp().Get("secret")
		if err != nil {
			return err
		}
		content, err := h.SecretByID(id).WithLabel("theirs").Content()
		prod.see(h, "%v %v", content["password"], err)
		return nil
	}
	prod.do("web/0 database changed pg", read)
	prod.relate(shop)
	prod.settle()
	require.Equal(t, []string{"web/0 database changed pg: p1 <nil>"}, prod.saw[:1])
	require.True(t, strings.HasPrefix(uri, "secret://"+prod.UUID+"/"), uri)

	// A new revision is told to who read the secret, with the UUID of the model that it lives in.
	prod.forget()
	var told call.Hook
	prod.do("web/0 secret-changed", func(h *charm.Hook) error {
		told = h.Info()
		content, err := h.SecretByLabel("theirs").Refresh()
		prod.see(h, "%v %v", content["password"], err)
		return nil
	})
	prod.do("db/0 config-changed", func(h *charm.Hook) error {
		return h.SecretByLabel("password").SetContent(map[string]string{"password": "p2"})
	})
	prod.reconfigure("db")
	prod.settle()
	require.Equal(t, []string{"web/0 secret-changed theirs: p2 <nil>"}, prod.saw)
	require.Equal(t, uri, told.SecretID)
	require.Empty(t, prod.of("web/1"), "it never read the secret")
	require.Equal(t, "config-changed; secret-remove password/1", prod.of("db/0"), "revision 1 is tracked by nobody")

	// The offering side can neither share with a unit, nor the consuming side at all.
	prod.do("db/0 config-changed", func(h *charm.Hook) error {
		secret, err := h.App().AddSecret(map[string]string{"password": "another"})
		if err != nil {
			return err
		}
		return secret.GrantUnit(h.RelationByID("database:1"), prod.remote+"/0")
	})
	prod.reconfigure("db")
	prod.settle()
	require.ErrorContains(t, juju.NoUnitInError(prod.Model), "sharing secrets with a unit across a cross model relation not supported")
	prod.mend("db/0 config-changed")
	prod.ok(prod.Resolved("db/0", true))
	prod.do("web/0 config-changed", func(h *charm.Hook) error {
		secret, err := h.App().AddSecret(map[string]string{"password": "mine"})
		if err != nil {
			return err
		}
		return secret.Grant(h.RelationByID("database:0"))
	})
	prod.ok(shop.SetConfig("web", map[string]any{"port": 81}))
	prod.settle()
	require.ErrorContains(t, juju.NoUnitInError(shop), "sharing consumer secrets across a cross model relation not supported")
	prod.mend("web/0 config-changed")
	prod.ok(shop.Resolved("web/0", true))
	prod.settle()

	// With the relation the grant is gone; secrets.md 13: what the unit tracks and calls it stays.
	prod.do("web/0 database broken", func(h *charm.Hook) error {
		content, err := h.SecretByLabel("theirs").Content()
		prod.see(h, "%v %v", content["password"], err)
		return nil
	})
	prod.forget()
	prod.ok(shop.RemoveRelation("web", "pg"))
	prod.settle()
	require.Equal(t, []string{"web/0 database broken pg: p2 <nil>"}, prod.saw, "secrets.md 10: readable until the last unit has left")
	state, err := shop.State("web/0")
	prod.ok(err)
	shared := state.Secret(t, uri)
	require.True(t, shared.NotGranted)
	require.Equal(t, "theirs", shared.Label)
	require.Equal(t, 2, shared.TrackedRevision)
}
