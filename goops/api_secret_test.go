package goopscharm_test

import (
	"strings"
	"testing"
	"time"

	"github.com/gruyaume/goops"
	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
)

const (
	mine   = "secret:d0erdgpp4ni1a7hg2c00"
	theirs = "secret:d0erdgpp4ni1a7hg2c10"
	nobody = "secret:d0erdgpp4ni1a7hg2c90"
)

// held is a State with a secret of the application and one that another application shares.
func held(leader bool) scenario.State {
	state := related(leader)
	state.Secrets = []scenario.Secret{
		{ID: mine, Label: "mine", Owner: scenario.OwnerApp, Rotate: scenario.RotateDaily, TrackedContent: map[string]string{"password": "first"},
			RemoteGrants: map[string][]string{"db:1": {"postgresql"}}},
		{ID: theirs, Label: "theirs", Owner: "postgresql", TrackedContent: map[string]string{"password": "old"}, LatestContent: map[string]string{"password": "new"}},
	}
	return state
}

// reads is an example of reading a secret.
func reads(name, want string, tracked int, get func() (map[string]string, error)) example {
	return example{name: name, state: held(false), do: func(t *testing.T) error {
		content, err := get()
		require.Equal(t, map[string]string{"password": want}, content)
		return err
	}, after: func(t *testing.T, out scenario.Outcome) {
		require.Equal(t, tracked, out.Secret(t, theirs).TrackedRevision)
	}}
}

