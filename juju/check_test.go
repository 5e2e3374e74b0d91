package juju_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/examples/database"
	"github.com/charmscenario/scenario/examples/webserver"
	"github.com/charmscenario/scenario/juju"
)

// related deploys an owner of secrets and an observer, with the metadata of the examples, and relates them.
func (s *scene) related(owner, observer charm.Handler) {
	s.t.Helper()
	s.example("database", owner, 1)
	s.example("webserver", observer, 1)
	s.integrate("database", "webserver")
}

func TestMaxRevisions(t *testing.T) {
	t.Parallel()
	reads := func(h *charm.Hook) error { _, err := charm.NewSecretEvent(h).Secret.Content(); return err }
	const secret = `secret "credentials" (secret:gnuj97m336uag0000000) of database keeps `
	for _, test := range []struct {
		name            string
		owner, observer charm.Handler
		limit           int
		says            string // empty: nothing
	}{
		{"both do what they must", database.New(), webserver.New(), 1, ""},
		{"the owner forgets", without(database.New(), charm.KindSecretRemove), webserver.New(), 3,
			secret + `4 revisions, want at most 3; nobody tracks 1 to 3: charm "database" has no handler for secret-remove, which must remove them; Juju never does`},
		{"the owner cannot tell", noRoutes{without(database.New(), charm.KindSecretRemove)}, webserver.New(), 2,
			secret + `3 revisions, want at most 2; nobody tracks 1 and 2: charm "database" ran secret-remove and did not remove them; Juju never does`},
		{"the owner takes no notice", partly{database.New(), charm.KindSecretRemove, reads}, webserver.New(), 2,
			secret + `3 revisions, want at most 2; nobody tracks 1 and 2: charm "database" ran secret-remove and did not remove them; Juju never does`},
		{"the observer forgets", database.New(), without(webserver.New(), charm.KindSecretChanged), 1,
			secret + `2 revisions, want at most 1; webserver/0 tracks 1: charm "webserver" has no handler for secret-changed, which must refresh; until then a unit keeps the revision that it tracks`},
		{"the observer reads what it has", database.New(), partly{webserver.New(), charm.KindSecretChanged, reads}, 1,
			secret + `2 revisions, want at most 1; webserver/0 tracks 1: charm "webserver" ran secret-changed and did not refresh; until then a unit keeps the revision that it tracks`},
		{"one observer can hold no more than one", database.New(), without(webserver.New(), charm.KindSecretChanged), 2, ""},
		{"both forget", without(database.New(), charm.KindSecretRemove), without(webserver.New(), charm.KindSecretChanged), 3,
			secret + `4 revisions, want at most 3; nobody tracks 2 and 3: charm "database" has no handler for secret-remove, which must remove them; Juju never does; ` +
				`webserver/0 tracks 1: charm "webserver" has no handler for secret-changed, which must refresh; until then a unit keeps the revision that it tracks`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for _, seed := range []uint64{0, 1, 2, 3} {
				s := newScene(t, juju.Model{Seed: seed})
				s.Check(juju.MaxRevisions(test.limit))
				s.related(test.owner, test.observer)
				err := s.Advance(30 * day)
				if test.says == "" {
					require.NoError(t, err)
					continue
				}
				var failed *juju.CheckError
				require.ErrorAs(t, err, &failed)
				require.EqualError(t, failed.Err, test.says)
			}
		})
	}
}

// noRoutes is a charm that panics when it is asked which hooks it handles.
type noRoutes struct{ charm.Handler }

// Routes panics.
func (noRoutes) Routes(*charm.Hook) bool { panic("never asked before") }

