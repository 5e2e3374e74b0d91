package hooktool_test

import (
	"slices"
	"testing"
	"time"

	"github.com/charmscenario/scenario"
	"github.com/stretchr/testify/require"
)

// TestSecretRules has a row for each rule of secrets that an order of calls, or of checks, can get wrong.
func TestSecretRules(t *testing.T) {
	t.Parallel()
	for _, row := range slices.Concat(commitOrderRows(), grantRows(), revokeRows(), pendingRows(), snapshotRows()) {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			row.check(t)
		})
	}
}

const (
	unitSecretID    = "secret:unitsecret0000000010"
	foreignSecretID = "secret:grantedsecret0000010"
	ownModel        = "5ce9a210-0000-4000-8000-000000000001" // the default
	farModel        = "feedface-0bad-400d-8000-4b1d0d06f00d"
)

func unitSecret() scenario.Secret {
	return scenario.Secret{
		ID: unitSecretID, Owner: scenario.OwnerUnit, Label: "mine",
		LatestRevision: 1, LatestContent: map[string]string{"pin": "p1"},
	}
}

func foreignSecret() scenario.Secret {
	return scenario.Secret{
		ID: foreignSecretID, Owner: "postgresql", Label: "theirs",
		LatestRevision: 1, LatestContent: map[string]string{"password": "f1"},
	}
}

// related is the State of a leader with these secrets, and relations with other applications and with peers.
func related(secrets ...scenario.Secret) scenario.State {
	state := leaderOf(secrets...)
	state.Relations = []scenario.Relation{
		{ID: "db:3", Endpoint: "db", RemoteApp: "postgresql", RemoteUnits: map[string]map[string]string{"postgresql/0": nil, "postgresql/1": nil}},
		{ID: "cluster:0", Endpoint: "cluster", RemoteUnits: map[string]map[string]string{"web/1": nil}},
		{ID: "db:9", Endpoint: "db", RemoteApp: "warehouse", RemoteModel: farModel, RemoteUnits: map[string]map[string]string{"warehouse/0": nil}},
		{ID: "db:11", Endpoint: "db", RemoteApp: "stock", RemoteModel: farModel, Life: scenario.Dying},
	}
	return state
}

// same is a row whose answers do not depend on the version.
func same(name, why string, state scenario.State, side versionSide, steps ...string) versionRow {
	return versionRow{name: name, why: why, state: state, steps: steps, old: side, new: side}
}

