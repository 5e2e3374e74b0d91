package terraform

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
)

// scope is what expressions can refer to, while a plan is made, or while it is carried out.
type scope struct {
	config    *Configuration
	variables map[string]cty.Value
	locals    map[string]cty.Value // those that were asked for
	resources map[string]cty.Value // by address; one that is missing has failed
	functions map[string]function.Function
	paths     cty.Value
}

func newScope(c *Configuration, variables map[string]cty.Value, functions map[string]function.Function) *scope {
	return &scope{
		config: c, variables: variables, functions: functions, locals: make(map[string]cty.Value), resources: make(map[string]cty.Value),
		paths: cty.ObjectVal(map[string]cty.Value{"module": cty.StringVal(c.dir), "root": cty.StringVal(c.dir), "cwd": cty.StringVal(".")}),
	}
}

// lacking reports whether something that is referred to is not there, because it has failed.
func (s *scope) lacking(refers []reference) bool {
	return slices.ContainsFunc(refers, func(r reference) bool {
		switch r.root {
		case "resource":
			_, there := s.resources[r.address]
			return !there
		case "local":
			l := s.config.locals[strings.TrimPrefix(r.address, "local.")]
			value, there := s.locals[l.name]
			return there && value == cty.NilVal || !there && s.lacking(l.refers)
		}
		return false
	})
}

// context gives expressions what they refer to.
func (s *scope) context(refers []reference) (*hcl.EvalContext, hcl.Diagnostics) {
	var diags hcl.Diagnostics
	roots := make(map[string]map[string]cty.Value)
	data := make(map[string]map[string]cty.Value)
	put := func(objects map[string]map[string]cty.Value, kind, name string, value cty.Value) {
		if objects[kind] == nil {
			objects[kind] = make(map[string]cty.Value)
		}
		objects[kind][name] = value
	}
	for _, r := range refers {
		switch r.root {
		case "var":
			name := r.address[len("var."):]
			put(roots, "var", name, s.variables[name])
		case "local":
			name := r.address[len("local."):]
			value, more := s.local(name)
			diags = append(diags, more...)
			put(roots, "local", name, value)
		case "resource":
			kind, name, _ := strings.Cut(strings.TrimPrefix(r.address, "data."), ".")
			if strings.HasPrefix(r.address, "data.") {
				put(data, kind, name, s.resources[r.address])
			} else {
				put(roots, kind, name, s.resources[r.address])
			}
		}
	}
	c := &hcl.EvalContext{Variables: make(map[string]cty.Value, len(roots)+2), Functions: s.functions}
	for name, values := range roots {
		c.Variables[name] = cty.ObjectVal(values)
	}
	if len(data) > 0 {
		kinds := make(map[string]cty.Value)
		for name, values := range data {
			kinds[name] = cty.ObjectVal(values)
		}
		c.Variables["data"] = cty.ObjectVal(kinds)
	}
	c.Variables["path"] = s.paths
	c.Variables["terraform"] = workspaceName
	return c, diags
}

var workspaceName = cty.ObjectVal(map[string]cty.Value{"workspace": cty.StringVal("default")})

// local returns a local value. What is wrong with it is told once.
func (s *scope) local(name string) (cty.Value, hcl.Diagnostics) {
	if value, known := s.locals[name]; known {
		if value == cty.NilVal {
			return cty.DynamicVal, nil
		}
		return value, nil
	}
	l := s.config.locals[name]
	value, diags := s.evalIn(l.refers, l.expr, cty.DynamicPseudoType)
	s.locals[name] = value
	if diags.HasErrors() {
		s.locals[name] = cty.NilVal
		return cty.DynamicVal, diags
	}
	return value, diags
}

// eval evaluates an expression, and brings its value into a type.
func (s *scope) eval(e hcl.Expression, of cty.Type) (cty.Value, hcl.Diagnostics) {
	refers, diags := referencesOf(e)
	if diags.HasErrors() {
		return cty.DynamicVal, diags
	}
	return s.evalIn(refers, e, of)
}

func (s *scope) evalIn(refers []reference, e hcl.Expression, of cty.Type) (cty.Value, hcl.Diagnostics) {
	context, diags := s.context(refers)
	if diags.HasErrors() {
		return cty.DynamicVal, diags
	}
	value, more := e.Value(context)
	diags = append(diags, more...)
	if diags.HasErrors() {
		return cty.DynamicVal, diags
	}
	converted, err := convert.Convert(value, of)
	if err != nil {
		return cty.DynamicVal, append(diags, problem(e.Range(), "Incorrect value type", "Unsuitable value: %s.", wrongType(err, value, of)))
	}
	return converted, diags
}
