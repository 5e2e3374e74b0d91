package juju_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// A hook that fails half-way, and a commit that is refused half-way: the other units see exactly what Juju keeps (hooks.md 7.1,
// secrets.md 7).

// halfway is an application db that does a bit of everything in config-changed, and an application web that looks at all of it.
type halfway struct {
	m    *juju.Model
	last call.Call // what config-changed does beside all else; nil: nothing
	err  error     // what it returns

	ids  map[string]string // of the secrets by their labels
	seen map[string]string // what web saw when it last looked, by what it looked at
}

// prepare has db own five secrets, of which three are granted to web: "kept" is read by it, "revoked" and "removed" are there to
// be so.
func (w *halfway) prepare(h *charm.Hook) error {
	w.ids = make(map[string]string)
	for _, label := range []string{"kept", "granted", "revoked", "removed", "rotating"} {
		options := []charm.SecretOption{charm.SecretLabel(label)}
		if label == "rotating" {
			options = append(options, charm.SecretRotateEvery(charm.RotateYearly))
		}
		secret, err := h.App().AddSecret(map[string]string{"token": label + " 1"}, options...)
		if err != nil {
			return err
		}
		w.ids[label] = secret.ID()
	}
	return nil
}

// share grants three of them.
func (w *halfway) share(h *charm.Hook) error {
	if leads, err := h.IsLeader(); err != nil || !leads {
		return err
	}
	for _, label := range []string{"kept", "revoked", "removed"} {
		if err := h.SecretByLabel(label).Grant(h.RelationByID(h.Info().Relation)); err != nil {
			return err
		}
	}
	return nil
}

// change does a bit of everything, once the application has a salt.
func (w *halfway) change(h *charm.Hook) error {
	if salt := (&call.ConfigGet{Key: "salt"}); h.Backend().Do(h.Context(), salt) != nil || salt.Value == nil {
		return nil
	}
	relation := h.RelationByID("database:2")
	secret := func(label string) *charm.Secret { return h.SecretByID(w.ids[label]) }
	_, read := secret("rotating").Content()
	added, failed := h.App().AddSecret(map[string]string{"token": "made 1"}, charm.SecretLabel("made"))
	w.ids["made"] = added.ID()
	err := errors.Join(read, failed,
		secret("kept").SetContent(map[string]string{"token": "kept 2"}),
		secret("granted").Grant(relation),
		secret("made").Grant(relation),
		secret("revoked").Revoke(relation),
		secret("removed").RemoveAll(),
		relation.LocalApp().Set("word", "app"),
		relation.LocalUnit().Set("word", "unit"),
		h.Backend().Do(h.Context(), &call.StateSet{State: map[string]string{"word": "stored"}}),
		h.Backend().Do(h.Context(), &call.StatusSet{Name: call.StatusBlocked, Message: "half-way"}),
		h.Backend().Do(h.Context(), &call.StatusSet{App: true, Name: call.StatusActive, Message: "half-way"}),
		h.Backend().Do(h.Context(), &call.LeaderSet{Settings: map[string]string{"word": "led"}}),
		h.SetWorkloadVersion("2.0"),
	)
	if err == nil && w.last != nil {
		err = h.Backend().Do(h.Context(), w.last)
	}
	if err != nil {
		return err
	}
	return w.err
}

// look is what a unit of web sees.
func (w *halfway) look(h *charm.Hook) error {
	w.seen = make(map[string]string)
	for label, id := range w.ids {
		content, err := h.SecretByID(id).Peek()
		switch {
		case errors.Is(err, call.ErrPermissionDenied):
			w.seen[label] = "denied"
		case errors.Is(err, call.ErrSecretNotFound):
			w.seen[label] = "not found"
		case err != nil:
			return err
		default:
			w.seen[label] = content["token"]
		}
	}
	relation := h.RelationByID("database:2")
	for _, bag := range []struct {
		name string
		bag  *charm.Databag
	}{{"databag of db", relation.RemoteApp()}, {"databag of db/0", relation.RemoteUnit("db/0")}} {
		word, _, err := bag.bag.Get("word")
		if err != nil {
			return err
		}
		w.seen[bag.name] = word
	}
	return nil
}

// led is what the other unit of db sees of its leader.
func (w *halfway) led(h *charm.Hook) error {
	settings := &call.LeaderGet{}
	if err := h.Backend().Do(h.Context(), settings); err != nil {
		return err
	}
	w.seen["leader settings"] = settings.Settings["word"]
	return nil
}

// whole is what others see when nothing fails, and nothing before.
var whole = map[string]string{
	"kept": "kept 2", "granted": "granted 1", "revoked": "denied", "removed": "not found", "rotating": "denied", "made": "made 1",
	"databag of db": "app", "databag of db/0": "unit", "leader settings": "led",
}

var before = map[string]string{
	"kept": "kept 1", "granted": "denied", "revoked": "revoked 1", "removed": "removed 1", "rotating": "denied", "made": "not found",
	"databag of db": "", "databag of db/0": "", "leader settings": "led",
}

// but returns what others see with some of it as in another case.
func but(most, some map[string]string, keys ...string) map[string]string {
	n := maps.Clone(most)
	for _, key := range keys {
		n[key] = some[key]
	}
	return n
}

