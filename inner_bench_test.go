package scenario

import (
	"context"
	"fmt"
	"testing"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/unit"
)

// BenchmarkInner writes one databag among 10 and among 1000, and commits, without the detaching at
// the boundary: what a hook costs inside depends on what it touches, not on how much there is.
func BenchmarkInner(b *testing.B) {
	for _, n := range []int{10, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			c := Context{Metadata: "name: web\nsummary: s\ndescription: d\nrequires:\n  db: {interface: sql}\n"}
			s, err := c.prepared()
			if err != nil {
				b.Fatal(err)
			}
			var state State
			for i := range n {
				state.Relations = append(state.Relations, Relation{ID: fmt.Sprintf("db:%d", i), Endpoint: "db",
					RemoteApp: fmt.Sprintf("app%d", i), LocalUnitData: map[string]string{"one": "1", "two": "2", "three": "3", "four": "4"}})
			}
			var store stateStore
			store.open(s, &state, nil)
			hook := call.Hook{Kind: call.KindUpdateStatus, Name: "update-status", Unit: s.unitName, App: s.app, Model: s.model, JujuVersion: s.version}
			write := &call.RelationSet{Relation: "db:5", Data: map[string]string{"one": "new"}}
			b.ReportAllocs()
			for b.Loop() {
				agent := unit.New(unit.Config{Hook: &hook, Store: &store, Now: s.now})
				if err := agent.Do(context.Background(), write); err != nil {
					b.Fatal(err)
				}
				if err := agent.End(true); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