func secrets() map[string][]example {
	expire := time.Date(2000, 2, 1, 0, 0, 0, 0, time.UTC)
	return map[string][]example{
		"AddSecret": {
			{name: "everything", state: scenario.State{Leader: true}, do: func(t *testing.T) error {
				id, err := goops.AddSecret(&goops.AddSecretOptions{
					Content: map[string]string{"password": "x", "username": "admin"}, Label: "new", Description: "for all",
					Owner: goops.OwnerApplication, Rotate: goops.RotateMonthly, Expire: expire,
				})
				require.Regexp(t, `^secret://5ce9a210-0000-4000-8000-000000000001/[0-9a-v]{20}\n$`, id, "as secret-add prints it, with the end of the line")
				return err
			}, after: func(t *testing.T, out scenario.Outcome) {
				secret := out.Secret(t, "new")
				require.Equal(t, map[string]string{"password": "x", "username": "admin"}, secret.LatestContent)
				require.Equal(t, "for all", secret.Description)
				require.Equal(t, scenario.OwnerApp, secret.Owner)
				require.Equal(t, scenario.RotateMonthly, secret.Rotate)
				require.Equal(t, expire, secret.Expire)
			}},
			{name: "every policy", do: func(t *testing.T) error {
				for _, rotate := range []goops.SecretRotate{goops.RotateHourly, goops.RotateDaily, goops.RotateMonthly, goops.RotateNever} {
					_, err := goops.AddSecret(&goops.AddSecretOptions{Content: map[string]string{"password": "x"},
						Label: string(rotate), Owner: goops.SecretOwner(goops.OwnerUnit), Rotate: rotate})
					require.NoError(t, err)
				}
				return nil
			}, after: func(t *testing.T, out scenario.Outcome) {
				require.Len(t, out.Secrets, 4)
				for _, secret := range out.Secrets {
					require.Equal(t, scenario.OwnerUnit, secret.Owner)
					require.Equal(t, secret.Label, string(secret.Rotate))
				}
			}},
			{name: "not the leader", do: func(t *testing.T) error {
				_, err := goops.AddSecret(&goops.AddSecretOptions{Content: map[string]string{"password": "x"}})
				return err
			}, err: "failed to add secret: command secret-add failed: ERROR this unit is not the leader\n: exit status 1"},
			{name: "key of Juju's", do: func(t *testing.T) error {
				_, err := goops.AddSecret(&goops.AddSecretOptions{Owner: goops.OwnerUnit, Content: map[string]string{"KEY": "x"}})
				return err
			}, err: "failed to add secret: command secret-add failed: ERROR key \"KEY\" not valid\n: exit status 2"},
			{name: "label taken", end: `hook update-status failed at its end: creating secrets: secret with label "mine" already exists`, state: held(true), do: func(t *testing.T) error {
				_, err := goops.AddSecret(&goops.AddSecretOptions{Label: "mine", Content: map[string]string{"password": "x"}})
				return err
			}, after: func(t *testing.T, out scenario.Outcome) { require.Len(t, out.Secrets, 2) }},
			{name: "too long for a command line", do: func(t *testing.T) error {
				_, err := goops.AddSecret(&goops.AddSecretOptions{Owner: goops.OwnerUnit, Content: map[string]string{"key": strings.Repeat("x", 128<<10)}})
				return err
			}, err: "failed to add secret: command secret-add failed: : fork/exec /var/lib/juju/tools/unit-web-0/secret-add: argument list too long"},
		},
		"GetSecretByID": {
			reads("tracked", "old", 1, func() (map[string]string, error) { return goops.GetSecretByID(theirs, false, false) }),
			reads("peek", "new", 1, func() (map[string]string, error) { return goops.GetSecretByID(theirs, true, false) }),
			reads("refresh", "new", 2, func() (map[string]string, error) { return goops.GetSecretByID(theirs, false, true) }),
			{name: "not there", do: func(t *testing.T) error { _, err := goops.GetSecretByID(nobody, false, false); return err },
				err: "failed to get secret: command secret-get failed: ERROR secret \"secret:d0erdgpp4ni1a7hg2c90\" not found\n: exit status 1"},
			{name: "not granted", state: scenario.State{Secrets: []scenario.Secret{{ID: theirs, Owner: "postgresql", NotGranted: true,
				LatestContent: map[string]string{"password": "x"}}}},
				do:  func(t *testing.T) error { _, err := goops.GetSecretByID(theirs, false, false); return err },
				err: "failed to get secret: command secret-get failed: ERROR permission denied\n: exit status 1"},
			{name: "end of line of secret-add", do: func(t *testing.T) error { _, err := goops.GetSecretByID(mine+"\n", false, false); return err },
				err: "failed to get secret: command secret-get failed: ERROR secret URI \"secret:d0erdgpp4ni1a7hg2c00\\n\" not valid\n: exit status 2"},
		},
		"GetSecretByLabel": {
			reads("tracked", "old", 1, func() (map[string]string, error) { return goops.GetSecretByLabel("theirs", false, false) }),
			reads("peek", "new", 1, func() (map[string]string, error) { return goops.GetSecretByLabel("theirs", true, false) }),
			reads("refresh", "new", 2, func() (map[string]string, error) { return goops.GetSecretByLabel("theirs", false, true) }),
			{name: "not there", do: func(t *testing.T) error { _, err := goops.GetSecretByLabel("nobody", false, false); return err },
				err: "failed to get secret: command secret-get failed: ERROR consumer label \"nobody\" not found\n: exit status 1"},
			{name: "both", do: func(t *testing.T) error { _, err := goops.GetSecretByLabel("theirs", true, true); return err },
				err: "failed to get secret: command secret-get failed: ERROR specify one of --peek or --refresh but not both\n: exit status 2"},
		},
		"SetSecret": {
			{name: "content and more", state: held(true), do: func(*testing.T) error {
				return goops.SetSecret(&goops.SetSecretOptions{ID: mine, Content: map[string]string{"password": "second", "username": "u"},
					Label: "renamed", Description: "better", Expire: expire})
			}, after: func(t *testing.T, out scenario.Outcome) {
				secret := out.Secret(t, "renamed")
				require.Equal(t, 2, secret.LatestRevision)
				require.Equal(t, map[string]string{"password": "second", "username": "u"}, secret.LatestContent)
				require.Equal(t, "better", secret.Description)
				require.Equal(t, expire, secret.Expire)
			}},
			{name: "not the leader", end: `hook update-status failed at its end: updating secrets: "web/0" is not leader of "web" (secret:d0erdgpp4ni1a7hg2c00)`, state: held(false), do: func(*testing.T) error {
				return goops.SetSecret(&goops.SetSecretOptions{ID: mine, Content: map[string]string{"password": "second"}})
			}, after: func(t *testing.T, out scenario.Outcome) {
				require.False(t, out.Committed)
				require.Equal(t, 1, out.Secret(t, "mine").LatestRevision)
			}},
		},
		"RemoveSecret": {{name: "whole", state: held(true), do: func(*testing.T) error { return goops.RemoveSecret(mine) },
			after: func(t *testing.T, out scenario.Outcome) { require.Equal(t, []string{mine}, out.RemovedSecrets) }}},
		"GetSecretIDs": {
			{name: "leader", state: held(true), do: func(t *testing.T) error {
				ids, err := goops.GetSecretIDs()
				require.Equal(t, []string{"d0erdgpp4ni1a7hg2c00"}, ids)
				return err
			}},
			{name: "not the leader", state: held(false), do: func(t *testing.T) error {
				ids, err := goops.GetSecretIDs()
				require.Empty(t, ids)
				return err
			}},
		},
	}
}

