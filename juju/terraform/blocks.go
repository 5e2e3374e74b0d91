package terraform

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/charmscenario/scenario/internal/nearest"
)

// fileShape is what may be written in a file.
var fileShape = &shape{
	blocks: []hcl.BlockHeaderSchema{
		{Type: "terraform"}, {Type: "provider", LabelNames: []string{"name"}}, {Type: "variable", LabelNames: []string{"name"}}, {Type: "locals"},
		{Type: "output", LabelNames: []string{"name"}}, {Type: "resource", LabelNames: []string{"type", "name"}}, {Type: "data", LabelNames: []string{"type", "name"}},
	},
	refused: map[string]string{
		"module":    notRead("Modules"),
		"moved":     notRead("Blocks of type \"moved\""),
		"removed":   notRead("Blocks of type \"removed\""),
		"import":    notRead("Blocks of type \"import\""),
		"check":     notRead("Blocks of type \"check\""),
		"ephemeral": notRead("Ephemeral resources"),
		"action":    notRead("Actions"),
	},
}

// notRead says that something of Terraform is left out here.
func notRead(what string) string {
	return what + " are part of Terraform, but package terraform does not read them."
}

// readBlocks reads what a file says.
func (c *Configuration) readBlocks(body hcl.Body) hcl.Diagnostics {
	read, diags := fileShape.read(body)
	for _, b := range read.Blocks {
		if i := slices.IndexFunc(b.Labels, func(label string) bool { return !hclsyntax.ValidIdentifier(label) }); i >= 0 {
			d := problem(b.LabelRanges[i], "Invalid name", "%q is not a name: want letters, digits, underscores and dashes, a letter or an underscore first.", b.Labels[i])
			diags = append(diags, d)
			continue
		}
		switch b.Type {
		case "terraform":
			diags = append(diags, readTerraform(b)...)
		case "provider":
			diags = append(diags, c.readProvider(b)...)
		case "variable":
			diags = append(diags, c.readVariable(b)...)
		case "locals":
			diags = append(diags, c.readLocals(b)...)
		case "output":
			diags = append(diags, c.readOutput(b)...)
		default:
			diags = append(diags, c.readResource(b)...)
		}
	}
	return diags
}

var terraformShape = &shape{
	attributes: []hcl.AttributeSchema{{Name: "required_version"}},
	blocks:     []hcl.BlockHeaderSchema{{Type: "required_providers"}},
	refused: map[string]string{
		"backend":       notRead("Backends"),
		"cloud":         notRead("Blocks of type \"cloud\""),
		"experiments":   notRead("Experiments"),
		"provider_meta": notRead("Blocks of type \"provider_meta\""),
	},
}

// readTerraform checks a terraform block: it asks for nothing but the juju provider.
func readTerraform(b *hcl.Block) hcl.Diagnostics {
	c, diags := terraformShape.read(b.Body)
	for _, b := range c.Blocks {
		providers, more := b.Body.JustAttributes()
		diags = append(diags, more...)
		for _, name := range slices.Sorted(maps.Keys(providers)) {
			a := providers[name]
			if name != "juju" {
				diags = append(diags, meaning(problem(a.NameRange, "Unsupported provider", "Only the provider \"juju\" is simulated."), nearest.Name(name, []string{"juju"})))
				continue
			}
			value, more := a.Expr.Value(nil)
			diags = append(diags, more...)
			if more.HasErrors() || !value.Type().IsObjectType() || !value.Type().HasAttribute("source") {
				continue
			}
			if source := value.GetAttr("source"); source.Type() != cty.String || source.IsNull() || source.AsString() != "juju/juju" && source.AsString() != "registry.terraform.io/juju/juju" {
				diags = append(diags, problem(a.Expr.Range(), "Unsupported provider", "The source of the juju provider is \"juju/juju\"."))
			}
		}
	}
	return diags
}

