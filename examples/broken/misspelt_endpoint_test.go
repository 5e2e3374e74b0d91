//go:build broken

package broken_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

// TestMisspeltEndpoint: the charm is active once it has a database.
func TestMisspeltEndpoint(t *testing.T) {
	mux := charm.NewMux()
	mux.RelationChanged("database", func(e *charm.RelationEvent) error {
		return e.Unit().SetStatus(charm.Active("using " + e.RemoteApp))
	})
	database := scenario.Relation{Endpoint: "databse", RemoteApp: "postgresql"}
	ctx := scenario.Context{Charm: mux, Dir: "."}

	out, err := ctx.Run(scenario.RelationChanged(database), scenario.State{Relations: []scenario.Relation{database}})

	require.NoError(t, err)
	require.Equal(t, "using postgresql", out.UnitStatus.Message)
}
