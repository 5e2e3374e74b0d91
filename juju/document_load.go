package juju

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/charmscenario/scenario/internal/codec"
)

// Load reads a model from a text of YAML or JSON, as the marshal methods of [Model] write it or a person does. Of several
// models of one controller it returns the first; see Models. The model goes on as the one that was written: the same
// verbs give the same hooks, but the timeline begins anew, and checks must be given again.
//
// Charms are what the document names; they become those of the model. What a document leaves out is empty, or as it
// would be right after the verb that makes it: a unit of which nothing is said has been added a moment ago, and one that is
// installed and not said to be in a relation comes into it now.
//
// Everything that is wrong is told in one error, with lines, paths and the nearest names, and without values.
func Load(data []byte, charms map[string]Charm) (*Model, error) { return load("", data, charms) }

// LoadFile reads a model from a file, as [Load] does. One whose name ends in ".json" must be JSON.
func LoadFile(path string, charms map[string]Charm) (*Model, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read model: %w", err)
	}
	return load(path, data, charms)
}

func load(path string, data []byte, charms map[string]Charm) (*Model, error) {
	m := &Model{Charms: charms}
	tree, err := parse(path, data)
	if err == nil {
		err = m.read(tree)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read model: %w", codec.Readable(err, path))
	}
	return m, nil
}

// parse reads a text. One that begins as JSON does may be YAML all the same.
func parse(path string, data []byte) (*yaml.Node, error) {
	isJSON := strings.EqualFold(filepath.Ext(path), ".json")
	if isJSON || bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n\uFEFF"), []byte("{")) {
		tree, err := codec.ParseJSON(data)
		if err == nil || isJSON {
			return tree, err
		}
	}
	return codec.ParseYAML(data)
}

// UnmarshalYAML reads a model into one that was not used yet and knows the charms; see [Load].
func (m *Model) UnmarshalYAML(node *yaml.Node) error {
	if err := m.read(node); err != nil {
		return fmt.Errorf("cannot read model: %w", codec.Readable(err, ""))
	}
	return nil
}

// UnmarshalJSON reads a model, as UnmarshalYAML does.
func (m *Model) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		return nil // as encoding/json has it
	}
	tree, err := codec.ParseJSON(text)
	if err == nil {
		err = m.read(tree)
	}
	if err != nil {
		return fmt.Errorf("cannot read model: %w", codec.Readable(err, ""))
	}
	return nil
}

// read makes the model what a document tells; on an error it stays as it was.
func (m *Model) read(tree *yaml.Node) error {
	if m.opened {
		return errors.New("the model was used already; want a new one")
	}
	tree, err := codec.Resolve(tree)
	if err != nil {
		return err
	}
	if tree == nil {
		return errors.New("the text is empty; want a model")
	}
	var d document
	if err := codec.Decode(tree, &d); err != nil {
		return err
	}
	before := *m
	r := reader{tree: tree, given: m.Charms, present: make(map[*end]map[string]*link)}
	r.read(m, &d)
	if len(r.problems) > 0 {
		*m = before
		slices.SortStableFunc(r.problems, func(a, b codec.Problem) int { return cmp.Compare(a.Line, b.Line) })
		return &codec.Error{Problems: r.problems}
	}
	return nil
}