func commitOrderRows() []versionRow {
	order := "apiserver/facades/agent/secretsmanager, updateSecret: what is asked comes before whether the secret exists, and that before who asks"
	nothing := versionSide{commit: "updating secrets: at least one attribute to update must be specified"}
	removed := appSecret()
	removed.LatestRevision, removed.LatestContent = 2, nil
	removed.Revisions = []scenario.Revision{{Number: 1, Content: map[string]string{"key": "k1"}}}
	other := appSecret()
	other.ID, other.Label, other.Rotate = "secret:appsecret00000000020", "other", scenario.RotateDaily
	emptied := appSecret()
	emptied.LatestContent = nil
	return []versionRow{
		{
			name: "remove a revision of what has none left", why: "secrets.md 9: 3.5 refuses an unknown revision; state/secrets.go, deleteSecrets: later versions remove what has no other revision",
			state: leaderOf(emptied), steps: []string{"secret-remove " + appSecretID + " --revision 2"},
			old: versionSide{commit: `removing secrets: revison 2 for secret "secret:appsecret00000000010" not found`, after: func(t *testing.T, o scenario.Outcome) { require.Len(t, o.Secrets, 1) }},
			new: versionSide{after: revisions()},
		},
		{
			name: "set nothing of a missing secret", why: order, state: leaderOf(), steps: []string{"secret-set secret:missingsecret0000010"},
			old: nothing, new: versionSide{after: nothingPending},
		},
		{
			name: "set nothing of somebody else's", why: order, state: leaderOf(foreignSecret()), steps: []string{"secret-set " + foreignSecretID},
			old: nothing, new: versionSide{after: nothingPending},
		},
		same("set a taken label and a rotate policy", "state/secrets.go, UpdateSecret: labels are looked at before rotation",
			leaderOf(appSecret(), other), versionSide{commit: `updating secrets: secret with label "tls" already exists`},
			"secret-set secret:appsecret00000000020 --label tls --rotate weekly"),
		anotherPolicy(scenario.RotateHourly, "2000-01-01T01:00:00Z"),
		anotherPolicy(scenario.RotateDaily, "2000-01-01T00:10:00Z"),
		anotherPolicy(scenario.RotateYearly, "2000-01-01T00:10:00Z"),
		same("set the expiry of a removed revision", "state/secrets.go, UpdateSecret, in Juju's spelling: the latest revision must exist to get an expiry time",
			leaderOf(removed), versionSide{commit: `updating secrets: reversion 2 for secret "secret:appsecret00000000010" not found`},
			"secret-set "+appSecretID+" --expire 2031-01-02T03:04:05Z"),
		same("set the label of a secret whose latest revision was removed", "state/secrets.go, UpdateSecret: other metadata needs no revision",
			leaderOf(removed), versionSide{}, "secret-set "+appSecretID+" --label new"),
		{
			name: "remove an unknown revision by the whole URI", why: "state/secrets.go, GetSecretRevision: errors show a URI as it was given",
			state: leaderOf(appSecret()), steps: []string{"secret-remove secret://" + ownModel + "/appsecret00000000010 --revision 9"},
			old: versionSide{commit: `removing secrets: revison 9 for secret "secret://` + ownModel + `/appsecret00000000010" not found`},
			new: versionSide{after: revisions(1)},
		},
		same("set by the URI of another model", "state/secrets.go, GetSecret and secretConsumerKey: a secret is found by its 20 characters, the right to change it by the model too",
			leaderOf(appSecret()), versionSide{commit: "updating secrets: permission denied"},
			"secret-set secret://"+farModel+"/appsecret00000000010 key=k2"),
	}
}

// anotherPolicy gives another policy to a secret that rotates daily and is due in ten minutes.
func anotherPolicy(policy scenario.RotatePolicy, due string) versionRow {
	secret := appSecret()
	secret.Rotate, secret.NextRotate = scenario.RotateDaily, time.Date(2000, 1, 1, 0, 10, 0, 0, time.UTC)
	row := same("from daily to "+string(policy), "secrets.md 8: refused until Juju 4, which counts anew for a more frequent policy alone",
		leaderOf(secret), versionSide{commit: "updating secrets: must specify a secret rotate time"}, "secret-set "+appSecretID+" --rotate "+string(policy))
	row.next = &versionSide{after: func(t *testing.T, outcome scenario.Outcome) {
		t.Helper()
		require.Equal(t, policy, outcome.Secrets[0].Rotate)
		require.Equal(t, due, outcome.Secrets[0].NextRotate.Format(time.RFC3339))
	}}
	return row
}

