package juju_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// TestDatabagIsNewOnEntering has a unit come into a relation in which an earlier unit of its name left a databag: it finds
// none of it.
func TestDatabagIsNewOnEntering(t *testing.T) {
	t.Parallel()
	m := &juju.Model{}
	write := func(h *charm.Hook) error {
		return h.RelationByID("database:2").LocalUnit().Set("left", "behind")
	}
	related(t, m, scripts{}, scripts{"web/1 database-relation-created": write}, 1, 2)
	state, err := m.State("db/0")
	require.NoError(t, err)
	require.Equal(t, "behind", state.Relations[1].RemoteUnits["web/1"]["left"])
	require.NoError(t, m.Scale("web", 1))
	require.NoError(t, m.Settle())
	state, err = m.State("db/0")
	require.NoError(t, err)
	require.Equal(t, "behind", state.Relations[1].DepartedUnits["web/1"]["left"])

	require.NoError(t, m.AddUnit("web", 1))
	require.NoError(t, m.SetConfig("web", map[string]any{"salt": 1}))
	for _, hook := range []string{"install", "cluster-relation-created"} {
		ran, err := m.StepUnit("web/1")
		require.NoError(t, err)
		require.True(t, ran)
		require.Equal(t, hook, m.Timeline()[now(m)-1].Hook)
	}
	state, err = m.State("web/1")
	require.NoError(t, err)
	require.NotContains(t, state.Relations[1].LocalUnitData, "left")
	require.Len(t, state.Relations[1].LocalUnitData, 3)
}

// TestRelationRemovedBeforeItWasSeen removes a relation, and a unit, before the units have run relation-created: they run
// nothing about it. One whose relation-created failed sees it through.
func TestRelationRemovedBeforeItWasSeen(t *testing.T) {
	t.Parallel()
	fail := func(*charm.Hook) error { return errOnPurpose }
	for _, end := range []struct {
		name string
		ends func(m *juju.Model) error
		web  []string
	}{
		{"relation", func(m *juju.Model) error { return m.RemoveRelation("db:database", "web:database") },
			[]string{"database-relation-created", "database-relation-created", "database-relation-broken"}},
		{"unit", func(m *juju.Model) error { return m.Scale("web", 0) },
			[]string{"database-relation-created", "database-relation-created", "database-relation-broken", "stop", "remove"}},
	} {
		t.Run(end.name, func(t *testing.T) {
			t.Parallel()
			m := &juju.Model{}
			web := scripts{"database-relation-created": fail}
			require.NoError(t, m.Deploy(scripts{}.database(), juju.Deployment{Name: "db"}))
			require.NoError(t, m.Deploy(web.client(), juju.Deployment{Name: "web"}))
			require.NoError(t, m.Settle())
			related := now(m)
			require.NoError(t, m.Integrate("db:database", "web:database"))
			ran, err := m.StepUnit("web/0")
			require.NoError(t, err)
			require.True(t, ran)
			require.NoError(t, end.ends(m))
			delete(web, "database-relation-created")
			require.NoError(t, m.Resolved("web/0", true))
			require.NoError(t, m.Settle())
			require.Equal(t, end.web, hooksOf(m, "web/0", related))
			if end.name == "relation" {
				require.Empty(t, hooksOf(m, "db/0", related))
			}
			require.NotContains(t, hooksOf(m, "web/0", 0), "database-relation-joined")
		})
	}
}

