package unit_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
	"github.com/charmscenario/scenario/internal/controller/controllertest"
	"github.com/charmscenario/scenario/internal/unit"
)

// rule is what one row of a table shows: its name, and Juju's rule with where it is written.
type rule struct{ name, why string }

type texts = map[string]string

const (
	ownModel = "5ce9a210-0000-4000-8000-000000000001"
	farModel = "5ce9a210-0000-4000-8000-00000000000f"
)

// The secrets of the world, after who owns them.
var (
	appID    = controllertest.ID("app")    // the application's: web/0 tracks the first of two revisions
	unitID   = controllertest.ID("unit")   // web/0's, likewise
	peerID   = controllertest.ID("peer")   // web/1's
	theirsID = controllertest.ID("theirs") // postgresql's, granted to web, likewise
	noneID   = controllertest.ID("none")   // of no secret
	madeID   = controllertest.ID("made1")  // the first that a hook makes
	made2ID  = controllertest.ID("made2")  // the second
)

// long is the spelling that secret-add answers.
func long(id string) string { return "secret://" + ownModel + "/" + id }

// short is the spelling of most charms.
func short(id string) string { return "secret:" + id }

var now = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func content(value string) texts { return texts{"password": value} }

// world is a model met by web/0, the leader of web.
func world() *controllertest.Store {
	return &controllertest.Store{
		Facts: controller.Unit{
			Leader: true, Config: map[string]any{"port": int64(8080), "title": nil},
			Options:        []string{"key", "level", "port", "title"},
			UnitStatus:     call.Status{Name: call.StatusActive, Message: "up", Data: map[string]any{"since": "then"}},
			PeerStatuses:   map[string]call.Status{"web/1": {Name: call.StatusBlocked}, "web/2": {}},
			LeaderSettings: texts{"kept": "k", "dropped": "d"}, StoredState: texts{"was": "here"},
			WorkloadVersion: "1",
		},
		Secrets: []*controller.Secret{
			{ID: unitID, Owner: "web/0", Label: "unit", Latest: 2, Expire: now.AddDate(0, 0, 9),
				Revisions: []controller.Revision{{Number: 1, Content: content("u1")}, {Number: 2, Content: content("u2")}},
				Consumers: []controller.Consumer{{Unit: "web/0", Tracked: 1}}},
			{ID: appID, Owner: "web", Label: "app", Description: "ours", Latest: 2, Rotate: call.RotateDaily, NextRotate: now.Add(time.Hour),
				Revisions: []controller.Revision{{Number: 1, Content: content("a1")}, {Number: 2, Content: content("a2")}},
				Grants:    []controller.Grant{{Subject: "gone", Relation: "db:7"}, {Subject: "haproxy", Relation: "website:2"}, {Subject: "postgresql/0", Relation: "db:1"}},
				Consumers: []controller.Consumer{{Unit: "web/0", Tracked: 1}}},
			{ID: peerID, Owner: "web/1", Label: "peer", Latest: 1, Revisions: []controller.Revision{{Number: 1, Content: content("p1")}}},
			{ID: theirsID, Owner: "postgresql", Latest: 2,
				Revisions: []controller.Revision{{Number: 1, Content: content("t1")}, {Number: 2, Content: content("t2")}},
				Grants:    []controller.Grant{{Subject: "web", Relation: "db:1"}},
				Consumers: []controller.Consumer{{Unit: "web/0", Label: "theirs", Tracked: 1}}},
		},
		Links: []*controller.Relation{
			{Number: 1, ID: "db:1", Endpoint: "db", Role: controller.Requirer, RemoteApp: "postgresql", RemoteEndpoint: "pg",
				Members: []string{"postgresql/0", "postgresql/1"}, LocalApp: texts{"a": "ours"}, LocalUnit: texts{"u": "mine", "w": "stays"}, RemoteData: texts{"a": "theirs"},
				UnitData: map[string]texts{"postgresql/0": {"u": "zero"}, "postgresql/1": nil, "postgresql/9": {"u": "left"}}},
			{Number: 2, ID: "website:2", Endpoint: "website", Role: controller.Provider, RemoteApp: "haproxy", RemoteEndpoint: "proxied", Members: []string{"haproxy/0"}},
			{Number: 3, ID: "cluster:3", Endpoint: "cluster", Role: controller.Peer, RemoteApp: "web", RemoteEndpoint: "cluster",
				Members: []string{"web/1"}, LocalApp: texts{"a": "cluster"}, UnitData: map[string]texts{"web/1": {"u": "one"}}},
		},
	}
}

