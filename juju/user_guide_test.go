package juju_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/juju"
)

// Every task of Juju's guide to a user's secrets, on a model with the charms of the examples: a database, and two units
// of a web server that serves over TLS once it has a certificate.

func site(t *testing.T) *juju.Model {
	t.Helper()
	model := &juju.Model{}
	require.NoError(t, model.Deploy(databaseCharm, juju.Deployment{Name: "db"}))
	require.NoError(t, model.Deploy(webserverCharm, juju.Deployment{Name: "web", Units: 2}))
	require.NoError(t, model.Integrate("db", "web"))
	require.NoError(t, model.Settle())
	return model
}

func certificate(serial string) juju.SecretArgs {
	return juju.SecretArgs{Content: map[string]string{"certificate": "certificate " + serial, "private-key": "key " + serial}}
}

// served is the site with a certificate in use.
func served(t *testing.T) (model *juju.Model, uri string) {
	t.Helper()
	model = site(t)
	uri, err := model.AddSecret("certificate", certificate("one"))
	require.NoError(t, err)
	require.NoError(t, model.GrantSecret("certificate", "web"))
	require.NoError(t, model.SetConfig("web", map[string]any{"certificate": uri}))
	require.NoError(t, model.Settle())
	requireStatus(t, model, call.StatusActive, "serving https")
	return model, uri
}

func requireStatus(t *testing.T, model *juju.Model, name call.StatusName, message string) {
	t.Helper()
	for _, unit := range []string{"web/0", "web/1"} {
		status := model.Status().Applications["web"].Units[unit].Workload
		require.Equal(t, name, status.Name, "%s: %s", unit, status.Message)
		require.Contains(t, status.Message, message, unit)
	}
}

// passes lets a little time pass, so that units look again in update-status.
func passes(t *testing.T, model *juju.Model) {
	t.Helper()
	require.NoError(t, model.Advance(5*time.Minute))
	require.NoError(t, model.Settle())
}

func TestUserGuideAdd(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	key, keys := filepath.Join(dir, "key.pem"), filepath.Join(dir, "keys.yaml")
	require.NoError(t, os.WriteFile(key, []byte("from a file\n"), 0o600))
	require.NoError(t, os.WriteFile(keys, []byte("token: from yaml\nother: plain\n"), 0o600))
	text := map[string]string{"token": "plain"}
	for _, test := range []struct {
		name  string
		args  juju.SecretArgs
		value map[string]string
	}{
		{"plain", juju.SecretArgs{Content: text}, text},
		{"with a description", juju.SecretArgs{Content: text, Info: "what for"}, text},
		{"base64", juju.SecretArgs{Content: map[string]string{"token#base64": base64.StdEncoding.EncodeToString([]byte("bytes \xff"))}}, map[string]string{"token": "bytes \xff"}},
		{"from a file", juju.SecretArgs{Content: map[string]string{"token#file": key}}, map[string]string{"token": "from a file\n"}},
		{"all from a file, which wins", juju.SecretArgs{Content: text, File: keys}, map[string]string{"token": "from yaml", "other": "plain"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			model := &juju.Model{}
			uri, err := model.AddSecret("api-key", test.args)
			require.NoError(t, err)
			info, err := model.ShowSecret(uri, 0, true)
			require.NoError(t, err)
			require.Equal(t, test.value, info.Value)
			require.Equal(t, "api-key", info.Label)
			require.Equal(t, test.args.Info, info.Description)
			require.Equal(t, "<model>", info.Owner)
			require.Equal(t, 1, info.LatestRevision)
		})
	}
	content := func(key, value string) juju.SecretArgs {
		return juju.SecretArgs{Content: map[string]string{key: value}}
	}
	for _, test := range []struct {
		name, secret, refusal string
		args                  juju.SecretArgs
	}{
		{"no name", "", "secret name needs to be supplied as the first argument", content("token", "x")},
		{"no content", "new", "missing secret value or filename", juju.SecretArgs{}},
		{"bad key", "new", `key "No" not valid`, content("No", "x")},
		{"missing file", "new", `reading content for secret key "token": open /no/such: no such file or directory`, content("token#file", "/no/such")},
		{"too large", "new", `base64 encoded secret content for key "token" too large: 1333336 bytes`, content("token", string(make([]byte, 1_000_000)))},
		{"name taken", "taken", `secret with name "taken" already exists`, content("token", "x")},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			model := &juju.Model{}
			_, err := model.AddSecret("taken", content("token", "y"))
			require.NoError(t, err)
			_, err = model.AddSecret(test.secret, test.args)
			require.EqualError(t, err, test.refusal)
			list, err := model.ListSecrets(juju.SecretFilter{}, false)
			require.NoError(t, err)
			require.Len(t, list, 1)
		})
	}
	old := &juju.Model{JujuVersion: "3.2.4"}
	_, err := old.AddSecret("api-key", content("token", "x"))
	require.EqualError(t, err, "user secrets not supported")
}

