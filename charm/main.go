package charm

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// Main handles the hook or action that Juju started this process for, and ends the process: it is all
// that a charm's main function does.
//
//	func main() { charm.Main(database.New()) }
//
// The exit code is 0 when the handler succeeds, and 1 when it fails or panics, or when the hook cannot
// be handled at all. Juju then drops what waited for the end of the hook, and runs the hook again later.
// The error is written to the unit's log at level ERROR, for a panic with its stack, and to standard error.
//
// An action whose handler fails ends in the same way: what it changed is dropped, its results are kept, and
// Juju gives it the message "exit status 1", which would take the place of any message of action-fail. So
// none is given; the error is among the results, where Juju puts standard error. To fail an action with a
// message for people, call [ActionEvent.Fail] and return nil.
//
// When Juju must end the hook it sends SIGTERM, which cancels [Hook.Context]. If the handler fails after
// that, the process ends by that signal: for Juju the hook was interrupted, not in error.
func Main(handler Handler) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	err := Dispatch(ctx, handler, os.Environ())
	interrupted := ctx.Err() != nil
	stop()
	switch {
	case err == nil:
		os.Exit(0)
	case interrupted:
		endBy(syscall.SIGTERM)
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// endBy ends this process by a signal that it no longer handles. Where that does not work it returns.
func endBy(sig os.Signal) {
	self, err := os.FindProcess(os.Getpid())
	if err == nil && self.Signal(sig) == nil {
		time.Sleep(time.Second) // the signal may reach another thread a little later
	}
}
