// Package runner carries out one dispatch of a charm.
package runner

import (
	"errors"

	"github.com/charmscenario/scenario/charm"
)

// InProcess runs a handler for one hook, in the goroutine of the caller. It returns the handler's
// error as it is, or a *[PanicError] when the handler panicked; a nil handler is an error.
//
// A handler that calls runtime.Goexit, such as through t.FailNow, ends the caller's goroutine too, as
// it asks for: InProcess does not return then. A panic in a goroutine that the handler started cannot
// be recovered and ends the process.
func InProcess(handler charm.Handler, hook *charm.Hook) (err error) {
	if handler == nil {
		return errors.New("cannot run the hook: the handler is nil")
	}
	defer func() {
		// Nil during runtime.Goexit, which goes on then.
		if value := recover(); value != nil {
			err = &PanicError{Value: value, Stack: panicStack()}
		}
	}()
	return handler.Handle(hook)
}
