package goopscharm_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/gruyaume/goops"
	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	goopscharm "github.com/charmscenario/scenario/goops"
)

// TestEnvironmentVectors compares the environment with recordings of Juju's own, as far as Scenario has the hooks.
func TestEnvironmentVectors(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../hooktool/testdata/vectors/environment/hooks.json")
	require.NoError(t, err)
	var vectors []struct {
		Name string
		Hook struct {
			Name, Endpoint, Relation, Secret string
			RemoteApp                        string `json:"remote_app"`
			RemoteUnit                       string `json:"remote_unit"`
			DepartingUnit                    string `json:"departing_unit"`
			SecretLabel                      string `json:"secret_label"`
			Revision                         int
		}
		Env map[string]string
	}
	require.NoError(t, json.Unmarshal(text, &vectors))
	compared := 0
	for _, v := range vectors {
		kind := call.Kind(v.Hook.Name)
		if strings.HasPrefix(v.Hook.Name, "storage-") || strings.HasPrefix(v.Hook.Name, "pebble-") {
			continue // not simulated yet
		}
		hook := call.Hook{
			Kind: kind, Name: v.Hook.Name, Endpoint: v.Hook.Endpoint, Relation: v.Hook.Relation,
			RemoteApp: v.Hook.RemoteApp, RemoteUnit: v.Hook.RemoteUnit, DepartingUnit: v.Hook.DepartingUnit,
			SecretID: v.Hook.Secret, SecretLabel: v.Hook.SecretLabel, SecretRevision: v.Hook.Revision,
			Unit: v.Env["JUJU_UNIT_NAME"], Model: call.Model{Name: v.Env["JUJU_MODEL_NAME"], UUID: v.Env["JUJU_MODEL_UUID"]},
		}
		if hook.SecretLabel == "" {
			hook.SecretLabel = v.Env["JUJU_SECRET_LABEL"] // the label of an own secret is in the recording's state
		}
		if kind.IsRelation() {
			hook.Name = v.Hook.Endpoint + "-" + v.Hook.Name
		}
		if kind == call.KindAction {
			hook.Name, hook.Action, hook.ActionID = "", "backup", "42"
		}
		got := goopscharm.Environment(&hook, "/charm")
		for name, want := range v.Env {
			value, ok := got[name]
			require.True(t, ok, "%s: %s", v.Name, name)
			switch name {
			case "JUJU_MACHINE_ID", "JUJU_AVAILABILITY_ZONE", "JUJU_PRINCIPAL_UNIT":
				require.Empty(t, value, "%s: %s: a call.Hook does not tell it", v.Name, name)
			default:
				require.Equal(t, want, value, "%s: %s", v.Name, name)
			}
		}
		for name := range got {
			family, _, _ := strings.Cut(strings.TrimPrefix(name, "JUJU_"), "_")
			if _, ok := v.Env[name]; !ok && strings.Contains("RELATION REMOTE DEPARTING SECRET ACTION", family) {
				t.Errorf("%s: %s is set, which it is not under Juju", v.Name, name)
			}
		}
		compared++
	}
	require.Greater(t, compared, 20)
}

// TestReadMetadata: where metadata.yaml comes from.
func TestReadMetadata(t *testing.T) {
	t.Parallel()
	read := func(ctx *scenario.Context) (name string, err error) {
		ctx.Charm = goopscharm.Handler(func() error {
			metadata, err := goops.ReadMetadata()
			if err == nil {
				name = metadata.Name
			}
			return err
		})
		_, err = ctx.Run(scenario.Start(), scenario.State{})
		return name, err
	}
	name, err := read(&scenario.Context{Dir: "testdata/charm"})
	require.NoError(t, err)
	require.Equal(t, "web", name)

	dir := t.TempDir()
	require.NoError(t, os.WriteFile(dir+"/metadata.yaml", []byte("name: older\nsummary: s\ndescription: d\n"), 0o600))
	name, err = read(&scenario.Context{Dir: dir})
	require.NoError(t, err)
	require.Equal(t, "older", name)

	_, err = read(&scenario.Context{Metadata: "name: web\n"})
	require.ErrorContains(t, err, "cannot read /var/lib/juju/agents/unit-web-0/charm/metadata.yaml: Context.Metadata is no file; give Context.Dir instead")
}
