package controller_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
	"github.com/charmscenario/scenario/internal/controller/controllertest"
)

// commitRow is the end of one hook.
type commitRow struct {
	rule
	change  change
	version func(*controller.Environment)
	commit  call.Commit
	refusal string // Juju's text; empty: none
	code    call.Code
	item    string // what was refused
	after   change // what is done nevertheless
	removed controller.Removed
}

func (row commitRow) check(t *testing.T) {
	require.NotEmpty(t, row.why)
	store, env := world(), environment()
	if row.change != nil {
		row.change(store)
	}
	if row.version != nil {
		row.version(&env)
	}
	want, asked := store.Clone(), row.commit.Clone()
	if row.after != nil {
		row.after(want)
	}
	var removed controller.Removed

	refusal := controller.Commit(store, env, &row.commit, &removed)

	if row.refusal != "" {
		require.NotNil(t, refusal)
		require.Equal(t, row.refusal, refusal.Error())
		require.ErrorIs(t, refusal, row.code)
		require.Equal(t, row.item, refusal.Item)
	} else {
		require.Nil(t, refusal)
	}
	same(t, want, store)
	require.Equal(t, row.removed, removed)
	require.Equal(t, asked, &row.commit, "the request stays as it was")
}

func checkCommits(t *testing.T, rows []commitRow) {
	t.Helper()
	t.Parallel()
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) { t.Parallel(); row.check(t) })
	}
}

// newID is the ID of the secret that creates make.
var newID = controllertest.ID("made")

func long(id string) string { return "secret://" + ownModel + "/" + id }

func creates(s call.SecretCreate) call.Commit {
	if s.ID == "" {
		s.ID = long(newID)
	}
	if s.Content == nil {
		s.Content = content("x")
	}
	return call.Commit{SecretCreates: []call.SecretCreate{s}}
}

// made adds the secret that creates makes.
func made(with func(*controller.Secret)) change {
	return func(s *controllertest.Store) {
		secret := &controller.Secret{ID: newID, Owner: "web", Latest: 1, Revisions: []controller.Revision{{Number: 1, Content: content("x")}}}
		if with != nil {
			with(secret)
		}
		s.AddSecret(secret)
	}
}

