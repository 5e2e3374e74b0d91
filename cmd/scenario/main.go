// Command scenario runs juju commands on a simulated model that is kept in a file.
//
//	scenario juju [--model FILE] -- COMMAND [ARGUMENTS]
//	scenario juju-shim [--model FILE] DIR
//
// The first runs one command of the juju client, with the client's output and exit code. The second writes a program named juju into a
// directory, which does the same: a script of juju commands, or a client library that starts juju, runs unchanged when the directory comes
// first on PATH.
//
// The file is that of the environment variable SCENARIO_MODEL unless --model names one, and model.yaml if neither does. One that does not exist is an
// empty model. Commands that run at the same time wait for each other. The charms of the examples can be deployed by name: database,
// webserver, cache.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

const usage = `usage:
  scenario juju [--model FILE] -- COMMAND [ARGUMENTS]   run a juju command on the model in the file
  scenario juju-shim [--model FILE] DIR                 write a program named juju into a directory
`

// exitUsage is the exit code of a call that cannot be understood.
const exitUsage = 2

// run carries out a command line and returns the exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		fmt.Fprint(stderr, usage)
		return exitUsage
	}
	name, args := args[0], args[1:]
	flags := flag.NewFlagSet("scenario "+name, flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { fmt.Fprint(stderr, usage) }
	path := flags.String("model", defaultPath(), "the model's file")
	switch name {
	case "juju", "juju-shim":
	case "help", "-h", "--help", "-help":
		fmt.Fprint(stdout, usage)
		return 0
	default:
		fmt.Fprintf(stderr, "unknown command %q\n%s", name, usage)
		return exitUsage
	}
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0
	} else if err != nil {
		return exitUsage
	}
	if name == "juju" {
		return runJuju(*path, flags.Args(), stdin, stdout, stderr)
	}
	if flags.NArg() != 1 {
		fmt.Fprintf(stderr, "got %d directories, want one\n%s", flags.NArg(), usage)
		return exitUsage
	}
	if err := writeShim(flags.Arg(0), *path); err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	return 0
}

// defaultPath is the model's file when no flag names one.
func defaultPath() string {
	if path := os.Getenv("SCENARIO_MODEL"); path != "" {
		return path
	}
	return "model.yaml"
}
