package scenario_test

import (
	"reflect"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
)

// TestIsolation: canonical/operator #1605, #1671. Whatever a charm does, and whatever a test does
// to an Outcome afterwards, the State that went in and every other Outcome stay as they were.
func TestIsolation(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		state := drawState(t)
		event := drawEvent(t, state)
		p := drawProgram(t, state)
		ctx := scenario.Context{Charm: p.handler(), Metadata: programMetadata}
		before, eventBefore := deepCopy(state), deepCopy(event)

		first, firstErr := ctx.Run(event, state)
		require.Equal(t, before, state, "the input was changed")
		require.Equal(t, eventBefore, event, "the event was changed")

		second, secondErr := ctx.Run(event, state)
		require.Equal(t, first, second, "two equal runs differ")
		require.Equal(t, firstErr, secondErr)

		kept := deepCopy(second)
		scribble(reflect.ValueOf(&first))
		require.Equal(t, before, state, "writing to an Outcome changed the input")
		require.Equal(t, kept, second, "writing to an Outcome changed another one")

		completed, err := ctx.Complete(event, state)
		require.NoError(t, err)
		scribble(reflect.ValueOf(&completed))
		require.Equal(t, before, state, "writing to a completed State changed the input")
	})
}

// TestChain: canonical/operator #2618. What a run returns can be run on, with the event that was
// made from the part that the test built first.
func TestChain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		state := drawState(t)
		for range 4 {
			event := drawEvent(t, state)
			ctx := scenario.Context{Charm: drawProgram(t, state).handler(), Metadata: programMetadata}
			out, err := ctx.Run(event, state)
			var inconsistent *scenario.InconsistentError
			require.NotErrorAs(t, err, &inconsistent)
			state = out.State
		}
	})
}

// TestManyGoroutines shares one Context; the race detector watches.
func TestManyGoroutines(t *testing.T) {
	t.Parallel()
	ctx := scenario.Context{Metadata: programMetadata, Charm: charm.HandlerFunc(func(h *charm.Hook) error {
		if err := h.Unit().SetStatus(charm.Active("")); err != nil {
			return err
		}
		var running sync.WaitGroup
		for range 4 { // calls of one hook may come from several goroutines too
			running.Go(func() {
				_ = h.Backend().Do(h.Context(), &call.SecretGet{Label: "credentials", Refresh: true})
				_ = h.Backend().Do(h.Context(), &call.RelationSet{Relation: "db:0", Data: map[string]string{"a": "b"}})
			})
		}
		running.Wait()
		return nil
	})}
	state := scenario.State{
		Relations: []scenario.Relation{{Endpoint: "db", LocalUnitData: map[string]string{"x": "y"}}},
		Secrets: []scenario.Secret{{Label: "credentials", Owner: scenario.OwnerUnit,
			TrackedContent: map[string]string{"password": "old"}, LatestContent: map[string]string{"password": "new"}}},
	}
	want, err := ctx.Run(scenario.UpdateStatus(), state)
	require.NoError(t, err)
	var running sync.WaitGroup
	for range 64 {
		running.Go(func() {
			got, err := ctx.Run(scenario.UpdateStatus(), state)
			if err != nil || scenario.Diff(want.State, got.State) != "" {
				t.Errorf("run differs: %v\n%s", err, scenario.Diff(want.State, got.State))
			}
		})
	}
	running.Wait()
}
