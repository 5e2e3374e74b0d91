package scenario_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// TestVersionsPage: docs/versions.md says what go.mod and the gates in the code do.
func TestVersionsPage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("docs/versions.md")
	require.NoError(t, err)
	modules, err := os.ReadFile("go.mod")
	require.NoError(t, err)
	directive := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindSubmatch(modules)
	require.NotNil(t, directive)
	require.Contains(t, string(page), "Go "+string(directive[1])+" or later")
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	require.Contains(t, string(readme), "Go "+string(directive[1])+" or later")

	setup, err := os.ReadFile("setup.go")
	require.NoError(t, err)
	preset := regexp.MustCompile(`defaultJujuVersion = "(.*)"`).FindSubmatch(setup)
	require.NotNil(t, preset)
	require.Contains(t, string(page), "left out, it is "+string(preset[1]))

	var gates, rows []string
	for path := range goFiles(t, false) {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, gate := range regexp.MustCompile(`\.AtLeast\((\d), (\d), (\d+)\)|\.Major < (\d)`).FindAllStringSubmatch(string(text), -1) {
			switch {
			case gate[4] != "":
				gates = append(gates, gate[4]+".0")
			case gate[3] != "0":
				gates = append(gates, gate[1]+"."+gate[2]+"."+gate[3])
			default:
				gates = append(gates, gate[1]+"."+gate[2])
			}
		}
		require.Equal(t, strings.Count(string(text), ".AtLeast("), len(regexp.MustCompile(`\.AtLeast\(\d, \d, \d+\)`).FindAll(text, -1)), "%s: a gate that docs/versions.md has no words for", path)
	}
	for _, row := range regexp.MustCompile(`(?m)^\| (\d\.\d(?:\.\d+)?) \|`).FindAllStringSubmatch(string(page), -1) {
		rows = append(rows, row[1])
	}
	require.NotEmpty(t, rows)
	slices.Sort(gates)
	require.Equal(t, slices.Compact(gates), slices.Compact(rows))
}

// TestReadmeFigures: the README has no figure that bench/README.md or docs/parity.md does not have.
func TestReadmeFigures(t *testing.T) {
	t.Parallel()
	read := func(path string) string {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		return string(text)
	}
	readme, bench, parity := read("README.md"), read("bench/README.md"), read("docs/parity.md")
	times := regexp.MustCompile(`[0-9.]+ (µs|ms|ns)`).FindAllString(readme, -1)
	require.NotEmpty(t, times)
	for _, figure := range times {
		require.Contains(t, bench, figure)
	}
	for _, count := range regexp.MustCompile(`[0-9]+ in scope`).FindAllString(readme, -1) {
		require.Contains(t, parity, strings.TrimSuffix(count, " in scope")+" pass, 0 fail")
	}
}

// TestWorkflow: the workflow that docs/guides/ci.md gives away runs what every change of ours must pass.
func TestWorkflow(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("docs/guides/ci/test.yml")
	require.NoError(t, err)
	var workflow struct {
		Jobs map[string]struct {
			Steps []struct {
				Run string
				Env map[string]string
			}
		}
	}
	require.NoError(t, yaml.Unmarshal(text, &workflow))
	script, err := os.ReadFile(".ci/run")
	require.NoError(t, err)
	var commands []string
	for _, step := range workflow.Jobs["test"].Steps {
		require.Empty(t, step.Env, "golden files are not accepted there")
		if step.Run != "" {
			commands = append(commands, step.Run)
			require.Contains(t, strings.Split(string(script), "\n"), step.Run)
		}
	}
	require.Len(t, commands, 3)
	require.Contains(t, commands[1], "go vet")
	require.Contains(t, commands[2], "-race")
}
