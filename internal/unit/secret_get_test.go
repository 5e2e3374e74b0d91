package unit_test

import (
	"testing"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
	"github.com/charmscenario/scenario/internal/controller/controllertest"
)

// gets returns a secret-get and the same as answered with this password.
func gets(c call.SecretGet, password string) (asked, answered call.Call) {
	n := c
	n.Content = content(password)
	return &c, &n
}

// getRow is a secret-get that answers this password.
func getRow(name, why string, c call.SecretGet, password string, more row) row {
	more.rule = rule{name, why}
	more.call, more.answer = gets(c, password)
	return more
}

func TestSecretGet(t *testing.T) {
	refused := func(name, why string, c call.SecretGet, refusal string, code call.Code, more row) row {
		more.rule, more.refusal, more.code = rule{name, why}, refusal, code
		more.call, more.answer = &c, &call.SecretGet{ID: c.ID, Label: c.Label, Peek: c.Peek, Refresh: c.Refresh}
		return more
	}
	unreadable := edit(appID, func(s *controller.Secret) { s.Revisions[0].Content = texts{"password#base64": "?"} })
	check(t, []row{
		getRow("plain", "secrets.md 5.1: what is tracked", call.SecretGet{ID: appID}, "a1", row{}),
		getRow("peek", "secrets.md 5.1", call.SecretGet{ID: short(appID), Peek: true}, "a2", row{}),
		getRow("refresh", "secrets.md 5.1: tracking is written at once", call.SecretGet{ID: long(appID), Refresh: true}, "a2", row{after: tracks(appID, 2)}),
		getRow("label", "secrets.md 4", call.SecretGet{Label: "theirs"}, "t1", row{}),
		getRow("the unit's label", "secrets.md 4: resolves to the secret; the label is not attached again", call.SecretGet{Label: "unit", Peek: true}, "u2", row{change: follower}),
		getRow("the application's label", "secrets.md 4", call.SecretGet{Label: "app"}, "a1", row{change: follower}),
		getRow("label to attach", "secrets.md 4: at once", call.SecretGet{ID: appID, Label: "new"}, "a1", row{after: ownerLabel(appID, "new")}),
		getRow("base64 as it was given", "secrets.md 2: decoded when read", call.SecretGet{ID: appID}, "x", row{change: edit(appID, func(s *controller.Secret) { s.Revisions[0].Content = texts{"password#base64": "eA==\n"} })}),
		refused("no base64", "secrets.md 2: spoils the read", call.SecretGet{ID: appID}, "illegal base64 data at input byte 0", call.ErrContent, row{change: unreadable}),
		refused("no access", "secrets.md 5.2; what the charm left in the answer goes", call.SecretGet{ID: peerID, Content: texts{"left": "over"}}, "permission denied", call.ErrPermissionDenied, row{}),
		refused("unknown", "secrets.md 5.2", call.SecretGet{ID: noneID}, `secret "`+short(noneID)+`" not found`, call.ErrSecretNotFound, row{}),
		refused("unknown label", "secrets.md 5.2", call.SecretGet{Label: "new"}, `consumer label "new" not found`, call.ErrSecretNotFound, row{}),
		refused("peek and refresh", "secrets.md 5.2", call.SecretGet{ID: appID, Peek: true, Refresh: true}, "specify one of --peek or --refresh but not both", call.ErrNotValid, row{}),
		getRow("to be removed", "secrets.md 5.1: a pending remove does not matter", call.SecretGet{ID: appID}, "a1",
			row{before: []call.Call{&call.SecretRemove{ID: appID}}, commit: deleted(call.SecretDelete{ID: short(appID)})}),
		getRow("to be removed, by the unit's label", "secrets.md 5.1", call.SecretGet{Label: "unit"}, "u1",
			row{before: []call.Call{&call.SecretRemove{ID: unitID}}, commit: deleted(call.SecretDelete{ID: short(unitID)})}),
	})
}

