package goopscharm_test

import (
	"testing"

	"github.com/gruyaume/goops"
	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
)

// database is a relation with another application.
func database() scenario.Relation {
	return scenario.Relation{
		ID: "db:1", Endpoint: "db", RemoteApp: "postgresql",
		LocalAppData: map[string]string{"name": "shop"}, LocalUnitData: map[string]string{"host": "web-0"},
		RemoteAppData: map[string]string{"port": "5432"},
		RemoteUnits:   map[string]map[string]string{"postgresql/0": {"host": "pg-0"}, "postgresql/1": {"host": "pg-1"}},
	}
}

// related is a State with two relations of one endpoint, another model and peers.
func related(leader bool) scenario.State {
	return scenario.State{Leader: leader, Relations: []scenario.Relation{
		database(),
		{ID: "db:2", Endpoint: "db", RemoteApp: "mysql"},
		{ID: "website:4", Endpoint: "website", RemoteApp: "haproxy", RemoteModel: "11111111-2222-4333-8444-555555555555"},
		{ID: "cluster:3", Endpoint: "cluster", LocalAppData: map[string]string{"seed": "s"},
			RemoteUnits: map[string]map[string]string{"web/1": {"address": "a"}}},
	}}
}

func relations() map[string][]example {
	const notFound = "command relation-get failed: ERROR invalid value \"=db:9\" for option -r: relation not found\n: exit status 2"
	return map[string][]example{
		"GetRelationIDs": {
			{name: "two", state: related(false), do: func(t *testing.T) error {
				ids, err := goops.GetRelationIDs("db")
				require.Equal(t, []string{"db:1", "db:2"}, ids)
				return err
			}},
			{name: "none", do: func(t *testing.T) error {
				ids, err := goops.GetRelationIDs("website")
				require.Empty(t, ids)
				return err
			}},
			{name: "no endpoint", state: related(false), do: func(t *testing.T) error {
				ids, err := goops.GetRelationIDs("")
				require.Empty(t, ids)
				return err
			}},
		},
		"ListRelationUnits": {
			{name: "remote units", state: related(false), do: func(t *testing.T) error {
				units, err := goops.ListRelationUnits("db:1")
				require.Equal(t, []string{"postgresql/0", "postgresql/1"}, units)
				return err
			}},
			{name: "one leaves", event: scenario.RelationDeparted(database()).ByUnit("postgresql/1"), state: related(false), do: func(t *testing.T) error {
				units, err := goops.ListRelationUnits("db:1")
				require.Equal(t, []string{"postgresql/0"}, units)
				return err
			}},
			{name: "unknown relation", do: func(t *testing.T) error { _, err := goops.ListRelationUnits("db:9"); return err },
				err: "failed to list relation data: command relation-list failed: ERROR invalid value \"=db:9\" for option -r: relation not found\n: exit status 2"},
		},
		"GetRelationApp": {
			{name: "other application", state: related(false), do: func(t *testing.T) error {
				app, err := goops.GetRelationApp("db:1")
				require.Equal(t, "postgresql", app)
				return err
			}},
			{name: "peers", state: related(false), do: func(t *testing.T) error {
				app, err := goops.GetRelationApp("cluster:3")
				require.Equal(t, "web", app)
				return err
			}},
		},
		"GetUnitRelationData": {
			{name: "remote", state: related(false), do: func(t *testing.T) error {
				data, err := goops.GetUnitRelationData("db:1", "postgresql/1")
				require.Equal(t, map[string]string{"host": "pg-1"}, data)
				return err
			}},
			{name: "own", state: related(false), do: func(t *testing.T) error {
				data, err := goops.GetUnitRelationData("db:1", goops.ReadEnv().UnitName)
				require.Equal(t, map[string]string{"host": "web-0"}, data)
				return err
			}},
			{name: "peer", state: related(false), do: func(t *testing.T) error {
				data, err := goops.GetUnitRelationData("cluster:3", "web/1")
				require.Equal(t, map[string]string{"address": "a"}, data)
				return err
			}},
			{name: "unknown relation", do: func(t *testing.T) error { _, err := goops.GetUnitRelationData("db:9", "postgresql/0"); return err },
				err: "failed to get relation data: " + notFound},
			{name: "number alone", state: related(false), do: func(t *testing.T) error { _, err := goops.GetUnitRelationData("1", "postgresql/0"); return err },
				err: "failed to get relation data: command relation-get failed: ERROR invalid value \"=1\" for option -r: invalid relation id\n: exit status 2"},
			{name: "unknown unit", state: related(false), do: func(t *testing.T) error { _, err := goops.GetUnitRelationData("db:1", "mysql/0"); return err },
				err: "failed to get relation data: command relation-get failed: ERROR permission denied\n: exit status 1"},
		},
		"GetAppRelationData": {
			{name: "remote", state: related(false), do: func(t *testing.T) error {
				data, err := goops.GetAppRelationData("db:1", "postgresql/0")
				require.Equal(t, map[string]string{"port": "5432"}, data)
				return err
			}},
			{name: "own, leader", state: related(true), do: func(t *testing.T) error {
				data, err := goops.GetAppRelationData("db:1", "web/0")
				require.Equal(t, map[string]string{"name": "shop"}, data)
				return err
			}},
			{name: "own, not the leader", state: related(false), do: func(t *testing.T) error { _, err := goops.GetAppRelationData("db:1", "web/0"); return err },
				err: "failed to get relation data: command relation-get failed: ERROR permission denied\n: exit status 1"},
			{name: "peers, not the leader", state: related(false), do: func(t *testing.T) error {
				data, err := goops.GetAppRelationData("cluster:3", "web/0")
				require.Equal(t, map[string]string{"seed": "s"}, data)
				return err
			}},
		},
		"SetUnitRelationData": {
			{name: "set and delete", state: related(false), do: func(t *testing.T) error {
				require.NoError(t, goops.SetUnitRelationData("db:1", map[string]string{"port": "80", "scheme": "http"}))
				return goops.SetUnitRelationData("db:1", map[string]string{"host": ""})
			}, after: func(t *testing.T, out scenario.Outcome) {
				require.Equal(t, map[string]string{"port": "80", "scheme": "http"}, out.Relation(t, "db:1").LocalUnitData)
			}},
			{name: "unknown relation", do: func(*testing.T) error { return goops.SetUnitRelationData("db:9", map[string]string{"a": "b"}) },
				err: "failed to set relation data: command relation-set failed: ERROR invalid value \"=db:9\" for option -r: relation not found\n: exit status 2"},
		},
		"SetAppRelationData": {
			{name: "leader", state: related(true), do: func(*testing.T) error { return goops.SetAppRelationData("db:1", map[string]string{"name": "blog"}) },
				after: func(t *testing.T, out scenario.Outcome) {
					require.Equal(t, map[string]string{"name": "blog"}, out.Relation(t, "db:1").LocalAppData)
				}},
			{name: "not the leader", state: related(false), do: func(*testing.T) error { return goops.SetAppRelationData("db:1", map[string]string{"name": "blog"}) },
				err: "failed to set relation data: command relation-set failed: ERROR cannot write relation settings\n: exit status 1"},
		},
		"GetRelationModelUUID": {
			{name: "this model", state: related(false), do: func(t *testing.T) error {
				uuid, err := goops.GetRelationModelUUID("db:1")
				require.Equal(t, goops.ReadEnv().ModelUUID, uuid)
				return err
			}},
			{name: "another one", state: related(false), do: func(t *testing.T) error {
				uuid, err := goops.GetRelationModelUUID("website:4")
				require.Equal(t, "11111111-2222-4333-8444-555555555555", uuid)
				return err
			}},
		},
	}
}
