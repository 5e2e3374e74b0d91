package controller_test

import (
	"testing"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
	"github.com/charmscenario/scenario/internal/controller/controllertest"
)

// ownerLabel has the owner of a secret call it so.
func ownerLabel(id, label string) change {
	return edit(id, func(s *controller.Secret) { s.Label = label })
}

// gives has a unit give a secret of others another label than it had.
func gives(id, unit, label string) change {
	return edit(id, func(s *controller.Secret) {
		for i := range s.Consumers {
			if consumer := &s.Consumers[i]; consumer.Unit == unit {
				consumer.GivenUp, consumer.Label = append(consumer.GivenUp, consumer.Label), label
			}
		}
	})
}

// secondID is another secret of web/0, which secondOfUnit makes.
var secondID = controllertest.ID("second")

func secondOfUnit(s *controllertest.Store) {
	s.AddSecret(&controller.Secret{ID: secondID, Owner: "web/0", Latest: 1, Revisions: []controller.Revision{{Number: 1, Content: content("v1")}}})
}

func attach(id, label string) controller.Read { return controller.Read{URI: uri(id), Label: label} }

// attachRows give labels along with an ID: what is given, and to whom.
func attachRows() []readRow {
	return []readRow{
		{rule: rule{"the unit's own secret", "secrets.md 4: the owner changes the owner label, at once"}, read: attach(unitID, "other"), want: "u1", after: ownerLabel(unitID, "other")},
		{rule: rule{"the unit's own, no leader", "secrets.md 4"}, change: follower, read: attach(unitID, "other"), want: "u1", after: ownerLabel(unitID, "other")},
		{rule: rule{"the unit's own, the label it has", "secrets.md 4: no clash with itself"}, read: attach(unitID, "unit"), want: "u1"},
		{rule: rule{"the application's, leader", "secrets.md 4"}, read: attach(appID, "other"), want: "a1", after: ownerLabel(appID, "other")},
		{rule: rule{"the application's, the label it has", "secrets.md 4"}, read: attach(appID, "app"), want: "a1"},
		{rule: rule{"the application's, no leader", "secrets.md 4: since the fix of LP 2064772 the label is ignored"}, change: follower, read: attach(appID, "other"), want: "a1"},
		{rule: rule{"the application's, no leader, a label that clashes", "secrets.md 4: ignored, so it cannot clash"}, change: follower, read: attach(appID, "unit"), want: "a1"},
		{rule: rule{"the application's, no leader, Juju 3.5", "secrets.md 4: becomes the unit's consumer label"}, change: follower, version: juju(3, 5),
			read: attach(plainID, "other"), want: "n1", after: all(labels(plainID, "web/0", "other"), tracks(plainID, "web/0", 1))},
		{rule: rule{"the application's own label, no leader, Juju 3.5", "secrets.md 4: only one that differs"}, change: follower, version: juju(3, 5), read: attach(appID, "app"), want: "a1"},
		{rule: rule{"the application's, leader, Juju 3.5", "secrets.md 4"}, version: juju(3, 5), read: attach(appID, "other"), want: "a1", after: ownerLabel(appID, "other")},

		{rule: rule{"of somebody else, first label", "secrets.md 4: consumer label, stored for the unit"}, read: attach(userID, "named"), want: "s1",
			after: all(labels(userID, "web/0", "named"), tracks(userID, "web/0", 1))},
		{rule: rule{"of somebody else, another label", "secrets.md 4: the old one stays reserved"}, read: attach(theirsID, "renamed"), want: "t1", after: gives(theirsID, "web/0", "renamed")},
		{rule: rule{"of somebody else, the label it has", "secrets.md 4"}, read: attach(theirsID, "theirs"), want: "t1"},
		{rule: rule{"of somebody else, peeking", "secrets.md 5.1: label and peek go together"}, read: controller.Read{URI: uri(theirsID), Label: "renamed", Peek: true},
			want: "t2", after: gives(theirsID, "web/0", "renamed")},
		{rule: rule{"of somebody else, refreshing", "secrets.md 5.1"}, read: controller.Read{URI: uri(theirsID), Label: "renamed", Refresh: true},
			want: "t2", after: all(gives(theirsID, "web/0", "renamed"), tracks(theirsID, "web/0", 2))},
		{rule: rule{"a peer's, granted", "secrets.md 4: a consumer like any"}, change: edit(peerID, grantTo("web")), read: attach(peerID, "renamed"), want: "p1",
			after: all(labels(peerID, "web/0", "renamed"), tracks(peerID, "web/0", 1))},
		{rule: rule{"across models", "secrets.md 5.4: the label lives in the consuming model"}, read: controller.Read{URI: call.SecretURI{Source: farModel, ID: farID}, Label: "away"},
			want: "f1", after: all(labels(farID, "web/0", "away"), tracks(farID, "web/0", 1))},
		{rule: rule{"with a removed revision", "secrets.md 5.1: the label is written before the revision is looked for"}, change: removes(theirsID, 1), read: attach(theirsID, "renamed"),
			refusal: `secret revision "` + theirsID + `/1" not found`, code: call.ErrRevisionNotFound, after: gives(theirsID, "web/0", "renamed")},
	}
}

