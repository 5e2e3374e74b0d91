package juju_test

import (
	"fmt"
	"math"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// What people and charms may do that nobody should: each once went wrong.

func TestHostileBusyThenSettle(t *testing.T) {
	t.Parallel()
	s := newTeller(t, &juju.Model{MaxHooks: 1})
	s.deploy("db", 1)
	var busy *juju.BusyError
	require.ErrorAs(t, s.Settle(), &busy)
	_, ok, err := s.Next("db/0")
	s.ok(err)
	require.True(t, ok)
	err = s.Settle()
	_, more, _ := s.Next("db/0")
	require.False(t, err == nil && more, "Settle says all is done, but db/0 still has a hook to run; units %v", s.Status().Applications["db"].Units["db/0"].Agent)
}

func TestHostileRunForever(t *testing.T) {
	t.Parallel()
	s := newTeller(t, &juju.Model{})
	s.deploy("db", 1)
	s.settle()
	n := 1
	s.do("db/0", addToken())
	s.doings["secret-remove"] = func(h *charm.Hook) error {
		n++
		if n > 50000 {
			runtime.Goexit()
		}
		return renewToken(fmt.Sprint("token-", n))(h)
	}
	s.do("db/0", renewToken("again"))
	s.doings["act"] = nil
	_, err := s.Run("db/0", "act", nil)
	require.ErrorAs(t, err, new(*juju.BusyError))
	require.Less(t, n, 5000)
}

func TestHostileRotationLost(t *testing.T) {
	t.Parallel()
	s := newTeller(t, &juju.Model{UpdateStatusInterval: -1})
	s.deploy("db", 2)
	s.settle()
	s.ok(s.Advance(30 * time.Second))
	s.do("db/0", addToken(charm.SecretRotateEvery(charm.RotateHourly)))
	s.settle()
	s.ok(s.Depose("db"))
	s.ok(s.Advance(59*time.Minute + 50*time.Second)) // now 01:00:20, due 01:00:30
	s.settle()
	s.ok(s.Failover("db", "db/1"))
	s.settle()
	s.ok(s.Advance(48 * time.Hour))
	s.settle()
	n := 0
	for _, e := range s.Timeline() {
		if e.Hook == "secret-rotate" {
			n++
		}
	}
	require.NotZero(t, n)
}

func TestHostileAddModelEmpty(t *testing.T) {
	t.Parallel()
	m := &juju.Model{}
	n, err := m.AddModel("")
	if err == nil {
		t.Fatalf("two models: %q %s, %q %s", m.Name, m.UUID, n.Name, n.UUID)
	}
}

func TestHostileNaN(t *testing.T) {
	t.Parallel()
	m := &juju.Model{}
	require.NoError(t, m.Deploy(juju.Charm{Handler: doings{}, Metadata: "name: f\nconfig:\n  options:\n    ratio: {type: float}\n"}, juju.Deployment{}))
	require.NoError(t, m.Settle())
	if err := m.SetConfig("f", map[string]any{"ratio": "NaN"}); err != nil {
		return
	}
	require.NoError(t, m.Settle())
}

func TestHostileOverflow(t *testing.T) {
	t.Parallel()
	s := newTeller(t, &juju.Model{})
	s.deploy("db", 2)
	s.settle()
	err := s.AddUnit("db", math.MaxInt)
	s.settle()
	require.Len(t, s.Units(), 2, "AddUnit: %v", err)
}

func TestHostileSelfRelation(t *testing.T) {
	t.Parallel()
	s := newTeller(t, &juju.Model{})
	s.deploy("db", 1)
	err := s.Integrate("db:give", "db:take")
	if err == nil {
		require.NoError(t, s.Settle())
		t.Fatal(s.Timeline(), s.Status().Relations)
	}
}

func TestHostileCharmsOrder(t *testing.T) {
	t.Parallel()
	play := func() string {
		c := juju.Charm{Handler: doings{}, Metadata: doingsMetadata}
		m := &juju.Model{Charms: map[string]juju.Charm{"one": c, "two": c, "three": c}}
		require.NoError(t, m.Deploy(c, juju.Deployment{Name: "db"}))
		return m.Timeline().String()
	}
	first := play()
	for range 100 {
		require.Equal(t, first, play())
	}
}

func TestHostilePastExpiry(t *testing.T) {
	t.Parallel()
	s := newTeller(t, &juju.Model{})
	s.deploy("db", 1)
	s.settle()
	s.do("db/0", addToken(charm.SecretExpireAt(time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC))))
	told := 0
	s.doings["secret-expired"] = func(*charm.Hook) error { told++; return nil }
	s.settle()
	require.Equal(t, 1, told, "a past time is over at once, and told of once until five minutes have passed")
}

func TestHostileStatusInHook(t *testing.T) {
	t.Parallel()
	play := func(look bool) map[string]int {
		s := newTeller(t, &juju.Model{})
		s.deploy("db", 3)
		s.settle()
		s.do("db/0", addToken())
		s.do("db/1", readToken)
		s.do("db/2", readToken)
		s.settle()
		s.do("db/0", renewToken("second-token"))
		s.do("db/1", func(h *charm.Hook) error {
			err := readToken(h)
			if look {
				s.Status()
			}
			return err
		})
		got, err := s.TrackedRevisions("token")
		s.ok(err)
		return got
	}
	require.Equal(t, play(false), play(true))
}

func TestHostileGoexit(t *testing.T) {
	t.Parallel()
	s := newTeller(t, &juju.Model{})
	s.deploy("db", 1)
	s.doings["install"] = func(*charm.Hook) error { runtime.Goexit(); return nil }
	done := make(chan struct{})
	go func() { defer close(done); s.Settle() }()
	<-done
	delete(s.doings, "install")
	require.NoError(t, s.Settle())
	_, more, _ := s.Next("db/0")
	require.False(t, more, "Settle returned nil, but db/0 has hooks: %v", s.Timeline())
}

func TestHostileCheckVerbEntry(t *testing.T) {
	t.Parallel()
	s := newTeller(t, &juju.Model{KeepHooks: 1})
	s.deploy("db", 1)
	s.Check(func(m *juju.Model) error {
		m.SetConfig("db", map[string]any{"title": "x"})
		return errOnPurpose
	})
	var failed *juju.CheckError
	require.ErrorAs(t, s.Settle(), &failed)
	require.Equal(t, "install", failed.Entry.Hook, "%+v", failed.Entry)
}
