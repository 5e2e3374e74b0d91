package scenario_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
)

// TestReuse: what runs leave in memory that later runs use again is never seen: a run between two equal
// ones changes neither, on one Context, whatever it did and however it failed.
func TestReuse(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var running program
		ctx := scenario.Context{Metadata: programMetadata, Charm: charm.HandlerFunc(func(h *charm.Hook) error {
			return running.handler().Handle(h)
		})}
		state, other := drawState(t), drawState(t)
		event, otherEvent := drawEvent(t, state), drawEvent(t, other)
		p, otherProgram := drawProgram(t, state), drawProgram(t, other)

		running = p
		first, firstErr := ctx.Run(event, state)
		kept := deepCopy(first)
		running = otherProgram
		_, _ = ctx.Run(otherEvent, other)
		_, _ = ctx.Run(event, scenario.State{})
		require.Equal(t, kept, first, "a later run changed an Outcome")
		running = p
		again, againErr := ctx.Run(event, state)
		require.Equal(t, first, again, "an earlier run was seen")
		require.Equal(t, firstErr, againErr)
	})
}

// TestLeftBehind: a goroutine that a charm leaves behind is refused, also while later runs use the memory
// of the one that started it; the race detector watches.
func TestLeftBehind(t *testing.T) {
	t.Parallel()
	hooks := make(chan *charm.Hook, 1)
	ctx := scenario.Context{Metadata: programMetadata, Charm: charm.HandlerFunc(func(h *charm.Hook) error {
		select {
		case hooks <- h: // of the first run
		default:
		}
		return h.Unit().SetStatus(charm.Active(h.Name()))
	})}
	_, err := ctx.Run(scenario.Start(), scenario.State{})
	require.NoError(t, err)

	old, done := <-hooks, make(chan struct{})
	go func() {
		defer close(done)
		for range 200 {
			refused := old.Unit().SetStatus(charm.Blocked("from the past"))
			if !errors.Is(refused, call.ErrHookEnded) {
				t.Errorf("got %v, want %v", refused, call.ErrHookEnded)
				return
			}
		}
	}()
	hooks <- nil // what comes now keeps no hook
	for range 200 {
		out, err := ctx.Run(scenario.Install(), scenario.State{})
		require.NoError(t, err)
		require.Equal(t, []scenario.Status{charm.Active("install")}, out.UnitStatusHistory)
	}
	<-done
	require.Equal(t, "start", old.Name(), "what it was told stays")
	require.NotNil(t, old.Rand(), "and it may draw")
}
