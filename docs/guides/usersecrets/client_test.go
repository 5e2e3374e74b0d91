package usersecrets_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/juju"
)

// TestClient is each task of the page as a program does it, one after the other.
func TestClient(t *testing.T) {
	t.Parallel()
	model := newModel()

	// The model
	require.NoError(t, model.Deploy(model.Charms["database"], juju.Deployment{Name: "db"}))
	require.NoError(t, model.Deploy(model.Charms["webserver"], juju.Deployment{Name: "web", Units: 2}))
	require.NoError(t, model.Integrate("db", "web"))
	require.NoError(t, model.Settle())

	// Add a secret
	uri, err := model.AddSecret("certificate", juju.SecretArgs{
		Content: map[string]string{"certificate": "one", "private-key": "one"},
		Info:    "for the site",
	})
	require.NoError(t, err)

	// View all secrets
	secrets, err := model.ListSecrets(juju.SecretFilter{}, false)
	require.NoError(t, err)
	require.Len(t, secrets, 2)
	users, err := model.ListSecrets(juju.SecretFilter{OwnerTag: "model-" + model.UUID}, false)
	require.NoError(t, err)
	require.Equal(t, uri, users[0].URI)

	// View details of a secret
	secret, err := model.ShowSecret("certificate", 0, true) // the latest revision, with its content
	require.NoError(t, err)
	require.Equal(t, "for the site", secret.Description)
	require.Equal(t, "one", secret.Value["private-key"])

	// Grant access to a secret
	require.NoError(t, model.GrantSecret("certificate", "web", "db"))

	// Put a secret into the configuration
	require.NoError(t, model.SetConfig("web", map[string]any{"certificate": uri}))
	require.NoError(t, model.Settle())
	require.Equal(t, "serving https", model.Status().Applications["web"].Units["web/1"].Workload.Message)

	// Update a secret
	require.NoError(t, model.UpdateSecret("certificate", juju.SecretArgs{
		Content: map[string]string{"certificate": "two", "private-key": "two"},
	}))
	require.NoError(t, model.Settle())

	// Rename and describe a secret
	require.NoError(t, model.UpdateSecret("certificate", juju.SecretArgs{NewName: "tls", Info: "for all sites"}))
	secret, err = model.ShowSecret(uri, 0, false)
	require.NoError(t, err)
	require.Equal(t, "tls", secret.Label)

	// Remove one revision
	require.NoError(t, model.RemoveSecret("tls", 1))

	// Let revisions remove themselves
	prune := true
	require.NoError(t, model.UpdateSecret("tls", juju.SecretArgs{AutoPrune: &prune}))
	require.NoError(t, model.UpdateSecret("tls", juju.SecretArgs{
		Content: map[string]string{"certificate": "three", "private-key": "three"},
	}))
	require.NoError(t, model.Settle())
	secret, err = model.ShowSecret("tls", 0, false)
	require.NoError(t, err)
	require.Len(t, secret.Revisions, 1)

	// Revoke access to a secret
	require.NoError(t, model.RevokeSecret("tls", "web"))

	// Remove a secret
	require.NoError(t, model.RemoveSecret("tls", 0)) // all revisions
	require.NoError(t, model.ResetConfig("web", "certificate"))
	require.NoError(t, model.Settle())

	require.NoError(t, juju.NoUnitInError(model))
	require.Equal(t, "serving http", model.Status().Applications["web"].Units["web/1"].Workload.Message)
}
