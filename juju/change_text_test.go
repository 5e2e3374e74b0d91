package juju_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/juju"
)

// TestChangeText: every change in words, on one line.
func TestChangeText(t *testing.T) {
	t.Parallel()
	secret := juju.Change{Secret: "secret:d0erdgpp4ni1a7hg2cg0", Owner: "db", Label: "token", Unit: "web/0", Revision: 2}
	changed := func(c juju.Change, what juju.What, before, now string) juju.Change {
		c.What, c.Old, c.New = what, before, now
		return c
	}
	bag := juju.Change{App: "db", Relation: "database:3", Key: "user"}
	for _, test := range []struct {
		change juju.Change
		want   string
	}{
		{changed(juju.Change{Unit: "db/0"}, juju.ChangedStatus, "unknown", `active "ready"`), `status of db/0: unknown -> active "ready"`},
		{changed(juju.Change{App: "db"}, juju.ChangedStatus, "unknown", "active"), "status of db: unknown -> active"},
		{changed(juju.Change{App: "db"}, juju.ChangedVersion, "", "14\n"), `workload version of db: "14\n"`},
		{changed(juju.Change{App: "db", Key: "primary"}, juju.ChangedSettings, "db/0", ""), `leader settings of db, primary: "db/0" -> none`},
		{changed(juju.Change{Unit: "db/0", Key: "seen"}, juju.ChangedStored, "3 bytes", "4 bytes"), "stored state of db/0, seen: 3 bytes -> 4 bytes"},
		{changed(bag, juju.ChangedDatabag, "", "web"), `databag of db in database:3, user: "web"`},
		{changed(bag, juju.ChangedDatabag, "web", "admin"), `databag of db in database:3, user: "web" -> "admin"`},
		{changed(bag, juju.ChangedDatabag, "web", ""), `databag of db in database:3, user: "web" -> none`},
		{changed(bag, juju.ChangedDatabag, "", strings.Repeat("é", 100)), `databag of db in database:3, user: "` + strings.Repeat("é", 50) + `"... (200 bytes)`},
		{changed(bag, juju.ChangedDatabag, "", "a\xff\x00\n\"b"), `databag of db in database:3, user: "a\xff\x00\n\"b"`},
		{changed(secret, juju.ChangedSecretAdded, "", ""), "secret token of db: added"},
		{changed(secret, juju.ChangedSecretRemoved, "", ""), "secret token of db: removed"},
		{changed(secret, juju.ChangedLabel, "old", "token"), `secret token of db: label "old" -> "token"`},
		{changed(secret, juju.ChangedDescription, "", "a\nb"), `secret token of db: description "a\nb"`},
		{changed(secret, juju.ChangedRotation, "daily", "never"), "secret token of db: rotation daily -> never"},
		{changed(secret, juju.ChangedExpiry, "", "2000-01-31T00:00:00Z"), "secret token of db: expiry 2000-01-31T00:00:00Z"},
		{changed(secret, juju.ChangedRevision, "", "token 8 bytes"), "secret token of db: revision 2 added (token 8 bytes)"},
		{changed(secret, juju.ChangedRevisionRemoved, "", ""), "secret token of db: revision 2 removed"},
		{changed(secret, juju.ChangedGranted, "", "web"), "secret token of db: granted to web"},
		{changed(secret, juju.ChangedRevoked, "web/0", ""), "secret token of db: revoked from web/0"},
		{changed(secret, juju.ChangedTracking, "", "2"), "secret token of db: web/0 tracks revision 2"},
		{changed(secret, juju.ChangedTracking, "1", "2"), "secret token of db: web/0 goes from revision 1 to 2"},
		{changed(secret, juju.ChangedConsumerLabel, "a", "b"), `secret token of db: web/0 labels it "a" -> "b"`},
		{changed(secret, "colour", "a", "b"), `secret token of db: colour "a" -> "b"`},
	} {
		require.Equal(t, test.want, test.change.String(), "%#v", test.change)
	}
}

