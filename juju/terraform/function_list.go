package terraform

import (
	"errors"
	"fmt"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// coalesceFunction takes the first value that is neither null nor an empty text.
var coalesceFunction = function.New(&function.Spec{
	VarParam: &function.Parameter{Name: "vals", Type: cty.DynamicPseudoType, AllowDynamicType: true, AllowUnknown: true, AllowNull: true},
	Type:     stdlib.CoalesceFunc.ReturnTypeForValues,
	Impl: func(args []cty.Value, of cty.Type) (cty.Value, error) {
		for _, a := range args {
			value, err := convert.Convert(a, of)
			switch {
			case err != nil:
				return cty.DynamicVal, err
			case !value.IsKnown():
				return cty.UnknownVal(of), nil
			case !value.IsNull() && !(of == cty.String && value.AsString() == ""):
				return value, nil
			}
		}
		return cty.DynamicVal, errors.New("no value is there that is neither null nor an empty text")
	},
})

// lengthFunction counts elements, or the characters of a text.
var lengthFunction = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "value", Type: cty.DynamicPseudoType, AllowDynamicType: true, AllowUnknown: true, AllowMarked: true}},
	Type: func(args []cty.Value) (cty.Type, error) {
		of := args[0].Type()
		if of == cty.String || of.IsCollectionType() || of.IsTupleType() || of.IsObjectType() || of == cty.DynamicPseudoType {
			return cty.Number, nil
		}
		return cty.Number, errors.New("argument must be a string, a collection type, or a structural type")
	},
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		value, marks := args[0].Unmark()
		var n cty.Value
		switch of := value.Type(); {
		case of == cty.DynamicPseudoType:
			return cty.UnknownVal(cty.Number).WithMarks(marks), nil
		case of == cty.String:
			var err error
			if n, err = stdlib.Strlen(value); err != nil {
				return cty.DynamicVal, err
			}
		case of.IsTupleType():
			n = cty.NumberIntVal(int64(of.Length()))
		case of.IsObjectType():
			n = cty.NumberIntVal(int64(len(of.AttributeTypes())))
		default:
			n = value.Length()
		}
		return n.WithMarks(marks), nil
	},
})

// lookupFunction takes a value out of a map; the default may be left out.
var lookupFunction = function.New(&function.Spec{
	Params:   []function.Parameter{anything("map"), {Name: "key", Type: cty.String, AllowMarked: true, AllowUnknown: true}},
	VarParam: func() *function.Parameter { p := anything("default"); return &p }(),
	Type: func(args []cty.Value) (cty.Type, error) {
		switch len(args) {
		case 3:
			return stdlib.LookupFunc.ReturnTypeForValues(args)
		case 2:
			value, err := elementOf(args)
			return value.Type(), err
		}
		return cty.DynamicPseudoType, errors.New("want a map, a key, and perhaps a default")
	},
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if len(args) == 3 {
			return stdlib.LookupFunc.Call(args)
		}
		return elementOf(args)
	},
})

// elementOf takes a value out of a map or an object.
func elementOf(args []cty.Value) (cty.Value, error) {
	from, marks := args[0].Unmark()
	key, more := args[1].Unmark()
	of := from.Type()
	switch {
	case from.IsNull() || !of.IsMapType() && !of.IsObjectType() && of != cty.DynamicPseudoType:
		return cty.DynamicVal, function.NewArgErrorf(0, "lookup() requires a map as the first argument")
	case !from.IsKnown() || !key.IsKnown():
		return cty.DynamicVal, nil
	case of.IsObjectType() && of.HasAttribute(key.AsString()):
		return from.GetAttr(key.AsString()).WithMarks(marks, more), nil
	case of.IsMapType() && from.HasIndex(key).True():
		return from.Index(key).WithMarks(marks, more), nil
	}
	return cty.DynamicVal, fmt.Errorf("the map has no key %q, and no default is given", key.AsString())
}

