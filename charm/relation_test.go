package charm_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
)

func TestRelationEvent(t *testing.T) {
	t.Parallel()
	r := &recorder{}
	told := joined()
	told.DepartingUnit = "postgresql/0"
	e := charm.NewRelationEvent(r.hook(t, told))
	require.Equal(t, "database:3", e.Relation.ID())
	require.Equal(t, "database", e.Relation.Endpoint())
	require.Equal(t, "postgresql", e.RemoteApp)
	require.Equal(t, "postgresql/0", e.RemoteUnit)
	require.Equal(t, "postgresql/0", e.DepartingUnit)
	app, err := e.Relation.RemoteAppName()
	require.NoError(t, err)
	require.Equal(t, "postgresql", app)
	require.Empty(t, r.calls)
}

func TestRelations(t *testing.T) {
	t.Parallel()
	r := answer(&recorder{}, func(c *call.RelationIDs) error { c.IDs = []string{"database:3", "database:7"}; return nil })
	answer(r, func(c *call.RelationList) error {
		if c.App {
			c.RemoteApp = "mysql"
		} else {
			c.Units = []string{"mysql/0", "mysql/1"}
		}
		return nil
	})
	answer(r, func(c *call.RelationModelGet) error { c.ModelUUID = "uuid"; return nil })
	relations, err := r.hook(t, joined()).Relations("database")
	require.NoError(t, err)
	require.Len(t, relations, 2)
	app, err := relations[0].RemoteAppName()
	require.NoError(t, err)
	require.Equal(t, "postgresql", app, "the event told it")
	require.Len(t, r.calls, 1)
	app, err = relations[1].RemoteAppName()
	require.NoError(t, err)
	require.Equal(t, "mysql", app)
	units, err := relations[1].Units()
	require.NoError(t, err)
	require.Equal(t, []string{"mysql/0", "mysql/1"}, units)
	uuid, err := relations[1].RemoteModelUUID()
	require.NoError(t, err)
	require.Equal(t, "uuid", uuid)
}

func TestDatabagReads(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		bag  func(r *charm.Relation) *charm.Databag
		of   string
	}{
		{"own app", (*charm.Relation).LocalApp, "web"},
		{"own unit", (*charm.Relation).LocalUnit, "web/0"},
		{"remote app", (*charm.Relation).RemoteApp, "postgresql"},
		{"remote unit", func(r *charm.Relation) *charm.Databag { return r.RemoteUnit("postgresql/1") }, "postgresql/1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := answer(&recorder{}, func(c *call.RelationGet) error { c.Data = map[string]string{"key": "value"}; return nil })
			bag := test.bag(charm.NewRelationEvent(r.hook(t, joined())).Relation)
			all, err := bag.All()
			require.NoError(t, err)
			require.Equal(t, map[string]string{"key": "value"}, all)
			value, ok, err := bag.Get("key")
			require.NoError(t, err)
			require.True(t, ok)
			require.Equal(t, "value", value)
			_, ok, err = bag.Get("none")
			require.NoError(t, err)
			require.False(t, ok)
			require.Equal(t, &call.RelationGet{Relation: "database:3", Of: test.of}, r.calls[0])
			require.Len(t, r.calls, 3, "nothing is cached")
		})
	}
}

func TestDatabagWrites(t *testing.T) {
	t.Parallel()
	r := &recorder{}
	rel := charm.NewRelationEvent(r.hook(t, joined())).Relation
	require.NoError(t, rel.LocalApp().Set("secret-id", secretID))
	require.NoError(t, rel.LocalUnit().SetAll(map[string]string{"a": "1", "b": "2"}))
	require.NoError(t, rel.LocalUnit().Delete("a"))
	require.Equal(t, []call.Call{
		&call.RelationSet{Relation: "database:3", App: true, Data: map[string]string{"secret-id": secretID}},
		&call.RelationSet{Relation: "database:3", Data: map[string]string{"a": "1", "b": "2"}},
		&call.RelationSet{Relation: "database:3", Data: map[string]string{"a": ""}},
	}, r.calls)
}

// TestDatabagOfOtherSide: nothing is asked of Juju when a charm writes what is not its own.
func TestDatabagOfOtherSide(t *testing.T) {
	t.Parallel()
	r := &recorder{}
	h := r.hook(t, joined())
	tests := []struct {
		name string
		bag  *charm.Databag
		of   string
	}{
		{"remote app", charm.NewRelationEvent(h).Relation.RemoteApp(), "postgresql"},
		{"remote app of another relation", h.RelationByID("database:9").RemoteApp(), "the remote application"},
		{"remote unit", charm.NewRelationEvent(h).Relation.RemoteUnit("postgresql/0"), "postgresql/0"},
		{"peer unit", h.RelationByID("cluster:1").RemoteUnit("web/1"), "web/1"},
	}
	for _, test := range tests {
		err := test.bag.Set("key", "value")
		var readOnly *charm.ReadOnlyError
		require.ErrorAs(t, err, &readOnly, test.name)
		require.Equal(t, test.of, readOnly.Of, test.name)
		require.ErrorIs(t, err, charm.ErrPermissionDenied, test.name)
		require.Regexp(t, "^cannot write the databag of "+test.of+" in ", err.Error())
	}
	require.Empty(t, r.calls)
}