// TestSecretGetMade: a secret made in this hook answers its pending content, whatever the flags, and
// nothing is tracked (secrets.md 5.1; canonical/operator #857).
func TestSecretGetMade(t *testing.T) {
	add, second := &call.SecretAdd{Content: content("x"), Label: "new"}, &call.SecretAdd{Content: content("y"), Label: "newer"}
	commit := func(label, label2 string) *call.Commit {
		return created(added(func(s *call.SecretCreate) { s.Label = label }),
			added(func(s *call.SecretCreate) { s.ID, s.Label, s.Content = long(made2ID), label2, content("y") }))
	}
	more := func(label, label2 string) row {
		return row{before: []call.Call{add, second}, commit: commit(label, label2)}
	}
	check(t, []row{
		getRow("by ID", "match by ID", call.SecretGet{ID: short(made2ID)}, "y", more("new", "newer")),
		getRow("by the whole URI", "the 20 characters count", call.SecretGet{ID: long(madeID)}, "x", more("new", "newer")),
		getRow("by ID, peeking", "whatever the flags", call.SecretGet{ID: madeID, Peek: true}, "x", more("new", "newer")),
		getRow("by ID, refreshing", "whatever the flags", call.SecretGet{ID: madeID, Refresh: true}, "x", more("new", "newer")),
		getRow("by label", "or by label", call.SecretGet{Label: "newer"}, "y", more("new", "newer")),
		getRow("with a label", "the pending owner label is replaced", call.SecretGet{ID: made2ID, Label: "newest"}, "y", more("new", "newest")),
		getRow("with a label that a secret has", "nothing is asked of the controller", call.SecretGet{ID: madeID, Label: "app"}, "x", more("app", "newer")),
	})
}

