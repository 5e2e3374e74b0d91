package controller_test

import (
	"testing"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
	"github.com/charmscenario/scenario/internal/controller/controllertest"
)

// granted adds a grant at the end.
func granted(id, relation, subject string) change {
	return edit(id, func(s *controller.Secret) {
		s.Grants = append(s.Grants, controller.Grant{Subject: subject, Relation: relation})
	})
}

// disowned takes back the right that the owner got with a secret.
func disowned(id string) change {
	return edit(id, func(s *controller.Secret) { s.Disowned = true })
}

func TestGrant(t *testing.T) {
	grants := func(id, relation, subject string) call.Commit {
		return call.Commit{SecretGrants: []call.SecretGrantChange{{ID: id, Relation: relation, Subject: subject}}}
	}
	refused := func(name, why string, before change, link, subject, tag, because string) commitRow {
		return commitRow{rule: rule{name, why}, change: before, commit: grants(plainID, link, subject), item: plainID, code: call.ErrGrant,
			refusal: `granting secrets access: cannot change access to "secret:` + plainID + `" for "` + tag + `": ` + because}
	}
	across := func(offered bool) change {
		return relation(2, func(r *controller.Relation) { r.RemoteModel, r.Offered = farModel, offered })
	}
	life := func(number int, life controller.Life) change {
		return relation(number, func(r *controller.Relation) { r.Life = life })
	}
	dying := func(tag string) string {
		return `cannot grant access to secret in scope of "` + tag + `" which is not alive`
	}
	checkCommits(t, []commitRow{
		{rule: rule{"to an application", "secrets.md 10: subject is the remote application, scope the relation"}, commit: grants(plainID, "db:1", "postgresql"), after: granted(plainID, "db:1", "postgresql")},
		{rule: rule{"to a unit", "secrets.md 10: or one remote unit"}, commit: grants(plainID, "db:1", "postgresql/0"), after: granted(plainID, "db:1", "postgresql/0")},
		{rule: rule{"beside others", "secrets.md 10: one record for each subject"}, commit: grants(appID, "db:1", "postgresql"), after: granted(appID, "db:1", "postgresql")},
		{rule: rule{"of a unit's secret", "secrets.md 3: units manage their own"}, change: follower, commit: grants(unitID, "website:2", "haproxy"), after: granted(unitID, "website:2", "haproxy")},
		{rule: rule{"to a peer", "secrets.md 10: the remote application of peers is the own one"}, commit: grants(unitID, "cluster:3", "web/1"), after: granted(unitID, "cluster:3", "web/1")},
		{rule: rule{"again", "secrets.md 10: on the same relation a no-op"}, commit: grants(appID, "website:2", "haproxy")},
		{rule: rule{"to a unit that is no member", "secrets.md 10: units exist without"}, commit: grants(plainID, "website:2", "haproxy/7"), after: granted(plainID, "website:2", "haproxy/7")},
		{rule: rule{"of a secret made in this hook", "secrets.md 7: creates come first"},
			commit: call.Commit{SecretCreates: []call.SecretCreate{{ID: long(newID), Content: content("x")}}, SecretGrants: []call.SecretGrantChange{{ID: long(newID), Relation: "db:1", Subject: "postgresql"}}},
			after:  made(func(s *controller.Secret) { s.Grants = []controller.Grant{{Subject: "postgresql", Relation: "db:1"}} })},
		refused("over no relation", "secrets.md 10: invalid scope reference", nil, "db:9", "postgresql", "application-postgresql", `invalid scope reference: relation "db:9" not found`),
		refused("over a dying relation", "secrets.md 10: scope must be alive; so a grant in relation-broken fails", life(1, controller.Dying), "db:1", "postgresql", "application-postgresql", dying("relation-web.db#postgresql.pg")),
		refused("over a dead relation", "secrets.md 10", life(2, controller.Dead), "website:2", "haproxy", "application-haproxy", dying("relation-haproxy.proxied#web.website")),
		refused("over dying peers", "secrets.md 10: a peer relation has one end", life(3, controller.Dying), "cluster:3", "web", "application-web", dying("relation-web.cluster")),
		refused("to no unit", "secrets.md 10: invalid subject reference", nil, "db:1", "postgresql/9", "unit-postgresql-9", `invalid subject reference: unit "postgresql/9" not found`),
		refused("to a unit that is being removed", "secrets.md 10: subject must be alive", func(s *controllertest.Store) { s.Dying = []string{"postgresql/0"} },
			"db:1", "postgresql/0", "unit-postgresql-0", `cannot grant dying "unit-postgresql-0" access to secret`),
		{rule: rule{"to the owner", "secrets.md 10: one record for each subject, and the owner's has another scope"}, commit: grants(appID, "cluster:3", "web"), item: appID, code: call.ErrGrant,
			refusal: `granting secrets access: cannot change access to "secret:` + appID + `" for "application-web": cannot change secret permission scope`},
		{rule: rule{"over another relation too", "secrets.md 10: one record for each subject"}, commit: grants(appID, "website:4", "haproxy"), item: appID, code: call.ErrGrant,
			refusal: `granting secrets access: cannot change access to "secret:` + appID + `" for "application-haproxy": cannot change secret permission scope`},
		refused("across models, consuming", "secrets.md 10: only the offering side can share", across(false), "website:2", "haproxy", "application-haproxy", "sharing consumer secrets across a cross model relation not supported"),
		refused("across models, consuming, to a unit", "secrets.md 10: the subject is looked at before the side (GrantSecretAccess)", across(false), "website:2", "haproxy/0", "unit-haproxy-0", "sharing secrets with a unit across a cross model relation not supported"),
		refused("across models, to a unit", "secrets.md 10: only with the whole remote application", across(true), "website:2", "haproxy/0", "unit-haproxy-0", "sharing secrets with a unit across a cross model relation not supported"),
		{rule: rule{"across models", "secrets.md 10: the offering side shares"}, change: across(true), commit: grants(plainID, "website:2", "haproxy"), after: granted(plainID, "website:2", "haproxy")},
		{rule: rule{"within this model, named", "secrets.md 1: local is no model or this one"}, change: relation(2, func(r *controller.Relation) { r.RemoteModel = ownModel }),
			commit: grants(plainID, "website:2", "haproxy/0"), after: granted(plainID, "website:2", "haproxy/0")},
		{rule: rule{"one of several refused", "secrets.md 7: each its own write"},
			commit: call.Commit{SecretGrants: []call.SecretGrantChange{{ID: theirsID, Relation: "db:1", Subject: "postgresql"}, {ID: plainID, Relation: "db:1", Subject: "postgresql"}}},
			item:   theirsID, refusal: "granting secrets access: permission denied", code: call.ErrPermissionDenied, after: granted(plainID, "db:1", "postgresql")},
	})
}

