package terraform_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/internal/goldens"
	"github.com/charmscenario/scenario/juju"
	"github.com/charmscenario/scenario/juju/terraform"
)

// failing is a plan that cannot be applied.
type failing struct {
	name      string
	plan      string
	variables map[string]any
	prepare   func(*testing.T, *juju.Model)
}

const head = `data "juju_model" "m" {
  name  = "scenario"
  owner = "admin"
}
locals { m = data.juju_model.m.uuid }
`

// application writes an application in the model of head.
func application(name, charm, more string) string {
	return fmt.Sprintf("resource \"juju_application\" %q {\n  model_uuid = local.m\n  name       = %q\n  charm { name = %q }\n%s\n}\n", name, name, charm, more)
}

// secret writes a secret in the model of head.
func secret(name, more string) string {
	return fmt.Sprintf("resource \"juju_secret\" %q {\n  model_uuid = local.m\n  name       = %q\n%s\n}\n", name, name, more)
}

const some = `  value = { password = "hunter22" }`

// checkFailing applies plans that fail, and compares what is said with a golden file.
func checkFailing(t *testing.T, golden string, tests []failing) {
	t.Helper()
	var text strings.Builder
	for _, test := range tests {
		model := &juju.Model{Charms: stills()}
		if test.prepare != nil {
			test.prepare(t, model)
		}
		w := &terraform.Workspace{Model: model, Variables: test.variables}
		_, err := w.ApplyText("main.tf", test.plan)
		var failure *terraform.Error
		require.ErrorAs(t, err, &failure, test.name)
		require.NotEmpty(t, failure.Diagnostics, test.name)
		require.NotContains(t, err.Error(), "hunter22", test.name)
		fmt.Fprintf(&text, "# %s\n%s\n\n", test.name, err)
	}
	goldens.Text(t, "testdata/errors/"+golden+".txt", text.String())
}

// TestWrongNames: what is misspelt is named, with its place and what was probably meant.
func TestWrongNames(t *testing.T) {
	t.Parallel()
	checkFailing(t, "names", []failing{
		{name: "resource type", plan: `resource "juju_secrt" "a" {}`},
		{name: "data source", plan: `data "juju_modle" "a" {}`},
		{name: "block at the top", plan: `resorce "juju_secret" "a" {}`},
		{name: "argument of a resource", plan: head + secret("a", some+"\n  inof = \"x\"")},
		{name: "argument of a block", plan: head + application("a", "server", "  expose { endpoint = \"web\" }")},
		{name: "block of a resource", plan: head + application("a", "server", "  exposed {}")},
		{name: "argument written as a block", plan: head + application("a", "server", "  config { port = 1 }")},
		{name: "block written as an argument", plan: head + "resource \"juju_application\" \"a\" {\n  model_uuid = local.m\n  charm = { name = \"server\" }\n}"},
		{name: "what is known afterwards", plan: head + secret("a", some+"\n  secret_id = \"x\"")},
		{name: "variable", plan: "variable \"password\" {}\noutput \"a\" { value = var.pasword }", variables: map[string]any{"password": "x"}},
		{name: "local value", plan: "locals { name = 1 }\noutput \"a\" { value = local.nmae }"},
		{name: "resource", plan: head + secret("tls", some) + "output \"a\" { value = juju_secret.tsl.secret_id }"},
		{name: "attribute of a resource", plan: head + secret("tls", some) + "output \"a\" { value = juju_secret.tls.secret_idd }"},
		{name: "attribute of an instance", plan: head + secret("tls", some+"\n  count = 1") + "output \"a\" { value = [for i in [0] : juju_secret.tls[i].secret_urii] }"},
		{name: "attribute of all instances", plan: head + secret("tls", some+"\n  count = 1") + "output \"a\" { value = juju_secret.tls[*].secret_urii }"},
		{name: "instance without its key", plan: head + secret("tls", some+"\n  for_each = toset([\"a\"])") + "output \"a\" { value = juju_secret.tls.secret_id }"},
		{name: "key without instances", plan: head + secret("tls", some) + "output \"a\" { value = juju_secret.tls[\"a\"].secret_id }"},
		{name: "each without for_each", plan: head + secret("tls", "  value = { password = each.value }")},
		{name: "count without count", plan: "output \"a\" { value = count.index }"},
		{name: "each has no such attribute", plan: head + secret("tls", "  for_each = { a = 1 }\n  value = { password = each.val }")},
		{name: "function", plan: `output "a" { value = tosett([1]) }`},
		{name: "value for a variable", plan: `variable "password" {}`, variables: map[string]any{"pasword": "x", "password": "y"}},
		{name: "ignored attribute", plan: head + secret("a", some+"\n  lifecycle { ignore_changes = [inof] }")},
		{name: "depends_on", plan: head + secret("a", some+"\n  depends_on = [juju_application.a]") + application("b", "server", "")},
		{name: "half a reference", plan: `output "a" { value = var }`},
		{name: "a resource twice", plan: head + secret("a", some) + secret("a", some)},
		{name: "a cycle", plan: head + "resource \"juju_secret\" \"a\" {\n  model_uuid = local.m\n  value = { password = local.b }\n}\nlocals { b = juju_secret.b.secret_id }\nresource \"juju_secret\" \"b\" {\n  model_uuid = local.m\n  value = { password = juju_secret.a.secret_id }\n}"},
		{name: "refers to itself", plan: "locals { a = local.a }"},
		{name: "name of a label", plan: `variable "a b" {}`},
		{name: "syntax", plan: "output \"a\" {\n  value = [1,\n}"},
	})
}

