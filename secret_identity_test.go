package scenario_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
)

// TestNewIDsAreNotThoseOfOld: the ID of a secret that was removed is still in a databag, and means no other one.
func TestNewIDsAreNotThoseOfOld(t *testing.T) {
	t.Parallel()
	places := map[string]func(s *scenario.State, id string){
		"local app":  func(s *scenario.State, id string) { s.Relations[0].LocalAppData = map[string]string{"secret-id": id} },
		"local unit": func(s *scenario.State, id string) { s.Relations[0].LocalUnitData = map[string]string{"secret-id": id} },
		"peer": func(s *scenario.State, id string) {
			s.Relations[0].RemoteUnits = map[string]map[string]string{"web/1": {"all": "x " + id}}
		},
		"stored state":    func(s *scenario.State, id string) { s.StoredState = map[string]string{"secret-id": id} },
		"leader settings": func(s *scenario.State, id string) { s.LeaderSettings = map[string]string{"secret-id": id} },
	}
	for name, place := range places {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := scenario.Context{Metadata: programMetadata, Charm: runs(&call.SecretAdd{Content: map[string]string{"password": "x"}})}
			state := scenario.State{Leader: true, Relations: []scenario.Relation{{Endpoint: "cluster"}}}
			first, err := ctx.Run(scenario.UpdateStatus(), state)
			require.NoError(t, err)
			gone := first.Secrets[0].ID
			place(&state, gone)
			out, err := ctx.Run(scenario.UpdateStatus(), state)
			require.NoError(t, err)
			require.NotEqual(t, gone, out.Secrets[0].ID)
		})
	}
}

// TestRefusedItem: the secret is named as in State, however the charm spelt its ID.
func TestRefusedItem(t *testing.T) {
	t.Parallel()
	secret := scenario.Secret{ID: "secret:d0erdgpp4ni1a7hg2cg0", Owner: scenario.OwnerApp, TrackedContent: map[string]string{"password": "x"}}
	for _, id := range []string{"d0erdgpp4ni1a7hg2cg0", secret.ID, "secret://5ce9a210-0000-4000-8000-000000000001/d0erdgpp4ni1a7hg2cg0"} {
		ctx := scenario.Context{Metadata: programMetadata, Charm: charm.HandlerFunc(func(h *charm.Hook) error {
			return h.SecretByID(id).SetContent(map[string]string{"password": "y"})
		})}
		_, err := ctx.Run(scenario.UpdateStatus(), scenario.State{Secrets: []scenario.Secret{secret}})
		var refused *scenario.CommitError
		require.ErrorAs(t, err, &refused)
		require.Equal(t, secret.ID, refused.Item)
	}
}
