package hooktool_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmscenario/scenario"
	"github.com/stretchr/testify/require"
)

func sizeRows() []versionRow {
	value := func(n int) string { return strings.Repeat("v", n) }
	nine := "secret-add"
	for i := range 9 {
		nine += fmt.Sprintf(" key%d=%s", i, value(8000))
	}
	why := "secrets.md 2 and 14, size limits: 8 KiB a value, 64 KiB in all; since 3.6 1,000,000 bytes each of the base64 form"
	return []versionRow{
		{
			name: "value over 8 KiB", why: why, state: leaderOf(), steps: []string{"secret-add key=" + value(8193)},
			old: versionSide{answers: []string{`exit 2: ERROR secret content for key "key" too large: 8193 bytes`}, after: nothingPending},
			new: versionSide{answers: []string{"<ID>"}},
		},
		{
			name: "value of 8 KiB", why: why, state: leaderOf(), steps: []string{"secret-add key=" + value(8192)},
			old: versionSide{answers: []string{"<ID>"}},
			new: versionSide{answers: []string{"<ID>"}},
		},
		{
			name: "content over 64 KiB", why: why, state: leaderOf(), steps: []string{nine},
			old: versionSide{answers: []string{"exit 2: ERROR secret content too large: 72000 bytes"}, after: nothingPending},
			new: versionSide{answers: []string{"<ID>"}},
		},
		{
			name: "value of a million bytes in base64", why: why, state: leaderOf(), steps: []string{"secret-add key=" + value(750000)},
			old: versionSide{answers: []string{`exit 2: ERROR secret content for key "key" too large: 750000 bytes`}, after: nothingPending},
			new: versionSide{answers: []string{"<ID>"}},
		},
		{
			name: "value over a million bytes in base64", why: why, state: leaderOf(), steps: []string{"secret-add key=" + value(750001)},
			old: versionSide{answers: []string{`exit 2: ERROR secret content for key "key" too large: 750001 bytes`}, after: nothingPending},
			new: versionSide{answers: []string{`exit 2: ERROR base64 encoded secret content for key "key" too large: 1000004 bytes`}, after: nothingPending},
		},
		{
			name: "content over a million bytes in base64", why: why, state: leaderOf(),
			steps: []string{"secret-add one=" + value(600000) + " two=" + value(600000)},
			old:   versionSide{answers: []string{"~too large"}, after: nothingPending},
			new:   versionSide{answers: []string{"exit 2: ERROR base64 encoded secret content too large: 1600000 bytes"}, after: nothingPending},
		},
	}
}

