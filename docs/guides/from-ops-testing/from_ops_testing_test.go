package guide_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
)

func TestConfigure(t *testing.T) {
	t.Parallel()
	ctx := scenario.Context{Charm: newCharm(), Dir: "."}

	out, err := ctx.Run(scenario.ConfigChanged(), scenario.State{
		Config: map[string]any{"title": "shop"},
	})

	require.NoError(t, err)
	require.Equal(t, charm.Active("shop"), out.UnitStatus)
	require.Equal(t, []scenario.Status{charm.Maintenance("restarting"), charm.Active("shop")}, out.UnitStatusHistory)
	require.True(t, out.Logged("INFO", "title=shop"))
}

func TestNames(t *testing.T) {
	t.Parallel()
	ctx := scenario.Context{
		Charm:       charm.HandlerFunc(configure),
		Metadata:    "name: web\nconfig: {options: {title: {type: string}}}",
		AppName:     "front",
		UnitNumber:  3,
		JujuVersion: "3.5.0",
		Model:       scenario.Model{Name: "prod", Type: call.ModelMachines},
		Now:         func() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) },
	}

	out, err := ctx.Run(scenario.ConfigChanged(), scenario.State{})

	require.NoError(t, err)
	require.Equal(t, charm.Active(""), out.UnitStatus)
}

func TestConnect(t *testing.T) {
	t.Parallel()
	ctx := scenario.Context{Charm: newCharm(), Dir: "."}
	relation := scenario.Relation{
		Endpoint:    "database",
		RemoteApp:   "postgresql",
		RemoteUnits: map[string]map[string]string{"postgresql/0": {"host": "10.0.0.1"}, "postgresql/1": nil},
	}

	out, err := ctx.Run(scenario.RelationChanged(relation).ByUnit("postgresql/0"), scenario.State{
		Relations: []scenario.Relation{relation},
	})

	require.NoError(t, err)
	require.Equal(t, map[string]string{"user": "web"}, out.Relation(t, "database").LocalUnitData)
}

func TestPeersAndSubordinates(t *testing.T) {
	t.Parallel()
	peers := scenario.Relation{
		Endpoint:    "cluster",
		RemoteUnits: map[string]map[string]string{"web/1": {"address": "10.0.0.2"}},
	}
	principal := scenario.Relation{
		Endpoint:    "logging",
		RemoteUnits: map[string]map[string]string{"syslog/0": nil},
	}
	ctx := scenario.Context{Charm: newCharm(), Dir: "."}

	out, err := ctx.Run(scenario.LeaderElected(), scenario.State{
		Leader:    true,
		Relations: []scenario.Relation{peers, principal},
	})

	require.NoError(t, err)
	require.Equal(t, "web/0", out.Relation(t, "cluster").LocalAppData["leader"])
	require.Equal(t, charm.Active("led"), out.AppStatus)

	out, err = ctx.Run(scenario.RelationJoined(principal), out.State)

	require.NoError(t, err)
	require.Equal(t, "syslog/0", out.Relation(t, "logging").LocalUnitData["principal"])
}

func TestDeparted(t *testing.T) {
	t.Parallel()
	relation := scenario.Relation{
		Endpoint:    "website",
		RemoteApp:   "proxy",
		RemoteUnits: map[string]map[string]string{"proxy/0": nil, "proxy/1": nil},
	}
	ctx := scenario.Context{Charm: newCharm(), Dir: "."}
	state := scenario.State{Relations: []scenario.Relation{relation}}

	out, err := ctx.Run(scenario.RelationDeparted(relation).ByUnit("proxy/1"), state)
	require.NoError(t, err)
	require.True(t, out.Logged("INFO", "gone unit=proxy/1"))

	// This unit is the one that is being removed, which ops.testing cannot say.
	out, err = ctx.Run(scenario.RelationDeparted(relation).ByUnit("proxy/1").Departing("web/0"), state)
	require.NoError(t, err)
	require.True(t, out.Logged("INFO", "web/0"))
}

