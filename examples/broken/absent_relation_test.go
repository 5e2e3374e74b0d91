//go:build broken

package broken_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

// TestAbsentRelation: the charm tells how many databases it has left.
// (canonical/ops-scenario #199, canonical/operator #2618)
func TestAbsentRelation(t *testing.T) {
	mux := charm.NewMux()
	mux.RelationBroken("database", func(e *charm.RelationEvent) error {
		return e.Unit().SetStatus(charm.Blocked("lost " + e.RemoteApp))
	})
	first := scenario.Relation{ID: "database:1", Endpoint: "database", RemoteApp: "postgresql"}
	second := scenario.Relation{ID: "database:2", Endpoint: "database", RemoteApp: "mysql"}
	ctx := scenario.Context{Charm: mux, Dir: "."}

	out, err := ctx.Run(scenario.RelationBroken(second), scenario.State{Relations: []scenario.Relation{first}})

	require.NoError(t, err)
	require.Equal(t, "lost mysql", out.UnitStatus.Message)
}
