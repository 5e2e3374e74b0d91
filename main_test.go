//go:build unix

package scenario_test

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/charmscenario/scenario/charm"
)

// scriptFile is the file of a charm's directory that holds a shell script.
const scriptFile = "script.sh"

// TestMain lets the test binary play charms: started as Juju starts a charm, it is the one that the file
// plays in the charm's directory names, or else the shell script that is there. To start the test binary is
// safe, where a program that was written just now may still count as busy.
func TestMain(m *testing.M) {
	if os.Getenv("JUJU_DISPATCH_PATH") == "" {
		os.Exit(m.Run())
	}
	if raceDetector && os.Getenv("GORACE") == "" {
		// A program with the race detector waits a second before it exits, unless it is told not to.
		program, err := os.Executable()
		if err == nil {
			err = syscall.Exec(program, os.Args, append(os.Environ(), "GORACE=atexit_sleep_ms=0"))
		}
		fmt.Fprintln(os.Stderr, err)
	}
	if testing.CoverMode() != "" {
		os.Setenv("GOCOVERDIR", os.Getenv("JUJU_CHARM_DIR")) // or a program that measures coverage complains when it exits
	}
	if name, err := os.ReadFile(filepath.Join(os.Getenv("JUJU_CHARM_DIR"), "plays")); err == nil {
		charm.Main(playedCharms()[string(name)])
	}
	err := syscall.Exec("/bin/sh", []string{"dispatch", scriptFile}, os.Environ())
	fmt.Fprintln(os.Stderr, err)
	os.Exit(3)
}
