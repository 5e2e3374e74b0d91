package unit_test

import (
	"testing"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
	"github.com/charmscenario/scenario/internal/controller/controllertest"
)

// goingAway has a relation be dying, or suspended, with these members.
func goingAway(number int, suspended bool, members ...string) change {
	return relation(number, func(r *controller.Relation) {
		if r.Suspended = suspended; !suspended {
			r.Life = controller.Dying
		}
		r.Members = members
	})
}

func TestRelationIDs(t *testing.T) {
	lists := func(name, why, endpoint string, ids []string, more row) row {
		more.rule, more.call, more.answer = rule{name, why}, &call.RelationIDs{Endpoint: endpoint, IDs: []string{"left:0"}}, &call.RelationIDs{Endpoint: endpoint, IDs: ids}
		return more
	}
	many := func(s *controllertest.Store) {
		for _, r := range []*controller.Relation{{Number: 12, ID: "db:12"}, {Number: 10, ID: "db:10", Life: controller.Dead}, {Number: 11, ID: "db:11"}} {
			r.Endpoint = "db"
			s.Links = append(s.Links, r)
		}
	}
	broken := in(call.KindRelationBroken, "db:1", "")
	one, none := []string{"db:1"}, []string(nil)
	why := "hooks.md 5.2: since 3.6 not a relation that is dying or suspended and has no members, nor in its own relation-broken"
	both := func(hook func(*call.Hook)) func(*call.Hook) { return func(h *call.Hook) { hook(h); juju35(h) } }
	check(t, []row{
		lists("of an endpoint", "hook-tools.md 2", "db", one, row{}),
		lists("as text", "hook-tools.md 2: sorted as strings; dead ones are left out", "db", []string{"db:1", "db:11", "db:12"}, row{change: many}),
		lists("of an unknown endpoint", "hook-tools.md 2: empty, no error", "nothing", none, row{}),
		lists("of no endpoint", "hook-tools.md 2: a name is required", "", none, row{}),
		lists("dying, with members", why, "db", one, row{change: goingAway(1, false, "postgresql/0")}),
		lists("dying, without members", why, "db", none, row{change: goingAway(1, false)}),
		lists("suspended, without members", why, "db", none, row{change: goingAway(1, true)}),
		lists("suspended, with members", why, "db", one, row{change: goingAway(1, true, "postgresql/0")}),
		lists("alive, without members", why, "db", one, row{change: relation(1, func(r *controller.Relation) { r.Members = nil })}),
		lists("dying peers, without members", why, "cluster", []string{"cluster:3"}, row{change: goingAway(3, false)}),
		lists("dying, without members, Juju 3.5", "hooks.md 5.2: 3.5 always lists it", "db", one, row{change: goingAway(1, false), hook: juju35}),
		lists("broken while dying", why, "db", none, row{change: goingAway(1, false, "postgresql/0"), hook: broken}),
		lists("broken while alive", "hooks.md 5.2: only the local unit is leaving", "db", one, row{hook: broken}),
		lists("broken while dying, Juju 3.5", "hooks.md 5.2", "db", one, row{change: goingAway(1, false), hook: both(broken)}),
		lists("another is broken", why, "db", one, row{change: goingAway(1, false, "postgresql/0"), hook: in(call.KindRelationBroken, "website:2", "")}),
		lists("the last one departs while dying", why+"; who departs counts as left in it", "db", one, row{change: goingAway(1, false), hook: in(call.KindRelationDeparted, "db:1", "postgresql/0")}),
		lists("one departs from another", why, "db", none, row{change: goingAway(1, false), hook: in(call.KindRelationDeparted, "website:2", "haproxy/0")}),
		lists("departed while dying", why, "db", one, row{change: goingAway(1, false, "postgresql/0"), hook: in(call.KindRelationDeparted, "db:1", "postgresql/0")}),
	})
}

