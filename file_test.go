package scenario_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
)

// load writes a file, reads it as a State, and shows errors without the directory.
func load(t *testing.T, name, text string) (scenario.State, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o666))
	state, err := scenario.LoadState(path)
	if err == nil {
		return state, ""
	}
	require.Equal(t, scenario.State{}, state, "nothing comes with an error")
	return state, strings.ReplaceAll(err.Error(), path, name)
}

func TestLoadState(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why, text string
		want            scenario.State
	}{
		{name: "nothing", why: "an empty State is a State", text: "", want: scenario.State{}},
		{name: "only a comment", why: "the line for editors alone", text: "# yaml-language-server: $schema=x\n", want: scenario.State{}},
		{name: "empty lists and maps", why: "nil and empty mean the same", want: scenario.State{},
			text: "relations: []\nsecrets:\nconfig: {}\nstored-state: ~\nunit-status: {}\n"},
		{name: "a unit without data", why: "it is a member all the same", text: "relations: [{endpoint: db, remote-units: {web/0: , web/1: {}}}]",
			want: scenario.State{Relations: []scenario.Relation{{Endpoint: "db", RemoteUnits: map[string]map[string]string{"web/0": nil, "web/1": nil}}}}},
		{name: "texts that look like something else", why: "YAML 1.1 has more words for true, and dates",
			text: "workload-version: 2001-02-03\nleader-settings: {a: yes, b: '1', c: \"true\", d: 'null', e: 1.2.3, f: off}\n",
			want: scenario.State{WorkloadVersion: "2001-02-03", LeaderSettings: map[string]string{"a": "yes", "b": "1", "c": "true", "d": "null", "e": "1.2.3", "f": "off"}}},
		{name: "values of configuration", why: "a number without a fraction is an int",
			text: "config: {a: 1, b: 1.0, c: true, d: 2001-02-03, e: 0x10, f: null, g: 9000000000}",
			want: scenario.State{Config: map[string]any{"a": 1, "b": 1.0, "c": true, "d": "2001-02-03", "e": 16, "f": nil, "g": 9000000000}}},
		{name: "times", why: "they are kept in UTC", text: "secrets: [{expire: 2001-02-03T04:05:06+02:00, next-rotate: '2001-02-03T04:05:06Z'}]",
			want: scenario.State{Secrets: []scenario.Secret{{Expire: time.Date(2001, 2, 3, 2, 5, 6, 0, time.UTC), NextRotate: time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)}}}},
		{name: "bytes", why: "as Juju writes them", text: "secrets: [{latest-content: {key#base64: /w==, note#base64: aGVsbG8=}, label#base64: aGVsbG8=}]",
			want: scenario.State{Secrets: []scenario.Secret{{Label: "hello", LatestContent: map[string]string{"key": "\xff", "note#base64": "aGVsbG8="}}}}},
		{name: "anchors", why: "files repeat themselves less with them",
			text: "stored-state: &bag {a: b, c: d}\nleader-settings: {<<: *bag, c: own}\nrelations: [{endpoint: db, local-app-data: *bag}]\n",
			want: scenario.State{StoredState: map[string]string{"a": "b", "c": "d"}, LeaderSettings: map[string]string{"a": "b", "c": "own"},
				Relations: []scenario.Relation{{Endpoint: "db", LocalAppData: map[string]string{"a": "b", "c": "d"}}}}},
		{name: "state.json", why: "JSON is told by the name", text: `{"leader": true, "config": {"a": 1, "b": 1.0, "c": "\ud83d\ude00\/"}}`,
			want: scenario.State{Leader: true, Config: map[string]any{"a": 1, "b": 1.0, "c": "\U0001f600/"}}},
		{name: "marked.json", why: "some editors write a byte order mark", text: "\uFEFF{\"leader\": true}", want: scenario.State{Leader: true}},
		{name: "marked.yaml", why: "some editors write a byte order mark", text: "\uFEFFleader: true\r\n", want: scenario.State{Leader: true}},
		{name: "JSON in YAML", why: "YAML takes it", text: `{"leader": true}`, want: scenario.State{Leader: true}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			name := test.name
			if !strings.HasSuffix(name, ".json") {
				name = "state.yaml"
			}
			state, problem := load(t, name, test.text)
			require.Empty(t, problem, test.why)
			require.Equal(t, test.want, state, test.why)
		})
	}
}

