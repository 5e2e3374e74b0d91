package calltest

import (
	"errors"
	"strings"

	"github.com/charmscenario/scenario/call"
)

func isCode(err error, code call.Code) bool { return errors.Is(err, code) }

// secretRules are those of making and reading secrets.
func secretRules() []rule {
	return []rule{
		{
			name: "secret-add", text: "a new secret has a valid ID at once, and the hook reads its content, to the byte",
			during: func(t *tester) {
				content := hard()
				content["bytes"], content["nothing"] = "\x00\xff\xfe\n", ""
				made := answered(t, &call.SecretAdd{Content: content, Label: "--label", Description: "-d", Rotate: call.RotateDaily, ExpireIn: 24 * 3600e9})
				uri, err := call.ParseSecretURI(made.ID)
				if err != nil || !strings.HasPrefix(made.ID, "secret:") {
					t.Errorf("got ID %q, want a secret's URI\nrule: %s", made.ID, t.rule)
				}
				t.equal("content", answered(t, &call.SecretGet{ID: made.ID}).Content, content)
				t.equal("content by label", answered(t, &call.SecretGet{Label: "--label"}).Content, content)
				info := answered(t, &call.SecretInfoGet{ID: made.ID}).Info
				t.equal("ID", info.ID, uri.ID)
				t.equal("revision", info.Revision, 1)
				t.equal("label", info.Label, "--label")
				t.equal("description", info.Description, "-d")
				t.equal("rotate policy", info.Rotate, call.RotateDaily)
				t.equal("owner", info.Owner, call.OwnerApplication)
				if info.Expire.IsZero() {
					t.Errorf("got no expiry time\nrule: %s", t.rule)
				}
			},
		},
		{
			name: "secret-add, two with one label", text: "the second of two new secrets with one label is refused at once",
			during: func(t *tester) {
				answered(t, &call.SecretAdd{Content: map[string]string{"password": "x"}, Label: "twice"})
				t.refused(&call.SecretAdd{Content: map[string]string{"password": "x"}, Label: "twice"}, call.ErrLabelExists, `secret with label "twice" already exists`)
			},
		},
		{
			name: "secret-add, of the unit", text: "any unit may own a secret", situation: notLeader,
			during: func(t *tester) {
				made := answered(t, &call.SecretAdd{Content: map[string]string{"password": "x"}, Owner: call.OwnerUnit})
				t.equal("owner", answered(t, &call.SecretInfoGet{ID: made.ID}).Info.Owner, call.OwnerUnit)
			},
		},
		{
			name: "secret-add, base64", text: "a value under a key with #base64 is base64 text",
			during: func(t *tester) {
				made := answered(t, &call.SecretAdd{Content: map[string]string{"password#base64": "/wA="}})
				t.equal("content", answered(t, &call.SecretGet{ID: made.ID}).Content, map[string]string{"password": "\xff\x00"})
				made = answered(t, &call.SecretAdd{Content: map[string]string{"password#base64": "no base64!"}})
				if err := t.do(&call.SecretGet{ID: made.ID}); !isCode(err, call.ErrContent) {
					t.Errorf("got %v, want an error with code %q\nrule: %s", err, call.ErrContent, t.rule)
				}
			},
		},
		{
			name: "secret-get", text: "plain reading gives the tracked revision; peeking the latest; refreshing the latest, from then on",
			during: func(t *tester) {
				t.equal("tracked", answered(t, &call.SecretGet{ID: sharedWithUs}).Content, map[string]string{"token": "one"})
				t.equal("peeked", answered(t, &call.SecretGet{ID: sharedWithUs, Peek: true}).Content, map[string]string{"token": "two"})
				t.equal("tracked", answered(t, &call.SecretGet{Label: "shared-label"}).Content, map[string]string{"token": "one"})
				t.equal("refreshed", answered(t, &call.SecretGet{ID: sharedWithUs, Refresh: true}).Content, map[string]string{"token": "two"})
				t.equal("tracked", answered(t, &call.SecretGet{ID: sharedWithUs[7:]}).Content, map[string]string{"token": "two"})
			},
		},
		{
			name: "secret-get, first read", text: "what was never read is tracked from its first read on, even a peek",
			during: func(t *tester) {
				t.equal("content", answered(t, &call.SecretGet{ID: ownedByUnit, Peek: true}).Content, map[string]string{"password": "unit"})
				answered(t, &call.SecretSet{ID: ownedByUnit, Content: map[string]string{"password": "changed"}})
				t.equal("tracked", answered(t, &call.SecretGet{ID: ownedByUnit}).Content, map[string]string{"password": "unit"})
			},
		},
		{
			name: "secret-get, label", text: "a label given with an ID is attached at once, whatever it looks like; one that is taken is refused",
			during: func(t *tester) {
				answered(t, &call.SecretGet{ID: sharedWithUs, Label: "--peek"})
				t.equal("content", answered(t, &call.SecretGet{Label: "--peek"}).Content, map[string]string{"token": "one"})
				if err := t.do(&call.SecretGet{ID: sharedWithUs, Label: "unit-label"}); !isCode(err, call.ErrLabelExists) {
					t.Errorf("got %v, want an error with code %q\nrule: %s", err, call.ErrLabelExists, t.rule)
				}
			},
		},
		{
			name: "secret-get, refused", text: "a secret that is not there is told from one that is not shared, and from a label that nobody gave",
			during: func(t *tester) {
				t.refused(&call.SecretGet{ID: nowhere}, call.ErrSecretNotFound, `secret "`+nowhere+`" not found`)
				t.refused(&call.SecretGet{ID: notShared}, call.ErrPermissionDenied, "permission denied")
				t.refused(&call.SecretGet{Label: "nobody's"}, call.ErrSecretNotFound, `consumer label "nobody's" not found`)
			},
		},
	}
}