func TestCreate(t *testing.T) {
	second := controllertest.ID("second")
	labelled := func(label string) call.SecretCreate { return call.SecretCreate{Label: label} }
	unitLabelled := func(label string) call.SecretCreate { return call.SecretCreate{Owner: call.OwnerUnit, Label: label} }
	taken := func(name, why string, s call.SecretCreate) commitRow {
		return commitRow{rule: rule{name, why}, commit: creates(s), item: long(newID), code: call.ErrLabelExists,
			refusal: `creating secrets: secret with label "` + s.Label + `" already exists`}
	}
	east := time.FixedZone("east", 2*60*60)
	checkCommits(t, []commitRow{
		{rule: rule{"for the application", "secrets.md 3: the default owner"}, commit: creates(call.SecretCreate{Owner: call.OwnerApplication}), after: made(nil)},
		{rule: rule{"for the unit", "secrets.md 3"}, commit: creates(call.SecretCreate{Owner: call.OwnerUnit}), after: made(func(s *controller.Secret) { s.Owner = "web/0" })},
		{rule: rule{"with everything", "secrets.md 8: times are rounded to the second and kept as UTC; 11.4: first due is commit time + interval"},
			commit: creates(call.SecretCreate{Label: "new", Description: "made", Rotate: call.RotateDaily, Expire: time.Date(2001, 2, 3, 6, 5, 5, 5e8, east)}),
			after: made(func(s *controller.Secret) {
				s.Label, s.Description, s.Rotate, s.NextRotate = "new", "made", call.RotateDaily, now.AddDate(0, 0, 1)
				s.Expire = time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
			})},
		{rule: rule{"never rotating", "secrets.md 11.4: never is no interval"}, commit: creates(call.SecretCreate{Rotate: call.RotateNever}),
			after: made(func(s *controller.Secret) { s.Rotate = call.RotateNever })},
		{rule: rule{"content in base64", "secrets.md 2: the suffix is no part of the key"}, commit: creates(call.SecretCreate{Content: map[string]string{"password#base64": "eA=="}}), after: made(nil)},
		{rule: rule{"without a label", "secrets.md 4: the empty label is none, however many have it"}, commit: creates(call.SecretCreate{Owner: call.OwnerUnit}),
			after: made(func(s *controller.Secret) { s.Owner = "web/0" })},
		taken("a label of the application", "secrets.md 4", labelled("app")),
		taken("a label of the unit", "secrets.md 4", labelled("unit")),
		taken("a label that a peer gave", "secrets.md 4: of any unit", labelled("others")),
		taken("a unit's: a label of the unit", "secrets.md 4", unitLabelled("unit")),
		taken("a unit's: a label of the application", "secrets.md 4", unitLabelled("app")),
		taken("a unit's: a label that it gave", "secrets.md 4", unitLabelled("theirs")),
		{rule: rule{"a unit's: a label of a peer", "secrets.md 4: two units may use one label"}, commit: creates(unitLabelled("peer")),
			after: made(func(s *controller.Secret) { s.Owner, s.Label = "web/0", "peer" })},
		{rule: rule{"for a unit that is being removed", "secrets.md 13"}, commit: creates(unitLabelled("new")), code: call.ErrRefused, item: long(newID),
			change:  func(s *controllertest.Store) { s.Dying = []string{"web/0"} },
			refusal: `creating secrets: cannot create secret for owner "unit-web-0" which is not alive`},
		{rule: rule{"for an application that is being removed", "secrets.md 13: before labels are looked at"}, commit: creates(labelled("app")), code: call.ErrRefused, item: long(newID),
			change:  func(s *controllertest.Store) { s.Dying = []string{"web"} },
			refusal: `creating secrets: cannot create secret for owner "application-web" which is not alive`},
		{rule: rule{"several", "secrets.md 7: each its own write; messages of creates are joined with newlines"},
			commit: call.Commit{SecretCreates: []call.SecretCreate{
				{ID: long(second), Label: "app"}, {ID: long(newID), Content: content("x")}, {ID: long(controllertest.ID("third")), Label: "unit"}}},
			refusal: "creating secrets: secret with label \"app\" already exists\nsecret with label \"unit\" already exists",
			code:    call.ErrLabelExists, item: long(second), after: made(nil)},
		{rule: rule{"the same label twice", "secrets.md 7: each its own write, so the second one clashes"},
			commit: call.Commit{SecretCreates: []call.SecretCreate{
				{ID: long(newID), Label: "twice", Content: content("x")}, {ID: long(second), Label: "twice", Content: content("x")}}},
			refusal: `creating secrets: secret with label "twice" already exists`, code: call.ErrLabelExists, item: long(second),
			after: made(func(s *controller.Secret) { s.Label = "twice" })},
	})
}

func updates(u call.SecretUpdate) call.Commit {
	return call.Commit{SecretUpdates: []call.SecretUpdate{u}}
}

// revised gives a secret its next revision.
func revised(id, value string) change {
	return edit(id, func(s *controller.Secret) {
		if s.Revisions[len(s.Revisions)-1].Number == s.Latest {
			s.Revisions[len(s.Revisions)-1].Expire = s.Expire
		}
		s.Latest, s.Expire = s.Latest+1, time.Time{}
		s.Revisions = append(s.Revisions, controller.Revision{Number: s.Latest, Content: content(value)})
	})
}

