package scenario

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// startable says why a program cannot be started, as far as that can be seen beforehand.
func startable(dir, path string) error {
	full := path
	if !filepath.IsAbs(full) {
		full = filepath.Join(dir, full)
	}
	switch info, err := os.Stat(full); {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("Context.Executable: there is no file %q in Context.Dir; build it first", path)
	case err != nil:
		return fmt.Errorf("Context.Executable: %w", err)
	case info.IsDir():
		return fmt.Errorf("Context.Executable: %q is a directory; want the charm's dispatch file or program", path)
	case runtime.GOOS != "windows" && info.Mode()&0o111 == 0:
		return fmt.Errorf("Context.Executable: %q is not executable (mode %s); want chmod +x", path, info.Mode())
	}
	return nil
}
