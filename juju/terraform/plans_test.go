package terraform_test

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/juju"
	"github.com/charmscenario/scenario/juju/terraform"
)

// integration writes an integration of two applications.
func integration(name, a, b string) string {
	return "resource \"juju_integration\" \"" + name + "\" {\n  model_uuid = local.m\n  application { name = " + a + " }\n  application { name = " + b + " }\n}\n"
}

// access writes who may read a secret.
func access(name, id, applications string) string {
	return "resource \"juju_access_secret\" \"" + name + "\" {\n  model_uuid = local.m\n  secret_id = " + id + "\n  applications = " + applications + "\n}\n"
}

// TestPlans: what small plans make of a model. Each is applied a second time, which does nothing, and destroyed, which leaves nothing.
func TestPlans(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, plan string
		variables  map[string]any
		want       string
	}{
		{
			name: "nothing", plan: "terraform {\n  required_version = \">= 1.5\"\n  required_providers {\n    juju = {\n      source = \"juju/juju\"\n      version = \"~> 1.0\"\n    }\n  }\n}\nprovider \"juju\" {}",
			want: "model scenario\n",
		},
		{
			name: "a secret", plan: head + secret("tls", "  info = \"for the site\"\n  value = { key = \"one\" }"),
			want: "model scenario\n  secret tls: map[key:one] \"for the site\", readers []\n",
		},
		{
			name: "a secret without a name", plan: head + "resource \"juju_secret\" \"a\" {\n  model_uuid = local.m\n  value = { key = \"one\" }\n}",
			want: "model scenario\n  secret : map[key:one] \"\", readers []\n",
		},
		{
			name: "an application", plan: head + "resource \"juju_application\" \"a\" {\n  model_uuid = local.m\n  charm { name = \"server\" }\n}",
			want: "model scenario\n  application server: server 0, 1 units, port=80\n",
		},
		{
			name: "an application with everything",
			plan: head + `resource "juju_application" "a" {
  model_uuid  = local.m
  name        = "web"
  units       = 3
  trust       = true
  constraints = "mem=1G"
  charm {
    name     = "server"
    channel  = "latest/stable"
    revision = 0
    base     = "ubuntu@24.04"
  }
  config = { port = 8080, name = "x" }
  expose {}
  endpoint_bindings    = [{ space = "alpha" }, { endpoint = "db", space = "dmz" }]
  resources            = { image = "12" }
  storage_directives   = { data = "10G" }
  registry_credentials = { "registry.example.com" = { username = "u", password = "hunter22" } }
}`,
			want: "model scenario\n  application web: server 0, 3 units, name=x, port=8080, exposed\n",
		},
		{
			name: "no units", plan: head + application("web", "server", "  units = 0"),
			want: "model scenario\n  application web: server 0, 0 units, port=80\n",
		},
		{
			name: "an integration", plan: head + application("web", "client", "") + application("db", "server", "") + integration("i", "juju_application.web.name", "juju_application.db.name"),
			want: "model scenario\n  application db: server 0, 1 units, port=80\n  application web: client 0, 1 units, port=80\n  relation web:db db:db\n",
		},
		{
			name: "a secret for an application",
			plan: head + application("web", "client", "  config = { token = juju_secret.s.secret_uri }") + secret("s", "  value = { key = \"one\" }") + access("s", "juju_secret.s.secret_id", "[juju_application.web.name]"),
			want: "model scenario\n  application web: client 0, 1 units, port=80, token=<s>\n  secret s: map[key:one] \"\", readers [web]\n",
		},
		{
			name: "a secret by its ID in a template, granted by its URI",
			plan: head + application("web", "client", "  config = { token = \"secret:${juju_secret.s.secret_id}\" }") + secret("s", "  value = { key = \"one\" }") + access("s", "juju_secret.s.secret_uri", "[juju_application.web.name]"),
			want: "model scenario\n  application web: client 0, 1 units, port=80, token=<s>\n  secret s: map[key:one] \"\", readers [web]\n",
		},
		{
			name: "granted to nobody", plan: head + secret("s", "  value = { key = \"one\" }") + access("s", "juju_secret.s.secret_id", "[]"),
			want: "model scenario\n  secret s: map[key:one] \"\", readers []\n",
		},
		{
			name: "an offer to another model",
			plan: head + `resource "juju_model" "other" {
  name        = "other"
  config      = { logging-config = "<root>=INFO" }
  constraints = "cores=2"
  annotations = { team = "web" }
  cloud { name = "microk8s" }
}
resource "juju_application" "db" {
  model_uuid = juju_model.other.uuid
  charm { name = "server" }
}
resource "juju_offer" "db" {
  model_uuid       = juju_model.other.uuid
  name             = "db"
  application_name = juju_application.db.name
  endpoints        = ["db", "web"]
}
` + application("web", "client", "") + `resource "juju_integration" "i" {
  model_uuid = local.m
  application { name = juju_application.web.name }
  application {
    offer_url = juju_offer.db.url
    endpoint  = "db"
  }
}`,
			want: "model scenario\n  application web: client 0, 1 units, port=80\n  relation web:db db:db\n  saas db: admin/other.db\n" +
				"model other\n  application server: server 0, 1 units, port=80\n  relation remote-",
		},
		{
			name: "the model by its name, as before version 1",
			plan: "resource \"juju_secret\" \"s\" {\n  model = \"scenario\"\n  name = \"s\"\n  value = { key = \"one\" }\n}\nresource \"juju_application\" \"a\" {\n  model = \"scenario\"\n  charm { name = \"server\" }\n}",
			want: "model scenario\n  application server: server 0, 1 units, port=80\n  secret s: map[key:one] \"\", readers []\n",
		},
		{
			name: "repeated", variables: map[string]any{"units": map[string]int{"a": 1, "b": 2}},
			plan: head + "variable \"units\" {\n  type = map(number)\n}\n" + `resource "juju_application" "all" {
  for_each   = var.units
  model_uuid = local.m
  name       = "app-${each.key}"
  units      = each.value
  charm { name = "client" }
}
resource "juju_secret" "all" {
  count      = 2
  model_uuid = local.m
  name       = format("secret-%d", count.index)
  value      = { key = tostring(count.index) }
}
resource "juju_access_secret" "all" {
  count        = length(juju_secret.all)
  model_uuid   = local.m
  secret_id    = juju_secret.all[count.index].secret_id
  applications = [for app in juju_application.all : app.name]
}`,
			want: "model scenario\n  application app-a: client 0, 1 units, port=80\n  application app-b: client 0, 2 units, port=80\n" +
				"  secret secret-0: map[key:0] \"\", readers [app-a app-b]\n  secret secret-1: map[key:1] \"\", readers [app-a app-b]\n",
		},
		{
			name: "made by dynamic blocks",
			plan: head + application("web", "client", "  dynamic \"expose\" {\n    for_each = [1]\n    content {}\n  }") + application("db", "server", "  dynamic \"expose\" {\n    for_each = []\n    content {}\n  }") + `resource "juju_integration" "i" {
  model_uuid = local.m
  dynamic "application" {
    for_each = { web = "db", db = null }
    iterator = side
    content {
      name     = side.key
      endpoint = side.value
    }
  }
  depends_on = [juju_application.web, juju_application.db]
}`,
			want: "model scenario\n  application db: server 0, 1 units, port=80\n  application web: client 0, 1 units, port=80, exposed\n  relation web:db db:db\n",
		},
		{
			name: "data that is read once it is there",
			plan: head + secret("s", "  value = { key = \"one\" }") + `data "juju_secret" "s" {
  model_uuid = local.m
  name       = "s"
  depends_on = [juju_secret.s]
}
` + application("web", "client", "  config = { token = \"secret:${data.juju_secret.s.secret_id}\" }"),
			want: "model scenario\n  application web: client 0, 1 units, port=80, token=<s>\n  secret s: map[key:one] \"\", readers []\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			model := &juju.Model{Charms: stills()}
			w := &terraform.Workspace{Model: model, Variables: test.variables}
			result, err := w.ApplyText("main.tf", test.plan)
			require.NoError(t, err)
			require.Equal(t, w.Resources(), append([]string(nil), result.Created...))
			require.NoError(t, model.Settle())
			require.Contains(t, describe(t, model), test.want)

			last := len(model.Timeline())
			again, err := w.ApplyText("main.tf", test.plan)
			require.NoError(t, err)
			require.True(t, again.Empty(), again)
			require.Equal(t, result.Outputs, again.Outputs)
			require.Len(t, model.Timeline(), last, "a plan that changes nothing calls no verb")

			gone, err := w.Destroy()
			require.NoError(t, err)
			require.Len(t, gone.Destroyed, len(result.Created))
			require.NotContains(t, describe(t, model), "application")
			require.NotContains(t, describe(t, model), "secret")
			require.Len(t, model.Models(), 1)
			require.Empty(t, w.Resources())
		})
	}
}