// indexFunction finds the place of a value in a list.
var indexFunction = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "list", Type: cty.DynamicPseudoType}, {Name: "value", Type: cty.DynamicPseudoType}},
	Type:   function.StaticReturnType(cty.Number),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if of := args[0].Type(); !of.IsListType() && !of.IsTupleType() {
			return cty.DynamicVal, function.NewArgErrorf(0, "argument must be a list or tuple")
		}
		for i, element := range args[0].AsValueSlice() {
			equal, err := stdlib.Equal(element, args[1])
			if err != nil {
				return cty.DynamicVal, err
			}
			if !equal.IsKnown() {
				return cty.UnknownVal(cty.Number), nil
			}
			if equal.True() {
				return cty.NumberIntVal(int64(i)), nil
			}
		}
		return cty.DynamicVal, errors.New("item not found")
	},
})

// oneFunction takes the only element, or null when there is none.
var oneFunction = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "list", Type: cty.DynamicPseudoType}},
	Type: func(args []cty.Value) (cty.Type, error) {
		of := args[0].Type()
		switch {
		case of.IsListType() || of.IsSetType():
			return of.ElementType(), nil
		case of.IsTupleType() && of.Length() == 0:
			return cty.DynamicPseudoType, nil
		case of.IsTupleType() && of.Length() == 1:
			return of.TupleElementType(0), nil
		}
		return cty.DynamicPseudoType, function.NewArgErrorf(0, "must be a list, set, or tuple value with either zero or one elements")
	},
	Impl: func(args []cty.Value, of cty.Type) (cty.Value, error) {
		switch elements := args[0].AsValueSlice(); len(elements) {
		case 0:
			return cty.NullVal(of), nil
		case 1:
			return elements[0], nil
		}
		return cty.DynamicVal, function.NewArgErrorf(0, "must be a list, set, or tuple value with either zero or one elements")
	},
})

// sumFunction adds numbers up.
var sumFunction = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "list", Type: cty.DynamicPseudoType}},
	Type:   function.StaticReturnType(cty.Number),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if !args[0].CanIterateElements() || args[0].LengthInt() == 0 {
			return cty.DynamicVal, function.NewArgErrorf(0, "want a list of numbers, one at least")
		}
		total := cty.Zero
		for _, element := range args[0].AsValueSlice() {
			n, err := convert.Convert(element, cty.Number)
			if err != nil || n.IsNull() {
				return cty.DynamicVal, function.NewArgErrorf(0, "want numbers alone in the list")
			}
			if total, err = stdlib.Add(total, n); err != nil {
				return cty.DynamicVal, err
			}
		}
		return total, nil
	},
})

// truthFunction reports whether all, or any, of a list is true.
func truthFunction(all bool) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "list", Type: cty.List(cty.Bool)}},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			open := false
			for _, element := range args[0].AsValueSlice() {
				if !element.IsKnown() {
					open = true
				} else if !element.IsNull() && element.True() != all || element.IsNull() && all {
					return cty.BoolVal(!all), nil
				}
			}
			if open {
				return cty.UnknownVal(cty.Bool), nil
			}
			return cty.BoolVal(all), nil
		},
	})
}

// transposeFunction turns a map of lists of texts around.
var transposeFunction = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "values", Type: cty.Map(cty.List(cty.String))}},
	Type:   function.StaticReturnType(cty.Map(cty.List(cty.String))),
	Impl: func(args []cty.Value, of cty.Type) (cty.Value, error) {
		lists := make(map[string][]cty.Value)
		for it := args[0].ElementIterator(); it.Next(); {
			key, list := it.Element()
			if list.IsNull() || !list.IsWhollyKnown() {
				return cty.UnknownVal(of), nil
			}
			for _, element := range list.AsValueSlice() {
				if element.IsNull() {
					return cty.DynamicVal, function.NewArgErrorf(0, "must not contain null")
				}
				lists[element.AsString()] = append(lists[element.AsString()], key)
			}
		}
		if len(lists) == 0 {
			return cty.MapValEmpty(cty.List(cty.String)), nil
		}
		turned := make(map[string]cty.Value)
		for key, list := range lists {
			turned[key] = cty.ListVal(list)
		}
		return cty.MapVal(turned), nil
	},
})
