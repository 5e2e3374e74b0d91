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

// announcesEarly is an owner that announces its secret when it is related, and grants it once the option port is set.
func announcesEarly() hooks {
	return hooks{
		"database-relation-created": func(h *charm.Hook) error {
			secret, err := h.App().AddSecret(map[string]string{"password": "first"}, charm.SecretLabel("credentials"))
			if err != nil {
				return err
			}
			return charm.NewRelationEvent(h).Relation.LocalApp().Set("secret-id", secret.ID())
		},
		charm.KindConfigChanged: func(h *charm.Hook) error {
			port, err := h.ConfigInt("port")
			if err != nil || port == 0 {
				return err
			}
			relations, err := h.Relations("database")
			if err != nil {
				return err
			}
			return h.SecretByLabel("credentials").Grant(relations[0])
		},
	}
}

// waits is a client that says in its status that it may not log in yet; any other error fails the hook.
func waits(s *server, yet ...error) func(*charm.Hook) error {
	return func(h *charm.Hook) error {
		err := loginWith(h, s, (*charm.Secret).Content)
		for _, known := range yet {
			if errors.Is(err, known) {
				return h.Unit().SetStatus(charm.Waiting("for the password"))
			}
		}
		if err != nil {
			return err
		}
		return h.Unit().SetStatus(charm.Active())
	}
}

// usesKey logs in with the secret that the option key names, and says in its status what is in the way.
func usesKey(s *server) func(*charm.Hook) error {
	return func(h *charm.Hook) error {
		secret, err := h.ConfigSecret("key")
		if err != nil {
			return err
		}
		if secret == nil {
			return h.Unit().SetStatus(charm.Blocked("set the key"))
		}
		err = s.login(secret.Refresh())
		switch {
		case errors.Is(err, charm.ErrPermissionDenied):
			return h.Unit().SetStatus(charm.Blocked("grant the key"))
		case errors.Is(err, errWrongPassword):
			return h.Unit().SetStatus(charm.Blocked(err.Error()))
		case err != nil:
			return err
		}
		return h.Unit().SetStatus(charm.Active())
	}
}

// inEvery is a charm that does the same in hooks of several kinds.
func inEvery(handler func(*charm.Hook) error, kinds ...charm.Kind) hooks {
	c := make(hooks)
	for _, kind := range kinds {
		c[kind] = handler
	}
	return c
}

