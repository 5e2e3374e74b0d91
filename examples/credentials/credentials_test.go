package main

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/examples/webserver"
	"github.com/charmscenario/scenario/juju"
)

// TestRotation is how a test of a model looks without anything around it.
func TestRotation(t *testing.T) {
	m := &juju.Model{}
	m.Check(juju.NoUnitInError)   // after every hook
	m.Check(juju.MaxRevisions(1)) // and nobody keeps an old one that it was told of
	require.NoError(t, m.Deploy(databaseCharm, juju.Deployment{}))
	require.NoError(t, m.Deploy(webserverCharm, juju.Deployment{Units: 2}))
	require.NoError(t, m.Integrate("webserver", "database"))
	require.NoError(t, m.Settle())
	require.NoError(t, m.Advance(24*time.Hour)) // secret-rotate is due
	require.NoError(t, m.Settle())

	tracked, err := m.TrackedRevisions("credentials")
	require.NoError(t, err)
	require.Equal(t, map[string]int{"database/0": 2, "webserver/0": 2, "webserver/1": 2}, tracked)
	require.True(t, m.Status().All(scenario.StatusActive))
}

// TestPassword looks at what the revisions of the other tests stand for: a password that nobody had before, and that all have.
func TestPassword(t *testing.T) {
	t.Parallel()
	m := &juju.Model{}
	seen := make(map[string]bool)
	for _, c := range life(3)[:4] {
		_, err := c.play(m)
		require.NoError(t, err)
		latest, err := m.ShowSecret("credentials", 0, true)
		require.NoError(t, err)
		seen[latest.Value["password"]] = true
		for name := range m.Status().Applications["webserver"].Units {
			state, err := m.State(name)
			require.NoError(t, err)
			require.Equal(t, latest.Value, state.Secret(t, "database:0").TrackedContent, "%s, %s", c.title, name)
		}
	}
	require.Len(t, seen, 3, "two rotations")
}

// seeds are orders of hooks: every story must be true in each of them.
const seeds = 20