// TestSecretNames: a secret is named by its label and its owner, or by the ends of its ID.
func TestSecretNames(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ id, owner, label, want string }{
		{"secret:d0erdgpp4ni1a7hg2cg0", "db", "token", "secret token of db: removed"},
		{"secret:d0erdgpp4ni1a7hg2cg0", "db/0", "", "secret d0er..2cg0 of db/0: removed"},
		{"secret://5ce9a210-0000-4000-8000-000000000001/d0erdgpp4ni1a7hg2cg0", "", "", "secret d0er..2cg0: removed"},
		{"secret:d0erdgpp4ni1a7hg2cg0", "<user>", "certificate", "secret certificate of the user: removed"},
		{"secret:d0erdgpp4ni1a7hg2cg0", "db", "a \"b\"\n", `secret "a \"b\"\n" of db: removed`},
		{"secret:short", "db", "", "secret short of db: removed"},
	} {
		change := juju.Change{What: juju.ChangedSecretRemoved, Secret: test.id, Owner: test.owner, Label: test.label}
		require.Equal(t, test.want, change.String())
	}
}

// TestEntryText: an entry alone reads as it does in a timeline.
func TestEntryText(t *testing.T) {
	t.Parallel()
	about := juju.Entry{Number: 7, Unit: "web/0", Hook: "secret-remove", Secret: "secret:d0erdgpp4ni1a7hg2cg0", SecretRevision: 3}
	labelled, owned, told, models := about, about, about, about
	labelled.SecretLabel, labelled.SecretOwner = "mine", "db"
	owned.OwnerLabel, owned.SecretLabel, owned.SecretOwner = "token", "token", "web"
	told.Reason, told.Cause, told.Failure = "db/0 made a new revision", 3, "no such key\nat all"
	told.Changes = []juju.Change{{What: juju.ChangedStatus, Unit: "web/0", Old: "active", New: "blocked"}}
	models.Model = "prod"
	for _, test := range []struct {
		entry juju.Entry
		want  string
	}{
		{juju.Entry{Number: 1, Command: "juju deploy db"}, "1 juju deploy db"},
		{juju.Entry{Number: 1, Command: "juju config db title=a\nb", Model: "prod"}, `1 prod: juju config db title=a\nb`},
		{about, "7 web/0 secret-remove (d0er..2cg0, revision 3)"},
		{labelled, "7 web/0 secret-remove (mine of db, revision 3)"},
		{owned, "7 web/0 secret-remove (token, revision 3)"},
		{models, "7 prod: web/0 secret-remove (d0er..2cg0, revision 3)"},
		{told, strings.Join([]string{
			"7 web/0 secret-remove (d0er..2cg0, revision 3), because db/0 made a new revision (3): failed: no such key",
			"    | at all",
			"    status of web/0: active -> blocked",
		}, "\n")},
		{juju.Entry{Number: 8, Unit: "web/0", Hook: "update-status", Reason: "time has come"}, "8 web/0 update-status, because time has come"},
		{juju.Entry{Number: 8, Unit: "web/0", Hook: "action act"}, "8 web/0 action act"},
		{juju.Entry{}, "0  "},
	} {
		require.Equal(t, test.want, test.entry.String())
	}
	require.Equal(t, "nothing happened\n", juju.Timeline{}.String())
	when := time.Date(2000, 1, 1, 1, 0, 0, 0, time.FixedZone("", 3600))
	require.Equal(t, "2000-01-01 00:00:00 UTC\n   9 juju deploy db\n  10 juju deploy web\n2000-01-01 00:00:01 UTC\n  11 juju remove-application db\n", juju.Timeline{
		{Number: 9, Time: when, Command: "juju deploy db"}, {Number: 10, Time: when, Command: "juju deploy web"},
		{Number: 11, Time: when.Add(time.Second), Command: "juju remove-application db"},
	}.String())
}
