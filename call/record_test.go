package call_test

import (
	"encoding/json"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"github.com/charmscenario/scenario/call"
)

// TestRecordSurvivesFiles: a trace goes to YAML and JSON and back without loss, whatever it holds.
func TestRecordSurvivesFiles(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		trace := []call.Record{{Call: drawCall(t)}, {Call: drawCall(t)}}
		if rapid.Bool().Draw(t, "refused") {
			trace[0].Error = &call.Error{Code: call.ErrLabelExists, Message: drawText(t)}
		}

		text, err := yaml.Marshal(trace)
		require.NoError(t, err)
		var fromYAML []call.Record
		require.NoError(t, yaml.Unmarshal(text, &fromYAML), string(text))
		require.Equal(t, trace, fromYAML, string(text))
		again, err := yaml.Marshal(fromYAML)
		require.NoError(t, err)
		require.Equal(t, string(text), string(again))

		text, err = json.Marshal(trace)
		require.NoError(t, err)
		var fromJSON []call.Record
		require.NoError(t, json.Unmarshal(text, &fromJSON), string(text))
		require.Equal(t, trace, fromJSON, string(text))
	})
}

func TestRecordInFiles(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		record call.Record
		yaml   string
		json   string
	}{
		{
			name:   "no call",
			yaml:   "tool: \"\"\n",
			json:   `{"tool":""}`,
			record: call.Record{},
		},
		{
			name:   "a question without arguments",
			record: call.Record{Call: &call.SecretIDs{}},
			yaml:   "tool: secret-ids\ncall: {}\n",
			json:   `{"tool":"secret-ids","call":{}}`,
		},
		{
			name: "content, sorted, and what is not UTF-8",
			record: call.Record{Call: &call.SecretAdd{
				Content: map[string]string{"user": "web", "blob": "\xff"}, ExpireIn: time.Hour, Expire: time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)}},
			yaml: "tool: secret-add\ncall:\n    content:\n        blob#base64: /w==\n        user: web\n    expire: 2001-02-03T04:05:06Z\n    expire-in: 1h0m0s\n",
			json: `{"tool":"secret-add","call":{"content":{"blob#base64":"/w==","user":"web"},"expire":"2001-02-03T04:05:06Z","expire-in":"1h0m0s"}}`,
		},
		{
			name:   "base64 that the charm gave itself",
			record: call.Record{Call: &call.SecretSet{ID: "x", Content: map[string]string{"key#base64": "aGVsbG8="}}},
			yaml:   "tool: secret-set\ncall:\n    id: x\n    content:\n        key#base64: aGVsbG8=\n",
			json:   `{"tool":"secret-set","call":{"id":"x","content":{"key#base64":"aGVsbG8="}}}`,
		},
		{
			name:   "a whole number with a point",
			record: call.Record{Call: &call.ConfigGet{Key: "ratio", Value: 1.0}},
			yaml:   "tool: config-get\ncall:\n    key: ratio\n    value: 1.0\n",
			json:   `{"tool":"config-get","call":{"key":"ratio","value":1.0}}`,
		},
		{
			name: "a refusal",
			record: call.Record{Call: &call.RelationList{Relation: "9"},
				Error: &call.Error{Code: call.ErrRelationNotFound, Message: "relation not found"}},
			yaml: "tool: relation-list\ncall:\n    relation: \"9\"\nerror:\n    code: relation not found\n    message: relation not found\n",
			json: `{"tool":"relation-list","call":{"relation":"9"},"error":{"code":"relation not found","message":"relation not found"}}`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			text, err := yaml.Marshal(test.record)
			require.NoError(t, err)
			require.Equal(t, test.yaml, string(text))
			var read call.Record
			require.NoError(t, yaml.Unmarshal(text, &read))
			require.Equal(t, test.record, read)

			text, err = json.Marshal(test.record)
			require.NoError(t, err)
			require.Equal(t, test.json, string(text))
			read = call.Record{Call: &call.IsLeader{}, Error: &call.Error{}} // what was there before goes
			require.NoError(t, json.Unmarshal(text, &read))
			require.Equal(t, test.record, read)
		})
	}
}

// TestRecordOfNumbers: whole numbers come back as int64, like those of configuration.
func TestRecordOfNumbers(t *testing.T) {
	t.Parallel()
	text, err := yaml.Marshal(call.Record{Call: &call.ActionGet{Params: map[string]any{"n": 1, "list": []string{"a"}, "f": float32(0.5)}}})
	require.NoError(t, err)
	var read call.Record
	require.NoError(t, yaml.Unmarshal(text, &read))
	require.Equal(t, &call.ActionGet{Params: map[string]any{"n": int64(1), "list": []any{"a"}, "f": 0.5}}, read.Call)
}

func TestRecordThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	tests := map[string]call.Call{
		"cannot write record of a call to config-get: call.value: there is no word for the number NaN":              &call.ConfigGet{Value: math.NaN()},
		"cannot write record of a call to config-get: call.value: there is no word for a func()":                    &call.ConfigGet{Value: func() {}},
		"cannot write record of a call to config-get: call.value: there is no word for a map[int]bool":              &call.ConfigGet{Value: map[int]bool{}},
		`cannot write record of a call to relation-set: call.data: key "\xff" is not UTF-8`:                         &call.RelationSet{Data: map[string]string{"\xff": ""}},
		`cannot write record of a call to action-get: call.params["list"][0]: a text in a list is not UTF-8`:        &call.ActionGet{Params: map[string]any{"list": []any{"\xff"}}},
		`cannot write record of a call to action-get: call.params["list"][0]: there is no word for the number +Inf`: &call.ActionGet{Params: map[string]any{"list": []any{math.Inf(1)}}},
		`cannot write record of a call to action-get: call.params["nested"]: there is no word for a map[bool]bool`:  &call.ActionGet{Params: map[string]any{"nested": map[bool]bool{}}},
	}
	for want, c := range tests {
		_, err := call.Record{Call: c}.MarshalYAML()
		require.EqualError(t, err, want)
		_, err = json.Marshal(call.Record{Call: c})
		require.ErrorContains(t, err, want)
	}
}

func TestRecordThatCannotBeRead(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{`{tool: secret-peek}`, `cannot read record of a call: there is no hook tool "secret-peek"`},
		{`{call: {id: x}}`, `cannot read record of a call: there is no hook tool ""`},
		{`{tool: [secret-get]}`, "cannot read record of a call: line 1: tool: got a list, want a text"},
		{`{tool: secret-remove, call: {revision: first}}`, "cannot read record of a call to secret-remove: line 1: call.revision: got a text, want a whole number"},
		{`{tool: secret-remove, call: {number: 1}}`, `line 1: call: there is no key "number"`},
	}
	for _, test := range tests {
		var read []call.Record
		text := test.text
		if text[0] != '-' {
			text = "- " + text
		}
		require.ErrorContains(t, yaml.Unmarshal([]byte(text), &read), test.want)
	}
	var read call.Record
	require.Error(t, json.Unmarshal([]byte(`{"tool":`), &read))
	require.EqualError(t, json.Unmarshal([]byte(`{"tool":"x"}`), &read), `cannot read record of a call: there is no hook tool "x"`)
}

func TestRecordString(t *testing.T) {
	t.Parallel()
	expire := time.Date(2001, 2, 3, 4, 5, 6, 0, time.FixedZone("", 3600))
	content := map[string]string{"password": "hunter22", "note": ""}
	tests := []struct {
		call call.Call
		want string
	}{
		{nil, "no call"},
		{&call.SecretAdd{Content: content, Owner: call.OwnerUnit, Label: "x", Description: "two words", Rotate: call.RotateDaily, Expire: expire, ID: "answer"},
			`secret-add note=(0 bytes) password=(8 bytes) --owner unit --label x --description "two words" --rotate daily --expire 2001-02-03T03:05:06Z`},
		{&call.SecretSet{ID: "secret:1", Content: content, ExpireIn: 90 * time.Minute}, "secret-set secret:1 note=(0 bytes) password=(8 bytes) --expire 1h30m0s"},
		{&call.SecretGet{Label: "db", Content: content}, "secret-get --label db"},
		{&call.SecretGet{ID: "secret:1", Refresh: true, Peek: true}, "secret-get secret:1 --refresh --peek"},
		{&call.SecretInfoGet{ID: "secret:1", Label: "x"}, "secret-info-get secret:1 --label x"},
		{&call.SecretIDs{IDs: []string{"1"}}, "secret-ids"},
		{&call.SecretGrant{ID: "secret:1", Relation: "db:1", Unit: "web/0"}, "secret-grant secret:1 -r db:1 --unit web/0"},
		{&call.SecretRevoke{ID: "secret:1", Relation: "db:1", App: "web", Unit: "web/0"}, "secret-revoke secret:1 -r db:1 --app web --unit web/0"},
		{&call.SecretRemove{ID: "secret:1", Revision: 4}, "secret-remove secret:1 --revision 4"},
		{&call.SecretRemove{ID: "secret:1", Revision: -1}, "secret-remove secret:1"},
		{&call.RelationIDs{Endpoint: "db"}, "relation-ids db"},
		{&call.RelationList{Relation: "db:1", App: true, RemoteApp: "x"}, "relation-list -r db:1 --app"},
		{&call.RelationGet{Relation: "db:1", Of: "web/0", Data: content}, "relation-get -r db:1 - web/0"},
		{&call.RelationGet{Relation: "db:1", Of: "web"}, "relation-get -r db:1 --app - web"},
		{&call.RelationSet{Relation: "db:1", Data: map[string]string{"user": "web"}}, "relation-set -r db:1 user=web"},
		{&call.RelationSet{Relation: "db:1", App: true, Data: map[string]string{"b": "", "a": "x y"}}, `relation-set -r db:1 --app a="x y" b=`},
		{&call.RelationModelGet{Relation: "db:1"}, "relation-model-get -r db:1"},
		{&call.ConfigGet{Key: "port", Value: int64(1)}, "config-get port"},
		{&call.ConfigGet{All: true}, "config-get --all"},
		{&call.IsLeader{Leader: true}, "is-leader"},
		{&call.LeaderGet{Settings: content}, "leader-get"},
		{&call.LeaderSet{Settings: map[string]string{"k": "v"}}, "leader-set k=v"},
		{&call.StatusGet{App: true}, "status-get --application"},
		{&call.StatusSet{App: true, Name: call.StatusActive, Message: `it's "up"`}, `status-set --application active "it's \"up\""`},
		{&call.JujuLog{Level: "DEBUG", Message: "a\nb"}, `juju-log -l DEBUG "a\nb"`},
		{&call.JujuLog{Message: "\xff"}, `juju-log "\xff"`},
		{&call.ApplicationVersionSet{Version: "9"}, "application-version-set 9"},
		{&call.StateGet{State: content}, "state-get"},
		{&call.StateSet{State: content}, "state-set note=(0 bytes) password=(8 bytes)"},
		{&call.StateDelete{Key: "k"}, "state-delete k"},
		{&call.ActionGet{Params: map[string]any{"a": 1}}, "action-get"},
		{&call.ActionSet{Results: []call.ActionResult{{Key: "b.c", Value: "hunter22"}, {Key: "a", Value: "1"}}}, "action-set b.c=(8 bytes) a=(1 bytes)"},
		{&call.ActionLog{Message: "half way"}, `action-log "half way"`},
		{&call.ActionFail{Message: "why"}, "action-fail why"},
	}
	covered := map[string]bool{}
	for _, test := range tests {
		require.Equal(t, test.want, call.Record{Call: test.call}.String())
		if test.call != nil {
			covered[test.call.Tool()] = true
			refused := call.Record{Call: test.call, Error: &call.Error{Code: call.ErrNotLeader, Message: "not the leader"}}
			require.Equal(t, test.want+": refused: not the leader", refused.String())
		}
	}
	for _, tool := range call.Tools() {
		require.True(t, covered[tool], tool)
	}
}

