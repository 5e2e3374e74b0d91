//go:build broken

package broken_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

// TestFollowerSetsSecret: the application's password changes with its configuration, whichever unit gets the hook.
// (canonical/postgresql-operator #322)
func TestFollowerSetsSecret(t *testing.T) {
	mux := charm.NewMux()
	mux.ConfigChanged(func(h *charm.Hook) error {
		peers, err := h.Relations("cluster")
		if err != nil {
			return err
		}
		id, _, err := peers[0].LocalApp().Get("secret-id")
		if err != nil {
			return err
		}
		return h.SecretByID(id).SetContent(map[string]string{"password": "second"})
	})
	secret := scenario.Secret{
		ID: "secret:d0erdgpp4ni1a7hg2cg0", Owner: scenario.OwnerApp,
		TrackedContent: map[string]string{"password": "first"},
	}
	ctx := scenario.Context{Charm: mux, Dir: "."}

	for _, leader := range []bool{true, false} {
		_, err := ctx.Run(scenario.ConfigChanged(), scenario.State{
			Leader:    leader,
			Secrets:   []scenario.Secret{secret},
			Relations: []scenario.Relation{{Endpoint: "cluster", LocalAppData: map[string]string{"secret-id": secret.ID}}},
		})
		require.NoError(t, err)
	}
}
