package scenario_test

import (
	"fmt"
	"testing"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

func benchmark(b *testing.B, handler charm.HandlerFunc, event scenario.Event, state scenario.State) {
	b.Helper()
	ctx := scenario.Context{Charm: handler, Metadata: programMetadata}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ctx.Run(event, state); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkStatus sets the unit's status.
func BenchmarkStatus(b *testing.B) {
	benchmark(b, func(h *charm.Hook) error { return h.Unit().SetStatus(charm.Active("ready")) },
		scenario.UpdateStatus(), scenario.State{Leader: true})
}

// BenchmarkSecret reads a secret by its label.
func BenchmarkSecret(b *testing.B) {
	benchmark(b, func(h *charm.Hook) error { _, err := h.SecretByLabel("credentials").Content(); return err },
		scenario.UpdateStatus(), scenario.State{Secrets: []scenario.Secret{{ID: "secret:d0erdgpp4ni1a7hg2c00", Label: "credentials",
			Owner: scenario.OwnerUnit, TrackedContent: map[string]string{"password": "x"}}}})
}

// BenchmarkDatabag writes one key into the unit's databag.
func BenchmarkDatabag(b *testing.B) {
	benchmark(b, func(h *charm.Hook) error { return h.RelationByID("db:1").LocalUnit().Set("key", "value") },
		scenario.UpdateStatus(), scenario.State{Relations: []scenario.Relation{{ID: "db:1", Endpoint: "db", RemoteApp: "postgresql"}}})
}

// BenchmarkSize sets a status in States of many relations and secrets.
func BenchmarkSize(b *testing.B) {
	for _, n := range []int{1, 10, 100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			benchmark(b, func(h *charm.Hook) error { return h.Unit().SetStatus(charm.Active("ready")) },
				scenario.UpdateStatus(), largeState(n))
		})
	}
}

func largeState(n int) scenario.State {
	var state scenario.State
	four := map[string]string{"one": "1", "two": "2", "three": "3", "four": "4"}
	for i := range n {
		app := fmt.Sprintf("app%d", i)
		state.Relations = append(state.Relations, scenario.Relation{ID: fmt.Sprintf("db:%d", i), Endpoint: "db", RemoteApp: app,
			LocalUnitData: four, RemoteUnits: map[string]map[string]string{app + "/0": four}})
		state.Secrets = append(state.Secrets, scenario.Secret{ID: fmt.Sprintf("secret:d0erdgpp4ni1a7h%04d0", i),
			Label: fmt.Sprintf("label%d", i), Owner: scenario.OwnerApp, TrackedContent: four})
	}
	return state
}
