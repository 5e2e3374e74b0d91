// Command usersecrets plays a user's secret on a simulated model, as a session at a terminal: a web server is given a certificate, which is
// renewed, taken away and removed. It prints each juju command with what the command prints, and after each act the web servers' status.
//
//	go run ./examples/usersecrets [-seed N] [-units N]
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/charmscenario/scenario/juju"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// maxUnits is how many web servers are still a matter of a second.
const maxUnits = 100

// run is the program, and returns its exit code: 2 when the arguments are wrong.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("usersecrets", flag.ContinueOnError)
	flags.SetOutput(stderr)
	seed := flags.Uint64("seed", 0, "which unit runs next, where Juju leaves it open; 0: they take turns")
	units := flags.Int("units", 2, fmt.Sprintf("how many web servers there are, 1 to %d", maxUnits))
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil: // Parse has said so
		return 2
	case flags.NArg() > 0:
		fmt.Fprintf(stderr, "unexpected argument %q; want flags alone\n", flags.Arg(0))
		return 2
	case *units < 1 || *units > maxUnits:
		fmt.Fprintf(stderr, "invalid value \"%d\" for flag -units: want 1 to %d\n", *units, maxUnits)
		return 2
	}
	return tell(&juju.Model{Name: "site", Seed: *seed}, story(*units), stdout, stderr)
}

// tell plays a story and prints the session as far as it went. It returns 1 when the story is not true, and says why.
func tell(m *juju.Model, story []act, stdout, stderr io.Writer) int {
	if err := play(m, story, stdout); err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	return 0
}