// TestDatabagOfPeers: the remote application of a peer relation is this one.
func TestDatabagOfPeers(t *testing.T) {
	t.Parallel()
	r := &recorder{}
	h := r.hook(t, call.Hook{Kind: call.KindRelationChanged, Endpoint: "cluster", Relation: "cluster:1", RemoteApp: "web"})
	require.NoError(t, charm.NewRelationEvent(h).Relation.RemoteApp().Set("key", "value"))
	require.Equal(t, []call.Call{&call.RelationSet{Relation: "cluster:1", App: true, Data: map[string]string{"key": "value"}}}, r.calls)
}

type base struct {
	Name string `json:"name"`
}

type settings struct {
	base
	Port    int               `json:"port"`
	TLS     bool              `json:"tls,omitempty"`
	Hosts   []string          `json:"hosts,omitempty"`
	Comment *string           `json:"comment"`
	Limits  map[string]uint16 `json:"limits,omitzero"`
	Plain   string
	Skipped string `json:"-"`
	hidden  string
}

func TestDatabagStruct(t *testing.T) {
	t.Parallel()
	comment := "5"
	full := settings{base: base{Name: "5"}, Port: 5432, TLS: true, Hosts: []string{"a", "b"}, Comment: &comment, Limits: map[string]uint16{"x": 1}, Plain: "{"}
	tests := []struct {
		name string
		from settings
		bag  map[string]string
	}{
		{"full", full, map[string]string{"name": "5", "port": "5432", "tls": "true", "hosts": `["a","b"]`, "comment": "5", "limits": `{"x":1}`, "Plain": "{"}},
		{"zero", settings{}, map[string]string{"name": "", "port": "0", "tls": "", "hosts": "", "comment": "", "limits": "", "Plain": ""}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := &recorder{}
			bag := charm.NewRelationEvent(r.hook(t, joined())).Relation.LocalUnit()
			from := test.from
			from.Skipped, from.hidden = "skipped", "hidden"
			require.NoError(t, bag.Save(&from))
			require.Equal(t, &call.RelationSet{Relation: "database:3", Data: test.bag}, r.calls[0])

			answer(r, func(c *call.RelationGet) error {
				c.Data = map[string]string{"unknown": "x"}
				for key, value := range test.bag {
					if value != "" { // Juju keeps no empty value
						c.Data[key] = value
					}
				}
				return nil
			})
			var back settings
			require.NoError(t, bag.Load(&back))
			require.Equal(t, test.from, back)
		})
	}
}

type account struct {
	User string `json:"user"`
}

type linked struct {
	*account // unexported: only what it points at can be read and written
	*Extra
	*Loop
	Port int `json:"port"`
}

// Extra is exported, so that it can be made.
type Extra struct {
	Zone string `json:"zone,omitempty"`
}

// Loop embeds itself.
type Loop struct{ *Loop }

// TestDatabagEmbeddedPointers: fields of what an embedded pointer points at are the host's, as in encoding/json.
func TestDatabagEmbeddedPointers(t *testing.T) {
	t.Parallel()
	r := &recorder{}
	bag := charm.NewRelationEvent(r.hook(t, joined())).Relation.LocalUnit()
	require.NoError(t, bag.Save(linked{Port: 1}))
	require.Equal(t, map[string]string{"port": "1"}, r.calls[0].(*call.RelationSet).Data, "nothing to save")
	loop := &Loop{}
	loop.Loop = loop
	require.NoError(t, bag.Save(linked{account: &account{User: "me"}, Extra: &Extra{Zone: "eu"}, Loop: loop, Port: 1}))
	require.Equal(t, map[string]string{"port": "1", "user": "me", "zone": "eu"}, r.calls[1].(*call.RelationSet).Data)

	answer(r, func(c *call.RelationGet) error { c.Data = map[string]string{"user": "me", "zone": "eu"}; return nil })
	var back linked
	require.NoError(t, bag.Load(&back))
	require.Equal(t, linked{Extra: &Extra{Zone: "eu"}}, back, "made where it can be, and only for what is there")
	back.account = &account{}
	require.NoError(t, bag.Load(&back))
	require.Equal(t, "me", back.User)
}

func TestDatabagStructMisuse(t *testing.T) {
	t.Parallel()
	r := answer(&recorder{}, func(c *call.RelationGet) error { c.Data = map[string]string{"port": "many"}; return nil })
	bag := charm.NewRelationEvent(r.hook(t, joined())).Relation.LocalUnit()
	var into settings
	require.ErrorContains(t, bag.Load(into), "want a pointer to a struct")
	require.ErrorContains(t, bag.Load(nil), "want a pointer to a struct")
	require.ErrorContains(t, bag.Load((*settings)(nil)), "want a pointer to a struct")
	require.ErrorContains(t, bag.Save(nil), "want a struct")
	require.ErrorContains(t, bag.Save((*settings)(nil)), "want a struct")
	require.ErrorContains(t, bag.Save(struct{ F func() }{}), `cannot save key "F"`)
	require.Empty(t, r.calls)
	require.ErrorContains(t, bag.Load(&into), `cannot load key "port" of database:3: want JSON for int`)
	require.ErrorIs(t, charm.NewRelationEvent(r.hook(t, joined())).Relation.RemoteApp().Save(into), charm.ErrPermissionDenied)
}
