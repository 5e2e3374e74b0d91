package goldens_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/internal/goldens"
)

// failures notes what a comparison says.
type failures struct{ said string }

func (f *failures) Helper() {}

func (f *failures) Errorf(format string, args ...any) { f.said += fmt.Sprintf(format, args...) }

func TestText(t *testing.T) {
	path := filepath.Join(t.TempDir(), "failures", "text.txt")
	compare := func(got, update, ci string) string {
		t.Setenv("SCENARIO_UPDATE", update)
		t.Setenv("CI", ci)
		var f failures
		goldens.Text(&f, path, got)
		return f.said
	}
	require.Contains(t, compare("a", "", ""), "there is no ")
	require.NoFileExists(t, path)
	require.Contains(t, compare("a", "1", "true"), "and so is CI")
	require.NoFileExists(t, path)
	require.Empty(t, compare("a", "1", ""))
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "a\n", string(text))
	require.Empty(t, compare("a\n", "", "true"))
	require.Contains(t, compare("b", "", ""), "want:\na\n\ngot:\nb\n")
	require.Contains(t, compare("b", "yes", ""), `SCENARIO_UPDATE is "yes"; want 1, or nothing`)
}