// TestWrongValues: what cannot be is refused before anything is done.
func TestWrongValues(t *testing.T) {
	t.Parallel()
	checkFailing(t, "values", []failing{
		{name: "missing argument", plan: head + "resource \"juju_secret\" \"a\" {\n  model_uuid = local.m\n}"},
		{name: "missing model", plan: "resource \"juju_secret\" \"a\" {\n" + some + "\n}"},
		{name: "missing argument of a block", plan: head + "resource \"juju_application\" \"a\" {\n  model_uuid = local.m\n  charm {}\n}"},
		{name: "missing block", plan: head + "resource \"juju_application\" \"a\" {\n  model_uuid = local.m\n}"},
		{name: "too many blocks", plan: head + "resource \"juju_application\" \"a\" {\n  model_uuid = local.m\n  charm { name = \"server\" }\n  charm { name = \"client\" }\n}"},
		{name: "null for what is required", plan: head + secret("a", "  value = null")},
		{name: "type of an argument", plan: head + secret("a", "  value = \"x\"")},
		{name: "type of an element", plan: head + "resource \"juju_access_secret\" \"a\" {\n  model_uuid = local.m\n  secret_id = \"x\"\n  applications = [[\"a\"]]\n}"},
		{name: "number of units", plan: head + application("a", "server", "  units = 1.5")},
		{name: "negative number of units", plan: head + application("a", "server", "  units = -1")},
		{name: "number of units that nobody wants", plan: head + application("a", "server", "  units = 1e12")},
		{name: "UUID", plan: "resource \"juju_secret\" \"a\" {\n  model_uuid = \"scenario\"\n" + some + "\n}"},
		{name: "channel", plan: head + "resource \"juju_application\" \"a\" {\n  model_uuid = local.m\n  charm {\n    name = \"server\"\n    channel = \"stable\"\n  }\n}"},
		{name: "base", plan: head + "resource \"juju_application\" \"a\" {\n  model_uuid = local.m\n  charm {\n    name = \"server\"\n    base = \"jammy\"\n  }\n}"},
		{name: "one side of an integration", plan: head + "resource \"juju_integration\" \"a\" {\n  model_uuid = local.m\n  application { name = \"a\" }\n}"},
		{name: "side without a name", plan: head + "resource \"juju_integration\" \"a\" {\n  model_uuid = local.m\n  application { name = \"a\" }\n  application { endpoint = \"db\" }\n}"},
		{name: "side with a name and an offer", plan: head + "resource \"juju_integration\" \"a\" {\n  model_uuid = local.m\n  application { name = \"a\" }\n  application {\n    name = \"b\"\n    offer_url = \"admin/m.b\"\n  }\n}"},
		{name: "two offers", plan: head + "resource \"juju_integration\" \"a\" {\n  model_uuid = local.m\n  application { offer_url = \"admin/m.a\" }\n  application { offer_url = \"admin/m.b\" }\n}"},
		{name: "URL of an offer", plan: head + "resource \"juju_integration\" \"a\" {\n  model_uuid = local.m\n  application { name = \"a\" }\n  application { offer_url = \"ctl:admin/m.b\" }\n}"},
		{name: "model by half", plan: `data "juju_model" "m" { name = "scenario" }`},
		{name: "count", plan: head + secret("a", some+"\n  count = -1")},
		{name: "count that is not known", plan: head + secret("a", some) + secret("b", some+"\n  count = length(juju_secret.a.secret_id)")},
		{name: "for_each of a list", plan: head + secret("a", some+"\n  for_each = [\"a\"]")},
		{name: "for_each that is not known", plan: head + secret("a", some) + secret("b", some+"\n  for_each = toset([juju_secret.a.secret_id])")},
		{name: "for_each that is sensitive", plan: "variable \"p\" {\n  sensitive = true\n}\n" + head + secret("b", some+"\n  for_each = toset([var.p])"), variables: map[string]any{"p": "hunter22"}},
		{name: "count and for_each", plan: head + secret("a", some+"\n  for_each = {}\n  count = 1")},
		{name: "variable without a value", plan: `variable "password" {}`},
		{name: "type of a variable", plan: "variable \"units\" {\n  type = number\n}", variables: map[string]any{"units": "many"}},
		{name: "type of a default", plan: "variable \"units\" {\n  type = number\n  default = \"many\"\n}"},
		{name: "no value of Go", plan: `variable "f" {}`, variables: map[string]any{"f": func() {}}},
		{name: "validation", plan: "variable \"n\" {\n  validation {\n    condition = var.n > 2\n    error_message = \"Want more than two.\"\n  }\n}", variables: map[string]any{"n": 1}},
		{name: "null that is not allowed", plan: "variable \"n\" {\n  nullable = false\n}", variables: map[string]any{"n": nil}},
		{name: "sensitive output", plan: head + secret("a", some) + "output \"p\" { value = juju_secret.a.value[\"password\"] }"},
		{name: "function and its argument", plan: `output "n" { value = parseint("hunter33", 10) }`},
		{name: "function and a sensitive argument", plan: "variable \"p\" {\n  sensitive = true\n}\noutput \"n\" {\n  value = parseint(var.p, 10)\n  sensitive = true\n}", variables: map[string]any{"p": "hunter22"}},
		{name: "key that is not there", plan: "locals { m = { a = 1 } }\noutput \"n\" { value = local.m[\"b\"] }"},
		{name: "file that is not there", plan: `output "n" { value = file("nothing.txt") }`},
		{name: "immense number", plan: `output "n" { value = "${1e999999999}" }`},
		{name: "several problems", plan: head + secret("a", "  vale = {}") + application("b", "server", "  unit = 2")},
	})
}