func TestUpdate(t *testing.T) {
	later := now.AddDate(1, 0, 0)
	checkCommits(t, []commitRow{
		{rule: rule{"content", "secrets.md 8: revision+1; the old revision keeps its expiry, the new one has none"}, commit: updates(call.SecretUpdate{ID: appID, Content: content("a4")}), after: revised(appID, "a4")},
		{rule: rule{"content in base64", "secrets.md 2"}, commit: updates(call.SecretUpdate{ID: appID, Content: map[string]string{"password#base64": "YTQ="}}), after: revised(appID, "a4")},
		{rule: rule{"content and expiry", "secrets.md 8: --expire applies to the new revision; times are rounded"},
			commit: updates(call.SecretUpdate{ID: appID, Content: content("a4"), Expire: later.Add(499 * time.Millisecond)}),
			after:  all(revised(appID, "a4"), edit(appID, func(s *controller.Secret) { s.Expire = later }))},
		{rule: rule{"content after the latest was removed", "secrets.md 9: the latest is not lowered, the next update creates N+1"}, change: removes(appID, 3),
			commit: updates(call.SecretUpdate{ID: appID, Content: content("a4")}), after: revised(appID, "a4")},
		{rule: rule{"content and expiry after the latest was removed", "secrets.md 8: the expiry is the new revision's"}, change: removes(appID, 3),
			commit: updates(call.SecretUpdate{ID: appID, Content: content("a4"), Expire: later}), after: all(revised(appID, "a4"), edit(appID, func(s *controller.Secret) { s.Expire = later }))},
		{rule: rule{"description after the latest was removed", "secrets.md 8: metadata alone"}, change: removes(appID, 3),
			commit: updates(call.SecretUpdate{ID: appID, Description: "new"}), after: edit(appID, func(s *controller.Secret) { s.Description = "new" })},
		{rule: rule{"expiry after the latest was removed", "state/secrets.go, UpdateSecret: there is no revision to expire; Juju's spelling"}, change: removes(appID, 3),
			commit: updates(call.SecretUpdate{ID: appID, Expire: later}), item: appID, refusal: `updating secrets: reversion 3 for secret "secret:` + appID + `" not found`, code: call.ErrRevisionNotFound},
		{rule: rule{"content does not move rotation", "secrets.md 8: only the rotate hook's completion does"}, commit: updates(call.SecretUpdate{ID: appID, Content: content("a4"), Description: "new"}),
			after: all(revised(appID, "a4"), edit(appID, func(s *controller.Secret) { s.Description = "new" }))},
		{rule: rule{"expiry alone", "secrets.md 8: of the latest revision, no new one"}, commit: updates(call.SecretUpdate{ID: appID, Expire: later}), after: edit(appID, func(s *controller.Secret) { s.Expire = later })},
		{rule: rule{"description alone", "secrets.md 8: what is empty is not given"}, commit: updates(call.SecretUpdate{ID: appID, Description: "new"}), after: edit(appID, func(s *controller.Secret) { s.Description = "new" })},
		{rule: rule{"label alone", "secrets.md 4: the owner's"}, commit: updates(call.SecretUpdate{ID: appID, Label: "new"}), after: ownerLabel(appID, "new")},
		{rule: rule{"the label it has", "secrets.md 4: of another secret"}, commit: updates(call.SecretUpdate{ID: appID, Label: "app", Description: "new"}), after: edit(appID, func(s *controller.Secret) { s.Description = "new" })},
		{rule: rule{"a label that is taken", "secrets.md 4"}, commit: updates(call.SecretUpdate{ID: plainID, Label: "app", Content: content("x")}), item: plainID,
			refusal: `updating secrets: secret with label "app" already exists`, code: call.ErrLabelExists},
		{rule: rule{"a unit's: a label that is taken", "secrets.md 4"}, commit: updates(call.SecretUpdate{ID: unitID, Label: "theirs"}), item: unitID,
			refusal: `updating secrets: secret with label "theirs" already exists`, code: call.ErrLabelExists},
		{rule: rule{"a label just freed", "secrets.md 4: changing an owner label frees the old one"},
			commit: call.Commit{SecretUpdates: []call.SecretUpdate{{ID: appID, Label: "new"}, {ID: plainID, Label: "app"}}}, after: all(ownerLabel(appID, "new"), ownerLabel(plainID, "app"))},
		{rule: rule{"nothing", "secrets.md 8"}, commit: updates(call.SecretUpdate{ID: appID}), item: appID,
			refusal: "updating secrets: at least one attribute to update must be specified", code: call.ErrNothingToUpdate},
		{rule: rule{"one of several refused", "secrets.md 7: each its own write"},
			commit:  call.Commit{SecretUpdates: []call.SecretUpdate{{ID: theirsID, Description: "new"}, {ID: appID, Description: "new"}}},
			refusal: "updating secrets: permission denied", code: call.ErrPermissionDenied, item: theirsID, after: edit(appID, func(s *controller.Secret) { s.Description = "new" })},
	})
}

