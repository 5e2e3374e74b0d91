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
	"github.com/zclconf/go-cty/cty/function"
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