// TestRecordStringKeepsSecrets: no call prints secret content.
func TestRecordStringKeepsSecrets(t *testing.T) {
	t.Parallel()
	const secret = "correct horse battery staple"
	content := map[string]string{"key": secret}
	for _, c := range []call.Call{
		&call.SecretAdd{Content: content}, &call.SecretSet{ID: "x", Content: content}, &call.SecretGet{ID: "x", Content: content},
		&call.StateSet{State: content}, &call.StateGet{State: content}, &call.ActionSet{Results: []call.ActionResult{{Key: "key", Value: secret}}},
	} {
		require.NotContains(t, call.Record{Call: c}.String(), "horse")
	}
}

func TestErrorMatches(t *testing.T) {
	t.Parallel()
	var err error = &call.Error{Code: call.ErrLabelExists, Message: "Juju's text"}
	require.ErrorIs(t, err, call.ErrLabelExists)
	require.NotErrorIs(t, err, call.ErrNotLeader)
	require.EqualError(t, err, "Juju's text")
	var code call.Code
	require.True(t, errors.As(err, &code))
	require.EqualError(t, code, "secret label already exists")
}

func FuzzRecordFromJSON(f *testing.F) {
	for _, seed := range []string{
		`{"tool":"secret-get","call":{"content":{"k#base64":"/w=="}}}`, `{"tool":"config-get","call":{"value":1.0}}`,
		`{"tool":"secret-add","call":{"expire":"2001-02-03T04:05:06Z","expire-in":"1h0m0s"}}`, `{}`, `[]`, `{"tool":"status-get","call":{"units":{"a/0":{}}}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var first, second call.Record
		if json.Unmarshal(text, &first) != nil {
			return
		}
		_ = first.String()
		written, err := json.Marshal(first)
		if err != nil {
			return // such as a number that no float holds
		}
		require.NoError(t, json.Unmarshal(written, &second), string(written))
		again, err := json.Marshal(second)
		require.NoError(t, err)
		require.Equal(t, string(written), string(again))
	})
}

// TestBytesBesideTheirName: a key that bytes need is taken by what is not text, and says so.
func TestBytesBesideTheirName(t *testing.T) {
	t.Parallel()
	record := call.Record{Call: &call.StatusGet{Status: call.Status{Data: map[string]any{"key": "\xff", "key#base64": 1}}}}
	_, err := yaml.Marshal(record)
	require.ErrorContains(t, err, `keys "key" and "key#base64" would be one`)
}