func TestChangeRotation(t *testing.T) {
	due := func(policy call.RotatePolicy, at time.Time) change {
		return edit(appID, func(s *controller.Secret) { s.Rotate, s.NextRotate = policy, at })
	}
	refused := "updating secrets: must specify a secret rotate time"
	everyWeek := updates(call.SecretUpdate{ID: appID, Rotate: call.RotateWeekly})
	checkCommits(t, []commitRow{
		{rule: rule{"of one that did not rotate", "secrets.md 8: next = now + P"}, change: due(call.RotateNever, time.Time{}), commit: everyWeek, after: due(call.RotateWeekly, now.AddDate(0, 0, 7))},
		{rule: rule{"of one that never had a policy", "secrets.md 8"}, change: due("", time.Time{}), commit: everyWeek, after: due(call.RotateWeekly, now.AddDate(0, 0, 7))},
		{rule: rule{"never", "secrets.md 8: removes the schedule"}, commit: updates(call.SecretUpdate{ID: appID, Rotate: call.RotateNever}), after: due(call.RotateNever, time.Time{})},
		{rule: rule{"never, of one that did not rotate", "secrets.md 8"}, change: due("", time.Time{}), commit: updates(call.SecretUpdate{ID: appID, Rotate: call.RotateNever}), after: due(call.RotateNever, time.Time{})},
		{rule: rule{"another policy", "secrets.md 8: Juju 3 fails at commit"}, commit: everyWeek, refusal: refused, code: call.ErrRotateTime, item: appID},
		{rule: rule{"the same policy", "secrets.md 8: restating it too"}, commit: updates(call.SecretUpdate{ID: appID, Rotate: call.RotateDaily}), refusal: refused, code: call.ErrRotateTime, item: appID},
		{rule: rule{"another policy, beta of Juju 4", "secrets.md 8: the release counts"}, version: func(env *controller.Environment) { env.Version = call.Version{Major: 4, Tag: "beta1"} },
			commit: everyWeek, refusal: refused, code: call.ErrRotateTime, item: appID},
		{rule: rule{"a rarer policy, Juju 4", "secrets.md 8: the next time is recomputed only for a more frequent one"}, version: juju(4, 0), commit: everyWeek, after: due(call.RotateWeekly, now.Add(time.Hour))},
		{rule: rule{"the same policy, Juju 4", "secrets.md 8"}, version: juju(4, 0), commit: updates(call.SecretUpdate{ID: appID, Rotate: call.RotateDaily}), after: due(call.RotateDaily, now.Add(time.Hour))},
		{rule: rule{"a more frequent policy, Juju 4", "secrets.md 8"}, version: juju(4, 0), change: due(call.RotateMonthly, now.AddDate(0, 0, 20)), commit: everyWeek, after: due(call.RotateWeekly, now.AddDate(0, 0, 7))},
		{rule: rule{"a more frequent policy, due sooner, Juju 4", "secrets.md 8"}, version: juju(4, 0), change: due(call.RotateMonthly, now.Add(time.Hour)), commit: everyWeek, after: due(call.RotateWeekly, now.AddDate(0, 0, 7))},
		{rule: rule{"of one that did not rotate, Juju 4", "secrets.md 8"}, version: juju(4, 0), change: due("", time.Time{}), commit: everyWeek, after: due(call.RotateWeekly, now.AddDate(0, 0, 7))},
	})
}