func TestRelationList(t *testing.T) {
	lists := func(name, why, id string, units []string, more row) row {
		more.rule, more.call, more.answer = rule{name, why}, &call.RelationList{Relation: id, Units: []string{"left/0"}, RemoteApp: "left"}, &call.RelationList{Relation: id, Units: units}
		return more
	}
	both := []string{"postgresql/0", "postgresql/1"}
	departed := "hook-tools.md 2: a unit disappears inside its relation-departed hook"
	check(t, []row{
		lists("members", "hook-tools.md 2", "db:1", both, row{}),
		lists("by number", "hook-tools.md 1.2", "1", both, row{}),
		lists("peers", "hook-tools.md 2: own unit never listed", "cluster:3", []string{"web/1"}, row{}),
		lists("the departing unit", departed, "db:1", []string{"postgresql/1"}, row{hook: in(call.KindRelationDeparted, "db:1", "postgresql/0")}),
		lists("the departing unit of another relation", departed, "db:1", both, row{hook: in(call.KindRelationDeparted, "website:2", "postgresql/0")}),
		lists("the changing unit", departed, "db:1", both, row{hook: in(call.KindRelationChanged, "db:1", "postgresql/0")}),
		{rule: rule{"the application", "hook-tools.md 2: --app, in every hook"}, call: &call.RelationList{Relation: "db:1", App: true}, answer: &call.RelationList{Relation: "db:1", App: true, RemoteApp: "postgresql"}},
		{rule: rule{"the application of peers", "hook-tools.md 2: the own one"}, call: &call.RelationList{Relation: "cluster:3", App: true}, answer: &call.RelationList{Relation: "cluster:3", App: true, RemoteApp: "web"}},
		{rule: rule{"unknown", "hook-tools.md 1.2"}, call: &call.RelationList{Relation: "db:9"}, refusal: `invalid value "db:9" for option -r: relation not found`, code: call.ErrRelationNotFound},
		{rule: rule{"no number", "hook-tools.md 1.2"}, call: &call.RelationList{Relation: "db"}, refusal: `invalid value "db" for option -r: invalid relation id`, code: call.ErrNotValid},
		{rule: rule{"nothing", "hook-tools.md 1.2"}, call: &call.RelationList{}, refusal: "no relation id specified", code: call.ErrNotValid},
	})
}

