package juju_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/goldens"
	"github.com/charmscenario/scenario/juju"
)

// newClient returns a client of a model that is named after the documentation's.
func newClient(kind call.ModelType) *juju.Client {
	return &juju.Client{Model: &juju.Model{Name: "demo", Type: kind, Charms: exampleCharms()}}
}

// words splits a command line; single quotes keep blanks.
func words(line string) []string {
	var argv []string
	quoted := false
	word, open := "", false
	for _, r := range line {
		switch {
		case r == '\'':
			quoted, open = !quoted, true
		case r == ' ' && !quoted:
			if open {
				argv = append(argv, word)
			}
			word, open = "", false
		default:
			word, open = word+string(r), true
		}
	}
	if open {
		argv = append(argv, word)
	}
	return argv
}

// shown is a command and what it gave, as a terminal shows it, with the end of lines that end in blanks.
func shown(line string, r juju.Result) string {
	var out strings.Builder
	fmt.Fprintf(&out, "$ juju %s\n", line)
	for text := range strings.Lines(string(r.Stdout)) {
		out.WriteString(visible(text))
	}
	for text := range strings.Lines(string(r.Stderr)) {
		out.WriteString("! " + visible(text))
	}
	if r.Code != 0 {
		fmt.Fprintf(&out, "exit %d\n", r.Code)
	}
	return out.String()
}

func visible(line string) string {
	text := strings.TrimSuffix(line, "\n")
	if strings.HasSuffix(text, " ") {
		text += "$"
	}
	return text + "\n"
}

// TestCommands plays scripts of commands. Lines of a script that begin with "#" are kept; one that begins with "# advance" lets time
// pass, and "# stdin" says what the next command is given.
func TestCommands(t *testing.T) {
	t.Parallel()
	scripts, err := filepath.Glob("testdata/commands/*.script")
	require.NoError(t, err)
	require.NotEmpty(t, scripts)
	for _, path := range scripts {
		name := strings.TrimSuffix(filepath.Base(path), ".script")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			goldens.Text(t, strings.TrimSuffix(path, ".script")+".golden", playScript(t, string(text)))
		})
	}
}

// playScript runs the commands of a script.
func playScript(t *testing.T, script string) string {
	t.Helper()
	client := newClient(call.ModelKubernetes)
	var out strings.Builder
	for line := range strings.Lines(script) {
		line = strings.TrimSpace(line)
		directive, value, _ := strings.Cut(strings.TrimPrefix(line, "# "), " ")
		switch {
		case line == "":
			continue
		case !strings.HasPrefix(line, "#"):
			out.WriteString(shown(line, client.Command(words(line)...)))
			client.Stdin = nil
			continue
		case directive == "machines":
			client = newClient(call.ModelMachines)
		case directive == "version":
			client = newClient(call.ModelKubernetes)
			client.Model.JujuVersion = value
		case directive == "access":
			client.Model.Access = juju.Access(value)
		case directive == "stdin":
			client.Stdin = strings.NewReader(strings.ReplaceAll(value, `\n`, "\n") + "\n")
		case directive == "advance":
			d, err := time.ParseDuration(value)
			require.NoError(t, err)
			require.NoError(t, client.Model.Advance(d))
			require.NoError(t, client.Model.Settle())
		}
		out.WriteString(line + "\n")
	}
	return out.String()
}
