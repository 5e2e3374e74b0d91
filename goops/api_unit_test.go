package goopscharm_test

import (
	"os"
	"testing"

	"github.com/gruyaume/goops"
	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
)

func actions() map[string][]example {
	backup := scenario.RunAction("backup", map[string]any{"copies": 3})
	return map[string][]example{
		"GetActionParams": {
			{name: "with defaults", event: backup, do: func(t *testing.T) error {
				var params struct {
					Target string `json:"target"`
					Copies int    `json:"copies"`
				}
				err := goops.GetActionParams(&params)
				require.Equal(t, "here", params.Target)
				require.Equal(t, 3, params.Copies)
				return err
			}},
			{name: "outside an action", do: func(t *testing.T) error { return goops.GetActionParams(&struct{}{}) },
				err: "failed to get action parameter: command action-get failed: ERROR not running an action\n: exit status 1"},
		},
		"SetActionResults": {
			{name: "nested", event: backup, do: func(*testing.T) error {
				return goops.SetActionResults(map[string]string{"size": "3", "files.first": "a", "files.second": "b"})
			}, after: func(t *testing.T, out scenario.Outcome) {
				require.Equal(t, map[string]any{"size": "3", "files": map[string]any{"first": "a", "second": "b"}}, out.ActionResults)
			}},
			{name: "bad key", event: backup, do: func(*testing.T) error { return goops.SetActionResults(map[string]string{"Size": "3"}) },
				err: "failed to set action parameters: command action-set failed: " +
					"ERROR key \"Size\" must start and end with lowercase alphanumeric, and contain only lowercase alphanumeric and hyphens\n: exit status 2"},
			{name: "outside an action", do: func(*testing.T) error { return goops.SetActionResults(map[string]string{"size": "3"}) },
				err: "failed to set action parameters: command action-set failed: ERROR not running an action\n: exit status 1"},
		},
		"ActionLogf": {
			{name: "in an action", event: backup, do: func(*testing.T) error { return goops.ActionLogf("%d of %d", 1, 3) },
				after: func(t *testing.T, out scenario.Outcome) { require.Equal(t, []string{"1 of 3"}, out.ActionLog) }},
			{name: "outside an action", do: func(*testing.T) error { return goops.ActionLogf("x") },
				err: "failed to log action message: command action-log failed: ERROR not running an action\n: exit status 1"},
		},
		"FailActionf": {
			{name: "in an action", event: backup, do: func(*testing.T) error { return goops.FailActionf("no %s", "disk") },
				end:   `action backup failed: "no disk"`,
				after: func(t *testing.T, out scenario.Outcome) { require.Equal(t, "no disk", out.ActionFailure) }},
			{name: "outside an action", do: func(*testing.T) error { return goops.FailActionf("x") },
				err: "failed to fail action: command action-fail failed: ERROR not running an action\n: exit status 1"},
		},
	}
}