// clashRows give labels that are taken (or only seem to be).
func clashRows() []readRow {
	const owners, units, apps, given = "for owner", "for a unit of application", "for application", "for consumer"
	clash := func(name, why, id, label, text string, before change) readRow {
		return readRow{rule: rule{name, why}, change: before, read: attach(id, label), refusal: `secret label "` + label + `" ` + text + ` already exists`, code: call.ErrLabelExists}
	}
	free := func(name, why, id, label, want string, after change) readRow {
		return readRow{rule: rule{name, why}, read: attach(id, label), want: want, after: after}
	}
	consumer := func(row readRow) readRow {
		row.refusal = "getting latest secret revision: " + row.refusal
		return row
	}
	source := func(row readRow, model string) readRow {
		row.read.URI.Source = model
		return row
	}
	app, unit, consumed := "secrets.md 4: label of an application's secret", "secrets.md 4: label of a unit's secret", "secrets.md 4: consumer label"
	return []readRow{
		clash("application's: another of the application", app, plainID, "app", owners+` "application-web"`, nil),
		clash("application's: one of the unit", app, plainID, "unit", units+` "web"`, nil),
		clash("application's: one that the unit gave", app, plainID, "theirs", units+` "web"`, nil),
		clash("application's: one that the unit gave up", app, plainID, "before", units+` "web"`, nil),
		clash("application's: one of a peer", app+": of any unit (uniqueSecretLabelBaseOps)", plainID, "peer", units+` "web"`, nil),
		clash("application's: one that a peer gave", app+": of any unit", plainID, "others", units+` "web"`, nil),
		clash("application's: one that a peer gave up", app+": of any unit", plainID, "others-before", units+` "web"`, nil),
		free("application's: one of another application's", "secrets.md 4: applications never clash", plainID, "at-home", "n1", all(ownerLabel(plainID, "at-home"), tracks(plainID, "web/0", 1))),
		free("application's: one of an application with a longer name", "secrets.md 4", plainID, "websters", "n1", all(ownerLabel(plainID, "websters"), tracks(plainID, "web/0", 1))),
		free("application's: a user's name", "secrets.md 4: names are the model's", plainID, "by-name", "n1", all(ownerLabel(plainID, "by-name"), tracks(plainID, "web/0", 1))),

		clash("unit's: another of the unit", unit, secondID, "unit", owners+` "unit-web-0"`, secondOfUnit),
		clash("unit's: one that the unit gave", unit, unitID, "theirs", given+` "unit-web-0"`, nil),
		clash("unit's: one that the unit gave up", unit, unitID, "before", given+` "unit-web-0"`, nil),
		clash("unit's: one of the application", unit, unitID, "app", apps+` "web"`, nil),
		free("unit's: one of a peer", "secrets.md 4: two units may use one label", unitID, "peer", "u1", ownerLabel(unitID, "peer")),
		free("unit's: one that a peer gave", "secrets.md 4: two units may use one label", unitID, "others", "u1", ownerLabel(unitID, "others")),

		consumer(clash("given: one of the unit", consumed, theirsID, "unit", owners+` "unit-web-0"`, nil)),
		consumer(clash("given: another that the unit gave", consumed, userID, "theirs", given+` "unit-web-0"`, nil)),
		consumer(clash("given: one that the unit gave up", consumed, userID, "before", given+` "unit-web-0"`, nil)),
		consumer(clash("given: the one before", "secrets.md 4: reserved, for the same secret too", theirsID, "before", given+` "unit-web-0"`, nil)),
		consumer(clash("given: one of the application", consumed, theirsID, "app", apps+` "web"`, nil)),
		consumer(source(clash("given: this model named", "secrets.md 1: local", theirsID, "app", apps+` "web"`, edit(theirsID, func(s *controller.Secret) { s.Source = ownModel })), ownModel)),
		source(clash("given: across models", "secrets.md 5.4: saved by the consuming side, another way", farID, "app", apps+` "web"`, nil), farModel),
		free("given: one that a peer gave", "secrets.md 4: two units may use one label", theirsID, "others", "t1", gives(theirsID, "web/0", "others")),
		free("given: one of a peer", "secrets.md 4: two units may use one label", theirsID, "peer", "t1", gives(theirsID, "web/0", "peer")),
		free("given: the owner's", "secrets.md 4: applications never clash", theirsID, "at-home", "t1", gives(theirsID, "web/0", "at-home")),
	}
}

func TestAttachLabel(t *testing.T) {
	t.Parallel()
	for _, row := range append(attachRows(), clashRows()...) {
		t.Run(row.name, func(t *testing.T) { t.Parallel(); row.check(t) })
	}
}
