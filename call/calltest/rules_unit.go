package calltest

import (
	"maps"

	"github.com/charmscenario/scenario/call"
)

// unitRules are those of configuration, leadership, statuses, the log and stored state.
func unitRules() []rule {
	return []rule{
		{
			name: "config-get", text: "values have the types string, int64, float64 and bool; defaults count; what is not set or not there is nil",
			during: func(t *tester) {
				for key, want := range map[string]any{"title": "hello", "port": int64(8080), "ratio": 0.5, "debug": false, "key": nil, "none": nil, "--all": nil} {
					t.equal(key, answered(t, &call.ConfigGet{Key: key}).Value, want)
				}
				set := map[string]any{"title": "hello", "port": int64(8080), "ratio": 0.5, "debug": false}
				t.equal("options", answered(t, &call.ConfigGet{}).Options, set)
				set["key"] = nil
				t.equal("all options", answered(t, &call.ConfigGet{All: true}).Options, set)
			},
		},
		{
			name: "is-leader", text: "the unit leads when Juju says so",
			during: func(t *tester) { t.equal("leader", answered(t, &call.IsLeader{}).Leader, true) },
		},
		{
			name: "is-leader, not the leader", text: "the unit leads when Juju says so", situation: notLeader,
			during: func(t *tester) { t.equal("leader", answered(t, &call.IsLeader{Leader: true}).Leader, false) },
		},
		{
			name: "leader-set", text: "settings are written at once and merged; an empty value removes the key",
			during: func(t *tester) {
				answered(t, &call.LeaderSet{Settings: map[string]string{"-a": "--b=c", "two": "a b"}})
				t.sameTexts("settings", answered(t, &call.LeaderGet{}).Settings, map[string]string{"kept": "old", "-a": "--b=c", "two": "a b"})
				answered(t, &call.LeaderSet{Settings: map[string]string{"-a": "", "two": "", "kept": ""}})
				t.sameTexts("settings", answered(t, &call.LeaderGet{}).Settings, nil)
			},
		},
		{
			name: "status-set", text: "a status acts at once; a message is never taken for an option",
			during: func(t *tester) {
				answered(t, &call.StatusSet{Name: call.StatusBlocked, Message: "--application"})
				t.equal("status", answered(t, &call.StatusGet{}).Status, call.Status{Name: call.StatusBlocked, Message: "--application"})
				answered(t, &call.StatusSet{App: true, Name: call.StatusActive})
				app := answered(t, &call.StatusGet{App: true})
				t.equal("application's status", app.Status, call.Status{Name: call.StatusActive})
				t.equal("unit's status among the application's", app.Units["web/0"].Message, "--application")
			},
		},
		{
			name: "status-get", text: "the unit's status is told with its message and data; the agent keeps what it first read",
			situation: func(s *Situation) {
				s.UnitStatus = call.Status{Name: call.StatusError, Message: "hook failed", Data: map[string]any{"hook": "start", "count": 2, "list": []any{"a", 0.5}}}
			},
			during: func(t *tester) {
				want := call.Status{Name: call.StatusError, Message: "hook failed", Data: map[string]any{"hook": "start", "count": int64(2), "list": []any{"a", 0.5}}}
				t.equal("status", answered(t, &call.StatusGet{}).Status, want)
				answered(t, &call.StatusSet{Name: call.StatusActive})
				t.equal("status", answered(t, &call.StatusGet{}).Status, want)
			},
		},
		{
			name: "not the leader", text: "what is the leader's alone is refused to others at once", situation: notLeader,
			during: func(t *tester) {
				t.refused(&call.StatusSet{App: true, Name: call.StatusActive}, call.ErrNotLeader, "this unit is not the leader")
				t.refused(&call.StatusGet{App: true}, call.ErrNotLeader, "finding application status: this unit is not the leader")
				t.refused(&call.LeaderSet{Settings: map[string]string{"a": "b"}}, call.ErrNotLeader, "cannot write leadership settings: cannot write settings: not the leader")
				t.refused(&call.RelationSet{Relation: "db:4", App: true, Data: map[string]string{"a": "b"}}, call.ErrNotLeader, "cannot write relation settings")
				t.refused(&call.SecretAdd{Content: map[string]string{"password": "x"}}, call.ErrNotLeader, "this unit is not the leader")
			},
		},
		{
			name: "juju-log", text: "any text can be logged at any level, known or not",
			during: func(t *tester) {
				for _, c := range []*call.JujuLog{{Message: "--debug"}, {Level: "ERROR", Message: "two\nlines"}, {Level: "loud", Message: ""}, {Level: "-x", Message: "é"}} {
					answered(t, c)
				}
			},
		},
		{
			name: "application-version-set", text: "any text is a version; an empty one clears it",
			during: func(t *tester) {
				for _, version := range []string{"1.2", "--version", ""} {
					answered(t, &call.ApplicationVersionSet{Version: version})
				}
			},
		},
		{
			name: "stored state", text: "the hook reads its own writes, to the byte; an empty value is stored; deleting what is not there is no error",
			during: func(t *tester) {
				want := hard()
				want[""], want["-key"], want["kept"] = "empty key", "", "old"
				answered(t, &call.StateSet{State: without(want, "kept")})
				t.equal("stored state", answered(t, &call.StateGet{}).State, want)
				answered(t, &call.StateDelete{Key: "-key"})
				answered(t, &call.StateDelete{Key: "none"})
				t.equal("stored state", answered(t, &call.StateGet{}).State, without(want, "-key"))
			},
		},
		{
			name: "stored state, limits", text: "keys have 256 bytes and values 64 KiB at most",
			during: func(t *tester) {
				t.refused(&call.StateSet{State: map[string]string{string(make([]byte, 257)): ""}}, call.ErrNotValid, "max allowed key length (256) exceeded")
				t.refused(&call.StateSet{State: map[string]string{"a": string(make([]byte, 65537))}}, call.ErrNotValid, "max allowed value length (65536) exceeded")
			},
		},
	}
}

func without(values map[string]string, key string) map[string]string {
	values = maps.Clone(values)
	delete(values, key)
	return values
}

// actionRules are those of actions.
func actionRules() []rule {
	return []rule{
		{
			name: "action", text: "an action has parameters, whole numbers int64 and others float64; results, progress and failure take any text",
			situation: inAction,
			during: func(t *tester) {
				t.equal("parameters", answered(t, &call.ActionGet{}).Params, map[string]any{
					"target": "there", "count": int64(3), "factor": 0.25, "deep": map[string]any{"level": int64(9), "list": []any{"a"}},
				})
				answered(t, &call.ActionSet{Results: []call.ActionResult{{Key: "a.b", Value: "--x"}, {Key: "a.c", Value: " = \n"}, {Key: "d", Value: ""}}})
				answered(t, &call.ActionLog{Message: "--progress"})
				answered(t, &call.ActionFail{Message: "--help"})
				answered(t, &call.ActionFail{})
				answered(t, &call.ActionFail{NoMessage: true})
			},
		},
		{
			name: "not in an action", text: "in a hook calls of actions are refused",
			during: func(t *tester) {
				for _, c := range []call.Call{
					&call.ActionGet{}, &call.ActionLog{Message: "x"}, &call.ActionFail{}, &call.ActionSet{Results: []call.ActionResult{{Key: "a", Value: "b"}}},
				} {
					t.refused(c, call.ErrNotAction, "not running an action")
				}
			},
		},
	}
}
