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
	client, err := readClient(path)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	client.Stdin = stdin
	result := client.Command(argv...)
	if err := writeClient(path, client); err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	stdout.Write(result.Stdout)
	stderr.Write(result.Stderr)
	return result.Code
}

// current begins the line of the file that says which model is the current one, when that is not the only one. A model file has no word for
// that: it is the client's business.
const current = "# current model:"

// readClient reads the models and which of them is the current one. A file that was never written is an empty model.
func readClient(path string) (*juju.Client, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return &juju.Client{Model: &juju.Model{Charms: charms}}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read model: %w", err)
	}
	first, err := juju.LoadFile(path, charms)
	if err != nil {
		return nil, err
	}
	client := &juju.Client{Model: first}
	line, _, _ := strings.Cut(string(text), "\n")
	name, ok := strings.CutPrefix(line, current)
	if !ok {
		return client, nil
	}
	name = strings.TrimSpace(name)
	client.Unselected = name == ""
	for _, model := range first.Models() {
		if model.Name == name {
			client.Model = model
		}
	}
	return client, nil
}

// writeClient replaces the file as a whole: who reads it meanwhile finds the old one. When all models were destroyed it goes: what comes next
// begins anew.
func writeClient(path string, client *juju.Client) error {
	models := client.Model.Models()
	if len(models) == 0 && client.Unselected {
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("cannot remove model: %w", err)
		}
		return nil
	}
	text, err := yaml.Marshal(client.Model)
	if err != nil {
		return fmt.Errorf("cannot write model: %w", err)
	}
	switch {
	case client.Unselected:
		text = append([]byte(current+"\n"), text...)
	case len(models) > 1:
		text = append([]byte(current+" "+client.Model.Name+"\n"), text...)
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
