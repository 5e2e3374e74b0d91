package webserver_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/examples/webserver"
)

const (
	loginID       = "secret:d0erdgpp4ni1a7hg2c00"
	certificateID = "secret:d0erdgpp4ni1a7hg2c10"
)

var (
	oldLogin    = map[string]string{"username": "admin", "password": "old"}
	newLogin    = map[string]string{"username": "admin", "password": "new"}
	certificate = map[string]string{"certificate": "old", "private-key": "old"}
)

// database is the relation after the database announced its secret.
func database() scenario.Relation {
	return scenario.Relation{ID: "database:3", Endpoint: "database", RemoteApp: "postgresql",
		RemoteAppData: map[string]string{"secret-id": loginID}}
}

// login is the database's secret as this unit knows it once it has read it.
func login() scenario.Secret {
	return scenario.Secret{ID: loginID, Label: "database:3", Owner: "postgresql", TrackedContent: oldLogin}
}

// userSecret is a secret that a user added, and granted to this application.
func userSecret(content map[string]string) scenario.Secret {
	return scenario.Secret{ID: certificateID, Owner: scenario.OwnerUser, LatestContent: content}
}

func run(t *testing.T, event scenario.Event, state scenario.State) scenario.Outcome {
	t.Helper()
	ctx := scenario.Context{Charm: webserver.New(), Dir: "."}
	out, err := ctx.Run(event, state)
	require.NoError(t, err)
	return out
}

func TestLogin(t *testing.T) {
	t.Parallel()
	relation := database()
	silent := scenario.Relation{ID: "database:3", Endpoint: "database", RemoteApp: "postgresql"}
	unread := scenario.Secret{ID: loginID, Owner: "postgresql", LatestContent: oldLogin}
	notGranted := scenario.Secret{ID: loginID, Owner: "postgresql", NotGranted: true}
	renewed := login()
	renewed.LatestContent = newLogin
	removed := scenario.Secret{ID: loginID, Label: "database:3", Owner: "postgresql", TrackedRevision: 1, LatestRevision: 2, LatestContent: newLogin}
	incomplete := unread
	incomplete.LatestContent = map[string]string{"username": "admin"}
	tests := []struct {
		name     string
		why      string
		event    scenario.Event
		relation []scenario.Relation
		secrets  []scenario.Secret
		status   scenario.Status
		tracked  map[string]string // afterwards
	}{
		{name: "not related", why: "an operator must act", event: scenario.Start(), status: charm.Blocked("relate a database")},
		{name: "nothing announced", why: "the database will", event: scenario.RelationChanged(silent),
			relation: []scenario.Relation{silent}, status: charm.Waiting("for the database to announce its secret")},
		{name: "announced", why: "the first read labels the secret, and tracks it", event: scenario.RelationChanged(relation),
			relation: []scenario.Relation{relation}, secrets: []scenario.Secret{unread}, status: charm.Active("serving http"), tracked: oldLogin},
		{name: "announced, not granted", why: "canonical/data-platform-libs #254: charms crashed in that window", event: scenario.RelationChanged(relation),
			relation: []scenario.Relation{relation}, secrets: []scenario.Secret{notGranted}, status: charm.Waiting("for the database to grant its secret")},
		{name: "announced, gone", why: "canonical/k8s-operator #973: so does a secret that was removed", event: scenario.RelationChanged(relation),
			relation: []scenario.Relation{relation}, status: charm.Waiting("for the database to grant its secret")},
		{name: "by label", why: "once it is labelled, the announcement is not needed", event: scenario.ConfigChanged(),
			relation: []scenario.Relation{silent}, secrets: []scenario.Secret{login()}, status: charm.Active("serving http"), tracked: oldLogin},
		{name: "a new revision", why: "canonical/opensearch-operator #161: secret-changed alone moves on", event: scenario.ConfigChanged(),
			relation: []scenario.Relation{relation}, secrets: []scenario.Secret{renewed}, status: charm.Active("serving http"), tracked: oldLogin},
		{name: "tracked revision removed", why: "the latest is all that is left", event: scenario.ConfigChanged(),
			relation: []scenario.Relation{relation}, secrets: []scenario.Secret{removed}, status: charm.Active("serving http"), tracked: newLogin},
		{name: "incomplete", why: "a status names the key", event: scenario.RelationChanged(relation),
			relation: []scenario.Relation{relation}, secrets: []scenario.Secret{incomplete}, status: charm.Blocked(`the secret lacks "password"`),
			tracked: incomplete.LatestContent},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			out := run(t, test.event, scenario.State{Relations: test.relation, Secrets: test.secrets})
			require.Equal(t, test.status, out.UnitStatus, test.why)
			if test.tracked != nil {
				require.Equal(t, test.tracked, out.Secret(t, "database:3").TrackedContent, test.why)
			}
		})
	}
}

