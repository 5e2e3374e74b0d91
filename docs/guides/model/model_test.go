// Package model_test is the code of docs/guides/model.md.
package model_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/examples/database"
	"github.com/charmscenario/scenario/examples/webserver"
	"github.com/charmscenario/scenario/internal/goldens"
	"github.com/charmscenario/scenario/juju"
)

var (
	databaseCharm  = juju.Charm{Handler: database.New(), Dir: "../../../examples/database"} // Dir holds charmcraft.yaml
	webserverCharm = juju.Charm{Handler: webserver.New(), Dir: "../../../examples/webserver"}
)

// related is the beginning of many tests: both charms at rest, and related.
func related(t *testing.T, m *juju.Model) {
	t.Helper()
	require.NoError(t, m.Deploy(databaseCharm, juju.Deployment{}))
	require.NoError(t, m.Deploy(webserverCharm, juju.Deployment{}))
	require.NoError(t, m.Integrate("database", "webserver"))
	require.NoError(t, m.Settle())
}

func TestRelated(t *testing.T) {
	m := &juju.Model{}
	related(t, m)

	require.NoError(t, juju.NoUnitInError(m))
	require.True(t, m.Status().All(scenario.StatusActive))
	state, err := m.State("webserver/0")
	require.NoError(t, err)
	require.Contains(t, state.Relation(t, "database").RemoteAppData, "secret-id")
}

func TestRemoved(t *testing.T) {
	m := &juju.Model{}
	related(t, m)
	require.NoError(t, m.Scale("webserver", 3))
	require.NoError(t, m.Settle())
	require.NoError(t, m.RemoveRelation("database", "webserver"))
	require.NoError(t, m.Settle())

	unit := m.Status().Applications["webserver"].Units["webserver/2"]
	require.Equal(t, "relate a database", unit.Workload.Message)
}

func TestLeaderLostInTheMiddle(t *testing.T) {
	m := &juju.Model{}
	related(t, m)
	require.NoError(t, m.Scale("database", 2))
	require.NoError(t, m.Advance(24*time.Hour)) // the rotation is due, and has not run

	ran, err := m.StepUnit("database/0")
	require.NoError(t, err)
	require.True(t, ran)
	last := m.Timeline().Last(1)[0]
	require.Equal(t, "secret-rotate", last.Hook)

	require.NoError(t, m.Failover("database", "database/1"))
	require.NoError(t, m.Settle())
	require.NoError(t, juju.NoUnitInError(m))
}

func TestYear(t *testing.T) {
	m := &juju.Model{UpdateStatusInterval: -1} // no update-status
	m.Check(juju.MaxRevisions(1))              // beside those that somebody tracks
	related(t, m)
	require.NoError(t, m.Advance(365*24*time.Hour))
	require.NoError(t, m.Settle())

	tracked, err := m.TrackedRevisions("credentials")
	require.NoError(t, err)
	require.Equal(t, 366, tracked["webserver/0"])
}

// moody is the web server, which fails when its configuration is changed for as long as it is told to.
func moody(broken *bool) juju.Charm {
	handler := charm.HandlerFunc(func(h *charm.Hook) error {
		if h.Kind() == charm.KindConfigChanged && *broken {
			return errors.New("no space left")
		}
		return webserver.New().Handle(h)
	})
	return juju.Charm{Handler: handler, Dir: "../../../examples/webserver"}
}

func TestFailure(t *testing.T) {
	broken := true
	m := &juju.Model{}
	require.NoError(t, m.Deploy(moody(&broken), juju.Deployment{}))
	require.NoError(t, m.Settle()) // a failed hook is no error of Settle

	require.ErrorContains(t, juju.NoUnitInError(m), "no space left")
	unit := m.Status().Applications["webserver"].Units["webserver/0"]
	require.Equal(t, `hook failed: "config-changed"`, unit.Workload.Message)

	broken = false
	require.NoError(t, m.Resolved("webserver/0", true)) // true: run the hook again
	require.NoError(t, m.Settle())
	require.NoError(t, juju.NoUnitInError(m))
}

// noActiveWithoutDatabase is a check: a web server that is not related does not say that it serves.
func noActiveWithoutDatabase(m *juju.Model) error {
	web, ok := m.Status().Applications["webserver"]
	if !ok || len(web.Relations["database"]) > 0 {
		return nil
	}
	for name, unit := range web.Units {
		if unit.Workload.Name == scenario.StatusActive {
			return fmt.Errorf("%s is active without a database", name)
		}
	}
	return nil
}

func TestAlways(t *testing.T) {
	m := &juju.Model{}
	m.Check(juju.NoUnitInError) // after every hook, from here on
	m.Check(noActiveWithoutDatabase)
	related(t, m)
	require.NoError(t, m.RemoveApplication("database"))
	require.NoError(t, m.Settle())
}

func TestTimeline(t *testing.T) {
	m := &juju.Model{}
	related(t, m)
	before := m.Timeline()
	require.NoError(t, m.Scale("webserver", 2))
	require.NoError(t, m.Settle())

	added := m.Timeline().Since(before[len(before)-1].Number).Of("database/0")
	require.Equal(t, "webserver/1", added[0].RemoteUnit)
	goldens.Text(t, "testdata/timeline.txt", added.String())
}

func TestStateForAUnitTest(t *testing.T) {
	m := &juju.Model{}
	related(t, m)
	require.NoError(t, m.Advance(24*time.Hour))

	event, ok, err := m.Next("database/0") // what the unit runs next
	require.NoError(t, err)
	require.True(t, ok)
	state, err := m.State("database/0")
	require.NoError(t, err)
	ctx, err := m.Context("database/0")
	require.NoError(t, err)
	out, err := ctx.Run(event, state) // as on the model
	require.NoError(t, err)
	require.Equal(t, 2, out.Secret(t, "credentials").LatestRevision)

	goldens.Text(t, "testdata/state.txt", scenario.Literal(event)+"\n"+scenario.Literal(state))
}

func TestOrders(t *testing.T) {
	for seed := range uint64(50) {
		m := &juju.Model{Seed: seed}
		m.Check(juju.NoUnitInError) // its error prints the seed
		related(t, m)
		require.NoError(t, m.Scale("webserver", 2))
		require.NoError(t, m.RemoveRelation("database", "webserver"))
		require.NoError(t, m.Settle())
	}
}

func TestTwoModels(t *testing.T) {
	prod := &juju.Model{Name: "prod"}
	require.NoError(t, prod.Deploy(databaseCharm, juju.Deployment{}))
	url, err := prod.Offer("database:database", "")
	require.NoError(t, err)

	shop, err := prod.AddModel("shop") // on the same controller: one clock, one timeline
	require.NoError(t, err)
	require.NoError(t, shop.Deploy(webserverCharm, juju.Deployment{}))
	require.NoError(t, shop.Consume(url, ""))
	require.NoError(t, shop.Integrate("database", "webserver"))
	require.NoError(t, prod.Settle()) // runs the hooks of both

	require.True(t, shop.Status().All(scenario.StatusActive))
}

func TestRefused(t *testing.T) {
	m := &juju.Model{Type: call.ModelMachines}
	related(t, m)

	err := m.RemoveUnit("webserver/7")

	var refused *juju.Error
	require.ErrorAs(t, err, &refused)
	require.EqualError(t, err, `removing unit webserver/7 failed: unit "webserver/7" does not exist`)
}
