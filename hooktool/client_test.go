package hooktool_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/hooktool"
	"github.com/stretchr/testify/require"
)

// typed is what a Client ran.
type typed struct {
	argv  []string
	stdin string
}

// typing returns a Client that keeps what it would run, and gets one result for all.
func typing(result hooktool.Result) (*hooktool.Client, *[]typed) {
	var ran []typed
	return hooktool.NewClient(func(_ context.Context, argv []string, stdin []byte) (hooktool.Result, error) {
		ran = append(ran, typed{argv, string(stdin)})
		return result, nil
	}), &ran
}

// TestClientArguments checks the arguments that a call becomes. Content is checked by TestSecretFiles.
func TestClientArguments(t *testing.T) {
	t.Parallel()
	at := time.Date(2031, 1, 2, 3, 4, 5, 6, time.FixedZone("", 3600))
	tests := []struct {
		name   string
		call   call.Call
		stdout string
		argv   []string
		stdin  string
	}{
		{"secret-set", &call.SecretSet{ID: toolSecret, Label: "-l", Description: "d", Rotate: call.RotateDaily, Expire: at}, "",
			[]string{"secret-set", "--label=-l", "--description=d", "--rotate=daily", "--expire=2031-01-02T02:04:05.000000006Z", "--", toolSecret}, ""},
		{"a duration stays one", &call.SecretSet{ID: toolSecret, ExpireIn: 24 * time.Hour}, "",
			[]string{"secret-set", "--expire=24h0m0s", "--", toolSecret}, ""},
		{"secret-get", &call.SecretGet{ID: toolSecret, Label: "l", Refresh: true}, "{}\n",
			[]string{"secret-get", "--format=yaml", "--label=l", "--refresh", "--", toolSecret}, ""},
		{"secret-get by label", &call.SecretGet{Label: "l", Peek: true}, "{}\n", []string{"secret-get", "--format=yaml", "--label=l", "--peek"}, ""},
		{"secret-info-get", &call.SecretInfoGet{Label: "l"}, `{"x":{"revision":1}}`, []string{"secret-info-get", "--format=json", "--label=l"}, ""},
		{"secret-ids", &call.SecretIDs{}, "null\n", []string{"secret-ids", "--format=json"}, ""},
		{"secret-grant", &call.SecretGrant{ID: toolSecret, Relation: "db:1", Unit: "db/0"}, "",
			[]string{"secret-grant", "-r", "db:1", "--unit=db/0", "--", toolSecret}, ""},
		{"secret-revoke", &call.SecretRevoke{ID: toolSecret, App: "db"}, "", []string{"secret-revoke", "--app=db", "--", toolSecret}, ""},
		{"secret-revoke by relation", &call.SecretRevoke{ID: toolSecret, Relation: "db:1"}, "", []string{"secret-revoke", "-r", "db:1", "--", toolSecret}, ""},
		{"secret-remove", &call.SecretRemove{ID: toolSecret}, "", []string{"secret-remove", "--", toolSecret}, ""},
		{"secret-remove of a revision", &call.SecretRemove{ID: "-x", Revision: 7}, "", []string{"secret-remove", "--revision=7", "--", "-x"}, ""},
		{"relation-ids", &call.RelationIDs{Endpoint: "db"}, "[]\n", []string{"relation-ids", "--format=json", "--", "db"}, ""},
		{"relation-ids of no endpoint", &call.RelationIDs{}, "[]\n", []string{"relation-ids", "--format=json", "--", ""}, ""},
		{"relation-list", &call.RelationList{Relation: "db:1"}, "[]\n", []string{"relation-list", "--format=json", "-r", "db:1"}, ""},
		{"relation-list of the application", &call.RelationList{Relation: "db:1", App: true}, `"db"`, []string{"relation-list", "--format=json", "-r", "db:1", "--app"}, ""},
		{"relation-get of a unit", &call.RelationGet{Relation: "db:1", Of: "db/0"}, "{}\n", []string{"relation-get", "--format=yaml", "-r", "db:1", "--", "-", "db/0"}, ""},
		{"relation-get of an application", &call.RelationGet{Relation: "db:1", Of: "db"}, "{}\n", []string{"relation-get", "--format=yaml", "-r", "db:1", "--app", "--", "-", "db"}, ""},
		{"relation-set", &call.RelationSet{Relation: "db:1", App: true, Data: map[string]string{"b": "-x\n", "a": "", "c": "\xff"}}, "",
			[]string{"relation-set", "-r", "db:1", "--app", "--file=-"}, "a: \"\"\nb: |\n  -x\nc: !!binary /w==\n"},
		{"relation-set of nothing", &call.RelationSet{Relation: "db:1"}, "", []string{"relation-set", "-r", "db:1"}, ""},
		{"relation-model-get", &call.RelationModelGet{Relation: "db:1"}, `{"uuid":"u"}`, []string{"relation-model-get", "--format=json", "-r", "db:1"}, ""},
		{"config-get", &call.ConfigGet{Key: "-port"}, "80\n", []string{"config-get", "--format=json", "--", "-port"}, ""},
		{"config-get of all", &call.ConfigGet{All: true}, "{}\n", []string{"config-get", "--format=json", "--all"}, ""},
		{"is-leader", &call.IsLeader{}, "true\n", []string{"is-leader", "--format=json"}, ""},
		{"leader-get", &call.LeaderGet{}, "{}\n", []string{"leader-get", "--format=yaml"}, ""},
		{"leader-set", &call.LeaderSet{Settings: map[string]string{"b": "=", "-a": ""}}, "", []string{"leader-set", "--", "-a=", "b=="}, ""},
		{"status-get", &call.StatusGet{App: true}, "{}\n", []string{"status-get", "--format=json", "--include-data", "--application"}, ""},
		{"status-set", &call.StatusSet{Name: call.StatusActive, Message: "--application"}, "", []string{"status-set", "--", "active", "--application"}, ""},
		{"status-set of the application", &call.StatusSet{Name: call.StatusActive, App: true}, "", []string{"status-set", "--application", "--", "active", ""}, ""},
		{"juju-log", &call.JujuLog{Message: "--debug"}, "", []string{"juju-log", "--", "--debug"}, ""},
		{"juju-log with a level", &call.JujuLog{Level: "ERROR", Message: "m"}, "", []string{"juju-log", "--log-level=ERROR", "--", "m"}, ""},
		{"application-version-set", &call.ApplicationVersionSet{Version: "-1"}, "", []string{"application-version-set", "--", "-1"}, ""},
		{"state-get", &call.StateGet{}, "{}\n", []string{"state-get", "--format=yaml"}, ""},
		{"state-set", &call.StateSet{State: map[string]string{"k": "v"}}, "", []string{"state-set", "--file=-"}, "k: v\n"},
		{"state-delete", &call.StateDelete{Key: "-k"}, "", []string{"state-delete", "--", "-k"}, ""},
		{"action-get", &call.ActionGet{}, "{}\n", []string{"action-get", "--format=json"}, ""},
		{"action-set", &call.ActionSet{Results: []call.ActionResult{{Key: "b", Value: "-"}, {Key: "a.b", Value: " = "}}}, "", []string{"action-set", "--", "b=-", "a.b= = "}, ""},
		{"action-log", &call.ActionLog{Message: "-m"}, "", []string{"action-log", "--", "-m"}, ""},
		{"action-fail", &call.ActionFail{}, "", []string{"action-fail"}, ""},
		{"action-fail without a message", &call.ActionFail{NoMessage: true}, "", []string{"action-fail", "--", ""}, ""},
		{"action-fail with a message", &call.ActionFail{Message: "--help"}, "", []string{"action-fail", "--", "--help"}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			client, ran := typing(hooktool.Result{Stdout: []byte(test.stdout)})
			require.NoError(t, client.Do(t.Context(), test.call))
			require.Equal(t, []typed{{test.argv, test.stdin}}, *ran)
		})
	}
}

