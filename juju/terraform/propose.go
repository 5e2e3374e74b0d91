package terraform

import (
	"slices"

	"github.com/zclconf/go-cty/cty"
)

// propose makes what a resource is to be: what is written, and for what is not written what it was, its default, or what will be known once it is there.
func (k *kind) propose(prior, written cty.Value) cty.Value {
	values := proposeAttributes(k.attributes, prior, written)
	for i := range k.blocks {
		n := &k.blocks[i]
		list := written.GetAttr(n.name)
		if !list.IsKnown() || list.LengthInt() == 0 {
			values[n.name] = list
			continue
		}
		var before []cty.Value
		if prior != cty.NilVal {
			before = prior.GetAttr(n.name).AsValueSlice()
		}
		var now []cty.Value
		for i, element := range list.AsValueSlice() {
			was := cty.NilVal
			if i < len(before) {
				was = before[i]
			}
			now = append(now, cty.ObjectVal(proposeAttributes(n.attributes, was, element)))
		}
		values[n.name] = cty.ListVal(now)
	}
	return cty.ObjectVal(values)
}

func proposeAttributes(described []attribute, prior, written cty.Value) map[string]cty.Value {
	values := make(map[string]cty.Value, len(described)+2)
	for i := range described {
		a := &described[i]
		value := written.GetAttr(a.name)
		switch bare, _ := value.Unmark(); {
		case !bare.IsNull() || !a.computed && !a.readOnly:
		case a.fallback != cty.NilVal:
			value = a.fallback
		case prior != cty.NilVal:
			value = prior.GetAttr(a.name)
		default:
			value = cty.UnknownVal(a.of)
		}
		values[a.name] = value
	}
	return values
}

// difference is an attribute that is to change: its name, for one in a block with that of the block before it.
type difference struct {
	name     string
	replaces bool
}

// compare lists what differs between what a resource is and what it is to be. Both are without marks.
func (k *kind) compare(prior, planned cty.Value) []difference {
	list := compareAttributes("", k.attributes, prior, planned)
	for i := range k.blocks {
		n := &k.blocks[i]
		before, now := prior.GetAttr(n.name), planned.GetAttr(n.name)
		if before.RawEquals(now) {
			continue
		}
		if n.replaces || !now.IsKnown() || before.LengthInt() != now.LengthInt() {
			list = append(list, difference{n.name, n.replaces})
			continue
		}
		was, is := before.AsValueSlice(), now.AsValueSlice()
		for i := range was {
			list = append(list, compareAttributes(n.name+".", n.attributes, was[i], is[i])...)
		}
	}
	return list
}

func compareAttributes(prefix string, described []attribute, prior, planned cty.Value) []difference {
	var list []difference
	for i := range described {
		a := &described[i]
		if !prior.GetAttr(a.name).RawEquals(planned.GetAttr(a.name)) {
			list = append(list, difference{prefix + a.name, a.replaces})
		}
	}
	return list
}

// replacing reports whether differences mean that the resource is destroyed and created anew.
func replacing(list []difference) bool {
	return slices.ContainsFunc(list, func(d difference) bool { return d.replaces })
}

func differing(list []difference) []string {
	var names []string
	for _, d := range list {
		if !slices.Contains(names, d.name) {
			names = append(names, d.name)
		}
	}
	return names
}
