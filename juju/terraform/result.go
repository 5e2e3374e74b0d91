package terraform

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Result is what an apply did, or what it would do. Lists are of addresses such as `juju_secret.db["a"]`, in the order in which it was done.
type Result struct {
	Created   []string
	Updated   []string
	Replaced  []string // destroyed and created anew
	Destroyed []string // those that are not created anew
	Read      []string // data sources

	// Changed has the attributes that differed of resources that were updated or replaced, by address; of one in a block as "charm.revision".
	Changed map[string][]string

	// Outputs are the outputs of the configuration, by name.
	Outputs map[string]Output

	// Warnings are problems that stopped nothing: with the provider's skip_failed_deletion, what could not be deleted.
	Warnings []Diagnostic
}

// Output is the value of an output.
type Output struct {
	// Value is nil, or a bool, a string, an int, a float64, a []any or a map[string]any.
	Value any

	// Sensitive says that the value must not be printed; formatting the Output does not print it.
	Sensitive bool

	// Unknown says that the value is known only once the plan was applied.
	Unknown bool
}

// String is the value as text, unless it must not be printed.
func (o Output) String() string {
	switch {
	case o.Sensitive:
		return shownInstead
	case o.Unknown:
		return "(known after apply)"
	}
	return fmt.Sprint(o.Value)
}

// GoString is String: what must not be printed is not, whatever the format.
func (o Output) GoString() string { return o.String() }

// Empty reports whether nothing was done, or would be.
func (r *Result) Empty() bool {
	return len(r.Created)+len(r.Updated)+len(r.Replaced)+len(r.Destroyed) == 0
}

// String lists what was done, one resource a line as Terraform marks it, and the outputs.
func (r *Result) String() string {
	var text strings.Builder
	for _, group := range []struct {
		mark string
		list []string
	}{{"  - ", r.Destroyed}, {"-/+ ", r.Replaced}, {"  + ", r.Created}, {"  ~ ", r.Updated}} {
		for _, address := range group.list {
			text.WriteString(group.mark + address)
			if changed := r.Changed[address]; len(changed) > 0 {
				text.WriteString(": " + strings.Join(changed, ", "))
			}
			text.WriteByte('\n')
		}
	}
	if r.Empty() {
		text.WriteString("No changes.\n")
	}
	for _, name := range slices.Sorted(maps.Keys(r.Outputs)) {
		fmt.Fprintf(&text, "%s = %v\n", name, r.Outputs[name])
	}
	for _, w := range r.Warnings {
		fmt.Fprintf(&text, "Warning: %s\n", w)
	}
	return text.String()
}