// TestManage has who may change a secret, with an update; grants, revocations and removals ask the same.
func TestManage(t *testing.T) {
	notLeader, noAccess := `"web/0" is not leader of "web"`, "permission denied"
	type subject struct {
		rule
		change  change
		id      string
		refusal string
		code    call.Code
	}
	for _, s := range []subject{
		{rule{"the application's, leader", "secrets.md 3"}, nil, appID, "", ""},
		{rule{"the application's, no leader", "secrets.md 3: manage needs leadership"}, follower, appID, notLeader, call.ErrNotLeader},
		{rule{"the unit's, no leader", "secrets.md 3: read + manage"}, follower, unitID, "", ""},
		{rule{"a peer's, leader", "secrets.md 3: nothing"}, nil, peerID, noAccess, call.ErrPermissionDenied},
		{rule{"granted", "secrets.md 3: charms can only grant view"}, nil, theirsID, noAccess, call.ErrPermissionDenied},
		{rule{"not granted", "secrets.md 3"}, nil, deniedID, noAccess, call.ErrPermissionDenied},
		{rule{"a user's", "secrets.md 3: charms only read them"}, nil, userID, noAccess, call.ErrPermissionDenied},
		{rule{"unknown", "secrets.md 5.2: the URI as it was passed"}, nil, nobodyID, `secret "secret:` + nobodyID + `" not found`, call.ErrSecretNotFound},
		{rule{"unknown, with the model", "secrets.md 1"}, nil, long(nobodyID), `secret "` + long(nobodyID) + `" not found`, call.ErrSecretNotFound},
		{rule{"with the model", "secrets.md 1: comparisons use the 20 characters"}, nil, long(appID), "", ""},
		{rule{"with another model", "secrets.md 1: found by the 20 characters; the right to change it is this model's (secretConsumerKey)"}, nil, "secret://" + farModel + "/" + appID, noAccess, call.ErrPermissionDenied},
		{rule{"of another model", "secrets.md 5.4: only the tracking record lives here"}, nil, "secret://" + farModel + "/" + farID, `secret "secret://` + farModel + "/" + farID + `" not found`, call.ErrSecretNotFound},
		{rule{"known by this model's name", "secrets.md 1"}, edit(appID, func(s *controller.Secret) { s.Source = ownModel }), appID, "", ""},
		{rule{"no URI", "secrets.md 1"}, nil, "nonsense", `secret URI "nonsense" not valid`, call.ErrNotValid},
	} {
		rows := []commitRow{
			{commit: updates(call.SecretUpdate{ID: s.id, Description: "new"}), refusal: "updating secrets: "},
			{commit: call.Commit{SecretGrants: []call.SecretGrantChange{{ID: s.id, Relation: "db:1", Subject: "postgresql"}}}, refusal: "granting secrets access: "},
			{commit: call.Commit{SecretRevokes: []call.SecretRevokeChange{{ID: s.id, Subject: "haproxy"}}}, refusal: "revoking secrets access: "},
			{commit: call.Commit{SecretDeletes: []call.SecretDelete{{ID: s.id}}}, refusal: "removing secrets: ", version: juju(3, 5)},
		}
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			for _, row := range rows {
				if s.refusal == "" {
					store, env := world(), environment()
					if s.change != nil {
						s.change(store)
					}
					require.Nil(t, controller.Commit(store, env, &row.commit, &controller.Removed{}))
					continue
				}
				row.rule, row.change, row.code, row.item = s.rule, s.change, s.code, s.id
				row.refusal += s.refusal
				row.check(t)
			}
		})
	}
}

func TestTrackLatest(t *testing.T) {
	track := func(ids ...string) call.Commit { return call.Commit{SecretTrackLatest: ids} }
	checkCommits(t, []commitRow{
		{rule: rule{"after an update", "secrets.md 7: updates come before track latest"},
			commit: call.Commit{SecretUpdates: []call.SecretUpdate{{ID: appID, Content: content("a4")}}, SecretTrackLatest: []string{appID}},
			after:  all(revised(appID, "a4"), tracks(appID, "web/0", 4))},
		{rule: rule{"for the first time", "secrets.md 5.3: the unit's own record"}, commit: track(unitID, plainID), after: all(tracks(unitID, "web/0", 2), tracks(plainID, "web/0", 1))},
		{rule: rule{"unknown", "secrets.md 7: there is nothing to track"}, commit: track(nobodyID, "nonsense", unitID), after: tracks(unitID, "web/0", 2)},
	})
}
