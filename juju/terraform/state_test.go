package terraform_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/charmscenario/scenario/juju"
	"github.com/charmscenario/scenario/juju/terraform"
)

// TestState: a Workspace goes on from what another one remembered, over YAML and JSON, and contents of secrets are in neither.
func TestState(t *testing.T) {
	t.Parallel()
	plan := head + "variable \"p\" {\n  sensitive = true\n}\n" +
		application("web", "client", "  units = 2\n  config = { token = juju_secret.s[\"a b\"].secret_uri, name = var.p }\n  expose {}\n  endpoint_bindings = [{ space = \"alpha\" }]") +
		application("db", "server", "") + integration("i", "juju_application.web.name", "juju_application.db.name") +
		secret("s", "  for_each = toset([\"a b\", \"c\"])\n  value = { key = \"hunter22\" }\n  info = each.key") +
		offer("  application_name = juju_application.db.name\n  endpoints = [\"web\"]") + access("s", "juju_secret.s[\"c\"].secret_id", "[juju_application.web.name]") +
		"resource \"juju_model\" \"n\" {\n  name = \"n\"\n  cloud { name = \"microk8s\" }\n}\n"
	plan = replaceOnce(plan, "name       = \"s\"", "name       = replace(each.key, \" \", \"-\")")
	model := &juju.Model{Charms: stills()}
	variables := map[string]any{"p": "hunter23"}
	w := &terraform.Workspace{Model: model, Variables: variables}
	_, err := w.ApplyText("main.tf", plan)
	require.NoError(t, err)
	require.NoError(t, model.Settle())
	last := len(model.Timeline())

	for _, form := range []struct {
		marshal   func(any) ([]byte, error)
		unmarshal func([]byte, any) error
	}{{yaml.Marshal, yaml.Unmarshal}, {json.Marshal, json.Unmarshal}} {
		text, err := form.marshal(w.State())
		require.NoError(t, err)
		require.NotContains(t, string(text), "hunter2")
		var state terraform.State
		require.NoError(t, form.unmarshal(text, &state))
		next := &terraform.Workspace{Model: model, Variables: variables}
		require.NoError(t, next.Restore(state))
		require.Equal(t, w.Resources(), next.Resources())
		result, err := next.ApplyText("main.tf", plan)
		require.NoError(t, err)
		require.True(t, result.Empty(), result)
		require.Len(t, model.Timeline(), last)
		again, err := form.marshal(next.State())
		require.NoError(t, err)
		require.Equal(t, string(text), string(again))
	}
	next := &terraform.Workspace{Model: model}
	require.NoError(t, next.Restore(w.State()))
	_, err = next.Destroy()
	require.NoError(t, err)
	require.Equal(t, "model scenario\n", describe(t, model))
}

// TestStateRefuses: what is no State of a Workspace is refused by its place.
func TestStateRefuses(t *testing.T) {
	t.Parallel()
	secret := map[string]any{"id": "a:b", "model": "m"}
	for _, test := range []struct {
		state terraform.ResourceState
		want  string
	}{
		{terraform.ResourceState{Address: "juju_secrt.a"}, `State.Resources[1], juju_secrt.a: "juju_secrt.a" is not the address of a resource, such as juju_secret.db; did you mean "juju_secret"?`},
		{terraform.ResourceState{Address: "juju_secret"}, `is not the address of a resource`},
		{terraform.ResourceState{Address: "juju_secret.a", Attributes: secret}, `there is another juju_secret.a`},
		{terraform.ResourceState{Address: "juju_secret.b", Attributes: map[string]any{"nmae": "x"}}, `juju_secret.b: juju_secret has no attribute "nmae"; did you mean "name"?`},
		{terraform.ResourceState{Address: "juju_secret.b", Attributes: map[string]any{"name": []any{1}}}, `attribute "name": string required`},
		{terraform.ResourceState{Address: "juju_secret.b", Attributes: map[string]any{"name": func() {}}}, `attribute "name": it is a func()`},
		{terraform.ResourceState{Address: "juju_secret.b"}, `there is no attribute "id"`},
		{terraform.ResourceState{Address: "juju_application.b", Attributes: secret}, `there are 0 of the block "charm", want 1 to 1`},
		{terraform.ResourceState{Address: "juju_integration.b", Attributes: map[string]any{"id": "a", "application": []any{
			map[string]any{"name": "a", "endpoint": "b", "offer_url": nil}, map[string]any{"name": "a", "endpoint": "b", "offer_url": nil},
		}}}, `attribute "id": "a" is not the ID of an integration`},
	} {
		w := &terraform.Workspace{}
		err := w.Restore(terraform.State{Resources: []terraform.ResourceState{{Address: "juju_secret.a", Attributes: secret}, test.state}})
		require.ErrorContains(t, err, test.want)
		require.Empty(t, w.Resources())
	}
}

