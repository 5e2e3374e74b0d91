package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// writeShim writes a program named juju into a directory, which is made if need be: a script that runs this program, of
// which a copy lies beside it, on the model in the file that SCENARIO_MODEL names when it runs, else the one given here.
func writeShim(dir, model string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("cannot write juju: %w", err)
	}
	if model, err = filepath.Abs(model); err != nil {
		return fmt.Errorf("cannot write juju: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("cannot write juju: %w", err)
	}
	program := filepath.Join(dir, "scenario")
	if err := copySelf(program); err != nil {
		return fmt.Errorf("cannot write %s: %w", program, err)
	}
	script := "#!/bin/sh\n" +
		`if [ -z "$SCENARIO_MODEL" ]; then SCENARIO_MODEL=` + quoted(model) + "; fi\n" +
		"exec " + quoted(program) + ` juju --model "$SCENARIO_MODEL" -- "$@"` + "\n"
	if err := os.WriteFile(filepath.Join(dir, "juju"), []byte(script), 0o755); err != nil {
		return fmt.Errorf("cannot write juju: %w", err)
	}
	return nil
}

// copySelf copies this program: what go run builds is gone when it ends.
func copySelf(path string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	from, err := os.Open(self)
	if err != nil {
		return err
	}
	defer from.Close()
	// A program that runs cannot be written over, but its name can be given to another.
	to, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	err = errors.Join(err, to.Chmod(0o755), to.Close())
	if err == nil {
		err = os.Rename(to.Name(), path)
	}
	if err != nil {
		os.Remove(to.Name())
	}
	return err
}

// quoted quotes a text for a shell.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
