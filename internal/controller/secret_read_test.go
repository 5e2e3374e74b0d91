package controller_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// readRow is one secret-get as the controller answers it.
type readRow struct {
	rule
	change  change
	version func(*controller.Environment)
	read    controller.Read
	want    string // the password; empty: refused
	refusal string
	code    call.Code
	after   change // what it changes at once; nil: nothing
}

func (row readRow) check(t *testing.T) {
	require.NotEmpty(t, row.why)
	store, env := world(), environment()
	if row.change != nil {
		row.change(store)
	}
	if row.version != nil {
		row.version(&env)
	}
	want := store.Clone()
	if row.after != nil {
		row.after(want)
	}

	got, refusal := controller.ReadSecret(store, env, row.read)

	if row.refusal != "" {
		require.NotNil(t, refusal)
		require.Equal(t, row.refusal, refusal.Message)
		require.Equal(t, row.code, refusal.Code)
		require.Nil(t, got)
	} else {
		require.Nil(t, refusal)
		require.Equal(t, content(row.want), got)
	}
	same(t, want, store)
}

func uri(id string) call.SecretURI { return call.SecretURI{ID: id} }

func readRows() []readRow {
	noAccess, missing, gone := call.ErrPermissionDenied, call.ErrSecretNotFound, call.ErrRevisionNotFound
	return []readRow{
		{rule: rule{"plain", "secrets.md 5.1: a plain get answers what the unit tracks (getConsumedRevision)"}, read: controller.Read{URI: uri(appID)}, want: "a1"},
		{rule: rule{"peek", "secrets.md 5.1: --peek answers the latest, tracking unchanged"}, read: controller.Read{URI: uri(appID), Peek: true}, want: "a3"},
		{rule: rule{"refresh", "secrets.md 5.1: --refresh answers the latest and tracks it"},
			read: controller.Read{URI: uri(appID), Refresh: true}, want: "a3", after: tracks(appID, "web/0", 3)},
		{rule: rule{"refresh with nothing new", "secrets.md 5.1"}, change: tracks(appID, "web/0", 3), read: controller.Read{URI: uri(appID), Refresh: true}, want: "a3"},
		{rule: rule{"first read", "secrets.md 5.1: without a record a get tracks the latest, for this unit alone; 5.3: owners too"},
			read: controller.Read{URI: uri(peerID)}, want: "p1", change: edit(peerID, grantTo("web")), after: tracks(peerID, "web/0", 1)},
		{rule: rule{"first read of an own secret", "secrets.md 5.3: owners are consumers like any"},
			read: controller.Read{URI: uri(plainID)}, want: "n1", after: tracks(plainID, "web/0", 1)},
		{rule: rule{"first read that peeks", "secrets.md 5.1: also when --peek is given"},
			read: controller.Read{URI: uri(userID), Peek: true}, want: "s1", after: tracks(userID, "web/0", 1)},
		{rule: rule{"a label was given before the first read", "secrets.md 5.1: what counts is a tracked revision"},
			change: labels(userID, "web/0", "named"), read: controller.Read{URI: uri(userID)}, want: "s1", after: tracks(userID, "web/0", 1)},

		{rule: rule{"the application's secret, no leader", "secrets.md 3: every unit reads its application's secrets (CanRead)"},
			change: follower, read: controller.Read{URI: uri(appID)}, want: "a1"},
		{rule: rule{"the unit's own", "secrets.md 3"}, change: follower, read: controller.Read{URI: uri(unitID)}, want: "u1"},
		{rule: rule{"a peer's", "secrets.md 3: a unit's secret is nothing to its peers, leader or not"},
			read: controller.Read{URI: uri(peerID)}, refusal: "permission denied", code: noAccess},
		{rule: rule{"the application's, whose right was taken back", "secrets.md 10: its own record is gone"}, change: disowned(appID), read: controller.Read{URI: uri(appID)}, refusal: "permission denied", code: noAccess},
		{rule: rule{"granted to the application", "secrets.md 3"}, read: controller.Read{URI: uri(theirsID)}, want: "t1"},
		{rule: rule{"granted to the unit alone", "secrets.md 3: the unit's permission is looked at first"},
			change: edit(deniedID, grantTo("web/0")), read: controller.Read{URI: uri(deniedID)}, want: "d1", after: tracks(deniedID, "web/0", 1)},
		{rule: rule{"granted to a peer and another application", "secrets.md 3: neither is this unit"},
			read: controller.Read{URI: uri(deniedID)}, refusal: "permission denied", code: noAccess},
		{rule: rule{"revoked after it was read", "secrets.md 10: denied at once; record and label survive"},
			change: edit(theirsID, func(s *controller.Secret) { s.Grants = nil }), read: controller.Read{URI: uri(theirsID)}, refusal: "permission denied", code: noAccess},
		{rule: rule{"a label does not let in", "secrets.md 5.1: permission comes before the label"},
			read: controller.Read{URI: uri(deniedID), Label: "wanted"}, refusal: "permission denied", code: noAccess},

		{rule: rule{"unknown", "secrets.md 5.2: the URI as it was passed"}, read: controller.Read{URI: uri(nobodyID)}, refusal: `secret "secret:` + nobodyID + `" not found`, code: missing},
		{rule: rule{"unknown in this model by its name", "secrets.md 5.2"}, read: controller.Read{URI: call.SecretURI{Source: ownModel, ID: nobodyID}},
			refusal: `secret "secret://` + ownModel + "/" + nobodyID + `" not found`, code: missing},
		{rule: rule{"unknown in another model", "secrets.md 5.4: no permission there is permission denied (getRemoteSecretContent)"},
			read: controller.Read{URI: call.SecretURI{Source: farModel, ID: nobodyID}}, refusal: "permission denied", code: noAccess},
		{rule: rule{"this model named", "secrets.md 1: local is no source or this model's"}, read: controller.Read{URI: call.SecretURI{Source: ownModel, ID: unitID}}, want: "u1"},
		{rule: rule{"known by this model's name", "secrets.md 1: the same the other way round"},
			change: edit(unitID, func(s *controller.Secret) { s.Source = ownModel }), read: controller.Read{URI: uri(unitID)}, want: "u1"},
		{rule: rule{"another model named", "secrets.md 5.4"}, read: controller.Read{URI: call.SecretURI{Source: farModel, ID: unitID}}, refusal: "permission denied", code: noAccess},
		{rule: rule{"across models", "secrets.md 5.4: the record is kept here"}, read: controller.Read{URI: call.SecretURI{Source: farModel, ID: farID}},
			want: "f1", after: tracks(farID, "web/0", 1)},
		{rule: rule{"across models without the model", "secrets.md 1: such a URI is local"}, read: controller.Read{URI: uri(farID)},
			refusal: `secret "secret:` + farID + `" not found`, code: missing},

		{rule: rule{"the tracked revision was removed", "secrets.md 9"}, change: removes(appID, 1), read: controller.Read{URI: uri(appID)},
			refusal: `secret revision "` + appID + `/1" not found`, code: gone},
		{rule: rule{"peek past a removed tracked revision", "secrets.md 9"}, change: removes(appID, 1), read: controller.Read{URI: uri(appID), Peek: true}, want: "a3"},
		{rule: rule{"the latest revision was removed", "secrets.md 9: the latest is not lowered"}, change: removes(appID, 3), read: controller.Read{URI: uri(appID), Peek: true},
			refusal: `secret revision "` + appID + `/3" not found`, code: gone},
		{rule: rule{"refresh to a removed revision", "secrets.md 5.1: tracking is written before the content is looked for"}, change: removes(appID, 3),
			read: controller.Read{URI: uri(appID), Refresh: true}, refusal: `secret revision "` + appID + `/3" not found`, code: gone, after: tracks(appID, "web/0", 3)},

		{rule: rule{"by the unit's label", "secrets.md 4: owner labels of this unit"}, read: controller.Read{Label: "unit"}, want: "u1"},
		{rule: rule{"by the application's label", "secrets.md 4: and of this application, non-leaders included"}, change: follower, read: controller.Read{Label: "app"}, want: "a1"},
		{rule: rule{"by the label it gave", "secrets.md 4: then this unit's consumer label"}, read: controller.Read{Label: "theirs"}, want: "t1"},
		{rule: rule{"by a label, peeking", "secrets.md 5.1"}, read: controller.Read{Label: "theirs", Peek: true}, want: "t2"},
		{rule: rule{"the unit's label before the application's", "secrets.md 4: the unit is asked first"},
			change: edit(plainID, func(s *controller.Secret) { s.Label = "unit" }), read: controller.Read{Label: "unit"}, want: "u1"},
		{rule: rule{"the application's label before one that was given", "secrets.md 4: owner labels come first"},
			change: labels(userID, "web/0", "app"), read: controller.Read{Label: "app"}, want: "a1"},
		{rule: rule{"the label a peer gave", "secrets.md 4: labels are each unit's own"}, read: controller.Read{Label: "others"}, refusal: `consumer label "others" not found`, code: missing},
		{rule: rule{"the label of a peer's secret", "secrets.md 4"}, read: controller.Read{Label: "peer"}, refusal: `consumer label "peer" not found`, code: missing},
		{rule: rule{"the label that the owner gave", "secrets.md 4: it is the owner's"}, read: controller.Read{Label: "at-home"}, refusal: `consumer label "at-home" not found`, code: missing},
		{rule: rule{"a label given up", "secrets.md 4: it stays taken and means nothing"}, read: controller.Read{Label: "before"}, refusal: `consumer label "before" not found`, code: missing},
		{rule: rule{"a user's name for a secret", "secrets.md 4: names are the model's"}, read: controller.Read{Label: "by-name"}, refusal: `consumer label "by-name" not found`, code: missing},
		{rule: rule{"by a label, revoked", "secrets.md 10: the label survives, the permission does not"},
			change: edit(theirsID, func(s *controller.Secret) { s.Grants = nil }), read: controller.Read{Label: "theirs"}, refusal: "permission denied", code: noAccess},
		{rule: rule{"by a label across models", "secrets.md 5.4: the label lives here"}, change: labels(farID, "web/0", "away"),
			read: controller.Read{Label: "away"}, want: "f1", after: tracks(farID, "web/0", 1)},
	}
}

