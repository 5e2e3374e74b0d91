package terraform_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/juju"
	"github.com/charmscenario/scenario/juju/terraform"
)

// thousand writes a plan with a thousand resources: 250 applications in pairs, 125 integrations, and secrets that are granted.
func thousand() string {
	var text strings.Builder
	text.WriteString("data \"juju_model\" \"m\" {\n  name  = \"scenario\"\n  owner = \"admin\"\n}\nlocals {\n  uuid = data.juju_model.m.uuid\n}\n")
	for i := range 125 {
		fmt.Fprintf(&text, `
resource "juju_application" "server%[1]d" {
  model_uuid = local.uuid
  name       = "server%[1]d"
  charm { name = "server" }
}
resource "juju_application" "client%[1]d" {
  model_uuid = local.uuid
  name       = "client%[1]d"
  charm { name = "client" }
  config = { token = juju_secret.a%[1]d.secret_uri, name = "client-${%[1]d}" }
}
resource "juju_integration" "i%[1]d" {
  model_uuid = local.uuid
  application {
    name     = juju_application.client%[1]d.name
    endpoint = "db"
  }
  application { name = juju_application.server%[1]d.name }
}
`, i)
		for _, s := range []string{"a", "b", "c"} {
			fmt.Fprintf(&text, `
resource "juju_secret" "%[2]s%[1]d" {
  model_uuid = local.uuid
  name       = "%[2]s%[1]d"
  value      = { password = "password-%[1]d", username = "user" }
}
`, i, s)
		}
		for _, s := range []string{"a", "b"} {
			fmt.Fprintf(&text, `
resource "juju_access_secret" "%[2]s%[1]d" {
  model_uuid   = local.uuid
  secret_id    = juju_secret.%[2]s%[1]d.secret_id
  applications = [juju_application.client%[1]d.name]
}
`, i, s)
		}
	}
	return text.String()
}

// BenchmarkApply1000 applies a plan of 1,000 resources, then applies it again, unchanged.
func BenchmarkApply1000(b *testing.B) {
	plan := thousand()
	b.Run("first", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			w := &terraform.Workspace{Model: &juju.Model{Charms: stills()}}
			result, err := w.ApplyText("main.tf", plan)
			require.NoError(b, err)
			require.Len(b, result.Created, 1000)
		}
	})
	b.Run("again", func(b *testing.B) {
		w := &terraform.Workspace{Model: &juju.Model{Charms: stills()}}
		_, err := w.ApplyText("main.tf", plan)
		require.NoError(b, err)
		b.ReportAllocs()
		for b.Loop() {
			result, err := w.ApplyText("main.tf", plan)
			require.NoError(b, err)
			require.True(b, result.Empty())
		}
	})
}
