package rules_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/juju"
)

// everything is all that can be seen of a model.
type everything struct {
	timeline juju.Timeline
	status   juju.Status
	states   map[string]scenario.State
	next     map[string]scenario.Event
}

func (s *stage) everything() everything {
	s.t.Helper()
	e := everything{timeline: s.Timeline(), status: s.Status(), states: make(map[string]scenario.State), next: make(map[string]scenario.Event)}
	for _, app := range e.status.Applications {
		for unit := range app.Units {
			state, err := s.State(unit)
			s.ok(err)
			event, _, err := s.Next(unit)
			s.ok(err)
			e.states[unit], e.next[unit] = state, event
		}
	}
	return e
}

// prepared notes how the model is before something is refused.
func (s *stage) prepared() {
	s.t.Helper()
	s.before = s.everything()
}

// refusals is a table of what one verb refuses, on a model with db and web that are related, blog with two relations to
// it, a unit in error, an offer that is in use, and an application that is on its way out.
type refusals []struct {
	name string
	do   func(*stage) error
	want string // the juju client's text
	code string // at its end
}

func (r refusals) run(t *testing.T) {
	for _, refusal := range r {
		t.Run(refusal.name, func(t *testing.T) {
			t.Parallel()
			s := busyStage(t)
			s.prepared()
			err := refusal.do(s)
			want := refusal.want
			if refusal.code != "" {
				want += " (" + refusal.code + ")"
			}
			require.EqualError(t, err, want)
			var refused *juju.Error
			require.True(t, errors.As(err, &refused), "%T", err)
			require.Equal(t, refusal.code, refused.Code)
			require.Equal(t, s.before, s.everything(), "nothing changes")
		})
	}
}

const storeMetadata = `
name: store
type: charm
summary: A store.
description: Plays a store.
provides:
  orders: {interface: sql}
  archive: {interface: sql}
`

const agentMetadata = `
name: agent
type: charm
subordinate: true
summary: Watches a machine.
description: Plays a subordinate.
requires:
  host: {interface: juju-info, scope: container}
`

// busyStage is the model of the refusals: on machines, so that units have names to remove.
func busyStage(t *testing.T) *stage {
	s := onStage(t, &juju.Model{Name: "prod", Type: call.ModelMachines})
	s.pair(1, 1)
	s.deploy(webMetadata, "blog", 1)
	s.deploy(storeMetadata, "store", 1)
	s.deploy(agentMetadata, "agent", 0)
	s.deploy(webMetadata, "old", 1)
	s.ok(s.Integrate("blog", "store:orders"))
	s.ok(s.Integrate("blog", "store:archive"))
	s.ok(s.Integrate("old", "db"))
	s.settle()
	s.fail("blog/0 config-changed")
	s.fail("old/0 stop")
	s.ok(s.SetConfig("blog", map[string]any{"port": 8080}))
	s.ok(s.RemoveApplication("old"))
	s.settle()
	s.reconfigure("web")

	_, err := s.Offer("db:database", "")
	s.ok(err)
	other, err := s.AddModel("shop")
	s.ok(err)
	s.ok(other.Deploy(s.charm(webMetadata), juju.Deployment{Name: "front"}))
	s.ok(other.Consume("admin/prod.db", ""))
	s.ok(other.Integrate("front", "db"))
	_, err = other.Offer("front:cache", "pages")
	s.ok(err)
	s.ok(s.Consume("admin/shop.pages", ""))
	return s
}

