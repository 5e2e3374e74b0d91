//go:build broken

package broken_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

// TestNobodyJoined: the charm finds its database's address as early as it can.
// (canonical/operator #175, #475)
func TestNobodyJoined(t *testing.T) {
	mux := charm.NewMux()
	mux.RelationCreated("database", func(e *charm.RelationEvent) error {
		units, err := e.Relation.Units()
		if err != nil {
			return err
		}
		address, _, err := e.Relation.RemoteUnit(units[0]).Get("address")
		if err != nil {
			return err
		}
		return e.Unit().SetStatus(charm.Active("database at " + address))
	})
	database := scenario.Relation{Endpoint: "database", RemoteApp: "postgresql"}
	ctx := scenario.Context{Charm: mux, Dir: "."}

	_, err := ctx.Run(scenario.RelationCreated(database), scenario.State{Relations: []scenario.Relation{database}})

	require.NoError(t, err)
}