// TestMaxRevisionsWaits: nobody is to blame while somebody has yet to be told.
func TestMaxRevisionsWaits(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name            string
		owner, observer charm.Handler
		play            func(s *scene, atMostOne func() error)
	}{
		{"observers that have not run yet", database.New(), without(webserver.New(), charm.KindSecretChanged), func(s *scene, atMostOne func() error) {
			for _, name := range []string{"a", "b", "c"} {
				s.set("database", "username", name)
				s.stepTo("database/0", "config-changed")
			}
			require.Len(s.t, revisions(s.secret("database/0", "credentials")), 3)
			require.NoError(s.t, atMostOne(), "webserver/0 has not run secret-changed, database/0 not secret-remove for revision 3")
			s.step("webserver/0")
			require.ErrorContains(s.t, atMostOne(), "webserver/0 tracks 1")
		}},
		{"an owner that has not run yet", without(database.New(), charm.KindSecretRemove), webserver.New(), func(s *scene, atMostOne func() error) {
			s.set("database", "username", "a")
			s.stepTo("database/0", "config-changed")
			s.step("webserver/0")
			require.Len(s.t, revisions(s.secret("database/0", "credentials")), 2)
			require.NoError(s.t, atMostOne())
			s.settle()
			require.ErrorContains(s.t, atMostOne(), "nobody tracks 1")
		}},
		{"a unit in error", partly{database.New(), charm.KindSecretRemove, failsIn(charm.KindSecretRemove)}, webserver.New(), func(s *scene, atMostOne func() error) {
			s.pass(day)
			require.ErrorContains(s.t, juju.NoUnitInError(s.Model), "database/0 is in error")
			require.NoError(s.t, atMostOne(), "what is in error is told of elsewhere")
			s.must(s.Resolved("database/0", false))
			s.settle()
			require.ErrorContains(s.t, atMostOne(), `charm "database" ran secret-remove and did not remove them`)
		}},
		{"a leader that was lost", database.New(), webserver.New(), func(s *scene, atMostOne func() error) {
			s.must(s.AddUnit("database", 1))
			s.settle()
			s.set("database", "username", "a")
			s.stepTo("database/0", "config-changed")
			s.step("webserver/0")
			s.must(s.Failover("database", ""))
			s.settle()
			require.Len(s.t, revisions(s.secret("database/0", "credentials")), 2)
			require.NoError(s.t, atMostOne(), "Juju tells the next leader of revision 1 when another becomes obsolete")
			s.set("database", "username", "b")
			s.settle()
			require.Len(s.t, revisions(s.secret("database/0", "credentials")), 1)
		}},
		{"observers that may not read it any more", database.New(), webserver.New(), func(s *scene, atMostOne func() error) {
			s.must(s.RemoveRelation("database", "webserver"))
			s.settle()
			require.Len(s.t, revisions(s.secret("database/0", "credentials")), 2, "Juju keeps what webserver/0 tracks")
			require.NoError(s.t, atMostOne(), "nobody tells webserver/0 of the new one")
		}},
		{"observers that were told, and may not read it any more", without(database.New(), charm.KindRelationBroken), without(webserver.New(), charm.KindSecretChanged), func(s *scene, atMostOne func() error) {
			s.set("database", "username", "a")
			s.settle()
			require.ErrorContains(s.t, atMostOne(), "webserver/0 tracks 1")
			s.must(s.RemoveRelation("database", "webserver"))
			s.settle()
			require.Len(s.t, revisions(s.secret("database/0", "credentials")), 2)
			require.NoError(s.t, atMostOne())
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, juju.Model{})
			s.related(test.owner, test.observer)
			check := juju.MaxRevisions(1)
			test.play(s, func() error { return check(s.Model) })
		})
	}
}

// TestMaxRevisionsOfUnits: every unit's own secret counts for itself, and all that gather are named.
func TestMaxRevisionsOfUnits(t *testing.T) {
	t.Parallel()
	s := newScene(t, juju.Model{})
	s.deploy("database", hooks{
		charm.KindInstall: func(h *charm.Hook) error {
			_, err := h.Unit().AddSecret(map[string]string{"token": "t0"}, charm.SecretLabel("token"))
			return err
		},
		charm.KindConfigChanged: func(h *charm.Hook) error {
			title, err := h.ConfigString("title")
			return errors.Join(err, h.SecretByLabel("token").SetContent(map[string]string{"token": title}))
		},
	}, 2)
	s.settle()
	for i := range 3 {
		s.set("database", "title", fmt.Sprint("title", i))
		s.settle()
	}
	err := juju.MaxRevisions(4)(s.Model)
	require.Regexp(t, `^secret "token" \(secret:\w+\) of database/0 keeps 5 revisions, .*\nsecret "token" \(secret:\w+\) of database/1 keeps 5 revisions, .*$`, err.Error())
	require.NoError(t, juju.MaxRevisions(5)(s.Model))
	require.ErrorContains(t, juju.MaxRevisions(0)(s.Model), "MaxRevisions(0) allows no secret at all; want 1 or more")
	require.NoError(t, juju.MaxRevisions(1)(&juju.Model{}))
}

