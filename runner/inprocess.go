// Package runner carries out one dispatch of a charm.
package runner

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
)

// PanicError says that a charm's handler panicked.
type PanicError struct {
	Value any
	Stack []byte // from the charm's own frames on
}

// Error says what the handler panicked with.
func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Unwrap returns the error that the handler panicked with, if it was one.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// InProcess runs a handler for one hook. It returns the handler's error, or a [*PanicError]. A handler
// that calls runtime.Goexit (t.FailNow in a charm under test) ends the goroutine, as it asks for.
func InProcess(ctx context.Context, handler charm.Handler, session call.Session) (err error) {
	if handler == nil {
		return errors.New("cannot run: the handler is nil")
	}
	defer func() {
		if value := recover(); value != nil {
			err = &PanicError{Value: value, Stack: charmFrames(string(debug.Stack()))}
		}
	}()
	return handler.Handle(charm.NewHook(ctx, session))
}

// charmFrames cuts a stack so that it begins where the charm panicked and ends where the harness
// called it.
func charmFrames(stack string) []byte {
	lines := strings.Split(stack, "\n")
	first, last := 0, len(lines)
	for i, line := range lines {
		if strings.HasPrefix(line, "panic(") {
			first = i + 2
		}
		if strings.Contains(line, "scenario/runner.InProcess(") {
			last = i
		}
	}
	for first+1 < last && strings.HasPrefix(lines[first], "runtime.") {
		first += 2
	}
	if first >= last {
		return []byte(stack)
	}
	return []byte(strings.Join(lines[first:last], "\n"))
}
