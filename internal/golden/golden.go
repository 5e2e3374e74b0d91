// Package golden compares texts that a person reads with files, for the tests of this module.
package golden

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// TB is what a comparison needs of a *testing.T.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
}

// Update reports whether goldens are to be rewritten: SCENARIO_UPDATE=1 says so. It fails the test where
// CI is set too: what is accepted there, nobody has read.
func Update(t TB) bool {
	t.Helper()
	if os.Getenv("SCENARIO_UPDATE") != "1" {
		return false
	}
	if os.Getenv("CI") != "" {
		t.Errorf("SCENARIO_UPDATE=1 is refused where CI is set; want goldens rewritten and read by a person")
		return false
	}
	return true
}

// Text compares a text with that of a file, which is rewritten when goldens are. The text ends with a
// newline, given or not.
func Text(t TB, path, got string) {
	t.Helper()
	if got == "" || got[len(got)-1] != '\n' {
		got += "\n"
	}
	if Update(t) {
		if err := write(path, got); err != nil {
			t.Errorf("cannot write golden: %v", err)
		}
		return
	}
	want, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		t.Errorf("there is no golden %s (SCENARIO_UPDATE=1 writes it); got:\n%s", path, got)
	case err != nil:
		t.Errorf("cannot read golden: %v", err)
	case string(want) != got:
		t.Errorf("text differs from %s (SCENARIO_UPDATE=1 accepts it)\nwant:\n%s\ngot:\n%s", path, want, got)
	}
}

func write(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o644)
}