func TestCertificate(t *testing.T) {
	t.Parallel()
	notGranted := userSecret(certificate)
	notGranted.NotGranted = true
	option := map[string]any{"certificate": certificateID}
	tests := []struct {
		name    string
		why     string
		config  map[string]any
		secrets []scenario.Secret
		status  scenario.Status
	}{
		{name: "not set", why: "it is optional", status: charm.Active("serving http")},
		{name: "not set, though granted", why: "the option decides", secrets: []scenario.Secret{userSecret(certificate)}, status: charm.Active("serving http")},
		{name: "set", why: "and granted before", config: option, secrets: []scenario.Secret{userSecret(certificate)}, status: charm.Active("serving https")},
		{name: "not granted", why: "canonical/operator #1899: the user must know", config: option, secrets: []scenario.Secret{notGranted},
			status: charm.Blocked("grant the certificate's secret to webserver")},
		{name: "does not exist", why: "canonical/operator #1229: which is not the same", config: option,
			status: charm.Blocked("the certificate's secret does not exist")},
		{name: "incomplete", why: "the user must know what is missing", config: option,
			secrets: []scenario.Secret{userSecret(map[string]string{"certificate": "old"})}, status: charm.Blocked(`the secret lacks "private-key"`)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			out := run(t, scenario.ConfigChanged(), scenario.State{
				Config: test.config, Relations: []scenario.Relation{database()}, Secrets: append(test.secrets, login()),
			})
			require.Equal(t, test.status, out.UnitStatus, test.why)
		})
	}
}

// TestGolden shows what is left in State, and which hook tools were used, in files that people read.
func TestGolden(t *testing.T) {
	t.Parallel()
	unread := scenario.Secret{ID: loginID, Owner: "postgresql", LatestContent: oldLogin}
	renewed := login()
	renewed.LatestContent = newLogin
	tests := []struct {
		name    string
		event   scenario.Event
		secrets []scenario.Secret
	}{
		{"announced", scenario.RelationChanged(database()), []scenario.Secret{unread, userSecret(certificate)}},
		{"move-on", scenario.SecretChanged(renewed), []scenario.Secret{renewed, userSecret(certificate)}},
		{"no-certificate", scenario.ConfigChanged(), []scenario.Secret{login()}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			out := run(t, test.event, scenario.State{
				Config:    map[string]any{"certificate": certificateID},
				Relations: []scenario.Relation{database()},
				Secrets:   test.secrets,
			})
			scenario.Golden(t, out, "testdata/"+test.name+".yaml")
		})
	}
}

// TestGrantedLater: Juju tells nobody of a grant (canonical/operator #1899).
func TestGrantedLater(t *testing.T) {
	t.Parallel()
	secret := userSecret(certificate)
	secret.NotGranted = true
	state := scenario.State{
		Config:    map[string]any{"certificate": certificateID},
		Relations: []scenario.Relation{database()}, Secrets: []scenario.Secret{secret, login()},
	}
	out := run(t, scenario.ConfigChanged(), state)
	require.Equal(t, charm.Blocked("grant the certificate's secret to webserver"), out.UnitStatus)

	next := out.State
	next.Secrets[0].NotGranted = false // juju grant-secret certificate webserver
	out = run(t, scenario.UpdateStatus(), next)
	require.Equal(t, charm.Active("serving https"), out.UnitStatus)
}

