package charm_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/metadata"
)

// TestMuxRoutes: every hook reaches the handler of its own route, and that one alone.
func TestMuxRoutes(t *testing.T) {
	t.Parallel()
	var reached string
	hook := func(name string) func(*charm.Hook) error {
		return func(*charm.Hook) error { reached += name; return nil }
	}
	relation := func(name string) func(*charm.RelationEvent) error {
		return func(e *charm.RelationEvent) error { reached += name + e.Relation.Endpoint(); return nil }
	}
	secret := func(name string) func(*charm.SecretEvent) error {
		return func(e *charm.SecretEvent) error { reached += name + e.Secret.Label(); return nil }
	}
	m := charm.NewMux()
	m.Install(hook("install"))
	m.Start(hook("start"))
	m.ConfigChanged(hook("config-changed"))
	m.UpgradeCharm(hook("upgrade-charm"))
	m.UpdateStatus(hook("update-status"))
	m.LeaderElected(hook("leader-elected"))
	m.LeaderSettingsChanged(hook("leader-settings-changed"))
	m.Stop(hook("stop"))
	m.Remove(hook("remove"))
	m.PreSeriesUpgrade(hook("pre-series-upgrade"))
	m.PostSeriesUpgrade(hook("post-series-upgrade"))
	m.RelationCreated("db", relation("relation-created"))
	m.RelationJoined("db", relation("relation-joined"))
	m.RelationChanged("db", relation("relation-changed"))
	m.RelationDeparted("db", relation("relation-departed"))
	m.RelationBroken("db", relation("relation-broken"))
	m.SecretChanged(secret("secret-changed"))
	m.SecretRemove(secret("secret-remove"))
	m.SecretRotate(secret("secret-rotate"))
	m.SecretExpired(secret("secret-expired"))
	m.Action("backup", func(e *charm.ActionEvent) error { reached += "action" + e.Name; return nil })
	require.NoError(t, m.Check(nil))

	for _, kind := range []call.Kind{
		call.KindInstall, call.KindStart, call.KindConfigChanged, call.KindUpgradeCharm, call.KindUpdateStatus,
		call.KindLeaderElected, call.KindLeaderSettingsChanged, call.KindStop, call.KindRemove,
		call.KindPreSeriesUpgrade, call.KindPostSeriesUpgrade, call.KindRelationCreated, call.KindRelationJoined,
		call.KindRelationChanged, call.KindRelationDeparted, call.KindRelationBroken, call.KindSecretChanged,
		call.KindSecretRemove, call.KindSecretRotate, call.KindSecretExpired, call.KindAction,
	} {
		told, suffix := call.Hook{Kind: kind}, ""
		switch {
		case kind.IsRelation():
			told.Endpoint, suffix = "db", "db"
		case kind.IsSecret():
			told.SecretLabel, suffix = "label", "label"
		case kind == call.KindAction:
			told.Action, suffix = "backup", "backup"
		}
		reached = ""
		require.NoError(t, m.Handle((&recorder{}).hook(t, told)))
		require.Equal(t, string(kind)+suffix, reached)
	}
}

// TestMuxPrecedence: the most specific route handles a hook; without any it succeeds.
func TestMuxPrecedence(t *testing.T) {
	t.Parallel()
	failed := errors.New("refresh failed")
	var reached string
	to := func(name string, err error) charm.HandlerFunc {
		return func(*charm.Hook) error { reached = name; return err }
	}
	var m charm.Mux // the zero Mux works
	other := call.Hook{Kind: call.KindRelationChanged, Endpoint: "other"}
	require.NoError(t, m.Handle((&recorder{}).hook(t, other)))

	m.Otherwise(to("otherwise", nil))
	m.On(to("kind", failed), call.KindRelationChanged, call.KindAction)
	m.RelationChanged("db", func(*charm.RelationEvent) error { reached = "endpoint"; return nil })
	require.NoError(t, m.Check(nil))

	require.NoError(t, m.Handle((&recorder{}).hook(t, call.Hook{Kind: call.KindRelationChanged, Endpoint: "db"})))
	require.Equal(t, "endpoint", reached)
	require.ErrorIs(t, m.Handle((&recorder{}).hook(t, other)), failed)
	require.Equal(t, "kind", reached)
	require.ErrorIs(t, m.Handle((&recorder{}).hook(t, call.Hook{Kind: call.KindAction, Action: "any"})), failed)
	require.NoError(t, m.Handle((&recorder{}).hook(t, call.Hook{Kind: call.KindStart})))
	require.Equal(t, "otherwise", reached)
}