// TestOthersSeeWhatJujuKeeps fails a hook that does a bit of everything at different points.
func TestOthersSeeWhatJujuKeeps(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		last    call.Call // its ID is a label
		err     error
		failure string
		sees    map[string]string
		told    bool // whether the unit that had read "kept" is told of the new revision
	}{
		{name: "nothing fails", sees: whole, told: true},
		{name: "the handler fails", err: errOnPurpose, failure: "failed on purpose", sees: before},
		{
			name: "refused while secrets are created: other creates of the step are done",
			last: &call.SecretAdd{Content: map[string]string{"token": "x"}, Label: "kept"}, failure: `creating secrets: secret with label "kept" already exists`,
			sees: but(before, map[string]string{"made": "denied"}, "made"),
		},
		{
			name: "refused while secrets are updated: other updates of the step are done",
			last: &call.SecretSet{ID: "rotating", Rotate: call.RotateDaily}, failure: "updating secrets: must specify a secret rotate time",
			sees: but(before, map[string]string{"made": "denied", "kept": "kept 2"}, "made", "kept"), told: true,
		},
		{
			name: "refused while access is granted: other grants of the step are done",
			last: &call.SecretGrant{ID: "rotating", Relation: "cluster:0"}, failure: "granting secrets access: ",
			sees: but(before, whole, "made", "kept", "granted"), told: true,
		},
		{
			name: "refused while secrets are removed: other removals of the step are done",
			last: &call.SecretRemove{ID: "foreign"}, failure: "removing secrets: permission denied",
			sees: but(whole, before, "databag of db", "databag of db/0"), told: true,
		},
		{
			name: "refused at the end: databags and stored state together",
			last: large(40), failure: "persisting charm state: max allowed size",
			sees: but(whole, before, "databag of db", "databag of db/0"), told: true,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := &halfway{m: &juju.Model{UpdateStatusInterval: -1}, err: c.err}
			db := scripts{
				"db/0 install": w.prepare, "database-relation-created": w.share, "db/0 config-changed": w.change,
				"db/1 action poke": w.led,
			}
			web := scripts{
				"action poke": w.look,
				"start": func(h *charm.Hook) error {
					secret, err := h.Unit().AddSecret(map[string]string{"token": "foreign"})
					if err != nil {
						return err
					}
					w.ids["foreign"] = secret.ID()
					_, err = h.SecretByID(w.ids["kept"]).Content()
					return err
				},
			}
			related(t, w.m, db, web, 2, 1)
			require.NoError(t, juju.NoUnitInError(w.m))
			w.last = w.named(c.last)
			delete(w.ids, "foreign")

			start := now(w.m)
			require.NoError(t, w.m.SetConfig("db", map[string]any{"salt": 1}))
			require.NoError(t, w.m.Settle())
			if c.failure == "" {
				require.NoError(t, juju.NoUnitInError(w.m))
			} else {
				require.ErrorContains(t, juju.NoUnitInError(w.m), c.failure)
			}
			web0 := hooksOf(w.m, "web/0", start)
			require.Equal(t, c.told, slices.Contains(web0, "secret-changed"), web0)
			require.Equal(t, c.failure == "", slices.Contains(web0, "database-relation-changed"), web0)
			require.Contains(t, hooksOf(w.m, "db/1", start), "leader-settings-changed")

			for _, unit := range []string{"web/0", "db/1"} {
				task, err := w.m.Run(unit, "poke", nil)
				require.NoError(t, err)
				require.Equal(t, juju.TaskCompleted, task.Status, task.Message)
			}
			require.Equal(t, c.sees, w.seen)

			// What the unit itself keeps is not for others to see.
			state, err := w.m.State("db/0")
			require.NoError(t, err)
			require.Equal(t, call.Status{Name: call.StatusBlocked, Message: "half-way"}, state.UnitStatus)
			require.Equal(t, call.Status{Name: call.StatusActive, Message: "half-way"}, state.AppStatus)
			require.Equal(t, "2.0", state.WorkloadVersion)
			require.Equal(t, c.failure == "", state.StoredState["word"] == "stored")
			for _, s := range state.Secrets {
				if s.Label == "rotating" {
					require.Equal(t, 1, s.TrackedRevision, "what a hook has read it tracks, whatever comes of it")
				}
			}
		})
	}
}

// large stores more than Juju takes: so many texts of 60,000 bytes.
func large(texts int) call.Call {
	c := &call.StateSet{State: make(map[string]string)}
	for i := range texts {
		c.State[strings.Repeat("k", i+1)] = strings.Repeat("x", 60_000)
	}
	return c
}

// named gives a call the ID of the secret that it names by a label.
func (w *halfway) named(c call.Call) call.Call {
	switch c := c.(type) {
	case *call.SecretSet:
		return &call.SecretSet{ID: w.ids[c.ID], Rotate: c.Rotate}
	case *call.SecretGrant:
		return &call.SecretGrant{ID: w.ids[c.ID], Relation: c.Relation}
	case *call.SecretRemove:
		return &call.SecretRemove{ID: w.ids[c.ID]}
	}
	return c
}
