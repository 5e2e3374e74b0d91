package controller_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
	"github.com/charmscenario/scenario/internal/controller/controllertest"
)

// rule is what one row of a table shows: its name, and Juju's rule with where it is written. Where a
// function is named, it is Juju's.
type rule struct{ name, why string }

const (
	ownModel = "5ce9a210-0000-4000-8000-000000000001"
	farModel = "5ce9a210-0000-4000-8000-00000000000f"
)

// The secrets of the world, after who owns them.
var (
	appID    = controllertest.ID("app")    // the application's: three revisions, web/0 tracks the first
	plainID  = controllertest.ID("plain")  // the application's: no label, nobody read it
	unitID   = controllertest.ID("unit")   // web/0's
	peerID   = controllertest.ID("peer")   // web/1's
	theirsID = controllertest.ID("theirs") // postgresql's, granted to web
	deniedID = controllertest.ID("denied") // postgresql's, granted to others
	userID   = controllertest.ID("user")   // a user's, granted to web
	farID    = controllertest.ID("far")    // of another model
	nobodyID = controllertest.ID("none")   // of no secret
)

var now = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func content(value string) map[string]string { return map[string]string{"password": value} }

// world is a model with the applications web, postgresql, haproxy and webster, met by web/0, its leader.
func world() *controllertest.Store {
	return &controllertest.Store{
		Facts: controller.Unit{Leader: true},
		Secrets: []*controller.Secret{
			{ID: appID, Owner: "web", Label: "app", Description: "ours", Latest: 3, Rotate: call.RotateDaily,
				NextRotate: now.Add(time.Hour), Expire: now.AddDate(0, 1, 0),
				Revisions: []controller.Revision{{Number: 1, Content: content("a1")}, {Number: 2, Content: content("a2")}, {Number: 3, Content: content("a3")}},
				Grants:    []controller.Grant{{Subject: "haproxy", Relation: "website:2"}, {Subject: "postgresql/0", Relation: "db:1"}},
				Consumers: []controller.Consumer{{Unit: "web/1", Tracked: 2}, {Unit: "web/0", Tracked: 1}, {Unit: "haproxy/0", Tracked: 3, Label: "proxied"}}},
			{ID: plainID, Owner: "web", Latest: 1, Revisions: []controller.Revision{{Number: 1, Content: content("n1")}}},
			{ID: unitID, Owner: "web/0", Label: "unit", Latest: 2,
				Revisions: []controller.Revision{{Number: 1, Content: content("u1")}, {Number: 2, Content: content("u2")}},
				Consumers: []controller.Consumer{{Unit: "web/0", Tracked: 1}}},
			{ID: peerID, Owner: "web/1", Label: "peer", Latest: 1, Revisions: []controller.Revision{{Number: 1, Content: content("p1")}}},
			{ID: theirsID, Owner: "postgresql", Label: "at-home", Latest: 2,
				Revisions: []controller.Revision{{Number: 1, Content: content("t1")}, {Number: 2, Content: content("t2")}},
				Grants:    []controller.Grant{{Subject: "web", Relation: "db:1"}},
				Consumers: []controller.Consumer{
					{Unit: "web/1", Label: "others", GivenUp: []string{"others-before"}, Tracked: 2},
					{Unit: "web/0", Label: "theirs", GivenUp: []string{"before"}, Tracked: 1}}},
			{ID: deniedID, Owner: "postgresql", Latest: 1, Revisions: []controller.Revision{{Number: 1, Content: content("d1")}},
				Grants: []controller.Grant{{Subject: "web/1", Relation: "db:1"}, {Subject: "haproxy"}}},
			{ID: userID, Owner: controller.OwnerUser, Label: "by-name", Latest: 1, Revisions: []controller.Revision{{Number: 1, Content: content("s1")}},
				Grants: []controller.Grant{{Subject: "web"}}},
			{ID: farID, Source: farModel, Latest: 1, Revisions: []controller.Revision{{Number: 1, Content: content("f1")}},
				Grants: []controller.Grant{{Subject: "web"}}},
			{ID: controllertest.ID("other"), Owner: "webster", Label: "webster", Latest: 1,
				Revisions: []controller.Revision{{Number: 1, Content: content("w1")}},
				Consumers: []controller.Consumer{{Unit: "webster/0", Label: "websters", Tracked: 1}}},
		},
		Links: []*controller.Relation{
			{Number: 1, ID: "db:1", Endpoint: "db", Role: controller.Requirer, RemoteApp: "postgresql", RemoteEndpoint: "pg",
				Members: []string{"postgresql/0"}, LocalApp: map[string]string{"kept": "k", "dropped": "d"}},
			{Number: 2, ID: "website:2", Endpoint: "website", Role: controller.Provider, RemoteApp: "haproxy", RemoteEndpoint: "proxied",
				Members: []string{"haproxy/0"}, LocalUnit: map[string]string{"kept": "k", "dropped": "d"}},
			{Number: 3, ID: "cluster:3", Endpoint: "cluster", Role: controller.Peer, RemoteApp: "web", RemoteEndpoint: "cluster", Members: []string{"web/1"}},
			{Number: 4, ID: "website:4", Endpoint: "website", Role: controller.Provider, RemoteApp: "haproxy", RemoteEndpoint: "again"},
		},
		Units: []string{"haproxy/7"},
	}
}

func environment() controller.Environment {
	return controller.Environment{Unit: "web/0", App: "web", ModelUUID: ownModel, Version: call.Version{Major: 3, Minor: 6, Patch: 11}, Now: now}
}

func juju(major, minor int) func(*controller.Environment) {
	return func(env *controller.Environment) { env.Version = call.Version{Major: major, Minor: minor} }
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

// all does one change after another.
func all(changes ...change) change {
	return func(s *controllertest.Store) {
		for _, change := range changes {
			change(s)
		}
	}
}

// tracks has a unit track a revision.
func tracks(id, unit string, revision int) change {
	return edit(id, func(secret *controller.Secret) {
		for i := range secret.Consumers {
			if secret.Consumers[i].Unit == unit {
				secret.Consumers[i].Tracked = revision
				return
			}
		}
		secret.Consumers = append(secret.Consumers, controller.Consumer{Unit: unit, Tracked: revision})
	})
}

// labels has a unit call a secret by a label, one that it never had before.
func labels(id, unit, label string) change {
	return edit(id, func(secret *controller.Secret) {
		secret.Consumers = append(secret.Consumers, controller.Consumer{Unit: unit, Label: label})
	})
}

// removes takes revisions out of a secret.
func removes(id string, numbers ...int) change {
	return edit(id, func(secret *controller.Secret) {
		for _, number := range numbers {
			for i := range secret.Revisions {
				if secret.Revisions[i].Number == number {
					secret.Revisions = append(secret.Revisions[:i], secret.Revisions[i+1:]...)
					break
				}
			}
		}
	})
}

// same compares every fact of two worlds.
func same(t *testing.T, want, got *controllertest.Store) {
	t.Helper()
	require.Equal(t, plain(want.Secrets), plain(got.Secrets))
	require.Equal(t, plain(want.Links), plain(got.Links))
	require.Equal(t, want.Facts, got.Facts)
}

// plain is what pointers point to, which a failed comparison can show.
func plain[T any](pointers []*T) []T {
	var values []T
	for _, pointer := range pointers {
		values = append(values, *pointer)
	}
	return values
}
