package juju_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/internal/goldens"
	"github.com/charmscenario/scenario/juju"
)

// problem is something wrong with testdata/documents/whole.yaml: a text in it that is replaced.
type problem struct{ name, old, now string }

var problems = []problem{
	{"a key that is not known", "charm-config:", "charmconfig:"},
	{"a value of another type", "retries: 1", "retries: often"},
	{"a name of a model that is none", "name: prod\n", "name: Prod\n"},
	{"a model without a name", "- name: test\n", "- uuid: 1f858d48-4dfd-4fdf-8875-b38f6f0175ec\n"},
	{"two models of one name", "- name: test\n", "- name: prod\n"},
	{"a UUID that is none", "seed: 7", "seed: 7\nuuid: abc"},
	{"two models of one UUID", "- name: test\n", "- name: test\n    uuid: f97d4024-6db7-4bfc-8031-332a00e99255\n"},
	{"an unknown type", "seed: 7", "seed: 7\ntype: caaas"},
	{"a version that is none", "seed: 7", "seed: 7\njuju-version: three"},
	{"an unknown access", "seed: 7", "seed: 7\naccess: amdin"},
	{"a present before the start", "now: 2000-01-03T00:00:10Z", "now: 1999-01-01T00:00:00Z"},
	{"a moment between seconds", "now: 2000-01-03T00:00:10Z", "now: 2000-01-03T00:00:10.5Z"},
	{"a moment in the future", "since: 2000-01-02T00:00:00Z", "since: 2001-01-01T00:00:00Z"},
	{"entries without a seed", "seed: 7", ""},
	{"entries below zero", "entries: 40", "entries: -1"},
	{"an unknown charm", "charm: database", "charm: databse"},
	{"a charm of no use", "charm: database", "charm: useless"},
	{"an application's name that is none", "  y:\n", "  Y:\n"},
	{"an unknown life", "life: dying", "life: ding"},
	{"an unknown option", "config: {number: 2,", "config: {nunber: 2,"},
	{"an option of another type", "config: {number: 2,", "config: {number: lots,"},
	{"an option seen that is a list", "config-seen: {}", "config-seen: {number: [1]}"},
	{"an unknown leader", "leader: x/1", "leader: x/3"},
	{"a leader of another application", "leader: x/1", "leader: y/0"},
	{"leader-elected of another unit", "leader: x/1", "leader: x/0"},
	{"settings written less than never", "leader-settings: {k: v}", "leader-settings-written: -1"},
	{"an unknown status", "name: active", "name: actve"},
	{"a unit's name that is none", "x/2: {}", "x-3: {}"},
	{"a unit of another application", "x/2: {}", "y/3: {}"},
	{"a scale of units that are not there", "leader: x/1", "leader: x/1\n    scale: 4"},
	{"a scale of less units", "leader: x/1", "leader: x/1\n    scale: 2"},
	{"a model's life that is none", "seed: 7", "seed: 7\nlife: dead"},
	{"a dying model without applications", "models:\n", "models:\n  - {name: dev, life: dying}\n"},
	{"a next unit that is there", "leader: x/1", "leader: x/1\n    next-unit: 2"},
	{"an unknown phase", "phase: configured", "phase: cofnigured"},
	{"a stopped unit that is alive", "y/0: {phase: started}", "y/0: {phase: stopped}"},
	{"a dying unit that is not installed", "x/2: {}", "x/2: {life: dying}"},
	{"a charm of a unit that is not installed", "x/2: {}", "x/2: {charm: other}"},
	{"update-status before start", "x/2: {}", "x/2: {update-status-due: true}"},
	{"config seen before config-changed", "x/2: {}", "x/2: {config-seen: {}}"},
	{"an unknown queued hook", "queued: start", "queued: strat"},
	{"start queued twice", "phase: configured", "phase: started"},
	{"settings seen that are none", "leader-settings-seen: latest", "leader-settings-seen: last"},
	{"an unknown hook that failed", "hook: secret-changed", "hook: secret-chagned"},
	{"an action that failed as a hook", "hook: secret-changed", "hook: action"},
	{"install failed of an installed unit", "failed: {hook: relation-joined, relation: \"up:0\", unit: y/0,", "failed: {hook: install,"},
	{"a relation of a hook about none", "hook: secret-changed", "hook: start, relation: \"up:0\""},
	{"a secret of a hook about none", "failed: {hook: secret-changed,", "failed: {hook: start,"},
	{"an unknown relation of a failed hook", "relation: \"up:0\"", "relation: \"up:1\""},
	{"a failed hook without its unit", "relation: \"up:0\", unit: y/0", "relation: \"up:0\""},
	{"a failed hook about no unit", "hook: relation-joined", "hook: relation-broken"},
	{"an unknown unit of a failed hook", "unit: y/0, reason", "unit: y/1, reason"},
	{"an unknown reason", "reason: related,", "reason: relatde,"},
	{"an unknown secret of a failed hook", "secret-changed, secret: \"secret:lv1nqrpaq64jq0000000\"", "secret-changed, secret: \"secret:lv1nqrpaq64jq00000g0\""},
	{"a revision that never was", "revision: 2, retries", "revision: 3, retries"},
	{"a failed hook without its revision", "hook: secret-changed, secret: \"secret:lv1nqrpaq64jq0000000\", revision: 2", "hook: secret-remove, secret: \"secret:lv1nqrpaq64jq0000000\""},
	{"a hook for a secret of somebody else", "secret-rotate: [\"secret:lv1nqrpaq64jq0000000\"]", "secret-rotate: [\"secret:lv1nqrpaq64jq0000010\"]"},
	{"a hook for a secret twice", "secret-rotate: [\"secret:lv1nqrpaq64jq0000000\"]", "secret-rotate: [\"secret:lv1nqrpaq64jq0000000\", \"secret:lv1nqrpaq64jq0000000\"]"},
	{"a hook for a revision that is gone", "\"secret:lv1nqrpaq64jq0000000\", revision: 1, reason", "\"secret:lv1nqrpaq64jq0000000\", revision: 5, reason"},
	{"news of a secret never read", "secret-changed: [\"secret:lv1nqrpaq64jq0000000\"]\n  x:", "secret-changed: [\"secret:lv1nqrpaq64jq0000010\"]\n  x:"},
	{"news twice", "secret-changed: [\"secret:lv1nqrpaq64jq0000000\"]\n  x:", "secret-changed: [\"secret:lv1nqrpaq64jq0000000\", \"secret:lv1nqrpaq64jq0000000\"]\n  x:"},
	{"a secret's ID that is none", "secret-rotate: [\"secret:lv1nqrpaq64jq0000000\"]", "secret-rotate: [credentials]"},
	{"an unknown application of a relation", "- {application: y, endpoint: right}", "- {application: z, endpoint: right}"},
	{"an unknown endpoint", "endpoint: up\n", "endpoint: upp\n"},
	{"one side too few", "      - {application: y, endpoint: right}\n", ""},
	{"one side too many", "- {application: y, endpoint: right}", "- {application: y, endpoint: right}\n      - {application: y, endpoint: left}"},
	{"two providers", "endpoint: up\n", "endpoint: left\n"},
	{"two interfaces", "- {application: y, endpoint: right}", "- {application: y, endpoint: left}"},
	{"a number twice", "number: 4", "number: 0"},
	{"a number below zero", "number: 4", "number: -4"},
	{"a relation twice", "- number: 4\n", "- number: 3\n    sides: [{application: x, endpoint: up}, {application: y, endpoint: left}]\n  - number: 4\n"},
	{"a number that is in use already", "relations: 5", "relations: 2"},
	{"a number for a side at home", "- {application: y, endpoint: right}", "- {application: y, endpoint: right, number: 3}"},
	{"a number in another model that is used", "number: 2, consumed-as", "number: 0, consumed-as"},
	{"a side in another model that nobody consumed", "number: 2, consumed-as: far-db", "number: 2"},
	{"an unknown model", "application: prod.db", "application: prdo.db"},
	{"a relation that is over", "x/1: {entered: unit came into the relation, members: [], created: true}", "x/1: {}"},
	{"an unknown unit in a relation", "x/0: {entered: related, created: true}", "x/9: {entered: related, created: true}"},
	{"a unit of another application in a relation", "x/0: {entered: related, created: true}", "db/0: {entered: related, created: true}"},
	{"an unknown member", "members: [y/0]", "members: [y/1]"},
	{"a member twice", "members: [y/0]", "members: [y/0, y/0]"},
	{"a member that is not in scope", "members: [x/0, x/7], arrived: [x/1], changed: [x/0], gone: {x/7: unit removed}", "members: [x/0, x/7], arrived: [x/1], changed: [x/0]"},
	{"a remembered databag that was not read", "arrived: [x/1],", "remembered: {x/0: {}}, arrived: [x/1],"},
	{"a databag read of nobody", "arrived: [x/1],", "read: [x/8], arrived: [x/1],"},
	{"who is gone was no member", "gone: {x/7: unit removed}", "gone: {x/1: unit removed}"},
	{"who has arrived is not there", "arrived: [x/1]", "arrived: [x/7]"},
	{"who changed is unknown", "changed: [x/0]", "changed: [x/9]"},
	{"who is to change was no member", "members: [y/0], changed-next: y/0", "changed-next: y/0"},
	{"created without being there", "x/0: {entered: related, created: true}", "x/0: {created: true}"},
	{"in a relation before install", "x/0: {entered: related, created: true}", "x/0: {entered: related, created: true}\n          x/2: {entered: related}"},
	{"an unknown reason to be there", "x/0: {entered: related,", "x/0: {entered: fun,"},
	{"a secret without an ID", "id: secret:lv1nqrpaq64jq0000010", "id: own"},
	{"an ID twice", "id: secret:lv1nqrpaq64jq0000010", "id: secret:lv1nqrpaq64jq0000000"},
	{"an ID that was used", "id: secret:lv1nqrpaq64jq0000010", "id: secret:lv1nqrpaq64jq0000030"},
	{"a used ID that is none", "used-secret-ids: [lv1nqrpaq64jq0000030]", "used-secret-ids: [secret]"},
	{"an unknown owner", "owner: x/0", "owner: x/9"},
	{"a label twice", "  - id: secret:lv1nqrpaq64jq0000010", "  - {id: \"secret:lv1nqrpaq64jq0000040\", owner: x/0, label: own, revisions: [{number: 1}]}\n  - id: secret:lv1nqrpaq64jq0000010"},
	{"a gone secret that is there", "revision: 2, retries", "secret-gone: {}, revision: 2, retries"},
	{"a gone secret that never was", "secret-changed, secret: \"secret:lv1nqrpaq64jq0000000\"", "secret-changed, secret: \"secret:lv1nqrpaq64jq00000g0\", secret-gone: {}"},
	{"an unknown rotate policy", "rotate: daily", "rotate: dayly"},
	{"a rotation of what does not rotate", "rotate: daily", "rotate: never"},
	{"revisions that do not ascend", "{number: 2, content: {password: new}}", "{number: 1, content: {password: new}}"},
	{"no revisions", "revisions: [{number: 1, content: {key: value}}]", "revisions: []"},
	{"a latest revision before the last", "latest-revision: 3", "latest-revision: 1"},
	{"the latest is obsolete", "{number: 2, content: {password: new}}", "{number: 2, obsolete: true, content: {password: new}}"},
	{"the latest has its own expiry", "{number: 2, content: {password: new}}", "{number: 2, expire: 2001-01-01T00:00:00Z, content: {password: new}}"},
	{"told of a user's secret", "{number: 2, content: {key: value}}", "{number: 2, told: [x/0]}"},
	{"told of twice", "obsolete: true, expire", "obsolete: true, told: [db/0, db/0], expire"},
	{"told who does not own", "obsolete: true, expire", "obsolete: true, told: [x/0], expire"},
	{"a grant to nobody", "grants: [{to: x}]", "grants: [{to: z}]"},
	{"a grant twice", "grants: [{to: x}]", "grants: [{to: x}, {to: x}]"},
	{"a grant over no relation", "{to: test.web, relation: \"database:2\"}", "{to: test.web, relation: \"database:1\"}"},
	{"an unknown consumer", "unit: test.web/0", "unit: test.web/1"},
	{"a consumer twice", "unit: test.web/0", "unit: db/0"},
	{"a tracked revision that never was", "{unit: test.web/0, tracked-revision: 2", "{unit: test.web/0, tracked-revision: 7"},
	{"an obsolete revision that is tracked", "{unit: test.web/0, tracked-revision: 2", "{unit: test.web/0, tracked-revision: 1"},
	{"a label given twice", "given-up-labels: [old]", "given-up-labels: [old, \"database:0\"]"},
	{"an offer of nothing", "db: {application: db, endpoints: [database]}", "db: {application: db, endpoints: []}"},
	{"an offer of nobody", "db: {application: db, endpoints: [database]}", "db: {application: dbb, endpoints: [database]}"},
	{"an offer of another model's", "db: {application: db, endpoints: [database]}", "db: {application: test.web, endpoints: [database]}"},
	{"an offer of an unknown endpoint", "db: {application: db, endpoints: [database]}", "db: {application: db, endpoints: [databse]}"},
	{"an offer's name that is none", "db: {application: db, endpoints: [database]}", "d.b: {application: db, endpoints: [database]}"},
	{"an unknown offer", "far-db: {offer: admin/prod.db}", "far-db: {offer: admin/prod.bd}"},
	{"an offer removed from no model", "offer: admin/prod.lost", "offer: admin/dev.lost"},
	{"an offer that is half removed", "removed: offer", "removed: offr"},
	{"an offer's URL that is none", "offer: admin/prod.lost", "offer: lost"},
	{"endpoints of an offer that is there", "far-db: {offer: admin/prod.db}", "far-db: {offer: admin/prod.db, endpoints: [database]}"},
	{"a consumed offer called as an application", "far-db: {offer: admin/prod.db}", "web: {offer: admin/prod.db}"},
	{"an action's ID that is none", "{id: \"2\", ", "{id: \"02\", "},
	{"an action's ID twice", "{id: \"4\", ", "{id: \"2\", "},
	{"an action's ID that will be given again", "tasks: 4", "tasks: 3"},
	{"an unknown status of an action", "status: completed", "status: complete"},
	{"an unknown unit to act", "unit: x/1, action", "unit: x/3, action"},
	{"an unknown action", "action: rest", "action: ret"},
	{"a counter below zero", "relations: 5", "relations: 5, machines: -1"},
	{"a counter beyond numbers", "relations: 5", "relations: 5000000000"},
	{"a busy unit that is not there", "busy: [x/1, test.web/0]", "busy: [x/1, tset.web/0]"},
	{"a unit that is busy twice", "busy: [x/1, test.web/0]", "busy: [x/1, x/1]"},
	{"something that is not due", "at: 2000-01-03T00:02:15Z, retry: x/0", "at: 2000-01-03T00:02:16Z, retry: x/0"},
	{"something due twice", "{at: 2000-01-03T00:02:15Z, expire: \"secret:lv1nqrpaq64jq0000000\", revision: 2}", "{at: 2000-01-03T00:02:15Z, retry: x/0}"},
	{"nothing that is due", ", retry: x/0}", "}"},
}

// TestProblemsOfDocuments: each has one clear message, with its place and what is wanted. The golden lists them all.
func TestProblemsOfDocuments(t *testing.T) {
	t.Parallel()
	whole, err := os.ReadFile("testdata/documents/whole.yaml")
	require.NoError(t, err)
	charms := documentCharms()
	charms["useless"] = juju.Charm{Metadata: fickleMetadata}
	m, err := juju.Load(whole, charms)
	require.NoError(t, err)
	requireLives(t, m, charms)
	var golden strings.Builder
	for _, p := range problems {
		require.Equal(t, 1, strings.Count(string(whole), p.old), "%s: %s", p.name, p.old)
		_, err := juju.Load([]byte(strings.Replace(string(whole), p.old, p.now, 1)), charms)
		require.Error(t, err, p.name)
		fmt.Fprintf(&golden, "%s\n  %s\n", p.name, strings.TrimPrefix(err.Error(), "cannot read model: "))
	}
	goldens.Text(t, "testdata/documents/problems.txt", golden.String())
}