func TestMoveOn(t *testing.T) {
	t.Parallel()
	newCertificate := map[string]string{"certificate": "new", "private-key": "new"}
	half := map[string]string{"certificate": "new"}
	tests := []struct {
		name        string
		why         string
		login       map[string]string // the latest revisions; nil: the tracked one is the latest
		certificate map[string]string
		option      string // the secret that the option names
		status      scenario.Status
		tracked     map[string]string // afterwards, of the secret that changed
	}{
		{name: "login", why: "the new one is used from now on", login: newLogin, option: certificateID, status: charm.Active("serving https"), tracked: newLogin},
		{name: "useless login", why: "canonical/data-platform-libs #126: the old password must not be lost before the new one works",
			login: map[string]string{"username": "admin"}, option: certificateID, status: charm.Blocked(`the secret lacks "password"`), tracked: oldLogin},
		{name: "certificate", why: "found by its unique identifier, as it has no label", certificate: newCertificate, option: certificateID,
			status: charm.Active("serving https"), tracked: newCertificate},
		{name: "half of one in another spelling", why: "an ID may name the model", certificate: half,
			option: "secret://5ce9a210-0000-4000-8000-000000000001/" + certificateID[len("secret:"):],
			status: charm.Blocked(`the secret lacks "private-key"`), tracked: certificate},
		{name: "half a certificate", why: "the old one still works", certificate: half, option: certificateID,
			status: charm.Blocked(`the secret lacks "private-key"`), tracked: certificate},
		{name: "an old certificate", why: "it is not used any more: no revision is kept for this unit", certificate: half,
			status: charm.Active("serving http"), tracked: half},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			loginSecret, user := login(), userSecret(nil)
			user.TrackedContent = certificate
			changed := &loginSecret
			if test.certificate != nil {
				changed = &user
			}
			loginSecret.LatestContent, user.LatestContent = test.login, test.certificate
			config := map[string]any{}
			if test.option != "" {
				config["certificate"] = test.option
			}
			out := run(t, scenario.SecretChanged(*changed), scenario.State{
				Config: config, Relations: []scenario.Relation{database()}, Secrets: []scenario.Secret{loginSecret, user},
			})
			require.Equal(t, test.status, out.UnitStatus, test.why)
			require.Equal(t, test.tracked, out.Secret(t, changed.ID).TrackedContent, test.why)
		})
	}
}

// TestMoveOnAfterMending: a secret that was of no use is put right (canonical/testflinger #960).
func TestMoveOnAfterMending(t *testing.T) {
	t.Parallel()
	secret := login()
	secret.TrackedContent = map[string]string{"username": "admin"}
	secret.LatestContent = newLogin
	out := run(t, scenario.SecretChanged(secret), scenario.State{Relations: []scenario.Relation{database()}, Secrets: []scenario.Secret{secret}})
	require.Equal(t, charm.Active("serving http"), out.UnitStatus)
}

// TestTakenAway: the grant ends between the event and its hook.
func TestTakenAway(t *testing.T) {
	t.Parallel()
	secret := login()
	secret.NotGranted = true
	out := run(t, scenario.SecretChanged(secret), scenario.State{Relations: []scenario.Relation{database()}, Secrets: []scenario.Secret{secret}})
	require.Equal(t, charm.Waiting("for the database to grant its secret"), out.UnitStatus)
}

// TestDatabaseGone: the relation is removed; Juju keeps the label, the grant ends.
func TestDatabaseGone(t *testing.T) {
	t.Parallel()
	relation := database()
	relation.Life = scenario.Dying
	state := scenario.State{Relations: []scenario.Relation{relation}, Secrets: []scenario.Secret{login()}}
	old := scenario.Context{Charm: webserver.New(), Dir: ".", JujuVersion: "3.5.7"}
	out, err := old.Run(scenario.RelationBroken(relation), state)
	require.NoError(t, err)
	require.Equal(t, charm.Blocked("relate a database"), out.UnitStatus, "Juju 3.5 lists the relation to its end")
	out = run(t, scenario.RelationBroken(relation), state)
	require.Equal(t, charm.Blocked("relate a database"), out.UnitStatus)

	// Another database, with another secret.
	other := scenario.Relation{ID: "database:4", Endpoint: "database", RemoteApp: "mysql", RemoteAppData: map[string]string{"secret-id": "secret:d0erdgpp4ni1a7hg2c20"}}
	next := out.State
	next.Relations = []scenario.Relation{other}
	next.Secrets[0].NotGranted = true
	next.Secrets = append(next.Secrets, scenario.Secret{ID: "secret:d0erdgpp4ni1a7hg2c20", Owner: "mysql", LatestContent: newLogin})
	out = run(t, scenario.RelationChanged(other), next)
	require.Equal(t, charm.Active("serving http"), out.UnitStatus)
	require.Equal(t, newLogin, out.Secret(t, "database:4").TrackedContent)
}