// TestRelationEndsWhileJoinedIsInError ends a relation in different ways while a unit is in error over relation-joined: once that
// counts as done, the member departs before the relation is broken, or the unit stops.
func TestRelationEndsWhileJoinedIsInError(t *testing.T) {
	t.Parallel()
	fail := func(*charm.Hook) error { return errOnPurpose }
	cases := []struct {
		name, hook string
		ends       func(m *juju.Model) error
		want       []string
	}{
		{"unit removed", "database-relation-joined", func(m *juju.Model) error { return m.Scale("web", 0) },
			[]string{"database-relation-changed", "database-relation-departed", "database-relation-broken", "stop", "remove"}},
		{"peer removed", "cluster-relation-joined", func(m *juju.Model) error { return m.Scale("web", 0) },
			[]string{"database-relation-departed", "database-relation-broken", "cluster-relation-changed", "cluster-relation-departed", "stop", "remove"}},
		{"relation removed", "database-relation-joined", func(m *juju.Model) error { return m.RemoveRelation("web:database", "db:database") },
			[]string{"database-relation-changed", "database-relation-departed", "database-relation-broken"}},
		{"other side removed", "database-relation-joined", func(m *juju.Model) error { return m.Scale("db", 0) },
			[]string{"database-relation-changed", "database-relation-departed"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := &juju.Model{}
			db, web := scripts{}, scripts{"web/0 " + c.hook: fail}
			require.NoError(t, m.Deploy(db.database(), juju.Deployment{Name: "db"}))
			require.NoError(t, m.Deploy(web.client(), juju.Deployment{Name: "web"}))
			require.NoError(t, m.Settle())
			if c.name == "peer removed" {
				require.NoError(t, m.AddUnit("web", 1))
			}
			require.NoError(t, m.Integrate("db:database", "web:database"))
			require.NoError(t, m.Settle())
			require.NoError(t, c.ends(m))
			require.NoError(t, m.Settle())
			before := now(m)
			require.NoError(t, m.Resolved("web/0", false))
			require.NoError(t, m.Settle())
			require.Equal(t, c.want, slices.DeleteFunc(hooksOf(m, "web/0", before), func(hook string) bool {
				return hook == "cluster-relation-created" || hook == "cluster-relation-joined"
			}))
		})
	}
}

// TestUnitIsRemovedOnce steps one unit to its end while it is in line with others: it does nothing afterwards.
func TestUnitIsRemovedOnce(t *testing.T) {
	t.Parallel()
	m := &juju.Model{}
	related(t, m, scripts{}, scripts{}, 2, 1)
	require.NoError(t, m.Scale("db", 1))
	for {
		ran, err := m.StepUnit("db/1")
		if err != nil {
			require.EqualError(t, err, `unit "db/1" not found (not found)`)
			break
		}
		require.True(t, ran)
	}
	gone := now(m)
	require.NoError(t, m.Settle())
	require.Empty(t, hooksOf(m, "db/1", gone))
}

// TestRelationResumedBeforeItWasLeft resumes a suspended relation before all units have left it: who has not left stays, who
// departed joins again, and what was written meanwhile is told.
func TestRelationResumedBeforeItWasLeft(t *testing.T) {
	t.Parallel()
	shop := scripts{"action poke": func(h *charm.Hook) error { return h.RelationByID("database:1").LocalUnit().Set("word", "new") }}
	m, other := across(t, sharing(), shop)
	require.NoError(t, other.AddUnit("shop", 1))
	require.NoError(t, m.AddUnit("db", 1))
	require.NoError(t, m.Settle())
	require.NoError(t, juju.NoUnitInError(m))

	relations := m.Status().Relations
	consumer := relations[len(relations)-1].Endpoints[0].Application // what the offering model calls shop
	require.NoError(t, m.Suspend(consumer, "db:database"))
	before := now(m)
	for range 2 {
		ran, err := other.StepUnit("shop/0")
		require.NoError(t, err)
		require.True(t, ran)
	}
	for range 3 {
		ran, err := m.StepUnit("db/0")
		require.NoError(t, err)
		require.True(t, ran)
	}
	task, err := other.Run("shop/1", "poke", nil)
	require.NoError(t, err)
	require.Equal(t, juju.TaskCompleted, task.Status, "%v", m.Timeline())
	require.NoError(t, m.Resume(consumer, "db:database"))
	require.NoError(t, m.Settle())

	about := func(model *juju.Model, unit string) []string {
		return slices.DeleteFunc(hooksOf(model, unit, before), func(hook string) bool { return hook == "action poke" })
	}
	const departed, joined, changed = "database-relation-departed", "database-relation-joined", "database-relation-changed"
	// Both members had departed from shop/0, and all of it was over for db/0, which leaves.
	require.Equal(t, []string{departed, departed, joined, changed, joined, changed}, about(other, "shop/0"))
	require.Equal(t, []string{departed, departed, "database-relation-broken", "database-relation-created", joined, changed, joined, changed}, about(m, "db/0"))
	// db/1 had not looked: all that it sees is what was written; nor had shop/1, for which db/0 left and came back.
	require.Equal(t, []string{changed}, about(m, "db/1"))
	require.Equal(t, []string{departed, joined, changed}, about(other, "shop/1"))
	state, err := m.State("db/1")
	require.NoError(t, err)
	for _, r := range state.Relations {
		if r.ID == "database:1" {
			require.Len(t, r.RemoteUnits, 2)
		}
	}
}

