package unit_test

import (
	"testing"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller/controllertest"
)

func TestConfigGet(t *testing.T) {
	one := func(name, why, key string, value any, more row) row {
		more.rule, more.call, more.answer = rule{name, why}, &call.ConfigGet{Key: key, Value: "left over", Options: map[string]any{"left": "over"}}, &call.ConfigGet{Key: key, Value: value}
		return more
	}
	check(t, []row{
		one("set", "hook-tools.md 3: types are kept; a YAML int is Juju's int64", "port", int64(8080), row{}),
		one("default", "hook-tools.md 3: with schema defaults", "level", 1.5, row{}),
		one("set to nothing", "hook-tools.md 3: the default counts", "title", "hello", row{}),
		one("no value", "hook-tools.md 3: nil, no error", "key", nil, row{}),
		one("unknown", "hook-tools.md 3: nil, no error", "nothing", nil, row{}),
		one("a text", "hook-tools.md 3", "title", "x", row{change: func(s *controllertest.Store) { s.Facts.Config["title"] = "x" }}),
		{rule: rule{"all that have a value", "hook-tools.md 3: nil ones dropped"}, call: &call.ConfigGet{Value: "left over"}, answer: &call.ConfigGet{Options: map[string]any{"port": int64(8080), "level": 1.5, "title": "hello"}}},
		{rule: rule{"all", "hook-tools.md 3: --all"}, call: &call.ConfigGet{All: true}, answer: &call.ConfigGet{All: true, Options: map[string]any{"port": int64(8080), "level": 1.5, "title": "hello", "key": nil}}},
		{rule: rule{"none there", "hook-tools.md 1.1: an empty map"}, change: func(s *controllertest.Store) { s.Facts.Config, s.Facts.Options = nil, nil }, call: &call.ConfigGet{}, answer: &call.ConfigGet{Options: map[string]any{}}},
	})
}

func TestLeader(t *testing.T) {
	set := &call.LeaderSet{Settings: texts{"new": "n", "dropped": ""}}
	check(t, []row{
		{rule: rule{"is", "hook-tools.md 3"}, call: &call.IsLeader{}, answer: &call.IsLeader{Leader: true}},
		{rule: rule{"is not", "hook-tools.md 3"}, change: follower, call: &call.IsLeader{Leader: true}, answer: &call.IsLeader{}},
		{rule: rule{"get", "hook-tools.md 3: any unit"}, change: follower, call: &call.LeaderGet{}, answer: &call.LeaderGet{Settings: texts{"kept": "k", "dropped": "d"}}},
		{rule: rule{"set", "hook-tools.md 3: immediate, merge; an empty value removes the key"}, call: set, after: func(s *controllertest.Store) { s.Facts.LeaderSettings = texts{"kept": "k", "new": "n"} }},
		{rule: rule{"set, and get", "hook-tools.md 3"}, before: []call.Call{set}, call: &call.LeaderGet{}, answer: &call.LeaderGet{Settings: texts{"kept": "k", "new": "n"}},
			after: func(s *controllertest.Store) { s.Facts.LeaderSettings = texts{"kept": "k", "new": "n"} }},
		{rule: rule{"set, no leader", "hook-tools.md 3"}, change: follower, call: set, refusal: "cannot write leadership settings: cannot write settings: not the leader", code: call.ErrNotLeader},
		{rule: rule{"get, Juju 4", "hook-tools.md 3: gone in 4.0"}, hook: juju4, call: &call.LeaderGet{}, refusal: "bad request: unknown command: leader-get", code: call.ErrNotSupported},
		{rule: rule{"set, Juju 4", "hook-tools.md 3: gone in 4.0"}, hook: juju4, call: set, refusal: "bad request: unknown command: leader-set", code: call.ErrNotSupported},
	})
}