// TestSecretGetUpdated: what a pending update of a secret changes for who reads it (secrets.md 5.1).
func TestSecretGetUpdated(t *testing.T) {
	set := &call.SecretSet{ID: appID, Content: content("a3")}
	labelled := &call.SecretSet{ID: appID, Content: content("a3"), Label: "new"}
	relabelled := &call.SecretSet{ID: appID, Label: "new"}
	other := &call.SecretSet{ID: unitID, Label: "other", Content: content("u3")}
	commit := func(label, password string, track ...string) *call.Commit {
		u := call.SecretUpdate{ID: short(appID), Label: label}
		if password != "" {
			u.Content = content(password)
		}
		return &call.Commit{SecretUpdates: []call.SecretUpdate{u}, SecretTrackLatest: track}
	}
	after := func(commit *call.Commit, calls ...call.Call) row { return row{before: calls, commit: commit} }
	setUnit := &call.SecretSet{ID: unitID, Content: content("u3")}
	unitCommit := &call.Commit{SecretUpdates: []call.SecretUpdate{{ID: short(unitID), Content: content("u3")}}}
	check(t, []row{
		getRow("plain", "without --peek and --refresh the old tracked revision", call.SecretGet{ID: appID}, "a1", after(commit("", "a3"), set)),
		getRow("peek", "the pending content", call.SecretGet{ID: appID, Peek: true}, "a3", after(commit("", "a3"), set)),
		getRow("refresh", "and track latest at the commit", call.SecretGet{ID: long(appID), Refresh: true}, "a3", after(commit("", "a3", appID), set)),
		getRow("refresh twice", "tracked once", call.SecretGet{ID: appID, Refresh: true}, "a3", after(commit("", "a3", appID), set, &call.SecretGet{ID: long(appID), Refresh: true})),
		getRow("another one", "the update of that secret", call.SecretGet{ID: unitID, Peek: true}, "u2", after(commit("", "a3"), set)),
		getRow("the second of several", "the update of that secret", call.SecretGet{ID: unitID, Peek: true}, "u3",
			after(&call.Commit{SecretUpdates: []call.SecretUpdate{{ID: short(appID), Content: content("a3")}, {ID: short(unitID), Label: "other", Content: content("u3")}}}, set, other)),

		getRow("peek by the label that it gets", "a label set in that same pending update", call.SecretGet{Label: "new", Peek: true}, "a3", after(commit("new", "a3"), labelled)),
		getRow("refresh by the label that it gets", "track latest too", call.SecretGet{Label: "new", Refresh: true}, "a3", after(commit("new", "a3", appID), labelled)),
		getRow("plain by the label that it gets", "found, and read as it is", call.SecretGet{Label: "new"}, "a1", after(commit("new", "a3"), labelled)),
		getRow("peek by the label that it gets, without content", "found, and read as it is; the label stays pending", call.SecretGet{Label: "new", Peek: true}, "a2", after(commit("new", ""), relabelled)),
		getRow("refresh by the label that it gets, without content", "found, and tracked at once", call.SecretGet{Label: "new", Refresh: true}, "a2",
			row{before: []call.Call{relabelled}, commit: commit("new", ""), after: tracks(appID, 2)}),
		getRow("peek by the label that it has", "a committed label does not match the update", call.SecretGet{Label: "app", Peek: true}, "a2", after(commit("", "a3"), set)),
		getRow("by the label that the second gets", "the update with that label", call.SecretGet{Label: "other", Peek: true}, "u3",
			after(&call.Commit{SecretUpdates: []call.SecretUpdate{{ID: short(appID), Content: content("a3")}, {ID: short(unitID), Label: "other", Content: content("u3")}}}, set, other)),
		getRow("peek by the unit's label", "the same, though the label is resolved to the ID", call.SecretGet{Label: "unit", Peek: true}, "u2", after(unitCommit, setUnit)),
		getRow("peek by the unit's label, Juju 4", "resolved to the ID, then pending updates again (GetSecret)", call.SecretGet{Label: "unit", Peek: true}, "u3",
			row{hook: juju4, before: []call.Call{setUnit}, commit: unitCommit}),

		getRow("peek with a label", "URI + label replaces the pending label", call.SecretGet{ID: appID, Label: "newer", Peek: true}, "a3", after(commit("newer", "a3"), labelled)),
		getRow("refresh with a label", "URI + label replaces the pending label", call.SecretGet{ID: appID, Label: "newer", Refresh: true}, "a3", after(commit("newer", "a3", appID), labelled)),
		getRow("plain with a label", "asked of the controller: attached at once", call.SecretGet{ID: appID, Label: "newer"}, "a1",
			row{before: []call.Call{labelled}, commit: commit("new", "a3"), after: ownerLabel(appID, "newer")}),
		getRow("peek with a label, without content", "falls through: attached at once", call.SecretGet{ID: appID, Label: "newer", Peek: true}, "a2",
			row{before: []call.Call{relabelled}, commit: commit("new", ""), after: ownerLabel(appID, "newer")}),
		getRow("refresh, without content", "falls through: tracked at once", call.SecretGet{ID: appID, Refresh: true}, "a2",
			row{before: []call.Call{relabelled}, commit: commit("new", ""), after: tracks(appID, 2)}),
		old(getRow("refresh with a label, without content, Juju 3.5", "falls through, but sets label and track flag first", call.SecretGet{ID: appID, Label: "newer", Refresh: true}, "a2",
			row{before: []call.Call{relabelled}, commit: commit("newer", "", appID), after: all(tracks(appID, 2), ownerLabel(appID, "newer"))})),
		old(getRow("peek, without content, Juju 3.5", "falls through", call.SecretGet{ID: appID, Peek: true}, "a2", after(commit("new", ""), relabelled))),
		old(getRow("refresh, Juju 3.5", "the pending content", call.SecretGet{ID: appID, Refresh: true}, "a3", after(commit("", "a3", appID), set))),
		getRow("refresh two", "tracked both", call.SecretGet{ID: unitID, Refresh: true}, "u3",
			after(&call.Commit{SecretUpdates: []call.SecretUpdate{{ID: short(appID), Content: content("a3")}, {ID: short(unitID), Label: "other", Content: content("u3")}}, SecretTrackLatest: []string{appID, unitID}},
				set, other, &call.SecretGet{ID: appID, Refresh: true})),
	})
}