// TestNothingSensitiveIsPrinted: neither an error nor a result nor an output shows what is sensitive, whatever it went through.
func TestNothingSensitiveIsPrinted(t *testing.T) {
	t.Parallel()
	const word = "hunter22"
	model := &juju.Model{Charms: stills()}
	w := &terraform.Workspace{Model: model, Variables: map[string]any{"p": map[string]any{"key": word}}}
	result, err := w.ApplyText("main.tf", head+"variable \"p\" {\n  sensitive = true\n}\nlocals { again = upper(var.p.key) }\n"+secret("s", "  value = { key = local.again, plain = \"hunter22\" }")+
		"output \"o\" {\n  value = { a = [juju_secret.s.value[\"key\"]], b = var.p.key }\n  sensitive = true\n}\noutput \"id\" { value = juju_secret.s.secret_id }")
	require.NoError(t, err)
	require.Equal(t, map[string]any{"a": []any{"HUNTER22"}, "b": word}, result.Outputs["o"].Value)
	for _, text := range []string{result.String(), fmt.Sprint(result.Outputs), fmt.Sprintf("%v %+v %#v %s", result.Outputs["o"], result.Outputs["o"], result.Outputs["o"], result.Outputs["o"])} {
		require.NotContains(t, text, word)
		require.NotContains(t, text, "HUNTER22")
	}
	for _, e := range model.Timeline() {
		require.NotContains(t, fmt.Sprint(e), word)
	}

	w = &terraform.Workspace{Model: &juju.Model{}}
	_, err = w.ApplyText("main.tf", head+secret("s", "  value = { Bad-word = \"Bad-word\" }"))
	require.ErrorContains(t, err, `key "(sensitive value)" not valid`)

	w = &terraform.Workspace{Model: &juju.Model{}, Variables: map[string]any{"p": word}}
	_, err = w.ApplyText("main.tf", "variable \"p\" {\n  sensitive = true\n  validation {\n    condition = length(var.p) > 100\n    error_message = \"Too short: ${nonsensitive(var.p)}\"\n  }\n}")
	require.EqualError(t, err, "main.tf:4:5: Invalid value for variable: For var.p: Too short: (sensitive value)")

	for _, more := range []string{
		"output \"o\" { value = var.p.key }", "output \"o\" { value = juju_secret.s.value.plain }", "output \"o\" { value = [for k, v in juju_secret.s.value : v] }",
		"output \"o\" { value = \"x-${local.again}\" }", "output \"o\" { value = tonumber(var.p.key) }", "output \"o\" { value = regex(\"x\", var.p.key) }",
		"output \"o\" { value = jsondecode(var.p.key) }", "output \"o\" { value = 1 + var.p.key }", "output \"o\" { value = { hunter1 = 1 }[var.p.key] }",
		"output \"o\" { value = file(var.p.key) }", "output \"o\" { value = var.p.key ? 1 : 2 }",
		application("a", "server", "  config = { port = var.p.key }"), application("a", "server", "  config = { port = \"x-${local.again}\" }"),
		application("a", "server", "  config = { port = strrev(var.p.key) }"), application("a", "server", "  config = { (var.p.key) = 1 }"), application("a", "server", "  units = var.p.key"),
		"data \"juju_secret\" \"d\" {\n  model_uuid = local.m\n  name = var.p.key\n}",
		"resource \"juju_secret\" \"d\" {\n  model_uuid = var.p.key\n" + some + "\n}",
		"resource \"juju_secret\" \"d\" {\n  model_uuid = local.m\n  value = { \"Bad-${var.p.key}\" = 1 }\n}",
		application("a", "server", "  dynamic \"expose\" {\n    for_each = var.p.key\n    content {}\n  }"),
	} {
		w := &terraform.Workspace{Model: &juju.Model{Charms: stills()}, Variables: map[string]any{"p": map[string]any{"key": word}}}
		_, err := w.ApplyText("main.tf", head+"variable \"p\" {\n  sensitive = true\n}\nlocals { again = upper(var.p.key) }\n"+secret("s", "  value = { key = local.again, plain = \"hunter22\" }")+more)
		require.Error(t, err, more)
		require.NotContains(t, err.Error(), word, more)
		require.NotContains(t, err.Error(), "HUNTER22", more)
		require.NotContains(t, err.Error(), "22retnuh", more)
		require.NotContains(t, fmt.Sprintf("%+v", err), word, more)
	}
}
