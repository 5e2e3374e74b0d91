package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
	"go.yaml.in/yaml/v3"

	"github.com/charmscenario/scenario/examples/database"
	"github.com/charmscenario/scenario/examples/reconcile"
	"github.com/charmscenario/scenario/examples/webserver"
	"github.com/charmscenario/scenario/juju"
)

// charms are those that can be deployed by name.
var charms = map[string]juju.Charm{
	"database":  {Handler: database.New(), Metadata: database.Metadata},
	"webserver": {Handler: webserver.New(), Metadata: webserver.Metadata},
	"cache":     {Handler: reconcile.New(), Metadata: reconcile.Metadata},
}

// runJuju runs a juju command on the model in a file, and writes the file anew. Whoever comes meanwhile waits.
func runJuju(path string, argv []string, stdin io.Reader, stdout, stderr io.Writer) int {
	lock := flock.New(path + ".lock")
	if err := lock.Lock(); err != nil {
		fmt.Fprintf(stderr, "cannot lock model: %v\n", err)
		return 1
	}
	defer lock.Unlock()
	model, err := readModel(path)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	client := juju.Client{Model: model, Stdin: stdin}
	result := client.Command(argv...)
	// The current model is the first of the file, so that switch lasts.
	if err := writeModel(path, client.Model); err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	stdout.Write(result.Stdout)
	stderr.Write(result.Stderr)
	return result.Code
}

// readModel reads a model; one that was never written is empty.
func readModel(path string) (*juju.Model, error) {
	model, err := juju.LoadFile(path, charms)
	if errors.Is(err, os.ErrNotExist) {
		return &juju.Model{Charms: charms}, nil
	}
	return model, err
}

// writeModel replaces the file as a whole: who reads it meanwhile finds the old one.
func writeModel(path string, model *juju.Model) error {
	text, err := yaml.Marshal(model)
	if err != nil {
		return fmt.Errorf("cannot write model: %w", err)
	}
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("cannot write model: %w", err)
	}
	_, err = file.Write(text)
	err = errors.Join(err, file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		os.Remove(file.Name())
		return fmt.Errorf("cannot write model: %w", err)
	}
	return nil
}
