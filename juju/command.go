package juju

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/juju/gnuflag"

	"github.com/charmscenario/scenario/internal/controller"
)

// Client is the juju client of one person. Its commands answer as those of Juju 3.6, or of the model's version: what they print, on which
// stream, and with which exit code. Times are printed as in UTC, colours never.
//
// After it has answered, a command lets the models of the controller settle, as hooks run by themselves under Juju; run does so before, because it
// waits for its tasks. So a script that polls status finds at its second look what the model comes to. Time does not pass.
// A model that does not come to rest, or fails a check, makes the command fail with exit code 1.
//
// What Juju's client has and this one does not, a command or one of its options, is refused with a text that says so.
type Client struct {
	// Model is the current model: the one that a command is about when it names no other with -m. The commands switch and add-model
	// change it.
	Model *Model

	// Unselected says that there is no current model, because it was destroyed: Model then is another one of the controller, if any is
	// left, until switch or add-model choose.
	Unselected bool

	// Stdin is the standard input of commands that read it; nil: empty.
	Stdin io.Reader
}

// Result is what a juju command gave.
type Result struct {
	Code   int    // 0: done, 1: refused, 2: the arguments are wrong
	Stdout []byte // what was asked for
	Stderr []byte // errors, as "ERROR <message>", and what a person wants to read on the way
}

// Command runs a juju command on a model: argv begins with its name, as in Command(model, "add-secret", "dbpassword", "foo=bar"). See [Client].
func Command(model *Model, argv ...string) Result {
	return (&Client{Model: model}).Command(argv...)
}

// Command runs a juju command: argv begins with its name.
func (c *Client) Command(argv ...string) Result {
	in := &invocation{client: c}
	code := in.answer(argv)
	return Result{Code: code, Stdout: in.stdout.Bytes(), Stderr: in.stderr.Bytes()}
}

// The exit codes of the client.
const (
	exitDone      = 0
	exitFailed    = 1
	exitArguments = 2
)

// errSilent ends a command that has already said why it failed.
var errSilent = errors.New("silent")

// errHelp ends the reading of arguments that ask for help.
var errHelp = errors.New("help requested")

// command is a command of the client.
type command struct {
	name    string
	aliases []string
	users   bool   // about secrets of users, which there are since Juju 3.3
	args    string // those that are no options, for help
	summary string // for help

	// read declares the options and reads the arguments; what it returns does what they ask for. An error of read means that the arguments are
	// wrong, one of what it returns that Juju refused.
	read func(*invocation) (run func() error, err error)
}

// invocation is one run of a command.
type invocation struct {
	client  *Client
	command command
	argv    []string // without the name
	flags   *gnuflag.FlagSet
	help    helpValue
	quiet   bool
	ignored bool // value of options that make no difference

	controllerOnly bool   // whether the command is about the controller, whichever model is the current one
	modelFlag      string // of -m
	model          *Model // which the command is about; set before what read returned is run

	format string
	output string // file for what was asked for; empty: standard output

	stdout, stderr bytes.Buffer
}

// answer runs the command and returns its exit code.
func (in *invocation) answer(argv []string) int {
	c := in.client
	if c.Model == nil {
		return in.fail(exitFailed, errors.New("there is no model: Client.Model is nil"))
	}
	if err := c.Model.open(); err != nil && c.Model.life != controller.Dead {
		return in.fail(exitFailed, err)
	}
	if err := in.choose(argv); err != nil {
		return in.fail(exitArguments, err)
	}
	run, err := in.command.read(in)
	switch {
	case errors.Is(err, errHelp):
		in.stdout.WriteString(in.helpText())
		return exitDone
	case err != nil:
		var missing *absentError
		if errors.As(err, &missing) {
			return in.fail(exitFailed, err)
		}
		return in.fail(exitArguments, err)
	}
	if in.controllerOnly {
		in.model = c.living()
	} else if in.model, err = c.find(in.modelFlag); err != nil {
		if in.modelFlag == "" {
			return in.fail(exitArguments, err)
		}
		return in.fail(exitFailed, err)
	}
	code := exitDone
	if err := run(); err != nil {
		code = in.fail(exitFailed, err)
	}
	if living := c.living(); living.life != controller.Dead {
		if err := living.Settle(); err != nil {
			return in.fail(exitFailed, err)
		}
	}
	if c.unselected() {
		c.Model, c.Unselected = c.living(), true
	}
	return code
}

// fail prints an error and returns the exit code.
func (in *invocation) fail(code int, err error) int {
	if !errors.Is(err, errSilent) {
		fmt.Fprintf(&in.stderr, "ERROR %s\n", err)
	}
	return code
}

// absentError tells of what Juju has and the simulation does not.
type absentError struct{ what string }

// Error returns the text.
func (e *absentError) Error() string { return e.what + " is not simulated" }

// absent refuses a command or an option that is not simulated.
func absent(format string, args ...any) error { return &absentError{fmt.Sprintf(format, args...)} }

// infof prints a line for people, unless they asked for quiet.
func (in *invocation) infof(format string, args ...any) {
	if in.quiet {
		return
	}
	text := fmt.Sprintf(format, args...)
	if text == "" || text[len(text)-1] != '\n' {
		text += "\n"
	}
	in.stderr.WriteString(text)
}

// printf prints what was asked for.
func (in *invocation) printf(format string, args ...any) { fmt.Fprintf(&in.stdout, format, args...) }

// stdin is the standard input.
func (in *invocation) stdin() io.Reader {
	if in.client.Stdin == nil {
		return bytes.NewReader(nil)
	}
	return in.client.Stdin
}
