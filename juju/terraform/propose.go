package terraform

import (
	"slices"

	"github.com/zclconf/go-cty/cty"
)

// propose makes what a resource is to be: what is written, and for what is not written what it was, its default, or what will be known once it is there.
func (k *kind) propose(prior, written values) values {
	planned := proposeAttributes(k.attributes, prior, written)
	for i := range k.nested {
		n := &k.nested[i]
		if !written.has(n.name) || written.open(n.name) {
			planned.put(n.name, written[n.name])
			continue
		}
		before := prior.blocks(n.name)
		list := written.blocks(n.name)
		for i, b := range list {
			var was values
			if i < len(before) {
				was = before[i]
			}
			list[i] = proposeAttributes(n.attributes, was, b)
		}
		planned[n.name] = blockList(list, n.attributes)
	}
	return planned
}

func proposeAttributes(described []attribute, prior, written values) values {
	planned := make(values, len(described))
	for i := range described {
		a := &described[i]
		switch {
		case written.has(a.name):
			planned[a.name] = written[a.name]
		case !a.computed && !a.readOnly:
		case a.fallback != cty.NilVal:
			planned[a.name] = a.fallback
		case prior == nil:
			planned[a.name] = cty.UnknownVal(a.of)
		default:
			planned.put(a.name, prior[a.name])
		}
	}
	return planned
}

// difference is an attribute that is to change: its name, for one in a block with that of the block before it.
type difference struct {
	name     string
	replaces bool
}

// compare lists what differs between what a resource is and what it is to be.
func (k *kind) compare(prior, planned values) []difference {
	list := compareAttributes("", k.attributes, prior, planned)
	for i := range k.nested {
		n := &k.nested[i]
		if prior.equal(planned, n.name) {
			continue
		}
		before, now := prior.blocks(n.name), planned.blocks(n.name)
		if n.replaces || planned.open(n.name) || len(before) != len(now) {
			list = append(list, difference{n.name, n.replaces})
			continue
		}
		for i := range before {
			list = append(list, compareAttributes(n.name+".", n.attributes, before[i], now[i])...)
		}
	}
	return list
}

func compareAttributes(prefix string, described []attribute, prior, planned values) []difference {
	var list []difference
	for i := range described {
		if a := &described[i]; !prior.equal(planned, a.name) {
			list = append(list, difference{prefix + a.name, a.replaces})
		}
	}
	return list
}

// replacing reports whether differences mean that the resource is destroyed and created anew.
func replacing(list []difference) bool {
	return slices.ContainsFunc(list, func(d difference) bool { return d.replaces })
}

// differing names what differs.
func differing(list []difference) []string {
	var names []string
	for _, d := range list {
		if !slices.Contains(names, d.name) {
			names = append(names, d.name)
		}
	}
	return names
}
