package juju_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/juju"
)

func drawModel(t *rapid.T, charms map[string]juju.Charm) []*juju.Model {
	m := &juju.Model{
		Charms: charms, KeepHooks: 1_000_000, MaxHooks: 60,
		Seed:        rapid.SampledFrom([]uint64{0, 0, 1, 1 << 63}).Draw(t, "seed"),
		Type:        rapid.SampledFrom([]call.ModelType{"", call.ModelMachines}).Draw(t, "type"),
		JujuVersion: rapid.SampledFrom([]string{"", "", "3.5.3", "3.1.6", "4.0.0"}).Draw(t, "version"),
		RetryHooks:  rapid.Bool().Draw(t, "retry"),
	}
	if rapid.Bool().Draw(t, "two models") {
		_, err := m.AddModel("other")
		require.NoError(t, err)
	}
	return m.Models()
}

// written is the document of a model.
func written(t require.TestingT, m *juju.Model) string {
	text, err := yaml.Marshal(m)
	require.NoError(t, err)
	return string(text)
}

// entriesSince are the entries after a number, counted anew; what led to them before is not known.
func entriesSince(m *juju.Model, number int) juju.Timeline {
	var list juju.Timeline
	reasons := m.Reasons()
	for i, e := range m.Timeline() {
		if e.Number > number {
			e.Number, e.Cause, e.Reason = e.Number-number, max(0, e.Cause-number), reasons[i]
			list = append(list, e)
		}
	}
	return list
}

func lastNumber(m *juju.Model) int {
	t := m.Timeline()
	if len(t) == 0 {
		return 0
	}
	return t[len(t)-1].Number
}

// first is the number before the first entry that is kept.
func first(m *juju.Model) int {
	t := m.Timeline()
	if len(t) == 0 {
		return 0
	}
	return t[0].Number - 1
}

// requireSame compares all that can be seen of two controllers.
func requireSame(t require.TestingT, want, got []*juju.Model, since int, reached *int) {
	require.Equal(t, written(t, want[0]), written(t, got[0]))
	require.Equal(t, entriesSince(want[0], since), entriesSince(got[0], first(got[0])))
	require.Len(t, got, len(want))
	for i, m := range want {
		require.Equal(t, m.Units(), got[i].Units())
		require.Equal(t, m.Status(), got[i].Status())
		for _, unit := range m.Units() {
			state, err := m.State(unit)
			require.NoError(t, err)
			same, err := got[i].State(unit)
			require.NoError(t, err)
			require.Empty(t, scenario.Diff(state, same), unit)
			event, more, err := m.Next(unit)
			require.NoError(t, err)
			sameEvent, sameMore, err := got[i].Next(unit)
			require.NoError(t, err)
			require.Equal(t, more, sameMore)
			require.Empty(t, scenario.Diff(event, sameEvent), unit)
			*reached++
		}
	}
}

// TestModelsInFiles does anything to a model and, at some moment, goes on with one that was read from what it wrote as well:
// from then on nothing differs.
func TestModelsInFiles(t *testing.T) {
	t.Parallel()
	charms, reached := documentCharms(), 0
	// What stands in the documents of models that are in the middle of things, and how often it did.
	inTheMiddle := map[string]int{
		"busy:": 0, "failed:": 0, "queued:": 0, "arrived:": 0, "changed-next:": 0, "secret-remove:": 0, "secret-changed:": 0, "due-order:": 0, "entries:": 0,
		"consumers:": 0, "models:": 0, "subordinates:": 0, "departing:": 0,
	}
	rapid.Check(t, func(t *rapid.T) {
		models := drawModel(t, charms)
		if rapid.SampledFrom([]bool{true, true, true, false}).Draw(t, "populated") {
			populate(t, models, charms)
			if rapid.Bool().Draw(t, "settled") {
				_ = models[0].Settle()
			}
		}
		for range rapid.IntRange(0, 25).Draw(t, "before") {
			drawOperation(t).do(models[0].Models(), charms)
		}
		text, since := written(t, models[0]), lastNumber(models[0])
		load := juju.Load
		if rapid.Bool().Draw(t, "as JSON") {
			load = func([]byte, map[string]juju.Charm) (*juju.Model, error) {
				text, err := json.Marshal(models[0])
				require.NoError(t, err)
				return juju.Load(text, charms)
			}
		}
		for word := range inTheMiddle {
			if strings.Contains(text, word) {
				inTheMiddle[word]++
			}
		}
		again, err := load([]byte(text), charms)
		require.NoError(t, err, text)
		requireSame(t, models[0].Models(), again.Models(), since, &reached)
		for range rapid.IntRange(0, 8).Draw(t, "after") {
			operation := drawOperation(t)
			require.Equal(t, operation.do(models[0].Models(), charms), operation.do(again.Models(), charms), "%+v", operation)
			requireSame(t, models[0].Models(), again.Models(), since, &reached)
		}
	})
	require.Greater(t, reached, 100)
	for word, times := range inTheMiddle {
		require.NotZero(t, times, "no model was read that says %q", word)
	}
}