func TestUserGuideView(t *testing.T) {
	t.Parallel()
	model, uri := served(t)
	all, err := model.ListSecrets(juju.SecretFilter{}, false)
	require.NoError(t, err)
	require.Len(t, all, 2)
	for _, info := range all {
		require.Nil(t, info.Value)
	}
	mine, err := model.ListSecrets(juju.SecretFilter{OwnerTag: "model-" + model.UUID}, false)
	require.NoError(t, err)
	require.Len(t, mine, 1)
	require.Equal(t, uri, mine[0].URI)
	charms, err := model.ListSecrets(juju.SecretFilter{OwnerTag: "application-db"}, false)
	require.NoError(t, err)
	require.Len(t, charms, 1)
	require.Equal(t, "credentials", charms[0].Label)

	require.NoError(t, model.UpdateSecret("certificate", certificate("two")))
	for _, test := range []struct {
		by       string
		revision int
		want     string
	}{{"certificate", 0, "certificate two"}, {uri, 0, "certificate two"}, {"certificate", 1, "certificate one"}, {uri, 2, "certificate two"}} {
		info, err := model.ShowSecret(test.by, test.revision, true)
		require.NoError(t, err)
		require.Equal(t, test.want, info.Value["certificate"])
		require.Equal(t, 2, info.LatestRevision)
		require.Len(t, info.Revisions, 2)
		require.NotEmpty(t, info.Checksum)
	}
	_, err = model.ShowSecret("certificate", 3, true)
	require.ErrorContains(t, err, "revison 3 for secret")
	_, err = model.ShowSecret("nothing", 0, false)
	require.EqualError(t, err, `secret "nothing" not found`)
}

func TestUserGuideGrant(t *testing.T) {
	t.Parallel()
	model := site(t)
	uri, err := model.AddSecret("certificate", certificate("one"))
	require.NoError(t, err)
	requireStatus(t, model, call.StatusActive, "serving http")

	// Set in the configuration before it is granted: the charm is told of neither the grant nor its lack.
	require.NoError(t, model.SetConfig("web", map[string]any{"certificate": uri}))
	require.NoError(t, model.Settle())
	requireStatus(t, model, call.StatusBlocked, "grant the certificate's secret to web")
	require.NoError(t, model.GrantSecret("certificate", "web", "db"))
	require.NoError(t, model.Settle())
	requireStatus(t, model, call.StatusBlocked, "grant the certificate's secret to web")
	passes(t, model)
	requireStatus(t, model, call.StatusActive, "serving https")

	info, err := model.ShowSecret("certificate", 0, false)
	require.NoError(t, err)
	scope := "model-" + model.UUID
	require.Equal(t, []juju.SecretAccess{{TargetTag: "application-web", ScopeTag: scope, Role: "view"}, {TargetTag: "application-db", ScopeTag: scope, Role: "view"}}, info.Access)
	require.EqualError(t, model.GrantSecret("certificate"), "missing secret URI or application name")
	require.EqualError(t, model.GrantSecret("nothing", "web"), `secret "nothing" not found (not found)`)
	require.ErrorContains(t, model.GrantSecret("certificate", "nobody"), `application "nobody" not found`)
}

