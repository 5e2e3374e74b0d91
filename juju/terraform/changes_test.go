package terraform_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/juju"
	"github.com/charmscenario/scenario/juju/terraform"
)

// offer writes an offer of an application.
func offer(more string) string {
	return "resource \"juju_offer\" \"o\" {\n  model_uuid = local.m\n" + more + "\n}\n"
}

// releases are revisions of a charm in channels.
func releases() []terraform.Release {
	one := still("name: app\nprovides: {db: {interface: sql}}\nconfig: {options: {port: {type: int}, old: {type: string}}}")
	two := still("name: app\nprovides: {db: {interface: sql}}\nconfig: {options: {port: {type: int}, new: {type: string}}}")
	one.Revision, two.Revision = 1, 2
	three := two
	three.Revision = 3
	return []terraform.Release{{Charm: two}, {Charm: one, Name: "app"}, {Charm: three, Channel: "latest/edge"}}
}

// charmBlock writes an application of the charm of releases.
func charmBlock(charm, more string) string {
	return "resource \"juju_application\" \"app\" {\n  model_uuid = local.m\n  name = \"app\"\n  charm {\n    name = \"app\"\n" + charm + "\n  }\n" + more + "\n}\n"
}

// TestChanges: what a change of each attribute does, in which order, and by which commands.
func TestChanges(t *testing.T) {
	t.Parallel()
	const updated, replaced = "updated", "replaced"
	web, db := application("web", "client", ""), application("db", "server", "")
	tests := []struct {
		name, before, after string
		address, how        string // empty: nothing changes
		changed             string
		commands            []string
	}{
		{name: "secret: value", before: secret("s", "  value = { key = \"one\" }"), after: secret("s", "  value = { key = \"two\" }"),
			address: "juju_secret.s", how: updated, changed: "value", commands: []string{"juju update-secret SECRET key=..."}},
		{name: "secret: keys", before: secret("s", "  value = { key = \"one\" }"), after: secret("s", "  value = { other = \"one\" }"),
			address: "juju_secret.s", how: updated, changed: "value", commands: []string{"juju update-secret SECRET other=..."}},
		{name: "secret: name", before: "resource \"juju_secret\" \"s\" {\n  model_uuid = local.m\n  name = \"a\"\n" + some + "\n}", after: "resource \"juju_secret\" \"s\" {\n  model_uuid = local.m\n  name = \"b\"\n" + some + "\n}",
			address: "juju_secret.s", how: updated, changed: "name", commands: []string{"juju update-secret SECRET --name b"}},
		{name: "secret: info", before: secret("s", some), after: secret("s", some+"\n  info = \"x\""),
			address: "juju_secret.s", how: updated, changed: "info", commands: []string{"juju update-secret SECRET --info \"x\""}},
		{name: "secret: info taken out together with another value", before: secret("s", some+"\n  info = \"x\""), after: secret("s", "  value = { key = \"two\" }"),
			address: "juju_secret.s", how: updated, changed: "value info", commands: []string{"juju update-secret SECRET key=..."}},
		{name: "secret: order of keys", before: secret("s", "  value = { aaa = \"1\", bbb = \"2\" }"), after: secret("s", "  value = { bbb = \"2\", aaa = \"1\" }")},
		{name: "access: one more", before: web + db + secret("s", some) + access("a", "juju_secret.s.secret_id", "[juju_application.web.name]"), after: web + db + secret("s", some) + access("a", "juju_secret.s.secret_id", "[juju_application.web.name, juju_application.db.name]"),
			address: "juju_access_secret.a", how: updated, changed: "applications", commands: []string{"juju grant-secret SECRET db"}},
		{name: "access: others, granted before the old ones are revoked", before: web + db + secret("s", some) + access("a", "juju_secret.s.secret_id", "[juju_application.web.name]"), after: web + db + secret("s", some) + access("a", "juju_secret.s.secret_id", "[juju_application.db.name]"),
			address: "juju_access_secret.a", how: updated, changed: "applications", commands: []string{"juju grant-secret SECRET db", "juju revoke-secret SECRET web"}},
		{name: "access: another secret", before: web + secret("s", some) + secret("u", some) + access("a", "juju_secret.s.secret_id", "[juju_application.web.name]"), after: web + secret("s", some) + secret("u", some) + access("a", "juju_secret.u.secret_id", "[juju_application.web.name]"),
			address: "juju_access_secret.a", how: replaced, changed: "secret_id", commands: []string{"juju revoke-secret SECRET web", "juju grant-secret SECRET web"}},
		{name: "application: units up", before: application("web", "client", "  units = 1"), after: application("web", "client", "  units = 3"),
			address: "juju_application.web", how: updated, changed: "units", commands: []string{"juju scale-application web 3"}},
		{name: "application: units taken out", before: application("web", "client", "  units = 3"), after: web,
			address: "juju_application.web", how: updated, changed: "units", commands: []string{"juju scale-application web 1"}},
		{name: "application: an option", before: application("web", "client", "  config = { port = 1, name = \"x\" }"), after: application("web", "client", "  config = { port = 2, name = \"x\" }"),
			address: "juju_application.web", how: updated, changed: "config", commands: []string{"juju config web port=2"}},
		{name: "application: options set and reset", before: application("web", "client", "  config = { port = 1 }"), after: application("web", "client", "  config = { name = \"x\" }"),
			address: "juju_application.web", how: updated, changed: "config", commands: []string{"juju config web name=x", "juju config web --reset port"}},
		{name: "application: options taken out", before: application("web", "client", "  config = { port = 1, name = \"x\" }"), after: web,
			address: "juju_application.web", how: updated, changed: "config", commands: []string{"juju config web --reset name", "juju config web --reset port"}},
		{name: "application: an option that is null", before: application("web", "client", "  config = { port = 1 }"), after: application("web", "client", "  config = { port = null }"),
			address: "juju_application.web", how: updated, changed: "config", commands: []string{"juju config web --reset port"}},
		{name: "application: trust", before: web, after: application("web", "client", "  trust = true"),
			address: "juju_application.web", how: updated, changed: "trust", commands: []string{"juju trust web"}},
		{name: "application: exposed", before: web, after: application("web", "client", "  expose {}"),
			address: "juju_application.web", how: updated, changed: "expose", commands: []string{"juju expose web"}},
		{name: "application: exposed otherwise", before: application("web", "client", "  expose {}"), after: application("web", "client", "  expose { cidrs = \"10.0.0.0/8\" }"),
			address: "juju_application.web", how: updated, changed: "expose.cidrs", commands: []string{"juju expose web"}},
		{name: "application: no longer exposed", before: application("web", "client", "  expose {}"), after: web,
			address: "juju_application.web", how: updated, changed: "expose", commands: []string{"juju unexpose web"}},
		{name: "application: constraints", before: application("web", "client", "  constraints = \"mem=1G\""), after: application("web", "client", "  constraints = \"mem=2G\""),
			address: "juju_application.web", how: replaced, changed: "constraints", commands: []string{"juju remove-application web", "juju deploy client web"}},
		{name: "application: constraints in another order", before: application("web", "client", "  constraints = \"mem=1G cores=2\""), after: application("web", "client", "  constraints = \"cores=2 mem=1G\"")},
		{name: "application: constraints taken out", before: application("web", "client", "  constraints = \"mem=1G\""), after: web},
		{name: "application: more storage", before: application("web", "client", "  storage_directives = { a = \"1G\" }"), after: application("web", "client", "  storage_directives = { a = \"1G\", b = \"1G\" }"),
			address: "juju_application.web", how: updated, changed: "storage_directives"},
		{name: "application: other storage", before: application("web", "client", "  storage_directives = { a = \"1G\" }"), after: application("web", "client", "  storage_directives = { a = \"2G\" }"),
			address: "juju_application.web", how: replaced, changed: "storage_directives", commands: []string{"juju remove-application web", "juju deploy client web"}},
		{name: "application: resources", before: web, after: application("web", "client", "  resources = { image = \"3\" }"),
			address: "juju_application.web", how: updated, changed: "resources"},
		{name: "application: bindings", before: web, after: application("web", "client", "  endpoint_bindings = [{ space = \"alpha\" }]"),
			address: "juju_application.web", how: updated, changed: "endpoint_bindings"},
		{name: "application: name", before: strings.ReplaceAll(web, "name       = \"web\"", "name       = \"a\""), after: strings.ReplaceAll(web, "name       = \"web\"", "name       = \"b\""),
			address: "juju_application.web", how: replaced, changed: "name", commands: []string{"juju remove-application a", "juju deploy client b"}},
		{name: "application: charm", before: web, after: application("web", "server", ""),
			address: "juju_application.web", how: replaced, changed: "charm.name", commands: []string{"juju remove-application web", "juju deploy server web"}},
		{name: "application: revision, and an option that only the new one has", before: charmBlock("    revision = 1", "  config = { old = \"x\" }"), after: charmBlock("    revision = 2", "  config = { new = \"y\" }"),
			address: "juju_application.app", how: updated, changed: "config charm.revision", commands: []string{"juju refresh app", "juju config app new=y"}},
		{name: "application: channel takes its newest revision", before: charmBlock("", ""), after: charmBlock("    channel = \"latest/edge\"", ""),
			address: "juju_application.app", how: updated, changed: "charm.channel charm.revision", commands: []string{"juju refresh app"}},
		{name: "application: revision is no longer pinned", before: charmBlock("    revision = 1", ""), after: charmBlock("", "")},
		{name: "application: base, on Kubernetes", before: charmBlock("    base = \"ubuntu@22.04\"", ""), after: charmBlock("    base = \"ubuntu@24.04\"", ""),
			address: "juju_application.app", how: updated, changed: "charm.base"},
		{name: "integration: sides the other way round", before: web + db + integration("i", "juju_application.web.name", "juju_application.db.name"), after: web + db + integration("i", "juju_application.db.name", "juju_application.web.name")},
		{name: "integration: endpoint named", before: web + db + integration("i", "juju_application.web.name", "juju_application.db.name"), after: web + db + strings.Replace(integration("i", "juju_application.web.name", "juju_application.db.name"), "{ name = juju_application.db.name }", "{\n    name = juju_application.db.name\n    endpoint = \"db\"\n  }", 1)},
		{name: "integration: via", before: web + db + integration("i", "juju_application.web.name", "juju_application.db.name"), after: web + db + strings.Replace(integration("i", "juju_application.web.name", "juju_application.db.name"), "  model_uuid", "  via = \"10.0.0.0/8\"\n  model_uuid", 1),
			address: "juju_integration.i", how: replaced, changed: "via", commands: []string{"juju remove-relation db:db web:db", "juju integrate web db"}},
		{name: "offer: endpoints", before: db + offer("  application_name = juju_application.db.name\n  endpoints = [\"db\"]"), after: db + offer("  application_name = juju_application.db.name\n  endpoints = [\"db\", \"web\"]"),
			address: "juju_offer.o", how: replaced, changed: "endpoints", commands: []string{"juju remove-offer db", "juju offer db:db,web db"}},
		{name: "offer: order of endpoints", before: db + offer("  application_name = juju_application.db.name\n  endpoints = [\"web\", \"db\"]"), after: db + offer("  application_name = juju_application.db.name\n  endpoints = [\"db\", \"web\"]")},
		{name: "offer: name", before: db + offer("  application_name = juju_application.db.name\n  endpoints = [\"db\"]"), after: db + offer("  name = \"x\"\n  application_name = juju_application.db.name\n  endpoints = [\"db\"]"),
			address: "juju_offer.o", how: replaced, changed: "name", commands: []string{"juju remove-offer db", "juju offer db:db x"}},
		{name: "model: config and constraints", before: "resource \"juju_model\" \"n\" {\n  name = \"n\"\n}", after: "resource \"juju_model\" \"n\" {\n  name = \"n\"\n  config = { mode = \"strict\" }\n  constraints = \"mem=1G\"\n}",
			address: "juju_model.n", how: updated, changed: "config constraints"},
		{name: "model: name", before: "resource \"juju_model\" \"n\" {\n  name = \"n\"\n}", after: "resource \"juju_model\" \"n\" {\n  name = \"o\"\n}",
			address: "juju_model.n", how: replaced, changed: "name", commands: []string{"juju destroy-model n", "juju add-model o"}},
		{name: "model: cloud", before: "resource \"juju_model\" \"n\" {\n  name = \"n\"\n  cloud { name = \"a\" }\n}", after: "resource \"juju_model\" \"n\" {\n  name = \"n\"\n  cloud { name = \"b\" }\n}",
			address: "juju_model.n", how: replaced, changed: "cloud", commands: []string{"juju destroy-model n", "juju add-model n"}},
		{name: "ignored", before: application("web", "client", "  units = 1\n  lifecycle { ignore_changes = [units] }"), after: application("web", "client", "  units = 3\n  lifecycle { ignore_changes = [units] }")},
		{name: "all is ignored", before: application("web", "client", ""), after: application("web", "server", "  units = 3\n  lifecycle { ignore_changes = all }")},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			model := &juju.Model{Charms: stills()}
			w := &terraform.Workspace{Model: model, Charms: releases()}
			_, err := w.ApplyText("main.tf", head+test.before)
			require.NoError(t, err)
			require.NoError(t, model.Settle())
			last := len(model.Timeline())

			config, err := terraform.Parse("main.tf", head+test.after)
			require.NoError(t, err)
			forecast, err := w.Plan(config)
			require.NoError(t, err)
			require.Len(t, model.Timeline(), last, "a plan changes nothing")
			result, err := w.Apply(config)
			require.NoError(t, err)
			require.Equal(t, forecast, result)
			want := &terraform.Result{Changed: map[string][]string{}, Outputs: map[string]terraform.Output{}}
			if test.how != "" {
				want.Changed[test.address] = strings.Fields(test.changed)
			}
			switch test.how {
			case updated:
				want.Updated = []string{test.address}
			case replaced:
				want.Replaced = []string{test.address}
			}
			require.Equal(t, want, result)
			require.Equal(t, test.commands, commands(model, last))
			again, err := w.Apply(config)
			require.NoError(t, err)
			require.True(t, again.Empty(), again)
		})
	}
}

