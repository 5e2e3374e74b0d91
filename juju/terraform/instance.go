package terraform

import (
	"fmt"
	"math/big"
	"strconv"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// repetition is one instance that a resource is to have.
type repetition struct {
	address string
	key     cty.Value // NilVal: the only one
	each    cty.Value // what "each" is; NilVal: nothing
	count   cty.Value // what "count" is; NilVal: nothing
}

// most is how many instances a resource may have.
const most = 100_000

// repetitions are the instances that a resource is to have, in order.
func (s *scope) repetitions(r *resource) ([]repetition, hcl.Diagnostics) {
	switch {
	case r.count != nil:
		return s.counted(r)
	case r.forEach != nil:
		return s.forEach(r)
	}
	return []repetition{{address: r.address}}, nil
}

func (s *scope) counted(r *resource) ([]repetition, hcl.Diagnostics) {
	value, diags := s.eval(r.count, cty.Number)
	if diags.HasErrors() {
		return nil, diags
	}
	wrong := func(format string, args ...any) ([]repetition, hcl.Diagnostics) {
		return nil, append(diags, problem(r.count.Range(), "Invalid count argument", format, args...))
	}
	switch {
	case value.IsMarked():
		return wrong("The value is sensitive: how often a resource is there cannot be hidden.")
	case value.IsNull():
		return wrong("The value is null, want a number.")
	case !value.IsKnown():
		return wrong("The value depends on what is known only after resources are created, so that it cannot be planned how many there will be.")
	}
	n, exact := value.AsBigFloat().Int64()
	if exact != big.Exact || n < 0 || n > most {
		return wrong("Want a whole number from 0 to %d.", most)
	}
	list := make([]repetition, n)
	for i := range list {
		number := cty.NumberIntVal(int64(i))
		list[i] = repetition{
			address: r.address + "[" + strconv.Itoa(i) + "]", key: number,
			count: cty.ObjectVal(map[string]cty.Value{"index": number}),
		}
	}
	return list, diags
}

func (s *scope) forEach(r *resource) ([]repetition, hcl.Diagnostics) {
	value, diags := s.eval(r.forEach, cty.DynamicPseudoType)
	if diags.HasErrors() {
		return nil, diags
	}
	of := value.Type()
	isMap := of.IsMapType() || of.IsObjectType()
	isSet := of.IsSetType() && of.ElementType() == cty.String || of.IsSetType() && value.IsKnown() && !value.IsMarked() && !value.IsNull() && value.LengthInt() == 0
	wrong := func(format string, args ...any) ([]repetition, hcl.Diagnostics) {
		return nil, append(diags, problem(r.forEach.Range(), "Invalid for_each argument", format, args...))
	}
	switch {
	case value.IsMarked():
		return wrong("The value is sensitive: keys of instances cannot be hidden. Want nonsensitive keys.")
	case value.IsNull():
		return wrong("The value is null, want a map or a set of texts.")
	case !value.IsKnown():
		return wrong("The value depends on what is known only after resources are created, so that it cannot be planned which there will be.")
	case of.IsTupleType() || of.IsListType():
		return wrong("Want a map or a set of texts, got a list: toset(...) makes a set of it.")
	case !isMap && !isSet:
		return wrong("Want a map or a set of texts, got %s.", of.FriendlyName())
	case !isMap && !value.IsWhollyKnown():
		return wrong("The set has values that are known only after resources are created, so that it cannot be planned which there will be. Want a map with keys that are known.")
	}
	list := make([]repetition, 0, value.LengthInt())
	for it := value.ElementIterator(); it.Next(); {
		key, element := it.Element()
		if !isMap {
			key = element
		}
		if key.IsNull() {
			return wrong("A key is null.")
		}
		list = append(list, repetition{
			address: fmt.Sprintf("%s[%s]", r.address, quoteKey(key.AsString())), key: key,
			each: cty.ObjectVal(map[string]cty.Value{"key": key, "value": element}),
		})
	}
	if len(list) > most {
		return wrong("It has %d elements, want %d at most.", len(list), most)
	}
	return list, diags
}

// quoteKey writes a key as addresses have it.
func quoteKey(key string) string { return strconv.Quote(key) }

// gather makes the value that references to a resource find, of those of its instances.
func (r *resource) gather(list []repetition, values map[string]cty.Value) cty.Value {
	switch {
	case r.count != nil && r.referred:
		tuple := make([]cty.Value, len(list))
		for i, one := range list {
			tuple[i] = values[one.address]
		}
		return cty.TupleVal(tuple)
	case r.forEach != nil && r.referred:
		object := make(map[string]cty.Value, len(list))
		for _, one := range list {
			object[one.key.AsString()] = values[one.address]
		}
		return cty.ObjectVal(object)
	}
	return values[r.address]
}

// shown is an instance as references find it. Of a resource that nothing refers to it is not made.
func (r *resource) shown(v values, marked marks) cty.Value {
	if !r.referred {
		return cty.DynamicVal
	}
	return r.kind.shown(v, marked)
}