func TestShareAndRotate(t *testing.T) {
	t.Parallel()
	relation := scenario.Relation{Endpoint: "website", RemoteApp: "proxy"}
	ctx := scenario.Context{Charm: newCharm(), Dir: "."}

	out, err := ctx.Run(scenario.RelationJoined(relation), scenario.State{
		Leader:    true,
		Relations: []scenario.Relation{relation},
	})

	require.NoError(t, err)
	login := out.Secret(t, "login")
	require.Equal(t, scenario.RotateMonthly, login.Rotate)
	require.Equal(t, map[string][]string{"website:0": {"proxy"}}, login.RemoteGrants)

	out, err = ctx.Run(scenario.SecretRotate(login), out.State)

	require.NoError(t, err)
	require.Equal(t, 2, out.Secret(t, "login").LatestRevision)
	require.NotEqual(t, login.LatestContent, out.Secret(t, "login").LatestContent)
}

func TestRemoveRevision(t *testing.T) {
	t.Parallel()
	login := scenario.Secret{
		Label:         "login",
		Owner:         scenario.OwnerApp,
		LatestContent: map[string]string{"password": "xxxxxxxx"},
	}
	ctx := scenario.Context{Charm: newCharm(), Dir: "."}

	out, err := ctx.Run(scenario.SecretRemove(login, 42), scenario.State{
		Leader:  true,
		Secrets: []scenario.Secret{login},
	})

	require.NoError(t, err)
	require.Equal(t, []scenario.SecretRevision{{SecretID: out.Secrets[0].ID, Revision: 42}}, out.RemovedSecretRevisions)
}

func TestReload(t *testing.T) {
	t.Parallel()
	secret := scenario.Secret{
		Owner:          "postgresql",
		TrackedContent: map[string]string{"password": "old"},
		LatestContent:  map[string]string{"password": "new-one"},
	}
	ctx := scenario.Context{Charm: newCharm(), Dir: "."}

	out, err := ctx.Run(scenario.SecretChanged(secret), scenario.State{
		Secrets: []scenario.Secret{secret},
	})

	require.NoError(t, err)
	require.Equal(t, "7", out.StoredState["length"])
	require.Equal(t, 2, out.Secrets[0].TrackedRevision)
}

func TestNotGranted(t *testing.T) {
	t.Parallel()
	secret := scenario.Secret{
		Owner:          "postgresql",
		TrackedContent: map[string]string{"password": "old"},
		LatestContent:  map[string]string{"password": "new-one"},
		NotGranted:     true,
	}
	ctx := scenario.Context{Charm: newCharm(), Dir: "."}

	_, err := ctx.Run(scenario.SecretChanged(secret), scenario.State{
		Secrets: []scenario.Secret{secret},
	})

	require.ErrorIs(t, err, charm.ErrPermissionDenied)
}

func TestBackup(t *testing.T) {
	t.Parallel()
	ctx := scenario.Context{Charm: newCharm(), Dir: "."}

	out, err := ctx.Run(scenario.RunAction("backup", map[string]any{"target": "/srv"}), scenario.State{})

	require.NoError(t, err)
	require.Equal(t, map[string]any{"copies": map[string]any{"made": "1"}, "file": "/srv/backup"}, out.ActionResults)
	require.Equal(t, []string{"copying to /srv"}, out.ActionLog)

	_, err = ctx.Run(scenario.RunAction("backup", map[string]any{"target": "/"}), scenario.State{})

	var failed *scenario.ActionFailedError
	require.ErrorAs(t, err, &failed)
	require.Equal(t, "/ is full", failed.Message)
}

func TestCharmFails(t *testing.T) {
	t.Parallel()
	ctx := scenario.Context{Charm: newCharm(), Dir: "."}

	out, err := ctx.Run(scenario.Start(), scenario.State{})

	require.ErrorIs(t, err, errFull)
	require.Equal(t, charm.Maintenance("starting"), out.UnitStatus) // acts at once
	require.Empty(t, out.StoredState)                               // would have waited for the end
}

