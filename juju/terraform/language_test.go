package terraform_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/zclconf/go-cty/cty"

	"github.com/charmscenario/scenario/juju"
	"github.com/charmscenario/scenario/juju/terraform"
)

// TestExpressions: what expressions and functions give.
func TestExpressions(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "note.txt"), []byte("hello"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "unit.tftpl"), []byte("%{ for n in names }${upper(n)};%{ endfor }"), 0o600))
	tests := []struct {
		expression string
		want       any
	}{
		{`1 + 2 * 3`, 7},
		{`1.5`, 1.5},
		{`10000000000000000000000`, 1e22},
		{`true ? "a" : "b"`, "a"},
		{`"${upper("a")}-${1 + 1}"`, "A-2"},
		{"<<-EOT\n    a\n      b\n    EOT\n", "a\n  b\n"},
		{`[for k, v in { a = 1, b = 2 } : "${k}${v}" if v > 1]`, []any{"b2"}},
		{`{ for s in ["a", "b"] : s => length(s) }`, map[string]any{"a": 1, "b": 1}},
		{`{ for s in ["aa", "ab", "b"] : substr(s, 0, 1) => s... }`, map[string]any{"a": []any{"aa", "ab"}, "b": []any{"b"}}},
		{`[{ a = 1 }, { a = 2 }][*].a`, []any{1, 2}},
		{`null`, nil},
		{`toset(["b", "a", "b"])`, []any{"a", "b"}},
		{`tomap({ a = "x" })`, map[string]any{"a": "x"}},
		{`tolist(toset(["b", "a"]))`, []any{"a", "b"}},
		{`[tostring(1), tonumber("2"), tobool("true")]`, []any{"1", 2, true}},
		{`lookup({ a = "x" }, "a", "y")`, "x"},
		{`lookup({ a = "x" }, "b", "y")`, "y"},
		{`lookup({ a = "x" }, "a")`, "x"},
		{`merge({ a = 1, b = 1 }, { b = 2 })`, map[string]any{"a": 1, "b": 2}},
		{`jsonencode({ a = [1, true, null] })`, `{"a":[1,true,null]}`},
		{`jsondecode("{\"a\": [1, \"b\"]}")`, map[string]any{"a": []any{1, "b"}}},
		{`yamldecode("a: [1, b]\nc: 2000-01-02\n")`, map[string]any{"a": []any{1, "b"}, "c": "2000-01-02T00:00:00Z"}},
		{`csvdecode("a,b\n1,2\n")`, []any{map[string]any{"a": "1", "b": "2"}}},
		{`format("%s-%03d", "a", 7)`, "a-007"},
		{`formatlist("%s!", ["a", "b"])`, []any{"a!", "b!"}},
		{`concat(["a"], ["b", "c"])`, []any{"a", "b", "c"}},
		{`[length("abc"), length([1, 2]), length({ a = 1 }), length(toset([]))]`, []any{3, 2, 1, 0}},
		{`[keys({ b = 1, a = 2 }), values({ b = 1, a = 2 })]`, []any{[]any{"a", "b"}, []any{2, 1}}},
		{`[contains(["a"], "a"), contains(["a"], "b")]`, []any{true, false}},
		{`element(["a", "b"], 3)`, "b"},
		{`index(["a", "b"], "b")`, 1},
		{`flatten([["a"], [["b"]]])`, []any{"a", "b"}},
		{`distinct(["a", "a"])`, []any{"a"}},
		{`compact(["a", "", null])`, []any{"a"}},
		{`coalesce("", "a")`, "a"},
		{`[one([]), one(["a"]), one(toset(["b"]))]`, []any{nil, "a", "b"}},
		{`[sum([1, 2.5]), max(1, 3), min(1, 3), abs(-1), ceil(1.2), floor(1.8), pow(2, 3), signum(-4)]`, []any{3.5, 3, 1, 1, 2, 1, 8, -1}},
		{`[alltrue([true, true]), alltrue([true, false]), anytrue([false, true]), anytrue([])]`, []any{true, false, true, false}},
		{`range(3)`, []any{0, 1, 2}},
		{`reverse(["a", "b"])`, []any{"b", "a"}},
		{`setproduct(["a"], ["x", "y"])`, []any{[]any{"a", "x"}, []any{"a", "y"}}},
		{`[setunion(["a"], ["b"]), setintersection(["a", "b"], ["b"]), setsubtract(["a", "b"], ["b"])]`, []any{[]any{"a", "b"}, []any{"b"}, []any{"a"}}},
		{`slice(["a", "b", "c"], 1, 2)`, []any{"b"}},
		{`sort(["b", "a"])`, []any{"a", "b"}},
		{`transpose({ a = ["x", "y"], b = ["x"] })`, map[string]any{"x": []any{"a", "b"}, "y": []any{"a"}}},
		{`zipmap(["a"], [1])`, map[string]any{"a": 1}},
		{`chunklist(["a", "b", "c"], 2)`, []any{[]any{"a", "b"}, []any{"c"}}},
		{`[join("-", ["a", "b"]), split(",", "a,b")]`, []any{"a-b", []any{"a", "b"}}},
		{`[lower("A"), title("ab cd"), strrev("ab"), trimspace(" a "), trim("xax", "x"), trimprefix("ab", "a"), trimsuffix("ab", "b"), chomp("a\n")]`, []any{"a", "Ab Cd", "ba", "a", "a", "b", "a", "a"}},
		{`[replace("aXb", "X", "-"), replace("a1b2", "/[0-9]/", "")]`, []any{"a-b", "ab"}},
		{`[regex("[a-z]+", "12ab"), regexall("[0-9]", "1a2")]`, []any{"ab", []any{"1", "2"}}},
		{`[startswith("abc", "ab"), endswith("abc", "bc"), strcontains("abc", "z")]`, []any{true, true, false}},
		{`indent(2, "a\nb")`, "a\n  b"},
		{`[parseint("ff", 16), log(8, 2)]`, []any{255, 3}},
		{`[base64encode("hello"), base64decode("aGVsbG8="), urlencode("a b")]`, []any{"aGVsbG8=", "hello", "a+b"}},
		{`[substr(sha256("a"), 0, 4), substr(sha1("a"), 0, 4), substr(md5("a"), 0, 4), substr(sha512("a"), 0, 4), substr(base64sha256("a"), 0, 4)]`, []any{"ca97", "86f7", "0cc1", "1f40", "ypeB"}},
		{`[try(parseint("x", 10), "no"), can(parseint("x", 10))]`, []any{"no", false}},
		{`[timestamp(), timeadd(timestamp(), "1h"), formatdate("YYYY", timestamp()), timecmp("2000-01-01T00:00:00Z", "2000-01-01T00:00:01Z")]`, []any{"2000-01-01T00:00:00Z", "2000-01-01T01:00:00Z", "2000", -1}},
		{`[file("note.txt"), file("${path.module}/note.txt"), filebase64("note.txt"), fileexists("note.txt"), fileexists("other"), basename("a/b"), dirname("a/b")]`, []any{"hello", "hello", "aGVsbG8=", true, false, "b", "a"}},
		{`templatefile("unit.tftpl", { names = ["a", "b"] })`, "A;B;"},
		{`[issensitive(sensitive("a")), issensitive("a"), nonsensitive(sensitive("b"))]`, []any{true, false, "b"}},
		{`terraform.workspace`, "default"},
		{`var.given`, "given"},
		{`local.deep`, "given!"},
	}
	for _, test := range tests {
		w := &terraform.Workspace{Model: &juju.Model{}, Variables: map[string]any{"given": "given"}}
		result, err := w.ApplyText(filepath.Join(dir, "main.tf"), "variable \"given\" {}\nlocals {\n  deep = \"${local.shallow}!\"\n  shallow = var.given\n}\noutput \"o\" {\n  value = "+test.expression+"\n}\n")
		require.NoError(t, err, test.expression)
		require.Equal(t, test.want, result.Outputs["o"].Value, test.expression)
	}
}

