package juju_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// stager plays models whose charms do what it says, by unit and hook: "x/0 relation-joined", "x/0 action".
type stager struct {
	*juju.Model
	t      *testing.T
	charms map[string]juju.Charm
	does   map[string]func(*charm.Hook) error
}

func newStager(t *testing.T, m *juju.Model) *stager {
	s := &stager{t: t, Model: m, does: make(map[string]func(*charm.Hook) error)}
	handler := charm.HandlerFunc(func(h *charm.Hook) error {
		if do := s.does[h.UnitName()+" "+string(h.Kind())]; do != nil {
			return do(h)
		}
		return nil
	})
	s.charms = map[string]juju.Charm{
		"fickle": {Handler: handler, Metadata: fickleMetadata}, "other": {Handler: handler, Metadata: fickleMetadata + "title: other\n"},
		"beside": {Handler: handler, Metadata: besideMetadata},
		"also":   {Handler: handler, Metadata: strings.Replace(besideMetadata, "requires:", "provides:\n  left: {interface: one}\nrequires:", 1)},
	}
	m.Charms, m.KeepHooks = s.charms, 1_000_000
	return s
}

func (s *stager) ok(err error) {
	s.t.Helper()
	require.NoError(s.t, err)
}

func (s *stager) settle() { s.t.Helper(); s.ok(s.Settle()) }

func (s *stager) deploy(charm, name string, units int) {
	s.t.Helper()
	s.ok(s.Deploy(s.charms[charm], juju.Deployment{Name: name, Units: units}))
}

// pair deploys two related applications.
func (s *stager) pair() {
	s.t.Helper()
	s.deploy("fickle", "x", 1)
	s.deploy("fickle", "y", 1)
	s.ok(s.Integrate("x:up", "y:left"))
	s.settle()
}

// act has a unit do something.
func (s *stager) act(unit string, do func(*charm.Hook) error) {
	s.t.Helper()
	s.does[unit+" action"] = do
	task, err := s.Run(unit, "rest", nil)
	s.ok(err)
	require.Equal(s.t, juju.TaskCompleted, task.Status, "%v", task)
	delete(s.does, unit+" action")
}

// add makes a secret of the application and grants it over the relation.
func (s *stager) add(options ...charm.SecretOption) string {
	id := ""
	s.act("y/0", func(h *charm.Hook) error {
		secret, err := h.App().AddSecret(map[string]string{"password": "xxxxxxxx"}, options...)
		if err != nil {
			return err
		}
		id = secret.ID()
		return secret.Grant(h.RelationByID("left:2"))
	})
	return id
}

func (s *stager) read(unit, id, label string) {
	s.t.Helper()
	s.act(unit, func(h *charm.Hook) error {
		secret := h.SecretByID(id)
		if label != "" {
			secret = secret.WithLabel(label)
		}
		_, err := secret.Content()
		return err
	})
}

func (s *stager) renew(id string) {
	s.t.Helper()
	s.act("y/0", func(h *charm.Hook) error {
		content, err := h.SecretByID(id).Peek()
		if err != nil {
			return err
		}
		return h.SecretByID(id).SetContent(map[string]string{"password": content["password"] + "x"})
	})
}

func (s *stager) fail(unitAndHook string) {
	s.does[unitAndHook] = func(*charm.Hook) error { return errors.New("not now") }
}

