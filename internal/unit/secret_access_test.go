package unit_test

import (
	"testing"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

func grants(g ...call.SecretGrantChange) *call.Commit { return &call.Commit{SecretGrants: g} }

func TestSecretGrant(t *testing.T) {
	grant := func(id, relation, unit string) *call.SecretGrant {
		return &call.SecretGrant{ID: id, Relation: relation, Unit: unit}
	}
	refused := func(name, why string, c *call.SecretGrant, refusal string, code call.Code, more row) row {
		more.rule, more.call, more.refusal, more.code = rule{name, why}, c, refusal, code
		return more
	}
	change := func(id, relation, subject string) call.SecretGrantChange {
		return call.SecretGrantChange{ID: short(id), Relation: relation, Subject: subject}
	}
	unknown := func(id string) string { return `secret "` + id + `" not found` }
	missing := call.ErrSecretNotFound
	add := &call.SecretAdd{Content: content("x")}
	whole := edit(unitID, func(s *controller.Secret) { s.Grants = []controller.Grant{{Subject: "postgresql", Relation: "db:1"}} })
	check(t, []row{
		{rule: rule{"to the application", "secrets.md 10: the remote application by default"}, call: grant(unitID, "db:1", ""), commit: grants(change(unitID, "db:1", "postgresql"))},
		{rule: rule{"to a unit", "secrets.md 10"}, call: grant(unitID, "1", "postgresql/5"), commit: grants(change(unitID, "db:1", "postgresql/5"))},
		{rule: rule{"to peers", "secrets.md 10: the remote application is the own one"}, call: grant(unitID, "cluster:3", ""), commit: grants(change(unitID, "cluster:3", "web"))},
		{rule: rule{"the unit's, no leader", "secrets.md 3"}, change: follower, call: grant(unitID, "db:1", ""), commit: grants(change(unitID, "db:1", "postgresql"))},
		{rule: rule{"over the whole URI", "secrets.md 1"}, call: grant(long(unitID), "db:1", ""), commit: grants(call.SecretGrantChange{ID: long(unitID), Relation: "db:1", Subject: "postgresql"})},
		{rule: rule{"of one made here", "secrets.md 10"}, before: []call.Call{add}, call: grant(madeID, "db:1", ""), commit: &call.Commit{SecretCreates: []call.SecretCreate{added(nil)}, SecretGrants: []call.SecretGrantChange{change(madeID, "db:1", "postgresql")}}},

		refused("a unit of another application", "secrets.md 10", grant(unitID, "db:1", "haproxy/0"), `cannot specify unit "haproxy/0" in relation to application "postgresql"`, call.ErrNotValid, row{}),
		refused("over no relation", "secrets.md 10", grant(unitID, "9", ""), `invalid value "9" for option -r: relation not found`, call.ErrRelationNotFound, row{}),
		refused("no unit", "secrets.md 10", grant(unitID, "db:1", "bad"), `unit "bad" not valid`, call.ErrNotValid, row{}),
		refused("the application's, no leader", "secrets.md 3: not found", grant(appID, "db:1", ""), unknown(appID), missing, row{change: follower}),
		refused("somebody else's", "secrets.md 3", grant(theirsID, "db:1", ""), unknown(theirsID), missing, row{}),
		refused("unknown", "secrets.md 10", grant(noneID, "db:1", ""), unknown(noneID), missing, row{}),
		refused("to be removed", "secrets.md 6: not in the merged list", grant(unitID, "db:1", ""), unknown(unitID), missing, row{before: []call.Call{&call.SecretRemove{ID: unitID, Revision: 1}}, commit: deleted(call.SecretDelete{ID: short(unitID), Revisions: []int{1}})}),

		{rule: rule{"to the application again", "secrets.md 10: re-granting is a no-op"}, call: grant(appID, "website:2", "")},
		{rule: rule{"to a unit of the application that has it", "secrets.md 10: a silent no-op"}, change: whole, call: grant(unitID, "db:1", "postgresql/0")},
		refused("to the application of a unit that has it", "secrets.md 10: fails at once", grant(appID, "db:1", ""), "any unit level grants need to be revoked before granting access to the corresponding application", call.ErrGrant, row{}),
		{rule: rule{"to the unit again", "secrets.md 10"}, call: grant(appID, "db:1", "postgresql/0")},
		{rule: rule{"to another unit", "secrets.md 10: one record for each subject"}, call: grant(appID, "db:1", "postgresql/1"), commit: grants(change(appID, "db:1", "postgresql/1"))},
		{rule: rule{"over another relation", "secrets.md 10: the commit judges the scope"}, change: relation(3, func(r *controller.Relation) { r.RemoteApp = "haproxy" }), call: grant(appID, "cluster:3", ""), commit: grants(change(appID, "cluster:3", "haproxy"))},

		{rule: rule{"twice over one relation", "secrets.md 7: the second replaces the first"}, before: []call.Call{grant(unitID, "db:1", "postgresql/0")}, call: grant(long(unitID), "db:1", "postgresql/1"),
			commit: grants(call.SecretGrantChange{ID: long(unitID), Relation: "db:1", Subject: "postgresql/1"})},
		{rule: rule{"a unit, then the application", "secrets.md 10: pending grants are not seen"}, before: []call.Call{grant(unitID, "db:1", "postgresql/0")}, call: grant(unitID, "db:1", ""), commit: grants(change(unitID, "db:1", "postgresql"))},
		{rule: rule{"over two relations", "secrets.md 7: stored per secret and relation"}, before: []call.Call{grant(unitID, "db:1", "")}, call: grant(unitID, "website:2", ""), commit: grants(change(unitID, "db:1", "postgresql"), change(unitID, "website:2", "haproxy"))},
		{rule: rule{"two secrets over one relation", "secrets.md 7"}, before: []call.Call{grant(unitID, "cluster:3", "")}, call: grant(appID, "cluster:3", ""), commit: grants(change(unitID, "cluster:3", "web"), change(appID, "cluster:3", "web"))},
	})
}

func TestSecretRevoke(t *testing.T) {
	revokes := func(r ...call.SecretRevokeChange) *call.Commit { return &call.Commit{SecretRevokes: r} }
	change := func(id, subject string) call.SecretRevokeChange {
		return call.SecretRevokeChange{ID: short(id), Subject: subject, App: subject}
	}
	over := &call.SecretRevoke{ID: appID, Relation: "db:1"}
	unit0 := &call.SecretRevoke{ID: appID, Unit: "postgresql/0"}
	check(t, []row{
		{rule: rule{"over a relation", "secrets.md 10: --relation merely picks the application"}, call: over, commit: revokes(change(appID, "postgresql"))},
		{rule: rule{"from a unit over a relation", "secrets.md 10: the unit is the subject"}, call: &call.SecretRevoke{ID: appID, Relation: "db:1", Unit: "postgresql/0"}, commit: revokes(change(appID, "postgresql/0"))},
		{rule: rule{"from a unit", "secrets.md 10"}, call: unit0, commit: revokes(change(appID, "postgresql/0"))},
		{rule: rule{"from an application", "secrets.md 10"}, call: &call.SecretRevoke{ID: long(appID), App: "web"}, commit: revokes(call.SecretRevokeChange{ID: long(appID), Subject: "web", App: "web"})},
		{rule: rule{"of somebody else's, no leader", "secrets.md 3: recorded; the commit refuses"}, change: follower, call: &call.SecretRevoke{ID: theirsID, App: "web"}, commit: revokes(change(theirsID, "web"))},
		{rule: rule{"of a deleted one", "secrets.md 10: no error here"}, call: &call.SecretRevoke{ID: noneID, App: "web"}, commit: revokes(change(noneID, "web"))},
		{rule: rule{"over no relation", "hook-tools.md 1.2"}, call: &call.SecretRevoke{ID: appID, Relation: "db:9"}, refusal: `invalid value "db:9" for option -r: relation not found`, code: call.ErrRelationNotFound},
		{rule: rule{"from nobody", "hook-tools.md 7"}, call: &call.SecretRevoke{ID: appID}, refusal: "missing relation or application or unit", code: call.ErrNotValid},

		{rule: rule{"twice", "secrets.md 7: exact duplicates are dropped"}, before: []call.Call{over}, call: &call.SecretRevoke{ID: long(appID), App: "postgresql"}, commit: revokes(change(appID, "postgresql"))},
		{rule: rule{"from a unit twice", "secrets.md 7"}, before: []call.Call{unit0}, call: unit0, commit: revokes(change(appID, "postgresql/0"))},
		{rule: rule{"from a unit after its application", "secrets.md 7: covered"}, before: []call.Call{over}, call: unit0, commit: revokes(change(appID, "postgresql"))},
		{rule: rule{"from the application after a unit", "secrets.md 7: not covered"}, before: []call.Call{unit0}, call: over, commit: revokes(change(appID, "postgresql/0"), change(appID, "postgresql"))},
		{rule: rule{"from two units", "secrets.md 7"}, before: []call.Call{unit0}, call: &call.SecretRevoke{ID: appID, Unit: "postgresql/1"}, commit: revokes(change(appID, "postgresql/0"), change(appID, "postgresql/1"))},
		{rule: rule{"of two secrets, one twice", "secrets.md 7"}, before: []call.Call{&call.SecretRevoke{ID: unitID, App: "postgresql"}, over}, call: over, commit: revokes(change(unitID, "postgresql"), change(appID, "postgresql"))},
		{rule: rule{"of two secrets", "secrets.md 7"}, before: []call.Call{over}, call: &call.SecretRevoke{ID: unitID, App: "postgresql"}, commit: revokes(change(appID, "postgresql"), change(unitID, "postgresql"))},
		{rule: rule{"after a grant", "secrets.md 7: both are sent"}, before: []call.Call{&call.SecretGrant{ID: unitID, Relation: "db:1"}}, call: &call.SecretRevoke{ID: unitID, Relation: "db:1"},
			commit: &call.Commit{SecretGrants: []call.SecretGrantChange{{ID: short(unitID), Relation: "db:1", Subject: "postgresql"}}, SecretRevokes: []call.SecretRevokeChange{change(unitID, "postgresql")}}},
	})
}
