package terraform_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/juju"
	"github.com/charmscenario/scenario/juju/terraform"
)

// TestDrift: what somebody changed in the model by other means is found and put right by the next apply, as far as the provider looks.
func TestDrift(t *testing.T) {
	t.Parallel()
	plan := head + application("web", "client", "  units = 2\n  config = { port = 8080 }\n  expose {}") + application("db", "server", "") +
		integration("i", "juju_application.web.name", "juju_application.db.name") + secret("s", "  value = { key = \"one\" }\n  info = \"x\"") +
		access("s", "juju_secret.s.secret_id", "[juju_application.web.name]") + offer("  application_name = juju_application.db.name\n  endpoints = [\"web\"]") +
		"resource \"juju_model\" \"n\" {\n  name = \"n\"\n}\n"
	tests := []struct {
		name     string
		change   func(*juju.Model) error
		created  []string
		updated  []string
		replaced []string
		fails    string
		commands []string
	}{
		{name: "units", change: func(m *juju.Model) error { return m.Scale("web", 5) }, updated: []string{"juju_application.web"}, commands: []string{"juju scale-application web 2"}},
		{name: "an option of the plan", change: func(m *juju.Model) error { return m.SetConfig("web", map[string]any{"port": 1}) }, updated: []string{"juju_application.web"}, commands: []string{"juju config web port=8080"}},
		{name: "an option that the plan does not set", change: func(m *juju.Model) error { return m.SetConfig("web", map[string]any{"name": "x"}) }, updated: []string{"juju_application.web"}, commands: []string{"juju config web --reset name"}},
		{name: "an option that the plan does not set, to its default", change: func(m *juju.Model) error { return m.SetConfig("db", map[string]any{"port": 80}) }},
		{name: "an option of the plan, reset: the provider takes the default for what it has set", change: func(m *juju.Model) error { return m.ResetConfig("web", "port") }},
		{name: "not exposed", change: func(m *juju.Model) error { return m.Unexpose("web") }, updated: []string{"juju_application.web"}, commands: []string{"juju expose web"}},
		{name: "exposed", change: func(m *juju.Model) error { return m.Expose("db") }, updated: []string{"juju_application.db"}, commands: []string{"juju unexpose db"}},
		{name: "an application is gone", change: func(m *juju.Model) error { return m.RemoveApplication("web") },
			created: []string{"juju_application.web", "juju_integration.i"}, updated: []string{"juju_access_secret.s"},
			commands: []string{"juju deploy client web -n 2 --config port=8080", "juju expose web", "juju integrate web db", "juju grant-secret SECRET web"}},
		{name: "a relation is gone", change: func(m *juju.Model) error { return m.RemoveRelation("web", "db") }, created: []string{"juju_integration.i"}, commands: []string{"juju integrate web db"}},
		{name: "content of a secret", change: func(m *juju.Model) error {
			return m.UpdateSecret("s", juju.SecretArgs{Content: map[string]string{"key": "two"}})
		}, updated: []string{"juju_secret.s"}, commands: []string{"juju update-secret SECRET key=..."}},
		{name: "name and info of a secret", change: func(m *juju.Model) error {
			return m.UpdateSecret("s", juju.SecretArgs{NewName: "t", Info: "y"})
		}, updated: []string{"juju_secret.s"}, commands: []string{"juju update-secret SECRET --name s --info \"x\""}},
		{name: "granted to another", change: func(m *juju.Model) error { return m.GrantSecret("s", "db") }, updated: []string{"juju_access_secret.s"}, commands: []string{"juju revoke-secret SECRET db"}},
		{name: "revoked", change: func(m *juju.Model) error { return m.RevokeSecret("s", "web") }, updated: []string{"juju_access_secret.s"}, commands: []string{"juju grant-secret SECRET web"}},
		{name: "a secret is gone: the provider stops there", change: func(m *juju.Model) error { return m.RemoveSecret("s", 0) }, fails: "juju_secret.s: Client Error: Unable to read secret, got error: secret"},
		{name: "an offer is gone", change: func(m *juju.Model) error { return m.RemoveOffer("db") }, created: []string{"juju_offer.o"}, commands: []string{"juju offer db:web db"}},
		{name: "an offer of other endpoints", change: func(m *juju.Model) error { _, err := m.Offer("db:db", "db"); return err }, replaced: []string{"juju_offer.o"}, commands: []string{"juju remove-offer db", "juju offer db:web db"}},
		{name: "a model is gone", change: func(m *juju.Model) error { return m.DestroyModel("n") }, created: []string{"juju_model.n"}, commands: []string{"juju add-model n"}},
		{name: "contents cannot be revealed", change: func(m *juju.Model) error { m.Access = juju.AccessWrite; return nil }, fails: "Unable to read secret, got error: permission denied (unauthorized access)"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			model := &juju.Model{Charms: stills()}
			w := &terraform.Workspace{Model: model}
			_, err := w.ApplyText("main.tf", plan)
			require.NoError(t, err)
			require.NoError(t, model.Settle())
			want := describe(t, model)
			require.NoError(t, test.change(model))
			require.NoError(t, model.Settle())
			last := len(model.Timeline())

			result, err := w.ApplyText("main.tf", plan)
			if test.fails != "" {
				require.ErrorContains(t, err, test.fails)
				require.Len(t, model.Timeline(), last)
				return
			}
			require.NoError(t, err)
			require.Equal(t, test.created, result.Created)
			require.Equal(t, test.updated, result.Updated)
			require.Equal(t, test.replaced, result.Replaced)
			require.Equal(t, test.commands, commands(model, last))
			require.NoError(t, model.Settle())
			if test.commands != nil {
				require.Equal(t, want, describe(t, model))
			}
			again, err := w.ApplyText("main.tf", plan)
			require.NoError(t, err)
			require.True(t, again.Empty(), again)
		})
	}
}

