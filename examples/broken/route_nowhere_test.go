//go:build broken

package broken_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

// TestRouteNowhere: the charm tells whoever serves in front of it where its pages are.
// (goopstest runs a misspelt hook without a word)
func TestRouteNowhere(t *testing.T) {
	mux := charm.NewMux()
	mux.RelationJoined("web-site", func(e *charm.RelationEvent) error {
		return e.Relation.LocalUnit().Set("port", "80")
	})
	website := scenario.Relation{Endpoint: "website", RemoteApp: "haproxy"}
	ctx := scenario.Context{Charm: mux, Dir: "."}

	out, err := ctx.Run(scenario.RelationJoined(website), scenario.State{Relations: []scenario.Relation{website}})

	require.NoError(t, err)
	require.Equal(t, "80", out.Relation(t, "website").LocalUnitData["port"])
}