func TestUserGuideRevoke(t *testing.T) {
	t.Parallel()
	model, _ := served(t)
	require.NoError(t, model.RevokeSecret("certificate", "web"))
	passes(t, model)
	requireStatus(t, model, call.StatusBlocked, "grant the certificate's secret to web")
	// What was read before is tracked again once it is granted again.
	require.NoError(t, model.UpdateSecret("certificate", certificate("two")))
	require.NoError(t, model.Settle())
	require.NoError(t, model.GrantSecret("certificate", "web"))
	require.NoError(t, model.Settle())
	passes(t, model)
	requireStatus(t, model, call.StatusActive, "serving https")
}

func TestUserGuideUpdate(t *testing.T) {
	t.Parallel()
	model, uri := served(t)
	told := func() int {
		n := 0
		for _, e := range model.Timeline() {
			if e.Hook == "secret-changed" && e.Secret == uri {
				n++
			}
		}
		return n
	}
	require.NoError(t, model.UpdateSecret("certificate", certificate("two")))
	require.NoError(t, model.Settle())
	require.Equal(t, 2, told(), "every unit that has read it")
	for _, unit := range model.Units()[1:] {
		state, err := model.State(unit)
		require.NoError(t, err)
		require.Equal(t, 2, state.Secret(t, uri).TrackedRevision, unit)
	}
	require.NoError(t, model.UpdateSecret("certificate", certificate("two")), "equal content is no revision")
	require.NoError(t, model.UpdateSecret("certificate", juju.SecretArgs{Info: "for the site", NewName: "tls"}))
	require.NoError(t, model.Settle())
	require.Equal(t, 2, told())
	info, err := model.ShowSecret("tls", 0, false)
	require.NoError(t, err)
	require.Equal(t, "for the site", info.Description)
	require.Equal(t, 2, info.LatestRevision)
	require.Len(t, info.Revisions, 2, "the first is kept until it is removed")

	prune := true
	require.NoError(t, model.UpdateSecret(uri, juju.SecretArgs{AutoPrune: &prune}))
	info, err = model.ShowSecret("tls", 0, false)
	require.NoError(t, err)
	require.Len(t, info.Revisions, 1)
	require.NoError(t, model.UpdateSecret("tls", certificate("three")))
	info, err = model.ShowSecret("tls", 0, false)
	require.NoError(t, err)
	require.Len(t, info.Revisions, 2, "the units track the second still")
	require.NoError(t, model.Settle())
	info, err = model.ShowSecret("tls", 0, false)
	require.NoError(t, err)
	require.Len(t, info.Revisions, 1, "pruned once they have moved on")

	require.EqualError(t, model.UpdateSecret("tls", juju.SecretArgs{}), "at least one attribute to update must be specified")
	require.EqualError(t, model.UpdateSecret("certificate", certificate("four")), `secret "certificate" not found`)
	charms, err := model.ListSecrets(juju.SecretFilter{OwnerTag: "application-db"}, false)
	require.NoError(t, err)
	require.EqualError(t, model.UpdateSecret(charms[0].URI, certificate("five")), "permission denied")
}

func TestUserGuideRemove(t *testing.T) {
	t.Parallel()
	model, uri := served(t)
	require.NoError(t, model.UpdateSecret("certificate", certificate("two")))
	require.NoError(t, model.Settle())
	require.NoError(t, model.RemoveSecret("certificate", 1))
	require.ErrorContains(t, model.RemoveSecret("certificate", 1), "revison 1 for secret")
	passes(t, model)
	requireStatus(t, model, call.StatusActive, "serving https")

	// The revision that the units track goes, before they have moved on.
	require.NoError(t, model.UpdateSecret("certificate", certificate("three")))
	require.NoError(t, model.RemoveSecret("certificate", 2))
	require.NoError(t, model.Settle())
	requireStatus(t, model, call.StatusActive, "serving https")

	require.NoError(t, model.RemoveSecret(uri, 0))
	passes(t, model)
	requireStatus(t, model, call.StatusBlocked, "the certificate's secret does not exist")
	require.EqualError(t, model.RemoveSecret("certificate", 0), `secret "certificate" not found`)
	require.NoError(t, juju.NoUnitInError(model))
}