func updateStatus() *call.Hook {
	return &call.Hook{Kind: call.KindUpdateStatus, Name: "update-status", Unit: "web/0", App: "web",
		Model: call.Model{Name: "test", UUID: ownModel}, JujuVersion: call.Version{Major: 3, Minor: 6, Patch: 11}}
}

func juju35(h *call.Hook) { h.JujuVersion = call.Version{Major: 3, Minor: 5, Patch: 9} }

func juju4(h *call.Hook) { h.JujuVersion = call.Version{Major: 4} }

func action(h *call.Hook) { h.Kind, h.Name, h.Action = call.KindAction, "", "backup" }

// in has the hook be one of a relation.
func in(kind call.Kind, relation, remoteUnit string) func(*call.Hook) {
	return func(h *call.Hook) { h.Kind, h.Relation, h.RemoteUnit = kind, relation, remoteUnit }
}

// change is something done to the world.
type change func(*controllertest.Store)

func follower(s *controllertest.Store) { s.Facts.Leader = false }

// edit changes one secret.
func edit(id string, with func(*controller.Secret)) change {
	return func(s *controllertest.Store) { with(s.EditSecret(id)) }
}

// relation changes one relation.
func relation(number int, with func(*controller.Relation)) change {
	return func(s *controllertest.Store) { with(s.EditRelation(number)) }
}

// tracks has web/0 track a revision of a secret that it has read before.
func tracks(id string, revision int) change {
	return edit(id, func(s *controller.Secret) { s.Consumers[0].Tracked = revision })
}

// ownerLabel has the owner of a secret call it so.
func ownerLabel(id, label string) change {
	return edit(id, func(s *controller.Secret) { s.Label = label })
}

// all does one change after another.
func all(changes ...change) change {
	return func(s *controllertest.Store) {
		for _, change := range changes {
			change(s)
		}
	}
}

// row is one call in a hook.
type row struct {
	rule
	change  change
	hook    func(*call.Hook)
	before  []call.Call // carried out before, without refusal
	call    call.Call
	answer  call.Call // the call as answered; nil: as it was asked
	refusal string
	code    call.Code
	commit  *call.Commit // what is pending then; nil: nothing
	after   change       // what all of it changed at once; nil: nothing
}

// old has the hook of a row be one of Juju 3.5.
func old(r row) row { r.hook = juju35; return r }

func option(name string, value any) any {
	if value != nil {
		return value
	}
	return map[string]any{"level": 1.5, "title": "hello"}[name]
}

func (r row) check(t *testing.T) {
	require.NotEmpty(t, r.why)
	hook, store := updateStatus(), world()
	if r.hook != nil {
		r.hook(hook)
	}
	if r.change != nil {
		r.change(store)
	}
	want := store.Clone()
	if r.after != nil {
		r.after(want)
	}
	store.Facts.Option = option
	agent := unit.New(unit.Config{Hook: hook, Store: store, Now: func() time.Time { return now }})
	for _, c := range r.before {
		require.NoError(t, agent.Do(context.Background(), c.Clone()), c.Tool())
	}
	asked := r.call.Clone()

	err := agent.Do(context.Background(), asked)

	record := agent.Journal.Trace[len(agent.Journal.Trace)-1]
	if r.refusal != "" {
		require.Equal(t, &call.Error{Code: r.code, Message: r.refusal}, err)
		require.Equal(t, err, record.Error)
	} else {
		require.NoError(t, err)
		require.Nil(t, record.Error)
	}
	answer := r.answer
	if answer == nil {
		answer = r.call
	}
	require.Equal(t, answer, asked)
	require.Equal(t, answer, record.Call, "the trace has the call as it was answered")
	require.Len(t, agent.Journal.Trace, len(r.before)+1)

	require.NoError(t, agent.End(false))
	require.Equal(t, r.commit, agent.Journal.Commit)
	store.Facts.Option, store.Minted = nil, 0
	require.Equal(t, want, store)
}

func check(t *testing.T, rows []row) {
	t.Helper()
	t.Parallel()
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) { t.Parallel(); r.check(t) })
	}
}
