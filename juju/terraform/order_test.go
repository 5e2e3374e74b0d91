package terraform_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
	"github.com/charmscenario/scenario/juju/terraform"
)

// whole is a plan in which most depends on something, written the other way round.
var wholePlan = access("s", "juju_secret.s.secret_id", "[juju_application.web.name]") +
	offer("  application_name = juju_application.db.name\n  endpoints = [\"web\"]") +
	integration("i", "juju_application.web.name", "juju_application.db.name") +
	application("web", "client", "  config = { token = local.uri }") + "locals { uri = juju_secret.s.secret_uri }\n" +
	application("db", "server", "") + secret("s", some)

// TestOrder: what depends on others is created after them, and destroyed before them, also over local values; what does not, as it is written.
func TestOrder(t *testing.T) {
	t.Parallel()
	model := &juju.Model{Charms: stills()}
	w := &terraform.Workspace{Model: model}
	result, err := w.ApplyText("main.tf", wholePlan+head)
	require.NoError(t, err)
	require.Equal(t, []string{
		"juju_secret.s", "juju_application.web", "juju_access_secret.s", "juju_application.db", "juju_offer.o", "juju_integration.i",
	}, result.Created)
	require.Equal(t, []string{
		"juju add-secret s password=...", "juju deploy client web --config token=SECRET", "juju grant-secret SECRET web", "juju deploy server db",
		"juju offer db:web db", "juju integrate web db",
	}, commands(model, 0))
	require.NoError(t, model.Settle())

	last := len(model.Timeline())
	result, err = w.ApplyText("main.tf", head+application("db", "server", ""))
	require.NoError(t, err)
	require.Equal(t, []string{"juju_integration.i", "juju_offer.o", "juju_access_secret.s", "juju_application.web", "juju_secret.s"}, result.Destroyed)
	require.Equal(t, []string{
		"juju remove-relation db:db web:db", "juju remove-offer db", "juju revoke-secret SECRET web", "juju remove-application web", "juju remove-secret SECRET",
	}, commands(model, last))

	last = len(model.Timeline())
	result, err = w.Destroy()
	require.NoError(t, err)
	require.Equal(t, []string{"juju_application.db"}, result.Destroyed)
	require.Equal(t, []string{"juju remove-application db"}, commands(model, last))
}

// TestReplacedWithDependents: what depends on something that is replaced goes before it, and comes again after it, or is updated.
func TestReplacedWithDependents(t *testing.T) {
	t.Parallel()
	model := &juju.Model{Charms: stills()}
	w := &terraform.Workspace{Model: model}
	_, err := w.ApplyText("main.tf", wholePlan+head)
	require.NoError(t, err)
	require.NoError(t, model.Settle())
	last := len(model.Timeline())
	// Another model for the secret: its ID is not known before it is there, so that its grant is replaced, and the option updated.
	moved := "resource \"juju_secret\" \"s\" {\n  model_uuid = juju_model.n.uuid\n  name = \"s\"\n" + some + "\n}\nresource \"juju_model\" \"n\" {\n  name = \"n\"\n}\n"
	plan := integration("i", "juju_application.web.name", "juju_application.db.name") + application("db", "server", "") +
		application("web", "client", "  config = { token = local.uri }") + "locals { uri = juju_secret.s.secret_uri }\n" + moved + head +
		"resource \"juju_access_secret\" \"s\" {\n  model_uuid = juju_model.n.uuid\n  secret_id = juju_secret.s.secret_id\n  applications = []\n}\n"
	result, err := w.ApplyText("main.tf", plan)
	require.NoError(t, err)
	require.Equal(t, []string{"juju_model.n"}, result.Created)
	require.Equal(t, []string{"juju_secret.s", "juju_access_secret.s"}, result.Replaced)
	require.Equal(t, []string{"juju_application.web"}, result.Updated)
	require.Equal(t, []string{"juju_offer.o"}, result.Destroyed)
	require.Equal(t, []string{
		"juju remove-offer db", "juju revoke-secret SECRET web", "juju remove-secret SECRET", "juju add-model n", "juju add-secret s password=...",
		"juju config web token=SECRET",
	}, commands(model, last))
}