// rareSituations are what random operations seldom come to: each with lines that its document has.
var rareSituations = []struct {
	name  string
	model juju.Model
	play  func(*stager)
	lines []string
}{
	{"a databag that was read and written since", juju.Model{}, func(s *stager) {
		s.pair()
		s.act("x/0", func(h *charm.Hook) error {
			_, err := h.RelationByID("up:2").RemoteUnit("y/0").All()
			return err
		})
		s.act("y/0", func(h *charm.Hook) error { return h.RelationByID("left:2").LocalUnit().Set("k", "v") })
	}, []string{"read:", "remembered:", "changed:"}},
	{"labels that a unit gave up", juju.Model{}, func(s *stager) {
		s.pair()
		id := s.add()
		s.read("x/0", id, "first")
		s.read("x/0", id, "second")
	}, []string{"given-up-labels:", "- first", "label: second"}},
	{"a hook about a secret that is gone", juju.Model{}, func(s *stager) {
		s.pair()
		id := s.add(charm.SecretLabel("mine"))
		s.read("x/0", id, "theirs")
		s.fail("x/0 secret-changed")
		s.renew(id)
		s.settle()
		s.act("y/0", func(h *charm.Hook) error { return h.SecretByID(id).RemoveAll() })
	}, []string{"secret-gone:", "owner: y", "label: mine", "secret-label: theirs"}},
	{"the own secret is gone", juju.Model{}, func(s *stager) {
		s.pair()
		id := s.add(charm.SecretLabel("mine"), charm.SecretRotateEvery(charm.RotateHourly))
		s.fail("y/0 secret-rotate")
		s.ok(s.Advance(time.Hour))
		s.settle()
		s.act("y/0", func(h *charm.Hook) error { return h.SecretByID(id).RemoveAll() })
	}, []string{"secret-gone:", "hook: secret-rotate"}},
	{"a user's secret", juju.Model{}, func(s *stager) {
		s.pair()
		id, err := s.AddSecret("tls", juju.SecretArgs{Content: map[string]string{"certificate": "c"}})
		s.ok(err)
		s.ok(s.GrantSecret("tls", "x"))
		prune := true
		s.ok(s.UpdateSecret("tls", juju.SecretArgs{AutoPrune: &prune}))
		s.read("x/0", id, "")
		s.ok(s.UpdateSecret("tls", juju.SecretArgs{Content: map[string]string{"certificate": "d"}}))
	}, []string{"owner: <user>", "auto-prune: true", "reason: secret updated"}},
	{"the latest revision is gone", juju.Model{}, func(s *stager) {
		s.pair()
		id := s.add()
		s.renew(id)
		s.act("y/0", func(h *charm.Hook) error { return h.SecretByID(id).RemoveRevision(2) })
	}, []string{"latest-revision: 2"}},
	{"content in the open", juju.Model{}, func(s *stager) {
		s.pair()
		id := s.add()
		s.act("y/0", func(h *charm.Hook) error {
			content, err := h.SecretByID(id).Content()
			if err != nil {
				return err
			}
			return h.RelationByID("left:2").LocalUnit().Set("k", content["password"])
		})
	}, []string{"k: xxxxxxxx", "concealed:"}},
	{"an expiry that a new leader was told of again", juju.Model{}, func(s *stager) {
		s.pair()
		s.ok(s.AddUnit("y", 1))
		s.settle()
		s.add(charm.SecretExpireIn(time.Minute))
		s.ok(s.Advance(2 * time.Minute))
		s.settle()
		s.ok(s.Failover("y", ""))
	}, []string{"secret-expired:", "deposed: latest"}},
	{"an offer that was withdrawn, and a model that was destroyed", juju.Model{}, func(s *stager) {
		s.pair()
		for _, name := range []string{"near", "far"} {
			other, err := s.AddModel(name)
			s.ok(err)
			s.ok(other.Deploy(s.charms["fickle"], juju.Deployment{Name: "z"}))
			url, err := other.Offer("z:left", "")
			s.ok(err)
			s.ok(s.Consume(url, name))
			s.ok(s.Integrate("x:up", name))
			s.settle()
		}
		s.ok(s.RemoveRelation("x:up", "near"))
		s.settle()
		s.ok(s.Models()[1].RemoveOffer("z"))
		s.ok(s.DestroyModel("far"))
		s.settle()
	}, []string{"removed: offer", "removed: model", "offer: admin/far.z"}},
	{"a model that is going", juju.Model{}, func(s *stager) {
		other, err := s.AddModel("other")
		s.ok(err)
		s.ok(other.Deploy(s.charms["fickle"], juju.Deployment{}))
		s.settle()
		s.ok(s.DestroyModel("other"))
	}, []string{"life: dying"}},
	{"an upgrade that is held back", juju.Model{}, func(s *stager) {
		s.pair()
		s.ok(s.SetConfig("x", map[string]any{"text": "old"}))
		s.settle()
		s.fail("x/0 update-status")
		s.ok(s.Advance(time.Hour))
		s.settle()
		s.ok(s.Refresh("x", s.charms["other"]))
		s.ok(s.SetConfig("x", map[string]any{"text": "new"}))
		s.ok(s.Trust("x", true))
	}, []string{"charm-config:", "text: old", "text: new", "trust-seen: false", "config-reason: trust set"}},
	{"a relation that is paused", juju.Model{}, func(s *stager) {
		other, err := s.AddModel("other")
		s.ok(err)
		s.ok(other.Deploy(s.charms["fickle"], juju.Deployment{Name: "z"}))
		s.deploy("fickle", "x", 2)
		url, err := other.Offer("z:left", "")
		s.ok(err)
		s.ok(s.Consume(url, ""))
		s.ok(s.Integrate("x:up", "z"))
		s.settle()
		s.fail("x/1 config-changed")
		s.ok(s.SetConfig("x", map[string]any{"number": 3}))
		s.settle()
		for _, relation := range other.Status().Relations {
			if sides := strings.Fields(relation.Key); len(sides) == 2 {
				s.ok(other.Suspend(sides[0], sides[1]))
			}
		}
	}, []string{"suspended: true"}},
	{"a unit that is to come back", juju.Model{}, func(s *stager) {
		s.deploy("fickle", "x", 2)
		s.settle()
		s.ok(s.Scale("x", 1))
		s.ok(s.Scale("x", 2))
	}, []string{"scale: 2"}},
	{"a relation that a unit in error has yet to enter", juju.Model{}, func(s *stager) {
		s.deploy("fickle", "x", 1)
		s.deploy("fickle", "y", 1)
		s.settle()
		s.fail("x/0 config-changed")
		s.ok(s.SetConfig("x", map[string]any{"number": 3}))
		s.settle()
		s.ok(s.Integrate("x:up", "y:left"))
		s.settle()
	}, []string{"entering: true"}},
	{"principals that wait for subordinates", juju.Model{Type: call.ModelMachines}, func(s *stager) {
		s.deploy("fickle", "x", 2)
		s.deploy("beside", "z", 0)
		s.ok(s.Integrate("z:down", "x:juju-info"))
		s.settle()
		s.fail("z/0 stop")
		s.ok(s.RemoveUnit("x/0"))
		s.settle()
	}, []string{"removed: true", "- z/0"}},
	{"a subordinate that left one that stays", juju.Model{Type: call.ModelMachines}, func(s *stager) {
		s.deploy("fickle", "x", 1)
		s.deploy("beside", "z", 0)
		s.deploy("also", "w", 0)
		s.ok(s.Integrate("z:down", "x:juju-info"))
		s.ok(s.Integrate("w:down", "x:juju-info"))
		s.ok(s.Integrate("z:up", "w:left"))
		s.settle()
		s.ok(s.RemoveRelation("z:down", "x:juju-info"))
		s.settle()
	}, []string{"place: x/0"}},
	{"subordinates whose relation ends", juju.Model{Type: call.ModelMachines}, func(s *stager) {
		s.deploy("fickle", "x", 1)
		s.deploy("beside", "z", 0)
		s.ok(s.Integrate("z:down", "x:juju-info"))
		s.ok(s.Integrate("z:up", "x:left"))
		s.settle()
		s.ok(s.RemoveRelation("z:down", "x:juju-info"))
		s.ok(s.RemoveRelation("z:up", "x:left"))
	}, []string{"removal: relation removed"}},
}

