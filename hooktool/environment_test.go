package hooktool_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/hooktool"
	"github.com/stretchr/testify/require"
)

// environmentVector is one recorded environment.
type environmentVector struct {
	Name  string `json:"name"`
	State string `json:"state"`
	Hook  struct {
		vectorEvent
		SecretLabel string `json:"secret_label"`
	} `json:"hook"`
	Env map[string]string `json:"env"`
}

// environmentState is what an environment tells of the state.
type environmentState struct {
	Model struct{ Name, UUID, Type string } `json:"model"`
	Unit  struct {
		Name, Principal, Machine string
		AvailabilityZone         string `json:"availability_zone"`
	} `json:"unit"`
	Action  struct{ Name, ID string }             `json:"action"`
	Storage []struct{ ID, Kind, Location string } `json:"storage"`
	Secrets []struct{ ID, Label string }          `json:"secrets"`
}

// hook is what a hook is told that was recorded.
func (v *environmentVector) hook(state *environmentState) call.Hook {
	event := &v.Hook
	hook := call.Hook{
		Kind: call.Kind(event.Name), Name: event.Name, Endpoint: event.Endpoint, Relation: event.Relation, RemoteApp: event.RemoteApp,
		RemoteUnit: event.RemoteUnit, DepartingUnit: event.DepartingUnit,
		SecretID: event.Secret, SecretLabel: event.SecretLabel, SecretRevision: event.Revision, Workload: event.Workload,
		Unit: state.Unit.Name, JujuVersion: call.Version{Major: 3, Minor: 5, Tag: "beta1"},
		Model:     call.Model{Name: state.Model.Name, UUID: state.Model.UUID, Type: call.ModelType(state.Model.Type)},
		MachineID: state.Unit.Machine, AvailabilityZone: state.Unit.AvailabilityZone, PrincipalUnit: state.Unit.Principal,
	}
	hook.App, _, _ = strings.Cut(hook.Unit, "/")
	for _, secret := range state.Secrets {
		if "secret:"+secret.ID == event.Secret && hook.SecretLabel == "" {
			hook.SecretLabel = secret.Label
		}
	}
	switch {
	case event.Endpoint != "":
		hook.Name = event.Endpoint + "-" + event.Name
	case event.Workload != "":
		hook.Name = event.Workload + "-" + event.Name
	case event.Storage != "":
		name, _, _ := strings.Cut(event.Storage, "/")
		hook.Name = name + "-" + event.Name
		for _, storage := range state.Storage {
			if storage.ID == event.Storage {
				hook.StorageID, hook.StorageKind, hook.StorageLocation = storage.ID, storage.Kind, storage.Location
			}
		}
	case event.Name == "action":
		hook.Name, hook.Action, hook.ActionID = "", state.Action.Name, state.Action.ID
	}
	return hook
}

// TestEnvironment checks the environments that Juju was recorded to start hooks with, in both directions:
// what they tell, and that the same hook is told so.
func TestEnvironment(t *testing.T) {
	t.Parallel()
	var vectors []environmentVector
	require.NoError(t, readJSON("testdata/vectors/environment/hooks.json", &vectors))
	require.Len(t, vectors, 31)
	for _, v := range vectors {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			var state environmentState
			require.NoError(t, readJSON("testdata/vectors/states/"+v.State+".json", &state))
			want := v.hook(&state)

			// The recordings leave out the version and the way to the hook.
			v.Env["JUJU_VERSION"] = vectorJuju
			v.Env["JUJU_DISPATCH_PATH"] = "hooks/" + want.Name
			if want.Kind == call.KindAction {
				v.Env["JUJU_DISPATCH_PATH"] = "actions/" + want.Action
			}
			var env []string
			for name, value := range v.Env {
				env = append(env, name+"="+value)
			}
			slices.Sort(env)
			require.Equal(t, env, hooktool.Environment(&want))

			got, err := hooktool.ReadEnvironment(env)
			require.NoError(t, err)
			require.Equal(t, want, got)

			delete(v.Env, "JUJU_DISPATCH_PATH")
			got, err = hooktool.ReadEnvironment(slices.DeleteFunc(env, func(entry string) bool { return strings.HasPrefix(entry, "JUJU_DISPATCH_PATH=") }))
			require.NoError(t, err)
			require.Equal(t, want, got, "without the way to the hook")
		})
	}
}