func grantRows() []versionRow {
	scope := "state/secrets.go, GrantSecretAccess: one permission for each subject, which keeps its scope; an owner's own has the owner for its scope"
	order := "state/secrets.go, GrantSecretAccess: scope, subject, then whether models are crossed"
	refused := func(target, reason string) versionSide {
		return versionSide{commit: `granting secrets access: cannot change access to ` + target + ": " + reason}
	}
	granted := func(t *testing.T, outcome scenario.Outcome) {
		t.Helper()
		require.Equal(t, map[string][]string{"cluster:0": {"web"}}, outcome.Secrets[0].RemoteGrants)
	}
	disowned := appSecret()
	disowned.Disowned = true
	several := appSecret()
	several.RemoteGrants = map[string][]string{"cluster:0": {"web/1"}, "db:3": {"postgresql"}, "site:4": {"haproxy"}}
	listed := related(several)
	listed.Relations = append(listed.Relations, scenario.Relation{ID: "site:4", Endpoint: "site", RemoteApp: "haproxy", RemoteEndpoint: "backend"})
	access := "appsecret00000000010:\n  revision: 1\n  label: tls\n  owner: application\n  rotation: never\n  access:" +
		"\n  - target: application-haproxy\n    scope: relation-haproxy.backend#web.site\n    role: view" +
		"\n  - target: application-postgresql\n    scope: relation-web.db#postgresql.db\n    role: view" +
		"\n  - target: unit-web-1\n    scope: relation-web.cluster\n    role: view"
	return []versionRow{
		same("list several grants", "state/secrets.go, SecretGrants: reads permissions by their keys, which hold the subject's tag", listed,
			versionSide{answers: []string{access}}, "secret-info-get "+appSecretID),
		same("grant an application its own secret", scope, related(appSecret()),
			refused(`"`+appSecretID+`" for "application-web"`, "cannot change secret permission scope"), "secret-grant "+appSecretID+" -r cluster:0"),
		same("grant a unit its own secret", scope, related(unitSecret()),
			refused(`"`+unitSecretID+`" for "unit-web-0"`, "cannot change secret permission scope"), "secret-grant "+unitSecretID+" -r cluster:0 --unit web/0"),
		same("grant peers a unit's secret", scope, related(unitSecret()), versionSide{after: granted}, "secret-grant "+unitSecretID+" -r cluster:0"),
		same("grant what its owner may not manage", "apiserver/common/secrets, CanManage", related(disowned),
			versionSide{commit: "granting secrets access: permission denied"}, "secret-grant "+appSecretID+" -r cluster:0"),
		same("grant a unit across models", order, related(appSecret()),
			refused(`"`+appSecretID+`" for "unit-warehouse-0"`, "sharing secrets with a unit across a cross model relation not supported"),
			"secret-grant "+appSecretID+" -r db:9 --unit warehouse/0"),
		same("grant over a dying relation across models", order, related(appSecret()),
			refused(`"`+appSecretID+`" for "application-stock"`, `cannot grant access to secret in scope of "relation-web.db#stock.db" which is not alive`),
			"secret-grant "+appSecretID+" -r db:11"),
		same("grant by the whole URI", "facades/agent/secretsmanager, secretsGrantRevoke: errors show a URI as it was given", related(appSecret()),
			refused(`"secret://`+ownModel+`/appsecret00000000010" for "unit-postgresql-7"`, `invalid subject reference: unit "postgresql/7" not found`),
			"secret-grant secret://"+ownModel+"/appsecret00000000010 -r db:3 --unit postgresql/7"),
	}
}

