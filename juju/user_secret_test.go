package juju_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/examples/database"
	"github.com/charmscenario/scenario/examples/webserver"
	"github.com/charmscenario/scenario/juju"
)

// TestUserSecret gives a charm a user's secret as the guide does: add, set in config, grant, update, revoke, remove.
func TestUserSecret(t *testing.T) {
	t.Parallel()
	model := &juju.Model{}
	web := juju.Charm{Handler: webserver.New(), Dir: "../examples/webserver"}
	db := juju.Charm{Handler: database.New(), Dir: "../examples/database"}
	require.NoError(t, model.Deploy(web, juju.Deployment{Name: "web"}))
	require.NoError(t, model.Deploy(db, juju.Deployment{Name: "db"}))
	require.NoError(t, model.Integrate("db", "web"))
	require.NoError(t, model.Settle())

	uri, err := model.AddSecret("tls", juju.SecretArgs{Content: map[string]string{"certificate": "c1", "private-key": "k1"}, Info: "for the site"})
	require.NoError(t, err)
	require.NoError(t, model.SetConfig("web", map[string]any{"certificate": uri}))
	require.NoError(t, model.Settle())
	state, err := model.State("web/0")
	require.NoError(t, err)
	require.True(t, state.Secret(t, uri).NotGranted)

	require.NoError(t, model.GrantSecret("tls", "web"))
	require.NoError(t, model.Advance(6*time.Minute))
	require.NoError(t, model.Settle())
	info, err := model.ShowSecret("tls", 0, true)
	require.NoError(t, err)
	require.Equal(t, map[string]string{"certificate": "c1", "private-key": "k1"}, info.Value)
	require.Equal(t, []juju.SecretAccess{{TargetTag: "application-web", ScopeTag: "model-" + model.UUID, Role: "view"}}, info.Access)

	require.NoError(t, model.UpdateSecret("tls", juju.SecretArgs{Content: map[string]string{"certificate": "c2", "private-key": "k2"}}))
	next, ok, err := model.Next("web/0")
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, call.KindSecretChanged, next.Kind)
	require.NoError(t, model.Settle())
	require.NoError(t, juju.NoUnitInError(model))
	require.NoError(t, model.RevokeSecret("tls", "web"))
	require.NoError(t, model.RemoveSecret("tls", 0))
	require.ErrorContains(t, model.RemoveSecret("tls", 0), `secret "tls" not found`)
	require.NoError(t, model.Advance(6*time.Minute))
	require.NoError(t, model.Settle())
	require.Equal(t, call.StatusName("blocked"), model.Status().Applications["web"].Units["web/0"].Workload.Name)
}
