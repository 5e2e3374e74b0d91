package juju_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/juju"
)

// TestOperationsAreCounted: Juju counts operations and tasks with one counter, also those that nothing comes of.
func TestOperationsAreCounted(t *testing.T) {
	t.Parallel()
	model := &juju.Model{Charms: exampleCharms()}
	require.NoError(t, model.Deploy(model.Charms["store"], juju.Deployment{}))
	first, err := model.Run("store/0", "count", nil)
	require.NoError(t, err)
	require.Equal(t, []string{"1", "2"}, []string{first.Operation, first.ID})
	_, err = model.Run("store/0", "nope", nil)
	require.Error(t, err)
	second, err := model.Enqueue("store/leader", "count", nil)
	require.NoError(t, err)
	require.Equal(t, []string{"4", "5"}, []string{second.Operation, second.ID})
}

// TestSecretRevisionGone: a list with contents tells of a secret whose latest revision was removed; asking for a revision that is gone is refused.
func TestSecretRevisionGone(t *testing.T) {
	t.Parallel()
	model := &juju.Model{}
	uri, err := model.AddSecret("token", juju.SecretArgs{Content: map[string]string{"abc": "d"}})
	require.NoError(t, err)
	require.NoError(t, model.UpdateSecret("token", juju.SecretArgs{Content: map[string]string{"abc": "e"}}))
	require.NoError(t, model.RemoveSecret("token", 2))
	list, err := model.ListSecrets(juju.SecretFilter{}, true)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Nil(t, list[0].Value)
	require.Equal(t, `secret revision "`+uri[len("secret:"):]+`/2" not found`, list[0].Error)
	list, err = model.ListSecrets(juju.SecretFilter{Revision: 1}, true)
	require.NoError(t, err)
	require.Empty(t, list[0].Error)
	require.Equal(t, map[string]string{"abc": "d"}, list[0].Value)
	for _, reveal := range []bool{true, false} {
		_, err = model.ListSecrets(juju.SecretFilter{Revision: 2}, reveal)
		require.EqualError(t, err, `revison 2 for secret "`+uri+`" not found (not found)`)
	}
}

// TestStatusOfMachines: each unit has a machine, which is pending until the unit begins to install; a SAAS shows the status of what is on offer.
func TestStatusOfMachines(t *testing.T) {
	t.Parallel()
	model := &juju.Model{Type: call.ModelMachines, Charms: exampleCharms()}
	require.NoError(t, model.Deploy(model.Charms["store"], juju.Deployment{Name: "db", Units: 2}))
	_, err := model.StepUnit("db/1")
	require.NoError(t, err)
	s := model.Status()
	require.Equal(t, juju.MachineStatus{
		Agent: juju.StatusSince{Status: call.Status{Name: "pending"}, Since: s.Since}, Instance: juju.StatusSince{Status: call.Status{Name: "pending"}, Since: s.Since},
		InstanceID: "pending", Base: "ubuntu@24.04",
	}, s.Machines["0"])
	require.Equal(t, call.StatusName("started"), s.Machines["1"].Agent.Name)
	require.Equal(t, s.Applications["db"].Units["db/1"].Address, s.Machines["1"].Address)
	require.Equal(t, "juju-5ce9a2-1", s.Machines["1"].InstanceID)

	url, err := model.Offer("db:shelf", "")
	require.NoError(t, err)
	other, err := model.AddModel("other")
	require.NoError(t, err)
	require.NoError(t, other.Consume(url, ""))
	require.NoError(t, model.Settle())
	require.Equal(t, call.StatusActive, other.Status().SAAS["db"].Status.Name)
	require.NoError(t, model.RemoveOffer("db"))
	require.Equal(t, call.Status{Name: call.StatusTerminated, Message: "offer has been removed"}, other.Status().SAAS["db"].Status.Status)
	require.Nil(t, (&juju.Model{}).Status().Machines)
}

// TestModelConfigInFiles: what is configured of each model comes back from a file.
func TestModelConfigInFiles(t *testing.T) {
	t.Parallel()
	client := newClient(call.ModelKubernetes)
	require.NoError(t, client.Model.Advance(time.Minute))
	for _, line := range []string{
		"model-config mode= logging-config=unit=DEBUG automatically-retry-hooks=true", "add-model other --config update-status-hook-interval=1m",
		"model-config automatically-retry-hooks=false",
	} {
		require.Zero(t, client.Command(words(line)...).Code, line)
	}
	text, err := yaml.Marshal(client.Model.Models()[0])
	require.NoError(t, err)
	read, err := juju.Load(text, exampleCharms())
	require.NoError(t, err)
	again, err := yaml.Marshal(read)
	require.NoError(t, err)
	require.Equal(t, string(text), string(again))
	for _, name := range []string{"demo", "other"} {
		for _, line := range []string{"model-config -m " + name, "show-model " + name} {
			want, got := client.Command(words(line)...), juju.Command(read, words(line)...)
			require.Equal(t, string(want.Stdout), string(got.Stdout))
		}
	}
	_, err = juju.Load([]byte("name: demo\nmodel-config: {modes: x}\nbegan: 2001-01-01T00:00:00Z\n"), nil)
	require.ErrorContains(t, err, `model-config["modes"]: "modes" is not one of the words there are; did you mean "mode"?`)
	require.ErrorContains(t, err, "began: it is after now")
}
