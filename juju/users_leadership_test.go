package juju_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/examples/database"
	"github.com/charmscenario/scenario/examples/webserver"
	"github.com/charmscenario/scenario/juju"
)

// TestUsersLeadershipOnModel: leadership that is not there when it is needed, hooks that fail, and what lies between hooks.
func TestUsersLeadershipOnModel(t *testing.T) {
	checkUsers(t, []usersRow{
		{"canonical/opensearch-operator #656", "what leader-elected put off ran after leadership was lost, and failed the hook",
			`db/0 is in error: hook failed: "config-changed" .*: cannot write relation settings`, func(p *play) error {
				s := p.model()
				s.deploy("db", hooks{
					charm.KindLeaderElected: func(h *charm.Hook) error { return h.StoredState().Set("put-off", "announce") },
					charm.KindConfigChanged: func(h *charm.Hook) error {
						_, due, err := h.StoredState().Get("put-off")
						if err != nil || !due {
							return err
						}
						if leader, err := h.IsLeader(); err != nil || !p.bug && !leader {
							return errors.Join(err, h.StoredState().Delete("put-off"))
						}
						peers, err := h.Relations("cluster")
						if err != nil {
							return err
						}
						return errors.Join(peers[0].LocalApp().Set("leader", h.UnitName()), h.StoredState().Delete("put-off"))
					},
				}, 2)
				s.stepTo("db/0", "leader-elected")
				s.must(s.Failover("db", "db/1"))
				s.settle()
				return juju.NoUnitInError(s.Model)
			}},
		{"canonical/operator #169", "all units ran relation-joined while none was leader, so that what the leader sets there was never set",
			`webserver/0 is waiting "for the database to announce its secret", want active "serving http"`, func(p *play) error {
				s := p.model()
				s.example("database", pick(p, without(database.New(), charm.KindLeaderElected), charm.Handler(database.New())), 3)
				s.example("webserver", webserver.New(), 1)
				s.must(s.Integrate("database", "webserver"))
				s.must(s.Depose("database"))
				s.settle()
				s.must(s.shows(charm.Waiting("for the database to announce its secret"), "webserver/0"))
				s.must(s.Failover("database", "database/2"))
				s.pass(time.Hour)
				return s.shows(charm.Active("serving http"), "webserver/0")
			}},
		{"canonical/operator #1153", "a harness raised in leader-elected where Juju gives nothing: no application need be related yet",
			`db/0 is in error: hook failed: "leader-elected" .*: panic: runtime error: index out of range`, func(p *play) error {
				s := p.model()
				s.deploy("db", hooks{charm.KindLeaderElected: func(h *charm.Hook) error {
					relations, err := h.Relations("database")
					if err != nil || !p.bug && len(relations) == 0 {
						return err
					}
					_, err = relations[0].Units()
					return err
				}}, 1)
				s.settle()
				return juju.NoUnitInError(s.Model)
			}},
		{"canonical/operator #736", "one charm object lived through all events of a test, and what it kept was there: under Juju each hook is a new process, and other units have others",
			`shop/0 was given the password of db`, func(p *play) error {
				var kept string // in the charm's memory
				logIn := func(h *charm.Hook) error {
					secrets, err := announced(h)
					if err != nil || len(secrets) == 0 {
						return err
					}
					if kept != "" && p.bug {
						return h.Unit().SetStatus(charm.Active(kept))
					}
					content, err := secrets[0].Content()
					kept = content["password"]
					return errors.Join(err, h.Unit().SetStatus(charm.Active(kept)))
				}
				s := p.model()
				for _, pair := range [][2]string{{"db", "web"}, {"shop-db", "shop"}} {
					s.deploy(pair[0], owner(&server{}), 1)
					s.set(pair[0], "title", "password of "+pair[0])
					s.deploy(pair[1], hooks{"db-relation-changed": logIn}, 1)
					s.integrate(pair[0]+":database", pair[1]+":db")
				}
				if got := s.at("shop/0").UnitStatus.Message; got != "password of shop-db" {
					return fmt.Errorf("shop/0 was given the %s", got)
				}
				return juju.NoUnitInError(s.Model)
			}},
		{"canonical/github-runner-operator #229", "errors in install were swallowed into a status (canonical/postgresql-operator #1136), so that Juju never tried again: a hook that fails is tried again",
			`db/0 is blocked "no disk", want active`, func(p *play) error {
				disk := false
				s := p.model()
				s.RetryHooks = true
				s.deploy("db", hooks{charm.KindInstall: func(h *charm.Hook) error {
					switch {
					case disk:
						return h.Unit().SetStatus(charm.Active())
					case p.bug:
						return h.Unit().SetStatus(charm.Blocked("no disk"))
					}
					return errors.New("no disk")
				}}, 1)
				s.settle()
				disk = true
				s.pass(time.Hour)
				return s.shows(charm.Active(), "db/0")
			}},
	})
}
