package juju_test

import (
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// TestUsersTrackingOnModel: which revision a unit sees, and when it is told of another.
func TestUsersTrackingOnModel(t *testing.T) {
	checkUsers(t, []usersRow{
		{"canonical/data-platform-libs #169", "content that was new at every update-status made a revision each time (#164), and so did equal content before Juju 3.6 (canonical/operator #1055)",
			`web/0 ran secret-changed [3-9] times though nothing changed`, func(p *play) error {
				stamped := func(h *charm.Hook) error {
					return h.SecretByLabel("credentials").SetContent(map[string]string{"password": "first", "written-at": h.Now().String()})
				}
				equal := func(h *charm.Hook) error {
					return h.SecretByLabel("credentials").SetContent(map[string]string{"password": "first"})
				}
				looks := owner(&server{})[charm.KindConfigChanged]
				always := func(set func(*charm.Hook) error, version string) tried {
					return tried{change(owner(&server{}), hooks{charm.KindUpdateStatus: set}), version}
				}
				return onEach(p, []tried{always(stamped, juju36), always(equal, juju35)}, []tried{always(equal, juju36), always(looks, juju35)}, func(s *scene, c charm.Handler) error {
					s.deploy("db", c, 1)
					s.deploy("web", hooks{charm.KindRelationChanged: readAll, charm.KindSecretChanged: refresh}, 1)
					s.integrate("db:database", "web:db")
					for range 5 {
						s.pass(5 * time.Minute)
					}
					if n := s.ran("web/0", "secret-changed"); n > 0 {
						return fmt.Errorf("web/0 ran secret-changed %d times though nothing changed", n)
					}
					return juju.NoUnitInError(s.Model)
				})
			}},
		{"canonical/data-platform-libs #132", "a library added keys one by one to what it tracked, and lost those that it had added before: owners track what they read since Juju 3.1.7",
			`alpha/0 is in error: .*: no password any more for alpha`, func(p *play) error {
				read := pick(p, (*charm.Secret).Content, (*charm.Secret).Peek)
				add := func(h *charm.Hook) error {
					e := charm.NewRelationEvent(h)
					secret := h.SecretByLabel("credentials")
					content, err := read(secret)
					if err != nil {
						return err
					}
					content[e.RemoteApp] = "password of " + e.RemoteApp
					return secret.SetContent(content)
				}
				needs := func(h *charm.Hook) error {
					content, err := charm.NewSecretEvent(h).Secret.Refresh()
					if err != nil {
						return err
					}
					if content[h.AppName()] != "" {
						return h.StoredState().Set("had", "yes")
					}
					if _, had, err := h.StoredState().Get("had"); err != nil || had {
						return errors.Join(err, errors.New("no password any more for "+h.AppName()))
					}
					return nil
				}
				s := p.model()
				s.deploy("db", change(owner(&server{}), hooks{charm.KindRelationJoined: add, charm.KindSecretChanged: nil}), 1)
				for _, app := range []string{"alpha", "beta", "gamma"} {
					s.deploy(app, hooks{charm.KindRelationChanged: readAll, charm.KindSecretChanged: needs}, 1)
					s.integrate("db:database", app+":db")
				}
				return juju.NoUnitInError(s.Model)
			}},
		{"canonical/operator #1088", "an update seemed to have no effect: the owner goes on to read the revision that it tracks, and to work with it",
			`web/0 is in error: .*: cannot log in: wrong password`, func(p *play) error {
				runs := &server{}
				read := pick(p, (*charm.Secret).Content, (*charm.Secret).Refresh)
				set := func(h *charm.Hook) error {
					password, err := h.ConfigString("title")
					if err != nil {
						return err
					}
					secret := h.SecretByLabel("credentials")
					err = secret.SetContent(map[string]string{"password": password})
					if errors.Is(err, charm.ErrSecretNotFound) {
						return nil // nobody has asked for it yet
					}
					if err != nil {
						return err
					}
					content, err := read(secret)
					runs.password = content["password"]
					return err
				}
				return renewed(p.shared(change(owner(runs), hooks{charm.KindConfigChanged: set}), client(runs)))
			}},
		{"canonical/opensearch-operator #574", "the refresh in the wrong place (#161): secret-changed worked with what is new, and all hooks after it with what is tracked",
			`web/0 is in error: hook failed: "update-status" .*: wrong password`, func(p *play) error {
				runs := &server{}
				peeks := func(h *charm.Hook) error {
					err := loginWith(h, runs, (*charm.Secret).Peek)
					if err != nil || p.bug {
						return err
					}
					return refresh(h)
				}
				return renewed(p.shared(owner(runs), change(client(runs), hooks{charm.KindSecretChanged: peeks})))
			}},
		{"canonical/data-platform-libs #108", "who labels a secret goes on to read what it tracks: a label is no refresh",
			`web/0 is in error: hook failed: "secret-changed" .*: wrong password`, func(p *play) error {
				runs := &server{}
				read := pick(p, (*charm.Secret).Content, (*charm.Secret).Refresh)
				labels := func(h *charm.Hook) error {
					return runs.login(read(charm.NewSecretEvent(h).Secret.WithLabel("db")))
				}
				return renewed(p.shared(owner(runs), change(client(runs), hooks{charm.KindSecretChanged: labels})))
			}},
		{"canonical/data-platform-libs #126", "the handler that applies a new password failed after its refresh, and the old one, which it needs, was out of reach",
			`web/0 is in error: hook failed: "secret-changed" .*: wrong password`, func(p *play) error {
				runs := &server{password: "first"} // of web's own, which the secret is for
				apply := func(secret *charm.Secret, read func(*charm.Secret) (map[string]string, error)) error {
					content, err := read(secret)
					if err != nil {
						return err
					}
					if err := runs.login(secret.Content()); err != nil {
						return err
					}
					runs.password = content["password"]
					return letGo(secret)
				}
				refreshesFirst := func(h *charm.Hook) error {
					secret := charm.NewSecretEvent(h).Secret
					old, err := secret.Content()
					if err != nil {
						return err
					}
					content, err := secret.Refresh()
					if err := runs.login(old, err); err != nil {
						return err
					}
					runs.password = content["password"]
					return nil
				}
				peeksFirst := func(h *charm.Hook) error { return apply(charm.NewSecretEvent(h).Secret, (*charm.Secret).Peek) }
				s := p.shared(owner(&server{}), hooks{charm.KindRelationChanged: readAll, charm.KindSecretChanged: pick(p, refreshesFirst, peeksFirst)})
				runs.down = true
				s.set("db", "title", "second")
				s.settle()
				runs.down = false
				s.must(s.Resolved("web/0", true))
				s.settle()
				return juju.NoUnitInError(s.Model)
			}},
		{"juju/juju #18606", "an application's new secret fires nothing on its other units, as an author had expected: the leader has to tell them where it is",
			`web/1 is waiting "for the key", want active`, func(p *play) error {
				use := func(h *charm.Hook, secret *charm.Secret) error {
					if _, err := secret.Content(); err != nil {
						return err
					}
					return h.Unit().SetStatus(charm.Active())
				}
				make := func(h *charm.Hook) error {
					secret, err := h.App().AddSecret(map[string]string{"key": "k1"}, charm.SecretLabel("key"))
					if err != nil {
						return err
					}
					peers, err := h.Relations("cluster")
					if err != nil {
						return err
					}
					return errors.Join(peers[0].LocalApp().Set("secret-id", secret.ID()), h.Unit().SetStatus(charm.Active()))
				}
				told := func(h *charm.Hook) error {
					id, ok, err := charm.NewRelationEvent(h).Relation.RemoteApp().Get("secret-id")
					if err != nil || !ok {
						return err
					}
					return use(h, h.SecretByID(id))
				}
				follower := hooks{
					charm.KindInstall:       func(h *charm.Hook) error { return h.Unit().SetStatus(charm.Waiting("for the key")) },
					charm.KindLeaderElected: make,
				}
				if p.bug {
					follower[charm.KindSecretChanged] = func(h *charm.Hook) error { return use(h, charm.NewSecretEvent(h).Secret) }
				} else {
					follower[charm.KindRelationChanged] = told
				}
				s := p.model()
				s.deploy("web", follower, 3)
				s.settle()
				return s.shows(charm.Active(), "web/0", "web/1", "web/2")
			}},
		{"canonical/testflinger #960", "a unit that a user's bad secret had blocked stayed so after it was mended: only secret-changed tells of it",
			`web/0 is blocked "wrong password", want active`, func(p *play) error {
				kinds := []charm.Kind{charm.KindConfigChanged, charm.KindUpdateStatus, charm.KindSecretChanged}
				s := p.model()
				s.deploy("web", inEvery(usesKey(&server{password: "good"}), pick(p, kinds[:2], kinds)...), 1)
				uri, err := s.AddSecret("key", juju.SecretArgs{Content: map[string]string{"password": "bad"}})
				s.must(err)
				s.must(s.GrantSecret("key", "web"))
				s.set("web", "key", uri)
				s.settle()
				s.must(s.shows(charm.Blocked("wrong password"), "web/0"))
				s.must(s.UpdateSecret("key", juju.SecretArgs{Content: map[string]string{"password": "good"}}))
				s.settle()
				return s.shows(charm.Active(), "web/0")
			}},
	})
}

// renewed has the password changed, lets time pass, and says who is in error then.
func renewed(s *scene) error {
	for n := range 2 {
		s.set("db", "title", "password-"+strconv.Itoa(n))
		s.pass(5 * time.Minute)
	}
	return juju.NoUnitInError(s.Model)
}
