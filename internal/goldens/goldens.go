// Package goldens keeps what a person reads in files that tests compare.
package goldens

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
)

// Updating reads from the environment whether files are to be written: SCENARIO_UPDATE=1 says so, and is
// refused where CI is set.
func Updating() (bool, error) {
	text := os.Getenv("SCENARIO_UPDATE")
	if text == "" {
		return false, nil
	}
	update, err := strconv.ParseBool(text)
	switch {
	case err != nil:
		return false, fmt.Errorf("SCENARIO_UPDATE is %q; want 1, or nothing", text)
	case update && os.Getenv("CI") != "":
		return false, errors.New("SCENARIO_UPDATE is set, and so is CI: somebody must read what is accepted; update where you can read it")
	}
	return update, nil
}

// TB is what a comparison needs of a *testing.T.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
}

// Text compares a text with that of a file, which is written when goldens are to be. The text ends with a
// newline, given or not.
func Text(t TB, path, got string) {
	t.Helper()
	if got == "" || got[len(got)-1] != '\n' {
		got += "\n"
	}
	update, err := Updating()
	if err != nil {
		t.Errorf("cannot compare with %s: %v", path, err)
		return
	}
	if update {
		if err := write(path, got); err != nil {
			t.Errorf("cannot write golden: %v", err)
		}
		return
	}
	want, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		t.Errorf("there is no %s (SCENARIO_UPDATE=1 makes it); got:\n%s", path, got)
	case err != nil:
		t.Errorf("cannot read golden: %v", err)
	case string(want) != got:
		t.Errorf("text differs from %s (SCENARIO_UPDATE=1 accepts)\nwant:\n%s\ngot:\n%s", path, want, got)
	}
}

func write(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o666)
}
