package terraform

import (
	"maps"
	"slices"

	"github.com/zclconf/go-cty/cty"
)

// values are the attributes and blocks of a resource by name. What is null, and a block that is not there, has no entry; a block is a list of objects.
type values map[string]cty.Value

// put adds a value, unless there is none or it is null.
func (v values) put(name string, value cty.Value) {
	if value != cty.NilVal && !value.IsNull() {
		v[name] = value
	}
}

// with returns the values with some of them replaced.
func (v values) with(others values) values {
	n := maps.Clone(v)
	maps.Copy(n, others)
	return n
}

// has reports whether there is a value, though it may not be known yet.
func (v values) has(name string) bool {
	_, ok := v[name]
	return ok
}

// known reports whether there is a value, and all of it is known.
func (v values) known(name string) bool { return v.has(name) && v[name].IsWhollyKnown() }

// equal reports whether two have the same value, or none. What is not known equals nothing that is.
func (v values) equal(other values, name string) bool {
	a, b := v[name], other[name]
	if a == cty.NilVal || b == cty.NilVal {
		return a == b
	}
	return a.RawEquals(b)
}

// wholly reports whether everything is known.
func (v values) wholly() bool {
	for _, value := range v {
		if !value.IsWhollyKnown() {
			return false
		}
	}
	return true
}

// text returns a text, empty when there is none or it is not known.
func (v values) text(name string) string {
	if !v.known(name) {
		return ""
	}
	return v[name].AsString()
}

// texts returns the texts of a set, sorted.
func (v values) texts(name string) []string {
	if !v.known(name) {
		return nil
	}
	var list []string
	for _, element := range v[name].AsValueSlice() {
		if !element.IsNull() {
			list = append(list, element.AsString())
		}
	}
	slices.Sort(list)
	return list
}

// entries returns the entries of a map of texts that have a value.
func (v values) entries(name string) map[string]string {
	if !v.known(name) {
		return nil
	}
	entries := make(map[string]string, v[name].LengthInt())
	for it := v[name].ElementIterator(); it.Next(); {
		if key, value := it.Element(); !value.IsNull() {
			entries[key.AsString()] = value.AsString()
		}
	}
	return entries
}

// whole returns a whole number, and whether there is one that is known.
func (v values) whole(name string) (int, bool) {
	if !v.known(name) {
		return 0, false
	}
	n, _ := v[name].AsBigFloat().Int64() // the nearest one, when it is out of range
	return int(n), true
}

// yes returns a boolean, false when there is none or it is not known.
func (v values) yes(name string) bool { return v.known(name) && v[name].True() }

// blocks returns the blocks of a name, none when it is not known yet which there are.
func (v values) blocks(name string) []values {
	if list := v[name]; list == cty.NilVal || !list.IsKnown() {
		return nil
	}
	var list []values
	for _, object := range v[name].AsValueSlice() {
		b := make(values)
		for name, value := range object.AsValueMap() {
			b.put(name, value)
		}
		list = append(list, b)
	}
	return list
}

// open reports whether it is not known yet which blocks of a name there are.
func (v values) open(name string) bool { return v.has(name) && !v[name].IsKnown() }

// fill puts all attributes into an object; those that there are none of are null.
func (v values) fill(object map[string]cty.Value, attributes []attribute) {
	for i := range attributes {
		a := &attributes[i]
		if object[a.name] = v[a.name]; !v.has(a.name) {
			object[a.name] = cty.NullVal(a.of)
		}
	}
}

// blockList makes the value of blocks, one at least.
func blockList(list []values, attributes []attribute) cty.Value {
	objects := make([]cty.Value, len(list))
	for i, b := range list {
		object := make(map[string]cty.Value, len(attributes))
		b.fill(object, attributes)
		objects[i] = cty.ObjectVal(object)
	}
	return cty.ListVal(objects)
}

// textSet makes a set of texts.
func textSet(list []string) cty.Value {
	if len(list) == 0 {
		return cty.SetValEmpty(cty.String)
	}
	texts := make([]cty.Value, len(list))
	for i, text := range list {
		texts[i] = cty.StringVal(text)
	}
	return cty.SetVal(texts)
}

// textMap makes a map of texts.
func textMap(entries map[string]string) cty.Value {
	if len(entries) == 0 {
		return cty.MapValEmpty(cty.String)
	}
	texts := make(map[string]cty.Value, len(entries))
	for key, text := range entries {
		texts[key] = cty.StringVal(text)
	}
	return cty.MapVal(texts)
}
