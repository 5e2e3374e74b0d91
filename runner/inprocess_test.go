package runner_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/runner"
)

var errCharm = errors.New("the charm's own")

func TestInProcess(t *testing.T) {
	t.Parallel()
	session := call.Session{Hook: call.Hook{Kind: call.KindStart, Name: "start"}}
	var seen *charm.Hook
	handler := func(err error) charm.Handler {
		return charm.HandlerFunc(func(h *charm.Hook) error { seen = h; return err })
	}
	require.NoError(t, runner.InProcess(handler(nil), charm.NewHook(t.Context(), &session)))
	require.Equal(t, "start", seen.Name())
	require.Equal(t, t.Context(), seen.Context())
	require.Same(t, errCharm, runner.InProcess(handler(errCharm), charm.NewHook(t.Context(), &session)), "as it is")
	require.ErrorContains(t, runner.InProcess(nil, charm.NewHook(t.Context(), &session)), "the handler is nil")
	require.Error(t, runner.InProcess(charm.HandlerFunc(nil), charm.NewHook(t.Context(), &session)))
}

//go:noinline
func explode(value any) { panic(value) }

func TestInProcessPanics(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		handle func()
		text   string
		first  string // the innermost frame of the charm
	}{
		{"text", func() { explode("boom") }, "panic: boom", "runner_test.explode"},
		{"error", func() { explode(errCharm) }, "panic: the charm's own", "runner_test.explode"},
		{"nil", func() { explode(nil) }, "panic: panic called with nil argument", "runner_test.explode"},
		//lint:ignore SA5000 the panic is what is tested
		{"runtime", func() { var m map[string]int; m["x"] = 1 }, "panic: assignment to entry in nil map", "runner_test.TestInProcessPanics.func"},
		{"nil pointer", func() { var h *charm.Hook; _ = h.Name() }, "panic: runtime error: invalid memory address or nil pointer dereference", "charm.(*Hook).made"},
		{"while unwinding", func() { defer explode("second"); explode("first") }, "panic: second", "runner_test.explode"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			run := func() *runner.PanicError {
				err := runner.InProcess(charm.HandlerFunc(func(*charm.Hook) error { test.handle(); return nil }), charm.NewHook(t.Context(), nil))
				var panicked *runner.PanicError
				require.ErrorAs(t, err, &panicked)
				return panicked
			}
			err := run()
			require.Contains(t, err.Error(), test.text)
			stack := string(err.Stack)
			first, _, _ := strings.Cut(stack, "\n")
			require.Contains(t, first, test.first, stack)
			require.NotContains(t, stack, "runner.InProcess", "the harness is not of interest")
			require.NotContains(t, stack, "testing.tRunner")
			require.NotContains(t, stack, "charm.HandlerFunc", "nor what stands between it and the charm")
			require.NotContains(t, stack, "0x", "no addresses")
			require.Equal(t, stack, string(run().Stack), "the same each time")
		})
	}
}

func TestPanicErrorUnwraps(t *testing.T) {
	t.Parallel()
	err := runner.InProcess(charm.HandlerFunc(func(*charm.Hook) error { panic(errCharm) }), charm.NewHook(t.Context(), nil))
	require.ErrorIs(t, err, errCharm)
	require.NoError(t, (&runner.PanicError{Value: "text"}).Unwrap())
}

// TestInProcessGoexit: Goexit, as t.FailNow calls it, ends the goroutine: it neither hangs nor gets lost.
func TestInProcessGoexit(t *testing.T) {
	t.Parallel()
	ended := make(chan bool, 1)
	go func() {
		returned := false
		defer func() { ended <- returned }()
		_ = runner.InProcess(charm.HandlerFunc(func(*charm.Hook) error { runtime.Goexit(); return nil }), charm.NewHook(context.Background(), nil))
		returned = true
	}()
	require.False(t, <-ended)
}
