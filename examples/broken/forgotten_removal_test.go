//go:build broken

package broken_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

// TestForgottenRemoval: the charm rotates its password, and keeps no revision that nobody reads.
// (canonical/postgresql-operator #1180)
func TestForgottenRemoval(t *testing.T) {
	mux := charm.NewMux()
	mux.SecretRotate(func(e *charm.SecretEvent) error {
		return e.Secret.SetContent(map[string]string{"password": "second"})
	})
	secret := scenario.Secret{
		Label: "password", Owner: scenario.OwnerApp,
		TrackedContent: map[string]string{"password": "first"},
	}
	ctx := scenario.Context{Charm: mux, Dir: "."}

	out, err := ctx.Run(scenario.SecretRemove(secret, 1), scenario.State{Leader: true, Secrets: []scenario.Secret{secret}})

	require.NoError(t, err)
	out.RemovedRevision(t, secret, 1)
}