// TestNoUnitForAnApplicationThatIsBeingRemoved asks for more units of an application that waits for one in error.
func TestNoUnitForAnApplicationThatIsBeingRemoved(t *testing.T) {
	t.Parallel()
	m := &juju.Model{}
	related(t, m, scripts{"stop": func(*charm.Hook) error { return errOnPurpose }}, scripts{}, 1, 1)
	require.NoError(t, m.RemoveApplication("db"))
	require.NoError(t, m.Settle())
	require.EqualError(t, m.Scale("db", 3), `application is not found or not alive`)
	require.EqualError(t, m.AddUnit("db", 1), `application is not found or not alive`)
	require.NoError(t, m.Resolved("db/0", false))
	require.NoError(t, m.Settle())
	_, err := m.State("db/0")
	require.EqualError(t, err, `unit "db/0" not found (not found)`)
}

// TestRelationResumedForAUnitThatIsRemoved suspends a relation, removes a unit of it and resumes the relation: the unit leaves all the
// same, and its members depart first.
func TestRelationResumedForAUnitThatIsRemoved(t *testing.T) {
	t.Parallel()
	m, other := across(t, sharing(), scripts{})
	before := now(m)
	relations := m.Status().Relations
	consumer := relations[len(relations)-1].Endpoints[0].Application
	require.NoError(t, m.Suspend(consumer, "db:database"))
	require.NoError(t, other.Scale("shop", 0))
	require.NoError(t, m.Resume(consumer, "db:database"))
	require.NoError(t, m.Settle())
	require.Equal(t, []string{"database-relation-departed", "database-relation-broken", "stop", "remove"}, hooksOf(other, "shop/0", before))
	require.Equal(t, []string{"database-relation-departed"}, hooksOf(m, "db/0", before))
}

// TestDatabagIsKeptWhileItsUnitIsReplaced has a unit come into a relation under the name of one that is gone, while a member that is
// being removed itself has not parted from the earlier one: to that member the databag is as it read it.
func TestDatabagIsKeptWhileItsUnitIsReplaced(t *testing.T) {
	t.Parallel()
	var read []string
	db := scripts{
		"db/1 cluster-relation-created": func(h *charm.Hook) error { return h.RelationByID("cluster:0").LocalUnit().Set("word", "old") },
		"action poke": func(h *charm.Hook) error {
			word, _, err := h.RelationByID("cluster:0").RemoteUnit("db/1").Get("word")
			read = append(read, word)
			return err
		},
	}
	m := &juju.Model{}
	related(t, m, db, scripts{}, 2, 1)
	_, err := m.Run("db/0", "poke", nil)
	require.NoError(t, err)
	require.NoError(t, m.Scale("db", 0))
	delete(db, "db/1 cluster-relation-created")
	require.NoError(t, m.Scale("db", 2))
	for {
		ran, err := m.StepUnit("db/1")
		require.NoError(t, err)
		require.True(t, ran)
		if m.Timeline()[now(m)-1].Hook == "install" { // of the new db/1
			break
		}
	}
	_, err = m.Run("db/0", "poke", nil)
	require.NoError(t, err)
	require.Equal(t, []string{"old", "old"}, read)
}
