package usersecrets_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
	"github.com/charmscenario/scenario/juju/terraform"
)

// site is a model with a database and two web servers.
func site(t *testing.T) *juju.Model {
	t.Helper()
	model := newModel()
	model.Check(juju.NoUnitInError) // after every hook
	require.NoError(t, model.Deploy(model.Charms["database"], juju.Deployment{Name: "db"}))
	require.NoError(t, model.Deploy(model.Charms["webserver"], juju.Deployment{Name: "web", Units: 2}))
	require.NoError(t, model.Integrate("db", "web"))
	require.NoError(t, model.Settle())
	return model
}

func certificate(serial string) juju.SecretArgs {
	return juju.SecretArgs{Content: map[string]string{"certificate": serial, "private-key": serial}}
}

// served is the site with a certificate that is granted and in use.
func served(t *testing.T) (model *juju.Model) {
	t.Helper()
	model = site(t)
	uri, err := model.AddSecret("certificate", certificate("one"))
	require.NoError(t, err)
	require.NoError(t, model.GrantSecret("certificate", "web"))
	require.NoError(t, model.SetConfig("web", map[string]any{"certificate": uri}))
	require.NoError(t, model.Settle())
	requireWeb(t, model, charm.Active("serving https"))
	return model
}

// requireWeb checks the status of both web servers.
func requireWeb(t *testing.T, model *juju.Model, want charm.Status) {
	t.Helper()
	for name, unit := range model.Status().Applications["web"].Units {
		require.Equal(t, want.Name, unit.Workload.Name, name)
		require.Equal(t, want.Message, unit.Workload.Message, name)
	}
}

// requireQuiet checks that no web server was told of anything.
func requireQuiet(t *testing.T, model *juju.Model) {
	t.Helper()
	for _, name := range []string{"web/0", "web/1"} {
		event, due, err := model.Next(name)
		require.NoError(t, err)
		require.False(t, due, "%s is to run %s", name, event.Kind)
	}
}

// later lets the time pass within which every unit runs update-status.
func later(t *testing.T, model *juju.Model) {
	t.Helper()
	require.NoError(t, model.Advance(5*time.Minute))
	require.NoError(t, model.Settle())
}

func TestUserAdds(t *testing.T) {
	t.Parallel()
	model := site(t)
	_, err := model.AddSecret("certificate", certificate("one"))
	require.NoError(t, err)
	requireQuiet(t, model) // nobody may read it yet
}

func TestUserLists(t *testing.T) {
	t.Parallel()
	model := served(t)
	model.Access = juju.AccessRead
	_, err := model.ListSecrets(juju.SecretFilter{}, false)
	require.NoError(t, err)
	_, err = model.ListSecrets(juju.SecretFilter{}, true)
	require.ErrorContains(t, err, "permission denied")
}

func TestUserShows(t *testing.T) {
	t.Parallel()
	model := served(t)
	tracked, err := model.TrackedRevisions("certificate")
	require.NoError(t, err)
	require.Equal(t, map[string]int{"web/0": 1, "web/1": 1}, tracked)
}

func TestUserGrantsLate(t *testing.T) {
	t.Parallel()
	model := site(t)
	uri, err := model.AddSecret("certificate", certificate("one"))
	require.NoError(t, err)
	require.NoError(t, model.SetConfig("web", map[string]any{"certificate": uri}))
	require.NoError(t, model.Settle())
	requireWeb(t, model, charm.Blocked("grant the certificate's secret to web"))

	require.NoError(t, model.GrantSecret("certificate", "web"))
	requireQuiet(t, model)
	later(t, model)
	requireWeb(t, model, charm.Active("serving https"))
}

func TestUserConfigures(t *testing.T) {
	t.Parallel()
	model := site(t)
	err := model.SetConfig("web", map[string]any{"certificate": "certificate"})
	require.EqualError(t, err, "secret URI scheme missing not valid") // a name is no URI

	uri, err := model.AddSecret("certificate", certificate("one"))
	require.NoError(t, err)
	require.NoError(t, model.GrantSecret("certificate", "web"))
	require.NoError(t, model.SetConfig("web", map[string]any{"certificate": uri}))
	require.NoError(t, model.Settle())
	requireWeb(t, model, charm.Active("serving https"))
}

