package scenario_test

import (
	"errors"
	"fmt"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/metadata"
)

// brokenError is an error whose methods panic.
type brokenError struct{}

func (brokenError) Error() string { panic("no text") }
func (brokenError) As(any) bool   { panic("nothing") }
func (brokenError) Unwrap() error { panic("no cause") }

// TestHostileErrors: whatever a charm returns or panics with, Run returns it, and it can be printed.
func TestHostileErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		handle func(h *charm.Hook) error
	}{
		{"an error that panics", func(*charm.Hook) error { return brokenError{} }},
		{"a panic with an error that panics", func(*charm.Hook) error { panic(brokenError{}) }},
		{"joined with a refusal", func(h *charm.Hook) error {
			_, err := h.SecretByLabel("none").Content()
			return errors.Join(err, brokenError{})
		}},
		{"a nil refusal", func(*charm.Hook) error { return (*call.Error)(nil) }},
		{"a nil refusal, wrapped", func(*charm.Hook) error { return fmt.Errorf("cannot: %w", (*call.Error)(nil)) }},
		{"a panic with nil", func(*charm.Hook) error { panic(nil) }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			ctx := scenario.Context{Metadata: programMetadata, Charm: charm.HandlerFunc(test.handle)}
			_, err := ctx.Run(scenario.Start(), scenario.State{})
			require.IsType(t, &scenario.CharmError{}, err)
			require.Contains(t, fmt.Sprint(err), "charm failed in start: ")
		})
	}
}

// TestCharmEndsGoroutine: what is left of a hook whose charm ended the goroutine, as t.FailNow does, is refused.
func TestCharmEndsGoroutine(t *testing.T) {
	t.Parallel()
	hooks := make(chan *charm.Hook, 1)
	ctx := scenario.Context{Metadata: programMetadata, Charm: charm.HandlerFunc(func(h *charm.Hook) error {
		hooks <- h
		runtime.Goexit()
		return nil
	})}
	apart(func() { _, _ = ctx.Run(scenario.Start(), scenario.State{}) })
	_, err := (<-hooks).IsLeader()
	require.ErrorIs(t, err, call.ErrHookEnded)
}

// endingCheck is a handler whose Check ends the goroutine.
type endingCheck struct{ charm.HandlerFunc }

func (endingCheck) Check(*metadata.Charm) error {
	runtime.Goexit()
	return nil
}

// TestContextThatCannotBeRead: no run after the first one finds half of it.
func TestContextThatCannotBeRead(t *testing.T) {
	t.Parallel()
	ctx := scenario.Context{Metadata: programMetadata, Charm: endingCheck{}}
	apart(func() { _, _ = ctx.Run(scenario.Start(), scenario.State{}) })
	_, err := ctx.Run(scenario.Start(), scenario.State{})
	require.EqualError(t, err, "cannot read the Context: the charm's Check ended the goroutine")

	_, err = (*scenario.Context)(nil).Run(scenario.Start(), scenario.State{})
	require.EqualError(t, err, "cannot run: the *Context is nil")
}

// apart runs a function in a goroutine that it may end.
func apart(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	<-done
}
