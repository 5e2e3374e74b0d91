package hooktool

import (
	"context"
	"errors"
	"fmt"
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
	Stderr []byte // ends in "ERROR <message>\n" when Code is not 0
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
		return failed(nil, exitFailed, "bad request: unknown command: "+name)
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
		return in.failed(code, in.refusal)
	case errors.Is(err, errHelp):
		return Result{Stdout: t.helpText(in)}
	case errors.As(err, new(*runError)):
		return in.failed(exitFailed, err)
	case err != nil:
		return in.failed(exitArguments, err)
	}
	return in.run(ctx, step)
}

// step is what the arguments of a tool ask for.
type step struct {
	call   call.Call           // nil: nothing is asked of Juju
	answer func() (any, error) // what to print once the call is carried out; nil: nothing

	invalidWhenRun bool // the tool looks at its values only when it runs
	mayNotPrint    bool // a file that the answer cannot be written to is no failure
}

// run carries out the call and prints the answer.
func (in *invocation) run(ctx context.Context, s step) Result {
	if s.call != nil {
		if in.session.Backend == nil {
			return in.failed(exitFailed, errors.New("cannot run "+in.name+": session has no backend"))
		}
		if err := in.session.Backend.Do(ctx, s.call); err != nil {
			return in.failed(exitFailed, err)
		}
	}
	result := Result{Code: exitOK, Stderr: in.notes}
	if s.answer == nil {
		return result
	}
	value, err := s.answer()
	if err != nil {
		return in.failed(exitFailed, err)
	}
	if result.Stdout, err = in.print(value); err != nil && !s.mayNotPrint {
		return in.failed(exitFailed, err)
	}
	return result
}

// failed is what a tool gives that failed. A tool that had begun to run has printed its notes by then.
func (in *invocation) failed(code int, err error) Result {
	if code == exitArguments {
		return failed(nil, code, err.Error())
	}
	return failed(in.notes, code, err.Error())
}

func failed(notes []byte, code int, message string) Result {
	return Result{Code: code, Stderr: fmt.Appendf(notes, "ERROR %s\n", message)}
}

// runError is an error that a tool meets after its arguments were accepted: it exits with 1.
type runError struct{ cause error }

// Error returns the text of the cause.
func (e *runError) Error() string { return e.cause.Error() }

// Unwrap returns the cause.
func (e *runError) Unwrap() error { return e.cause }
