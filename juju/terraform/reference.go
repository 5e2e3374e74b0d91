package terraform

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// reference is something that an expression refers to.
type reference struct {
	root    string // "var", "local", "each", "count", "path", "terraform", or "resource"
	address string // "var.name", "local.name", "juju_secret.name" or "data.juju_model.name"; of others their root
	rest    hcl.Traversal
	at      hcl.Range
}

// referencesOf lists what expressions refer to, in the order in which it is written.
func referencesOf(expressions ...hcl.Expression) ([]reference, hcl.Diagnostics) {
	var list []reference
	var diags hcl.Diagnostics
	for _, e := range expressions {
		if e == nil {
			continue
		}
		for _, t := range e.Variables() {
			r, d := parseReference(t)
			if d != nil {
				diags = append(diags, d)
				continue
			}
			list = append(list, r)
		}
	}
	slices.SortStableFunc(list, func(a, b reference) int { return a.at.Start.Byte - b.at.Start.Byte })
	return list, diags
}

// parseReference reads what a traversal such as juju_secret.db["a"].secret_id refers to.
func parseReference(t hcl.Traversal) (reference, *hcl.Diagnostic) {
	root, at := t.RootName(), t.SourceRange()
	r := reference{root: root, address: root, at: at, rest: t[1:]}
	needs := func(n int, form string) *hcl.Diagnostic {
		for i := 1; i <= n; i++ {
			if len(t) <= i {
				return problem(at, "Invalid reference", "%q is not a whole reference: want %s.", root, form)
			}
			if _, ok := t[i].(hcl.TraverseAttr); !ok {
				return problem(at, "Invalid reference", "After %q there is a name, separated by a dot: want %s.", root, form)
			}
			r.address += "." + t[i].(hcl.TraverseAttr).Name
		}
		r.rest = t[n+1:]
		return nil
	}
	switch root {
	case "var", "local":
		return r, needs(1, root+".NAME")
	case "each", "count", "path", "terraform":
		return r, nil
	case "module":
		return r, problem(at, "Unsupported reference", "Modules are not read.")
	case "self":
		return r, problem(at, "Unsupported reference", "%q is for provisioners, which are not read.", root)
	case "data":
		r.root = "resource"
		return r, needs(2, "data.TYPE.NAME")
	}
	r.root = "resource"
	return r, needs(1, root+".NAME")
}

// step returns the index and the name of the attribute that a reference to a resource asks for; NilVal and "" when it does not.
func (r *reference) step() (index cty.Value, attribute string, at hcl.Range) {
	rest := r.rest
	if len(rest) > 0 {
		if i, ok := rest[0].(hcl.TraverseIndex); ok {
			index, rest = i.Key, rest[1:]
		} else if _, ok := rest[0].(hcl.TraverseSplat); ok {
			return cty.DynamicVal, "", r.at
		}
	}
	if len(rest) > 0 {
		if a, ok := rest[0].(hcl.TraverseAttr); ok {
			return index, a.Name, a.SrcRange
		}
	}
	return index, "", r.at
}