func sharing() map[string][]example {
	info := func(t *testing.T, info map[string]goops.SecretInfo, err error) error {
		require.Equal(t, map[string]goops.SecretInfo{"d0erdgpp4ni1a7hg2c00": {Revision: 1, Label: "mine", Owner: "application", Rotation: "daily"}}, info)
		return err
	}
	granted := func(want map[string][]string) func(*testing.T, scenario.Outcome) {
		return func(t *testing.T, out scenario.Outcome) { require.Equal(t, want, out.Secret(t, "mine").RemoteGrants) }
	}
	unitGrant := held(true)
	unitGrant.Secrets[0].RemoteGrants = map[string][]string{"db:1": {"postgresql/0"}}
	return map[string][]example{
		"GetSecretInfoByID": {
			{name: "owner", state: held(true), do: func(t *testing.T) error {
				got, err := goops.GetSecretInfoByID(mine)
				return info(t, got, err)
			}},
			{name: "not the owner", state: held(true), do: func(t *testing.T) error { _, err := goops.GetSecretInfoByID(theirs); return err },
				err: "failed to get secret info: command secret-info-get failed: ERROR secret \"d0erdgpp4ni1a7hg2c10\" not found\n: exit status 1"},
		},
		"GetSecretInfoByLabel": {
			{name: "owner", state: held(true), do: func(t *testing.T) error {
				got, err := goops.GetSecretInfoByLabel("mine")
				return info(t, got, err)
			}},
			{name: "not the leader", state: held(false), do: func(t *testing.T) error { _, err := goops.GetSecretInfoByLabel("mine"); return err },
				err: "failed to get secret info: command secret-info-get failed: ERROR secret \"mine\" not found\n: exit status 1"},
		},
		"GrantSecretToRelation": {
			{name: "application", state: held(true), do: func(*testing.T) error { return goops.GrantSecretToRelation(mine, "db:2") },
				after: granted(map[string][]string{"db:1": {"postgresql"}, "db:2": {"mysql"}})},
			{name: "unknown relation", state: held(true), do: func(*testing.T) error { return goops.GrantSecretToRelation(mine, "db:9") },
				err: "failed to grant secret: command secret-grant failed: ERROR invalid value \"db:9\" for option --relation: relation not found\n: exit status 2"},
			{name: "secret of others", state: held(true), do: func(*testing.T) error { return goops.GrantSecretToRelation(theirs, "db:1") },
				err: "failed to grant secret: command secret-grant failed: ERROR secret \"d0erdgpp4ni1a7hg2c10\" not found\n: exit status 1"},
		},
		"GrantSecretToUnit": {{name: "unit", state: func() scenario.State {
			state := held(true)
			state.Secrets[0].RemoteGrants = nil
			return state
		}(), do: func(*testing.T) error { return goops.GrantSecretToUnit(mine, "db:1", "postgresql/0") },
			after: granted(map[string][]string{"db:1": {"postgresql/0"}})}},
		"RevokeSecret": {
			{name: "of the hook's relation", event: scenario.RelationBroken(database()), state: held(true),
				do: func(*testing.T) error { return goops.RevokeSecret(mine) }, after: granted(nil)},
			{name: "of no relation", state: held(true), do: func(*testing.T) error { return goops.RevokeSecret(mine) },
				err: "failed to revoke secret: command secret-revoke failed: ERROR missing relation or application or unit\n: exit status 2"},
		},
		"RevokeSecretFromRelation": {{name: "application", state: held(true), do: func(*testing.T) error { return goops.RevokeSecretFromRelation(mine, "db:1") },
			after: granted(nil)}},
		"RevokeSecretFromApp": {{name: "application", state: held(true), do: func(*testing.T) error { return goops.RevokeSecretFromApp(mine, "postgresql") },
			after: granted(nil)}},
		"RevokeSecretFromUnit": {{name: "unit", state: unitGrant, do: func(*testing.T) error { return goops.RevokeSecretFromUnit(mine, "postgresql/0") },
			after: granted(nil)}},
	}
}