func TestRelationGet(t *testing.T) {
	reads := func(name, why, id, of string, data texts, more row) row {
		more.rule, more.call, more.answer = rule{name, why}, &call.RelationGet{Relation: id, Of: of, Data: texts{"left": "over"}}, &call.RelationGet{Relation: id, Of: of, Data: data}
		return more
	}
	refused := func(name, why, id, of, refusal string, code call.Code, more row) row {
		more.rule, more.call, more.refusal, more.code = rule{name, why}, &call.RelationGet{Relation: id, Of: of}, refusal, code
		return more
	}
	set := func(app bool, data texts) *call.RelationSet {
		return &call.RelationSet{Relation: "db:1", App: app, Data: data}
	}
	wrote := func(s ...call.RelationSettings) *call.Commit { return &call.Commit{RelationSettings: s} }
	access := "hook-tools.md 2: relation-get, access rules"
	denied := call.ErrPermissionDenied
	check(t, []row{
		reads("own unit", access, "db:1", "web/0", texts{"u": "mine", "w": "stays"}, row{}),
		reads("own unit, nothing there", "hook-tools.md 2: {} when empty", "website:2", "web/0", texts{}, row{}),
		reads("own unit, after writing", "hook-tools.md 2: incl. pending writes", "db:1", "web/0", texts{"w": "stays", "new": "n"},
			row{before: []call.Call{set(false, texts{"u": "", "new": "n"}), set(true, texts{"a": "n"})}, commit: wrote(call.RelationSettings{Relation: "db:1", Unit: texts{"u": "", "new": "n"}, App: texts{"a": "n"}})}),
		reads("own unit, after writing elsewhere", "hook-tools.md 2", "website:2", "web/0", texts{}, row{before: []call.Call{set(false, texts{"u": "n"})}, commit: wrote(call.RelationSettings{Relation: "db:1", Unit: texts{"u": "n"}})}),
		reads("own unit, after writing to the second", "hook-tools.md 2", "website:2", "web/0", texts{"s": "2"},
			row{before: []call.Call{set(false, texts{"u": "n"}), &call.RelationSet{Relation: "website:2", Data: texts{"s": "2"}}},
				commit: wrote(call.RelationSettings{Relation: "db:1", Unit: texts{"u": "n"}}, call.RelationSettings{Relation: "website:2", Unit: texts{"s": "2"}})}),
		reads("own application, leader", access, "db:1", "web", texts{"a": "ours"}, row{}),
		reads("own application, after writing", access+"; incl. pending writes", "1", "web", texts{"a": "ours", "new": "n"}, row{before: []call.Call{set(true, texts{"new": "n"})}, commit: wrote(call.RelationSettings{Relation: "db:1", App: texts{"new": "n"}})}),
		refused("own application, no leader", access, "db:1", "web", "permission denied", denied, row{change: follower}),
		reads("own application among peers, no leader", access+": committed data", "cluster:3", "web", texts{"a": "cluster"}, row{change: follower}),
		reads("own application among peers, nothing there, no leader", access, "cluster:3", "web", texts{}, row{change: all(follower, relation(3, func(r *controller.Relation) { r.LocalApp = nil }))}),
		reads("own application among peers, leader", access, "cluster:3", "web", texts{"a": "cluster"}, row{}),
		reads("remote unit", access, "db:1", "postgresql/0", texts{"u": "zero"}, row{}),
		reads("remote unit, nothing there", "hook-tools.md 2: {} when empty", "db:1", "postgresql/1", texts{}, row{}),
		reads("remote unit that left", "hook-tools.md 2: still readable", "db:1", "postgresql/9", texts{"u": "left"}, row{}),
		reads("peer", access, "cluster:3", "web/1", texts{"u": "one"}, row{}),
		reads("remote application", access, "db:1", "postgresql", texts{"a": "theirs"}, row{}),
		reads("remote application, nothing there", "hook-tools.md 2", "website:2", "haproxy", texts{}, row{}),
		refused("unit that never was there", "hook-tools.md 2", "db:1", "postgresql/5", `cannot read settings for unit "postgresql/5" in relation "web:db postgresql:pg": unit "postgresql/5": settings not found`, call.ErrSettingsNotFound, row{}),
		refused("own sibling", "as Juju's recorded answers have it: no settings in a relation with others", "db:1", "web/1", `cannot read settings for unit "web/1" in relation "web:db postgresql:pg": unit "web/1": settings not found`, call.ErrSettingsNotFound, row{}),
		refused("unrelated unit", access, "db:1", "haproxy/0", "permission denied", denied, row{}),
		refused("unrelated application", access, "db:1", "haproxy", "permission denied", denied, row{}),
		refused("neither unit nor application", "hook-tools.md 2", "db:1", "?", `"" is not a valid unit or application`, call.ErrNotValid, row{}),
		refused("nobody", "hook-tools.md 2", "db:1", "", `"" is not a valid unit or application`, call.ErrNotValid, row{}),
		refused("unknown relation", "hook-tools.md 1.2", "db:9", "web/0", `invalid value "db:9" for option -r: relation not found`, call.ErrRelationNotFound, row{}),
	})
}