// TestRename: an application that is replaced takes its relations and grants with it.
func TestRename(t *testing.T) {
	t.Parallel()
	model := &juju.Model{Charms: stills()}
	w := &terraform.Workspace{Model: model, Variables: map[string]any{"name": "web"}}
	plan := head + "variable \"name\" {}\nresource \"juju_application\" \"web\" {\n  model_uuid = local.m\n  name = var.name\n  charm { name = \"client\" }\n}\n" +
		application("db", "server", "") + integration("i", "juju_application.web.name", "juju_application.db.name") +
		secret("s", some) + access("s", "juju_secret.s.secret_id", "[juju_application.web.name]")
	_, err := w.ApplyText("main.tf", plan)
	require.NoError(t, err)
	require.NoError(t, model.Settle())
	last := len(model.Timeline())
	w.Variables["name"] = "site"
	result, err := w.ApplyText("main.tf", plan)
	require.NoError(t, err)
	require.Equal(t, []string{"juju_application.web", "juju_integration.i"}, result.Replaced)
	require.Equal(t, []string{"juju_access_secret.s"}, result.Updated)
	require.Equal(t, []string{
		"juju remove-relation db:db web:db", "juju remove-application web", "juju deploy client site", "juju integrate site db", "juju grant-secret SECRET site",
		"juju revoke-secret SECRET web",
	}, commands(model, last))
}

// TestKeys: instances come and go by their keys; the others stay.
func TestKeys(t *testing.T) {
	t.Parallel()
	model := &juju.Model{}
	w := &terraform.Workspace{Model: model}
	each := func(keys string) string {
		return head + "resource \"juju_secret\" \"s\" {\n  for_each = toset(" + keys + ")\n  model_uuid = local.m\n  name = each.key\n" + some + "\n}\n"
	}
	_, err := w.ApplyText("main.tf", each(`["a", "b"]`))
	require.NoError(t, err)
	result, err := w.ApplyText("main.tf", each(`["b", "c d"]`))
	require.NoError(t, err)
	require.Equal(t, []string{`juju_secret.s["c d"]`}, result.Created)
	require.Equal(t, []string{`juju_secret.s["a"]`}, result.Destroyed)
	require.Equal(t, []string{`juju_secret.s["b"]`, `juju_secret.s["c d"]`}, w.Resources())
	result, err = w.ApplyText("main.tf", head+secret("s", some+"\n  count = 0"))
	require.NoError(t, err)
	require.Len(t, result.Destroyed, 2)
}

// stubborn is a charm that cannot stop.
func stubborn() juju.Charm {
	return juju.Charm{Metadata: "name: stubborn\nrequires: {db: {interface: sql}}", Handler: charm.HandlerFunc(func(h *charm.Hook) error {
		if h.Kind() == charm.KindStop || h.Kind() == charm.KindRelationBroken {
			return errors.New("cannot stop")
		}
		return nil
	})}
}

// TestHeldBack: what a unit in error holds back is waited for in vain. What it depends on stays, everything else goes; once the unit is resolved, the rest
// goes too. With skip_failed_deletion it counts as gone.
func TestHeldBack(t *testing.T) {
	t.Parallel()
	plan := head + application("web", "stubborn", "  config = {}") + application("db", "server", "") + integration("i", "juju_application.web.name", "juju_application.db.name") + secret("s", some)
	charms := stills()
	charms["stubborn"] = stubborn()
	model := &juju.Model{Charms: charms}
	w := &terraform.Workspace{Model: model}
	_, err := w.ApplyText("main.tf", plan)
	require.NoError(t, err)
	require.NoError(t, model.Settle())

	_, err = w.ApplyText("main.tf", replaceOnce(plan, "  config = {}", "  constraints = \"mem=1G\""))
	var failure *terraform.Error
	require.ErrorAs(t, err, &failure)
	require.Len(t, failure.Diagnostics, 1, "what could not be destroyed is not created anew")
	require.Equal(t, "juju_application.web", failure.Diagnostics[0].Address)
	for range 2 { // relation-broken, then stop
		require.NoError(t, model.Resolved("web/0", false))
		require.NoError(t, model.Settle())
	}
	_, err = w.ApplyText("main.tf", plan)
	require.NoError(t, err)
	require.NoError(t, model.Settle())

	result, err := w.Destroy()
	require.EqualError(t, err, "juju_integration.i: Client Error: Unable to complete integration deletion (endpoints [db:db web:db]) in model \""+model.UUID+"\": web/0 is in error and holds it: hook failed: \"db-relation-broken\"")
	require.Equal(t, []string{"juju_secret.s"}, result.Destroyed)
	require.Equal(t, []string{"juju_application.db", "juju_application.web", "juju_integration.i"}, w.Resources())

	require.NoError(t, model.Resolved("web/0", false))
	require.NoError(t, model.Settle())
	result, err = w.Destroy()
	require.EqualError(t, err, "juju_application.web: Client Error: Unable to complete application \"web\" deletion: web/0 is in error and holds it: hook failed: \"stop\"")
	require.Equal(t, []string{"juju_application.db"}, result.Destroyed)

	require.NoError(t, model.Resolved("web/0", false))
	require.NoError(t, model.Settle())
	result, err = w.Destroy()
	require.NoError(t, err)
	require.True(t, result.Empty(), "it has gone meanwhile")

	model = &juju.Model{Charms: charms}
	w = &terraform.Workspace{Model: model}
	_, err = w.ApplyText("main.tf", "provider \"juju\" {\n  skip_failed_deletion = true\n}\n"+head+application("web", "stubborn", ""))
	require.NoError(t, err)
	result, err = w.Destroy()
	require.NoError(t, err)
	require.Equal(t, []string{"juju_application.web"}, result.Destroyed)
	require.Len(t, result.Warnings, 1)
	require.Contains(t, result.String(), "Warning: juju_application.web: Client Error: Unable to complete application \"web\" deletion")
	require.Contains(t, model.Status().Applications, "web")
}