// TestRefused: what Terraform and the provider have, and this package does not read, is refused by its name.
func TestRefused(t *testing.T) {
	t.Parallel()
	checkFailing(t, "refused", []failing{
		{name: "module", plan: `module "a" { source = "./a" }`},
		{name: "reference to a module", plan: `output "a" { value = module.a.b }`},
		{name: "moved", plan: "moved {\n  from = juju_secret.a\n  to = juju_secret.b\n}"},
		{name: "import", plan: "import {\n  to = juju_secret.a\n  id = \"x\"\n}"},
		{name: "check", plan: `check "a" {}`},
		{name: "backend", plan: "terraform {\n  backend \"s3\" {}\n}"},
		{name: "provider of somebody else", plan: `provider "aws" {}`},
		{name: "other provider that is required", plan: "terraform {\n  required_providers {\n    aws = { source = \"hashicorp/aws\" }\n  }\n}"},
		{name: "source of the provider", plan: "terraform {\n  required_providers {\n    juju = { source = \"somebody/juju\" }\n  }\n}"},
		{name: "alias", plan: "provider \"juju\" {\n  alias = \"other\"\n}"},
		{name: "argument of the provider", plan: "provider \"juju\" {\n  usernam = \"admin\"\n}"},
		{name: "provisioner", plan: head + secret("a", some+"\n  provisioner \"local-exec\" {}")},
		{name: "lifecycle", plan: head + secret("a", some+"\n  lifecycle { create_before_destroy = true }")},
		{name: "resource of the provider", plan: `resource "juju_machine" "a" {}`},
		{name: "data source of the provider", plan: `data "juju_charm" "a" {}`},
		{name: "resource of somebody else", plan: `resource "random_password" "a" {}`},
		{name: "argument of a later version", plan: head + "resource \"juju_secret\" \"a\" {\n  model_uuid = local.m\n  value = {}\n  value_wo = {}\n}"},
		{name: "argument of an older version", plan: head + application("a", "server", "  placement = \"0\"")},
		{name: "argument without an effect to simulate", plan: "resource \"juju_model\" \"a\" {\n  name = \"a\"\n  target_controller = \"b\"\n}"},
		{name: "function", plan: `output "a" { value = uuid() }`},
		{name: "both ways to name a model", plan: head + "resource \"juju_secret\" \"a\" {\n  model_uuid = local.m\n  model = \"scenario\"\n" + some + "\n}"},
	})
}

