package terraform

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/charmscenario/scenario/internal/nearest"
)

// checkReferences checks that all that is referred to is there, and has the attributes that are asked for.
func (c *Configuration) checkReferences() hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, name := range slices.Sorted(maps.Keys(c.locals)) {
		l := c.locals[name]
		diags = append(diags, c.checkAll(l.refers, nil)...)
		diags = append(diags, c.checkSteps(l.expr)...)
	}
	for _, r := range c.resources {
		diags = append(diags, about(r.address, c.checkAll(append(slices.Clone(r.refers), r.after...), r))...)
		diags = append(diags, about(r.address, c.checkSteps(r.expressions()...))...)
	}
	for _, o := range c.outputs {
		diags = append(diags, c.checkAll(append(slices.Clone(o.refers), o.after...), nil)...)
		diags = append(diags, c.checkSteps(o.value)...)
	}
	return diags
}

func (c *Configuration) checkAll(refers []reference, in *resource) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, r := range refers {
		if d := c.checkReference(&r, in); d != nil {
			diags = append(diags, d)
		}
	}
	return diags
}

func (c *Configuration) checkReference(r *reference, in *resource) *hcl.Diagnostic {
	switch r.root {
	case "var":
		if name := r.address[len("var."):]; c.variables[name] == nil {
			return meaning(problem(r.at, "Reference to undeclared input variable", "No variable is named %q.", name), nearest.Name(name, slices.Sorted(maps.Keys(c.variables))))
		}
	case "local":
		if name := r.address[len("local."):]; c.locals[name] == nil {
			return meaning(problem(r.at, "Reference to undeclared local value", "No local value is named %q.", name), nearest.Name(name, slices.Sorted(maps.Keys(c.locals))))
		}
	case "each":
		if in == nil || in.forEach == nil {
			return problem(r.at, "Reference to \"each\" in context without for_each", "\"each\" is known only in a resource that has for_each.")
		}
		return checkNames(r, "key", "value")
	case "count":
		if in == nil || in.count == nil {
			return problem(r.at, "Reference to \"count\" in non-counted context", "\"count\" is known only in a resource that has count.")
		}
		return checkNames(r, "index")
	case "path":
		return checkNames(r, "module", "root", "cwd")
	case "terraform":
		return checkNames(r, "workspace")
	case "resource":
		return c.checkResource(r)
	}
	return nil
}

// checkNames checks that a reference goes on with one of some names.
func checkNames(r *reference, valid ...string) *hcl.Diagnostic {
	_, name, at := r.step()
	if slices.Contains(valid, name) {
		return nil
	}
	return meaning(problem(at, "Invalid reference", "%q has no attribute %q%s.", r.root, name, listed(valid)), nearest.Name(name, valid))
}

// checkResource checks a reference to a resource: that it is there, repeated or not as the reference has it, and has the attribute.
func (c *Configuration) checkResource(r *reference) *hcl.Diagnostic {
	to := c.found[r.address]
	if to == nil {
		d := problem(r.at, "Reference to undeclared resource", "No resource or data source is declared as %s.", r.address)
		return meaning(d, nearest.Name(r.address, slices.Sorted(maps.Keys(c.found))))
	}
	to.referred = true
	index, name, at := r.step()
	repeated := to.count != nil || to.forEach != nil
	switch {
	case index == cty.NilVal && name != "" && repeated:
		return problem(r.at, "Missing resource instance key", "%s has count or for_each: its attributes are those of one of its instances, as in %s[%s].%s.", to.address, to.address, to.exampleKey(), name)
	case index != cty.NilVal && index.IsKnown() && !repeated:
		return problem(r.at, "Unexpected resource instance key", "%s has neither count nor for_each, and so no instances with keys.", to.address)
	case name != "" && !to.kind.has(name):
		return unknownAttribute(to.kind, name, at)
	}
	return nil
}

func (r *resource) exampleKey() string {
	if r.count != nil {
		return "0"
	}
	return "each.key"
}

func unknownAttribute(k *kind, name string, at hcl.Range) *hcl.Diagnostic {
	d := problem(at, "Unsupported attribute", "%s has no attribute %q%s.", k.name, name, listed(k.known()))
	return meaning(d, nearest.Name(name, k.known()))
}

// checkSteps checks attributes of instances that are chosen by an expression, as in juju_secret.db[each.key].secret_id, and of all instances, as in
// juju_secret.db[*].secret_id.
func (c *Configuration) checkSteps(expressions ...hcl.Expression) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, e := range expressions {
		node, ok := e.(hclsyntax.Node)
		if !ok {
			continue
		}
		diags = append(diags, hclsyntax.VisitAll(node, func(node hclsyntax.Node) hcl.Diagnostics {
			var from hclsyntax.Expression
			var steps hcl.Traversal
			switch n := node.(type) {
			case *hclsyntax.RelativeTraversalExpr:
				if index, ok := n.Source.(*hclsyntax.IndexExpr); ok {
					from, steps = index.Collection, n.Traversal
				}
			case *hclsyntax.SplatExpr:
				if each, ok := n.Each.(*hclsyntax.RelativeTraversalExpr); ok {
					from, steps = n.Source, each.Traversal
				}
			}
			return c.checkStep(from, steps)
		})...)
	}
	return diags
}

func (c *Configuration) checkStep(from hclsyntax.Expression, steps hcl.Traversal) hcl.Diagnostics {
	t, ok := from.(*hclsyntax.ScopeTraversalExpr)
	if !ok || len(steps) == 0 {
		return nil
	}
	r, d := parseReference(t.Traversal)
	to := c.found[r.address]
	name, named := steps[0].(hcl.TraverseAttr)
	if d != nil || to == nil || len(r.rest) > 0 || !named || to.kind.has(name.Name) {
		return nil
	}
	return hcl.Diagnostics{unknownAttribute(to.kind, name.Name, name.SrcRange)}
}

// expressions lists all that is written in a resource.
func (r *resource) expressions() []hcl.Expression {
	list := []hcl.Expression{r.count, r.forEach}
	var inside func(c *content)
	inside = func(c *content) {
		for _, a := range sorted(c.attributes) {
			list = append(list, a.Expr)
		}
		for _, b := range c.blocks {
			list = append(list, b.forEach)
			if b.content != nil {
				inside(b.content)
			}
		}
	}
	inside(r.content)
	return slices.DeleteFunc(list, func(e hcl.Expression) bool { return e == nil })
}
