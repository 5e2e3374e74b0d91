package juju_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/juju"
)

// TestLookingAheadChangesNothing asks a model with a seed, again and again, what its units do next: what it says comes
// true, and the model goes the way that it goes when nobody asks.
func TestLookingAheadChangesNothing(t *testing.T) {
	t.Parallel()
	play := func(look bool) juju.Timeline {
		m := &juju.Model{Seed: 7}
		require.NoError(t, m.Deploy(scripts{}.database(), juju.Deployment{Name: "db", Units: 2}))
		require.NoError(t, m.Deploy(scripts{}.client(), juju.Deployment{Name: "web", Units: 2}))
		require.NoError(t, m.Integrate("db:database", "web:database"))
		require.NoError(t, m.Integrate("db:admin", "web:admin"))
		for {
			foreseen := make(map[string]string)
			for _, unit := range []string{"db/0", "db/1", "web/0", "web/1"} {
				if !look {
					break
				}
				event, ok, err := m.Next(unit)
				require.NoError(t, err)
				_, err = m.State(unit)
				require.NoError(t, err)
				if ok {
					foreseen[unit] = string(event.Kind)
					if event.Relation != nil {
						foreseen[unit] = event.Relation.Endpoint + "-" + foreseen[unit]
					}
				}
			}
			ran, err := m.Step()
			require.NoError(t, err)
			if !ran {
				return m.Timeline()
			}
			if last := m.Timeline()[now(m)-1]; look {
				require.Equal(t, foreseen[last.Unit], last.Hook)
			}
		}
	}
	require.Equal(t, play(false), play(true))
}
