package terraform_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/juju"
	"github.com/charmscenario/scenario/juju/terraform"
)

// guide is a site of the example charms with a certificate that a user gives: the tasks of the guide to a user's secrets, by Terraform.
type guide struct {
	t         *testing.T
	model     *juju.Model
	workspace *terraform.Workspace
}

const (
	certificateOne = `  value = { certificate = "one", private-key = "key" }`
	certificateTwo = `  value = { certificate = "two", private-key = "key" }`
)

// guideSecret writes the certificate, who may read it, and whether the option names it.
func guideSecret(value, applications string) string {
	return secret("tls", value+"\n  info = \"for the site\"") + access("tls", "juju_secret.tls.secret_id", applications)
}

func newGuide(t *testing.T) *guide {
	model := &juju.Model{Charms: examples()}
	return &guide{t: t, model: model, workspace: &terraform.Workspace{Model: model}}
}

// apply applies a plan: the site, and what is said of the secret. Then time passes, until units have looked again.
func (g *guide) apply(config, secret string) *terraform.Result {
	g.t.Helper()
	plan := head + application("database", "database", "") + application("web", "webserver", config) + integration("i", "juju_application.database.name", "juju_application.web.name") + secret
	result, err := g.workspace.ApplyText("main.tf", plan)
	require.NoError(g.t, err)
	require.NoError(g.t, g.model.Advance(5*time.Minute))
	require.NoError(g.t, g.model.Settle())
	require.NoError(g.t, juju.NoUnitInError(g.model))
	return result
}

// web is what the web server says.
func (g *guide) web() call.Status { return g.model.Status().Applications["web"].Status.Status }

const named = `  config = { certificate = juju_secret.tls.secret_uri }`

// TestUserGuideByTerraform: each task of the guide to a user's secrets, by changes of a plan.
func TestUserGuideByTerraform(t *testing.T) {
	t.Parallel()
	t.Run("add", func(t *testing.T) {
		t.Parallel()
		g := newGuide(t)
		result := g.apply(named, guideSecret(certificateOne, "[]")+"output \"uri\" { value = juju_secret.tls.secret_uri }")
		info, err := g.model.ShowSecret("tls", 0, true)
		require.NoError(t, err)
		require.Equal(t, map[string]string{"certificate": "one", "private-key": "key"}, info.Value)
		require.Equal(t, "for the site", info.Description)
		require.Equal(t, info.URI, result.Outputs["uri"].Value)
		require.Equal(t, call.Status{Name: call.StatusBlocked, Message: "grant the certificate's secret to web"}, g.web())
	})
	t.Run("use one that is there", func(t *testing.T) {
		t.Parallel()
		g := newGuide(t)
		uri, err := g.model.AddSecret("tls", juju.SecretArgs{Content: map[string]string{"certificate": "c", "private-key": "k"}})
		require.NoError(t, err)
		g.apply("  config = { certificate = \"secret:${data.juju_secret.tls.secret_id}\" }", "data \"juju_secret\" \"tls\" {\n  model_uuid = local.m\n  name = \"tls\"\n}\n"+
			access("tls", "data.juju_secret.tls.secret_id", "[juju_application.web.name]"))
		config, err := g.model.Config("web")
		require.NoError(t, err)
		require.Equal(t, uri, config["certificate"])
		require.Equal(t, call.StatusActive, g.web().Name)
	})
	t.Run("grant", func(t *testing.T) {
		t.Parallel()
		g := newGuide(t)
		g.apply(named, guideSecret(certificateOne, "[]"))
		result := g.apply(named, guideSecret(certificateOne, "[juju_application.web.name]"))
		require.Equal(t, []string{"juju_access_secret.tls"}, result.Updated)
		require.Equal(t, call.StatusActive, g.web().Name)
	})
	t.Run("update", func(t *testing.T) {
		t.Parallel()
		g := newGuide(t)
		g.apply(named, guideSecret(certificateOne, "[juju_application.web.name]"))
		last := len(g.model.Timeline())
		g.apply(named, guideSecret(certificateTwo, "[juju_application.web.name]"))
		info, err := g.model.ShowSecret("tls", 0, true)
		require.NoError(t, err)
		require.Equal(t, 2, info.LatestRevision)
		changed := 0
		for _, e := range g.model.Timeline()[last:] {
			if e.Hook == "secret-changed" && e.Unit == "web/0" {
				changed++
			}
		}
		require.Equal(t, 1, changed, "who reads it is told")
	})
	t.Run("rename", func(t *testing.T) {
		t.Parallel()
		g := newGuide(t)
		g.apply(named, guideSecret(certificateOne, "[juju_application.web.name]"))
		g.apply(named, replaceOnce(guideSecret(certificateOne, "[juju_application.web.name]"), "name       = \"tls\"", "name       = \"certificate\""))
		info, err := g.model.ShowSecret("certificate", 0, false)
		require.NoError(t, err)
		require.Equal(t, 1, info.LatestRevision, "a name makes no revision")
		require.Equal(t, call.StatusActive, g.web().Name)
	})
	t.Run("revoke", func(t *testing.T) {
		t.Parallel()
		g := newGuide(t)
		g.apply(named, guideSecret(certificateOne, "[juju_application.web.name]"))
		g.apply(named, guideSecret(certificateOne, "[]"))
		require.Equal(t, call.Status{Name: call.StatusBlocked, Message: "grant the certificate's secret to web"}, g.web())
	})
	t.Run("remove", func(t *testing.T) {
		t.Parallel()
		g := newGuide(t)
		g.apply(named, guideSecret(certificateOne, "[juju_application.web.name]"))
		result := g.apply("", "")
		require.Equal(t, []string{"juju_access_secret.tls", "juju_secret.tls"}, result.Destroyed)
		require.Equal(t, []string{"juju_application.web"}, result.Updated)
		_, err := g.model.ShowSecret("tls", 0, false)
		require.ErrorContains(t, err, `secret "tls" not found`)
		require.Equal(t, call.StatusActive, g.web().Name, "it serves without a certificate")
	})
	t.Run("who may", func(t *testing.T) {
		t.Parallel()
		g := newGuide(t)
		g.model.Access = juju.AccessWrite
		_, err := g.workspace.ApplyText("main.tf", head+secret("tls", certificateOne))
		require.NoError(t, err, "adding needs no more than write access")
		_, err = g.workspace.ApplyText("main.tf", head+secret("tls", certificateOne))
		require.EqualError(t, err, "juju_secret.tls: Client Error: Unable to read secret, got error: permission denied (unauthorized access)", "the provider reads what is in it")
	})
}