// TestSecretGetTwoUpdates: what a label means that pending updates give, when the agent knows several
// secrets by it (secrets.md 4; context.go, lookupOwnedSecretURIByLabel).
func TestSecretGetTwoUpdates(t *testing.T) {
	set := func(id string) *call.SecretSet { return &call.SecretSet{ID: id, Label: "new"} }
	both := func(first, second string) *call.Commit {
		return updated(call.SecretUpdate{ID: short(first), Label: "new"}, call.SecretUpdate{ID: short(second), Label: "new"})
	}
	rename := &call.SecretSet{ID: appID, Label: "new", Content: content("a3")}
	renamed := updated(call.SecretUpdate{ID: short(appID), Label: "new", Content: content("a3")})
	check(t, []row{
		getRow("the application's first", "the unit's own is meant", call.SecretGet{Label: "new"}, "u1", row{before: []call.Call{set(appID), set(unitID)}, commit: both(appID, unitID)}),
		getRow("the unit's first", "the unit's own is meant", call.SecretGet{Label: "new"}, "u1", row{before: []call.Call{set(unitID), set(appID)}, commit: both(unitID, appID)}),
		getRow("somebody else's", "recorded like any; the commit will refuse it", call.SecretGet{Label: "new"}, "t1", row{before: []call.Call{set(theirsID)}, commit: updated(call.SecretUpdate{ID: short(theirsID), Label: "new"})}),
		getRow("somebody else's first", "the unit's own is meant", call.SecretGet{Label: "new"}, "u1", row{before: []call.Call{set(theirsID), set(unitID)}, commit: both(theirsID, unitID)}),
		getRow("by the label before, Juju 4", "the controller's to find, which knows nothing of what is pending", call.SecretGet{Label: "app", Peek: true}, "a2", row{hook: juju4, before: []call.Call{rename}, commit: renamed}),
		getRow("by the label it gets, Juju 4", "pending content is looked for again", call.SecretGet{Label: "new", Peek: true}, "a3", row{hook: juju4, before: []call.Call{rename}, commit: renamed}),
		getRow("another by its label, after one was attached", "the label of that secret alone", call.SecretGet{Label: "app"}, "a1",
			row{before: []call.Call{&call.SecretIDs{}, &call.SecretGet{ID: unitID, Label: "new"}}, after: ownerLabel(unitID, "new")}),
	})
}

// TestSecretGetRelabelled: a label attached by a get counts at once for the controller. The list that the
// hook has of the unit's secrets stays as it was read: as the hook starts by Juju 3.5, since 3.6 with the
// first call that needs it (secrets.md 3, 4, 14).
func TestSecretGetRelabelled(t *testing.T) {
	relabel := func(id, label string) call.Call { return &call.SecretGet{ID: id, Label: label} }
	byLabel := func(name, why, label, password, labelled string, before ...call.Call) row {
		return getRow(name, why, call.SecretGet{Label: label}, password, row{before: before, after: ownerLabel(unitID, labelled)})
	}
	missing := func(name, why, label string, after change, before ...call.Call) row {
		return row{rule: rule{name, why}, before: before, call: &call.SecretGet{Label: label}, after: after,
			refusal: `consumer label "` + label + `" not found`, code: call.ErrSecretNotFound}
	}
	read, first, second := &call.SecretIDs{}, relabel(unitID, "new"), relabel(unitID, "newer")
	const unread, kept, start = "secrets.md 3: the list is read now", "secrets.md 3: the list was read before", "secrets.md 14: the list is of the hook's start"
	check(t, []row{
		byLabel("by the new label", "secrets.md 4: the controller finds it", "new", "u1", "new", first),
		missing("by the old label of the unit's", unread, "unit", ownerLabel(unitID, "new"), first),
		byLabel("by the old label of the unit's, in the list", kept, "unit", "u1", "new", read, first),
		old(byLabel("by the old label of the unit's, Juju 3.5", start, "unit", "u1", "new", first)),
		missing("by the old label of the application's", "secrets.md 4: the list is asked for the unit's own only", "app", ownerLabel(appID, "new"), read, relabel(appID, "new")),
		missing("by the first of several", unread, "unit", ownerLabel(unitID, "newer"), first, second),
		byLabel("by the first of several, in the list", kept, "unit", "u1", "newer", read, first, second),
		old(byLabel("by the first of several, Juju 3.5", start, "unit", "u1", "newer", first, second)),
		missing("by one between", "secrets.md 4: freed by the next", "new", ownerLabel(unitID, "newer"), first, second),
		byLabel("by one between, in the list", kept, "new", "u1", "newer", first, read, second),
		getRow("another by its label", "secrets.md 4", call.SecretGet{Label: "app"}, "a1", row{before: []call.Call{first}, after: ownerLabel(unitID, "new")}),
		{rule: rule{"a removed one's label", "secrets.md 9: all revisions are gone"}, change: edit(unitID, func(s *controller.Secret) { s.Revisions = nil }), call: &call.SecretGet{Label: "unit"},
			refusal: `secret revision "` + unitID + `/1" not found`, code: call.ErrRevisionNotFound},
	})
}

