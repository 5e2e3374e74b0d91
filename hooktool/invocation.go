package hooktool

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/juju/gnuflag"
)

// errHelp is the error of arguments that ask for help.
var errHelp = errors.New("help requested")

// invocation is one run of a tool: what it was given, and how its answer is to be printed.
type invocation struct {
	session call.Session
	name    string
	argv    []string
	stdin   io.Reader
	flags   *gnuflag.FlagSet
	notes   []byte // for standard error, once the tool runs

	refusal *call.Error // of the first value that the tool does not take; nil: none so far

	format formatValue
	output string // file to write the answer to; empty: standard output
	help   helpValue
}

func newInvocation(session call.Session, name string, argv []string, stdin io.Reader) *invocation {
	flags := gnuflag.NewFlagSetWithFlagKnownAs(name, gnuflag.ContinueOnError, "option")
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	in := &invocation{session: session, name: name, argv: argv, stdin: stdin, flags: flags}
	flags.Var(&in.help, "help", "")
	flags.Var(&in.help, "h", "")
	return in
}

// helpValue is the value of --help and of -h. Left alone, gnuflag knows them too, but writes into a variable of
// its package then, which units that run at the same time share.
type helpValue bool

// String is part of gnuflag's Value.
func (*helpValue) String() string { return "" }

// Set is part of gnuflag's Value. It ends the reading of the arguments.
func (v *helpValue) Set(string) error {
	*v = true
	return errHelp
}

// IsBoolFlag says that --help takes no value.
func (*helpValue) IsBoolFlag() bool { return true }

// options calls visit with each option that the tool declared.
func (in *invocation) options(visit func(*gnuflag.Flag)) {
	in.flags.VisitAll(func(flag *gnuflag.Flag) {
		if flag.Value != &in.help {
			visit(flag)
		}
	})
}

// prints adds the options of a tool that prints an answer. The first format is the default.
func (in *invocation) prints(formats ...string) {
	in.format = formatValue{chosen: formats[0], allowed: formats}
	in.flags.Var(&in.format, "format", "format of the answer: "+strings.Join(formats, "|"))
	in.flags.StringVar(&in.output, "o", "", "file to write the answer to")
	in.flags.StringVar(&in.output, "output", "", "")
}

// formerlyPrints adds the option of tools that once printed an answer; what it returns must be called once the
// arguments are read.
func (in *invocation) formerlyPrints() (noted func()) {
	format := ""
	in.flags.StringVar(&format, "format", "", "ignored")
	return func() {
		if format != "" {
			in.notes = fmt.Appendf(in.notes, "--format flag deprecated for command %q", in.name)
		}
	}
}

// parse reads the options and returns the other arguments. At most so many may be left; -1: any number.
func (in *invocation) parse(most int) ([]string, error) {
	if err := in.flags.Parse(true, in.argv); err != nil {
		if in.help {
			return nil, errHelp
		}
		return nil, err
	}
	args := in.flags.Args()
	if most >= 0 && len(args) > most {
		return args[:most], unrecognized(args[most:])
	}
	return args, nil
}

// given reports whether an option was given.
func (in *invocation) given(option string) bool {
	found := false
	in.flags.Visit(func(flag *gnuflag.Flag) { found = found || flag.Name == option })
	return found
}

// parseAtMost is parse for tools that complain of missing or wrong arguments before superfluous ones.
func (in *invocation) parseAtMost(most int) (args []string, extra, err error) {
	args, err = in.parse(-1)
	if err == nil && len(args) > most {
		extra = unrecognized(args[most:])
		args = args[:most]
	}
	return args, extra, err
}

func unrecognized(args []string) error {
	quoted := make([]string, len(args))
	for i, arg := range args {
		quoted[i] = fmt.Sprintf("%q", arg)
	}
	return fmt.Errorf("unrecognized args: [%s]", strings.Join(quoted, " "))
}

func (in *invocation) version() call.Version { return in.session.Hook.JujuVersion }

// refuse notes that a value is not taken; the first one is told. Reading goes on, so that the trace can
// tell of the call that was asked for.
func (in *invocation) refuse(refusal *call.Error) {
	if in.refusal == nil {
		in.refusal = refusal
	}
}

// validate refuses what Juju sees in the call alone.
func (in *invocation) validate(c call.Call) { in.refuse(call.Validate(c, in.version())) }

// helpText is what --help prints.
func (t tool) helpText(in *invocation) []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "Usage: %s", in.name)
	options := new(bytes.Buffer)
	in.options(func(flag *gnuflag.Flag) {
		dash := "--"
		if len(flag.Name) == 1 {
			dash = "-"
		}
		fmt.Fprintf(options, "%s\n", strings.TrimRight(fmt.Sprintf("    %-16s %s", dash+flag.Name, flag.Usage), " "))
	})
	if options.Len() > 0 {
		out.WriteString(" [options]")
	}
	if t.usage != "" {
		out.WriteString(" " + t.usage)
	}
	fmt.Fprintf(&out, "\n\n%s\n", t.purpose)
	if options.Len() > 0 {
		out.WriteString("\nOptions:\n")
		out.Write(options.Bytes())
	}
	return out.Bytes()
}