// TestDeployRefused: clients.md 2.4.
func TestDeployRefused(t *testing.T) {
	t.Parallel()
	deploy := func(metadata string, as juju.Deployment) func(*stage) error {
		return func(s *stage) error { return s.Deploy(s.charm(metadata), as) }
	}
	refusals{
		{"a name that is taken", deploy(dbMetadata, juju.Deployment{Name: "db"}), `cannot add application "db": application already exists`, ""},
		{"the name of one that is going", deploy(webMetadata, juju.Deployment{Name: "old"}), `cannot add application "old": application already exists`, ""},
		{"the name of a consumed offer", deploy(webMetadata, juju.Deployment{Name: "pages"}), `cannot add application "pages": saas application with same name already exists`, ""},
		{"no name", deploy(webMetadata, juju.Deployment{Name: "Web"}), `invalid application name "Web"`, ""},
		{"no number", deploy(webMetadata, juju.Deployment{Name: "more", Units: -1}), `--num-units must be a positive integer`, ""},
		{"units of a subordinate", deploy(agentMetadata, juju.Deployment{Name: "more", Units: 2}), `cannot use --num-units or --to with subordinate application`, ""},
		{"an unknown option", deploy(webMetadata, juju.Deployment{Name: "more", Config: map[string]any{"prt": 1}}), `parsing settings for application: unknown option "prt"`, ""},
		{"an option of another type", deploy(webMetadata, juju.Deployment{Name: "more", Config: map[string]any{"port": "x"}}), `option "port" expected int, got "x"`, ""},
	}.run(t)
}

// TestUnitsRefused: clients.md 2.4.
func TestUnitsRefused(t *testing.T) {
	t.Parallel()
	refusals{
		{"add none", func(s *stage) error { return s.AddUnit("db", 0) }, `--num-units must be a positive integer`, ""},
		{"add to nothing", func(s *stage) error { return s.AddUnit("bd", 1) }, `application "bd" not found`, "not found"},
		{"add to one that is going", func(s *stage) error { return s.AddUnit("old", 1) }, `cannot add unit to application "old": application is not found or not alive`, ""},
		{"add to a subordinate", func(s *stage) error { return s.AddUnit("agent", 1) }, `cannot add unit to application "agent": application is a subordinate`, ""},
		{"scale machines", func(s *stage) error { return s.Scale("db", 2) }, `Juju command "scale-application" only supported on k8s container models`, ""},
		{"remove none", func(s *stage) error { return s.RemoveUnit() }, `no units specified`, ""},
		{"remove what is no unit", func(s *stage) error { return s.RemoveUnit("web/0", "db") }, `invalid unit name "db"`, ""},
		{"remove a leader by that name", func(s *stage) error { return s.RemoveUnit("db/leader") }, `invalid unit name "db/leader"`, ""},
		{"remove what is not there", func(s *stage) error { return s.RemoveUnit("web/0", "db/9") }, `removing unit db/9 failed: unit "db/9" does not exist`, ""},
		{"remove no application", func(s *stage) error { return s.RemoveApplication() }, `no application specified`, ""},
		{"remove an application that is not there", func(s *stage) error { return s.RemoveApplication("web", "bd") }, `removing application bd failed: application "bd" not found`, ""},
		{"remove an application on offer", func(s *stage) error { return s.RemoveApplication("web", "db") }, `removing application db failed: cannot destroy application "db": application is used by 1 offer`, ""},
	}.run(t)

	t.Run("Kubernetes", func(t *testing.T) {
		t.Parallel()
		for _, test := range []struct {
			name string
			do   func(*stage) error
			want string
		}{
			{"remove by name", func(s *stage) error { return s.RemoveUnit("db/0") }, "k8s models do not support removing named units.\nInstead specify an application with --num-units."},
			{"scale to less than none", func(s *stage) error { return s.Scale("db", -1) }, "scale must be a positive integer"},
			{"scale nothing", func(s *stage) error { return s.Scale("bd", 1) }, `application "bd" does not exist`},
			{"add to nothing", func(s *stage) error { return s.AddUnit("bd", 1) }, `application "bd" does not exist`},
			{"scale one that is going", func(s *stage) error { return s.Scale("old", 1) }, "application is not found or not alive"},
		} {
			s := onStage(t, &juju.Model{})
			s.pair(2, 1)
			s.deploy(webMetadata, "old", 1)
			s.settle()
			s.ok(s.RemoveApplication("old"))
			before := s.everything()
			err := test.do(s)
			require.EqualError(t, err, test.want, test.name)
			require.IsType(t, &juju.Error{}, err, test.name)
			require.Equal(t, before, s.everything(), test.name)
		}
	})
}