// TestHeldBackModel: a model goes when its last unit does.
func TestHeldBackModel(t *testing.T) {
	t.Parallel()
	model := &juju.Model{Charms: map[string]juju.Charm{"stubborn": stubborn()}}
	w := &terraform.Workspace{Model: model}
	_, err := w.ApplyText("main.tf", "resource \"juju_model\" \"n\" {\n  name = \"n\"\n}\n")
	require.NoError(t, err)
	require.NoError(t, model.Models()[1].Deploy(stubborn(), juju.Deployment{}))
	require.NoError(t, model.Settle())
	_, err = w.Destroy()
	require.EqualError(t, err, "juju_model.n: Client Error: Unable to complete model \"n\" deletion: stubborn/0 is in error and holds it: hook failed: \"stop\"")
	require.Equal(t, []string{"juju_model.n"}, w.Resources())
}

// TestPreventDestroy: lifecycle.prevent_destroy forbids to replace, and to leave an instance out.
func TestPreventDestroy(t *testing.T) {
	t.Parallel()
	model := &juju.Model{Charms: stills()}
	w := &terraform.Workspace{Model: model}
	keep := "\n  lifecycle { prevent_destroy = true }"
	_, err := w.ApplyText("main.tf", head+application("web", "client", keep)+secret("s", some+keep+"\n  count = 1"))
	require.NoError(t, err)
	_, err = w.ApplyText("main.tf", head+application("web", "server", keep)+secret("s", some+keep+"\n  count = 0"))
	require.ErrorContains(t, err, "juju_application.web: Instance cannot be destroyed")
	require.ErrorContains(t, err, "juju_secret.s[0]: Instance cannot be destroyed")
	require.Len(t, w.Resources(), 2)
}

// TestFailureInTheMiddle: what depends on something that failed is left, everything else is done, and the next apply goes on.
func TestFailureInTheMiddle(t *testing.T) {
	t.Parallel()
	model := &juju.Model{Charms: stills()}
	taken, err := model.AddSecret("s", juju.SecretArgs{Content: map[string]string{"key": "value"}})
	require.NoError(t, err)
	w := &terraform.Workspace{Model: model}
	plan := head + secret("s", some) + application("web", "client", "  config = { token = juju_secret.s.secret_uri }") + application("db", "server", "") +
		integration("i", "juju_application.web.name", "juju_application.db.name") + "output \"db\" { value = juju_application.db.id }\noutput \"web\" { value = juju_application.web.id }"
	result, err := w.ApplyText("main.tf", plan)
	require.ErrorContains(t, err, `secret with name "s" already exists`)
	require.Equal(t, []string{"juju_application.db"}, result.Created)
	require.Contains(t, result.Outputs, "db")
	require.NotContains(t, result.Outputs, "web")

	require.NoError(t, model.RemoveSecret(taken, 0))
	result, err = w.ApplyText("main.tf", plan)
	require.NoError(t, err)
	require.Equal(t, []string{"juju_secret.s", "juju_application.web", "juju_integration.i"}, result.Created)
	require.Contains(t, result.Outputs, "web")
}

// TestLaterDependency: what came to depend on something younger is destroyed before it.
func TestLaterDependency(t *testing.T) {
	t.Parallel()
	w := &terraform.Workspace{Model: &juju.Model{Charms: stills()}}
	_, err := w.ApplyText("main.tf", head+application("web", "client", ""))
	require.NoError(t, err)
	_, err = w.ApplyText("main.tf", head+application("web", "client", "  config = { token = juju_secret.s.secret_uri }")+secret("s", some))
	require.NoError(t, err)
	require.Equal(t, []string{"juju_application.web", "juju_secret.s"}, w.Resources())
	result, err := w.Destroy()
	require.NoError(t, err)
	require.Equal(t, []string{"juju_application.web", "juju_secret.s"}, result.Destroyed)
}
