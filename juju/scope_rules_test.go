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
