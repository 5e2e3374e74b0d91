package juju_test

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/juju"
)

// places lists how to replace each value of a tree, by what stands there.
func places(value any, set func(any), visit func(value any, set func(any))) {
	visit(value, set)
	switch value := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(value)) {
			places(value[key], func(other any) { value[key] = other }, visit)
		}
	case []any:
		for i := range value {
			places(value[i], func(other any) { value[i] = other }, visit)
		}
	}
}

// breakSomewhere changes a document at one place: another value, one from elsewhere, or none.
func breakSomewhere(t *rapid.T, whole any) any {
	var sets []func(any)
	var texts []any
	places(whole, func(other any) { whole = other }, func(value any, set func(any)) {
		sets = append(sets, set)
		if kind, ok := value.(string); ok {
			texts = append(texts, kind)
		}
	})
	values := []any{nil, true, 0, 7, -1, 1 << 40, "x", "dying", "web/0", "2000-01-01T00:00:03Z", "1000-01-01T00:00:00Z", []any{}, map[string]any{}}
	other := rapid.SampledFrom(append(values, texts...)).Draw(t, "value")
	at := rapid.IntRange(min(1, len(sets)-1), len(sets)-1).Draw(t, "place")
	if rapid.IntRange(0, 3).Draw(t, "leave out") == 0 {
		var maps []map[string]any
		places(whole, nil, func(value any, _ func(any)) {
			if m, ok := value.(map[string]any); ok && len(m) > 0 {
				maps = append(maps, m)
			}
		})
		if len(maps) == 0 {
			return whole
		}
		m := maps[at%len(maps)]
		delete(m, rapid.SampledFrom(keysOf(m)).Draw(t, "key"))
		return whole
	}
	sets[at](other)
	return whole
}

func keysOf(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }

// requireLives checks that a model that was read is one: what it writes is read as the same, and it can go on.
func requireLives(t require.TestingT, m *juju.Model, charms map[string]juju.Charm) {
	for _, each := range m.Models() {
		each.MaxHooks = 20
	}
	text := written(t, m)
	again, err := juju.Load([]byte(text), charms)
	require.NoError(t, err, text)
	require.Equal(t, text, written(t, again))
	for range 2 {
		for _, each := range m.Models() {
			each.Status()
			for _, unit := range each.Units() {
				_, err := each.State(unit)
				require.NoError(t, err)
				_, _, err = each.Next(unit)
				require.NoError(t, err)
			}
		}
		var busy *juju.BusyError
		if err := m.Settle(); !errors.As(err, &busy) {
			require.NoError(t, err)
		}
		for _, each := range m.Models() {
			for _, unit := range each.Units() {
				_ = each.Resolved(unit, false)
			}
		}
		if err := m.Advance(8 * time.Minute); !errors.As(err, &busy) {
			require.NoError(t, err)
		}
	}
}

// TestBrokenDocuments changes what models have written: it is refused, or it is a model.
func TestBrokenDocuments(t *testing.T) {
	t.Parallel()
	charms, refused, read := documentCharms(), 0, 0
	rapid.Check(t, func(t *rapid.T) {
		models := drawModel(t, charms)
		populate(t, models, charms)
		_ = models[0].Settle()
		for range rapid.IntRange(0, 10).Draw(t, "operations") {
			drawOperation(t).do(models[0].Models(), charms)
		}
		text, err := json.Marshal(models[0])
		require.NoError(t, err)
		for range rapid.IntRange(2, 5).Draw(t, "times") {
			var whole any
			require.NoError(t, yaml.Unmarshal(text, &whole))
			for range rapid.IntRange(1, 2).Draw(t, "changes") {
				whole = breakSomewhere(t, whole)
			}
			broken, err := yaml.Marshal(whole)
			require.NoError(t, err)
			m, err := juju.Load(broken, charms)
			if err != nil {
				refused++
				require.True(t, strings.HasPrefix(err.Error(), "cannot read model: "), err)
				continue
			}
			read++
			requireLives(t, m, charms)
		}
	})
	require.Greater(t, refused, 30)
	require.Greater(t, read, 30)
}

// FuzzLoad reads anything: it is refused, or it is a model.
func FuzzLoad(f *testing.F) {
	whole, err := os.ReadFile("testdata/documents/whole.yaml")
	require.NoError(f, err)
	f.Add(whole)
	charms := documentCharms()
	for seed := range uint64(3) {
		m := &juju.Model{Seed: seed, RetryHooks: true, Type: []call.ModelType{"", call.ModelMachines}[seed%2]}
		require.NoError(f, m.Deploy(charms["fickle"], juju.Deployment{Name: "x", Config: map[string]any{"number": 9}}))
		require.NoError(f, m.Deploy(charms["other"], juju.Deployment{Name: "y"}))
		require.NoError(f, m.Integrate("x:up", "y:left"))
		for range 9 * seed {
			_, err := m.Step()
			require.NoError(f, err)
		}
		text, err := json.Marshal(m)
		require.NoError(f, err)
		f.Add([]byte(written(f, m)))
		f.Add(text)
	}
	for _, text := range []string{
		"", "{}", "name: x", "applications: {x: {charm: fickle, leader: x/0, units: {x/0: {}, x/1: {phase: started}}}}", "- 1", "busy: [a]", "{\"applications\":{}}",
		"models: [{name: a}, {name: b}]", "seed: 18446744073709551615\nentries: 9223372036854775807", "applications: &a {x: {charm: fickle}}\nmodels: [{name: b, applications: *a}]",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if m, err := juju.Load(text, charms); err == nil {
			requireLives(t, m, charms)
		}
	})
}
