package juju_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/juju"
)

// TestRemovedOffer: an offer that is withdrawn can be related to no more, by those who consumed it either.
func TestRemovedOffer(t *testing.T) {
	t.Parallel()
	prod := &juju.Model{Name: "prod"}
	require.NoError(t, prod.Deploy(databaseCharm, juju.Deployment{Name: "db"}))
	test, err := prod.AddModel("test")
	require.NoError(t, err)
	require.NoError(t, test.Deploy(webserverCharm, juju.Deployment{Name: "web"}))
	url, err := prod.Offer("db:database", "")
	require.NoError(t, err)
	require.NoError(t, test.Consume(url, ""))
	require.NoError(t, prod.RemoveOffer("db"))
	require.EqualError(t, test.Integrate("web", "db"), `application offer "admin/prod.db" not found (not found)`)
}

// TestOfferOfDying: an application that is being removed is not offered any more.
func TestOfferOfDying(t *testing.T) {
	t.Parallel()
	model := &juju.Model{}
	require.NoError(t, model.Deploy(databaseCharm, juju.Deployment{Name: "db"}))
	require.NoError(t, model.Settle())
	require.NoError(t, model.RemoveApplication("db"))
	_, err := model.Offer("db:database", "")
	require.EqualError(t, err, "cannot offer db: the application is being removed")
}
