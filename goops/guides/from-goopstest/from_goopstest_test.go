package guide_test

import (
	"os"
	"strings"
	"testing"

	"github.com/gruyaume/goops/goopstest"
	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
	goopscharm "github.com/charmscenario/scenario/goops"
)

func TestConfigureGoopstest(t *testing.T) {
	ctx := goopstest.NewContext(configure, goopstest.WithAppName("web"))

	state := ctx.Run("config-changed", goopstest.State{
		Config: map[string]any{"title": "shop"},
	})

	require.NoError(t, ctx.CharmErr)
	require.Equal(t, goopstest.Status{Name: goopstest.StatusActive, Message: "shop"}, state.UnitStatus)
	require.Equal(t, []goopstest.JujuLogLine{{Level: goopstest.LogLevelInfo, Message: "serving shop"}}, ctx.JujuLog)
}

func TestConfigure(t *testing.T) {
	ctx := scenario.Context{Charm: goopscharm.Handler(configure), Dir: "."}

	out, err := ctx.Run(scenario.ConfigChanged(), scenario.State{
		Config: map[string]any{"title": "shop"},
	})

	require.NoError(t, err)
	require.Equal(t, charm.Active("shop"), out.UnitStatus)
	require.Equal(t, []scenario.LogLine{{Level: "INFO", Message: "serving shop"}}, out.JujuLog)
}

func TestConnectGoopstest(t *testing.T) {
	ctx := goopstest.NewContext(connect, goopstest.WithAppName("web"))

	state := ctx.Run("database-relation-changed", goopstest.State{
		Relations: []goopstest.Relation{{
			Endpoint:        "database",
			RemoteAppName:   "postgresql",
			RemoteUnitsData: map[goopstest.UnitID]goopstest.DataBag{"postgresql/0": {"host": "10.0.0.1"}},
		}},
	})

	require.NoError(t, ctx.CharmErr)
	require.Equal(t, "web", state.Relations[0].LocalUnitData["user"])
}

func TestConnect(t *testing.T) {
	relation := scenario.Relation{
		Endpoint:    "database",
		RemoteApp:   "postgresql",
		RemoteUnits: map[string]map[string]string{"postgresql/0": {"host": "10.0.0.1"}},
	}
	ctx := scenario.Context{Charm: goopscharm.Handler(connect), Dir: "."}

	out, err := ctx.Run(scenario.RelationChanged(relation), scenario.State{
		Relations: []scenario.Relation{relation},
	})

	require.NoError(t, err)
	require.Equal(t, "web", out.Relation(t, "database").LocalUnitData["user"])
	require.True(t, out.Logged("INFO", "postgresql/0 is at 10.0.0.1"))
}

func TestElectGoopstest(t *testing.T) {
	ctx := goopstest.NewContext(elect, goopstest.WithUnitID("web/0"))

	state := ctx.Run("leader-elected", goopstest.State{
		Leader: true,
		PeerRelations: []goopstest.PeerRelation{{
			Endpoint:     "cluster",
			ID:           "cluster:1",
			LocalAppData: goopstest.DataBag{},
			PeersData:    map[goopstest.UnitID]goopstest.DataBag{"web/1": {}},
		}},
	})

	require.NoError(t, ctx.CharmErr)
	require.Equal(t, "web/0", state.PeerRelations[0].LocalAppData["leader"])
}

func TestElect(t *testing.T) {
	ctx := scenario.Context{Charm: goopscharm.Handler(elect), Dir: "."}

	out, err := ctx.Run(scenario.LeaderElected(), scenario.State{
		Leader: true,
		Relations: []scenario.Relation{{
			ID:          "cluster:1",
			Endpoint:    "cluster",
			RemoteUnits: map[string]map[string]string{"web/1": nil},
		}},
	})

	require.NoError(t, err)
	require.Equal(t, "web/0", out.Relation(t, "cluster").LocalAppData["leader"])
}

func TestReadPasswordGoopstest(t *testing.T) {
	ctx := goopstest.NewContext(readPassword, goopstest.WithAppName("web"))

	state := ctx.Run("secret-changed", goopstest.State{
		Secrets: []goopstest.Secret{{
			ID:      "12345",
			Label:   "password",
			Content: map[string]string{"password": "xxxxxxxx"},
		}},
		StoredState: goopstest.StoredState{},
	})

	require.NoError(t, ctx.CharmErr)
	require.Equal(t, "8", state.StoredState["length"])
}

