package juju_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/examples/database"
	"github.com/charmscenario/scenario/examples/webserver"
	"github.com/charmscenario/scenario/juju"
)

// TestTrackedRevisions: who has read the secret, and who has not looked at the latest revision yet.
func TestTrackedRevisions(t *testing.T) {
	t.Parallel()
	m := &juju.Model{}
	_, err := m.TrackedRevisions("credentials")
	require.EqualError(t, err, `secret "credentials" not found`)

	db := juju.Charm{Handler: database.New(), Metadata: database.Metadata}
	web := juju.Charm{Handler: webserver.New(), Metadata: webserver.Metadata}
	require.NoError(t, m.Deploy(db, juju.Deployment{Units: 2}))
	require.NoError(t, m.Deploy(web, juju.Deployment{Units: 2}))
	require.NoError(t, m.Integrate("webserver", "database"))
	require.NoError(t, m.Advance(24*time.Hour))
	tracked := func() map[string]int {
		t.Helper()
		revisions, err := m.TrackedRevisions("credentials")
		require.NoError(t, err)
		return revisions
	}
	require.Equal(t, map[string]int{"database/0": 1, "webserver/0": 1, "webserver/1": 1}, tracked(), "database/1 never read it")

	for _, unit := range []string{"database/leader", "webserver/1"} { // secret-rotate, secret-changed
		_, err = m.StepUnit(unit)
		require.NoError(t, err)
	}
	require.Equal(t, map[string]int{"database/0": 2, "webserver/0": 1, "webserver/1": 2}, tracked())

	require.NoError(t, m.RemoveRelation("webserver", "database"))
	require.NoError(t, m.Scale("webserver", 1))
	require.NoError(t, m.Settle())
	require.Contains(t, tracked(), "webserver/0", "it may not read the secret any more, and its record stays")
	require.NotContains(t, tracked(), "webserver/1", "a unit that is gone tracks nothing")
}

// TestTrackedRevisionsOfAnotherModel: two units of one name do not stand for each other.
func TestTrackedRevisionsOfAnotherModel(t *testing.T) {
	t.Parallel()
	m := &juju.Model{}
	require.NoError(t, m.Deploy(juju.Charm{Handler: database.New(), Metadata: database.Metadata}, juju.Deployment{}))
	url, err := m.Offer("database:database", "")
	require.NoError(t, err)
	other, err := m.AddModel("other")
	require.NoError(t, err)
	for _, model := range []*juju.Model{m, other} {
		require.NoError(t, model.Deploy(juju.Charm{Handler: webserver.New(), Metadata: webserver.Metadata}, juju.Deployment{}))
	}
	require.NoError(t, other.Consume(url, ""))
	require.NoError(t, other.Integrate("webserver", "database"))
	require.NoError(t, m.Integrate("webserver", "database"))
	require.NoError(t, m.Settle())

	tracked, err := m.TrackedRevisions("credentials")
	require.NoError(t, err)
	require.Len(t, tracked, 3)
	require.Equal(t, 1, tracked["webserver/0"])
	delete(tracked, "webserver/0")
	delete(tracked, "database/0")
	for name, revision := range tracked {
		require.True(t, strings.HasPrefix(name, "remote-") && strings.HasSuffix(name, "/0"), name)
		require.Equal(t, 1, revision)
	}
	_, err = other.TrackedRevisions("credentials")
	require.EqualError(t, err, `secret "credentials" not found`, "it is the other model's")
}
