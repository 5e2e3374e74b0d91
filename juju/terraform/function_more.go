package terraform

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
	"go.yaml.in/yaml/v3"
)

// more are functions that Terraform has beside those of cty, or in another form.
var more = map[string]function.Function{
	"coalesce": coalesceFunction, "length": lengthFunction, "lookup": lookupFunction, "index": indexFunction, "replace": replaceFunction, "one": oneFunction, "sum": sumFunction,
	"alltrue": truthFunction(true), "anytrue": truthFunction(false), "transpose": transposeFunction,
	"startswith": testFunction(strings.HasPrefix), "endswith": testFunction(strings.HasSuffix), "strcontains": testFunction(strings.Contains),
	"base64encode": textFunction(func(s string) (string, error) { return base64.StdEncoding.EncodeToString([]byte(s)), nil }),
	"base64decode": textFunction(decode64),
	"urlencode":    textFunction(func(s string) (string, error) { return url.QueryEscape(s), nil }),
	"md5":          textFunction(func(s string) (string, error) { sum := md5.Sum([]byte(s)); return hex.EncodeToString(sum[:]), nil }),
	"sha1":         textFunction(func(s string) (string, error) { sum := sha1.Sum([]byte(s)); return hex.EncodeToString(sum[:]), nil }),
	"sha256": textFunction(func(s string) (string, error) {
		sum := sha256.Sum256([]byte(s))
		return hex.EncodeToString(sum[:]), nil
	}),
	"sha512": textFunction(func(s string) (string, error) {
		sum := sha512.Sum512([]byte(s))
		return hex.EncodeToString(sum[:]), nil
	}),
	"base64sha256": textFunction(func(s string) (string, error) {
		sum := sha256.Sum256([]byte(s))
		return base64.StdEncoding.EncodeToString(sum[:]), nil
	}),
	"yamldecode": yamlFunction, "sensitive": markFunction(true), "nonsensitive": markFunction(false), "issensitive": isMarkedFunction,
}

// anything is a parameter that takes every value.
func anything(name string) function.Parameter {
	return function.Parameter{Name: name, Type: cty.DynamicPseudoType, AllowDynamicType: true, AllowUnknown: true, AllowMarked: true, AllowNull: true}
}

// textFunction makes a function from text to text.
func textFunction(f func(string) (string, error)) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "str", Type: cty.String}},
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			text, err := f(args[0].AsString())
			return cty.StringVal(text), err
		},
	})
}

func decode64(s string) (string, error) {
	text, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return "", errors.New("the text is not base64")
	}
	if !utf8.Valid(text) {
		return "", errors.New("the result is not text in UTF-8")
	}
	return string(text), nil
}

// testFunction makes a function that compares two texts.
func testFunction(f func(s, part string) bool) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "str", Type: cty.String}, {Name: "part", Type: cty.String}},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			return cty.BoolVal(f(args[0].AsString(), args[1].AsString())), nil
		},
	})
}

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

// replaceFunction replaces a part of a text, or what a regular expression between slashes matches.
var replaceFunction = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "str", Type: cty.String}, {Name: "substr", Type: cty.String}, {Name: "replace", Type: cty.String}},
	Type:   function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		text, part, by := args[0].AsString(), args[1].AsString(), args[2].AsString()
		if len(part) > 1 && strings.HasPrefix(part, "/") && strings.HasSuffix(part, "/") {
			pattern, err := regexp.Compile(part[1 : len(part)-1])
			if err != nil {
				return cty.DynamicVal, err
			}
			return cty.StringVal(pattern.ReplaceAllString(text, by)), nil
		}
		return cty.StringVal(strings.ReplaceAll(text, part, by)), nil
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

// yamlFunction reads YAML.
var yamlFunction = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "src", Type: cty.String}},
	Type: func(args []cty.Value) (cty.Type, error) {
		if !args[0].IsKnown() {
			return cty.DynamicPseudoType, nil
		}
		value, err := readYAML(args[0].AsString())
		return value.Type(), err
	},
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return readYAML(args[0].AsString()) },
})

func readYAML(text string) (cty.Value, error) {
	var value any
	if err := yaml.Unmarshal([]byte(text), &value); err != nil {
		return cty.DynamicVal, errors.New("the text is not YAML")
	}
	read, err := fromGo(value)
	if err != nil {
		return cty.DynamicVal, fmt.Errorf("the text is not a value: %w", err)
	}
	return read, nil
}

// markFunction says that a value must not be printed, or that it may be after all.
func markFunction(hidden bool) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{anything("value")},
		Type:   func(args []cty.Value) (cty.Type, error) { return args[0].Type(), nil },
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			if hidden {
				return hide(args[0]), nil
			}
			bare, _ := args[0].Unmark()
			return bare, nil
		},
	})
}

var isMarkedFunction = function.New(&function.Spec{
	Params: []function.Parameter{anything("value")},
	Type:   function.StaticReturnType(cty.Bool),
	Impl:   func(args []cty.Value, _ cty.Type) (cty.Value, error) { return cty.BoolVal(args[0].IsMarked()), nil },
})