func grantTo(subject string) func(*controller.Secret) {
	return func(s *controller.Secret) { s.Grants = append(s.Grants, controller.Grant{Subject: subject}) }
}

func TestReadSecret(t *testing.T) {
	t.Parallel()
	for _, row := range readRows() {
		t.Run(row.name, func(t *testing.T) { t.Parallel(); row.check(t) })
	}
}

func TestLabelledSecret(t *testing.T) {
	t.Parallel()
	for label, want := range map[string]string{
		"unit": unitID, "app": appID, "theirs": theirsID, // secrets.md 4: own, the application's, given
		"others": "", "peer": "", "at-home": "", "nobody": "",
	} {
		require.Equal(t, want, controller.LabelledSecret(world(), environment(), label), label)
	}
}

// TestOwnersTrack: since Juju 3.1.7 and 3.3.1 owners track revisions as any unit does (canonical/data-platform-libs
// #132, canonical/operator #1088).
func TestOwnersTrack(t *testing.T) {
	t.Parallel()
	for version, tracks := range map[string]bool{
		"3.0.3": false, "3.1.6": false, "3.1.7": true, "3.1.10": true, "3.2.0": false, "3.2.4": false, "3.3.0": false, "3.3.1": true, "3.4.0": true, "3.6.11": true, "4.0.0": true,
	} {
		v, err := call.ParseVersion(version)
		require.NoError(t, err)
		rows := []readRow{{read: controller.Read{URI: uri(theirsID)}, want: "t1"}} // of others, as ever
		if tracks {
			rows = append(rows, readRow{read: controller.Read{URI: uri(appID)}, want: "a1"}, readRow{read: controller.Read{URI: uri(unitID)}, want: "u1"})
		} else {
			rows = append(rows, readRow{read: controller.Read{URI: uri(appID)}, want: "a3"}, readRow{read: controller.Read{URI: uri(unitID)}, want: "u2"},
				readRow{read: controller.Read{URI: uri(plainID), Refresh: true}, want: "n1"}) // and there is no record
		}
		for _, row := range rows {
			row.rule = rule{version, "secrets.md 5.3: before, owners always got the latest"}
			row.version = func(env *controller.Environment) { env.Version = v }
			row.check(t)
		}
	}
}