// TestIntegrateRefused: clients.md 2.2.
func TestIntegrateRefused(t *testing.T) {
	t.Parallel()
	integrate := func(a, b string) func(*stage) error { return func(s *stage) error { return s.Integrate(a, b) } }
	refusals{
		{"no name", integrate("Db", "web"), `application name "Db" not valid`, ""},
		{"no endpoint", integrate("db:", "web"), `endpoint "db:" not valid`, ""},
		{"unknown application", integrate("bd", "web"), `application "bd" not found`, "not found"},
		{"unknown endpoint", integrate("db:databse", "web"), `application "db" has no "databse" relation`, ""},
		{"unknown endpoint of an offer", integrate("pages:database", "web"), `saas application "pages" has no "database" relation`, ""},
		{"nothing fits", integrate("web", "blog"), `no relations found`, ""},
		{"a peer endpoint", integrate("db:peers", "db:peers"), `no relations found`, ""},
		{"several fit", integrate("web", "store"), `ambiguous relation: "web store" could refer to "web:database store:archive"; "web:database store:orders"`, ""},
		{"exists", integrate("db", "web"), `cannot add relation "web:database db:database": relation web:database db:database`, "already exists"},
		{"going", integrate("old", "db"), `cannot add relation "old:database db:database": application "old" is not alive`, ""},
		{"limit", func(s *stage) error {
			s.deploy(`{name: redis, type: charm, summary: s, description: d, provides: {cache: {interface: cache}}}`, "one", 0)
			s.deploy(`{name: redis, type: charm, summary: s, description: d, provides: {cache: {interface: cache}}}`, "two", 0)
			s.ok(s.Integrate("web", "one"))
			s.prepared()
			return s.Integrate("web", "two")
		}, `cannot add relation "web:cache two:cache": establishing a new relation for web:cache would exceed its maximum relation limit of 1`, "quota limit exceeded"},
		{"two offers", func(s *stage) error {
			other := s.Models()[1]
			s.ok(other.Deploy(s.charm(`{name: redis, type: charm, summary: s, description: d, provides: {cache: {interface: cache}}}`), juju.Deployment{Name: "redis"}))
			_, err := other.Offer("redis:cache", "")
			s.ok(err)
			s.ok(s.Consume("admin/shop.redis", ""))
			s.prepared()
			return s.Integrate("pages", "redis")
		}, `cannot add relation "pages:cache redis:cache": cannot add relation between saas applications "pages" and "redis"`, ""},
		{"dying", func(s *stage) error {
			s.fail("web/0 database broken")
			s.ok(s.RemoveRelation("web", "db"))
			s.settle()
			s.prepared()
			return s.Integrate("web", "db")
		}, `cannot add relation "web:database db:database": relation web:database db:database is dying, but not yet removed`, "already exists"},
	}.run(t)
}

// TestRemoveRelationRefused: clients.md 2.3, and the suspension of relations.
func TestRemoveRelationRefused(t *testing.T) {
	t.Parallel()
	remove := func(a, b string) func(*stage) error { return func(s *stage) error { return s.RemoveRelation(a, b) } }
	refusals{
		{"unknown", remove("db", "blog"), `relation matching "db blog" not found`, "not found"},
		{"unknown application", remove("db", "bd"), `relation matching "db bd" not found`, "not found"},
		{"several", remove("blog", "store"), `ambiguous relation: "blog store" could refer to "blog:database store:orders"; "blog:database store:archive"`, ""},
		{"peers", remove("db:peers", "db:peers"), `cannot destroy relation "db:peers": is a peer relation`, ""},
		{"suspend one without an offer", func(s *stage) error { return s.Suspend("db", "web") }, `cannot set suspend status for "web:database db:database" which is not associated with an offer`, ""},
		{"suspend nothing", func(s *stage) error { return s.Suspend("db", "blog") }, `relation matching "db blog" not found`, "not found"},
		{"suspend where it is consumed", func(s *stage) error { return s.Models()[1].Suspend("front", "db") }, `cannot set suspend status for "front:database db:database" which is not associated with an offer`, ""},
	}.run(t)
}

