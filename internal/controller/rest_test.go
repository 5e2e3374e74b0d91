package controller_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
	"github.com/charmscenario/scenario/internal/controller/controllertest"
)

type texts = map[string]string

func settings(changes ...call.RelationSettings) call.Commit {
	return call.Commit{RelationSettings: changes}
}

func TestDatabags(t *testing.T) {
	bags := func(number int, unit, app texts) change {
		return relation(number, func(r *controller.Relation) { r.LocalUnit, r.LocalApp = unit, app })
	}
	notLeader := `"web/0" is not leader of "web"`
	checkCommits(t, []commitRow{
		{rule: rule{"the unit's", "hook-tools.md 2: relation-set, last writer per key; an empty value deletes"}, commit: settings(call.RelationSettings{Relation: "website:2", Unit: texts{"new": "n", "dropped": ""}}),
			after: bags(2, texts{"kept": "k", "new": "n"}, nil)},
		{rule: rule{"the first of a bag", "hook-tools.md 2: what was not there is not deleted"}, commit: settings(call.RelationSettings{Relation: "db:1", Unit: texts{"new": "n", "never": ""}}),
			after: bags(1, texts{"new": "n"}, texts{"kept": "k", "dropped": "d"})},
		{rule: rule{"the application's", "hook-tools.md 2: the leader's to write"}, commit: settings(call.RelationSettings{Relation: "db:1", App: texts{"kept": "l", "dropped": ""}}), after: bags(1, nil, texts{"kept": "l"})},
		{rule: rule{"both, of several relations", "hooks.md 7: one transaction"},
			commit: settings(call.RelationSettings{Relation: "cluster:3", Unit: texts{"u": "1"}, App: texts{"a": "1"}}, call.RelationSettings{Relation: "website:4", Unit: texts{"u": "2"}}),
			after:  all(bags(3, texts{"u": "1"}, texts{"a": "1"}), bags(4, texts{"u": "2"}, nil))},
		{rule: rule{"the name before the number", "hook-tools.md 1.2: does not count"}, commit: settings(call.RelationSettings{Relation: "else:4", Unit: texts{"u": "2"}}), after: bags(4, texts{"u": "2"}, nil)},
		{rule: rule{"the unit's, no leader", "hook-tools.md 2: --app alone needs leadership"}, change: follower, commit: settings(call.RelationSettings{Relation: "website:4", Unit: texts{"u": "2"}}), after: bags(4, texts{"u": "2"}, nil)},
		{rule: rule{"the application's, no leader", "hooks.md 7: leadership is checked again at commit"}, change: follower, commit: settings(call.RelationSettings{Relation: "db:1", App: texts{"a": "1"}}),
			refusal: notLeader, code: call.ErrNotLeader, item: "db:1"},
		{rule: rule{"one of several, no leader", "hooks.md 7: nothing is done then"}, change: follower,
			commit: call.Commit{SecretDeletes: []call.SecretDelete{{ID: unitID}},
				RelationSettings: []call.RelationSettings{{Relation: "website:4", Unit: texts{"u": "2"}}, {Relation: "db:1", Unit: texts{"u": "1"}, App: texts{"a": "1"}}}},
			refusal: notLeader, code: call.ErrNotLeader, item: "db:1"},
		{rule: rule{"of a relation that is gone", "canonical/operator #2709: permission denied, not not found"}, commit: settings(call.RelationSettings{Relation: "db:9", Unit: texts{"u": "1"}}),
			refusal: "permission denied", code: call.ErrRelationNotFound, item: "db:9"},
		{rule: rule{"of a dying relation", "hook-tools.md 2: written to a relation that is going away"}, change: relation(4, func(r *controller.Relation) { r.Life = controller.Dying }),
			commit: settings(call.RelationSettings{Relation: "website:4", Unit: texts{"u": "2"}}),
			after:  relation(4, func(r *controller.Relation) { r.Life, r.LocalUnit = controller.Dying, texts{"u": "2"} })},
	})
}

