package terraform

import (
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/charmscenario/scenario/internal/nearest"
)

// resource is a block of a resource or a data source.
type resource struct {
	address string // "juju_secret.db", "data.juju_model.m"
	kind    *kind
	data    bool
	content *content
	at      hcl.Range

	count, forEach hcl.Expression
	after          []reference // depends_on
	refers         []reference // of everything that is written in it
	preventDestroy bool
	ignore         []string // attributes whose changes are ignored
	ignoreAll      bool
	referred       bool     // whether anything refers to it
	needs          []string // resources that it depends on, also through locals and data sources
}

// metaAttributes can be written in every resource.
var metaAttributes = []hcl.AttributeSchema{{Name: "count"}, {Name: "for_each"}, {Name: "depends_on"}, {Name: "provider"}}

var lifecycleShape = &shape{
	attributes: []hcl.AttributeSchema{{Name: "prevent_destroy"}, {Name: "ignore_changes"}},
	refused: map[string]string{
		"create_before_destroy": `The lifecycle argument "create_before_destroy" is part of Terraform, but package terraform does not read it.`,
		"replace_triggered_by":  `The lifecycle argument "replace_triggered_by" is part of Terraform, but package terraform does not read it.`,
		"precondition":          notRead("Preconditions"),
		"postcondition":         notRead("Postconditions"),
	},
}

// readResource reads a resource or a data source.
func (c *Configuration) readResource(b *hcl.Block) hcl.Diagnostics {
	r := &resource{address: b.Labels[0] + "." + b.Labels[1], data: b.Type == "data", at: b.DefRange}
	kinds, unread, thing := resourceKinds, unreadResources, "resource type"
	if r.data {
		r.address, kinds, unread, thing = "data."+r.address, dataKinds, unreadData, "data source"
	}
	i := slices.IndexFunc(kinds, func(k *kind) bool { return k.name == b.Labels[0] })
	if i < 0 {
		return hcl.Diagnostics{unknownKind(b, kinds, unread, thing)}
	}
	r.kind = kinds[i]
	if c.found[r.address] != nil {
		return hcl.Diagnostics{problem(b.DefRange, "Duplicate resource configuration", "There is another %s.", r.address)}
	}
	s := shapeOf(r.kind.attributes, r.kind.nested, r.kind.refused)
	s.attributes = append(s.attributes, metaAttributes...)
	s.blocks = append(s.blocks, hcl.BlockHeaderSchema{Type: "lifecycle"})
	s.refused["provisioner"], s.refused["connection"] = notRead("Provisioners"), notRead("Connections")
	read, diags := s.read(b.Body)
	var lifecycle []*hcl.Block
	read.Blocks = slices.DeleteFunc(read.Blocks, func(b *hcl.Block) bool {
		if b.Type == "lifecycle" {
			lifecycle = append(lifecycle, b)
		}
		return b.Type == "lifecycle"
	})
	diags = append(diags, r.readMeta(read, lifecycle)...)
	written, more := readContent(read, r.kind.nested)
	r.content = written
	diags = append(diags, more...)
	diags = append(diags, r.collectReferences()...)
	c.resources = append(c.resources, r)
	c.found[r.address] = r
	return diags
}

// unknownKind refuses a type of resources: another one is near, or the provider has it and this package does not.
func unknownKind(b *hcl.Block, kinds []*kind, unread []string, thing string) *hcl.Diagnostic {
	var names []string
	for _, k := range kinds {
		names = append(names, k.name)
	}
	if slices.Contains(unread, b.Labels[0]) {
		return problem(b.LabelRanges[0], "Unsupported "+thing, "%q is part of the juju provider, but package terraform does not read it%s.", b.Labels[0], listed(names))
	}
	d := problem(b.LabelRanges[0], "Invalid "+thing, "The juju provider has no %s %q%s.", thing, b.Labels[0], listed(names))
	return meaning(d, nearest.Name(b.Labels[0], names))
}

