package juju_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/examples/database"
	"github.com/charmscenario/scenario/examples/reconcile"
	"github.com/charmscenario/scenario/examples/webserver"
	"github.com/charmscenario/scenario/juju"
)

// monitor is a charm that reads the password of each unit of what it monitors, and uses a cache.
const monitorCharm = `
name: monitor
requires:
  monitoring: {interface: example-monitoring}
  cache: {interface: example-cache}
`

// passwords reads the secrets that units announced over an endpoint, and that its application did. A secret may be out of reach at
// any time: its relation, its unit or its application is being removed.
func passwords(h *charm.Hook) error {
	return everySecret(h, func(secret *charm.Secret) error {
		_, err := secret.Content()
		if errors.Is(err, charm.ErrSecretNotFound) || errors.Is(err, charm.ErrPermissionDenied) {
			return nil
		}
		return err
	})
}

// passwordsOrFail is passwords without that thought.
func passwordsOrFail(h *charm.Hook) error {
	return everySecret(h, func(secret *charm.Secret) error { _, err := secret.Content(); return err })
}

func everySecret(h *charm.Hook, read func(*charm.Secret) error) error {
	relation := charm.NewRelationEvent(h).Relation
	units, err := relation.Units()
	if err != nil {
		return err
	}
	bags := []*charm.Databag{relation.RemoteApp()}
	for _, unit := range units {
		bags = append(bags, relation.RemoteUnit(unit))
	}
	for _, bag := range bags {
		id, ok, err := bag.Get("secret-id")
		if err != nil {
			return err
		}
		if ok {
			if err := read(h.SecretByID(id)); err != nil {
				return err
			}
		}
	}
	return nil
}

// bundle is several applications that are related in many ways.
func bundle(t *testing.T, seed uint64, databases, webservers, monitors charm.Handler) *scene {
	s := newScene(t, juju.Model{Seed: seed})
	s.example("database", databases, 2)
	s.example("webserver", webservers, 2)
	s.example("reconcile", reconcile.New(), 2)
	s.must(s.Deploy(juju.Charm{Handler: monitors, Metadata: monitorCharm}, juju.Deployment{}))
	for _, pair := range [][2]string{{"database", "webserver"}, {"database", "monitor"}, {"cache", "monitor"}} {
		s.must(s.Integrate(pair[0], pair[1]))
	}
	s.settle()
	return s
}

// tearDown removes all applications in an order, a few hooks after each other, and says who is in error and what is left.
func (s *scene) tearDown(order []string, hooksBetween int) error {
	for _, app := range order {
		s.must(s.RemoveApplication(app))
		for range hooksBetween {
			_, err := s.Step()
			s.must(err)
		}
	}
	s.settle()
	if err := juju.NoUnitInError(s.Model); err != nil {
		return err
	}
	for _, app := range order {
		if _, err := s.Config(app); err == nil {
			return fmt.Errorf("%s is still there", app)
		}
	}
	return nil
}

// orders lists the orders of names.
func orders(names []string) [][]string {
	if len(names) == 0 {
		return [][]string{nil}
	}
	var all [][]string
	for i, name := range names {
		for _, rest := range orders(slices.Delete(slices.Clone(names), i, i+1)) {
			all = append(all, append([]string{name}, rest...))
		}
	}
	return all
}

// TestUsersTearDown is canonical/cos-lite-bundle #127: tearing a bundle down left some charm in error in relation-departed or
// relation-broken, in one order and not in another, and never the same one. Charms that mind what may be gone stay out of it in
// every order; each that does not is found.
func TestUsersTearDown(t *testing.T) {
	t.Parallel()
	minding := hooks{charm.KindRelationChanged: passwords, charm.KindRelationDeparted: passwords}
	found := make(map[string]int) // by unit and hook
	tried, failed := 0, 0
	for _, order := range orders([]string{"database", "webserver", "cache", "monitor"}) {
		for seed := range uint64(4) {
			between := int(seed) * 3
			tried++
			require.NoError(t, bundle(t, seed, database.New(), webserver.New(), minding).tearDown(order, between), "%v, seed %d", order, seed)

			err := bundle(t, seed, database.New(),
				partly{webserver.New(), charm.KindRelationDeparted, passwordsOrFail},
				hooks{charm.KindRelationChanged: passwords, charm.KindRelationDeparted: passwordsOrFail},
			).tearDown(order, between)
			if err == nil {
				continue
			}
			failed++
			for line := range strings.Lines(err.Error()) {
				unit, rest, _ := strings.Cut(line, " is in error: hook failed: ")
				hook, _, _ := strings.Cut(rest, " ")
				found[unit+" "+hook]++
			}
		}
	}
	t.Logf("%d of %d tear-downs leave a unit in error: %v", failed, tried, found)
	require.Positive(t, failed)
	require.Less(t, failed, tried, "some orders hide what is wrong")
	require.Greater(t, len(found), 2, "never the same one")
}