// TestNothingLeftToSend: when nothing but a name or info was taken out of the configuration, the provider sends an update without anything in it, which
// Juju refuses.
func TestNothingLeftToSend(t *testing.T) {
	t.Parallel()
	w := &terraform.Workspace{Model: &juju.Model{}}
	_, err := w.ApplyText("main.tf", head+secret("s", some+"\n  info = \"x\""))
	require.NoError(t, err)
	_, err = w.ApplyText("main.tf", head+secret("s", some))
	require.EqualError(t, err, "main.tf:6:1: juju_secret.s: Client Error: Unable to update secret, got error: at least one attribute to update must be specified")
}

// TestMachines: on machines units are added, and those with the highest numbers removed; another base replaces the application.
func TestMachines(t *testing.T) {
	t.Parallel()
	model := &juju.Model{Charms: stills(), Type: call.ModelMachines}
	w := &terraform.Workspace{Model: model, Charms: releases()}
	machines := "output \"machines\" { value = sort(juju_application.app.machines) }\noutput \"type\" { value = juju_application.app.model_type }\n"
	apply := func(charm, more string) *terraform.Result {
		result, err := w.ApplyText("main.tf", head+charmBlock(charm, more)+machines)
		require.NoError(t, err)
		require.NoError(t, model.Settle())
		return result
	}
	result := apply("", "  units = 3")
	require.Equal(t, []any{"0", "1", "2"}, result.Outputs["machines"].Value)
	require.Equal(t, "iaas", result.Outputs["type"].Value)
	last := len(model.Timeline())
	apply("", "  units = 1")
	require.Equal(t, []string{"juju remove-unit app/1 app/2"}, commands(model, last))
	last = len(model.Timeline())
	apply("", "  units = 2")
	require.Equal(t, []string{"juju add-unit app -n 1"}, commands(model, last))
	require.Equal(t, []string{"app/0", "app/3"}, model.Units())
	result = apply("    base = \"ubuntu@24.04\"", "  units = 2")
	require.Equal(t, []string{"juju_application.app"}, result.Replaced)
	require.Equal(t, map[string][]string{"juju_application.app": {"charm.base"}}, result.Changed)
}
