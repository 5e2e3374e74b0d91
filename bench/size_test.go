package bench

import (
	"fmt"
	"testing"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

// BenchmarkSize sets a status in States of 1 to 1000 relations and as many secrets, with four keys in
// each databag and each content, checks on.
func BenchmarkSize(b *testing.B) {
	for _, n := range []int{1, 10, 100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			ctx := scenario.Context{Metadata: metadata, Charm: charm.HandlerFunc(func(h *charm.Hook) error {
				return h.Unit().SetStatus(charm.Active("ready"))
			})}
			state := large(n)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ctx.Run(scenario.UpdateStatus(), state); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/pair")
		})
	}
}

func large(n int) scenario.State {
	four := func() map[string]string {
		return map[string]string{"one": "1", "two": "2", "three": "3", "four": "4"}
	}
	state := scenario.State{Leader: true}
	for i := range n {
		app := fmt.Sprintf("app%d", i)
		state.Relations = append(state.Relations, scenario.Relation{
			ID: fmt.Sprintf("db:%d", i), Endpoint: "db", RemoteApp: app,
			LocalUnitData: four(), RemoteUnits: map[string]map[string]string{app + "/0": four()},
		})
		state.Secrets = append(state.Secrets, scenario.Secret{
			ID:    fmt.Sprintf("secret:d0erdgpp4ni1a7h%04d0", i),
			Label: fmt.Sprintf("label%d", i), Owner: scenario.OwnerApp, TrackedContent: four(),
		})
	}
	return state
}
