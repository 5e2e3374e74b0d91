//go:build broken

package broken_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

// TestLabelTwice: everybody who is related gets the same password.
// (canonical/data-platform-libs #252, juju/juju #14932)
func TestLabelTwice(t *testing.T) {
	mux := charm.NewMux()
	mux.RelationJoined("website", func(e *charm.RelationEvent) error {
		secret, err := e.App().AddSecret(map[string]string{"password": "first"}, charm.SecretLabel("password"))
		if err != nil {
			return err
		}
		return secret.Grant(e.Relation)
	})
	first := scenario.Relation{ID: "website:1", Endpoint: "website", RemoteApp: "haproxy"}
	second := scenario.Relation{ID: "website:2", Endpoint: "website", RemoteApp: "nginx"}
	ctx := scenario.Context{Charm: mux, Dir: "."}

	out, err := ctx.Run(scenario.RelationJoined(first), scenario.State{Leader: true, Relations: []scenario.Relation{first, second}})
	require.NoError(t, err)
	out, err = ctx.Run(scenario.RelationJoined(second), out.State)
	require.NoError(t, err)
	require.Len(t, out.Secret(t, "password").RemoteGrants, 2)
}