func TestNoUnitInError(t *testing.T) {
	t.Parallel()
	own := errors.New("out of disk")
	s := newScene(t, juju.Model{})
	s.related(database.New(), partly{webserver.New(), charm.KindSecretChanged, func(*charm.Hook) error { return own }})
	s.must(s.AddUnit("webserver", 1))
	s.settle()
	require.NoError(t, juju.NoUnitInError(s.Model))

	s.set("database", "username", "a")
	s.settle()
	err := juju.NoUnitInError(s.Model)
	require.Regexp(t, `^webserver/0 is in error: hook failed: "secret-changed" \(hook \d+, about credentials of database\): out of disk\n`+
		`webserver/1 is in error: hook failed: "secret-changed" \(hook \d+, about credentials of database\): out of disk$`, err.Error())
	require.ErrorIs(t, err, own)

	s.must(s.Resolved("webserver/0", false))
	s.must(s.Resolved("webserver/1", false))
	require.NoError(t, juju.NoUnitInError(s.Model))
}

// TestNoUnitInErrorNames: what the hook was about, and Juju's refusals.
func TestNoUnitInErrorNames(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		handler func(*charm.Hook) error
		says    string
		is      error
	}{
		{"a unit", failsIn(charm.KindRelationJoined), `hook failed: "database-relation-joined" (hook 15, about database/0): no`, errNo},
		{"an application", failsIn(charm.KindRelationCreated), `hook failed: "database-relation-created" (hook 7, about database): no`, errNo},
		{"itself", failsIn(charm.KindInstall), `hook failed: "install" (hook 5): no`, errNo},
		{"refused at its end", func(h *charm.Hook) error {
			if h.Kind() != charm.KindInstall && h.Kind() != charm.KindStart {
				return nil
			}
			_, err := h.Unit().AddSecret(map[string]string{"token": "x"}, charm.SecretLabel("twice"))
			return err
		}, `hook failed: "start" (hook 13): creating secrets: secret with label "twice" already exists`, charm.ErrLabelExists},
		{"an error whose text panics", func(*charm.Hook) error { return (*noText)(nil) }, `hook failed: "install" (hook 5): `, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, juju.Model{})
			s.related(charm.NewMux(), charm.HandlerFunc(test.handler))
			err := juju.NoUnitInError(s.Model)
			require.ErrorContains(t, err, "webserver/0 is in error: "+test.says)
			if test.is != nil {
				require.ErrorIs(t, err, test.is)
			}
		})
	}
}

var errNo = errors.New("no")

func failsIn(kind charm.Kind) func(*charm.Hook) error {
	return func(h *charm.Hook) error {
		if h.Kind() == kind {
			return errNo
		}
		return nil
	}
}

// noText is an error of a careless charm.
type noText struct{ text string }

func (e *noText) Error() string { return e.text }

// TestCheck: what must always hold is asked after every hook, and the hook that broke it is named.
func TestCheck(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for _, seed := range []uint64{0, 7} {
		s := newScene(t, juju.Model{Seed: seed})
		asked := 0
		s.Check(nil)
		s.Check(func(asks *juju.Model) error {
			require.Same(t, s.Model, asks)
			asked++
			if state, err := asks.State("webserver/0"); err != nil || state.UnitStatus.Name == call.StatusActive {
				return errors.Join(broken, err)
			}
			return nil
		})
		s.example("database", database.New(), 1)
		s.example("webserver", webserver.New(), 1)
		s.must(s.Integrate("database", "webserver"))
		err := s.Settle()
		require.ErrorIs(t, err, broken)
		var failed *juju.CheckError
		require.ErrorAs(t, err, &failed)
		timeline := s.Timeline()
		require.Equal(t, timeline[len(timeline)-1], failed.Entry, "nothing runs after it")
		require.Equal(t, asked, len(timeline)-3, "once for every hook")
		text := fmt.Sprintf("check failed after hook %d, webserver/0 %s", failed.Entry.Number, failed.Entry.Hook)
		require.Regexp(t, "^"+text+`( \(.*\))?: broken`, err.Error())
		require.Equal(t, seed != 0, strings.Contains(err.Error(), "(seed 7)"))
	}
}
