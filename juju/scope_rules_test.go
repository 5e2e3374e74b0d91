package juju_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// TestDatabagIsNewOnEntering has a unit come into a relation in which an earlier unit of its name left a databag: it finds
// none of it.
func TestDatabagIsNewOnEntering(t *testing.T) {
	t.Parallel()
	m := &juju.Model{}
	write := func(h *charm.Hook) error {
		return h.RelationByID("database:2").LocalUnit().Set("left", "behind")
	}
	related(t, m, scripts{}, scripts{"web/1 database-relation-created": write}, 1, 2)
	state, err := m.State("db/0")
	require.NoError(t, err)
	require.Equal(t, "behind", state.Relations[1].RemoteUnits["web/1"]["left"])
	require.NoError(t, m.Scale("web", 1))
	require.NoError(t, m.Settle())
	state, err = m.State("db/0")
	require.NoError(t, err)
	require.Equal(t, "behind", state.Relations[1].DepartedUnits["web/1"]["left"])

	require.NoError(t, m.AddUnit("web", 1))
	require.NoError(t, m.SetConfig("web", map[string]any{"salt": 1}))
	for _, hook := range []string{"install", "cluster-relation-created"} {
		ran, err := m.StepUnit("web/1")
		require.NoError(t, err)
		require.True(t, ran)
		require.Equal(t, hook, m.Timeline()[now(m)-1].Hook)
	}
	state, err = m.State("web/1")
	require.NoError(t, err)
	require.NotContains(t, state.Relations[1].LocalUnitData, "left")
	require.Len(t, state.Relations[1].LocalUnitData, 3)
}

// TestRelationRemovedBeforeItWasSeen removes a relation, and a unit, before the units have run relation-created: they run
// nothing about it. One whose relation-created failed sees it through.
func TestRelationRemovedBeforeItWasSeen(t *testing.T) {
	t.Parallel()
	fail := func(*charm.Hook) error { return errOnPurpose }
	for _, end := range []struct {
		name string
		ends func(m *juju.Model) error
		web  []string
	}{
		{"relation", func(m *juju.Model) error { return m.RemoveRelation("db:database", "web:database") },
			[]string{"database-relation-created", "database-relation-created", "database-relation-broken"}},
		{"unit", func(m *juju.Model) error { return m.Scale("web", 0) },
			[]string{"database-relation-created", "database-relation-created", "database-relation-broken", "stop", "remove"}},
	} {
		t.Run(end.name, func(t *testing.T) {
			t.Parallel()
			m := &juju.Model{}
			web := scripts{"database-relation-created": fail}
			require.NoError(t, m.Deploy(scripts{}.database(), juju.Deployment{Name: "db"}))
			require.NoError(t, m.Deploy(web.client(), juju.Deployment{Name: "web"}))
			require.NoError(t, m.Settle())
			related := now(m)
			require.NoError(t, m.Integrate("db:database", "web:database"))
			ran, err := m.StepUnit("web/0")
			require.NoError(t, err)
			require.True(t, ran)
			require.NoError(t, end.ends(m))
			delete(web, "database-relation-created")
			require.NoError(t, m.Resolved("web/0", true))
			require.NoError(t, m.Settle())
			require.Equal(t, end.web, hooksOf(m, "web/0", related))
			if end.name == "relation" {
				require.Empty(t, hooksOf(m, "db/0", related))
			}
			require.NotContains(t, hooksOf(m, "web/0", 0), "database-relation-joined")
		})
	}
}