// TestClientErrors: what Juju refuses is told in the provider's words, with Juju's, the place of the resource and what was probably meant.
func TestClientErrors(t *testing.T) {
	t.Parallel()
	taken := func(t *testing.T, m *juju.Model) {
		_, err := m.AddSecret("a", juju.SecretArgs{Content: map[string]string{"key": "value"}})
		require.NoError(t, err)
	}
	checkFailing(t, "client", []failing{
		{name: "charm that is not there", plan: head + application("a", "servr", "")},
		{name: "revision that is not there", plan: head + "resource \"juju_application\" \"a\" {\n  model_uuid = local.m\n  charm {\n    name = \"server\"\n    revision = 7\n  }\n}"},
		{name: "option that is not there", plan: head + application("a", "server", "  config = { prot = \"80\" }")},
		{name: "option of another type", plan: head + application("a", "server", "  config = { port = \"eighty\" }")},
		{name: "option that is sensitive", plan: head + "variable \"p\" {\n  sensitive = true\n}\n" + application("a", "server", "  config = { port = var.p }"), variables: map[string]any{"p": "hunter22"}},
		{name: "secret option that is no URI", plan: head + application("a", "server", "  config = { token = juju_secret.a.secret_id }") + secret("a", some)},
		{name: "name of a secret that is taken", plan: head + secret("a", some), prepare: taken},
		{name: "key of a secret", plan: head + secret("a", "  value = { Password = \"hunter22\" }")},
		{name: "key of a secret that reads a file", plan: head + secret("a", "  value = { \"cert#file\" = \"/etc/passwd\" }")},
		{name: "secret without content", plan: head + secret("a", "  value = {}")},
		{name: "application of a grant", plan: head + secret("a", some) + application("web", "server", "") +
			"resource \"juju_access_secret\" \"a\" {\n  model_uuid = local.m\n  secret_id = juju_secret.a.secret_id\n  applications = [\"web\", \"wbe\"]\n  depends_on = [juju_application.web]\n}"},
		{name: "secret of a grant", plan: head + application("web", "server", "") + "resource \"juju_access_secret\" \"a\" {\n  model_uuid = local.m\n  secret_id = \"a\"\n  applications = [juju_application.web.name]\n}"},
		{name: "application of an integration", plan: head + application("web", "server", "") +
			"resource \"juju_integration\" \"a\" {\n  model_uuid = local.m\n  application { name = juju_application.web.name }\n  application { name = \"wbe\" }\n}"},
		{name: "applications that do not fit", plan: head + application("a", "server", "") + application("b", "server", "") +
			"resource \"juju_integration\" \"a\" {\n  model_uuid = local.m\n  application { name = juju_application.a.name }\n  application { name = juju_application.b.name }\n}"},
		{name: "offer that is not there", plan: head + application("a", "client", "") +
			"resource \"juju_integration\" \"a\" {\n  model_uuid = local.m\n  application { name = juju_application.a.name }\n  application { offer_url = \"admin/scenario.db\" }\n}"},
		{name: "application of an offer", plan: head + application("web", "server", "") + "resource \"juju_offer\" \"a\" {\n  model_uuid = local.m\n  application_name = \"wbe\"\n  endpoints = [\"db\"]\n  depends_on = [juju_application.web]\n}"},
		{name: "endpoint of an offer", plan: head + application("web", "server", "") + "resource \"juju_offer\" \"a\" {\n  model_uuid = local.m\n  application_name = juju_application.web.name\n  endpoints = [\"bd\"]\n}"},
		{name: "model that is not there", plan: "resource \"juju_secret\" \"a\" {\n  model_uuid = \"5ce9a210-0000-4000-8000-00000000ffff\"\n" + some + "\n}"},
		{name: "model that is not there, by name", plan: "data \"juju_model\" \"a\" {\n  name = \"scenaroi\"\n  owner = \"admin\"\n}"},
		{name: "model of somebody else", plan: "data \"juju_model\" \"a\" {\n  name = \"scenario\"\n  owner = \"admni\"\n}"},
		{name: "model that is there already", plan: `resource "juju_model" "a" { name = "scenario" }`, prepare: taken},
		{name: "data source: secret", plan: head + "data \"juju_secret\" \"a\" {\n  model_uuid = local.m\n  name = \"b\"\n}", prepare: taken},
		{name: "data source: application", plan: head + "data \"juju_application\" \"a\" {\n  model_uuid = local.m\n  name = \"b\"\n}"},
		{name: "data source: offer", plan: `data "juju_offer" "a" { url = "admin/scenario.db" }`},
		{name: "one fails, another depends on it", plan: head + secret("a", some) + application("web", "server", "  config = { token = juju_secret.a.secret_uri }") + secret("c", some), prepare: taken},
		{name: "no right to write", plan: head + secret("b", some), prepare: func(t *testing.T, m *juju.Model) { taken(t, m); m.Access = juju.AccessRead }},
	})
}