func TestLoadStateProblems(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"unknown key", "leader: true\nlaeder: x\n", `cannot read State: state.yaml:2: there is no key "laeder"; did you mean "leader"?`},
		{"unknown key of a secret", "secrets:\n  - label: x\n    tracked-conten: {}\n",
			`cannot read State: state.yaml:3: secrets[0]: there is no key "tracked-conten"; did you mean "tracked-content"?`},
		{"nothing near", "relations: [{zzzzzzzzzzzz: 1}]", `cannot read State: state.yaml:1: relations[0]: there is no key "zzzzzzzzzzzz"; there is "id", "endpoint", "remote-app", "remote-endpoint", ` +
			`"remote-model", "offering", "local-app-data", "local-unit-data", "remote-app-data", "remote-units", "departed-units", "life", "suspended"`},
		{"the Go name of a field", "Leader: true", `cannot read State: state.yaml:1: there is no key "Leader"; did you mean "leader"?`},
		{"everything at once", "leader: 1\nconfig: []\nsecrets:\n  - expire: tomorrow\n    tracked-revision: 1.5\n    latest-content: {password: 12345, user: {}, host: true}\n",
			`cannot read State: 7 problems
  state.yaml:1: leader: got a number, want true or false
  state.yaml:2: config: got a list, want a mapping
  state.yaml:4: secrets[0].expire: got a text, want a time such as 2000-01-01T00:00:00Z
  state.yaml:5: secrets[0].tracked-revision: got a number, want a whole number
  state.yaml:6: secrets[0].latest-content["password"]: got a number, want a text: put it in quotes
  state.yaml:6: secrets[0].latest-content["user"]: got a mapping, want a text
  state.yaml:6: secrets[0].latest-content["host"]: got true or false, want a text: put it in quotes`},
		{"no text", "secrets: [{label: }]", "cannot read State: state.yaml:1: secrets[0].label: got nothing, want a text"},
		{"twice", "leader: true\nleader: false\n", `cannot read State: state.yaml:2: "leader" is there twice`},
		{"twice, once as bytes", "secrets: [{latest-content: {key: a, key#base64: /w==}}]", `cannot read State: state.yaml:1: secrets[0].latest-content: "key" is there twice`},
		{"field twice, once as bytes", "secrets: [{label: a, label#base64: /w==}]", `cannot read State: state.yaml:1: secrets[0]: "label" is there twice`},
		{"not base64", "secrets: [{label#base64: '%'}]", "cannot read State: state.yaml:1: secrets[0].label#base64: got a text, want base64"},
		{"not a State", "- 1", "cannot read State: state.yaml:1: got a list, want a mapping"},
		{"a text", "hello", "cannot read State: state.yaml:1: got a text, want a mapping"},
		{"two documents", "leader: true\n---\nleader: true\n", "cannot read State: state.yaml:2: there is a second document; want one"},
		{"no YAML", "a: [", "cannot read State: state.yaml:1: did not find expected node content"},
		{"an anchor that is not there", "secrets: [{latest-content: {password: *hunter2}}]",
			"cannot read State: state.yaml:1: a value that begins with * refers to an anchor, and there is none of its name; want it in quotes"},
		{"an alias of itself", "config: &a {x: *a}", "cannot read State: state.yaml:1: it nests too deep, or aliases stand for too much or for themselves"},
		{"aliases of aliases", "config:\n  a: &a [1,1,1,1,1,1,1,1,1,1]\n  b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n  c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n" +
			"  d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n  e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n  f: [*e,*e,*e]\n",
			"cannot read State: state.yaml:2: it nests too deep, or aliases stand for too much or for themselves"},
		{"no number", "config: {a: .inf, b: !!binary aGVsbG8=}", `cannot read State: 2 problems
  state.yaml:1: config["a"]: got a number, want one that an int or a float64 can hold
  state.yaml:1: config["b"]: got a value tagged !!binary, want text, a number, true, false, a list or a mapping`},
		{"large.json", "{\"config\": {\"a\": 99999999999999999999, \"b\": 1e999}}", `cannot read State: 2 problems
  large.json:1: config["a"]: got a number, want one that an int or a float64 can hold
  large.json:1: config["b"]: got a number, want one that an int or a float64 can hold`},
		{"a tag", "secrets: [{latest-content: {password: !hunter2 x, other: !!hunter2 x}}]", `cannot read State: 2 problems
  state.yaml:1: secrets[0].latest-content["password"]: got a value that begins with a tag, want a text: put it in quotes
  state.yaml:1: secrets[0].latest-content["other"]: got a value that begins with a tag, want a text: put it in quotes`},
		{"a merge key that brings a text", "secrets: [{latest-content: {<<: hunter2}}]", `cannot read State: state.yaml:1: "<<" brings in a text, want a mapping, or a list of mappings`},
		{"a merge key that brings a list of texts", "secrets: [{latest-content: {<<: [hunter2]}}]", `cannot read State: state.yaml:1: "<<" brings in a text, want a mapping, or a list of mappings`},
		{"a list as a key", "config: {[1]: 2}", "cannot read State: state.yaml:1: config: got a list as a key, want text"},
		{"state.json", "{\n\"leader\": true,\n\"secretz\": []}", `cannot read State: state.json:3: there is no key "secretz"; did you mean "secrets"?`},
		{"broken.json", "{\n\"leader\": true", "cannot read State: broken.json:2: the text ends too early"},
		{"wrong.json", "{\n\"leader\"; true", "cannot read State: wrong.json:2: invalid character ';' after object key"},
		{"more.json", "{}\n{}", "cannot read State: more.json:1: there is more after the value"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			name := test.name
			if !strings.HasSuffix(name, ".json") {
				name = "state.yaml"
			}
			_, problem := load(t, name, test.text)
			require.Equal(t, test.want, problem)
			require.NotContains(t, problem, "hunter2")
			require.NotContains(t, problem, "12345", "it may be a password")
		})
	}
	_, err := scenario.LoadState("testdata/nowhere.yaml")
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.ErrorContains(t, err, "cannot read State: open testdata/nowhere.yaml: ")
}

