//go:build broken

package broken_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

// TestStaleContent: the charm works with the new password once it is told that there is one.
// (canonical/data-platform-libs #108, canonical/operator #1088)
func TestStaleContent(t *testing.T) {
	mux := charm.NewMux()
	mux.SecretChanged(func(e *charm.SecretEvent) error {
		content, err := e.Secret.Content()
		if err != nil {
			return err
		}
		return e.Unit().SetStatus(charm.Active("logged in with " + content["password"]))
	})
	secret := scenario.Secret{
		Label: "database", Owner: "postgresql",
		TrackedContent: map[string]string{"password": "first"},
		LatestContent:  map[string]string{"password": "second"},
	}
	ctx := scenario.Context{Charm: mux, Dir: "."}
	event, state := scenario.SecretChanged(secret), scenario.State{Secrets: []scenario.Secret{secret}}
	want, err := ctx.Complete(event, state)
	require.NoError(t, err)
	want.UnitStatus = charm.Active("logged in with second")
	want.Secrets[0].TrackedRevision, want.Secrets[0].TrackedContent = 2, secret.LatestContent
	want.Secrets[0].Revisions = []scenario.Revision{{Number: 1, Content: secret.TrackedContent}}

	out, err := ctx.Run(event, state)

	require.NoError(t, err)
	require.Empty(t, scenario.Diff(want, out.State))
}