// TestVariables: values are brought into the type of their variable, with defaults of what is left out.
func TestVariables(t *testing.T) {
	t.Parallel()
	yes := true
	tests := []struct {
		name, declaration string
		given             any
		want              any
	}{
		{"any type", "", []any{1, "a"}, []any{1, "a"}},
		{"text of a number", "type = string", 7, "7"},
		{"number of a text", "type = number", "7", 7},
		{"boolean", "type = bool", "true", true},
		{"pointer", "type = bool", &yes, true},
		{"list", "type = list(string)", []string{"a", "b"}, []any{"a", "b"}},
		{"set", "type = set(string)", []string{"b", "a", "b"}, []any{"a", "b"}},
		{"map", "type = map(number)", map[string]int{"a": 1}, map[string]any{"a": 1}},
		{"object with a default", "type = object({ name = string, units = optional(number, 3) })", map[string]any{"name": "a"}, map[string]any{"name": "a", "units": 3}},
		{"float", "type = number", 1.25, 1.25},
		{"unsigned", "type = number", uint8(3), 3},
		{"null", "type = string", nil, nil},
		{"null that takes the default", "type = string\n  default = \"d\"\n  nullable = false", nil, "d"},
		{"value of cty", "type = string", cty.StringVal("a"), "a"},
	}
	for _, test := range tests {
		w := &terraform.Workspace{Model: &juju.Model{}, Variables: map[string]any{"v": test.given}}
		result, err := w.ApplyText("main.tf", "variable \"v\" {\n  description = \"x\"\n  "+test.declaration+"\n}\noutput \"o\" { value = var.v }")
		require.NoError(t, err, test.name)
		require.Equal(t, test.want, result.Outputs["o"].Value, test.name)
	}
	w := &terraform.Workspace{Model: &juju.Model{}}
	result, err := w.ApplyText("main.tf", "variable \"v\" {\n  type = number\n  default = \"3\"\n  validation {\n    condition = var.v > 2\n    error_message = \"Want more.\"\n  }\n}\noutput \"o\" { value = var.v }")
	require.NoError(t, err)
	require.Equal(t, 3, result.Outputs["o"].Value)
}