func TestUserUpdates(t *testing.T) {
	t.Parallel()
	model := served(t)
	require.NoError(t, model.UpdateSecret("certificate", certificate("two")))
	event, _, err := model.Next("web/0")
	require.NoError(t, err)
	require.Equal(t, charm.KindSecretChanged, event.Kind)
	require.NoError(t, model.Settle())

	tracked, err := model.TrackedRevisions("certificate")
	require.NoError(t, err)
	require.Equal(t, map[string]int{"web/0": 2, "web/1": 2}, tracked)

	require.NoError(t, model.UpdateSecret("certificate", certificate("two")))
	requireQuiet(t, model) // equal content is no revision
}

func TestUserRenames(t *testing.T) {
	t.Parallel()
	model := served(t)
	require.NoError(t, model.UpdateSecret("certificate", juju.SecretArgs{NewName: "tls", Info: "for all sites"}))
	requireQuiet(t, model)
}

func TestUserRemovesTrackedRevision(t *testing.T) {
	t.Parallel()
	model := served(t)
	require.NoError(t, model.UpdateSecret("certificate", certificate("two")))
	require.NoError(t, model.RemoveSecret("certificate", 1)) // before the units have moved on
	require.NoError(t, model.Settle())
	requireWeb(t, model, charm.Active("serving https"))
}

func TestUserPrunes(t *testing.T) {
	t.Parallel()
	model := served(t)
	prune := true
	require.NoError(t, model.UpdateSecret("certificate", juju.SecretArgs{AutoPrune: &prune}))
	require.NoError(t, model.UpdateSecret("certificate", certificate("two")))
	for _, kept := range []int{2, 1} { // until the last unit has moved on
		secret, err := model.ShowSecret("certificate", 0, false)
		require.NoError(t, err)
		require.Len(t, secret.Revisions, kept)
		require.NoError(t, model.Settle())
	}
}

func TestUserRevokes(t *testing.T) {
	t.Parallel()
	model := served(t)
	require.NoError(t, model.RevokeSecret("certificate", "web"))
	requireQuiet(t, model)
	later(t, model)
	requireWeb(t, model, charm.Blocked("grant the certificate's secret to web"))
}

func TestUserRemoves(t *testing.T) {
	t.Parallel()
	model := served(t)
	require.NoError(t, model.RemoveSecret("certificate", 0))
	requireQuiet(t, model)
	later(t, model)
	requireWeb(t, model, charm.Blocked("the certificate's secret does not exist"))
}

// TestWholePlan: a plan that does all at once sets the option before the grant, which needs the application. So config-changed comes too early, and
// the charm has to look again.
func TestWholePlan(t *testing.T) {
	t.Parallel()
	const plan = `
data "juju_model" "site" {
  name  = "site"
  owner = "admin"
}

resource "juju_application" "web" {
  model_uuid = data.juju_model.site.uuid
  charm { name = "webserver" }
  config = { certificate = juju_secret.certificate.secret_uri }
}

resource "juju_secret" "certificate" {
  model_uuid = data.juju_model.site.uuid
  name       = "certificate"
  value      = { certificate = "one", private-key = "one" }
}

resource "juju_access_secret" "certificate" {
  model_uuid   = data.juju_model.site.uuid
  secret_id    = juju_secret.certificate.secret_id
  applications = [juju_application.web.name]
}

resource "juju_integration" "db" {
  model_uuid = data.juju_model.site.uuid
  application { name = "db" }
  application { name = juju_application.web.name }
}
`
	model := newModel()
	require.NoError(t, model.Deploy(model.Charms["database"], juju.Deployment{Name: "db"}))
	workspace := &terraform.Workspace{Model: model}
	_, err := workspace.ApplyText("main.tf", plan)
	require.NoError(t, err)
	var looked, granted int
	for _, entry := range model.Timeline() {
		switch {
		case entry.Unit == "webserver/0" && entry.Hook == "config-changed":
			looked = entry.Number
		case strings.HasPrefix(entry.Command, "juju grant-secret"):
			granted = entry.Number
		}
	}
	require.NotZero(t, looked)
	require.Less(t, looked, granted)
	require.NoError(t, model.Settle())
	later(t, model)
	status := model.Status().Applications["webserver"].Units["webserver/0"].Workload
	require.Equal(t, "serving https", status.Message)
}
