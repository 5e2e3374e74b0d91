//go:build broken

package broken_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

// TestNotGrantedYet: the charm waits for as long as it cannot read the database's password.
// (canonical/data-platform-libs #254)
func TestNotGrantedYet(t *testing.T) {
	mux := charm.NewMux()
	mux.RelationChanged("database", func(e *charm.RelationEvent) error {
		id, announced, err := e.Relation.RemoteApp().Get("secret-id")
		if err != nil || !announced {
			return err
		}
		if _, err := e.SecretByID(id).Content(); err != nil {
			return err
		}
		return e.Unit().SetStatus(charm.Active(""))
	})
	secret := scenario.Secret{
		ID: "secret:d0erdgpp4ni1a7hg2cg0", Owner: "postgresql", NotGranted: true,
		LatestContent: map[string]string{"password": "first"},
	}
	database := scenario.Relation{
		Endpoint: "database", RemoteApp: "postgresql",
		RemoteAppData: map[string]string{"secret-id": secret.ID},
	}
	ctx := scenario.Context{Charm: mux, Dir: "."}

	out, err := ctx.Run(scenario.RelationChanged(database), scenario.State{
		Relations: []scenario.Relation{database},
		Secrets:   []scenario.Secret{secret},
	})

	require.NoError(t, err)
	require.NotEqual(t, charm.Active(""), out.UnitStatus)
}