// TestStories begins each story with a database of two units that shares its credential with two web servers.
func TestStories(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		why   string
		model call.ModelType
		story []chapter
	}{
		{name: "shared credential", why: "the leader makes it once, however many units join"},
		{name: "rotation", why: "every unit of every observer moves on, and lets go of the old revision", story: []chapter{
			{"a day", after(day), facts{revision: 2, kept: 1, loggedIn: 2}},
			{"a week", after(7 * day), facts{revision: 9, kept: 1, loggedIn: 2}},
		}},
		{name: "another user name", why: "it is a new revision like a rotation", story: []chapter{
			{"config", func(m *juju.Model) error {
				return m.SetConfig("database", map[string]any{"username": "root"})
			}, facts{revision: 2, kept: 1, loggedIn: 2}},
		}},
		{name: "the same user name", why: "canonical/data-platform-libs #164: what is equal is no revision", story: []chapter{
			{"config", func(m *juju.Model) error {
				return m.SetConfig("database", map[string]any{"username": "admin"})
			}, facts{revision: 1, kept: 1, loggedIn: 2}},
		}},

		{name: "scale up and down", why: "who comes later reads the latest; who goes keeps nothing", story: []chapter{
			{"a day", after(day), facts{revision: 2, kept: 1, loggedIn: 2}},
			{"up", scale("webserver", 4), facts{revision: 2, kept: 1, loggedIn: 4}},
			{"down to none", scale("webserver", 0), facts{revision: 2, kept: 1}},
			{"a day alone", after(day), facts{revision: 3, kept: 1}},
			{"up again", scale("webserver", 1), facts{revision: 3, kept: 1, loggedIn: 1}},
		}},
		{name: "scale up in the middle of a rotation", why: "the newcomer finds the new password", story: []chapter{
			{"up", func(m *juju.Model) error {
				return errors.Join(rotate(m), m.Scale("webserver", 3))
			}, facts{revision: 2, kept: 1, loggedIn: 3}},
		}},
		{name: "scale down in the middle of a rotation", why: "what a unit held when it went Juju notices with the next revision", story: []chapter{
			{"down", func(m *juju.Model) error {
				return errors.Join(rotate(m), m.Scale("webserver", 0))
			}, facts{revision: 2, kept: 2}},
			{"a day", after(day), facts{revision: 3, kept: 1}},
		}},

		{name: "leader lost before the rotation", why: "the next leader is asked instead", story: []chapter{
			{"failover", func(m *juju.Model) error {
				return errors.Join(m.Advance(day), m.Failover("database", "database/1"))
			}, facts{revision: 2, kept: 1, loggedIn: 2}},
		}},
		{name: "leader lost in the middle of a rotation", why: "the next leader removes what the first has renewed", story: []chapter{
			{"failover", func(m *juju.Model) error {
				return errors.Join(rotate(m), m.Failover("database", "database/1"))
			}, facts{revision: 2, kept: 1, loggedIn: 2}},
		}},
		{name: "leader lost at the end of a rotation", why: "Juju tells the next leader of the old revision with the next one", story: []chapter{
			{"failover", func(m *juju.Model) error {
				return errors.Join(m.Advance(day), until(m, "database/0", charm.KindSecretRemove), m.Failover("database", "database/1"))
			}, facts{revision: 2, kept: 2, loggedIn: 2}},
			{"a day", after(day), facts{revision: 3, kept: 1, loggedIn: 2}},
		}},
		{name: "no leader for a while", why: "the rotation waits for one", story: []chapter{
			{"nobody leads", func(m *juju.Model) error {
				return errors.Join(m.Depose("database"), m.Advance(day))
			}, facts{revision: 1, kept: 1, loggedIn: 2}},
			{"somebody does", func(m *juju.Model) error {
				return m.Failover("database", "")
			}, facts{revision: 2, kept: 1, loggedIn: 2}},
		}},
		{name: "related while nobody leads", why: "canonical/operator #169: the next leader shares with who joined before", story: []chapter{
			{"nobody leads", func(m *juju.Model) error {
				return errors.Join(m.Depose("database"), m.RemoveRelation("webserver", "database"), m.Settle(), m.Integrate("webserver", "database"))
			}, facts{revision: 1, kept: 1, inactive: 2}},
			{"somebody does", func(m *juju.Model) error {
				return m.Failover("database", "database/1")
			}, facts{revision: 1, kept: 1, loggedIn: 2}},
		}},
		{name: "the leader is removed", why: "canonical/mongodb-operator #263: it runs relation-broken, and the relation lives on",
			model: call.ModelMachines, story: []chapter{
				{"one unit less", func(m *juju.Model) error {
					return m.RemoveUnit("database/0")
				}, facts{revision: 1, kept: 1, loggedIn: 2}},
				{"a day", after(day), facts{revision: 2, kept: 1, loggedIn: 2}},
			}},

		{name: "revoke", why: "who left does not know the next password; what it has read stays with it", story: []chapter{
			{"a blog", func(m *juju.Model) error {
				return errors.Join(m.Deploy(webserverCharm, juju.Deployment{Name: "blog"}), m.Integrate("blog", "database"))
			}, facts{revision: 1, kept: 1, loggedIn: 3}},
			{"leaves", func(m *juju.Model) error {
				return m.RemoveRelation("blog", "database")
			}, facts{revision: 2, kept: 2, loggedIn: 2, inactive: 1}},
			{"a week", after(7 * day), facts{revision: 9, kept: 2, loggedIn: 2, inactive: 1}},
		}},
		{name: "relation removed, and made again", why: "the observers read the latest, and let go of what they had", story: []chapter{
			{"removed", func(m *juju.Model) error {
				return m.RemoveRelation("webserver", "database")
			}, facts{revision: 2, kept: 2, inactive: 2}},
			{"a day", after(day), facts{revision: 3, kept: 2, inactive: 2}},
			{"made", func(m *juju.Model) error {
				return m.Integrate("webserver", "database")
			}, facts{revision: 3, kept: 1, loggedIn: 2}},
		}},
		{name: "relation removed in the middle of a rotation", why: "canonical/cos-lite-bundle #127: no unit fails in teardown", story: []chapter{
			{"removed, and made again", func(m *juju.Model) error {
				return errors.Join(rotate(m), m.RemoveRelation("webserver", "database"), m.Settle(), m.Integrate("webserver", "database"))
			}, facts{revision: 3, kept: 1, loggedIn: 2}},
		}},
		{name: "leader lost after it took the grant back", why: "the next one cannot grant over a relation that ends; it renews once more", story: []chapter{
			{"removed", func(m *juju.Model) error {
				return errors.Join(m.RemoveRelation("webserver", "database"), finish(m, "database/0"), m.Failover("database", "database/1"))
			}, facts{revision: 3, kept: 2, inactive: 2}},
		}},
		{name: "leader lost before it took the grant back", why: "Juju does so; nobody renews the password before the next rotation", story: []chapter{
			{"removed", func(m *juju.Model) error {
				return errors.Join(m.RemoveRelation("webserver", "database"), finish(m, "database/1"), m.Failover("database", "database/1"))
			}, facts{revision: 1, kept: 1, inactive: 2}},
			{"a day", after(day), facts{revision: 2, kept: 2, inactive: 2}},
		}},

		{name: "the database is removed", why: "its secret goes with it", story: []chapter{
			{"removed", remove("database"), facts{inactive: 2}},
			{"and the web servers", remove("webserver"), facts{}},
		}},
		{name: "the database is removed in the middle of a rotation", why: "canonical/k8s-operator #973: a secret that is gone is no reason to fail",
			story: []chapter{
				{"removed", func(m *juju.Model) error {
					return errors.Join(rotate(m), m.RemoveApplication("database"))
				}, facts{inactive: 2}},
			}},
		{name: "the web servers are removed", why: "nobody knows the new password but the database", story: []chapter{
			{"a day without them", func(m *juju.Model) error {
				return errors.Join(m.RemoveApplication("webserver"), m.Settle(), m.Advance(day))
			}, facts{revision: 3, kept: 1}},
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(seeds) {
				m := &juju.Model{Seed: seed, Type: test.model}
				err := play(m, append([]chapter{beginning(2)}, test.story...))
				require.NoError(t, err, "%s (seed %d)\n%v", test.why, seed, m.Timeline())
			}
		})
	}
}

