package unit_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/unit"
)

// TestHistories: what acts at once is told in order, beside the last value in the facts.
func TestHistories(t *testing.T) {
	t.Parallel()
	agent := newAgent(world())
	do(t, agent, &call.StatusSet{Name: call.StatusMaintenance, Message: "one"}, &call.StatusSet{App: true, Name: call.StatusActive}, &call.StatusSet{Name: call.StatusActive},
		&call.StatusSet{App: true, Name: call.StatusBlocked, Message: "two"}, &call.ApplicationVersionSet{Version: "2"}, &call.ApplicationVersionSet{})
	require.NoError(t, agent.End(false))
	require.Equal(t, []call.Status{{Name: call.StatusMaintenance, Message: "one"}, {Name: call.StatusActive}}, agent.Journal.UnitStatusHistory)
	require.Equal(t, []call.Status{{Name: call.StatusActive}, {Name: call.StatusBlocked, Message: "two"}}, agent.Journal.AppStatusHistory)
	require.Equal(t, []string{"2", ""}, agent.Journal.WorkloadVersionHistory)
}

func TestJujuLog(t *testing.T) {
	t.Parallel()
	line := func(level, message string) []unit.LogLine { return []unit.LogLine{{Level: level, Message: message}} }
	for _, row := range []struct {
		rule
		hook func(*call.Hook)
		call call.JujuLog
		want []unit.LogLine
	}{
		{rule{"no level", "hook-tools.md 3: INFO"}, nil, call.JujuLog{Message: "m"}, line("INFO", "m")},
		{rule{"any case", "hook-tools.md 3: case-insensitive"}, nil, call.JujuLog{Level: "eRRor", Message: "m"}, line("ERROR", "m")},
		{rule{"trace", "hook-tools.md 3"}, nil, call.JujuLog{Level: "TRACE", Message: "m"}, line("TRACE", "m")},
		{rule{"debug", "hook-tools.md 3"}, nil, call.JujuLog{Level: "DEBUG", Message: "m"}, line("DEBUG", "m")},
		{rule{"info", "hook-tools.md 3"}, nil, call.JujuLog{Level: "INFO", Message: "m"}, line("INFO", "m")},
		{rule{"warning", "hook-tools.md 3"}, nil, call.JujuLog{Level: "WARNING", Message: "m"}, line("WARNING", "m")},
		{rule{"warn", "hook-tools.md 3: another name of WARNING"}, nil, call.JujuLog{Level: "warn", Message: "m"}, line("WARNING", "m")},
		{rule{"critical", "hook-tools.md 3"}, nil, call.JujuLog{Level: "CRITICAL", Message: "m"}, line("CRITICAL", "m")},
		{rule{"unspecified", "hook-tools.md 3: below every level that the log shows"}, nil, call.JujuLog{Level: "UNSPECIFIED", Message: "m"}, nil},
		{rule{"unknown", "hook-tools.md 3: a warning, then INFO"}, nil, call.JujuLog{Level: "loud", Message: "m"},
			[]unit.LogLine{{Level: "WARNING", Message: `Specified log level of "loud" is not valid`}, {Level: "INFO", Message: "m"}}},
		{rule{"in a relation hook", "hook-tools.md 3: prefixed <endpoint>:<id>"}, in(call.KindRelationBroken, "db:1", ""), call.JujuLog{Message: "m"}, line("INFO", "db:1: m")},
	} {
		require.NotEmpty(t, row.why)
		hooks := []func(*call.Hook){}
		if row.hook != nil {
			hooks = append(hooks, row.hook)
		}
		agent := newAgent(world(), hooks...)
		do(t, agent, &row.call)
		require.NoError(t, agent.End(false), "survives a failing hook")
		require.Equal(t, row.want, agent.Journal.JujuLog, row.name)
	}
}

func TestActionResults(t *testing.T) {
	t.Parallel()
	set := func(pairs ...string) *call.ActionSet {
		c := &call.ActionSet{}
		for i := 0; i < len(pairs); i += 2 {
			c.Results = append(c.Results, call.ActionResult{Key: pairs[i], Value: pairs[i+1]})
		}
		return c
	}
	for _, row := range []struct {
		rule
		calls []call.Call
		want  map[string]any
	}{
		{rule{"none", "hook-tools.md 6: no arguments at all is fine"}, []call.Call{set()}, nil},
		{rule{"plain", "hook-tools.md 6"}, []call.Call{set("a", "1", "b", "2")}, map[string]any{"a": "1", "b": "2"}},
		{rule{"later wins", "hook-tools.md 6: later writes to the same path win"}, []call.Call{set("a", "1"), set("a", "2")}, map[string]any{"a": "2"}},
		{rule{"dots nest", "hook-tools.md 6"}, []call.Call{set("a.b.c", "1", "a.b.d", "2"), set("a.e", "3")}, map[string]any{"a": map[string]any{"b": map[string]any{"c": "1", "d": "2"}, "e": "3"}}},
		{rule{"a map replaces a scalar", "hook-tools.md 6: on its path"}, []call.Call{set("a", "1", "a.b", "2")}, map[string]any{"a": map[string]any{"b": "2"}}},
		{rule{"a scalar replaces a map", "hook-tools.md 6: later writes win"}, []call.Call{set("a.b", "2", "a", "1")}, map[string]any{"a": "1"}},
	} {
		require.NotEmpty(t, row.why)
		agent := newAgent(world(), action)
		do(t, agent, row.calls...)
		require.NoError(t, agent.End(false), "sent even on failure")
		require.Equal(t, row.want, agent.Journal.ActionResults, row.name)
		require.False(t, agent.Journal.ActionFailed)
	}
}

func TestActionFail(t *testing.T) {
	t.Parallel()
	const unsaid = "action failed without reason given, check action for errors"
	for _, row := range []struct {
		rule
		calls []call.Call
		want  string
	}{
		{rule{"with a message", "hook-tools.md 6"}, []call.Call{&call.ActionFail{Message: "no"}}, "no"},
		{rule{"without", "hook-tools.md 6: default message"}, []call.Call{&call.ActionFail{}}, unsaid},
		{rule{"with an empty one", "hook-tools.md 6: action-fail \"\""}, []call.Call{&call.ActionFail{NoMessage: true}}, ""},
		{rule{"with one, said to be none", "the message is there"}, []call.Call{&call.ActionFail{Message: "no", NoMessage: true}}, "no"},
		{rule{"twice", "hook-tools.md 6: last message wins"}, []call.Call{&call.ActionFail{Message: "no"}, &call.ActionFail{}}, unsaid},
	} {
		require.NotEmpty(t, row.why)
		agent := newAgent(world(), action)
		do(t, agent, row.calls...)
		require.True(t, agent.Journal.ActionFailed, row.name)
		require.Equal(t, row.want, agent.Journal.ActionMessage, row.name)
	}
	agent := newAgent(world(), action)
	do(t, agent, &call.ActionLog{Message: "one"}, &call.ActionLog{Message: "two"})
	require.Equal(t, []string{"one", "two"}, agent.Journal.ActionLog)
	require.False(t, agent.Journal.ActionFailed)
	require.Empty(t, agent.Journal.ActionMessage)
}
