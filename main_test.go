package scenario_test

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// scriptFile is the file of a charm's directory that holds a shell script.
const scriptFile = "script.sh"

// TestMain lets the test binary play charms: started as Juju starts a charm, it runs the shell script in the
// charm's directory. To run the test binary is safe, where a file that was written just now may still count
// as busy.
func TestMain(m *testing.M) {
	if os.Getenv("JUJU_DISPATCH_PATH") == "" {
		os.Exit(m.Run())
	}
	os.Exit(playCharm())
}

func playCharm() int {
	shell := exec.Command("/bin/sh", scriptFile)
	shell.Stdout, shell.Stderr = os.Stdout, os.Stderr
	if err := shell.Run(); err != nil && shell.ProcessState == nil {
		fmt.Fprintln(os.Stderr, err)
		return 3
	}
	return shell.ProcessState.ExitCode()
}
