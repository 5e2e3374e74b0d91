package terraform

import (
	"fmt"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/charmscenario/scenario/internal/nearest"
)

// State is what a Workspace remembers between applies, as plain data: it can be written to YAML or JSON and read again. What is sensitive is not in it: contents
// of secrets are read from the model when they are needed.
type State struct {
	Resources []ResourceState `yaml:"resources" json:"resources"`
}

// ResourceState is one resource instance as it was left by the last apply.
type ResourceState struct {
	Address    string         `yaml:"address" json:"address"`       // such as `juju_secret.db["a"]`
	Attributes map[string]any `yaml:"attributes" json:"attributes"` // those that have a value, and lists of blocks
	DependsOn  []string       `yaml:"depends-on,omitempty" json:"depends-on,omitempty"`
}

// State returns what the Workspace remembers, in the order in which it was created.
func (w *Workspace) State() State {
	var s State
	for _, i := range w.instances {
		r := ResourceState{Address: i.address, Attributes: make(map[string]any), DependsOn: slices.Clone(i.needs)}
		for name, value := range i.values {
			if _, marked := i.marks[name]; !marked && !i.kind.conceals(name) {
				r.Attributes[name] = toGo(value)
			}
		}
		s.Resources = append(s.Resources, r)
	}
	return s
}

// conceals reports whether an attribute is sensitive.
func (k *kind) conceals(name string) bool {
	return slices.ContainsFunc(k.attributes, func(a attribute) bool { return a.name == name && a.sensitive })
}

// Restore makes the Workspace remember a State, and nothing else. Applying the same configuration then changes nothing, except that sensitive
// attributes which cannot be read from the model, registry credentials, are set again.
func (w *Workspace) Restore(s State) error {
	var list []*instance
	for n, r := range s.Resources {
		i, err := r.instance()
		if err != nil {
			return fmt.Errorf("State.Resources[%d], %s: %w", n, r.Address, err)
		}
		if slices.ContainsFunc(list, func(other *instance) bool { return other.address == i.address }) {
			return fmt.Errorf("State.Resources[%d]: there is another %s", n, i.address)
		}
		list = append(list, i)
	}
	w.instances = list
	return nil
}

// instance reads a resource from plain data.
func (r *ResourceState) instance() (*instance, error) {
	kindName, name, ok := strings.Cut(r.Address, ".")
	var known []string
	for _, k := range resourceKinds {
		known = append(known, k.name)
	}
	n := slices.Index(known, kindName)
	if !ok || name == "" || n < 0 {
		return nil, fmt.Errorf("%q is not the address of a resource, such as juju_secret.db%s", r.Address, suggested(kindName, known))
	}
	k := resourceKinds[n]
	types := make(map[string]cty.Type)
	for _, a := range k.attributes {
		types[a.name] = a.of
	}
	for _, b := range k.nested {
		types[b.name] = cty.List(b.object())
	}
	i := &instance{address: r.Address, kind: k, values: make(values), needs: slices.Clone(r.DependsOn)}
	for name, value := range r.Attributes {
		of, has := types[name]
		if !has {
			return nil, fmt.Errorf("%s has no attribute %q%s", k.name, name, suggested(name, k.known()))
		}
		read, err := fromGo(value)
		if err == nil {
			read, err = convert.Convert(read, of)
		}
		if err == nil && !read.IsWhollyKnown() {
			err = fmt.Errorf("it is not known")
		}
		if err != nil {
			return nil, fmt.Errorf("attribute %q: %w", name, err)
		}
		i.values.put(name, read)
	}
	return i, k.complete(i.values)
}

func suggested(name string, among []string) string {
	if meant := nearest.Name(name, among); meant != "" {
		return fmt.Sprintf("; did you mean %q?", meant)
	}
	return ""
}

// complete says what is missing of a resource that is there.
func (k *kind) complete(v values) error {
	for _, a := range k.attributes {
		if (a.required && !a.sensitive || a.name == "id") && !v.has(a.name) {
			return fmt.Errorf("there is no attribute %q", a.name)
		}
	}
	for _, n := range k.nested {
		if have := len(v.blocks(n.name)); have < n.least || n.most > 0 && have > n.most {
			return fmt.Errorf("there are %d of the block %q, want %d to %d", have, n.name, n.least, n.most)
		}
	}
	if k == integrationKind && strings.Count(v.text("id"), ":") < 4 {
		return fmt.Errorf("attribute \"id\": %q is not the ID of an integration, such as <model>:db:database:web:db", v.text("id"))
	}
	return nil
}