// TestClientRefuses: what no arguments can say is refused without a process.
func TestClientRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		call call.Call
		want string
	}{
		{"nil", nil, "call is nil"},
		{"nil pointer", (*call.SecretGet)(nil), "call is nil"},
		{"no relation", &call.RelationGet{Of: "db"}, "no relation id specified"},
		{"grant without relation", &call.SecretGrant{ID: toolSecret}, "no relation id specified"},
		{"NUL", &call.JujuLog{Message: "a\x00b"}, "cannot run juju-log: an argument holds a NUL byte, which no program can be given"},
		{"key of content", &call.SecretAdd{Content: map[string]string{"abc=d": "v"}}, `key "abc=d" not valid`},
		{"key of a result", &call.ActionSet{Results: []call.ActionResult{{Key: "a=b", Value: "c"}}}, `key "a=b" not valid`},
		{"key of a setting", &call.LeaderSet{Settings: map[string]string{"a=b": "c"}}, `key "a=b" not valid`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			client, ran := typing(hooktool.Result{})
			require.Equal(t, &call.Error{Code: call.ErrNotValid, Message: test.want}, client.Do(t.Context(), test.call))
			require.Empty(t, *ran)
		})
	}
}

func TestClientAnswers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		stdout string
		call   call.Call
		want   call.Call
	}{
		{"whole number", "8080\n", &call.ConfigGet{Key: "k"}, &call.ConfigGet{Key: "k", Value: int64(8080)}},
		{"number", "0.5\n", &call.ConfigGet{Key: "k"}, &call.ConfigGet{Key: "k", Value: 0.5}},
		{"large number", "1.23456789e+21\n", &call.ConfigGet{Key: "k"}, &call.ConfigGet{Key: "k", Value: 1.23456789e+21}},
		{"unset option", "null\n", &call.ConfigGet{Key: "k", Value: "stale"}, &call.ConfigGet{Key: "k"}},
		{"options", `{"a":1,"b":"x","c":true,"d":null}` + "\n", &call.ConfigGet{All: true}, &call.ConfigGet{All: true, Options: map[string]any{"a": int64(1), "b": "x", "c": true, "d": nil}}},
		{"secret-add", "secret:" + toolSecret[7:] + "\n", &call.SecretAdd{Content: map[string]string{"key": "v"}}, &call.SecretAdd{Content: map[string]string{"key": "v"}, ID: toolSecret}},
		{"secret-ids", `["b","a"]`, &call.SecretIDs{}, &call.SecretIDs{IDs: []string{"a", "b"}}},
		{"bytes", "key: !!binary AAH/\n", &call.SecretGet{ID: toolSecret}, &call.SecretGet{ID: toolSecret, Content: map[string]string{"key": "\x00\x01\xff"}}},
		{"no data of a status", `{"message":"m","status":"active","status-data":{}}`, &call.StatusGet{}, &call.StatusGet{Status: call.Status{Name: call.StatusActive, Message: "m"}}},
		{"data of a status", `{"message":"","status":"error","status-data":{"n":[1,1.5,"x"]}}`, &call.StatusGet{}, &call.StatusGet{Status: call.Status{Name: call.StatusError, Data: map[string]any{"n": []any{int64(1), 1.5, "x"}}}}},
		{"application", `{"application-status":{"message":"m","status":"active","status-data":{},"units":{"web/0":{"message":"u","status":"waiting","status-data":{}}}}}`,
			&call.StatusGet{App: true}, &call.StatusGet{App: true, Status: call.Status{Name: call.StatusActive, Message: "m"}, Units: map[string]call.Status{"web/0": {Name: call.StatusWaiting, Message: "u"}}}},
		{"no parameters", "{}\n", &call.ActionGet{}, &call.ActionGet{Params: map[string]any{}}},
		{"nothing stored", "{}\n", &call.StateGet{}, &call.StateGet{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			client, _ := typing(hooktool.Result{Stdout: []byte(test.stdout)})
			require.NoError(t, client.Do(t.Context(), test.call))
			require.Equal(t, test.want, test.call)
		})
	}
}

