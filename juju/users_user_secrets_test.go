package juju_test

import (
	"errors"
	"testing"
	"time"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// given is a model of a client whose user has added a password and named it in the option key, but not granted it yet.
func (p *play) given(client charm.Handler) *scene {
	s := p.model()
	s.deploy("web", client, 1)
	s.settle()
	uri, err := s.AddSecret("key", password("first"))
	s.must(err)
	s.set("web", "key", uri)
	s.settle()
	return s
}

func password(value string) juju.SecretArgs {
	return juju.SecretArgs{Content: map[string]string{"password": value}}
}

// grants has the user grant the password, and lets the client look again.
func (s *scene) grants() {
	s.t.Helper()
	s.must(s.GrantSecret("key", "web"))
	s.pass(statusInterval)
}

// renews has the user change the password of a server and of the secret.
func (s *scene) renews(runs *server, value string) {
	s.t.Helper()
	runs.password = value
	s.must(s.UpdateSecret("key", password(value)))
	s.settle()
}

// logsIn logs in with the content of the secret that the option key names, and says in its status what is in the way. What it is blocked
// by, the user can mend; any other error fails the hook.
func logsIn(s *server, read func(*charm.Hook, *charm.Secret) (map[string]string, error)) func(*charm.Hook) error {
	return func(h *charm.Hook) error {
		secret, err := h.ConfigSecret("key")
		if err != nil {
			return err
		}
		if secret == nil {
			return h.Unit().SetStatus(charm.Blocked("set the key"))
		}
		err = s.login(read(h, secret))
		switch {
		case errors.Is(err, charm.ErrPermissionDenied):
			return h.Unit().SetStatus(charm.Blocked("grant the key"))
		case errors.Is(err, charm.ErrSecretNotFound):
			return h.Unit().SetStatus(charm.Blocked("the key does not exist"))
		case errors.Is(err, errWrongPassword):
			return h.Unit().SetStatus(charm.Blocked(err.Error()))
		case err != nil:
			return err
		}
		return h.Unit().SetStatus(charm.Active())
	}
}

func tracks(_ *charm.Hook, secret *charm.Secret) (map[string]string, error) { return secret.Content() }

func refreshes(_ *charm.Hook, secret *charm.Secret) (map[string]string, error) {
	return secret.Refresh()
}

func peeks(_ *charm.Hook, secret *charm.Secret) (map[string]string, error) { return secret.Peek() }

// TestUsersUserSecretsOnModel: the mistakes of charms that a user gives a secret to. Two more are in [TestUsersPermissionsOnModel]
// (canonical/operator #1899) and [TestUsersTrackingOnModel] (canonical/testflinger #960).
func TestUsersUserSecretsOnModel(t *testing.T) {
	looks := []charm.Kind{charm.KindConfigChanged, charm.KindUpdateStatus}
	// follows is a client that does what is right, and moves on in secret-changed.
	follows := func(runs *server) hooks {
		return change(inEvery(logsIn(runs, tracks), looks...), hooks{charm.KindSecretChanged: logsIn(runs, refreshes)})
	}
	checkUsers(t, []usersRow{
		{"canonical/data-platform-libs #254", "a charm that reads the user's secret before it is granted fails its hook: the user names it and grants it in either order",
			`web/0 is in error: hook failed: "config-changed" .*: permission denied`, func(p *play) error {
				runs := &server{password: "first"}
				fails := func(h *charm.Hook) error {
					secret, err := h.ConfigSecret("key")
					if err != nil || secret == nil {
						return err
					}
					if err := runs.login(secret.Content()); err != nil {
						return err
					}
					return h.Unit().SetStatus(charm.Active())
				}
				s := p.given(inEvery(pick(p, fails, logsIn(runs, tracks)), looks...))
				if err := juju.NoUnitInError(s.Model); err != nil {
					return err
				}
				s.grants()
				return s.shows(charm.Active(), "web/0")
			}},
		{"gruyaume/certificates-operator", "any error was taken for \"does not exist\", and something was made up instead: here a key of the charm's own, which it keeps once the user has granted hers",
			`web/0 is blocked "wrong password", want active`, func(p *play) error {
				runs := &server{password: "first"}
				missing := func(err error) bool { return err != nil && (p.bug || errors.Is(err, charm.ErrSecretNotFound)) }
				use := logsIn(runs, func(h *charm.Hook, secret *charm.Secret) (map[string]string, error) {
					own := h.SecretByLabel("own")
					if content, err := own.Content(); !errors.Is(err, charm.ErrSecretNotFound) {
						return content, err
					}
					content, err := secret.Content()
					if missing(err) {
						content = map[string]string{"password": "made up"}
						_, err = h.Unit().AddSecret(content, charm.SecretLabel("own"))
					}
					return content, err
				})
				s := p.given(inEvery(use, looks...))
				s.grants()
				return s.shows(charm.Active(), "web/0")
			}},
		{"canonical/opensearch-operator #161", "content was kept beside the secret, and went on to be used when the secret had moved on",
			`web/0 is blocked "wrong password", want active`, func(p *play) error {
				runs := &server{password: "first"}
				cached := func(h *charm.Hook, secret *charm.Secret) (map[string]string, error) {
					kept, ok, err := h.StoredState().Get("password")
					if err != nil || ok {
						return map[string]string{"password": kept}, err
					}
					content, err := secret.Refresh()
					if err == nil {
						err = h.StoredState().Set("password", content["password"])
					}
					return content, err
				}
				s := p.given(inEvery(logsIn(runs, pick(p, cached, refreshes)), append(looks, charm.KindSecretChanged)...))
				s.grants()
				s.must(s.shows(charm.Active(), "web/0"))
				s.renews(runs, "second")
				return s.shows(charm.Active(), "web/0")
			}},
		{"canonical/opensearch-operator #574", "secret-changed worked with what is new without moving on to it, and every hook after it with what the unit still tracked",
			`web/0 is blocked "wrong password", want active`, func(p *play) error {
				runs := &server{password: "first"}
				s := p.given(change(follows(runs), hooks{charm.KindSecretChanged: logsIn(runs, pick(p, peeks, refreshes))}))
				s.grants()
				s.renews(runs, "second")
				s.must(s.shows(charm.Active(), "web/0")) // so far
				s.pass(time.Hour)
				return s.shows(charm.Active(), "web/0")
			}},
		{"canonical/data-platform-libs #108", "secret-changed was ignored, or read what the unit tracks: it never moved on, and its user's new password reached nobody",
			`web/0 is blocked "wrong password", want active`, func(p *play) error {
				ignores := func(runs *server) hooks { return change(follows(runs), hooks{charm.KindSecretChanged: nil}) }
				rereads := func(runs *server) hooks {
					return change(follows(runs), hooks{charm.KindSecretChanged: logsIn(runs, tracks)})
				}
				var found error
				for _, observer := range pick(p, []func(*server) hooks{ignores, rereads}, []func(*server) hooks{follows}) {
					runs := &server{password: "first"}
					s := p.given(observer(runs))
					s.grants()
					s.renews(runs, "second")
					s.pass(time.Hour)
					err := s.shows(charm.Active(), "web/0")
					if p.bug && err == nil {
						return nil // it hides in one of the two
					}
					found = errors.Join(found, err)
				}
				return found
			}},
	})
}