// TestConfigRefused: clients.md 2.1 and secrets.md 12.1.
func TestConfigRefused(t *testing.T) {
	t.Parallel()
	set := func(key string, value any) func(*stage) error {
		return func(s *stage) error { return s.SetConfig("web", map[string]any{"title": "changed", key: value}) }
	}
	token := func(value any) func(*stage) error {
		return func(s *stage) error { return s.SetConfig("db", map[string]any{"size": 3, "token": value}) }
	}
	refusals{
		{"unknown application", func(s *stage) error { return s.SetConfig("bd", nil) }, `application "bd" not found`, "not found"},
		{"read an unknown application", func(s *stage) error { _, err := s.Config("bd"); return err }, `application "bd" not found`, "not found"},
		{"reset an unknown application", func(s *stage) error { return s.ResetConfig("bd", "port") }, `application "bd" not found`, ""},
		{"unknown option", set("prt", 1), `parsing settings for application: unknown option "prt"`, ""},
		{"reset an unknown option", func(s *stage) error { return s.ResetConfig("web", "port", "prt") }, `updating application charm settings: unknown option "prt"`, ""},
		{"int", set("port", "abc"), `option "port" expected int, got "abc"`, ""},
		{"int, empty", set("port", ""), `option "port" expected int, got ""`, ""},
		{"int, a fraction", set("port", 1.5), `option "port" expected int, got 1.5`, ""},
		{"int, a boolean", set("port", true), `option "port" expected int, got true`, ""},
		{"boolean", set("debug", "yes"), `option "debug" expected boolean, got "yes"`, ""},
		{"float", set("rate", "fast"), `option "rate" expected float, got "fast"`, ""},
		{"string, a number", set("title", 1), `option "title" expected string, got 1`, ""},
		{"secret without a scheme", token("d0erdgpp4ni1a7hg2cg0"), `secret URI scheme missing not valid`, ""},
		{"secret of another scheme", token("https://d0erdgpp4ni1a7hg2cg0"), `secret URI scheme "https" not valid`, ""},
		{"secret without an ID", token("secret:x"), `invalid secret URI for option "token": secret URI "secret:x" not valid`, ""},
	}.run(t)
}

// TestConfigAccepted: clients.md 2.1, what the juju client reads from text.
func TestConfigAccepted(t *testing.T) {
	t.Parallel()
	s := onStage(t, &juju.Model{})
	s.pair(1, 1)
	s.ok(s.SetConfig("web", map[string]any{"port": "8080", "debug": "t", "rate": "1e2", "title": ""}))
	s.ok(s.SetConfig("db", map[string]any{"token": ""}))
	config, err := s.Config("web")
	s.ok(err)
	require.Equal(t, map[string]any{"port": int64(8080), "debug": true, "rate": 100.0, "title": ""}, config)
	s.ok(s.SetConfig("web", map[string]any{"port": 1, "debug": false, "rate": 2, "title": "hello"}))
	s.ok(s.SetConfig("db", map[string]any{"token": "secret:d0erdgpp4ni1a7hg2cg0"}))
	config, err = s.Config("web")
	s.ok(err)
	require.Equal(t, map[string]any{"port": int64(1), "debug": false, "rate": 2.0, "title": "hello"}, config)
	s.ok(s.ResetConfig("web", "port", "title"))
	config, err = s.Config("web")
	s.ok(err)
	require.Equal(t, map[string]any{"port": int64(80), "debug": false, "rate": 2.0}, config)
}