// TestErrorCauses: what Juju refused is found in the error, and so is what the model's own checks say.
func TestErrorCauses(t *testing.T) {
	t.Parallel()
	model := &juju.Model{Charms: stills()}
	w := &terraform.Workspace{Model: model}
	_, err := w.ApplyText("main.tf", head+application("a", "server", "  config = { prot = \"80\" }"))
	var refused *juju.Error
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "port", refused.Meant)

	model.Check(func(m *juju.Model) error {
		if len(m.Units()) > 1 {
			return errors.New("too many")
		}
		return nil
	})
	_, err = w.ApplyText("main.tf", head+application("a", "server", "  units = 2"))
	var check *juju.CheckError
	require.ErrorAs(t, err, &check)
	require.Contains(t, w.Resources(), "juju_application.a", "it was created before the check failed")

	_, err = (&terraform.Workspace{}).ApplyText("main.tf", "")
	require.ErrorContains(t, err, "Workspace.Model is nil")
	_, err = (&terraform.Workspace{Model: &juju.Model{Name: "No Name"}}).ApplyText("main.tf", "")
	require.ErrorContains(t, err, "Unusable model: Model.Name: \"No Name\" is not a valid name")
	_, err = w.Apply(nil)
	require.ErrorContains(t, err, "No configuration")
	_, err = w.Plan(nil)
	require.ErrorContains(t, err, "No configuration")
	require.NotEmpty(t, w.Resources())
	_, err = terraform.ReadFiles()
	require.ErrorContains(t, err, "No configuration files")
	_, err = terraform.ReadFiles("testdata/nothing.tf")
	require.ErrorContains(t, err, "testdata/nothing.tf:1:1: Failed to read file")
	_, err = terraform.ReadDir("testdata/nothing")
	require.ErrorContains(t, err, "Failed to read directory")
	_, err = terraform.ReadDir("testdata/errors")
	require.ErrorContains(t, err, "has no file that ends in .tf")
}

// TestFailureTexts: what a failing test prints.
func TestFailureTexts(t *testing.T) {
	t.Parallel()
	w := &terraform.Workspace{Model: &juju.Model{Charms: stills()}}
	_, err := w.ApplyText("main.tf", head+secret("certificate", "  vaule = { key = \"one\" }")+application("web", "client", "  config = { token = juju_secret.certificate.uri }\n  lifecycle { create_before_destroy = true }"))
	goldens.Text(t, "testdata/failures/plan.txt", err.Error())
	_, err = w.ApplyText("main.tf", head+application("web", "client", "  config = { prot = 8080 }")+secret("certificate", "  value = { Key = \"one\" }"))
	goldens.Text(t, "testdata/failures/refused.txt", err.Error())
}
