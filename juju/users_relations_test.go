package juju_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/examples/database"
	"github.com/charmscenario/scenario/examples/webserver"
	"github.com/charmscenario/scenario/juju"
)

// TestUsersRelationsOnModel: relations, their databags, and their end.
func TestUsersRelationsOnModel(t *testing.T) {
	hosts := hooks{"database-relation-created": func(h *charm.Hook) error {
		relation := charm.NewRelationEvent(h).Relation
		return errors.Join(relation.LocalUnit().Set("host", h.UnitName()), relation.LocalApp().Set("name", h.AppName()))
	}}
	related := func(p *play, observer hooks) *scene { return p.shared(hosts, observer) }
	checkUsers(t, []usersRow{
		{"canonical/operator #175", "on relation-created there may be no unit yet (#475), and charms died looking for the first: the application is known",
			`web/0 is in error: hook failed: "db-relation-created" .*: panic: runtime error: index out of range`, func(p *play) error {
				greet := func(h *charm.Hook) error {
					e := charm.NewRelationEvent(h)
					units, err := e.Relation.Units()
					if err != nil || !p.bug {
						return errors.Join(err, h.Unit().SetStatus(charm.Active("related to", e.RemoteApp)))
					}
					return h.Unit().SetStatus(charm.Active("related to", units[0]))
				}
				return related(p, hooks{"db-relation-created": greet}).shows(charm.Active("related to db"), "web/0")
			}},
		{"canonical/operator #642", "in relation-broken there is no unit any more (canonical/traefik-k8s-operator #166), and charms failed looking at them: the application and its databag are there (#888)",
			`web/0 is in error: hook failed: "db-relation-broken" .*: panic: runtime error: index out of range`, func(p *play) error {
				leave := func(h *charm.Hook) error {
					e := charm.NewRelationEvent(h)
					units, err := e.Relation.Units()
					if err != nil {
						return err
					}
					from := e.Relation.RemoteApp()
					if p.bug {
						from = e.Relation.RemoteUnit(units[0])
					}
					name, _, err := from.Get("name")
					return errors.Join(err, h.Unit().SetStatus(charm.Blocked("left", name)))
				}
				s := related(p, hooks{"db-relation-broken": leave})
				s.must(s.RemoveRelation("db", "web"))
				s.settle()
				return s.shows(charm.Blocked("left db"), "web/0")
			}},
		{"canonical/operator #2709", "a charm that keeps the ID of a relation finds it gone: Juju says so in one of two ways, and it is no failure",
			`web/0 is in error: hook failed: "update-status" .*: relation not found`, func(p *play) error {
				s := related(p, hooks{
					"db-relation-created": func(h *charm.Hook) error { return h.StoredState().Set("relation", h.Info().Relation) },
					charm.KindUpdateStatus: func(h *charm.Hook) error {
						id, _, err := h.StoredState().Get("relation")
						if err != nil {
							return err
						}
						_, _, err = h.RelationByID(id).RemoteApp().Get("name")
						if !p.bug && (errors.Is(err, charm.ErrRelationNotFound) || errors.Is(err, charm.ErrPermissionDenied)) {
							return h.StoredState().Delete("relation")
						}
						return err
					},
				})
				s.pass(5 * time.Minute)
				s.must(juju.NoUnitInError(s.Model))
				s.must(s.RemoveRelation("db", "web"))
				s.pass(5 * time.Minute)
				return juju.NoUnitInError(s.Model)
			}},
		{"canonical/vault-k8s-operator #241", "the charm wrote to a databag after the requirer was removed: it has to look which relations there are",
			`db/0 is in error: hook failed: "config-changed" .*: relation not found`, func(p *play) error {
				publish := func(h *charm.Hook) error {
					known, ok, err := h.StoredState().Get("relation")
					if err != nil || !ok {
						return err
					}
					relations, err := h.Relations("database")
					if err != nil || !p.bug && !slices.ContainsFunc(relations, func(r *charm.Relation) bool { return r.ID() == known }) {
						return err
					}
					title, err := h.ConfigString("title")
					return errors.Join(err, h.RelationByID(known).LocalApp().Set("title", title))
				}
				s := p.shared(hooks{
					"database-relation-created": func(h *charm.Hook) error { return h.StoredState().Set("relation", h.Info().Relation) },
					charm.KindConfigChanged:     publish,
				}, hooks{})
				s.must(s.RemoveApplication("web"))
				s.settle()
				s.set("db", "title", "second")
				s.settle()
				return juju.NoUnitInError(s.Model)
			}},
		{"canonical/data-platform-libs #33", "reading a relation's data raised when there was none (#109)",
			`web/0 is in error: hook failed: "config-changed" .*: panic: runtime error: index out of range`, func(p *play) error {
				configure := func(h *charm.Hook) error {
					relations, err := h.Relations("db")
					if err != nil || !p.bug && len(relations) == 0 {
						return err
					}
					_, _, err = relations[0].RemoteApp().Get("name")
					return err
				}
				s := p.model()
				s.deploy("web", hooks{charm.KindConfigChanged: configure}, 1)
				s.settle()
				s.deploy("db", hosts, 1)
				s.integrate("db:database", "web:db")
				return juju.NoUnitInError(s.Model)
			}},
		{"canonical/mongodb-operator #263", "a unit that is scaled down gets relation-broken too, and the charm took from all what they still needed",
			`check failed after hook \d+, database/1 database-relation-broken \(webserver\).*: webserver/0 may not read its password any more`, func(p *play) error {
				withdraw := func(h *charm.Hook) error {
					if leader, err := h.IsLeader(); err != nil || !leader {
						return err
					}
					return h.SecretByLabel("credentials").Revoke(charm.NewRelationEvent(h).Relation)
				}
				s := p.model()
				s.example("database", pick[charm.Handler](p, partly{database.New(), charm.KindRelationBroken, withdraw}, database.New()), 2)
				s.example("webserver", webserver.New(), 1)
				s.integrate("database", "webserver")
				s.must(s.Failover("database", "database/1"))
				s.settle()
				s.Check(func(m *juju.Model) error {
					state, err := m.State("webserver/0")
					if err == nil && state.Secrets[0].NotGranted {
						return errors.New("webserver/0 may not read its password any more")
					}
					return err
				})
				s.must(s.Scale("database", 1))
				return errors.Join(s.Settle(), s.shows(charm.Active("serving http"), "webserver/0"))
			}},
		{"canonical/kratos-operator #166", "on scale-down a unit that does not lead cleaned the peers' databag: the leader does, once the unit is gone",
			`db/[12] is in error: hook failed: "cluster-relation-departed" .*: cannot write relation settings`, func(p *play) error {
				clean := func(h *charm.Hook) error {
					e := charm.NewRelationEvent(h)
					leader, err := h.IsLeader()
					if err != nil || !p.bug && (!leader || e.DepartingUnit == h.UnitName()) {
						return err
					}
					return e.Relation.LocalApp().Delete("host-of-" + e.DepartingUnit[len("db/"):])
				}
				s := p.model()
				s.deploy("db", hooks{"cluster-relation-departed": clean, "cluster-relation-joined": func(h *charm.Hook) error {
					e := charm.NewRelationEvent(h)
					leader, err := h.IsLeader()
					if err != nil || !leader {
						return err
					}
					return e.Relation.LocalApp().Set("host-of-"+e.RemoteUnit[len("db/"):], e.RemoteUnit)
				}}, 3)
				s.settle()
				s.must(s.Scale("db", 2))
				s.settle()
				if err := juju.NoUnitInError(s.Model); err != nil {
					return err
				}
				if bag := s.at("db/0").Relations[0].LocalAppData; fmt.Sprint(bag) != "map[host-of-1:db/1]" {
					return fmt.Errorf("the peers' databag holds %v", bag)
				}
				return nil
			}},
		{"canonical/operator #1827", "in tests a unit was among its own peers (#1832): it never is, and a charm that counts them has to add itself",
			`db/0 is active "cluster of 2", want active "cluster of 3"`, func(p *play) error {
				count := func(h *charm.Hook) error {
					units, err := charm.NewRelationEvent(h).Relation.Units()
					return errors.Join(err, h.Unit().SetStatus(charm.Active(fmt.Sprint("cluster of ", len(units)+pick(p, 0, 1)))))
				}
				s := p.model()
				s.deploy("db", inEvery(count, "cluster-relation-created", "cluster-relation-joined"), 3)
				s.settle()
				return s.shows(charm.Active("cluster of 3"), "db/0", "db/1", "db/2")
			}},
		{"canonical/operator #1929", "databags written by hand in a test agreed with the charm alone (#2012): on a model the other charm writes them, and a key that both spell otherwise shows",
			`web/0 is waiting "for a database", want active "orders"`, func(p *play) error {
				type request struct {
					Database string `json:"database"`
				}
				type reply struct {
					Name string `json:"database-name"`
				}
				type misspelt struct {
					Name string `json:"database_name"`
				}
				answer := func(h *charm.Hook) error {
					var asked request
					relation := charm.NewRelationEvent(h).Relation
					if err := relation.RemoteApp().Load(&asked); err != nil || asked.Database == "" {
						return err
					}
					if p.bug {
						return relation.LocalApp().Save(misspelt{asked.Database})
					}
					return relation.LocalApp().Save(reply{asked.Database})
				}
				use := func(h *charm.Hook) error {
					var got reply
					err := charm.NewRelationEvent(h).Relation.RemoteApp().Load(&got)
					if err != nil || got.Name == "" {
						return errors.Join(err, h.Unit().SetStatus(charm.Waiting("for a database")))
					}
					return h.Unit().SetStatus(charm.Active(got.Name))
				}
				s := p.shared(hooks{"database-relation-changed": answer}, hooks{
					"db-relation-created": func(h *charm.Hook) error {
						return charm.NewRelationEvent(h).Relation.LocalApp().Save(request{"orders"})
					},
					"db-relation-changed": use,
				})
				return s.shows(charm.Active("orders"), "web/0")
			}},
	})
}