func environments() map[string][]example {
	return map[string][]example{
		"ReadEnv": {
			{name: "hook", event: scenario.Install(), do: func(t *testing.T) error {
				dir, err := os.Getwd()
				env := goops.ReadEnv()
				require.Equal(t, goops.Environment{
					HookName: "install", UnitName: "web/0", Version: "3.6.11", CharmDir: dir + "/testdata/charm",
					ModelName: "scenario", ModelUUID: "5ce9a210-0000-4000-8000-000000000001",
					ContextID:          "web/0-install-00000000000000000000000000000000",
					AgentSocketAddress: "@/var/lib/juju/agents/unit-web-0/agent.socket", AgentSocketNetwork: "unix",
					Path: "/var/lib/juju/tools/unit-web-0:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
				}, env)
				return err
			}},
			{name: "action", event: scenario.RunAction("backup", nil), do: func(t *testing.T) error {
				env := goops.ReadEnv()
				require.Equal(t, "backup", env.ActionName)
				require.Empty(t, env.HookName)
				return nil
			}},
		},
		"GetEnvGetter": {{name: "variables that ReadEnv leaves out", event: scenario.RelationJoined(database()),
			state: scenario.State{Relations: []scenario.Relation{database()}}, do: func(t *testing.T) error {
				var getter goops.EnvironmentGetter = goops.GetEnvGetter()
				require.Equal(t, "db:1", getter.Get("JUJU_RELATION_ID"))
				require.Equal(t, "postgresql/0", getter.Get("JUJU_REMOTE_UNIT"))
				require.Empty(t, getter.Get("HOME"), "a hook inherits nothing")
				content, err := getter.ReadFile("testdata/charm/charmcraft.yaml")
				require.Contains(t, string(content), "name: web")
				return err
			}}},
		"SetEnvGetter": {{name: "for this hook alone", do: func(t *testing.T) error {
			goops.SetEnvGetter(otherEnvironment{})
			require.Equal(t, "other JUJU_UNIT_NAME", goops.ReadEnv().UnitName)
			return nil
		}, after: func(t *testing.T, _ scenario.Outcome) { require.Equal(t, "web/0", unitName(t)) }}},
		"GetCommandRunner": {{name: "tools that goops has no function for", do: func(t *testing.T) error {
			var runner goops.CommandRunner = goops.GetCommandRunner()
			output, err := runner.Run("leader-get", "colour")
			require.Equal(t, "red\n", string(output))
			return err
		}, state: scenario.State{LeaderSettings: map[string]string{"colour": "red"}}}},
		"SetCommandRunner": {{name: "for this hook alone", do: func(t *testing.T) error {
			goops.SetCommandRunner(otherRunner{})
			require.EqualError(t, goops.SetState("key", "value"), "state-set")
			return nil
		}, after: func(t *testing.T, _ scenario.Outcome) { require.Equal(t, "web/0", unitName(t)) }}},
		"SetPebbleGetter": {{name: "for this hook alone", do: func(t *testing.T) error {
			var getter goops.PebbleGetter = otherPebble{}
			goops.SetPebbleGetter(getter)
			require.Nil(t, goops.Pebble("workload"))
			return nil
		}, after: func(t *testing.T, _ scenario.Outcome) {
			_, err := run(func() error { require.NotNil(t, goops.Pebble("workload")); return nil }, scenario.Event{}, scenario.State{})
			require.NoError(t, err)
		}}},
		"ReadMetadata": {{name: "of charmcraft.yaml", do: func(t *testing.T) error {
			metadata, err := goops.ReadMetadata()
			require.Equal(t, &goops.Metadata{
				Name: "web", Summary: "A charm on goops.", Description: "It calls whatever a test has it call.",
				Provides:   map[string]goops.Integration{"website": {Interface: "http"}},
				Containers: map[string]goops.Container{"workload": {Resource: "image", Mounts: []goops.Mount{{Storage: "files", Location: "/data"}}}},
				Resources:  map[string]goops.Resource{"image": {Type: "oci-image", Description: "The workload.", UpstreamSource: "example.com/workload:1"}},
				Storage:    map[string]goops.Storage{"files": {Type: "filesystem", MinimumSize: "1G"}},
			}, metadata)
			return err
		}}},
	}
}

type (
	otherEnvironment struct{}
	otherRunner      struct{}
	otherPebble      struct{}
)

func (otherEnvironment) Get(name string) string                  { return "other " + name }
func (otherEnvironment) ReadFile(name string) ([]byte, error)    { return nil, os.ErrNotExist }
func (otherRunner) Run(name string, _ ...string) ([]byte, error) { return nil, errorText(name) }
func (otherPebble) Pebble(string) goops.PebbleClient             { return nil }

type errorText string

func (e errorText) Error() string { return string(e) }

// unitName is what the next hook reads.
func unitName(t *testing.T) string {
	t.Helper()
	name := ""
	_, err := run(func() error { name = goops.ReadEnv().UnitName; return goops.SetState("key", "value") }, scenario.Event{}, scenario.State{})
	require.NoError(t, err)
	return name
}

