package unit_test

import (
	"testing"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// appInfo is what secret-info-get tells of the application's secret, with a change.
func appInfo(with func(*call.SecretInfo)) call.SecretInfo {
	info := call.SecretInfo{ID: appID, Revision: 2, Label: "app", Owner: call.OwnerApplication, Description: "ours", Rotate: call.RotateDaily, NextRotate: now.Add(time.Hour),
		Access: []call.SecretAccess{
			{Target: "application-haproxy", Scope: "relation-haproxy.proxied#web.website", Role: "view"},
			{Target: "unit-postgresql-0", Scope: "relation-web.db#postgresql.pg", Role: "view"}}}
	if with != nil {
		with(&info)
	}
	return info
}

func unitInfo(with func(*call.SecretInfo)) call.SecretInfo {
	info := call.SecretInfo{ID: unitID, Revision: 2, Label: "unit", Owner: call.OwnerUnit, Rotate: call.RotateNever, Expire: now.AddDate(0, 0, 9)}
	if with != nil {
		with(&info)
	}
	return info
}

func TestSecretInfoGet(t *testing.T) {
	tells := func(name, why, id, label string, info call.SecretInfo, more row) row {
		more.rule = rule{name, why}
		more.call, more.answer = &call.SecretInfoGet{ID: id, Label: label}, &call.SecretInfoGet{ID: id, Label: label, Info: info}
		return more
	}
	missing := func(name, why, id, label string, more row) row {
		more.rule, more.call = rule{name, why}, &call.SecretInfoGet{ID: id, Label: label}
		more.refusal, more.code = `secret "`+id+label+`" not found`, call.ErrSecretNotFound
		return more
	}
	later := now.AddDate(1, 0, 0)
	set := func(c call.SecretSet) (call.Call, call.SecretUpdate) {
		u := call.SecretUpdate{ID: short(appID), Content: c.Content, Label: c.Label, Description: c.Description, Rotate: c.Rotate, Expire: c.Expire}
		c.ID = appID
		return &c, u
	}
	pending := func(c call.SecretSet) row {
		asked, u := set(c)
		return row{before: []call.Call{asked}, commit: updated(u)}
	}
	add := &call.SecretAdd{Content: content("x"), Label: "new", Description: "made", Rotate: call.RotateDaily, Expire: later}
	everything := created(call.SecretCreate{ID: long(madeID), Owner: call.OwnerApplication, Content: content("x"), Label: "new", Description: "made", Rotate: call.RotateDaily, Expire: later})
	madeInfo := call.SecretInfo{ID: madeID, Revision: 1, Label: "new", Owner: call.OwnerApplication, Description: "made", Rotate: call.RotateDaily, Expire: later}
	relabelled := ownerLabel(unitID, "new")
	newInfo := unitInfo(func(i *call.SecretInfo) { i.Label = "new" })
	read, attachFirst, attach := &call.SecretIDs{}, &call.SecretGet{ID: unitID, Label: "newer"}, &call.SecretGet{ID: unitID, Label: "new"}
	const unread, kept, start = "secrets.md 3: the list is read now", "secrets.md 3: the list was read before", "secrets.md 14: the list is of the hook's start"
	check(t, []row{
		tells("the application's, by ID", "secrets.md 6: latest revision, grants of relations that the unit is in", appID, "", appInfo(nil), row{}),
		tells("the application's, by label", "secrets.md 6", "", "app", appInfo(nil), row{}),
		tells("the unit's, by ID", "secrets.md 6: rotation of a committed secret is never when unset", long(unitID), "", unitInfo(nil), row{change: follower}),
		tells("the unit's, by label", "secrets.md 6", "", "unit", unitInfo(nil), row{change: follower, call: nil}),
		missing("the application's, no leader", "secrets.md 3: not found there, though secret-get works", appID, "", row{change: follower}),
		missing("the application's by label, no leader", "secrets.md 3", "", "app", row{change: follower}),
		missing("somebody else's", "secrets.md 3", theirsID, "", row{}),
		missing("somebody else's, by the label it gave", "secrets.md 6: the metadata list has own secrets", "", "theirs", row{}),
		missing("a peer's", "secrets.md 3", peerID, "", row{}),
		missing("unknown", "secrets.md 3: the bare ID", noneID, "", row{}),
		missing("one with all revisions removed", "secrets.md 9: is gone", unitID, "", row{change: edit(unitID, func(s *controller.Secret) { s.Revisions = nil })}),
		missing("one of another model", "secrets.md 5.4", unitID, "", row{change: edit(unitID, func(s *controller.Secret) { s.Source = farModel })}),
		tells("one known by this model's name", "secrets.md 1", unitID, "", unitInfo(nil), row{change: edit(unitID, func(s *controller.Secret) { s.Source = ownModel })}),

		tells("made here", "secrets.md 6: pending creates appear with revision 1", madeID, "", madeInfo, row{before: []call.Call{add}, commit: everything}),
		tells("made here, by label", "secrets.md 6", "", "new", madeInfo, row{before: []call.Call{add}, commit: everything}),
		tells("made here for the unit, without a policy", "secrets.md 6: omits the rotation", madeID, "", call.SecretInfo{ID: madeID, Revision: 1, Owner: call.OwnerUnit},
			row{before: []call.Call{&call.SecretAdd{Content: content("x"), Owner: call.OwnerUnit}}, commit: created(added(func(s *call.SecretCreate) { s.Owner = call.OwnerUnit }))}),
		missing("made here and removed", "secrets.md 6: any pending delete", madeID, "", row{before: []call.Call{add, &call.SecretRemove{ID: madeID}}, commit: deleted(call.SecretDelete{ID: short(madeID)})}),

		tells("new content", "secrets.md 6: not the revision", appID, "", appInfo(nil), pending(call.SecretSet{Content: content("a3")})),
		tells("new label", "secrets.md 6: pending updates override", appID, "", appInfo(func(i *call.SecretInfo) { i.Label = "l" }), pending(call.SecretSet{Label: "l"})),
		tells("new description", "secrets.md 6", appID, "", appInfo(func(i *call.SecretInfo) { i.Description = "d" }), pending(call.SecretSet{Description: "d"})),
		tells("new policy", "secrets.md 6: the next time is the committed one", appID, "", appInfo(func(i *call.SecretInfo) { i.Rotate = call.RotateNever }), pending(call.SecretSet{Rotate: call.RotateNever})),
		tells("new expiry", "secrets.md 6", appID, "", appInfo(func(i *call.SecretInfo) { i.Expire = later }), pending(call.SecretSet{Expire: later})),
		tells("by the new label", "secrets.md 6", "", "l", appInfo(func(i *call.SecretInfo) { i.Label = "l" }), pending(call.SecretSet{Label: "l"})),
		missing("by the label before", "secrets.md 6: overridden", "", "app", pending(call.SecretSet{Label: "l"})),
		tells("another one is updated", "secrets.md 6", unitID, "", unitInfo(nil), pending(call.SecretSet{Label: "l"})),
		tells("a grant", "secrets.md 6: pending grants do not show", appID, "", appInfo(nil), row{before: []call.Call{&call.SecretGrant{ID: appID, Relation: "cluster:3"}},
			commit: &call.Commit{SecretGrants: []call.SecretGrantChange{{ID: short(appID), Relation: "cluster:3", Subject: "web"}}}}),
		missing("to be removed", "secrets.md 6", appID, "", row{before: []call.Call{&call.SecretRemove{ID: appID}}, commit: deleted(call.SecretDelete{ID: short(appID)})}),
		missing("a revision to be removed", "secrets.md 6: even when only one revision is", appID, "", row{before: []call.Call{&call.SecretRemove{ID: appID, Revision: 1}}, commit: deleted(call.SecretDelete{ID: short(appID), Revisions: []int{1}})}),
		missing("a revision to be removed, by label", "secrets.md 6", "", "app", row{before: []call.Call{&call.SecretRemove{ID: appID, Revision: 1}}, commit: deleted(call.SecretDelete{ID: short(appID), Revisions: []int{1}})}),
		tells("another is to be removed", "secrets.md 6", "", "unit", unitInfo(nil), row{before: []call.Call{&call.SecretRemove{ID: appID}}, commit: deleted(call.SecretDelete{ID: short(appID)})}),

		tells("a label attached by a get", unread, unitID, "", newInfo, row{before: []call.Call{attach}, after: relabelled}),
		tells("a label attached by a get, in the list before", kept, unitID, "", unitInfo(nil), row{before: []call.Call{read, attach}, after: relabelled}),
		old(tells("a label attached by a get, Juju 3.5", start, unitID, "", unitInfo(nil), row{before: []call.Call{attach}, after: relabelled})),
		missing("by the label before a get", unread, "", "unit", row{before: []call.Call{attach}, after: relabelled}),
		tells("by the label before a get, in the list", kept, "", "unit", unitInfo(nil), row{before: []call.Call{read, attach}, after: relabelled}),
		old(tells("by the label before a get, Juju 3.5", start, "", "unit", unitInfo(nil), row{before: []call.Call{attach}, after: relabelled})),
		tells("two labels attached", unread, unitID, "", newInfo, row{before: []call.Call{attachFirst, attach}, after: relabelled}),
		tells("two labels attached, the first in the list", kept, unitID, "", unitInfo(func(i *call.SecretInfo) { i.Label = "newer" }), row{before: []call.Call{attachFirst, read, attach}, after: relabelled}),
		old(tells("two labels attached, Juju 3.5", start, unitID, "", unitInfo(nil), row{before: []call.Call{attachFirst, attach}, after: relabelled})),
		tells("attached, and given back", "secrets.md 4: the label is free again", unitID, "", unitInfo(nil), row{before: []call.Call{&call.SecretGet{ID: unitID, Label: "new"}, &call.SecretGet{ID: unitID, Label: "unit"}}}),
		tells("the label it has attached", "secrets.md 4", unitID, "", unitInfo(nil), row{before: []call.Call{&call.SecretGet{ID: unitID, Label: "unit"}}}),

		{rule: rule{"ID and label", "secrets.md 6"}, call: &call.SecretInfoGet{ID: appID, Label: "app"}, refusal: "specify either a secret URI or label but not both", code: call.ErrNotValid},
	})
}

func TestSecretInfoGetForgets(t *testing.T) {
	check(t, []row{
		{rule: rule{"what was in the answer", "calls hold the answer of Juju alone"}, call: &call.SecretInfoGet{ID: noneID, Info: appInfo(nil)}, answer: &call.SecretInfoGet{ID: noneID},
			refusal: `secret "` + noneID + `" not found`, code: call.ErrSecretNotFound},
	})
}

func TestSecretIDs(t *testing.T) {
	lists := func(name, why string, ids []string, more row) row {
		more.rule, more.call, more.answer = rule{name, why}, &call.SecretIDs{IDs: []string{"left over"}}, &call.SecretIDs{IDs: ids}
		return more
	}
	add := &call.SecretAdd{Content: content("x")}
	check(t, []row{
		lists("leader", "secrets.md 6: own unit's and application's, bare; sorted here", []string{appID, unitID}, row{}),
		lists("no leader", "secrets.md 6: non-leaders do not see the application's", []string{unitID}, row{change: follower}),
		lists("made here", "secrets.md 6: the same merged set", []string{appID, madeID, unitID}, row{before: []call.Call{add}, commit: created(added(nil))}),
		lists("partly to be removed", "secrets.md 6: any pending delete", []string{unitID}, row{before: []call.Call{&call.SecretRemove{ID: appID, Revision: 1}}, commit: deleted(call.SecretDelete{ID: short(appID), Revisions: []int{1}})}),
		lists("made here and removed", "secrets.md 7: the create is dropped", []string{appID, unitID}, row{before: []call.Call{add, &call.SecretRemove{ID: madeID}}, commit: deleted(call.SecretDelete{ID: short(madeID)})}),
		lists("all revisions removed", "secrets.md 9: is gone", []string{appID}, row{change: edit(unitID, func(s *controller.Secret) { s.Revisions = nil })}),
	})
}
