package terraform

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// largestRead is how long a file that a function reads may be, in bytes.
const largestRead = 4 << 20

// fileFunctions are functions that look at files. A relative path is one in the directory of the configuration, where Terraform would be run; one that
// begins with path.module is taken as it is.
func fileFunctions(dir string) map[string]function.Function {
	read := func(path string) (string, error) {
		text, err := readFile(locate(dir, path), largestRead)
		if err != nil {
			return "", fmt.Errorf("no file %q can be read", path)
		}
		return text, nil
	}
	return map[string]function.Function{
		"basename": textFunction(func(path string) (string, error) { return filepath.Base(path), nil }),
		"dirname":  textFunction(func(path string) (string, error) { return filepath.Dir(path), nil }),
		"file": textFunction(func(path string) (string, error) {
			text, err := read(path)
			if err == nil && !utf8.ValidString(text) {
				return "", fmt.Errorf("the file %q is not text in UTF-8: filebase64 reads it", path)
			}
			return text, err
		}),
		"filebase64": textFunction(func(path string) (string, error) {
			text, err := read(path)
			return base64.StdEncoding.EncodeToString([]byte(text)), err
		}),
		"fileexists": function.New(&function.Spec{
			Params: []function.Parameter{{Name: "path", Type: cty.String}},
			Type:   function.StaticReturnType(cty.Bool),
			Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
				info, err := os.Stat(locate(dir, args[0].AsString()))
				return cty.BoolVal(err == nil && info.Mode().IsRegular()), nil
			},
		}),
	}
}

// locate finds the file that is meant.
func locate(dir, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	if inside, err := filepath.Rel(dir, path); err == nil && filepath.IsLocal(inside) {
		return path
	}
	return filepath.Join(dir, path)
}

// templateFunction renders a file as a template.
func templateFunction(dir string, others map[string]function.Function) function.Function {
	render := func(args []cty.Value) (cty.Value, error) {
		path, marks := args[0].Unmark()
		text, err := readFile(locate(dir, path.AsString()), largestRead)
		if err != nil {
			return cty.DynamicVal, fmt.Errorf("no file %q can be read", path.AsString())
		}
		template, diags := hclsyntax.ParseTemplate([]byte(text), path.AsString(), hcl.InitialPos)
		if diags.HasErrors() {
			return cty.DynamicVal, fmt.Errorf("the template cannot be read: %s", diags[0].Error())
		}
		values, more := args[1].Unmark()
		if values.IsNull() || !values.Type().IsObjectType() && !values.Type().IsMapType() {
			return cty.DynamicVal, function.NewArgErrorf(1, "want a map of values")
		}
		context := &hcl.EvalContext{Variables: values.AsValueMap(), Functions: others}
		rendered, diags := template.Value(context)
		if diags.HasErrors() {
			return cty.DynamicVal, errors.New("the template cannot be rendered: " + diags[0].Summary + ", " + diags[0].Subject.String())
		}
		return rendered.WithMarks(marks, more), nil
	}
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "path", Type: cty.String, AllowMarked: true}, {Name: "vars", Type: cty.DynamicPseudoType, AllowMarked: true}},
		Type:   function.StaticReturnType(cty.DynamicPseudoType),
		Impl:   func(args []cty.Value, _ cty.Type) (cty.Value, error) { return render(args) },
	})
}

// clockFunctions tell the time in the model.
func clockFunctions(run *run) map[string]function.Function {
	return map[string]function.Function{
		"timestamp": function.New(&function.Spec{
			Type: function.StaticReturnType(cty.String),
			Impl: func([]cty.Value, cty.Type) (cty.Value, error) {
				return cty.StringVal(run.workspace.Model.Now().UTC().Format(time.RFC3339)), nil
			},
		}),
		"timecmp": function.New(&function.Spec{
			Params: []function.Parameter{{Name: "a", Type: cty.String}, {Name: "b", Type: cty.String}},
			Type:   function.StaticReturnType(cty.Number),
			Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
				a, err := time.Parse(time.RFC3339, args[0].AsString())
				b, other := time.Parse(time.RFC3339, args[1].AsString())
				if err != nil || other != nil {
					return cty.DynamicVal, errors.New("want times such as 2000-01-01T00:00:00Z")
				}
				return cty.NumberIntVal(int64(a.Compare(b))), nil
			},
		}),
	}
}