// TestUnmarshalProblems: what plain Unmarshal says, which knows no file.
func TestUnmarshalProblems(t *testing.T) {
	t.Parallel()
	var state scenario.State
	require.EqualError(t, yaml.Unmarshal([]byte("\nleaders: true\n"), &state), `cannot read State: line 2: there is no key "leaders"; did you mean "leader"?`)
	require.EqualError(t, json.Unmarshal([]byte("{\"leader\":\n 1}"), &state), "cannot read State: line 2: leader: got a number, want true or false")
	var event scenario.Event
	require.EqualError(t, yaml.Unmarshal([]byte("kind: action\naction: {nam: x}"), &event), `cannot read Event: line 2: action: there is no key "nam"; did you mean "name"?`)
	var out scenario.Outcome
	require.EqualError(t, yaml.Unmarshal([]byte("trace:\n  - tool: secret-peek\n  - tool: secret-get\n    call: {pek: true}\n  - {}\ncommit:\n  stored-state: {}\n"), &out), `cannot read Outcome: 2 problems
  line 2: trace[0]: cannot read record of a call: there is no hook tool "secret-peek"
  line 4: trace[1].call: there is no key "pek"; did you mean "peek"?`)
	require.EqualError(t, json.Unmarshal([]byte(`{"commit": {"secret-creates": [{"owner": "unit", "id": 1}]}}`), &out),
		"cannot read Outcome: line 1: commit.secret-creates[0].id: got a number, want a text: put it in quotes")

	// What was there before goes, unless there is an error.
	state = scenario.State{Leader: true, WorkloadVersion: "1"}
	require.Error(t, yaml.Unmarshal([]byte("workload-version: x\nleader: 7"), &state))
	require.Equal(t, scenario.State{Leader: true, WorkloadVersion: "1"}, state)
	require.NoError(t, yaml.Unmarshal([]byte("workload-version: x"), &state))
	require.Equal(t, scenario.State{WorkloadVersion: "x"}, state)
	require.NoError(t, json.Unmarshal([]byte("null"), &state))
	require.Equal(t, scenario.State{WorkloadVersion: "x"}, state, "null changes nothing in encoding/json")
}