// readMeta reads what can be written in every resource.
func (r *resource) readMeta(read *hcl.BodyContent, lifecycle []*hcl.Block) hcl.Diagnostics {
	var diags hcl.Diagnostics
	if a := read.Attributes["count"]; a != nil {
		r.count = a.Expr
	}
	if a := read.Attributes["for_each"]; a != nil {
		r.forEach = a.Expr
		if r.count != nil {
			diags = append(diags, problem(a.NameRange, "Invalid combination of \"count\" and \"for_each\"", "Want one of them."))
		}
	}
	if a := read.Attributes["provider"]; a != nil && hcl.ExprAsKeyword(a.Expr) != "juju" {
		diags = append(diags, problem(a.Expr.Range(), "Unsupported provider", "Only the provider \"juju\" is simulated, under that name."))
	}
	r.after, diags = readDependsOn(read.Attributes["depends_on"], diags)
	for _, a := range metaAttributes {
		delete(read.Attributes, a.Name)
	}
	for i, b := range lifecycle {
		if i > 0 {
			diags = append(diags, problem(b.DefRange, "Duplicate lifecycle block", "There is another one."))
		}
		diags = append(diags, r.readLifecycle(b)...)
	}
	return diags
}

func (r *resource) readLifecycle(b *hcl.Block) hcl.Diagnostics {
	read, diags := lifecycleShape.read(b.Body)
	if r.data {
		return append(diags, problem(b.DefRange, "Invalid data resource lifecycle argument", "A data source is neither changed nor destroyed."))
	}
	r.preventDestroy, diags = readBool(read.Attributes["prevent_destroy"], diags)
	a := read.Attributes["ignore_changes"]
	if a == nil {
		return diags
	}
	if r.ignoreAll = hcl.ExprAsKeyword(a.Expr) == "all"; r.ignoreAll {
		return diags
	}
	expressions, more := hcl.ExprList(a.Expr)
	diags = append(diags, more...)
	for _, e := range expressions {
		name := hcl.ExprAsKeyword(e)
		if !r.kind.has(name) {
			d := problem(e.Range(), "Invalid ignore_changes", "Want names of attributes of %s, without quotes, or all%s.", r.kind.name, listed(r.kind.known()))
			diags = append(diags, meaning(d, nearest.Name(name, r.kind.known())))
			continue
		}
		r.ignore = append(r.ignore, name)
	}
	return diags
}

// collectReferences lists what the resource refers to.
func (r *resource) collectReferences() hcl.Diagnostics {
	refers, diags := referencesOf(r.count, r.forEach)
	r.refers = refers
	if i := slices.IndexFunc(refers, func(r reference) bool { return r.root == "each" || r.root == "count" }); i >= 0 {
		diags = append(diags, problem(refers[i].at, "Invalid reference", "What repeats the resource cannot refer to its instances."))
	}
	inside, more := r.content.references()
	r.refers = append(r.refers, inside...)
	return append(diags, more...)
}

// references lists what is referred to in a block and the blocks in it; what stands for the element of a dynamic block is left out.
func (c *content) references() ([]reference, hcl.Diagnostics) {
	var expressions []hcl.Expression
	for _, a := range c.attributes {
		expressions = append(expressions, a.Expr)
	}
	list, diags := referencesOf(expressions...)
	for _, b := range c.blocks {
		if b.content == nil {
			continue
		}
		refers, more := referencesOf(b.forEach)
		list, diags = append(list, refers...), append(diags, more...)
		inside, more := b.content.referencesBut(b.iterator)
		list, diags = append(list, inside...), append(diags, more...)
	}
	return list, diags
}

// referencesBut is references without those to a name that the block itself defines.
func (c *content) referencesBut(name string) ([]reference, hcl.Diagnostics) {
	var list []reference
	var diags hcl.Diagnostics
	for _, a := range c.attributes {
		for _, t := range a.Expr.Variables() {
			if name != "" && t.RootName() == name {
				continue
			}
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