// TestRunRefused: clients.md 2.5, and resolved of 2.4.
func TestRunRefused(t *testing.T) {
	t.Parallel()
	run := func(unit, action string, params map[string]any) func(*stage) error {
		return func(s *stage) error { _, err := s.Run(unit, action, params); return err }
	}
	refusals{
		{"unknown unit", run("db/9", "ping", nil), `unit "db/9" not found`, ""},
		{"unknown application", run("bd/leader", "ping", nil), `could not determine leader for "bd"`, ""},
		{"nobody leads", run("agent/leader", "ping", nil), `could not determine leader for "agent"`, ""},
		{"unknown action", run("db/0", "bakcup", nil), `action "bakcup" not defined on unit "db/0"`, ""},
		{"a charm without actions", run("web/0", "ping", nil), `no actions defined on charm "local:web-0"`, ""},
		{"in the background", func(s *stage) error { _, err := s.Enqueue("db/9", "ping", nil); return err }, `unit "db/9" not found`, ""},
		{"resolve no unit", func(s *stage) error { return s.Resolved("db", true) }, `unit name "db" not valid`, ""},
		{"resolve an unknown unit", func(s *stage) error { return s.Resolved("db/9", true) }, `unit "db/9" not found`, ""},
		{"resolve what is not in error", func(s *stage) error { return s.Resolved("db/0", false) }, `unit "db/0" is not in an error state`, ""},
		{"resolve twice", func(s *stage) error {
			s.ok(s.Resolved("blog/0", true))
			s.prepared()
			return s.Resolved("blog/0", false)
		}, `cannot set resolved mode for unit "blog/0": already resolved`, ""},
		{"refresh nothing", func(s *stage) error { return s.Refresh("bd", s.charm(dbMetadata)) }, `application "bd" not found`, "not found"},
		{"refresh to a charm without the endpoint", func(s *stage) error { return s.Refresh("db", s.charm(webMetadata)) }, `cannot upgrade application "db" to charm "local:web-0": would break relation "db:peers"`, ""},
	}.run(t)
	for name, params := range map[string]map[string]any{"missing": nil, "of another type": {"target": 1}} {
		s := busyStage(t)
		before := s.everything()
		_, err := s.Run("db/0", "backup", params)
		require.IsType(t, &juju.Error{}, err, name)
		require.ErrorContains(t, err, "target", name)
		require.Equal(t, before, s.everything(), name)
	}
}

// TestOfferRefused: clients.md 2.7.
func TestOfferRefused(t *testing.T) {
	t.Parallel()
	offer := func(endpoints string) func(*stage) error {
		return func(s *stage) error { _, err := s.Offer(endpoints, ""); return err }
	}
	refusals{
		{"no endpoint", offer("db"), `endpoints must conform to format "<application-name>:<endpoint-name>[,...]" `, ""},
		{"unknown application", offer("bd:database"), `application "bd" not found`, "not found"},
		{"unknown endpoint", offer("db:database,databse"), `application "db" has no "databse" relation`, ""},
		{"a peer endpoint", offer("db:peers"), `application "db" has no "peers" relation`, ""},
		{"consume nothing", func(s *stage) error { return s.Consume("admin/shop.bd", "") }, `could not consume admin/shop.bd: application offer "admin/shop.bd" not found`, "not found"},
		{"consume under the name of an application", func(s *stage) error { return s.Consume("admin/shop.pages", "web") }, `could not consume admin/shop.pages: cannot add saas application "web": local application with same name already exists`, ""},
		{"consume under the name of another offer", func(s *stage) error {
			other := s.Models()[1]
			_, err := other.Offer("front:cache", "others")
			s.ok(err)
			s.prepared()
			return s.Consume("admin/shop.others", "pages")
		}, `could not consume admin/shop.others: saas application called "pages" from a different model already exists`, ""},
		{"remove what is not on offer", func(s *stage) error { return s.RemoveOffer("bd") }, `application offer "bd" not found`, "not found"},
		{"remove an offer in use", func(s *stage) error { return s.RemoveOffer("db") }, `cannot delete application offer "db": offer has 1 relation`, ""},
		{"forget what was not consumed", func(s *stage) error { return s.RemoveSAAS("db") }, `saas application "db" not found`, "not found"},
	}.run(t)
}