// TestRareModelsInFiles: what random operations seldom come to comes back from a file as well.
func TestRareModelsInFiles(t *testing.T) {
	t.Parallel()
	for _, r := range rareSituations {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			m := r.model
			s := newStager(t, &m)
			r.play(s)
			text := written(t, &m)
			for _, line := range r.lines {
				require.Contains(t, text, line)
			}
			again, err := juju.Load([]byte(text), s.charms)
			require.NoError(t, err, text)
			since, reached := lastNumber(&m), 0
			same := func() {
				t.Helper()
				requireSame(t, m.Models(), again.Models(), since, &reached)
			}
			same()
			clear(s.does)
			for range 3 {
				for range 4 {
					ran, err := m.Step()
					require.NoError(t, err)
					too, err := again.Step()
					require.NoError(t, err)
					require.Equal(t, ran, too)
					same()
				}
				for _, each := range []*juju.Model{&m, again} {
					require.NoError(t, each.Settle())
				}
				same()
				for i, each := range m.Models() {
					for _, unit := range each.Units() {
						require.Equal(t, each.Resolved(unit, true), again.Models()[i].Resolved(unit, true))
					}
				}
				for _, each := range []*juju.Model{&m, again} {
					require.NoError(t, each.Advance(61*time.Minute))
				}
				same()
			}
		})
	}
}
