package juju_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// TestDestroyModel: a model goes with all that is in it, and with its relations to other models.
func TestDestroyModel(t *testing.T) {
	t.Parallel()
	web := &juju.Model{Name: "web"}
	db, err := web.AddModel("db")
	require.NoError(t, err)
	require.NoError(t, db.Deploy(idle("name: db\nprovides: {db: {interface: x}}"), juju.Deployment{}))
	_, err = db.Offer("db:db", "")
	require.NoError(t, err)
	_, err = db.AddSecret("mine", juju.SecretArgs{Content: map[string]string{"key": "value"}})
	require.NoError(t, err)
	require.NoError(t, web.Deploy(idle("name: web\nrequires: {db: {interface: x}}"), juju.Deployment{}))
	require.NoError(t, web.Consume("admin/db.db", ""))
	require.NoError(t, web.Integrate("web", "db"))
	require.NoError(t, web.Settle())

	require.NoError(t, web.DestroyModel("db"))
	require.Len(t, web.Models(), 2, "db/0 still has to stop")
	require.ErrorContains(t, db.Deploy(idle("name: more"), juju.Deployment{}), `cannot add application "more": model "db" is dying`)
	_, err = web.AddModel("db")
	require.ErrorContains(t, err, "already exists")
	require.NoError(t, web.Settle())

	require.Equal(t, []*juju.Model{web}, web.Models())
	require.Empty(t, web.Status().Relations)
	require.Contains(t, hooksSince(web, 0), "web/0 db-relation-broken")
	require.Contains(t, hooksSince(web, 0), "db/0 remove")
	for _, verb := range []error{db.Settle(), db.Deploy(idle("name: more"), juju.Deployment{}), web.DestroyModel("db")} {
		require.EqualError(t, verb, `model "db" not found (not found)`)
	}
	again, err := web.AddModel("db")
	require.NoError(t, err)
	require.Empty(t, again.Status().Applications)
	require.NoError(t, web.DestroyModel("db"))
	require.Len(t, web.Models(), 1, "an empty model is gone at once")
}

// TestDestroyConsumingModel: the offering side breaks its relation when the other model goes; its offer stays.
func TestDestroyConsumingModel(t *testing.T) {
	t.Parallel()
	db := &juju.Model{Name: "db"}
	require.NoError(t, db.Deploy(idle("name: db\nprovides: {db: {interface: x}}"), juju.Deployment{}))
	_, err := db.Offer("db:db", "")
	require.NoError(t, err)
	web, err := db.AddModel("web")
	require.NoError(t, err)
	require.NoError(t, web.Deploy(idle("name: web\nrequires: {db: {interface: x}}"), juju.Deployment{}))
	require.NoError(t, web.Consume("admin/db.db", ""))
	require.NoError(t, web.Integrate("web", "db"))
	require.NoError(t, db.Settle())

	require.NoError(t, db.DestroyModel("web"))
	require.NoError(t, db.Settle())
	require.Contains(t, hooksSince(db, 0), "db/0 db-relation-broken")
	require.Equal(t, 0, db.Status().Offers["db"].Total)
	require.Len(t, db.Models(), 1)
}

// TestDestroyModelHeldBack: a unit in error holds its model until it is resolved.
func TestDestroyModelHeldBack(t *testing.T) {
	t.Parallel()
	model := &juju.Model{Name: "first"}
	other, err := model.AddModel("other")
	require.NoError(t, err)
	failing := charm.HandlerFunc(func(h *charm.Hook) error {
		if h.Kind() == charm.KindStop {
			return errors.New("cannot stop")
		}
		return nil
	})
	require.NoError(t, other.Deploy(juju.Charm{Handler: failing, Metadata: "name: db"}, juju.Deployment{}))
	require.NoError(t, model.Settle())
	require.NoError(t, model.DestroyModel("other"))
	require.NoError(t, model.Settle())
	require.Len(t, model.Models(), 2)
	require.NoError(t, other.Resolved("db/0", false))
	require.NoError(t, model.Settle())
	require.Len(t, model.Models(), 1)
}

// TestConsumeAgain: an offer that was withdrawn and made again, of another application even, takes the place of what was consumed; another offer does not.
func TestConsumeAgain(t *testing.T) {
	t.Parallel()
	db := &juju.Model{Name: "db"}
	web, err := db.AddModel("web")
	require.NoError(t, err)
	offer := func(app, name string) {
		if _, there := db.Status().Applications[app]; !there {
			require.NoError(t, db.Deploy(idle("name: db\nprovides: {db: {interface: x}}"), juju.Deployment{Name: app}))
		}
		_, err := db.Offer(app+":db", name)
		require.NoError(t, err)
	}
	offer("first", "db")
	require.NoError(t, web.Consume("admin/db.db", ""))
	require.NoError(t, db.RemoveOffer("db"))
	require.NoError(t, db.RemoveApplication("first"))
	require.NoError(t, db.Settle())
	offer("second", "db")
	require.NoError(t, web.Consume("admin/db.db", ""))
	require.NoError(t, web.Deploy(idle("name: web\nrequires: {db: {interface: x}}"), juju.Deployment{}))
	require.NoError(t, web.Integrate("web", "db"))
	require.Equal(t, 1, db.Status().Offers["db"].Total)
	offer("third", "other")
	require.ErrorContains(t, web.Consume("admin/db.other", "db"), "saas application called")
}