func after(d time.Duration) func(*juju.Model) error {
	return func(m *juju.Model) error { return m.Advance(d) }
}

func scale(app string, units int) func(*juju.Model) error {
	return func(m *juju.Model) error { return m.Scale(app, units) }
}

func remove(app string) func(*juju.Model) error {
	return func(m *juju.Model) error { return m.RemoveApplication(app) }
}

// rotate lets a day pass, and the database renew its password; nobody has been told of it yet.
func rotate(m *juju.Model) error {
	return errors.Join(m.Advance(day), step(m, "database/0", charm.KindSecretRotate))
}

// until runs hooks until the next one of a unit is of a kind.
func until(m *juju.Model, unit string, kind charm.Kind) error {
	for {
		event, due, err := m.Next(unit)
		if err != nil || due && event.Kind == kind {
			return err
		}
		if ran, err := m.Step(); err != nil || !ran {
			return errors.Join(err, fmt.Errorf("%s has no hook of kind %q to run", unit, kind))
		}
	}
}

// finish runs all that a unit has to do, and nothing else.
func finish(m *juju.Model, unit string) error {
	for {
		if ran, err := m.StepUnit(unit); err != nil || !ran {
			return err
		}
	}
}

// TestLife plays the story of the program, with more seeds and sizes than anybody looks at.
func TestLife(t *testing.T) {
	t.Parallel()
	for seed := range uint64(5 * seeds) {
		units := 1 + int(seed)%4
		m := &juju.Model{Seed: seed}
		require.NoError(t, play(m, life(units)), "seed %d, %d units\n%v", seed, units, m.Timeline())
		require.Empty(t, m.Units())
	}
}

// TestResolved: a web server cannot reach the database when it is to move on.
func TestResolved(t *testing.T) {
	t.Parallel()
	inError := facts{revision: 2, kept: 2, loggedIn: 1, inactive: 1}
	tests := []struct {
		name    string
		why     string
		retries bool // the model's, as Juju does by default
		do      func(*juju.Model) error
		then    facts
	}{
		{name: "not resolved", why: "the unit waits, with all that it has to do", do: after(day - time.Second), then: inError},
		{name: "resolved", why: "the hook is run again",
			do: func(m *juju.Model) error { return m.Resolved("webserver/1", true) }, then: facts{revision: 2, kept: 1, loggedIn: 2}},
		{name: "resolved without a retry", why: "Juju does not tell it again: it goes on with the old password until the next rotation",
			do: func(m *juju.Model) error { return m.Resolved("webserver/1", false) }, then: facts{revision: 2, kept: 2, loggedIn: 1, outdated: 1}},
		{name: "resolved without a retry, a day later", why: "the next rotation takes it along",
			do:   func(m *juju.Model) error { return errors.Join(m.Resolved("webserver/1", false), m.Advance(day)) },
			then: facts{revision: 3, kept: 1, loggedIn: 2}},
		{name: "resolved by itself", why: "Juju runs a failed hook again after five seconds", retries: true,
			do: after(5 * time.Second), then: facts{revision: 2, kept: 1, loggedIn: 2}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(seeds) {
				up := false // once it is known that the database is back
				serving := webserver.New()
				unreachable := webserverCharm
				unreachable.Handler = charm.HandlerFunc(func(h *charm.Hook) error {
					if !up && h.Kind() == charm.KindSecretChanged && h.UnitName() == "webserver/1" {
						return errors.New("connection refused")
					}
					return serving.Handle(h)
				})
				m := &juju.Model{Seed: seed, RetryHooks: test.retries}
				m.Check(juju.MaxRevisions(2)) // the one that a unit in error goes on with may stay
				require.NoError(t, m.Deploy(databaseCharm, juju.Deployment{}))
				require.NoError(t, m.Deploy(unreachable, juju.Deployment{Units: 2}))
				require.NoError(t, m.Integrate("webserver", "database"))

				found, err := chapter{do: after(day)}.play(m)
				require.NoError(t, err)
				require.Equal(t, inError, found)
				require.ErrorContains(t, juju.NoUnitInError(m), `webserver/1 is in error: hook failed: "secret-changed"`)

				up = true
				found, err = chapter{do: test.do}.play(m)
				require.NoError(t, err)
				require.Equal(t, test.then, found, "%s (seed %d)\n%v", test.why, seed, m.Timeline())
			}
		})
	}
}