// TestReadEnvironment checks what no recording holds.
func TestReadEnvironment(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		env  string
		want call.Hook
	}{
		{"dispatch path decides", "JUJU_DISPATCH_PATH=hooks/start JUJU_HOOK_NAME=stop", call.Hook{Kind: call.KindStart, Name: "start"}},
		{"in juju exec", "JUJU_DISPATCH_PATH=hooks/db-relation-changed JUJU_HOOK_NAME=", call.Hook{Kind: call.KindRelationChanged, Name: "db-relation-changed", Endpoint: "db"}},
		{"action by its way alone", "JUJU_DISPATCH_PATH=actions/backup", call.Hook{Kind: call.KindAction, Action: "backup"}},
		{"kind that Juju will have", "JUJU_DISPATCH_PATH=hooks/model-moved", call.Hook{Kind: "model-moved", Name: "model-moved"}},
		{"kind that Juju had", "JUJU_HOOK_NAME=collect-metrics", call.Hook{Kind: "collect-metrics", Name: "collect-metrics"}},
		{"storage that is not provisioned", "JUJU_HOOK_NAME=data-storage-attached", call.Hook{Kind: "storage-attached", Name: "data-storage-attached"}},
		{"container", "JUJU_HOOK_NAME=nginx-pebble-custom-notice", call.Hook{Kind: "pebble-custom-notice", Name: "nginx-pebble-custom-notice", Workload: "nginx"}},
		{"endpoint named as a kind", "JUJU_HOOK_NAME=relation-changed-relation-changed JUJU_RELATION=relation-changed", call.Hook{Kind: call.KindRelationChanged, Name: "relation-changed-relation-changed", Endpoint: "relation-changed"}},
		{"the last of two counts", "JUJU_HOOK_NAME=stop JUJU_HOOK_NAME=start", call.Hook{Kind: call.KindStart, Name: "start"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.want.Unit, test.want.App, test.want.Model.Type = "web/0", "web", call.ModelKubernetes
			got, err := hooktool.ReadEnvironment(append(strings.Fields(test.env), "JUJU_UNIT_NAME=web/0"))
			require.NoError(t, err)
			require.Equal(t, test.want, got)
		})
	}
}

func TestReadEnvironmentErrors(t *testing.T) {
	t.Parallel()
	for env, want := range map[string]string{
		"":                     "cannot read the hook: JUJU_UNIT_NAME is not set: this is a charm, to be started by Juju or by a test",
		"JUJU_UNIT_NAME=web":   `cannot read the hook: JUJU_UNIT_NAME: "web" is not the name of a unit; want a form such as "web/0"`,
		"JUJU_UNIT_NAME=web/0": `cannot tell which hook this is: neither JUJU_DISPATCH_PATH nor JUJU_HOOK_NAME is set; want a form such as JUJU_DISPATCH_PATH="hooks/config-changed"`,
		"JUJU_UNIT_NAME=web/0 JUJU_HOOK_NAME=hooks/start":                          `cannot read the hook: JUJU_HOOK_NAME: "hooks/start" is not the name of a hook; want a form such as "config-changed"`,
		"JUJU_UNIT_NAME=web/0 JUJU_HOOK_NAME=action":                               `cannot read the hook: "action" is not the name of a hook; an action is told by JUJU_DISPATCH_PATH="actions/<name>"`,
		"JUJU_UNIT_NAME=web/0 JUJU_ACTION_NAME=a/b":                                `cannot read the hook: JUJU_ACTION_NAME: "a/b" is not the name of an action; want a form such as "backup"`,
		"JUJU_UNIT_NAME=web/0 JUJU_VERSION=latest":                                 `cannot read the hook: JUJU_VERSION: cannot read Juju version "latest": want a version such as 3.6.11 or 3.5-beta1`,
		"JUJU_UNIT_NAME=web/0 JUJU_HOOK_NAME=secret-remove JUJU_SECRET_REVISION=x": `cannot read the hook: JUJU_SECRET_REVISION: got "x", want a number`,
	} {
		_, err := hooktool.ReadEnvironment(strings.Fields(env))
		require.EqualError(t, err, want)
	}
}