func updateRows() []versionRow {
	set := "secret-set " + appSecretID
	checksum := "secrets.md 2 and 14, checksum: content equal to the latest committed revision is dropped since 3.6"
	nothingAtAll := "secrets.md 8 and 14: secret-set with nothing fails the commit; since 3.6 it is ignored"
	merge := "secrets.md 7 and 14: a second secret-set replaces the first; since 3.6 they merge field by field"
	foreign := scenario.Secret{ID: appSecretID, Owner: "postgresql", LatestRevision: 1, LatestContent: map[string]string{"key": "k1"}}
	return []versionRow{
		{
			name: "set equal content", why: checksum, state: leaderOf(appSecret()), steps: []string{set + " key=k1"},
			old: versionSide{after: latest("tls", 2, map[string]string{"key": "k1"})},
			new: versionSide{after: func(t *testing.T, o scenario.Outcome) {
				nothingPending(t, o)
				latest("tls", 1, map[string]string{"key": "k1"})(t, o)
			}},
		},
		{
			name: "set equal content and a label", why: checksum, state: leaderOf(appSecret()), steps: []string{set + " --label new key=k1"},
			old: versionSide{after: latest("new", 2, map[string]string{"key": "k1"})},
			new: versionSide{after: latest("new", 1, map[string]string{"key": "k1"})},
		},
		{
			name: "set other content and back", why: checksum + "; pending updates are not compared",
			state: leaderOf(appSecret()), steps: []string{set + " key=k2", set + " key=k1"},
			old: versionSide{after: latest("tls", 2, map[string]string{"key": "k1"})},
			new: versionSide{after: latest("tls", 2, map[string]string{"key": "k2"})},
		},
		{
			name: "set equal content of somebody else's", why: checksum + "; who does not know the secret skips the comparison",
			state: leaderOf(foreign), steps: []string{set + " key=k1"},
			old: versionSide{commit: "updating secrets: permission denied"},
			new: versionSide{commit: "updating secrets: permission denied"},
		},
		{
			name: "set nothing", why: nothingAtAll, state: leaderOf(appSecret()), steps: []string{set},
			old: versionSide{commit: "updating secrets: at least one attribute to update must be specified"},
			new: versionSide{after: nothingPending},
		},
		{
			name: "set content, then a label", why: merge, state: leaderOf(appSecret()), steps: []string{set + " key=k2", set + " --label new"},
			old: versionSide{after: latest("new", 1, map[string]string{"key": "k1"})},
			new: versionSide{after: latest("new", 2, map[string]string{"key": "k2"})},
		},
		{
			name: "set content twice", why: merge + "; either way there is one new revision",
			state: leaderOf(appSecret()), steps: []string{set + " key=k2", set + " other=k3"},
			old: versionSide{after: latest("tls", 2, map[string]string{"other": "k3"})},
			new: versionSide{after: latest("tls", 2, map[string]string{"other": "k3"})},
		},
		{
			name: "another rotate policy", why: "secrets.md 8 and 14: refused in 3.5 and in 3.6", state: leaderOf(rotating()),
			steps: []string{set + " --rotate daily"},
			old:   versionSide{commit: "updating secrets: must specify a secret rotate time"},
			new:   versionSide{commit: "updating secrets: must specify a secret rotate time"},
		},
	}
}

func rotating() scenario.Secret {
	secret := appSecret()
	secret.Rotate = scenario.RotateMonthly
	return secret
}

func removeRows() []versionRow {
	remove := "secret-remove " + appSecretID
	several := "secrets.md 7 and 14: several secret-remove --revision: the last counts; since 3.6 they accumulate"
	whole := several + ", and the whole secret wins"
	exact := "secrets.md 9 and 14: removing revision 1 also removes 10 to 19; since 3.6 revisions match exactly"
	missing := "secrets.md 7 and 9: since 3.6 what is not found is no error when it is removed"
	return []versionRow{
		{
			name: "remove two revisions", why: several, state: leaderOf(longSecret(4)),
			steps: []string{remove + " --revision 1", remove + " --revision 2"},
			old:   versionSide{after: revisions(1, 3, 4)},
			new:   versionSide{after: revisions(3, 4)},
		},
		{
			name: "remove a revision, then the secret", why: whole, state: leaderOf(longSecret(3)),
			steps: []string{remove + " --revision 1", remove},
			old:   versionSide{after: revisions()},
			new:   versionSide{after: revisions()},
		},
		{
			name: "remove the secret, then a revision", why: whole, state: leaderOf(longSecret(3)),
			steps: []string{remove, remove + " --revision 1"},
			old:   versionSide{after: revisions(2, 3)},
			new:   versionSide{after: revisions()},
		},
		{
			name: "remove revision 1 of 12", why: exact, state: leaderOf(longSecret(12)), steps: []string{remove + " --revision 1"},
			old: versionSide{after: revisions(2, 3, 4, 5, 6, 7, 8, 9)},
			new: versionSide{after: revisions(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)},
		},
		{
			name: "remove an unknown revision", why: missing, state: leaderOf(appSecret()), steps: []string{remove + " --revision 99"},
			old: versionSide{commit: `removing secrets: revison 99 for secret "secret:appsecret00000000010" not found`, after: revisions(1)},
			new: versionSide{after: revisions(1)},
		},
		{
			name: "remove an unknown secret", why: missing, state: leaderOf(), steps: []string{"secret-remove secret:missingsecret0000010"},
			old: versionSide{commit: `removing secrets: secret "secret:missingsecret0000010" not found`},
			new: versionSide{after: revisions()},
		},
		{
			name: "add and remove in one hook", why: "secrets.md 7 and 14: the commit fails with not found; since 3.6 it is ignored",
			state: leaderOf(), steps: []string{"secret-add key=k1", "secret-remove <ID>"},
			old: versionSide{answers: []string{"<ID>", ""}, commit: `removing secrets: secret "secret:<ID>" not found`, after: revisions()},
			new: versionSide{answers: []string{"<ID>", ""}, after: revisions()},
		},
	}
}