func TestMuxCheck(t *testing.T) {
	t.Parallel()
	c := &metadata.Charm{
		File:     "charmcraft.yaml",
		Requires: map[string]metadata.Endpoint{"database": {Name: "database", Role: metadata.Requirer}},
		Peers:    map[string]metadata.Endpoint{"cluster": {Name: "cluster", Role: metadata.Peer}},
		Actions:  map[string]metadata.Action{"backup": {}},
	}
	relation := func(*charm.RelationEvent) error { return nil }
	tests := []struct {
		name     string
		register func(m *charm.Mux)
		want     string
	}{
		{"all fit", func(m *charm.Mux) {
			m.RelationJoined("database", relation)
			m.Action("backup", func(*charm.ActionEvent) error { return nil })
			m.On(charm.HandlerFunc(func(*charm.Hook) error { return nil }), call.KindRelationBroken, call.KindAction)
		}, ""},
		{"unknown endpoint", func(m *charm.Mux) { m.RelationJoined("databse", relation) },
			`route databse-relation-joined: cannot fire: "databse" is not an endpoint in charmcraft.yaml; did you mean "database"?`},
		{"nothing near", func(m *charm.Mux) { m.RelationJoined("ingress", relation) },
			`route ingress-relation-joined: cannot fire: "ingress" is not an endpoint in charmcraft.yaml; there is cluster, database`},
		{"unknown action", func(m *charm.Mux) { m.Action("bakcup", func(*charm.ActionEvent) error { return nil }) },
			`route action "bakcup": cannot fire: "bakcup" is not an action in charmcraft.yaml; did you mean "backup"?`},
		{"broken peers", func(m *charm.Mux) { m.RelationBroken("cluster", relation) },
			`route cluster-relation-broken: cannot fire: Juju never breaks a peer relation`},
		{"the implicit endpoint", func(m *charm.Mux) { m.RelationCreated("juju-info", relation) },
			`route juju-info-relation-created: cannot fire: Juju provides "juju-info" itself and runs no hooks for it; declare it in charmcraft.yaml`},
		{"twice", func(m *charm.Mux) { m.RelationJoined("database", relation); m.RelationJoined("database", relation) },
			`route database-relation-joined: registered twice; one handler must do both`},
		{"nil", func(m *charm.Mux) { m.Install(nil) }, `route install: its handler is nil`},
		{"no such kind", func(m *charm.Mux) { m.On(charm.HandlerFunc(func(*charm.Hook) error { return nil }), "strat") },
			`route strat: cannot fire: Juju has no hook of this kind`},
		{"all at once", func(m *charm.Mux) { m.Stop(nil); m.RelationJoined("ingress", relation) },
			"2 problems\n  route stop: its handler is nil\n" +
				`  route ingress-relation-joined: cannot fire: "ingress" is not an endpoint in charmcraft.yaml; there is cluster, database`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			m := charm.NewMux()
			test.register(m)
			err := m.Check(c)
			if test.want == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, test.want)
			var problems *charm.RoutesError
			require.ErrorAs(t, err, &problems)
			require.NotEmpty(t, problems.Problems)
		})
	}
}

// TestNilHandlers: a handler that is nil fails the hook; it does not panic.
func TestNilHandlers(t *testing.T) {
	t.Parallel()
	h := (&recorder{}).hook(t, call.Hook{Kind: call.KindSecretRotate})
	m := charm.NewMux()
	m.SecretRotate(nil)
	require.EqualError(t, m.Handle(h), "cannot handle secret-rotate: its handler is nil")
	require.ErrorContains(t, charm.HandlerFunc(nil).Handle(h), "HandlerFunc is nil")
}
