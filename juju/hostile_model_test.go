package juju_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// two are two models of one controller.
func two(t *testing.T) (*teller, *teller) {
	a := newTeller(t, &juju.Model{Name: "a"})
	m, err := a.AddModel("b")
	require.NoError(t, err)
	b := &teller{Model: m, t: t, doings: a.doings}
	return a, b
}

func TestHostileAddModelUUID(t *testing.T) {
	t.Parallel()
	m := &juju.Model{Name: "prod"}
	n, err := m.AddModel("scenario")
	require.NoError(t, err)
	require.NotEqual(t, m.UUID, n.UUID)
	m = &juju.Model{Name: "prod", UUID: "5ce9a210-0000-4000-8000-000000000001"}
	n, err = m.AddModel("scenario")
	require.NoError(t, err)
	require.NotEqual(t, m.UUID, n.UUID)
}

func TestHostileRefusedDeploy(t *testing.T) {
	t.Parallel()
	s := newTeller(t, &juju.Model{})
	require.Error(t, s.Deploy(juju.Charm{Handler: s.doings, Metadata: doingsMetadata}, juju.Deployment{Name: "db", Config: map[string]any{"none": 1}}))
	s.deploy("db", 1)
	require.Equal(t, "10.152.183.1", s.Status().Applications["db"].Address)
}

func TestHostileOfferTwiceEndpoint(t *testing.T) {
	t.Parallel()
	a, b := two(t)
	a.deploy("db", 1)
	b.deploy("web", 1)
	url, err := a.Offer("db:give,give", "")
	a.ok(err)
	b.ok(b.Consume(url, ""))
	b.ok(b.Integrate("web:take", "db"))
}

func TestHostileOfferNames(t *testing.T) {
	t.Parallel()
	a, b := two(t)
	a.deploy("db", 1)
	for _, name := range []string{"x:y", "a/b", "Q q\n", "-"} {
		url, err := a.Offer("db:give", name)
		if err == nil {
			t.Errorf("offer name %q taken: %q; consume: %v", name, url, b.Consume(url, ""))
		}
	}
	url, err := a.Offer("db:give", "ok")
	a.ok(err)
	for _, name := range []string{"x:y", "a/b", "Q q\n"} {
		if err := b.Consume(url, name); err == nil {
			t.Errorf("saas name %q taken", name)
		}
	}
}

func TestHostileNowInHook(t *testing.T) {
	t.Parallel()
	s := newTeller(t, &juju.Model{})
	s.deploy("db", 1)
	s.settle()
	s.ok(s.Advance(time.Hour))
	var in time.Time
	s.do("db/0", func(*charm.Hook) error { in = s.Now(); return nil })
	require.Equal(t, s.Now(), in)
}

func TestHostileConsumeOwn(t *testing.T) {
	t.Parallel()
	a, _ := two(t)
	a.deploy("db", 1)
	url, err := a.Offer("db:give", "")
	a.ok(err)
	require.EqualError(t, a.Consume(url, "own"), "cannot consume admin/a.db: it is an offer of this model; integrate with db itself")
	require.Empty(t, a.Status().SAAS)
}

func TestHostileHalfSeconds(t *testing.T) {
	t.Parallel()
	m := &juju.Model{}
	start := m.Now()
	require.EqualError(t, m.Advance(500*time.Millisecond), "cannot advance by 500ms: a model knows no part of a second; want whole ones")
	require.Equal(t, start, m.Now())
}