func revokeRows() []versionRow {
	own := "secrets.md 10: the owner's own right can be named, and is removed; state/secrets.go, RevokeSecretAccess"
	isDisowned := func(t *testing.T, outcome scenario.Outcome) {
		t.Helper()
		require.True(t, outcome.Secrets[0].Disowned)
	}
	disowned := unitSecret()
	disowned.Disowned = true
	shared := appSecret()
	shared.RemoteGrants = map[string][]string{"db:3": {"postgresql/0", "postgresql/1"}}
	left := func(units ...string) func(*testing.T, scenario.Outcome) {
		return func(t *testing.T, outcome scenario.Outcome) {
			t.Helper()
			require.Equal(t, units, outcome.Secrets[0].RemoteGrants["db:3"])
		}
	}
	second := "uniter/runner/context/secrets.go, revoke: a unit is taken for covered once its application was named, as --relation does along with another unit"
	revoke := "secret-revoke " + appSecretID
	return []versionRow{
		same("revoke from peers, who own the secret", own, related(appSecret()), versionSide{after: isDisowned}, revoke+" -r cluster:0"),
		same("revoke from the own application", own, related(appSecret()), versionSide{after: isDisowned}, revoke+" --app web"),
		same("revoke from the own unit", own, related(unitSecret()), versionSide{after: isDisowned}, "secret-revoke "+unitSecretID+" --unit web/0"),
		same("read what was disowned", own, related(disowned), versionSide{answers: []string{"exit 1: ERROR permission denied", "exit 1: ERROR permission denied"}},
			"secret-get "+unitSecretID, "secret-get --label mine --peek"),
		same("change what was disowned", own, related(disowned), versionSide{commit: "updating secrets: permission denied"}, "secret-set "+unitSecretID+" --label x"),
		same("list what was disowned", "apiserver/common/secrets, GetSecretMetadata: lists by owner", related(disowned),
			versionSide{answers: []string{"unitsecret0000000010"}}, "secret-ids"),
		same("revoke from two units by a relation", second, related(shared), versionSide{after: left("postgresql/1")},
			revoke+" -r db:3 --unit postgresql/0", revoke+" -r db:3 --unit postgresql/1"),
		same("revoke from two units", second, related(shared), versionSide{after: left()},
			revoke+" --unit postgresql/0", revoke+" --unit postgresql/1"),
	}
}

func pendingRows() []versionRow {
	byLabel := "uniter/runner/context, getPendingSecretValue: pending content is found by ID or by label, also when both are given"
	committed := "uniter/runner/context, GetSecret: once a committed label is resolved, pending content is not looked for again before Juju 4"
	set := "secret-set " + appSecretID
	tracks := func(ids ...string) func(*testing.T, scenario.Outcome) {
		return func(t *testing.T, outcome scenario.Outcome) {
			t.Helper()
			require.Equal(t, ids, outcome.Commit.SecretTrackLatest)
		}
	}
	leaderLabel := same("peek by the label of an application's secret with pending content", committed, leaderOf(appSecret()),
		versionSide{answers: []string{"", "key: k1"}}, set+" key=k2", "secret-get --label tls --peek")
	leaderLabel.next = &versionSide{answers: []string{"", "key: k2"}}
	unitLabel := same("peek by the label of a unit's secret with pending content", committed, leaderOf(unitSecret()),
		versionSide{answers: []string{"", "pin: p1"}}, "secret-set "+unitSecretID+" pin=p2", "secret-get --label mine --peek")
	unitLabel.next = &versionSide{answers: []string{"", "pin: p2"}}
	renamed := same("peek by the label that a secret has until the hook ends", committed, leaderOf(unitSecret()),
		versionSide{answers: []string{"", "pin: p1"}}, "secret-set "+unitSecretID+" --label other pin=p2", "secret-get --label mine --peek")
	renamed.next = &versionSide{answers: []string{"", "pin: p1"}}
	return []versionRow{
		leaderLabel, unitLabel, renamed,
		same("label another secret as a new one", byLabel, leaderOf(foreignSecret()), versionSide{answers: []string{"<ID>", "key: k1"}},
			"secret-add --label new key=k1", "secret-get "+foreignSecretID+" --label new"),
		same("label another secret as one that is to be renamed", byLabel, leaderOf(appSecret(), foreignSecret()),
			versionSide{answers: []string{"", "key: k2"}, after: tracks("appsecret00000000010")},
			set+" --label new key=k2", "secret-get "+foreignSecretID+" --label new --refresh"),
		{
			name: "refresh by a label that waits, without content", why: "secrets.md 5.1: 3.5 still notes that the latest is to be tracked",
			state: leaderOf(appSecret()), steps: []string{set + " --label new", "secret-get --label new --refresh"},
			old: versionSide{answers: []string{"", "key: k1"}, after: tracks("appsecret00000000010")},
			new: versionSide{answers: []string{"", "key: k1"}, after: tracks()},
		},
		{
			name: "label a new secret as an older one is called", why: "secrets.md 4: 3.5 takes the first own secret, oldest first, that has the ID or the label",
			state: leaderOf(unitSecret(), appSecret()), steps: []string{"secret-get " + appSecretID + " --label mine"},
			old: versionSide{answers: []string{"pin: p1"}},
			new: versionSide{answers: []string{`exit 1: ERROR secret label "mine" for a unit of application "web" already exists`}},
		},
		same("get by a label that an own and another secret are to have", "uniter/runner/context, lookupOwnedSecretURIByLabel: metadata holds the labels that wait",
			leaderOf(foreignSecret(), unitSecret()), versionSide{answers: []string{"", "", "pin: p1"}, commit: "updating secrets: permission denied"},
			"secret-set "+foreignSecretID+" --label new", "secret-set "+unitSecretID+" --label new", "secret-get --label new"),
		same("get by a label that another secret is to have", "uniter/runner/context, lookupOwnedSecretURIByLabel: own secrets come first",
			leaderOf(unitSecret(), foreignSecret()), versionSide{answers: []string{"", "pin: p1"}, commit: "updating secrets: permission denied"},
			"secret-set "+foreignSecretID+" --label mine", "secret-get --label mine"),
	}
}