func TestStatus(t *testing.T) {
	active := call.Status{Name: call.StatusActive, Message: "up", Data: map[string]any{"since": "then"}}
	unknown := call.Status{Name: call.StatusUnknown}
	wait := &call.StatusSet{Name: call.StatusWaiting, Message: "for it"}
	waiting := call.Status{Name: call.StatusWaiting, Message: "for it"}
	unitWaits := func(s *controllertest.Store) { s.Facts.UnitStatus = waiting }
	fresh := func(s *controllertest.Store) { s.Facts.UnitStatus, s.Facts.PeerStatuses = call.Status{}, nil }
	left := map[string]call.Status{"left/0": {}}
	check(t, []row{
		{rule: rule{"get", "hook-tools.md 3: with its data"}, call: &call.StatusGet{Units: left}, answer: &call.StatusGet{Status: active}},
		{rule: rule{"get before any was set", "hook-tools.md 3: unknown"}, change: fresh, call: &call.StatusGet{}, answer: &call.StatusGet{Status: unknown}},
		{rule: rule{"get after set", "hook-tools.md 3: drops the data"}, before: []call.Call{wait}, call: &call.StatusGet{}, answer: &call.StatusGet{Status: waiting}, after: unitWaits},
		{rule: rule{"get, set, get", "hook-tools.md 3: cached at first read in the hook"}, before: []call.Call{&call.StatusGet{}, wait}, call: &call.StatusGet{}, answer: &call.StatusGet{Status: active}, after: unitWaits},
		{rule: rule{"get of the application", "hook-tools.md 3: and of all its units"}, call: &call.StatusGet{App: true, Units: left},
			answer: &call.StatusGet{App: true, Status: unknown, Units: map[string]call.Status{"web/0": active, "web/1": {Name: call.StatusBlocked}, "web/2": unknown}}},
		{rule: rule{"get of the application, nothing set", "as Juju's recorded answers have it: the own unit is listed once its status was set"}, change: fresh, call: &call.StatusGet{App: true}, answer: &call.StatusGet{App: true, Status: unknown, Units: map[string]call.Status{}}},
		{rule: rule{"get of the application, no leader", "hook-tools.md 3"}, change: follower, call: &call.StatusGet{App: true}, refusal: "finding application status: this unit is not the leader", code: call.ErrNotLeader},
		{rule: rule{"set", "hook-tools.md 3: immediate"}, change: follower, call: wait, after: unitWaits},
		{rule: rule{"set of the application", "hook-tools.md 3: the unit's stays"}, call: &call.StatusSet{App: true, Name: call.StatusWaiting, Message: "for it"}, after: func(s *controllertest.Store) { s.Facts.AppStatus = waiting }},
		{rule: rule{"set of the application, no leader", "hook-tools.md 3"}, change: follower, call: &call.StatusSet{App: true, Name: call.StatusActive}, refusal: "this unit is not the leader", code: call.ErrNotLeader},
		{rule: rule{"set to what charms cannot", "hook-tools.md 3"}, call: &call.StatusSet{Name: call.StatusUnknown}, refusal: `invalid status "unknown", expected one of [maintenance blocked waiting active]`, code: call.ErrNotValid},
	})
}

