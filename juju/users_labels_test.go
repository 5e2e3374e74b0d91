package juju_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// TestUsersLabelsOnModel: one label names one secret, and not every unit may give it.
func TestUsersLabelsOnModel(t *testing.T) {
	// labelling reads what was announced, each secret by a label.
	labelling := func(label func(h *charm.Hook) string) func(*charm.Hook) error {
		return func(h *charm.Hook) error {
			secrets, err := announced(h)
			if err != nil {
				return err
			}
			for _, secret := range secrets {
				if _, err := secret.WithLabel(label(h)).Content(); err != nil {
					return err
				}
			}
			return nil
		}
	}
	always := func(label string) func(*charm.Hook) string { return func(*charm.Hook) string { return label } }
	checkUsers(t, []usersRow{
		{"juju/juju #14932", "a label names one secret of a unit, owned or not: a charm that gives the same one to the secret of every database fails at the second",
			`web/0 is in error: .*: secret label "db" for consumer "unit-web-0" already exists`, func(p *play) error {
				ofRelation := func(h *charm.Hook) error {
					e := charm.NewRelationEvent(h)
					id, ok, err := e.Relation.RemoteApp().Get("secret-id")
					if err != nil || !ok {
						return err
					}
					_, err = h.SecretByID(id).WithLabel(pick(p, "db", e.Relation.ID())).Content()
					return err
				}
				s := p.shared(owner(&server{}), hooks{"db-relation-changed": ofRelation})
				s.deploy("other", owner(&server{}), 1)
				s.integrate("other:database", "web:db")
				return juju.NoUnitInError(s.Model)
			}},
		{"canonical/data-platform-libs #252", "\"label already exists\" in secret-changed: the charm calls its own secret so",
			`web/0 is in error: hook failed: "secret-changed" .*: secret label "password" for owner "unit-web-0" already exists`, func(p *play) error {
				s := p.shared(owner(&server{}), hooks{
					charm.KindInstall: func(h *charm.Hook) error {
						_, err := h.Unit().AddSecret(map[string]string{"password": "own"}, charm.SecretLabel("password"))
						return err
					},
					charm.KindRelationChanged: readAll,
					charm.KindSecretChanged:   labelling(always(pick(p, "password", "password-of-db"))),
				})
				return renewed(s)
			}},
		{"canonical/data-platform-libs #170", "a label that is replaced finds nothing any more, and stays taken: a charm labels a secret once",
			`web/0 is in error: hook failed: "update-status" .*: consumer label "db-relation-changed" not found`, func(p *play) error {
				label := pick(p, (*charm.Hook).Name, always("db-relation-changed"))
				s := p.shared(owner(&server{}), hooks{
					charm.KindRelationChanged: labelling(label),
					charm.KindSecretChanged:   labelling(label),
					charm.KindUpdateStatus: func(h *charm.Hook) error {
						_, err := h.SecretByLabel("db-relation-changed").Content()
						return err
					},
				})
				return renewed(s)
			}},
		{"canonical/operator #1135", "a label that a unit gives its application's secret without leading (juju/juju #16997): its own before Juju 3.6, ignored since",
			`Juju 3.6.11: web/1 is in error: hook failed: "update-status" .*: consumer label "unit-s" not found`, func(p *play) error {
				names := func(label string, version string) tried {
					return tried{hooks{
						charm.KindLeaderElected: func(h *charm.Hook) error {
							secret, err := h.App().AddSecret(map[string]string{"key": "k1"}, charm.SecretLabel("key"))
							if err != nil {
								return err
							}
							peers, err := h.Relations("cluster")
							return errors.Join(err, peers[0].LocalApp().Set("secret-id", secret.ID()))
						},
						"cluster-relation-changed": func(h *charm.Hook) error {
							leader, err := h.IsLeader()
							if err != nil || leader {
								return err
							}
							id, ok, err := charm.NewRelationEvent(h).Relation.RemoteApp().Get("secret-id")
							if err != nil || !ok {
								return err
							}
							_, err = h.SecretByID(id).WithLabel("unit-s").Content()
							return err
						},
						charm.KindUpdateStatus: func(h *charm.Hook) error {
							if leader, err := h.IsLeader(); err != nil || leader {
								return err
							}
							_, err := h.SecretByLabel(label).Content()
							return err
						},
					}, version}
				}
				return onEach(p, []tried{names("unit-s", juju36)}, []tried{names("unit-s", juju35), names("key", juju35), names("key", juju36)}, func(s *scene, c charm.Handler) error {
					s.deploy("web", c, 2)
					s.settle()
					s.pass(5 * time.Minute)
					return juju.NoUnitInError(s.Model)
				})
			}},
		{"canonical/operator #857", "a secret that was made in a hook could not be read in the same hook: it can, by ID and by label", "", func(p *play) error {
			var read []string
			s := p.model()
			s.deploy("db", hooks{charm.KindLeaderElected: func(h *charm.Hook) error {
				made, err := h.App().AddSecret(map[string]string{"password": "fresh"}, charm.SecretLabel("new"))
				if err != nil {
					return err
				}
				for _, get := range []func() (map[string]string, error){made.Content, h.SecretByLabel("new").Content, h.SecretByID(made.ID()).Peek} {
					content, err := get()
					if err != nil {
						return err
					}
					read = append(read, content["password"])
				}
				return nil
			}}, 1)
			s.settle()
			if fmt.Sprint(read) != "[fresh fresh fresh]" {
				return fmt.Errorf("read %v", read)
			}
			return juju.NoUnitInError(s.Model)
		}},
	})
}