// TestInexactAnswer: what YAML does not tell exactly is asked for as JSON; of both the better part counts.
func TestInexactAnswer(t *testing.T) {
	t.Parallel()
	content := map[string]string{"abc": "\xff", "pem": "line\n", "zzz": "text\n\n\n"}
	var formats []string
	client := hooktool.NewClient(func(ctx context.Context, argv []string, stdin []byte) (hooktool.Result, error) {
		formats = append(formats, argv[1])
		return hooktool.Command(ctx, toolSession("3.6.11", func(c call.Call) error {
			c.(*call.SecretGet).Content = content
			return nil
		}), argv, nil), nil
	})
	c := &call.SecretGet{ID: toolSecret, Content: map[string]string{"zzz": "\xff stale"}}
	require.NoError(t, client.Do(t.Context(), c))
	require.Equal(t, content, c.Content)
	require.Equal(t, []string{"--format=yaml", "--format=json"}, formats)
}

func TestClientErrors(t *testing.T) {
	t.Parallel()
	client, _ := typing(hooktool.Result{Code: 1, Stderr: []byte("ERROR permission denied\n")})
	err := client.Do(t.Context(), &call.SecretGet{ID: toolSecret})
	require.Equal(t, &call.Error{Code: call.ErrPermissionDenied, Message: "permission denied"}, err)
	require.ErrorIs(t, err, call.ErrPermissionDenied)

	client, _ = typing(hooktool.Result{Stdout: []byte(`{"x": password`)})
	err = client.Do(t.Context(), &call.SecretInfoGet{ID: toolSecret})
	require.ErrorContains(t, err, "cannot read what secret-info-get printed (14 bytes)")
	require.NotContains(t, err.Error(), "password", "what was printed may be secret")

	broken := errors.New("broken")
	client = hooktool.NewClient(func(context.Context, []string, []byte) (hooktool.Result, error) {
		return hooktool.Result{}, broken
	})
	require.ErrorIs(t, client.Do(t.Context(), &call.IsLeader{}), broken)
}
