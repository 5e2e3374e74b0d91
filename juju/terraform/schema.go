package terraform

import (
	"slices"

	"github.com/zclconf/go-cty/cty"
)

// kind is a type of resources, or of data sources: what can be said of one, and what is done to one.
type kind struct {
	name       string // "juju_secret"
	attributes []attribute
	nested     []nested
	refused    map[string]string // attributes and blocks that the provider has besides, with why they are not read

	// check looks at a configuration as a whole, besides its attributes one by one.
	check func(*operation)
	// adjust changes what is planned, beyond what the attributes' descriptions say.
	adjust func(*operation)
	// replaces decides for each difference whether it replaces the resource, where the attributes' descriptions do not.
	replaces func(*operation, []difference)
	// Resources have all of these; data sources have read alone, which fills in what is planned.
	create func(*operation) (values, error)
	read   func(*operation) (after values, there bool, err error)
	update func(*operation) (values, error)
	remove func(*operation) error
}

// attribute is an argument of a resource, or something that is known once it is there.
type attribute struct {
	name      string
	of        cty.Type
	given     cty.Type // what is given for it, when some of that may be left out; NilType: of
	required  bool
	computed  bool // has a value when none is given
	readOnly  bool // has a value, and none can be given
	sensitive bool
	fallback  cty.Value // what it is when it is not given; NilVal: what it was, else it is known once the resource is there
	replaces  bool      // whether a change destroys the resource and creates it anew
	check     func(text string) (wrong string)
}

// nested is a block inside a resource. It stands for a list of objects.
type nested struct {
	name       string
	attributes []attribute
	refused    map[string]string
	least      int
	most       int  // 0: any number
	replaces   bool // whether any change destroys the resource and creates it anew
}

// object is the type of such a block.
func (n *nested) object() cty.Type {
	types := make(map[string]cty.Type)
	for _, a := range n.attributes {
		types[a.name] = a.of
	}
	return cty.Object(types)
}

// known lists everything that can be asked of a resource of the kind.
func (k *kind) known() []string {
	var list []string
	for _, a := range k.attributes {
		list = append(list, a.name)
	}
	for _, n := range k.nested {
		list = append(list, n.name)
	}
	return list
}

// has reports whether a resource can be asked for an attribute.
func (k *kind) has(name string) bool {
	return slices.ContainsFunc(k.attributes, func(a attribute) bool { return a.name == name }) ||
		slices.ContainsFunc(k.nested, func(n nested) bool { return n.name == name })
}

// marks are the parts of attributes that must not be printed.
type marks map[string][]cty.PathValueMarks

// shown is a resource as references find it: what is sensitive in it is marked, and what was marked when it was written.
func (k *kind) shown(v values, marked marks) cty.Value {
	all := make(map[string]cty.Value, len(k.attributes)+len(k.nested))
	v.fill(all, k.attributes)
	for i := range k.nested {
		n := &k.nested[i]
		if all[n.name] = v[n.name]; !v.has(n.name) {
			all[n.name] = cty.ListValEmpty(n.object())
		}
	}
	for name, paths := range marked {
		all[name] = all[name].MarkWithPaths(paths)
	}
	for i := range k.attributes {
		if a := &k.attributes[i]; a.sensitive && !all[a.name].IsMarked() {
			all[a.name] = hide(all[a.name])
		}
	}
	return cty.ObjectVal(all)
}

// Types of attributes.
var (
	textMapType = cty.Map(cty.String)
	textSetType = cty.Set(cty.String)
)