// secretManageRules are those of managing secrets.
func secretManageRules() []rule {
	return []rule{
		{
			name: "secret-set", text: "new content waits for the end of the hook: peeking shows it, plain reading does not",
			during: func(t *tester) {
				answered(t, &call.SecretSet{ID: ownedByApp, Content: map[string]string{"password": "-newest\xff"}, Description: "--help"})
				t.equal("tracked", answered(t, &call.SecretGet{ID: ownedByApp}).Content, map[string]string{"password": "old"})
				t.equal("peeked", answered(t, &call.SecretGet{ID: ownedByApp, Peek: true}).Content, map[string]string{"password": "-newest\xff"})
				info := answered(t, &call.SecretInfoGet{Label: "app-label"}).Info
				t.equal("revision", info.Revision, 2)
				t.equal("description", info.Description, "--help")
				answered(t, &call.SecretSet{ID: ownedByApp})
				answered(t, &call.SecretSet{ID: nowhere, Content: map[string]string{"password": "x"}}) // refused at the end
			},
		},
		{
			name: "secret-ids", text: "the IDs are those of the secrets that the unit manages, sorted",
			during: func(t *tester) {
				t.equal("IDs", answered(t, &call.SecretIDs{}).IDs, []string{ownedByApp[7:], ownedByUnit[7:]})
			},
		},
		{
			name: "secret-ids, not the leader", text: "who does not lead does not manage the application's secrets, and does not find them", situation: notLeader,
			during: func(t *tester) {
				t.equal("IDs", answered(t, &call.SecretIDs{}).IDs, []string{ownedByUnit[7:]})
				t.refused(&call.SecretInfoGet{ID: ownedByApp}, call.ErrSecretNotFound, `secret "`+ownedByApp[7:]+`" not found`)
				t.refused(&call.SecretInfoGet{Label: "app-label"}, call.ErrSecretNotFound, `secret "app-label" not found`)
				t.refused(&call.SecretGrant{ID: ownedByApp, Relation: "db:4"}, call.ErrSecretNotFound, `secret "`+ownedByApp[7:]+`" not found`)
				t.equal("content", answered(t, &call.SecretGet{ID: ownedByApp}).Content, map[string]string{"password": "old"})
			},
		},
		{
			name: "secret-ids, none", text: "no secrets are no IDs", situation: func(s *Situation) { s.Secrets = nil },
			during: func(t *tester) {
				t.equal("IDs", answered(t, &call.SecretIDs{IDs: []string{"stale"}}).IDs, []string(nil))
			},
		},
		{
			name: "secret-grant", text: "what the unit manages can be granted and revoked; it all waits for the end of the hook",
			during: func(t *tester) {
				answered(t, &call.SecretGrant{ID: ownedByApp, Relation: "db:4"})
				answered(t, &call.SecretGrant{ID: ownedByUnit, Relation: "db:4", Unit: "postgresql/0"})
				t.equal("grants", len(answered(t, &call.SecretInfoGet{ID: ownedByApp}).Info.Access), 0)
				answered(t, &call.SecretRevoke{ID: ownedByApp, Relation: "db:4"})
				answered(t, &call.SecretRevoke{ID: ownedByApp, App: "postgresql"})
				answered(t, &call.SecretRevoke{ID: ownedByApp, Unit: "postgresql/0"})
				t.refused(&call.SecretGrant{ID: sharedWithUs, Relation: "db:4"}, call.ErrSecretNotFound, `secret "`+sharedWithUs[7:]+`" not found`)
			},
		},
		{
			name: "secret-remove", text: "what is to be removed can be read till the end of the hook, and is no longer managed",
			during: func(t *tester) {
				answered(t, &call.SecretRemove{ID: ownedByApp, Revision: 1})
				answered(t, &call.SecretRemove{ID: ownedByUnit})
				t.equal("IDs", answered(t, &call.SecretIDs{}).IDs, []string(nil))
				t.equal("content", answered(t, &call.SecretGet{ID: ownedByApp}).Content, map[string]string{"password": "old"})
				t.refused(&call.SecretInfoGet{ID: ownedByUnit}, call.ErrSecretNotFound, `secret "`+ownedByUnit[7:]+`" not found`)
			},
		},
	}
}
