package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

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
	if err := writeModel(path, client.Model); err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	stdout.Write(result.Stdout)
	stderr.Write(result.Stderr)
	return result.Code
}

// current begins the line of the file that says which model is the current one, of several. A model file has no word for that: it is
// the client's business.
const current = "# current model: "

// readModel reads the current model; one that was never written is empty.
func readModel(path string) (*juju.Model, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return &juju.Model{Charms: charms}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read model: %w", err)
	}
	first, err := juju.LoadFile(path, charms)
	if err != nil {
		return nil, err
	}
	line, _, _ := strings.Cut(string(text), "\n")
	for _, model := range first.Models() {
		if line == current+model.Name {
			return model, nil
		}
	}
	return first, nil
}

// writeModel replaces the file as a whole: who reads it meanwhile finds the old one.
func writeModel(path string, model *juju.Model) error {
	text, err := yaml.Marshal(model)
	if err != nil {
		return fmt.Errorf("cannot write model: %w", err)
	}
	if len(model.Models()) > 1 {
		text = append([]byte(current+model.Name+"\n"), text...)
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
