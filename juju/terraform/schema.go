package terraform

import (
	"sync"

	"github.com/zclconf/go-cty/cty"
)

// kind is a type of resources, or of data sources: what can be said of one, and what is done to one.
type kind struct {
	name       string // "juju_secret"
	attributes []attribute
	blocks     []nested
	refused    map[string]string // attributes and blocks that the provider has besides, with why they are not read

	// check looks at a configuration as a whole, besides its attributes one by one.
	check func(*operation)
	// adjust changes what is planned, beyond what the attributes' descriptions say.
	adjust func(*operation)
	// replaces decides for each difference whether it replaces the resource, where the attributes' descriptions do not.
	replaces func(*operation, []difference)
	// Resources have all of these; data sources have read alone, which fills in what is planned.
	create func(*operation) (cty.Value, error)
	read   func(*operation) (after cty.Value, there bool, err error)
	update func(*operation) (cty.Value, error)
	remove func(*operation) error

	once   sync.Once
	object cty.Type
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

func (k *kind) prepare() { k.once.Do(func() { k.object = cty.Object(k.types()) }) }

// of is the type of a resource of the kind.
func (k *kind) of() cty.Type {
	k.prepare()
	return k.object
}

func (k *kind) types() map[string]cty.Type {
	types := attributeTypes(k.attributes)
	for _, b := range k.blocks {
		types[b.name] = cty.List(b.object())
	}
	return types
}

func (n *nested) object() cty.Type { return cty.Object(attributeTypes(n.attributes)) }

func attributeTypes(attributes []attribute) map[string]cty.Type {
	types := make(map[string]cty.Type)
	for _, a := range attributes {
		types[a.name] = a.of
	}
	return types
}

// names lists the arguments that can be given.
func names(attributes []attribute) []string {
	var list []string
	for _, a := range attributes {
		if !a.readOnly {
			list = append(list, a.name)
		}
	}
	return list
}

// known lists everything that can be asked of a resource of the kind.
func (k *kind) known() []string {
	var list []string
	for _, a := range k.attributes {
		list = append(list, a.name)
	}
	for _, b := range k.blocks {
		list = append(list, b.name)
	}
	return list
}

// has reports whether the resource can be asked for an attribute.
func (k *kind) has(name string) bool {
	k.prepare()
	return k.object.HasAttribute(name)
}

// shown is a resource as references find it: what is sensitive in it is marked, and what was marked when it was written.
func (k *kind) shown(v cty.Value, marks []cty.PathValueMarks) cty.Value {
	if len(marks) > 0 {
		v = v.MarkWithPaths(marks)
	}
	for _, a := range k.attributes {
		if a.sensitive {
			if value := v.GetAttr(a.name); !value.IsMarked() {
				v = with(v, map[string]cty.Value{a.name: hide(value)})
			}
		}
	}
	return v
}

// Types of attributes.
var (
	textMapType = cty.Map(cty.String)
	textSetType = cty.Set(cty.String)
)