func TestStoredState(t *testing.T) {
	set := func(state texts) *call.StateSet { return &call.StateSet{State: state} }
	del := func(key string) *call.StateDelete { return &call.StateDelete{Key: key} }
	get := func(state texts) *call.StateGet { return &call.StateGet{State: state} }
	stored := func(state texts) *call.Commit { return &call.Commit{StoredState: &state} }
	empty := func(s *controllertest.Store) { s.Facts.StoredState = nil }
	check(t, []row{
		{rule: rule{"get", "hook-tools.md 3: the whole of it"}, call: get(texts{"left": "over"}), answer: get(texts{"was": "here"})},
		{rule: rule{"get, never stored", "hook-tools.md 3: no state at all is nil"}, change: empty, call: get(texts{"left": "over"}), answer: get(nil)},
		{rule: rule{"set", "hook-tools.md 3: pending until commit"}, call: set(texts{"new": "n"}), commit: stored(texts{"was": "here", "new": "n"})},
		{rule: rule{"set for the first time", "hook-tools.md 3"}, change: empty, call: set(texts{"new": "n"}), commit: stored(texts{"new": "n"})},
		{rule: rule{"set, and get", "hook-tools.md 3: reads see pending writes"}, before: []call.Call{set(texts{"was": "there", "new": "n"})}, call: get(nil), answer: get(texts{"was": "there", "new": "n"}), commit: stored(texts{"was": "there", "new": "n"})},
		{rule: rule{"set twice", "hook-tools.md 3"}, before: []call.Call{set(texts{"a": "1"})}, call: set(texts{"a": "2", "b": "2"}), commit: stored(texts{"was": "here", "a": "2", "b": "2"})},
		{rule: rule{"set to an empty text", "hook-tools.md 3: stored, no delete"}, call: set(texts{"was": "", "new": ""}), commit: stored(texts{"was": "", "new": ""})},
		{rule: rule{"set a new key to an empty text", "hook-tools.md 3: stored"}, call: set(texts{"new": ""}), commit: stored(texts{"was": "here", "new": ""})},
		{rule: rule{"set to what it is", "hook-tools.md 3: nothing to commit"}, call: set(texts{"was": "here"})},
		{rule: rule{"set one to what it is and one not", "hook-tools.md 3"}, call: set(texts{"was": "here", "x": "1", "y": "2"}), commit: stored(texts{"was": "here", "x": "1", "y": "2"})},
		{rule: rule{"set nothing", "hook-tools.md 3"}, call: set(nil)},
		{rule: rule{"delete", "hook-tools.md 3: the whole of the rest is sent"}, call: del("was"), commit: stored(texts{})},
		{rule: rule{"delete what is not there", "hook-tools.md 3: no-op"}, call: del("never")},
		{rule: rule{"delete, and get", "hook-tools.md 3: nothing stored is null"}, before: []call.Call{del("was")}, call: get(nil), answer: get(nil), commit: stored(texts{})},
		{rule: rule{"set, and delete", "hook-tools.md 3"}, before: []call.Call{set(texts{"new": "n"})}, call: del("new"), commit: stored(texts{"was": "here"})},
	})
}

func TestWorkloadVersion(t *testing.T) {
	version := func(v string) func(*controllertest.Store) {
		return func(s *controllertest.Store) { s.Facts.WorkloadVersion = v }
	}
	check(t, []row{
		{rule: rule{"set", "hook-tools.md 3: immediate"}, call: &call.ApplicationVersionSet{Version: "2"}, after: version("2")},
		{rule: rule{"clear", "hook-tools.md 3: an empty string clears"}, call: &call.ApplicationVersionSet{}, after: version("")},
	})
}

func TestActionCalls(t *testing.T) {
	params := func(s *controllertest.Store) { s.Facts.ActionParams = map[string]any{"target": "x"} }
	rows := []row{
		{rule: rule{"get", "hook-tools.md 6: parameters"}, hook: action, change: params, call: &call.ActionGet{Params: map[string]any{"left": "over"}}, answer: &call.ActionGet{Params: map[string]any{"target": "x"}}},
		{rule: rule{"get, none", "hook-tools.md 6"}, hook: action, call: &call.ActionGet{Params: map[string]any{"left": "over"}}, answer: &call.ActionGet{}},
		{rule: rule{"log", "hook-tools.md 6"}, hook: action, call: &call.ActionLog{Message: "on it"}},
		{rule: rule{"bad key", "hook-tools.md 6"}, hook: action, call: &call.ActionSet{Results: []call.ActionResult{{Key: "BAD"}}}, refusal: `key "BAD" must start and end with lowercase alphanumeric, and contain only lowercase alphanumeric and hyphens`, code: call.ErrNotValid},
	}
	for _, c := range []call.Call{&call.ActionGet{}, &call.ActionSet{}, &call.ActionLog{}, &call.ActionFail{}} {
		rows = append(rows, row{rule: rule{"outside: " + c.Tool(), "hook-tools.md 6"}, call: c, refusal: "not running an action", code: call.ErrNotAction})
	}
	check(t, rows)
}
