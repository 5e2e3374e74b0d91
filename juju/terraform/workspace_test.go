package terraform_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/examples/database"
	"github.com/charmscenario/scenario/examples/webserver"
	"github.com/charmscenario/scenario/juju"
	"github.com/charmscenario/scenario/juju/terraform"
)

// examples are the charms of the example plans.
func examples() map[string]juju.Charm {
	return map[string]juju.Charm{
		"database":  {Handler: database.New(), Dir: "../../examples/database", Revision: 1},
		"webserver": {Handler: webserver.New(), Dir: "../../examples/webserver", Revision: 7},
	}
}

const site = `
variable "password" {
  type      = string
  sensitive = true
}
data "juju_model" "this" {
  name  = "scenario"
  owner = "admin"
}
resource "juju_application" "db" {
  model_uuid = data.juju_model.this.uuid
  charm { name = "database" }
}
resource "juju_application" "web" {
  model_uuid = data.juju_model.this.uuid
  name       = "web"
  charm { name = "webserver" }
  units  = 2
  config = { certificate = juju_secret.tls.secret_uri }
}
resource "juju_integration" "web_db" {
  model_uuid = data.juju_model.this.uuid
  application { name = juju_application.db.name }
  application { name = juju_application.web.name }
}
resource "juju_secret" "tls" {
  model_uuid = data.juju_model.this.uuid
  name       = "tls"
  info       = "for the site"
  value      = { certificate = "cert", private-key = var.password }
}
resource "juju_access_secret" "tls" {
  model_uuid   = data.juju_model.this.uuid
  secret_id    = juju_secret.tls.secret_id
  applications = [juju_application.web.name]
}
output "id" { value = juju_integration.web_db.id }
`

func TestSite(t *testing.T) {
	t.Parallel()
	model := &juju.Model{Charms: examples()}
	w := &terraform.Workspace{Model: model, Variables: map[string]any{"password": "hunter22"}}
	result, err := w.ApplyText("main.tf", site)
	require.NoError(t, err)
	t.Log(result)
	require.NoError(t, model.Settle())
	last := len(model.Timeline())
	for _, e := range model.Timeline() {
		t.Log(e.Number, e.Command, e.Unit, e.Hook, e.Failure)
	}
	result, err = w.ApplyText("main.tf", site)
	require.NoError(t, err)
	t.Log(result)
	require.Len(t, model.Timeline(), last)
	result, err = w.Destroy()
	require.NoError(t, err)
	t.Log(result)
	require.Empty(t, model.Status().Applications)
}
