package juju_test

import (
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/internal/goldens"
	"github.com/charmscenario/scenario/juju"
)

// answerForEver makes two charms answer each other's databag for ever.
func answerForEver(s *teller) {
	count := func(endpoint string) func(*charm.Hook) error {
		return relate(endpoint, func(r *charm.Relation) error {
			databag := r.LocalUnit()
			value, _, err := databag.Get("count")
			if err != nil {
				return err
			}
			n, _ := strconv.Atoi(value)
			return databag.Set("count", strconv.Itoa(n+1))
		})
	}
	s.doings["give-relation-changed"], s.doings["take-relation-changed"] = count("give"), count("take")
	s.deploy("ping", 1)
	s.deploy("pong", 1)
	s.ok(s.Integrate("ping:give", "pong:take"))
}

// rotateForEver makes a charm that rotates a secret and forgets about the old revisions.
func rotateForEver(s *teller) {
	s.doings["leader-elected"] = addToken(charm.SecretRotateEvery(charm.RotateDaily))
	s.doings["secret-rotate"] = func(h *charm.Hook) error { return renewToken("token-of-" + h.Now().Format(time.DateOnly))(h) }
	s.deploy("db", 1)
}

// TestFailureTexts: what a test prints when a model fails, on real models; docs/errors.md quotes it.
func TestFailureTexts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		seed uint64
		play func(*teller) error
	}{
		{"busy", 0, func(s *teller) error { answerForEver(s); return s.Settle() }},
		{"busy-seed", 7, func(s *teller) error {
			s.doings["leader-elected"] = addToken()
			s.doings["start"] = renewToken("the-second-token")
			s.doings["secret-remove"] = func(h *charm.Hook) error {
				return renewToken("token-after-" + strconv.Itoa(h.Info().SecretRevision))(h)
			}
			s.deploy("db", 1)
			return s.Settle()
		}},
		{"check", 0, func(s *teller) error {
			s.Check(juju.MaxRevisions(3))
			rotateForEver(s)
			return s.Advance(30 * 24 * time.Hour)
		}},
		{"check-seed", 7, func(s *teller) error {
			s.Check(juju.NoUnitInError)
			s.doings["config-changed"] = func(*charm.Hook) error { return errors.New("no title") }
			s.deploy("web", 2)
			return s.Settle()
		}},
		{"refused", 0, func(s *teller) error { s.deploy("database", 1); return s.Scale("databse", 3) }},
	} {
		s := newTeller(t, &juju.Model{Seed: test.seed})
		err := test.play(s)
		require.Error(t, err, test.name)
		goldens.Text(t, "testdata/failures/"+test.name+".txt", fmt.Sprintf("%+v", err))
	}
}

// TestBusyError: who reached the limit, and the last hooks, as data.
func TestBusyError(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{0, 30} {
		s := newTeller(t, &juju.Model{MaxHooks: limit, Seed: uint64(limit)})
		answerForEver(s)
		var busy *juju.BusyError
		require.ErrorAs(t, s.Settle(), &busy)
		if limit == 0 {
			limit = 140 // 100, and 20 for each unit
		}
		require.Equal(t, limit, busy.Limit)
		require.Contains(t, []string{"ping/0", "pong/0"}, busy.Unit)
		told := s.Timeline()
		require.Equal(t, told[len(told)-1], busy.Last[len(busy.Last)-1])
		for _, e := range busy.Last {
			require.NotEmpty(t, e.Hook)
		}
	}
	require.Equal(t, "model does not come to rest (seed 3): db/0 ran 5 hooks", (&juju.BusyError{Seed: 3, Unit: "db/0", Limit: 5}).Error())
	var many juju.BusyError
	for i := range 20 {
		for n := range 2 + i%3 {
			many.Last = append(many.Last, juju.Entry{Number: n, Unit: fmt.Sprintf("db/%d", i), Hook: "update-status", Changes: make([]juju.Change, 7)})
		}
	}
	require.Contains(t, many.Error(), "    4 times db/2 update-status\n")
	require.Contains(t, many.Error(), "and 3 more changes\n")
	require.Contains(t, many.Error(), "  and 14 other hooks")
}

// TestCharmErrorsThatPanic: the methods of an error are the charm's, and may panic; nothing else does.
func TestCharmErrorsThatPanic(t *testing.T) {
	t.Parallel()
	s := newTeller(t, &juju.Model{})
	s.doings["web/0 config-changed"] = func(*charm.Hook) error { return panicking{} }
	s.doings["web/1 config-changed"] = func(*charm.Hook) error { panic("no title") }
	s.deploy("web", 2)
	s.settle()
	failures := s.Timeline().Failures()
	require.Len(t, failures, 2)
	require.Equal(t, "the charm returned an error that panics when it is asked for its text", failures[0].Failure)
	require.Regexp(t, `^panic: no title\n.*juju_test\.TestCharmErrorsThatPanic\.func\d+\n\t.*failure_text_test\.go:\d+`, failures[1].Failure)
	require.ErrorContains(t, juju.NoUnitInError(s.Model), "web/0 is in error")
}

type panicking struct{}

func (panicking) Error() string { panic("no text") }