func TestRevoke(t *testing.T) {
	revokes := func(id, subject string) call.Commit {
		return call.Commit{SecretRevokes: []call.SecretRevokeChange{{ID: id, Subject: subject}}}
	}
	keeps := func(kept ...controller.Grant) change {
		return edit(appID, func(s *controller.Secret) { s.Grants = kept })
	}
	toApp, toUnit := controller.Grant{Subject: "haproxy", Relation: "website:2"}, controller.Grant{Subject: "postgresql/0", Relation: "db:1"}
	checkCommits(t, []commitRow{
		{rule: rule{"from an application", "secrets.md 10: removes the record of the subject"}, commit: revokes(appID, "haproxy"), after: keeps(toUnit)},
		{rule: rule{"from a unit", "secrets.md 10"}, commit: revokes(appID, "postgresql/0"), after: keeps(toApp)},
		{rule: rule{"from the application of a unit", "secrets.md 10: does not revoke unit grants"}, commit: revokes(appID, "postgresql")},
		{rule: rule{"from a unit of an application", "secrets.md 10: and vice versa"}, commit: revokes(appID, "haproxy/0")},
		{rule: rule{"from the owner", "secrets.md 10: the owner's own right can be named, and goes; grants stay"}, commit: revokes(appID, "web"), after: disowned(appID)},
		{rule: rule{"from the unit that owns it", "secrets.md 10"}, commit: revokes(unitID, "web/0"), after: disowned(unitID)},
		{rule: rule{"from the unit of the application that owns it", "secrets.md 10: the record of the subject alone"}, commit: revokes(appID, "web/0")},
		{rule: rule{"by an owner without a right", "secrets.md 3: who may not manage it"}, change: disowned(appID), commit: revokes(appID, "haproxy"), item: appID,
			refusal: "revoking secrets access: permission denied", code: call.ErrPermissionDenied},
		{rule: rule{"from nobody", "secrets.md 10: never granted is no error"}, commit: revokes(plainID, "haproxy")},
		{rule: rule{"granted in this hook", "secrets.md 7: revokes run after grants, so revoke wins"},
			commit: call.Commit{SecretGrants: []call.SecretGrantChange{{ID: plainID, Relation: "db:1", Subject: "postgresql"}}, SecretRevokes: []call.SecretRevokeChange{{ID: plainID, Subject: "postgresql"}}},
			after:  edit(plainID, func(s *controller.Secret) { s.Grants = []controller.Grant{} })},
		{rule: rule{"one of several refused", "secrets.md 7: each its own write"},
			commit: call.Commit{SecretRevokes: []call.SecretRevokeChange{{ID: userID, Subject: "web"}, {ID: appID, Subject: "haproxy"}}},
			item:   userID, refusal: "revoking secrets access: permission denied", code: call.ErrPermissionDenied, after: keeps(toUnit)},
	})
}