func units() map[string][]example {
	line := func(level string) func(*testing.T, scenario.Outcome) {
		return func(t *testing.T, out scenario.Outcome) {
			require.Equal(t, []scenario.LogLine{{Level: level, Message: "1 of 2"}}, out.JujuLog)
		}
	}
	return map[string][]example{
		"LogDebugf":   {{name: "works", do: func(*testing.T) error { goops.LogDebugf("%d of %d", 1, 2); return nil }, after: line("DEBUG")}},
		"LogInfof":    {{name: "works", do: func(*testing.T) error { goops.LogInfof("%d of %d", 1, 2); return nil }, after: line("INFO")}},
		"LogWarningf": {{name: "works", do: func(*testing.T) error { goops.LogWarningf("%d of %d", 1, 2); return nil }, after: line("WARNING")}},
		"LogErrorf":   {{name: "works", do: func(*testing.T) error { goops.LogErrorf("%d of %d", 1, 2); return nil }, after: line("ERROR")}},
		"SetAppVersion": {
			{name: "set", do: func(*testing.T) error { return goops.SetAppVersion("1.2") },
				after: func(t *testing.T, out scenario.Outcome) { require.Equal(t, "1.2", out.WorkloadVersion) }},
			{name: "empty", do: func(*testing.T) error { return goops.SetAppVersion("") },
				err: "failed to set application version: command application-version-set failed: ERROR no version specified\n: exit status 2"},
		},
		"GetConfig": {{name: "set and defaults", state: scenario.State{Config: map[string]any{"title": "mine", "debug": true}},
			do: func(t *testing.T) error {
				var config struct {
					Title string  `json:"title"`
					Port  int     `json:"port"`
					Debug bool    `json:"debug"`
					Ratio float64 `json:"ratio"`
					Key   *string `json:"key"`
				}
				err := goops.GetConfig(&config)
				require.Equal(t, "mine", config.Title)
				require.Equal(t, 80, config.Port)
				require.True(t, config.Debug)
				require.Equal(t, 0.5, config.Ratio)
				require.Nil(t, config.Key)
				return err
			}}},
		"IsLeader": {
			{name: "yes", state: scenario.State{Leader: true}, do: func(t *testing.T) error {
				leader, err := goops.IsLeader()
				require.True(t, leader)
				return err
			}},
			{name: "no", do: func(t *testing.T) error {
				leader, err := goops.IsLeader()
				require.False(t, leader)
				return err
			}},
		},
		"SetUnitStatus": {
			{name: "every status", do: func(t *testing.T) error {
				for _, status := range []goops.StatusName{goops.StatusBlocked, goops.StatusMaintenance, goops.StatusWaiting} {
					require.NoError(t, goops.SetUnitStatus(status))
				}
				return goops.SetUnitStatus(goops.StatusActive, "up", "and", "running")
			}, after: func(t *testing.T, out scenario.Outcome) {
				require.Len(t, out.UnitStatusHistory, 4)
				require.Equal(t, "up and running", out.UnitStatus.Message)
			}},
			{name: "Juju's own", do: func(*testing.T) error { return goops.SetUnitStatus(goops.StatusUnknown) },
				err: "failed to set status: command status-set failed: ERROR invalid status \"unknown\", expected one of [maintenance blocked waiting active]\n: exit status 2"},
		},
		"SetAppStatus": {
			{name: "leader", state: scenario.State{Leader: true}, do: func(*testing.T) error { return goops.SetAppStatus(goops.StatusActive, "up") },
				after: func(t *testing.T, out scenario.Outcome) { require.Equal(t, "up", out.AppStatus.Message) }},
			{name: "not the leader", do: func(*testing.T) error { return goops.SetAppStatus(goops.StatusActive, "up") },
				err: "failed to set status: command status-set failed: ERROR this unit is not the leader\n: exit status 1"},
		},
		"GetUnitStatus": {{name: "of State", state: scenario.State{UnitStatus: scenario.Status{Name: "blocked", Message: "no disk"}},
			do: func(t *testing.T) error {
				status, err := goops.GetUnitStatus()
				require.Equal(t, &goops.UnitStatus{Name: goops.StatusBlocked, Message: "no disk"}, status)
				return err
			}}},
		"GetAppStatus": {
			{name: "leader", state: scenario.State{Leader: true, AppStatus: scenario.Status{Name: "waiting", Message: "soon"},
				PeerStatuses: map[string]scenario.Status{"web/1": {Name: "active", Message: "up"}}}, do: func(t *testing.T) error {
				status, err := goops.GetAppStatus()
				require.Equal(t, &goops.AppStatus{Name: goops.StatusWaiting, Message: "soon",
					Units: map[string]goops.UnitStatus{"web/1": {Name: goops.StatusActive, Message: "up"}}}, status)
				return err
			}},
			{name: "not the leader", do: func(t *testing.T) error { _, err := goops.GetAppStatus(); return err },
				err: "failed to get application status: command status-get failed: ERROR finding application status: this unit is not the leader\n: exit status 1"},
		},
		"SetState": {{name: "works", do: func(*testing.T) error { return goops.SetState("key", "a=b") },
			after: func(t *testing.T, out scenario.Outcome) {
				require.Equal(t, map[string]string{"key": "a=b"}, out.StoredState)
			}}},
		"GetState": {
			{name: "there", state: scenario.State{StoredState: map[string]string{"key": "value"}}, do: func(t *testing.T) error {
				value, err := goops.GetState("key")
				require.Equal(t, "value", value)
				return err
			}},
			{name: "own write", do: func(t *testing.T) error {
				require.NoError(t, goops.SetState("key", "new"))
				value, err := goops.GetState("key")
				require.Equal(t, "new", value)
				return err
			}},
			{name: "not there", do: func(t *testing.T) error { _, err := goops.GetState("key"); return err }, err: "no state found for key: key"},
		},
		"DeleteState": {{name: "works", state: scenario.State{StoredState: map[string]string{"key": "value", "other": "stays"}},
			do: func(*testing.T) error { return goops.DeleteState("key") },
			after: func(t *testing.T, out scenario.Outcome) {
				require.Equal(t, map[string]string{"other": "stays"}, out.StoredState)
			}}},
	}
}
