package scenario_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
)

func TestDiff(t *testing.T) {
	t.Parallel()
	lines := func(texts ...string) scenario.Outcome {
		var out scenario.Outcome
		for _, text := range texts {
			out.JujuLog = append(out.JujuLog, scenario.LogLine{Level: "INFO", Message: text})
		}
		return out
	}
	trace := func(calls ...call.Call) scenario.Outcome {
		var out scenario.Outcome
		for _, c := range calls {
			out.Trace = append(out.Trace, call.Record{Call: c})
		}
		return out
	}
	config := func(value any) scenario.Outcome {
		return scenario.Outcome{State: scenario.State{Config: map[string]any{"port": value}}}
	}
	secret := func(s scenario.Secret) scenario.Outcome {
		return scenario.Outcome{State: scenario.State{Secrets: []scenario.Secret{s}}}
	}
	tests := []struct {
		name, why string
		want, got scenario.Outcome
		lines     []string
	}{
		{name: "nil and empty", why: "they mean the same", want: scenario.Outcome{State: scenario.State{Config: map[string]any{}, Secrets: []scenario.Secret{}}}},
		{name: "one number", why: "the type is an accident of how it was written", want: config(80), got: config(int64(80))},
		{name: "one number as a float", why: "Juju's JSON knows no difference", want: config(80.0), got: config(80)},
		{name: "two numbers", why: "values differ", want: config(80), got: config(80.5), lines: []string{`config["port"]: -80 +80.5`}},
		{name: "one moment", why: "in another zone it is the same", want: secret(scenario.Secret{Expire: time.Unix(0, 0).UTC()}), got: secret(scenario.Secret{Expire: time.Unix(0, 0).In(time.FixedZone("", 60))})},
		{name: "a leaf of a secret", why: "the path is whole", want: secret(scenario.Secret{Label: "a", TrackedContent: map[string]string{"key": "x"}}),
			got: secret(scenario.Secret{Label: "a", TrackedContent: map[string]string{"key": "y"}}), lines: []string{`secrets["a"].tracked-content["key"]: -"x" +"y"`}},
		{name: "a line more", why: "one thing put in is one difference", want: lines("a", "b", "c"), got: lines("a", "new", "b", "c"),
			lines: []string{`juju-log[1]: +{level: "INFO", message: "new"}`}},
		{name: "a line less", why: "one thing left out is one difference", want: lines("a", "b", "c"), got: lines("b", "c"),
			lines: []string{`juju-log[0]: -{level: "INFO", message: "a"}`}},
		{name: "another line", why: "the leaf is shown", want: lines("a", "b", "c"), got: lines("a", "x", "c"), lines: []string{`juju-log[1].message: -"b" +"x"`}},
		{name: "a line moved", why: "order counts", want: lines("a", "b"), got: lines("b", "a"),
			lines: []string{`juju-log[0]: -{level: "INFO", message: "a"}`, `juju-log[1]: +{level: "INFO", message: "a"}`}},
		{name: "another question", why: "calls are shown on a line", want: trace(&call.IsLeader{}), got: trace(&call.SecretGet{Label: "x"}),
			lines: []string{"trace[0]: -is-leader +secret-get --label x"}},
		{name: "another answer", why: "the line of the call is the same", want: trace(&call.IsLeader{}, &call.SecretGet{Label: "x", Content: map[string]string{"key": "a"}}),
			got:   trace(&call.IsLeader{Leader: true}, &call.SecretGet{Label: "x", Content: map[string]string{"key": "b"}}),
			lines: []string{"trace[0].is-leader.leader: +true", `trace[1].secret-get.content["key"]: -"a" +"b"`}},
		{name: "no call", why: "it panics nowhere", want: trace(nil), got: trace(&call.IsLeader{}), lines: []string{"trace[0]: +is-leader"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, strings.Join(test.lines, "\n"), scenario.Diff(test.want, test.got), test.why)
		})
	}
}

// TestDiffOfOddMaps: keys need not be texts in what a test has put into configuration.
func TestDiffOfOddMaps(t *testing.T) {
	t.Parallel()
	require.Equal(t, "[1]: -\"a\" +\"b\"\n[3]: +\"d\"", scenario.Diff(map[int]string{1: "a", 2: "c"}, map[int]string{1: "b", 2: "c", 3: "d"}))
	require.Equal(t, "[\"x\"]: -nothing\n[1]: -\"a\" +{2: true}",
		scenario.Diff[any](map[any]any{1: "a", "x": nil}, map[any]any{1: map[int]bool{2: true}}))
}

// TestDiffTellsApart: equal means no line, and different means one, of whatever there is.
func TestDiffTellsApart(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		out := drawAny[scenario.Outcome](t)
		require.Empty(t, scenario.Diff(out, deepCopy(out)))
		other := drawAny[scenario.Outcome](t)
		require.Equal(t, scenario.Diff(out, other) == "", scenario.Diff(other, out) == "", "both ways")
		changed := deepCopy(out)
		changed.JujuLog = append(changed.JujuLog, scenario.LogLine{Level: "INFO"})
		require.Len(t, strings.Split(scenario.Diff(out, changed), "\n"), 1)
	})
}

func TestDiffOfLongLists(t *testing.T) {
	t.Parallel()
	var want, got scenario.Outcome
	for i := range 300 {
		want.ActionLog = append(want.ActionLog, string(rune('a'+i%26)))
		got.ActionLog = append(got.ActionLog, string(rune('b'+i%25)))
	}
	require.NotEmpty(t, scenario.Diff(want, got))
	require.Empty(t, scenario.Diff(want, want))
}
