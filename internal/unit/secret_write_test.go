package unit_test

import (
	"testing"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

func created(s ...call.SecretCreate) *call.Commit { return &call.Commit{SecretCreates: s} }

func updated(u ...call.SecretUpdate) *call.Commit { return &call.Commit{SecretUpdates: u} }

func deleted(d ...call.SecretDelete) *call.Commit { return &call.Commit{SecretDeletes: d} }

// added is what secret-add of this content alone leaves pending.
func added(with func(*call.SecretCreate)) call.SecretCreate {
	s := call.SecretCreate{ID: long(madeID), Owner: call.OwnerApplication, Content: content("x")}
	if with != nil {
		with(&s)
	}
	return s
}

func TestSecretAdd(t *testing.T) {
	add := func(c call.SecretAdd) *call.SecretAdd {
		if c.Content == nil {
			c.Content = content("x")
		}
		return &c
	}
	with := func(c *call.SecretAdd, id string) *call.SecretAdd {
		n := *c
		n.ID = long(id)
		return &n
	}
	everything := add(call.SecretAdd{Owner: call.OwnerUnit, Label: "new", Description: "made", Rotate: call.RotateDaily, Expire: time.Date(2001, 2, 3, 6, 5, 6, 7, time.FixedZone("east", 2*60*60))})
	soon := add(call.SecretAdd{ExpireIn: 36 * time.Hour})
	encoded := add(call.SecretAdd{Content: texts{"password#base64": "eA=="}})
	check(t, []row{
		{rule: rule{"for the application", "secrets.md 3: the default; 1: answers with the model's UUID"}, call: add(call.SecretAdd{}), answer: with(add(call.SecretAdd{}), madeID), commit: created(added(nil))},
		{rule: rule{"for the application, said", "secrets.md 3"}, call: add(call.SecretAdd{Owner: call.OwnerApplication}), answer: with(add(call.SecretAdd{Owner: call.OwnerApplication}), madeID), commit: created(added(nil))},
		{rule: rule{"for the application, no leader", "secrets.md 3: refused at once"}, change: follower, call: add(call.SecretAdd{}), refusal: "this unit is not the leader", code: call.ErrNotLeader},
		{rule: rule{"for the unit, no leader, with everything", "secrets.md 3: units need no leader; 8: times are UTC, rounded at the commit only"}, change: follower, call: everything, answer: with(everything, madeID),
			commit: created(call.SecretCreate{ID: long(madeID), Owner: call.OwnerUnit, Content: content("x"), Label: "new", Description: "made", Rotate: call.RotateDaily, Expire: time.Date(2001, 2, 3, 4, 5, 6, 7, time.UTC)})},
		{rule: rule{"expiring after a time", "secrets.md 8: counted from when the tool runs"}, call: soon, answer: with(soon, madeID), commit: created(added(func(s *call.SecretCreate) { s.Expire = now.Add(36 * time.Hour) }))},
		{rule: rule{"content in base64", "secrets.md 2: the suffix is no part of the key"}, call: encoded, answer: with(encoded, madeID), commit: created(added(nil))},
		{rule: rule{"two without a label", "secrets.md 4: no label is none"}, before: []call.Call{add(call.SecretAdd{})}, call: add(call.SecretAdd{}), answer: with(add(call.SecretAdd{}), made2ID),
			commit: created(added(nil), added(func(s *call.SecretCreate) { s.ID = long(made2ID) }))},
		{rule: rule{"two with one label", "secrets.md 4: refused at the second, at once"}, before: []call.Call{add(call.SecretAdd{Label: "new"})}, call: add(call.SecretAdd{Label: "new"}),
			refusal: `secret with label "new" already exists`, code: call.ErrLabelExists, commit: created(added(func(s *call.SecretCreate) { s.Label = "new" }))},
		{rule: rule{"a label that a secret has", "secrets.md 4: refused at the commit only"}, call: add(call.SecretAdd{Label: "app"}), answer: with(add(call.SecretAdd{Label: "app"}), madeID),
			commit: created(added(func(s *call.SecretCreate) { s.Label = "app" }))},
		{rule: rule{"without content", "secrets.md 2"}, call: &call.SecretAdd{}, refusal: "empty secrte content not valid", code: call.ErrNotValid},
	})
}

func TestSecretSet(t *testing.T) {
	set := func(id string, c call.SecretSet) *call.SecretSet { c.ID = id; return &c }
	later := now.AddDate(1, 0, 0)
	add := &call.SecretAdd{Content: content("x"), Label: "new", Description: "made", Rotate: call.RotateDaily, Expire: now}
	made := func(with func(*call.SecretCreate)) *call.Commit {
		s := added(func(s *call.SecretCreate) {
			s.Label, s.Description, s.Rotate, s.Expire = "new", "made", call.RotateDaily, now
		})
		with(&s)
		return created(s)
	}
	first := set(appID, call.SecretSet{Content: content("a3"), Label: "l1", Description: "d1", Rotate: call.RotateNever, Expire: now})
	firstUpdate := call.SecretUpdate{ID: short(appID), Content: content("a3"), Label: "l1", Description: "d1", Rotate: call.RotateNever, Expire: now}
	merged := func(with func(*call.SecretUpdate)) *call.Commit {
		u := firstUpdate
		with(&u)
		return updated(u)
	}
	removedLatest := edit(appID, func(s *controller.Secret) { s.Revisions = s.Revisions[:1] })
	rows := []row{
		{rule: rule{"content", "secrets.md 7: pending"}, call: set(appID, call.SecretSet{Content: content("a3")}), commit: updated(call.SecretUpdate{ID: short(appID), Content: content("a3")})},
		{rule: rule{"content in base64", "secrets.md 2"}, call: set(appID, call.SecretSet{Content: texts{"password#base64": "YTM="}}), commit: updated(call.SecretUpdate{ID: short(appID), Content: content("a3")})},
		{rule: rule{"everything", "secrets.md 7; 8: a duration counts from now"}, call: set(long(unitID), call.SecretSet{Content: content("u3"), Label: "l", Description: "d", Rotate: call.RotateWeekly, ExpireIn: time.Hour}),
			commit: updated(call.SecretUpdate{ID: long(unitID), Content: content("u3"), Label: "l", Description: "d", Rotate: call.RotateWeekly, Expire: now.Add(time.Hour)})},
		{rule: rule{"no URI", "hook-tools.md 7"}, call: set("nonsense", call.SecretSet{}), refusal: `secret URI "nonsense" not valid`, code: call.ErrNotValid},

		{rule: rule{"equal content", "secrets.md 2: equal to the latest committed revision: a silent no-op (canonical/operator #1055)"}, call: set(appID, call.SecretSet{Content: content("a2")})},
		{rule: rule{"equal content and a label", "secrets.md 2: the content is dropped, the rest stays"}, call: set(appID, call.SecretSet{Content: content("a2"), Label: "l"}), commit: updated(call.SecretUpdate{ID: short(appID), Label: "l"})},
		{rule: rule{"equal content in base64", "secrets.md 2: compared as stored"}, call: set(appID, call.SecretSet{Content: texts{"password#base64": "YTI="}})},
		{rule: rule{"content equal to an older revision", "secrets.md 2: the latest counts"}, call: set(appID, call.SecretSet{Content: content("a1")}), commit: updated(call.SecretUpdate{ID: short(appID), Content: content("a1")})},
		{rule: rule{"content equal to the last one that is left", "secrets.md 9: the latest was removed"}, change: removedLatest, call: set(appID, call.SecretSet{Content: content("a1")}), commit: updated(call.SecretUpdate{ID: short(appID), Content: content("a1")})},
		{rule: rule{"equal content, Juju 3.5", "secrets.md 14: no checksum"}, hook: juju35, call: set(appID, call.SecretSet{Content: content("a2")}), commit: updated(call.SecretUpdate{ID: short(appID), Content: content("a2")})},
		{rule: rule{"equal content, no leader", "secrets.md 2: who does not know the secret skips the comparison"}, change: follower, call: set(appID, call.SecretSet{Content: content("a2")}), commit: updated(call.SecretUpdate{ID: short(appID), Content: content("a2")})},
		{rule: rule{"equal content of somebody else's", "secrets.md 2"}, call: set(theirsID, call.SecretSet{Content: content("t2")}), commit: updated(call.SecretUpdate{ID: short(theirsID), Content: content("t2")})},
		{rule: rule{"set, and set back", "secrets.md 2: compared with what is committed, so the first one stays"}, before: []call.Call{set(appID, call.SecretSet{Content: content("a3")})}, call: set(appID, call.SecretSet{Content: content("a2")}),
			commit: updated(call.SecretUpdate{ID: short(appID), Content: content("a3")})},
		{rule: rule{"of another model's", "secrets.md 5.4: not one's own"}, change: edit(unitID, func(s *controller.Secret) { s.Source = farModel }), call: set(unitID, call.SecretSet{Content: content("u2")}),
			commit: updated(call.SecretUpdate{ID: short(unitID), Content: content("u2")})},
		{rule: rule{"equal content, known by this model's name", "secrets.md 1: local"}, change: edit(unitID, func(s *controller.Secret) { s.Source = ownModel }), call: set(unitID, call.SecretSet{Content: content("u2")})},

		{rule: rule{"nothing", "secrets.md 8: silently ignored since 3.6"}, call: set(appID, call.SecretSet{})},
		{rule: rule{"nothing, Juju 3.5", "secrets.md 8: fails at the commit"}, hook: juju35, call: set(appID, call.SecretSet{}), commit: updated(call.SecretUpdate{ID: short(appID)})},
		{rule: rule{"a label", "secrets.md 8: metadata alone"}, call: set(appID, call.SecretSet{Label: "l"}), commit: updated(call.SecretUpdate{ID: short(appID), Label: "l"})},
		{rule: rule{"a description", "secrets.md 8"}, call: set(appID, call.SecretSet{Description: "d"}), commit: updated(call.SecretUpdate{ID: short(appID), Description: "d"})},
		{rule: rule{"a policy", "secrets.md 8"}, call: set(appID, call.SecretSet{Rotate: call.RotateNever}), commit: updated(call.SecretUpdate{ID: short(appID), Rotate: call.RotateNever})},
		{rule: rule{"an expiry", "secrets.md 8"}, call: set(appID, call.SecretSet{Expire: later}), commit: updated(call.SecretUpdate{ID: short(appID), Expire: later})},

		{rule: rule{"of one made here: content", "secrets.md 7: merges into the create, still revision 1"}, before: []call.Call{add}, call: set(madeID, call.SecretSet{Content: content("y")}), commit: made(func(s *call.SecretCreate) { s.Content = content("y") })},
		{rule: rule{"of one made here: label", "secrets.md 7"}, before: []call.Call{add}, call: set(long(madeID), call.SecretSet{Label: "l"}), commit: made(func(s *call.SecretCreate) { s.Label = "l" })},
		{rule: rule{"of one made here: description", "secrets.md 7"}, before: []call.Call{add}, call: set(madeID, call.SecretSet{Description: "d"}), commit: made(func(s *call.SecretCreate) { s.Description = "d" })},
		{rule: rule{"of one made here: policy", "secrets.md 7"}, before: []call.Call{add}, call: set(madeID, call.SecretSet{Rotate: call.RotateNever}), commit: made(func(s *call.SecretCreate) { s.Rotate = call.RotateNever })},
		{rule: rule{"of one made here: expiry", "secrets.md 7"}, before: []call.Call{add}, call: set(madeID, call.SecretSet{Expire: later}), commit: made(func(s *call.SecretCreate) { s.Expire = later })},
		{rule: rule{"of the second made here", "secrets.md 7"}, before: []call.Call{add, &call.SecretAdd{Content: content("x")}}, call: set(made2ID, call.SecretSet{Label: "l"}),
			commit: created(made(func(*call.SecretCreate) {}).SecretCreates[0], added(func(s *call.SecretCreate) { s.ID, s.Label = long(made2ID), "l" }))},

		{rule: rule{"again: content", "secrets.md 7: merged field by field since 3.6"}, before: []call.Call{first}, call: set(appID, call.SecretSet{Content: content("a4")}), commit: merged(func(u *call.SecretUpdate) { u.Content = content("a4") })},
		{rule: rule{"again: label", "secrets.md 7"}, before: []call.Call{first}, call: set(long(appID), call.SecretSet{Label: "l2"}), commit: merged(func(u *call.SecretUpdate) { u.Label = "l2" })},
		{rule: rule{"again: description", "secrets.md 7"}, before: []call.Call{first}, call: set(appID, call.SecretSet{Description: "d2"}), commit: merged(func(u *call.SecretUpdate) { u.Description = "d2" })},
		{rule: rule{"again: policy", "secrets.md 7"}, before: []call.Call{first}, call: set(appID, call.SecretSet{Rotate: call.RotateDaily}), commit: merged(func(u *call.SecretUpdate) { u.Rotate = call.RotateDaily })},
		{rule: rule{"again: expiry", "secrets.md 7"}, before: []call.Call{first}, call: set(appID, call.SecretSet{Expire: later}), commit: merged(func(u *call.SecretUpdate) { u.Expire = later })},
		{rule: rule{"again, Juju 3.5", "secrets.md 7: the second replaces the first"}, hook: juju35, before: []call.Call{first}, call: set(appID, call.SecretSet{Label: "l2"}), commit: updated(call.SecretUpdate{ID: short(appID), Label: "l2"})},
		{rule: rule{"of another one", "secrets.md 7: one update for each secret"}, before: []call.Call{first}, call: set(unitID, call.SecretSet{Label: "l2"}), commit: updated(firstUpdate, call.SecretUpdate{ID: short(unitID), Label: "l2"})},
		{rule: rule{"after its removal", "secrets.md 7: clears the pending delete, of that secret alone"}, before: []call.Call{&call.SecretRemove{ID: appID}, &call.SecretRemove{ID: unitID}}, call: set(appID, call.SecretSet{Label: "l"}),
			commit: &call.Commit{SecretUpdates: []call.SecretUpdate{{ID: short(appID), Label: "l"}}, SecretDeletes: []call.SecretDelete{{ID: short(unitID)}}}},
	}
	check(t, rows)
}

func TestSecretRemove(t *testing.T) {
	remove := func(id string, revision int) *call.SecretRemove {
		return &call.SecretRemove{ID: id, Revision: revision}
	}
	pending := []call.Call{
		&call.SecretAdd{Content: content("x")},
		&call.SecretSet{ID: appID, Content: content("a3")}, &call.SecretSet{ID: unitID, Content: content("u3")},
		&call.SecretGet{ID: appID, Refresh: true}, &call.SecretGet{ID: unitID, Refresh: true},
		&call.SecretGrant{ID: appID, Relation: "cluster:3"}, &call.SecretGrant{ID: unitID, Relation: "db:1"},
		&call.SecretRevoke{ID: appID, Relation: "db:1"}, &call.SecretRevoke{ID: unitID, Relation: "db:1"},
	}
	left := func(deletes call.SecretDelete) *call.Commit {
		return &call.Commit{
			SecretCreates: []call.SecretCreate{added(nil)}, SecretUpdates: []call.SecretUpdate{{ID: short(unitID), Content: content("u3")}}, SecretTrackLatest: []string{unitID},
			SecretGrants:  []call.SecretGrantChange{{ID: short(unitID), Relation: "db:1", Subject: "postgresql"}},
			SecretRevokes: []call.SecretRevokeChange{{ID: short(unitID), Subject: "postgresql", App: "postgresql"}},
			SecretDeletes: []call.SecretDelete{deletes},
		}
	}
	check(t, []row{
		{rule: rule{"whole", "secrets.md 9: without a revision"}, call: remove(appID, 0), commit: deleted(call.SecretDelete{ID: short(appID)})},
		{rule: rule{"negative", "secrets.md 9: whole too"}, call: remove(appID, -1), commit: deleted(call.SecretDelete{ID: short(appID)})},
		{rule: rule{"revision", "secrets.md 9"}, call: remove(long(appID), 1), commit: deleted(call.SecretDelete{ID: long(appID), Revisions: []int{1}})},
		{rule: rule{"revisions", "secrets.md 7: accumulate since 3.6 (juju/juju #20805)"}, before: []call.Call{remove(appID, 2), remove(short(appID), 1)}, call: remove(appID, 4), commit: deleted(call.SecretDelete{ID: short(appID), Revisions: []int{2, 1, 4}})},
		{rule: rule{"a revision twice", "secrets.md 7"}, before: []call.Call{remove(appID, 2), remove(appID, 1)}, call: remove(appID, 2), commit: deleted(call.SecretDelete{ID: short(appID), Revisions: []int{2, 1}})},
		{rule: rule{"whole after a revision", "secrets.md 7: the whole secret wins"}, before: []call.Call{remove(appID, 2)}, call: remove(appID, 0), commit: deleted(call.SecretDelete{ID: short(appID)})},
		{rule: rule{"a revision after whole", "secrets.md 7: before or after"}, before: []call.Call{remove(appID, 0)}, call: remove(appID, 2), commit: deleted(call.SecretDelete{ID: short(appID)})},
		{rule: rule{"revisions of several", "secrets.md 7: by secret"}, before: []call.Call{remove(appID, 2), remove(unitID, 1)}, call: remove(unitID, 2),
			commit: deleted(call.SecretDelete{ID: short(appID), Revisions: []int{2}}, call.SecretDelete{ID: short(unitID), Revisions: []int{1, 2}})},
		{rule: rule{"revisions, Juju 3.5", "secrets.md 7: the last one wins"}, hook: juju35, before: []call.Call{remove(appID, 2)}, call: remove(appID, 1), commit: deleted(call.SecretDelete{ID: short(appID), Revisions: []int{1}})},
		{rule: rule{"a revision after whole, Juju 3.5", "secrets.md 7"}, hook: juju35, before: []call.Call{remove(appID, 0)}, call: remove(appID, 1), commit: deleted(call.SecretDelete{ID: short(appID), Revisions: []int{1}})},
		{rule: rule{"drops what is pending", "secrets.md 7: update, grants, revokes and track-latest of that ID"}, before: pending, call: remove(appID, 0), commit: left(call.SecretDelete{ID: short(appID)})},
		{rule: rule{"of a revision drops what is pending", "secrets.md 7: a revision too"}, before: pending, call: remove(appID, 1), commit: left(call.SecretDelete{ID: short(appID), Revisions: []int{1}})},
		{rule: rule{"of one made here", "secrets.md 7: records the delete of a never-stored secret"}, before: []call.Call{&call.SecretAdd{Content: content("x")}, &call.SecretAdd{Content: content("x")}}, call: remove(madeID, 0),
			commit: &call.Commit{SecretCreates: []call.SecretCreate{added(func(s *call.SecretCreate) { s.ID = long(made2ID) })}, SecretDeletes: []call.SecretDelete{{ID: short(madeID)}}}},
		{rule: rule{"of somebody else's", "secrets.md 3: recorded; the commit refuses"}, call: remove(theirsID, 1), commit: deleted(call.SecretDelete{ID: short(theirsID), Revisions: []int{1}})},
		{rule: rule{"no URI", "hook-tools.md 7"}, call: remove("", 1), refusal: "missing secret URI", code: call.ErrNotValid},
	})
}