func labelRows() []versionRow {
	foreign := scenario.Secret{
		ID: "secret:grantedsecret0000010", Owner: "postgresql",
		LatestRevision: 1, LatestContent: map[string]string{"password": "p1"},
	}
	other := scenario.Secret{
		ID: "secret:appsecret00000000020", Owner: scenario.OwnerApp, Label: "other",
		LatestRevision: 1, LatestContent: map[string]string{"pin": "p2"},
	}
	consumerLabel := func(label string) func(*testing.T, scenario.Outcome) {
		return func(t *testing.T, outcome scenario.Outcome) {
			t.Helper()
			require.Len(t, outcome.Secrets, 1)
			require.Equal(t, label, outcome.Secrets[0].ConsumerLabel)
			require.Equal(t, "tls", outcome.Secrets[0].Label)
			require.Equal(t, 1, outcome.Secrets[0].TrackedRevision)
		}
	}
	return []versionRow{
		{
			name:  "label a secret of the application without being leader",
			why:   "secrets.md 4 and 14, LP 2064772 (juju PR 17340): it becomes the unit's own label; since then it is ignored",
			state: scenario.State{Secrets: []scenario.Secret{appSecret()}}, steps: []string{"secret-get " + appSecretID + " --label mine"},
			old: versionSide{answers: []string{"key: k1"}, after: consumerLabel("mine")},
			new: versionSide{answers: []string{"key: k1"}, after: consumerLabel("")},
		},
		{
			name:  "label somebody else's secret as one's own is called",
			why:   "secrets.md 4: 3.5 gives the own secret's content; 3.6 looks at the URI alone, so the labels clash",
			state: leaderOf(appSecret(), foreign), steps: []string{"secret-get secret:grantedsecret0000010 --label tls"},
			old: versionSide{answers: []string{"key: k1"}},
			new: versionSide{answers: []string{"~already exists"}},
		},
		{
			name:  "label an own secret as an older one is called",
			why:   "secrets.md 4: 3.5 takes the first own secret that has the ID or the label",
			state: leaderOf(appSecret(), other), steps: []string{"secret-get secret:appsecret00000000020 --label tls"},
			old: versionSide{answers: []string{"key: k1"}},
			new: versionSide{answers: []string{"~already exists"}},
		},
		{
			name:  "label an own secret as a younger one is called",
			why:   "secrets.md 4: 3.5 takes the first own secret that has the ID or the label, here the one with the ID",
			state: leaderOf(appSecret(), other), steps: []string{"secret-get " + appSecretID + " --label other"},
			old: versionSide{answers: []string{"~already exists"}},
			new: versionSide{answers: []string{"~already exists"}},
		},
	}
}

