package terraform_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/juju"
	"github.com/charmscenario/scenario/juju/terraform"
)

// large finds numbers that would keep a test busy for long: so many units, or so wide a text.
var large = regexp.MustCompile(`[0-9]{3}|[0-9][eE]`)

// FuzzApply: whatever a file says, it is applied or refused with a reason, and nothing panics. What was planned changes nothing, and what was applied can be
// destroyed.
func FuzzApply(f *testing.F) {
	for _, seed := range []string{
		wholePlan + head, "variable \"a\" {\n  default = { x = [1, null, \"s\"] }\n  type = any\n}\noutput \"o\" { value = var.a.x[*] }",
		head + secret("s", "  for_each = { for k in [\"a\", \"b\"] : k => upper(k) }\n  value = { key = each.value }") + access("a", "juju_secret.s[\"a\"].secret_id", "[]"),
		head + application("web", "client", "  dynamic \"expose\" {\n    for_each = [1]\n    iterator = i\n    content { cidrs = i.value }\n  }\n  config = { name = \"${path.module}-${terraform.workspace}\" }\n  lifecycle { ignore_changes = all }"),
		"data \"juju_secret\" \"s\" {\n  model = \"scenario\"\n  name = try(local.x, \"a\")\n}\nlocals { x = jsondecode(\"{}\").y }", "resource \"juju_model\" \"m\" {\n  name = \"m\"\n  count = 2\n}",
		"terraform {}\nprovider \"juju\" { skip_failed_deletion = true }", "locals { a = local.b, b = local.a }", "output \"a\" { value = <<-X\n  %{ if true }x%{ else }y%{ endif }\n  X\n}", "((((", "\xff", "/*",
		`{"resource": {"juju_secret": {"s": {"model": "scenario", "value": {"key": "${1 + 1}"}, "lifecycle": {"prevent_destroy": true}}}}}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if large.MatchString(text) {
			return
		}
		name := "main.tf"
		if strings.HasPrefix(text, "{") {
			name = "main.tf.json"
		}
		config, err := terraform.Parse(name, text)
		if err != nil {
			explained(t, err)
			return
		}
		model := &juju.Model{Charms: stills()}
		w := &terraform.Workspace{Model: model}
		if _, err := w.Plan(config); err != nil {
			explained(t, err)
		}
		require.Empty(t, model.Timeline())
		if _, err := w.Apply(config); err != nil {
			explained(t, err)
		}
		require.NoError(t, w.Restore(w.State()))
		if _, err := w.Apply(config); err != nil {
			explained(t, err)
		}
		if _, err := w.Destroy(); err != nil {
			explained(t, err)
		}
	})
}

// explained checks that an error says what is wrong.
func explained(t *testing.T, err error) {
	t.Helper()
	var failure *terraform.Error
	require.True(t, errors.As(err, &failure), err)
	require.NotEmpty(t, failure.Diagnostics)
	for _, d := range failure.Diagnostics {
		require.NotEmpty(t, d.Summary)
	}
}

// TestNestedDeep: what is nested so deep that it cannot be read is refused, or read; the process does not run out of stack.
func TestNestedDeep(t *testing.T) {
	t.Parallel()
	const deep = 30_000
	for _, text := range []string{
		"output \"a\" { value = " + strings.Repeat("(", deep) + "1" + strings.Repeat(")", deep) + " }",
		"output \"a\" { value = " + strings.Repeat("[", deep) + " }",
		"output \"a\" { value = " + strings.Repeat("!", deep) + "true }",
		"output \"a\" { value = " + strings.Repeat("- ", deep) + "1 }",
		"output \"a\" { value = " + strings.Repeat("true ? 1 : ", deep) + "1 }",
		"output \"a\" { value = \"" + strings.Repeat("%{ if true }", deep) + "\" }",
		"output \"a\" { value = " + strings.Repeat("1 + ", deep) + "1 }",
		"output \"a\" { value = 1" + strings.Repeat(".a", deep) + " }",
		strings.Repeat("a {\n", deep),
		"output \"a\" { value = 1 }" + strings.Repeat("\n", 1<<21),
	} {
		w := &terraform.Workspace{Model: &juju.Model{}}
		if _, err := w.ApplyText("main.tf", text); err != nil {
			explained(t, err)
		}
	}
	_, err := terraform.Parse("main.tf.json", strings.Repeat("[", deep))
	explained(t, err)
}