var providerShape = &shape{
	attributes: []hcl.AttributeSchema{
		{Name: "controller_addresses"}, {Name: "username"}, {Name: "password"}, {Name: "ca_certificate"}, {Name: "client_id"}, {Name: "client_secret"},
		{Name: "skip_failed_deletion"}, {Name: "offering_controllers"}, {Name: "controller_mode"}, {Name: "version"},
	},
	refused: map[string]string{"alias": notRead("Several configurations of one provider")},
}

// readProvider checks a provider block. The controller is that of the Workspace, whatever its address says.
func (c *Configuration) readProvider(b *hcl.Block) hcl.Diagnostics {
	if b.Labels[0] != "juju" {
		return hcl.Diagnostics{meaning(problem(b.LabelRanges[0], "Unsupported provider", "Only the provider \"juju\" is simulated."), nearest.Name(b.Labels[0], []string{"juju"}))}
	}
	read, diags := providerShape.read(b.Body)
	if a := read.Attributes["skip_failed_deletion"]; a != nil {
		c.skip = a.Expr
	}
	return diags
}

func (c *Configuration) readLocals(b *hcl.Block) hcl.Diagnostics {
	attributes, diags := b.Body.JustAttributes()
	for _, a := range sorted(attributes) {
		if c.locals[a.Name] != nil {
			diags = append(diags, problem(a.NameRange, "Duplicate local value definition", "There is another local value named %q.", a.Name))
			continue
		}
		refers, more := referencesOf(a.Expr)
		diags = append(diags, more...)
		c.locals[a.Name] = &local{name: a.Name, address: "local." + a.Name, expr: a.Expr, refers: refers}
	}
	return diags
}

var outputShape = &shape{
	attributes: []hcl.AttributeSchema{{Name: "value", Required: true}, {Name: "description"}, {Name: "sensitive"}, {Name: "depends_on"}},
	refused:    map[string]string{"precondition": notRead("Preconditions"), "ephemeral": notRead("Ephemeral outputs")},
}

func (c *Configuration) readOutput(b *hcl.Block) hcl.Diagnostics {
	read, diags := outputShape.read(b.Body)
	o := &output{name: b.Labels[0], at: b.DefRange}
	if slices.ContainsFunc(c.outputs, func(other *output) bool { return other.name == o.name }) {
		diags = append(diags, problem(b.DefRange, "Duplicate output definition", "There is another output named %q.", o.name))
	}
	if a := read.Attributes["value"]; a != nil {
		o.value, o.at = a.Expr, a.Range
	}
	o.sensitive, diags = readBool(read.Attributes["sensitive"], diags)
	o.after, diags = readDependsOn(read.Attributes["depends_on"], diags)
	refers, more := referencesOf(o.value)
	o.refers = refers
	c.outputs = append(c.outputs, o)
	return append(diags, more...)
}

// readBool reads a boolean that is written as such.
func readBool(a *hcl.Attribute, diags hcl.Diagnostics) (bool, hcl.Diagnostics) {
	if a == nil {
		return false, diags
	}
	value, more := a.Expr.Value(nil)
	if more.HasErrors() || value.Type() != cty.Bool || value.IsNull() {
		return false, append(diags, problem(a.Expr.Range(), "Unsuitable value type", "%s", fmt.Sprintf("Want true or false for %q.", a.Name)))
	}
	return value.True(), diags
}

// readDependsOn reads a list of references to resources.
func readDependsOn(a *hcl.Attribute, diags hcl.Diagnostics) ([]reference, hcl.Diagnostics) {
	if a == nil {
		return nil, diags
	}
	expressions, more := hcl.ExprList(a.Expr)
	diags = append(diags, more...)
	var list []reference
	for _, e := range expressions {
		t, more := hcl.AbsTraversalForExpr(e)
		if more.HasErrors() {
			diags = append(diags, problem(e.Range(), "Invalid depends_on reference", "Want references to resources, such as juju_application.web."))
			continue
		}
		r, d := parseReference(t)
		if d == nil && r.root != "resource" {
			d = problem(e.Range(), "Invalid depends_on reference", "Want references to resources, such as juju_application.web.")
		}
		if d != nil {
			diags = append(diags, d)
			continue
		}
		list = append(list, r)
	}
	return list, diags
}