func TestNotLeader(t *testing.T) {
	t.Parallel()
	relation := scenario.Relation{Endpoint: "website", RemoteApp: "proxy"}
	ctx := scenario.Context{Charm: newCharm(), Dir: "."}

	_, err := ctx.Run(scenario.RelationJoined(relation), scenario.State{
		Relations: []scenario.Relation{relation},
	})

	require.ErrorIs(t, err, charm.ErrNotLeader)
}

func TestInconsistent(t *testing.T) {
	t.Parallel()
	ctx := scenario.Context{Charm: newCharm(), Dir: "."}

	_, err := ctx.Run(scenario.ConfigChanged(), scenario.State{
		Config:    map[string]any{"title": 7},
		Relations: []scenario.Relation{{Endpoint: "databse"}},
	})

	var inconsistent *scenario.InconsistentError
	require.ErrorAs(t, err, &inconsistent)
	require.Len(t, inconsistent.Findings, 2)

	golden, readErr := os.ReadFile("testdata/inconsistent.txt")
	require.NoError(t, readErr)
	require.EqualError(t, err, strings.TrimRight(string(golden), "\n"))
}

func TestChain(t *testing.T) {
	t.Parallel()
	relation := scenario.Relation{
		Endpoint:    "database",
		RemoteApp:   "postgresql",
		RemoteUnits: map[string]map[string]string{"postgresql/0": nil},
	}
	ctx := scenario.Context{Charm: newCharm(), Dir: "."}

	out, err := ctx.Run(scenario.RelationChanged(relation), scenario.State{
		Relations: []scenario.Relation{relation},
	})
	require.NoError(t, err)
	require.Equal(t, charm.Waiting("for postgresql/0"), out.UnitStatus)

	state := out.State
	state.Relations[0].RemoteUnits["postgresql/0"] = map[string]string{"host": "10.0.0.1"}

	out, err = ctx.Run(scenario.RelationChanged(relation), state) // the relation as it was first
	require.NoError(t, err)
	require.Equal(t, "10.0.0.1", out.StoredState["host"])
}

func TestInside(t *testing.T) {
	t.Parallel()
	ctx := scenario.Context{Dir: ".", Charm: charm.HandlerFunc(func(h *charm.Hook) error {
		leader, err := h.IsLeader()
		require.NoError(t, err)
		require.True(t, leader)
		return newCharm().Handle(h)
	})}
	_, err := ctx.Run(scenario.ConfigChanged(), scenario.State{Leader: true})
	require.NoError(t, err)
}

func TestFault(t *testing.T) {
	t.Parallel()
	ctx := scenario.Context{Charm: newCharm(), Dir: ".", Wrap: func(juju call.Backend) call.Backend {
		return call.BackendFunc(func(ctx context.Context, c call.Call) error {
			if _, ok := c.(*call.ConfigGet); ok {
				return context.DeadlineExceeded
			}
			return juju.Do(ctx, c)
		})
	}}
	_, err := ctx.Run(scenario.ConfigChanged(), scenario.State{})
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestUserSecret(t *testing.T) {
	t.Parallel()
	key := scenario.Secret{
		ID:            "secret:d0erdgpp4ni1a7hg2cg0",
		Owner:         scenario.OwnerUser,
		LatestContent: map[string]string{"api-key": "k"},
	}
	ctx := scenario.Context{Dir: ".", Charm: charm.HandlerFunc(func(h *charm.Hook) error {
		secret, err := h.ConfigSecret("key")
		if err != nil {
			return err
		}
		content, err := secret.Content()
		if err != nil {
			return err
		}
		return h.Unit().SetStatus(charm.Active(content["api-key"]))
	})}

	out, err := ctx.Run(scenario.ConfigChanged(), scenario.State{
		Config:  map[string]any{"key": key.ID},
		Secrets: []scenario.Secret{key},
	})

	require.NoError(t, err)
	require.Equal(t, charm.Active("k"), out.UnitStatus)
}
