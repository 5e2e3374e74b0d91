// Command credentials plays the life of a credential on a simulated model: a database shares it with web servers, which come, log in
// with every new password, and go. It prints what happened: each command, each hook that followed and why, and what the hook changed.
//
//	go run ./examples/credentials [-seed N] [-units N] [-json]
package main

import (
	"encoding/json"
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
	flags := flag.NewFlagSet("credentials", flag.ContinueOnError)
	flags.SetOutput(stderr)
	seed := flags.Uint64("seed", 0, "which unit runs next, where Juju leaves it open; 0: they take turns")
	units := flags.Int("units", 2, fmt.Sprintf("how many web servers there are in the beginning, 1 to %d", maxUnits))
	asJSON := flags.Bool("json", false, "print the timeline as JSON")
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
	m := &juju.Model{Seed: *seed, KeepHooks: 1_000_000}
	return tell(m, life(*units), *asJSON, stdout, stderr)
}

// tell plays a story and prints the timeline as far as it went. It returns 1 when the story is not true, and says why.
func tell(m *juju.Model, story []chapter, asJSON bool, stdout, stderr io.Writer) int {
	failures := []error{play(m, story), write(stdout, m.Timeline(), asJSON)}
	if err := errors.Join(failures...); err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	return 0
}

func write(w io.Writer, timeline juju.Timeline, asJSON bool) error {
	if asJSON {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		return encoder.Encode(timeline)
	}
	_, err := io.WriteString(w, timeline.String())
	return err
}
