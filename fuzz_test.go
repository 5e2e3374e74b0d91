package scenario_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/charmscenario/scenario"
)

// rereads reads a text, and checks that what was read survives files.
func rereads[T any](t *testing.T, text []byte, unmarshal func([]byte, any) error) {
	var first, second, third T
	if unmarshal(text, &first) != nil {
		return
	}
	written, err := yaml.Marshal(first)
	require.NoError(t, err, "what can be read can be written")
	require.NoError(t, yaml.Unmarshal(written, &second), string(written))
	require.Empty(t, scenario.Diff(first, second), string(written))
	again, err := yaml.Marshal(second)
	require.NoError(t, err)
	require.Equal(t, string(written), string(again))

	written, err = json.Marshal(first)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(written, &third), string(written))
	require.Equal(t, second, third, string(written))
}

func FuzzReadYAML(f *testing.F) {
	for _, seed := range []string{
		"leader: true\nconfig: {a: 1, b: 1.5, c: x, d: null}\nrelations:\n- {id: db:1, endpoint: db, remote-units: {a/0: {k#base64: /w==}}}\n",
		"secrets: [{label: x, latest-content: {key: v}, expire: 2001-02-03T04:05:06+01:00, remote-grants: {db:1: [a]}, revisions: [{number: 1}]}]",
		"kind: relation-changed\nrelation: {endpoint: db}\nby-application: true\n", "kind: action\naction: {name: x, params: {a: [1, {b: c}]}}",
		"trace: [{tool: secret-get, call: {id: x}}, {tool: config-get, call: {value: 1}}]\ncommit: {stored-state: {}}\naction-log: [{'#base64': /w==}]\n",
		"stored-state: &a {x: y}\nleader-settings: {<<: *a}\n", "config: &a {b: *a}", "- 1", "{}", "'", "config: {? [a] : b}", "config: {x: 0o7, y: 1_000, z: 1e3, w: .5}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		rereads[scenario.State](t, text, yaml.Unmarshal)
		rereads[scenario.Event](t, text, yaml.Unmarshal)
		rereads[scenario.Outcome](t, text, yaml.Unmarshal)
	})
}

func FuzzReadJSON(f *testing.F) {
	for _, seed := range []string{
		`{"leader":true,"config":{"a":1,"b":1.0,"c":[null,{}],"d":1e400,"e":12345678901234567890123}}`, `{"secrets":[{"latest-content":{"k#base64":"/w=="}}]}`,
		`{"kind":"action","action":{"name":"x","params":{"a":-0}}}`, `{"trace":[{"tool":"is-leader"}],"committed":true}`, `[[[[`, `null`, `{"a":`, `{"leader":true}{`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		rereads[scenario.State](t, text, json.Unmarshal)
		rereads[scenario.Event](t, text, json.Unmarshal)
		rereads[scenario.Outcome](t, text, json.Unmarshal)
	})
}
