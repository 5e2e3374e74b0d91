package juju_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
)

// writesFile finds options that name a file to write to, or one that never ends, and numbers of units that take long.
var writesFile = regexp.MustCompile(`(?m)^-[a-zA-Z]*o|^--o|^--log|/dev|\d{3}`)

// FuzzCommand: whatever is typed, nothing panics, the code is one of three, and who fails says why.
func FuzzCommand(f *testing.F) {
	scripts, err := filepath.Glob("testdata/commands/*.script")
	require.NoError(f, err)
	for _, path := range scripts {
		text, err := os.ReadFile(path)
		require.NoError(f, err)
		for line := range strings.Lines(string(text)) {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
				f.Add(strings.Join(words(line), "\n"))
			}
		}
	}
	for _, row := range refusedArguments {
		f.Add(strings.Join(words(row.line), "\n"))
	}
	f.Fuzz(func(t *testing.T, text string) {
		argv := strings.Split(text, "\n")
		if writesFile.MatchString(text) {
			t.Skip("a file would be written, or very much be made")
		}
		client := newClient(call.ModelKubernetes)
		for _, line := range []string{"deploy store db -n 2", "deploy shop web", "integrate web:shelf db", "add-secret token password=hunter", "offer db:shelf", "add-model other --no-switch"} {
			require.Zero(t, client.Command(words(line)...).Code, line)
		}
		result := client.Command(argv...)
		require.Contains(t, []int{0, 1, 2}, result.Code)
		if result.Code != 0 {
			require.Regexp(t, `(?m)^ERROR |ERROR \w+ (removal|destruction)|^removing SAAS application|^Destroying model\nERROR `, string(result.Stderr))
		}
		if !strings.Contains(text, "reveal") {
			require.NotContains(t, string(result.Stdout)+string(result.Stderr), "hunter")
		}
		if !strings.Contains(text, "destroy") {
			require.Zero(t, client.Command("status", "-m", "demo", "--format", "json").Code)
		}
	})
}