func otherRows() []versionRow {
	db := scenario.Relation{ID: "db:3", Endpoint: "db", RemoteApp: "postgresql"}
	dying, suspended := db, db
	dying.Life, suspended.Suspended = scenario.Dying, true
	in := func(r scenario.Relation) scenario.State { return scenario.State{Relations: []scenario.Relation{r}} }
	broken := "hooks.md 5.2: since 3.6 relation-ids leaves out a relation that is dying or suspended and has no members left"
	model := scenario.Model{UUID: "deadbeef-0bad-400d-8000-4b1d0d06f00d"}
	other := db
	other.RemoteModel = model.UUID
	granted := leaderOf(appSecret())
	granted.Relations = []scenario.Relation{db}
	info := "appsecret00000000010:\n  revision: 1\n  label: tls\n  owner: application\n  rotation: never"
	return []versionRow{
		{
			name: "empty content", why: "secrets.md 2: the words of an empty content", state: leaderOf(), steps: []string{"secret-add --file /dev/null"},
			old:  versionSide{answers: []string{"exit 1: ERROR empty secret value not valid"}, after: nothingPending},
			new:  versionSide{answers: []string{"exit 1: ERROR empty secrte content not valid"}, after: nothingPending},
			next: &versionSide{answers: []string{"exit 1: ERROR empty secret content not valid"}, after: nothingPending},
		},
		{
			name: "pending grants are not shown", why: "secrets.md 6 and 14: neither in 3.5 nor in 3.6", state: granted,
			steps: []string{"secret-grant " + appSecretID + " -r db:3", "secret-info-get " + appSecretID},
			old:   versionSide{answers: []string{"", info}},
			new:   versionSide{answers: []string{"", info}},
		},
		{
			name: "relation-ids without a name", why: "hook-tools.md 2: 3.6 says endpoint", steps: []string{"relation-ids"},
			old: versionSide{answers: []string{"exit 2: ERROR no relation name specified"}},
			new: versionSide{answers: []string{"exit 2: ERROR no endpoint name specified"}},
		},
		{
			name: "relation-ids while a dying relation breaks", why: broken, event: scenario.RelationBroken(dying), state: in(dying),
			steps: []string{"relation-ids db", "relation-list --app"},
			old:   versionSide{answers: []string{"db:3", "postgresql"}},
			new:   versionSide{answers: []string{"", "postgresql"}},
		},
		{
			name: "relation-ids while a suspended relation breaks", why: broken, event: scenario.RelationBroken(suspended), state: in(suspended),
			steps: []string{"relation-ids db"},
			old:   versionSide{answers: []string{"db:3"}},
			new:   versionSide{answers: []string{""}},
		},
		{
			name: "relation-ids while the unit leaves a living relation", why: broken, event: scenario.RelationBroken(db), state: in(db),
			steps: []string{"relation-ids db"},
			old:   versionSide{answers: []string{"db:3"}},
			new:   versionSide{answers: []string{"db:3"}},
		},
		{
			name: "relation-model-get", why: "hook-tools.md 2: new in 3.6", event: scenario.RelationCreated(other), state: in(other),
			steps: []string{"relation-model-get"},
			old:   versionSide{answers: []string{"exit 1: ERROR bad request: unknown command: relation-model-get"}},
			new:   versionSide{answers: []string{"uuid: " + model.UUID}},
		},
		{
			name: "relation-model-get without a relation", why: "hook-tools.md 2: new in 3.6", steps: []string{"relation-model-get"},
			old: versionSide{answers: []string{"exit 1: ERROR bad request: unknown command: relation-model-get"}},
			new: versionSide{answers: []string{"exit 2: ERROR no relation id specified"}},
		},
		{
			name: "action-set with a bad key", why: "hook-tools.md 6: the end of the message", event: scenario.RunAction("backup", nil),
			steps: []string{"action-set Key=v"},
			old: versionSide{answers: []string{
				`exit 2: ERROR key "Key" must start and end with lowercase alphanumeric, and contain only lowercase alphanumeric, hyphens and periods`,
			}},
			new: versionSide{answers: []string{
				`exit 2: ERROR key "Key" must start and end with lowercase alphanumeric, and contain only lowercase alphanumeric and hyphens`,
			}},
		},
	}
}
