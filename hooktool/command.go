package hooktool

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/charmscenario/scenario/call"
)

// The exit codes of hook tools.
const (
	exitOK        = 0
	exitFailed    = 1 // the call was refused
	exitArguments = 2 // the arguments were refused
)

// Result is what a hook tool gave.
type Result struct {
	Code   int // 0: done, 1: Juju refused, 2: the arguments are wrong
	Stdout []byte
	Stderr []byte // "ERROR <message>\n" when Code is not 0
}

// Command runs one hook tool. argv[0] is its name, such as "secret-get", the rest its arguments.
// Standard input is read only by tools that are told to ("--file -"); nil is an empty one. Relative
// paths are taken from the session's CharmDir; without one they name no file.
//
// The arguments become a call that session.Backend carries out. Arguments that are refused make none;
// session.Refused is told when they say what call was meant.
func Command(ctx context.Context, session call.Session, argv []string, stdin io.Reader) Result {
	name := ""
	if len(argv) > 0 {
		name = argv[0]
	}
	t, ok := lookUp(name)
	if !ok || !hasTool(name, session.Hook.JujuVersion) {
		return refusal(exitFailed, "bad request: unknown command: "+name)
	}
	in := newInvocation(session, name, argv[1:], stdin)
	step, err := t.read(in)
	code := exitArguments
	if err == nil && step.call != nil && in.refusal == nil {
		if in.validate(step.call); step.invalidWhenRun {
			code = exitFailed
		}
	}
	switch {
	case in.refusal != nil:
		if err == nil && step.call != nil && session.Refused != nil {
			session.Refused(step.call, in.refusal)
		}
		return refusal(code, in.refusal.Message)
	case errors.Is(err, errHelp):
		return Result{Stdout: t.help(in)}
	case errors.As(err, new(*runError)):
		return refusal(exitFailed, err.Error())
	case err != nil:
		return refusal(exitArguments, err.Error())
	}
	return in.run(ctx, step)
}

// step is what the arguments of a tool ask for.
type step struct {
	call   call.Call           // nil: nothing is asked of Juju
	answer func() (any, error) // what to print once the call is carried out; nil: nothing

	// invalidWhenRun is set for tools that look at their values only when they run.
	invalidWhenRun bool
}

// run carries out the call and prints the answer.
func (in *invocation) run(ctx context.Context, s step) Result {
	if s.call != nil {
		if in.session.Backend == nil {
			return refusal(exitFailed, "cannot run "+in.name+": session has no backend")
		}
		if err := in.session.Backend.Do(ctx, s.call); err != nil {
			return refusal(exitFailed, err.Error())
		}
	}
	result := Result{Code: exitOK, Stderr: in.notes}
	if s.answer == nil {
		return result
	}
	value, err := s.answer()
	if err != nil {
		return refusal(exitFailed, err.Error())
	}
	if result.Stdout, err = in.print(value); err != nil {
		return refusal(exitFailed, err.Error())
	}
	return result
}

func refusal(code int, message string) Result {
	var stderr bytes.Buffer
	stderr.WriteString("ERROR ")
	stderr.WriteString(message)
	stderr.WriteByte('\n')
	return Result{Code: code, Stderr: stderr.Bytes()}
}

// runError is an error that a tool meets after its arguments were accepted: it exits with 1.
type runError struct{ cause error }

// Error returns the text of the cause.
func (e *runError) Error() string { return e.cause.Error() }

// Unwrap returns the cause.
func (e *runError) Unwrap() error { return e.cause }