// TestSecretGetLabelQuirk: Juju 3.5 takes the label given along with an ID for the label of an own
// secret, and goes through those oldest first until one has the ID or the label (secrets.md 4,
// getAppOwnedOrUnitOwnedSecretMetadata); Juju 3.6 refuses the clash.
func TestSecretGetLabelQuirk(t *testing.T) {
	const why = "secrets.md 4: the own secret's content is answered"
	quirk := func(name string, c call.SecretGet, password string, more row) row {
		more.hook = juju35
		return getRow(name, why, c, password, more)
	}
	clash := func(name, why string, c call.SecretGet, hook func(*call.Hook), refusal string) row {
		return row{rule: rule{name, why}, hook: hook, call: &c, refusal: refusal, code: call.ErrLabelExists}
	}
	localTheirs := edit(theirsID, func(s *controller.Secret) { s.Source = ownModel })
	far := edit(theirsID, func(s *controller.Secret) { s.Source = farModel })
	appFirst := func(s *controllertest.Store) { s.Secrets[0], s.Secrets[1] = s.Secrets[1], s.Secrets[0] }
	foreignApp := call.SecretGet{ID: theirsID, Label: "app"}
	check(t, []row{
		quirk("foreign, the unit's label", call.SecretGet{ID: theirsID, Label: "unit"}, "u1", row{}),
		quirk("foreign, the application's label", foreignApp, "a1", row{}),
		quirk("foreign, peeking", call.SecretGet{ID: theirsID, Label: "app", Peek: true}, "a2", row{}),
		quirk("this model named", call.SecretGet{ID: long(theirsID), Label: "app"}, "a1", row{change: localTheirs}),
		quirk("of no secret", call.SecretGet{ID: noneID, Label: "unit"}, "u1", row{}),
		quirk("a peer's", call.SecretGet{ID: peerID, Label: "unit"}, "u1", row{}),
		quirk("the application's that is younger", call.SecretGet{ID: appID, Label: "unit"}, "u1", row{}),
		quirk("the unit's that is younger", call.SecretGet{ID: unitID, Label: "app"}, "a1", row{change: appFirst}),
		quirk("the one that is named has the label", call.SecretGet{ID: unitID, Label: "unit"}, "u1", row{}),
		quirk("a free label", call.SecretGet{ID: unitID, Label: "new"}, "u1", row{after: ownerLabel(unitID, "new")}),
		clash("the named one is older", "secrets.md 4: it is met first; then the label clashes", call.SecretGet{ID: unitID, Label: "app"}, juju35, `secret label "app" for application "web" already exists`),
		clash("foreign, Juju 3.6", "secrets.md 4: matched by the URI alone", foreignApp, nil, `getting latest secret revision: secret label "app" for application "web" already exists`),
		{rule: rule{"across models", "secrets.md 1: another model's is no own secret"}, hook: juju35, change: far, call: &call.SecretGet{ID: "secret://" + farModel + "/" + theirsID, Label: "app"},
			refusal: `secret label "app" for application "web" already exists`, code: call.ErrLabelExists},
	})
}