// TestAttributes: what references to resources and data sources find.
func TestAttributes(t *testing.T) {
	t.Parallel()
	model := &juju.Model{Charms: stills()}
	w := &terraform.Workspace{Model: model}
	result, err := w.ApplyText("main.tf", head+application("web", "client", "  expose {}")+application("db", "server", "")+secret("s", some)+
		integration("i", "juju_application.web.name", "juju_application.db.name")+access("s", "juju_secret.s.secret_uri", "[]")+
		offer("  application_name = juju_application.db.name\n  endpoints = [\"web\", \"db\"]")+`
data "juju_offer" "o" { url = juju_offer.o.url }
data "juju_secret" "s" {
  model_uuid = local.m
  name       = juju_secret.s.name
  depends_on = [juju_secret.s]
}
data "juju_application" "web" {
  model_uuid = local.m
  name       = juju_application.web.name
  depends_on = [juju_application.web]
}
data "juju_model" "same" { uuid = local.m }
output "application" {
  value = { for name, value in juju_application.web : name => value if name != "registry_credentials" }
}
output "integration" { value = juju_integration.i }
output "access" { value = juju_access_secret.s.id == juju_secret.s.id }
output "same_secret" { value = data.juju_secret.s.secret_id == juju_secret.s.secret_id && "secret:${juju_secret.s.secret_id}" == juju_secret.s.secret_uri }
output "offer" { value = data.juju_offer.o }
output "model" { value = data.juju_model.same }
output "machines" { value = data.juju_application.web.machines }
`)
	require.NoError(t, err)
	outputs := make(map[string]any)
	for name, o := range result.Outputs {
		outputs[name] = o.Value
	}
	uuid := model.UUID
	require.Equal(t, map[string]any{
		"application": map[string]any{
			"charm":  []any{map[string]any{"name": "client", "channel": "latest/stable", "revision": 0, "base": "ubuntu@22.04"}},
			"config": nil, "constraints": "", "endpoint_bindings": nil, "expose": []any{map[string]any{"cidrs": nil, "endpoints": nil, "spaces": nil}},
			"id": uuid + ":web", "machines": []any{}, "model": nil, "model_type": "caas", "model_uuid": uuid, "name": "web", "resources": nil, "storage": nil,
			"storage_directives": nil, "trust": false, "units": 1,
		},
		"integration": map[string]any{
			"application": []any{
				map[string]any{"name": "db", "endpoint": "db", "offer_url": nil}, map[string]any{"name": "web", "endpoint": "db", "offer_url": nil},
			},
			"id": uuid + ":db:db:web:db", "model": nil, "model_uuid": uuid, "via": nil,
		},
		"access": true, "same_secret": true, "machines": []any{},
		"offer": map[string]any{"application_name": "db", "endpoints": []any{"db", "web"}, "id": "admin/scenario.db", "name": "db", "url": "admin/scenario.db"},
		"model": map[string]any{"id": uuid, "name": "scenario", "owner": "admin", "uuid": uuid},
	}, outputs)
}
