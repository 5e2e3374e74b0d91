package terraform

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/charmscenario/scenario/internal/nearest"
)

// variable is an input variable.
type variable struct {
	name        string
	of          cty.Type
	defaults    *typeexpr.Defaults
	fallback    cty.Value // NilVal: a value must be given
	sensitive   bool
	nullable    bool
	validations []validation
	at          hcl.Range
}

// validation is a rule that a variable's value must keep.
type validation struct {
	condition, message hcl.Expression
	at                 hcl.Range
}

var variableShape = &shape{
	attributes: []hcl.AttributeSchema{{Name: "type"}, {Name: "default"}, {Name: "description"}, {Name: "sensitive"}, {Name: "nullable"}},
	blocks:     []hcl.BlockHeaderSchema{{Type: "validation"}},
	refused:    map[string]string{"ephemeral": notRead("Ephemeral variables")},
}

var validationShape = &shape{attributes: []hcl.AttributeSchema{{Name: "condition", Required: true}, {Name: "error_message", Required: true}}}

func (c *Configuration) readVariable(b *hcl.Block) hcl.Diagnostics {
	read, diags := variableShape.read(b.Body)
	v := &variable{name: b.Labels[0], of: cty.DynamicPseudoType, nullable: true, at: b.DefRange}
	if c.variables[v.name] != nil {
		diags = append(diags, problem(b.DefRange, "Duplicate variable declaration", "There is another variable named %q.", v.name))
	}
	c.variables[v.name] = v
	if a := read.Attributes["type"]; a != nil {
		of, defaults, more := typeexpr.TypeConstraintWithDefaults(a.Expr)
		v.of, v.defaults = of, defaults
		diags = append(diags, more...)
	}
	v.sensitive, diags = readBool(read.Attributes["sensitive"], diags)
	if a := read.Attributes["nullable"]; a != nil {
		v.nullable, diags = readBool(a, diags)
	}
	for _, b := range read.Blocks {
		c, more := validationShape.read(b.Body)
		diags = append(diags, more...)
		if condition, message := c.Attributes["condition"], c.Attributes["error_message"]; condition != nil && message != nil {
			v.validations = append(v.validations, validation{condition.Expr, message.Expr, condition.Range})
		}
	}
	if a := read.Attributes["default"]; a != nil && !diags.HasErrors() {
		value, more := a.Expr.Value(nil)
		diags = append(diags, more...)
		if !more.HasErrors() {
			var wrong string
			if v.fallback, wrong = v.convert(value); wrong != "" {
				diags = append(diags, problem(a.Expr.Range(), "Invalid default value for variable", "The default value of var.%s does not fit its type: %s.", v.name, wrong))
			}
		}
	}
	return diags
}

// convert brings a value into the variable's type, or says what is wrong with it.
func (v *variable) convert(value cty.Value) (cty.Value, string) {
	if v.defaults != nil && !value.IsNull() {
		value = v.defaults.Apply(value)
	}
	converted, err := convert.Convert(value, v.of)
	if err != nil {
		return cty.DynamicVal, wrongType(err, value, v.of)
	}
	return converted, ""
}

// wrongType says why a value does not fit a type, and where in it.
func wrongType(err error, value cty.Value, of cty.Type) string {
	if convert.MismatchMessage(value.Type(), of) != "" {
		return convert.MismatchMessage(value.Type(), of)
	}
	return err.Error()
}

// values finds the values of all variables: those given, else those of files, else the defaults.
func (c *Configuration) values(given map[string]any) (map[string]cty.Value, hcl.Diagnostics) {
	var diags hcl.Diagnostics
	values := make(map[string]cty.Value)
	declared := slices.Sorted(maps.Keys(c.variables))
	for _, a := range c.files {
		v := c.variables[a.Name]
		if v == nil {
			d := problem(a.NameRange, "Value for undeclared variable", "No variable is named %q.", a.Name)
			diags = append(diags, meaning(d, nearest.Name(a.Name, declared)))
			continue
		}
		value, more := a.Expr.Value(nil)
		diags = append(diags, more...)
		diags = append(diags, v.take(values, value, a.Expr.Range(), "the value in this file")...)
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		v := c.variables[name]
		if v == nil {
			d := &hcl.Diagnostic{Severity: hcl.DiagError, Summary: "Value for undeclared variable", Detail: "Workspace.Variables has " + quoted(name) + ", but no variable is named so.", Extra: extra{}}
			diags = append(diags, meaning(d, nearest.Name(name, declared)))
			continue
		}
		value, err := fromGo(given[name])
		if err != nil {
			diags = append(diags, problem(v.at, "Invalid value for input variable", "Workspace.Variables[%q] is no value: %s.", name, err))
			values[name] = cty.DynamicVal
			continue
		}
		diags = append(diags, v.take(values, value, v.at, "the value in Workspace.Variables")...)
	}
	for _, name := range declared {
		v := c.variables[name]
		if _, known := values[name]; !known {
			if values[name] = v.fallback; v.fallback == cty.NilVal {
				values[name] = cty.DynamicVal
				diags = append(diags, problem(v.at, "No value for required variable", "The variable %q is not set, and has no default value: want one in Workspace.Variables.", name))
			}
		}
		if v.sensitive {
			values[name] = hide(values[name])
		}
	}
	return values, diags
}

// take puts a value that was given among the values.
func (v *variable) take(values map[string]cty.Value, value cty.Value, at hcl.Range, which string) hcl.Diagnostics {
	if value.IsNull() && !v.nullable && v.fallback != cty.NilVal {
		value = v.fallback
	}
	converted, wrong := v.convert(value)
	values[v.name] = converted
	switch {
	case wrong != "":
		return hcl.Diagnostics{problem(at, "Invalid value for input variable", "For var.%s, %s does not fit its type: %s.", v.name, which, wrong)}
	case converted.IsNull() && !v.nullable:
		return hcl.Diagnostics{problem(at, "Required variable not set", "The variable %q is not nullable: want a value.", v.name)}
	}
	return nil
}

// validate asks the rules of all variables.
func (s *scope) validate() hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, name := range slices.Sorted(maps.Keys(s.config.variables)) {
		for _, rule := range s.config.variables[name].validations {
			condition, more := s.eval(rule.condition, cty.Bool)
			diags = append(diags, more...)
			condition, _ = condition.Unmark()
			if more.HasErrors() || !condition.IsKnown() || condition.IsNull() || condition.True() {
				continue
			}
			message, more := s.eval(rule.message, cty.String)
			diags = append(diags, more...)
			why := "its validation rule does not hold"
			if bare, marks := message.Unmark(); len(marks) == 0 && bare.IsKnown() && !bare.IsNull() {
				why = bare.AsString()
			}
			diags = append(diags, problem(rule.at, "Invalid value for variable", "For var.%s: %s", name, why))
		}
	}
	return diags
}