func TestRelationSet(t *testing.T) {
	set := func(id string, app bool, data texts) *call.RelationSet {
		return &call.RelationSet{Relation: id, App: app, Data: data}
	}
	wrote := func(s ...call.RelationSettings) *call.Commit { return &call.Commit{RelationSettings: s} }
	notLeader := func(name, why string, more row) row {
		more.rule, more.change, more.call, more.refusal, more.code = rule{name, why}, follower, set("db:1", true, texts{"a": "n"}), "cannot write relation settings", call.ErrNotLeader
		return more
	}
	check(t, []row{
		{rule: rule{"unit", "hook-tools.md 2: pending"}, call: set("db:1", false, texts{"u": "n"}), commit: wrote(call.RelationSettings{Relation: "db:1", Unit: texts{"u": "n"}})},
		{rule: rule{"application", "hook-tools.md 2: the leader's"}, call: set("1", true, texts{"a": "n"}), commit: wrote(call.RelationSettings{Relation: "db:1", App: texts{"a": "n"}})},
		{rule: rule{"unit, no leader", "hook-tools.md 2: --app alone needs leadership"}, change: follower, call: set("db:1", false, texts{"u": "n"}), commit: wrote(call.RelationSettings{Relation: "db:1", Unit: texts{"u": "n"}})},
		notLeader("application, no leader", "hook-tools.md 2: at call time", row{}),
		notLeader("application in relation-broken, no leader", "hook-tools.md 2", row{hook: in(call.KindRelationBroken, "db:1", "")}),
		{rule: rule{"nothing", "hook-tools.md 2: nothing is written"}, call: set("db:1", false, nil)},
		{rule: rule{"key by key", "hook-tools.md 2: last writer per key"}, before: []call.Call{set("db:1", false, texts{"u": "1", "v": "1"})}, call: set("db:1", false, texts{"v": "2", "w": ""}),
			commit: wrote(call.RelationSettings{Relation: "db:1", Unit: texts{"u": "1", "v": "2", "w": ""}})},
		{rule: rule{"unit and application", "hook-tools.md 2"}, before: []call.Call{set("db:1", true, texts{"a": "1"})}, call: set("db:1", false, texts{"u": "1"}), commit: wrote(call.RelationSettings{Relation: "db:1", Unit: texts{"u": "1"}, App: texts{"a": "1"}})},
		{rule: rule{"two relations", "hooks.md 7: bags of all relations, in the order of the first change"}, before: []call.Call{set("website:2", false, texts{"u": "2"}), set("db:1", false, texts{"u": "1"})}, call: set("website:2", false, texts{"v": "2"}),
			commit: wrote(call.RelationSettings{Relation: "website:2", Unit: texts{"u": "2", "v": "2"}}, call.RelationSettings{Relation: "db:1", Unit: texts{"u": "1"}})},
		{rule: rule{"in relation-broken", "hook-tools.md 2: allowed"}, hook: in(call.KindRelationBroken, "db:1", ""), call: set("db:1", false, texts{"u": "1"}), commit: wrote(call.RelationSettings{Relation: "db:1", Unit: texts{"u": "1"}})},
		{rule: rule{"unknown", "hook-tools.md 1.2"}, call: set("db:9", false, texts{"u": "1"}), refusal: `invalid value "db:9" for option -r: relation not found`, code: call.ErrRelationNotFound},
	})
}

func TestRelationModelGet(t *testing.T) {
	model := func(uuid string) call.Call { return &call.RelationModelGet{Relation: "db:1", ModelUUID: uuid} }
	check(t, []row{
		{rule: rule{"this model", "hook-tools.md 2: own model's UUID for local relations"}, call: model(""), answer: model(ownModel)},
		{rule: rule{"another model", "hook-tools.md 2"}, change: relation(1, func(r *controller.Relation) { r.RemoteModel = farModel }), call: model(""), answer: model(farModel)},
		{rule: rule{"unknown", "hook-tools.md 1.2"}, call: &call.RelationModelGet{Relation: "9"}, refusal: `invalid value "9" for option -r: relation not found`, code: call.ErrRelationNotFound},
		{rule: rule{"Juju 3.5", "hook-tools.md 2: came with 3.6"}, hook: juju35, call: model(""), refusal: "bad request: unknown command: relation-model-get", code: call.ErrNotSupported},
	})
}