// TestRefreshedByHand: another charm revision than the plan pins is put right; without a pin it stays.
func TestRefreshedByHand(t *testing.T) {
	t.Parallel()
	for _, pinned := range []bool{true, false} {
		model := &juju.Model{}
		w := &terraform.Workspace{Model: model, Charms: releases()[1:2]}
		charm := ""
		if pinned {
			charm = "    revision = 1"
		}
		_, err := w.ApplyText("main.tf", head+charmBlock(charm, ""))
		require.NoError(t, err)
		require.NoError(t, model.Refresh("app", releases()[0].Charm))
		require.NoError(t, model.Settle())
		result, err := w.ApplyText("main.tf", head+charmBlock(charm, ""))
		require.NoError(t, err)
		require.Equal(t, !pinned, result.Empty())
		require.Equal(t, map[bool]int{true: 1, false: 2}[pinned], model.Status().Applications["app"].CharmRevision)
	}
}

// TestTwoGrants: two resources that grant one secret fight, as they do under the provider: each takes the other's grants for drift.
func TestTwoGrants(t *testing.T) {
	t.Parallel()
	model := &juju.Model{Charms: stills()}
	w := &terraform.Workspace{Model: model}
	plan := head + application("web", "client", "") + application("db", "server", "") + secret("s", some) +
		access("web", "juju_secret.s.secret_id", "[juju_application.web.name]") + access("db", "juju_secret.s.secret_id", "[juju_application.db.name]")
	_, err := w.ApplyText("main.tf", plan)
	require.NoError(t, err)
	result, err := w.ApplyText("main.tf", plan)
	require.NoError(t, err)
	require.Equal(t, []string{"juju_access_secret.web", "juju_access_secret.db"}, result.Updated)
	require.Contains(t, describe(t, model), "readers []")
}

// TestOfferInUse: an offer that is in use is withdrawn by force, as the provider does after five minutes: the relations over it end.
func TestOfferInUse(t *testing.T) {
	t.Parallel()
	model := &juju.Model{Charms: stills()}
	other, err := model.AddModel("other")
	require.NoError(t, err)
	w := &terraform.Workspace{Model: model}
	plan := head + application("db", "server", "") + offer("  application_name = juju_application.db.name\n  endpoints = [\"db\"]")
	_, err = w.ApplyText("main.tf", plan)
	require.NoError(t, err)
	require.NoError(t, other.Deploy(stills()["client"], juju.Deployment{}))
	require.NoError(t, other.Consume("admin/scenario.db", ""))
	require.NoError(t, other.Integrate("client", "db"))
	require.NoError(t, model.Settle())
	require.Equal(t, 1, model.Status().Offers["db"].Total)
	_, err = w.Destroy()
	require.NoError(t, err)
	require.Empty(t, model.Status().Offers)
	require.Empty(t, other.Status().Relations)
}

// TestNameInTheWay: what was consumed from another model under the name of the offer is in its way.
func TestNameInTheWay(t *testing.T) {
	t.Parallel()
	model := &juju.Model{Charms: stills()}
	for _, name := range []string{"first", "second"} {
		other, err := model.AddModel(name)
		require.NoError(t, err)
		require.NoError(t, other.Deploy(stills()["server"], juju.Deployment{Name: name}))
		_, err = other.Offer(name+":db", "")
		require.NoError(t, err)
	}
	require.NoError(t, model.Consume("admin/first.first", "second"))
	w := &terraform.Workspace{Model: model}
	_, err := w.ApplyText("main.tf", head+application("web", "client", "")+
		"resource \"juju_integration\" \"i\" {\n  model_uuid = local.m\n  application { name = juju_application.web.name }\n  application { offer_url = \"admin/second.second\" }\n}")
	require.ErrorContains(t, err, "juju_integration.i: Client Error: Unable to consume remote offer, got error: could not consume admin/second.second: saas application called \"second\" from a different model already exists")
}
