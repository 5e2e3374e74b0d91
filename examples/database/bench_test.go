package database_test

import (
	"testing"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/examples/database"
)

// BenchmarkThousandTests does what a thousand tests of this charm do, one after the other. Each has a
// Context of its own, so that it reads charmcraft.yaml, too.
func BenchmarkThousandTests(b *testing.B) {
	relation, secret := webserver(), granted(webserver())
	state := scenario.State{Leader: true, Relations: []scenario.Relation{relation}, Secrets: []scenario.Secret{secret}}
	events := []scenario.Event{
		scenario.RelationJoined(relation), scenario.SecretRotate(secret), scenario.SecretRemove(secret, 1),
		scenario.ConfigChanged(), scenario.RunAction("get-password", nil),
	}
	for b.Loop() {
		for i := range 1000 {
			ctx := scenario.Context{Charm: database.New(), Dir: "."}
			if _, err := ctx.Run(events[i%len(events)], state); err != nil {
				b.Fatal(err)
			}
		}
	}
}