func TestStoredState(t *testing.T) {
	// fills is a State of that size in Juju's database: a document has five bytes of its own, an entry seven.
	fills := func(size int) texts {
		return texts{"k": "v", "key": strings.Repeat("v", size-5-(1+1+7)-(3+7))}
	}
	stores := func(state texts) call.Commit {
		return call.Commit{StoredState: &state, RelationSettings: []call.RelationSettings{{Relation: "website:4", Unit: texts{"u": "2"}}}}
	}
	stored := func(state texts) change {
		return func(s *controllertest.Store) {
			s.Facts.StoredState = state
			if state != nil {
				s.EditRelation(4).LocalUnit = texts{"u": "2"}
			}
		}
	}
	limit := 2 * 1024 * 1024
	key := func(length int, end string) string { return strings.Repeat("k", length-len(end)) + end }
	checkCommits(t, []commitRow{
		{rule: rule{"a value", "hook-tools.md 3: charm state, pending until commit"}, commit: stores(texts{"s": "t"}), after: stored(texts{"s": "t"})},
		{rule: rule{"in place of another", "hook-tools.md 3: the whole of it is sent"}, change: func(s *controllertest.Store) { s.Facts.StoredState = texts{"was": "here"} }, commit: stores(texts{"s": "t"}), after: stored(texts{"s": "t"})},
		{rule: rule{"the longest key", "hook-tools.md 3: 256 bytes in Juju's database"}, commit: stores(texts{key(256, ""): "v"}), after: stored(texts{key(256, ""): "v"})},
		{rule: rule{"the longest key with a dot", "a dot takes three bytes there"}, commit: stores(texts{key(254, "."): "v"}), after: stored(texts{key(254, "."): "v"})},
		{rule: rule{"a key too long", "hook-tools.md 3"}, commit: stores(texts{key(257, ""): "v"}), refusal: "persisting charm state: max allowed key length (256) exceeded", code: call.ErrStateTooLarge},
		{rule: rule{"a key too long with a dot", "a dot takes three bytes there"}, commit: stores(texts{key(255, "."): "v"}), refusal: "persisting charm state: max allowed key length (256) exceeded", code: call.ErrStateTooLarge},
		{rule: rule{"a key too long with a dollar", "a dollar takes three bytes there"}, commit: stores(texts{key(255, "$"): "v"}), refusal: "persisting charm state: max allowed key length (256) exceeded", code: call.ErrStateTooLarge},
		{rule: rule{"a key too long with both", "each takes three bytes there"}, commit: stores(texts{key(253, ".$"): "v"}), refusal: "persisting charm state: max allowed key length (256) exceeded", code: call.ErrStateTooLarge},
		{rule: rule{"the longest key with both", "each takes three bytes there"}, commit: stores(texts{key(252, ".$"): "v"}), after: stored(texts{key(252, ".$"): "v"})},
		{rule: rule{"a key that is no text", "Juju's API speaks JSON: a byte that is no UTF-8 becomes U+FFFD"}, commit: stores(texts{"k\xff": "v"}), after: stored(texts{"k\ufffd": "v"})},
		{rule: rule{"a value that is no text", "Juju's API speaks JSON"}, commit: stores(texts{"k": "v\xff"}), after: stored(texts{"k": "v\ufffd"})},
		{rule: rule{"nothing left", "hook-tools.md 3: deleted values"}, commit: stores(texts{}), after: stored(texts{})},
		{rule: rule{"as much as goes", "hook-tools.md 3: 2 MiB"}, commit: stores(fills(limit)), after: stored(fills(limit))},
		{rule: rule{"a byte too much", "hook-tools.md 3: refused; hooks.md 7: databags with it"}, commit: stores(fills(limit + 1)), refusal: "persisting charm state: max allowed size (2097152) exceeded", code: call.ErrStateTooLarge},
	})
}

func TestChanged(t *testing.T) {
	t.Parallel()
	bag := texts{"kept": "k", "dropped": "d", "changed": "c"}
	require.Equal(t, texts{"kept": "k", "changed": "n", "new": "n"}, controller.Changed(bag, texts{"dropped": "", "changed": "n", "new": "n", "never": ""}))
	require.Equal(t, texts{"kept": "k", "dropped": "d", "changed": "c"}, bag)
	require.Equal(t, texts{"new": "n"}, controller.Changed(nil, texts{"new": "n"}))
	require.Equal(t, texts{}, controller.Changed(nil, nil))
}