// TestUsersPermissionsOnModel: who may read and change which secret at which moment, and by which label.
func TestUsersPermissionsOnModel(t *testing.T) {
	deployed := func(p *play, observer charm.Handler) *scene {
		s := p.model()
		s.deploy("db", announcesEarly(), 1)
		s.settle()
		s.deploy("web", observer, 1)
		s.integrate("db:database", "web:db")
		return s
	}
	checkUsers(t, []usersRow{
		{"canonical/operator #1229", "a harness said \"not found\" where Juju says \"permission denied\" (#1248), so that charms caught the wrong error",
			`web/0 is in error: .*: permission denied`, func(p *play) error {
				yet := pick(p, charm.ErrSecretNotFound, charm.ErrPermissionDenied)
				s := deployed(p, inEvery(waits(&server{password: "first"}, yet), charm.KindRelationChanged, charm.KindUpdateStatus))
				return s.shows(charm.Waiting("for the password"), "web/0")
			}},
		{"canonical/data-platform-libs #254", "secrets are announced before they are granted, and charms crashed in that window",
			`web/0 is in error: .*: permission denied`, func(p *play) error {
				logIn := waits(&server{password: "first"}, pick(p, nil, []error{charm.ErrPermissionDenied})...)
				s := deployed(p, inEvery(logIn, charm.KindRelationChanged, charm.KindUpdateStatus))
				s.set("db", "port", 5432)
				s.pass(5 * time.Minute)
				return s.shows(charm.Active(), "web/0")
			}},
		{"canonical/operator #1899", "granting fires no event: grant before the option is set (#2522, juju/juju #20143), or the charm has to look again in update-status",
			`web/0 is blocked "grant the key", want active`, func(p *play) error {
				looksAgain := []charm.Kind{charm.KindConfigChanged, charm.KindSecretChanged, charm.KindUpdateStatus}
				type order struct {
					kinds      []charm.Kind
					grantFirst bool
				}
				for _, with := range pick(p, []order{{looksAgain[:2], false}}, []order{{looksAgain, false}, {looksAgain[:2], true}}) {
					s := p.model()
					s.deploy("web", inEvery(usesKey(&server{password: "first"}), with.kinds...), 1)
					s.settle()
					uri, err := s.AddSecret("key", juju.SecretArgs{Content: map[string]string{"password": "first"}})
					s.must(err)
					if with.grantFirst {
						s.must(s.GrantSecret("key", "web"))
					}
					s.set("web", "key", uri)
					s.settle()
					s.must(s.GrantSecret("key", "web"))
					s.pass(time.Hour)
					if err := s.shows(charm.Active(), "web/0"); err != nil {
						return err
					}
				}
				return nil
			}},
		{"canonical/ops-scenario #95", "grants were accepted in a test and never looked at: who is granted nothing reads nothing",
			`web/0 is in error: .*: permission denied`, func(p *play) error {
				forgets := func(h *charm.Hook) error {
					secret, err := h.App().AddSecret(map[string]string{"password": "first"})
					if err != nil {
						return err
					}
					relation := charm.NewRelationEvent(h).Relation
					if !p.bug {
						err = secret.Grant(relation)
					}
					return errors.Join(err, relation.LocalApp().Set("secret-id", secret.ID()))
				}
				runs := &server{}
				return juju.NoUnitInError(p.shared(change(owner(runs), hooks{"database-relation-created": forgets, charm.KindRelationCreated: nil, charm.KindLeaderElected: nil}), client(runs)).Model)
			}},
		{"canonical/postgresql-operator #322", "a test passed in which a unit that does not lead set an application's secret: Juju refuses it when the hook ends",
			`db/1 is in error: hook failed: "config-changed" .*: updating secrets: "db/1" is not leader of "db"`, func(p *play) error {
				set := func(h *charm.Hook) error {
					leader, err := h.IsLeader()
					if err != nil || !p.bug && !leader {
						return err
					}
					peers, err := h.Relations("cluster")
					if err != nil {
						return err
					}
					id, ok, err := peers[0].LocalApp().Get("secret-id")
					if err != nil || !ok {
						return err
					}
					title, err := h.ConfigString("title")
					return errors.Join(err, h.SecretByID(id).SetContent(map[string]string{"password": title}))
				}
				s := p.model()
				s.deploy("db", hooks{
					charm.KindLeaderElected: func(h *charm.Hook) error {
						secret, err := h.App().AddSecret(map[string]string{"password": "none"})
						if err != nil {
							return err
						}
						peers, err := h.Relations("cluster")
						return errors.Join(err, peers[0].LocalApp().Set("secret-id", secret.ID()))
					},
					charm.KindConfigChanged: set,
				}, 2)
				s.settle()
				s.set("db", "title", "second")
				s.settle()
				return juju.NoUnitInError(s.Model)
			}},
		{"juju/juju #14481", "a unit that does not lead adds a secret of the application: refused at once",
			`db/1 is in error: hook failed: "install" .*: this unit is not the leader`, func(p *play) error {
				add := func(h *charm.Hook) error {
					leader, err := h.IsLeader()
					if err != nil || !p.bug && !leader {
						return err
					}
					_, err = h.App().AddSecret(map[string]string{"password": "first"})
					return err
				}
				s := p.model()
				s.deploy("db", hooks{charm.KindInstall: add}, 2)
				s.settle()
				return juju.NoUnitInError(s.Model)
			}},
		{"canonical/opensearch-operator #542", "what was put off read a secret by its label when the relation was gone: the label outlives the grant",
			`webserver/0 is in error: hook failed: "update-status" .*: permission denied`, func(p *play) error {
				byLabel := func(h *charm.Hook) error { _, err := h.SecretByLabel("database:0").Content(); return err }
				s := p.model()
				s.related(database.New(), pick[charm.Handler](p, partly{webserver.New(), charm.KindUpdateStatus, byLabel}, webserver.New()))
				s.pass(5 * time.Minute)
				s.must(s.RemoveRelation("database", "webserver"))
				s.pass(5 * time.Minute)
				return s.shows(charm.Blocked("relate a database"), "webserver/0")
			}},
		{"canonical/k8s-operator #973", "in tear-down the secret was gone already, and the error came again in every hook and blocked the unit",
			`web/0 is in error: hook failed: "db-relation-broken" .*: secret ".*" not found`, func(p *play) error {
				logOut := func(h *charm.Hook) error {
					id, _, err := charm.NewRelationEvent(h).Relation.RemoteApp().Get("secret-id")
					if err != nil {
						return err
					}
					_, err = h.SecretByID(id).Content() // to log out with
					if !p.bug && (errors.Is(err, charm.ErrSecretNotFound) || errors.Is(err, charm.ErrPermissionDenied)) {
						return nil // the password is of no use any more
					}
					return err
				}
				runs := &server{}
				removesAll := func(h *charm.Hook) error { return h.SecretByLabel("credentials").RemoveAll() }
				s := p.shared(change(owner(runs), hooks{"database-relation-broken": removesAll}), change(client(runs), hooks{"db-relation-broken": logOut}))
				s.must(s.RemoveRelation("db", "web"))
				s.stepTo("db/0", "database-relation-broken")
				s.settle()
				if p.bug {
					s.must(s.Resolved("web/0", true)) // it fails again
					s.settle()
				}
				return juju.NoUnitInError(s.Model)
			}},
		{"juju/juju #21993", "grants stopped working across models (#23019): the application as a whole can be granted a secret, no unit of it",
			`prod: db/0 is in error: .*: sharing secrets with a unit across a cross model relation not supported`, func(p *play) error {
				grant := func(h *charm.Hook) error {
					e := charm.NewRelationEvent(h)
					if p.bug {
						return h.SecretByLabel("credentials").GrantUnit(e.Relation, e.RemoteUnit)
					}
					return h.SecretByLabel("credentials").Grant(e.Relation)
				}
				early := announcesEarly()
				prod := p.model()
				prod.Name = "prod"
				prod.deploy("db", change(early, hooks{"database-relation-joined": grant}), 1)
				url, err := prod.Offer("db:database", "")
				prod.must(err)
				consumer, err := prod.AddModel("consumer")
				prod.must(err)
				s := &scene{consumer, p.t}
				s.must(s.Consume(url, ""))
				s.deploy("web", inEvery(waits(&server{password: "first"}, charm.ErrPermissionDenied), charm.KindRelationChanged, charm.KindUpdateStatus), 1)
				s.integrate("db", "web:db")
				s.pass(5 * time.Minute)
				if err := juju.NoUnitInError(prod.Model); err != nil {
					return fmt.Errorf("prod: %w", err)
				}
				return s.shows(charm.Active(), "web/0")
			}},
	})
}