// TestApplyDir: the files of a directory are one configuration, with values of variables; JSON is read like HCL.
func TestApplyDir(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"main.tf":           head + "variable \"keys\" {\n  type = map(string)\n}\nvariable \"info\" {\n  default = \"default\"\n}\n" + secret("s", "  info = var.info\n  value = merge(var.keys, { certificate = file(\"${path.module}/cert.pem\"), \"private-key\" = file(\"key.pem\") })"),
		"more.tf.json":      `{"output": {"name": {"value": "${juju_secret.s.name}"}}, "resource": {"juju_application": {"a": {"model_uuid": "${local.m}", "charm": {"name": "server"}}}}}`,
		"terraform.tfvars":  "keys = { key = \"one\" }\ninfo = \"file\"",
		"later.auto.tfvars": "info = \"auto\"",
		"cert.pem":          "certificate", "key.pem": "private", "notes.txt": "not a plan",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	model := &juju.Model{Charms: stills()}
	w := &terraform.Workspace{Model: model}
	result, err := w.ApplyDir(dir)
	require.NoError(t, err)
	require.Equal(t, "s", result.Outputs["name"].Value)
	require.Equal(t, "model scenario\n  application server: server 0, 1 units, port=80\n"+
		"  secret s: map[certificate:certificate key:one private-key:private] \"auto\", readers []\n", describe(t, model))

	w.Variables = map[string]any{"info": "given"}
	result, err = w.ApplyDir(dir)
	require.NoError(t, err)
	require.Equal(t, map[string][]string{"juju_secret.s": {"info"}}, result.Changed)

	config, err := terraform.ReadFiles(filepath.Join(dir, "main.tf"), filepath.Join(dir, "terraform.tfvars"))
	require.NoError(t, err)
	result, err = w.Apply(config)
	require.NoError(t, err)
	require.Equal(t, []string{"juju_application.a"}, result.Destroyed)
}

// TestOneConfiguration: a Configuration may be applied to several models at the same time.
func TestOneConfiguration(t *testing.T) {
	t.Parallel()
	config, err := terraform.Parse("main.tf", wholePlan+head)
	require.NoError(t, err)
	var group sync.WaitGroup
	results := make([]*terraform.Result, 4)
	for i := range results {
		group.Go(func() {
			w := &terraform.Workspace{Model: &juju.Model{Charms: stills()}}
			results[i], _ = w.Apply(config)
			if _, err := w.Apply(config); err != nil {
				results[i] = nil
			}
		})
	}
	group.Wait()
	for _, result := range results {
		require.Equal(t, results[0], result)
		require.Len(t, result.Created, 6)
	}
}
