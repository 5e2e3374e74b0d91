package hooktool

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"go.yaml.in/yaml/v2"
)

// resolve makes a path absolute; a relative one is taken from the charm's directory.
func (in *invocation) resolve(path string) (string, error) {
	if filepath.IsAbs(path) {
		return path, nil
	}
	if in.session.CharmDir == "" {
		return "", missingFile(path)
	}
	return filepath.Join(in.session.CharmDir, path), nil
}

func missingFile(path string) error {
	return &fs.PathError{Op: "open", Path: path, Err: syscall.ENOENT}
}

// readRegular reads a file, up to limit bytes of it, and tells its size. Juju's agent opens these
// files, so pipes and devices of the charm's own process cannot be meant: they count as missing.
func readRegular(path string, limit int64) (content []byte, size int64, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, 0, missingAsOpen(path, err)
	}
	if !info.Mode().IsRegular() && !info.IsDir() && path != os.DevNull {
		return nil, 0, missingFile(path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	defer file.Close()
	content, err = io.ReadAll(io.LimitReader(file, limit))
	return content, info.Size(), err
}

// missingAsOpen gives the failure of a look at a file the words of an attempt to open it.
func missingAsOpen(path string, err error) error {
	if pathError, ok := err.(*fs.PathError); ok {
		return &fs.PathError{Op: "open", Path: path, Err: pathError.Err}
	}
	return err
}

// maxSettingsFile bounds what relation-set and state-set read; Juju has no bound.
const maxSettingsFile = 64 << 20

// readSettings reads the YAML map of --file, "-" being standard input. Errors are met when the tool
// runs.
func (in *invocation) readSettings(path string) (map[string]string, error) {
	if path == "" {
		return nil, nil
	}
	var content []byte
	var err error
	if path == "-" {
		if in.stdin != nil {
			content, err = io.ReadAll(io.LimitReader(in.stdin, maxSettingsFile))
		}
	} else if path, err = in.resolve(path); err == nil {
		content, _, err = readRegular(path, maxSettingsFile)
	}
	if err != nil {
		return nil, &runError{err}
	}
	settings := make(map[string]string)
	if err := yaml.Unmarshal(content, &settings); err != nil {
		return nil, &runError{err}
	}
	return settings, nil
}