func TestMarshalProblems(t *testing.T) {
	t.Parallel()
	state := scenario.State{Config: map[string]any{"f": func() {}}}
	_, err := yaml.Marshal(state)
	require.EqualError(t, err, `cannot write State: config["f"]: there is no word for a func()`)
	_, err = json.Marshal(scenario.Outcome{State: state})
	require.ErrorContains(t, err, `cannot write Outcome: config["f"]: there is no word for a func()`)
	state = scenario.State{Relations: []scenario.Relation{{LocalAppData: map[string]string{"\xff": "x"}}}}
	_, err = yaml.Marshal(state)
	require.EqualError(t, err, `cannot write State: relations[0].local-app-data: key "\xff" is not UTF-8`)
	_, err = yaml.Marshal(scenario.Secret{Expire: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)})
	require.EqualError(t, err, "cannot write Secret: expire: there is no word for the year 10000")
	state = scenario.State{UnitStatus: scenario.Status{Data: map[string]any{"key": "\xff", "key#base64": 1}}}
	_, err = json.Marshal(state)
	require.ErrorContains(t, err, `cannot write State: unit-status.data: keys "key" and "key#base64" would be one, for one holds bytes`)
}

// TestHosts: neither Outcome nor a struct that has a State among its fields loses what is its own.
func TestHosts(t *testing.T) {
	t.Parallel()
	type host struct {
		Name  string         `yaml:"name" json:"name"`
		State scenario.State `yaml:"state" json:"state"`
	}
	text, err := yaml.Marshal(host{"first", scenario.State{Leader: true}})
	require.NoError(t, err)
	require.Equal(t, "name: first\nstate:\n    leader: true\n", string(text))
	text, err = json.Marshal(host{"first", scenario.State{Leader: true}})
	require.NoError(t, err)
	require.Equal(t, `{"name":"first","state":{"leader":true}}`, string(text))

	out := scenario.Outcome{State: scenario.State{Leader: true}, Committed: true, Trace: []call.Record{{Call: &call.IsLeader{Leader: true}}}}
	text, err = yaml.Marshal(&out)
	require.NoError(t, err)
	require.Equal(t, "leader: true\ncommitted: true\ntrace:\n    - tool: is-leader\n      call:\n        leader: true\n", string(text))
	text, err = json.Marshal(&out)
	require.NoError(t, err)
	require.Equal(t, `{"leader":true,"committed":true,"trace":[{"tool":"is-leader","call":{"leader":true}}]}`, string(text))
}

// TestRealOutcomesSurvive: what runs leave behind goes to files and back, but for nil and empty.
func TestRealOutcomesSurvive(t *testing.T) {
	t.Parallel()
	ctx := scenario.Context{Metadata: programMetadata, Charm: runs(everything()...)}
	out, err := ctx.Run(scenario.UpdateStatus(), world())
	require.NoError(t, err)
	for _, codec := range []struct {
		marshal   func(any) ([]byte, error)
		unmarshal func([]byte, any) error
	}{{yaml.Marshal, yaml.Unmarshal}, {json.Marshal, json.Unmarshal}} {
		text, err := codec.marshal(out)
		require.NoError(t, err)
		var read scenario.Outcome
		require.NoError(t, codec.unmarshal(text, &read))
		require.Empty(t, scenario.Diff(out, read))
		require.Equal(t, out.State, read.State)
		require.Equal(t, out.String(), read.String())
	}
}