func TestReadPassword(t *testing.T) {
	secret := scenario.Secret{
		Label:          "password",
		Owner:          "postgresql",
		TrackedContent: map[string]string{"password": "xxxxxxxx"},
		LatestContent:  map[string]string{"password": "longer-than-before"},
	}
	ctx := scenario.Context{Charm: goopscharm.Handler(readPassword), Dir: "."}

	out, err := ctx.Run(scenario.SecretChanged(secret), scenario.State{
		Secrets: []scenario.Secret{secret},
	})

	require.NoError(t, err)
	require.Equal(t, "8", out.StoredState["length"]) // the charm forgot to refresh
}

func TestAddPasswordGoopstest(t *testing.T) {
	ctx := goopstest.NewContext(addPassword, goopstest.WithAppName("web"))

	state := ctx.Run("leader-elected", goopstest.State{
		Leader:    true,
		Relations: []goopstest.Relation{{Endpoint: "database", RemoteAppName: "postgresql"}},
	})

	require.NoError(t, ctx.CharmErr)
	require.Equal(t, "password", state.Secrets[0].Label)
	require.Empty(t, state.Secrets[0].ID) // and the grant is nowhere
}

func TestAddPassword(t *testing.T) {
	ctx := scenario.Context{Charm: goopscharm.Handler(addPassword), Dir: "."}

	out, err := ctx.Run(scenario.LeaderElected(), scenario.State{
		Leader:    true,
		Relations: []scenario.Relation{{Endpoint: "database", RemoteApp: "postgresql"}},
	})

	require.NoError(t, err)
	require.Equal(t, map[string][]string{"database:0": {"postgresql"}}, out.Secret(t, "password").RemoteGrants)
}

func TestBackupGoopstest(t *testing.T) {
	ctx := goopstest.NewContext(backup, goopstest.WithAppName("web"))

	_, err := ctx.RunAction("backup", goopstest.State{}, map[string]any{"target": "/srv"})

	require.NoError(t, err)
	require.Equal(t, map[string]string{"file": "/srv/backup"}, ctx.ActionResults)

	_, err = ctx.RunAction("backup", goopstest.State{}, map[string]any{"target": "/"})

	require.NoError(t, err)
	require.EqualError(t, ctx.ActionError, "/ is full")
}

func TestBackup(t *testing.T) {
	ctx := scenario.Context{Charm: goopscharm.Handler(backup), Dir: "."}

	out, err := ctx.Run(scenario.RunAction("backup", map[string]any{"target": "/srv"}), scenario.State{})

	require.NoError(t, err)
	require.Equal(t, map[string]any{"file": "/srv/backup"}, out.ActionResults)

	_, err = ctx.Run(scenario.RunAction("backup", map[string]any{"target": "/"}), scenario.State{})

	var failed *scenario.ActionFailedError
	require.ErrorAs(t, err, &failed)
	require.Equal(t, "/ is full", failed.Message)
}

func TestStoreGoopstest(t *testing.T) {
	ctx := goopstest.NewContext(store, goopstest.WithAppName("web"))

	state := ctx.Run("start", goopstest.State{StoredState: goopstest.StoredState{}})

	require.ErrorIs(t, ctx.CharmErr, errDisk)
	require.Equal(t, "yes", state.StoredState["seen"]) // Juju would have dropped it
}

func TestStore(t *testing.T) {
	ctx := scenario.Context{Charm: goopscharm.Handler(store), Dir: "."}

	out, err := ctx.Run(scenario.Start(), scenario.State{})

	require.ErrorIs(t, err, errDisk)
	require.Empty(t, out.StoredState)
}

func TestMisspeltGoopstest(t *testing.T) {
	ctx := goopstest.NewContext(configure, goopstest.WithAppName("web"))

	ctx.Run("config-chagned", goopstest.State{
		Config:    map[string]any{"titel": "shop"},
		Relations: []goopstest.Relation{{Endpoint: "databse", RemoteAppName: "postgresql"}},
	})

	require.NoError(t, ctx.CharmErr)
}

func TestMisspelt(t *testing.T) {
	ctx := scenario.Context{Charm: goopscharm.Handler(configure), Dir: "."}

	_, err := ctx.Run(scenario.ConfigChanged(), scenario.State{
		Config:    map[string]any{"titel": "shop"},
		Relations: []scenario.Relation{{Endpoint: "databse", RemoteApp: "postgresql"}},
	})

	golden, readErr := os.ReadFile("testdata/misspelt.txt")
	require.NoError(t, readErr)
	require.EqualError(t, err, strings.TrimRight(string(golden), "\n"))
}
