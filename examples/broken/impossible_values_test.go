//go:build broken

package broken_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

// TestImpossibleValues: the charm serves on the port that is configured, with the key of its certificate.
// (keys and an ID as a test of gruyaume/lego-operator has them)
func TestImpossibleValues(t *testing.T) {
	mux := charm.NewMux()
	mux.ConfigChanged(func(h *charm.Hook) error {
		port, err := h.ConfigInt("port")
		if err != nil || port != 8080 {
			return err
		}
		_, err = h.SecretByLabel("certificate").Content()
		return err
	})
	ctx := scenario.Context{Charm: mux, Dir: "."}

	_, err := ctx.Run(scenario.ConfigChanged(), scenario.State{
		Config: map[string]any{"port": "8080"},
		Secrets: []scenario.Secret{{
			ID: "my-secret", Label: "certificate", Owner: scenario.OwnerUnit,
			TrackedContent: map[string]string{"PRIVATE_KEY": "..."},
		}},
	})

	require.NoError(t, err)
}
