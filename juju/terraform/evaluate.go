package terraform

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// evaluation brings what is written in a resource into the form of its kind.
type evaluation struct {
	context *hcl.EvalContext
	hidden  *hidden
	diags   hcl.Diagnostics
}

// body evaluates a resource. What is marked in it is returned apart.
func (e *evaluation) body(k *kind, c *content) (values, marks) {
	v := e.attributes(k.attributes, c)
	for i := range k.nested {
		v.put(k.nested[i].name, e.blocks(&k.nested[i], c))
	}
	var marked marks
	for name, value := range v {
		if value.ContainsMarked() {
			if marked == nil {
				marked = make(marks)
			}
			v[name], marked[name] = value.UnmarkDeepWithPaths()
		}
	}
	return v, marked
}

func (e *evaluation) attributes(described []attribute, c *content) values {
	v := make(values, len(described))
	for i := range described {
		a := &described[i]
		if written := c.attributes[a.name]; written != nil {
			v.put(a.name, e.attribute(a, written))
		}
	}
	return v
}

func (e *evaluation) attribute(a *attribute, written *hcl.Attribute) cty.Value {
	value, diags := written.Expr.Value(e.context)
	e.diags = append(e.diags, diags...)
	if diags.HasErrors() {
		return cty.UnknownVal(a.of)
	}
	if a.sensitive {
		e.hidden.add(value)
	}
	e.hidden.addMarked(value)
	at := written.Expr.Range()
	of := a.of
	if a.given != cty.NilType {
		of = a.given
	}
	converted, err := convert.Convert(value, of)
	if err != nil {
		e.diags = append(e.diags, problem(at, "Incorrect attribute value type", "Inappropriate value for attribute %q: %s.", a.name, wrongType(err, value, of)))
		return cty.UnknownVal(a.of)
	}
	bare, _ := converted.Unmark()
	switch {
	case bare.IsNull() && a.required:
		e.diags = append(e.diags, problem(at, "Missing required argument", "The argument %q is required, but its value is null.", a.name))
	case bare.IsNull() || !bare.IsKnown():
	case a.of == cty.Number && !bare.AsBigFloat().IsInt():
		e.diags = append(e.diags, problem(at, "Incorrect attribute value type", "Inappropriate value for attribute %q: want a whole number.", a.name))
		return cty.UnknownVal(a.of)
	case a.check != nil:
		if wrong := a.check(bare.AsString()); wrong != "" {
			e.diags = append(e.diags, problem(at, "Invalid Attribute Value", "Attribute %s: %s.", a.name, wrong))
		}
	}
	return converted
}

// blocks evaluates the blocks of one name: a list of objects, NilVal when there are none.
func (e *evaluation) blocks(n *nested, c *content) cty.Value {
	var list []values
	open := false
	for i := range c.blocks {
		b := &c.blocks[i]
		if b.name != n.name || b.content == nil {
			continue
		}
		if b.forEach == nil {
			list = append(list, e.attributes(n.attributes, b.content))
			e.missing(n, b)
			continue
		}
		made, known := e.dynamic(n, b)
		list, open = append(list, made...), open || !known
	}
	switch {
	case open:
		return cty.UnknownVal(cty.List(n.object()))
	case len(list) < n.least:
		e.diags = append(e.diags, problem(c.at, "Insufficient "+n.name+" blocks", "Want at least %d block%s of type %q, got %d.", n.least, plural(n.least), n.name, len(list)))
	case n.most > 0 && len(list) > n.most:
		e.diags = append(e.diags, problem(c.placeOf(n.name, n.most, "", c.at), "Too many "+n.name+" blocks", "Want at most %d block%s of type %q, got %d.", n.most, plural(n.most), n.name, len(list)))
	}
	if len(list) == 0 {
		return cty.NilVal
	}
	return blockList(list, n.attributes)
}

// missing refuses a block that lacks a required argument. What is written as such was refused when it was read; what JSON says is not.
func (e *evaluation) missing(n *nested, b *inner) {
	for _, a := range n.attributes {
		if a.required && b.content.attributes[a.name] == nil {
			e.diags = append(e.diags, problem(b.at, "Missing required argument", "The argument %q is required, but no definition was found.", a.name))
		}
	}
}

// dynamic makes the blocks of a dynamic one; known is false when it cannot be known yet which there are.
func (e *evaluation) dynamic(n *nested, b *inner) (list []values, known bool) {
	value, diags := b.forEach.Value(e.context)
	e.diags = append(e.diags, diags...)
	value, _ = value.Unmark()
	if diags.HasErrors() || !value.IsKnown() {
		return nil, false
	}
	if value.IsNull() || !value.CanIterateElements() {
		e.diags = append(e.diags, problem(b.forEach.Range(), "Invalid dynamic for_each value", "Want a list, a set or a map."))
		return nil, false
	}
	outer := e.context
	defer func() { e.context = outer }()
	for it := value.ElementIterator(); it.Next(); {
		key, element := it.Element()
		if value.Type().IsSetType() {
			key = element
		}
		e.context = outer.NewChild()
		e.context.Variables = map[string]cty.Value{b.iterator: cty.ObjectVal(map[string]cty.Value{"key": key, "value": element})}
		list = append(list, e.attributes(n.attributes, b.content))
		e.missing(n, b)
	}
	return list, true
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}