func snapshotRows() []versionRow {
	snapshot := "secrets.md 3 and 14, metadata snapshot: taken as the hook starts, since 3.6 with the first call that needs it"
	info := func(label string) string {
		return "appsecret00000000010:\n  revision: 1\n  label: " + label + "\n  owner: application\n  rotation: never"
	}
	get := "secret-get " + appSecretID + " --label new"
	empty := "jujuc/secret-add.go, Run, and context.go, CreateSecret: 3.5 looks at the content first, later versions at leadership"
	far := scenario.Secret{
		ID: "secret:remotesecret00000010", SourceModel: farModel, Owner: "warehouse", Label: "far",
		TrackedRevision: 1, LatestRevision: 2, LatestContent: map[string]string{"key": "f2"},
	}
	farUntouched := func(t *testing.T, outcome scenario.Outcome) {
		t.Helper()
		require.Equal(t, "far", outcome.Secrets[0].Label)
	}
	notLeading := scenario.State{}
	return []versionRow{
		{
			name: "metadata after a new label", why: snapshot, state: leaderOf(appSecret()), steps: []string{get, "secret-info-get " + appSecretID},
			old: versionSide{answers: []string{"key: k1", info("tls")}},
			new: versionSide{answers: []string{"key: k1", info("new")}},
		},
		same("metadata before and after a new label", snapshot, leaderOf(appSecret()),
			versionSide{answers: []string{"appsecret00000000010", "key: k1", info("tls")}}, "secret-ids", get, "secret-info-get "+appSecretID),
		{
			name: "the old label after a new one", why: snapshot, state: leaderOf(unitSecret()),
			steps: []string{"secret-get " + unitSecretID + " --label new", "secret-get --label mine"},
			old:   versionSide{answers: []string{"pin: p1", "pin: p1"}},
			new:   versionSide{answers: []string{"pin: p1", `exit 1: ERROR consumer label "mine" not found`}},
		},
		{
			name: "empty content of a unit that does not lead", why: empty, state: notLeading, steps: []string{"secret-add --file /dev/null"},
			old: versionSide{answers: []string{"exit 1: ERROR empty secret value not valid"}},
			new: versionSide{answers: []string{"exit 1: ERROR this unit is not the leader"}},
		},
		same("label a removed revision of another model", "facades/agent/secretsmanager, getRemoteSecretContent: the other model is asked before a label is saved",
			leaderOf(far), versionSide{answers: []string{`exit 1: ERROR secret revision "remotesecret00000010/1" not found`}, after: farUntouched},
			"secret-get secret://"+farModel+"/remotesecret00000010 --label new"),
	}
}
