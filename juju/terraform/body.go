package terraform

import (
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/charmscenario/scenario/internal/nearest"
)

// content is what is written in a block.
type content struct {
	attributes map[string]*hcl.Attribute
	blocks     []inner
	at         hcl.Range
}

// inner is a block inside a block.
type inner struct {
	name     string
	labels   []string
	content  *content
	body     hcl.Body
	at       hcl.Range
	forEach  hcl.Expression // of a dynamic block
	iterator string         // of a dynamic block: what its expressions call the element
}

// shape is what may be written in a block.
type shape struct {
	attributes []hcl.AttributeSchema
	blocks     []hcl.BlockHeaderSchema
	refused    map[string]string // attributes and blocks that Terraform or its provider know, with why they are refused
}

// read reads a block, and refuses names that are not in its shape.
func (s *shape) read(body hcl.Body) (*hcl.BodyContent, hcl.Diagnostics) {
	written, ok := body.(*hclsyntax.Body)
	if !ok {
		return body.Content(&hcl.BodySchema{Attributes: s.attributes, Blocks: s.blocks})
	}
	diags := s.unknown(written)
	c, _, more := body.PartialContent(&hcl.BodySchema{Attributes: s.attributes, Blocks: s.blocks})
	return c, append(diags, more...)
}

// unknown refuses the names in a block that are not in its shape.
func (s *shape) unknown(body *hclsyntax.Body) hcl.Diagnostics {
	var attributes, blocks []string
	for _, a := range s.attributes {
		attributes = append(attributes, a.Name)
	}
	for _, b := range s.blocks {
		blocks = append(blocks, b.Type)
	}
	var diags hcl.Diagnostics
	for _, name := range slices.Sorted(maps.Keys(body.Attributes)) {
		at := body.Attributes[name].NameRange
		switch why, refused := s.refused[name]; {
		case slices.Contains(attributes, name):
		case refused:
			diags = append(diags, problem(at, "Unsupported argument", "%s", why))
		case slices.Contains(blocks, name):
			diags = append(diags, problem(at, "Unsupported argument", "%q is a block: write %s { ... } without an equals sign.", name, name))
		default:
			d := problem(at, "Unsupported argument", "An argument named %q is not expected here%s.", name, listed(attributes))
			diags = append(diags, meaning(d, nearest.Name(name, attributes)))
		}
	}
	for _, b := range body.Blocks {
		switch why, refused := s.refused[b.Type]; {
		case slices.Contains(blocks, b.Type):
		case refused:
			diags = append(diags, problem(b.TypeRange, "Unsupported block type", "%s", why))
		case slices.Contains(attributes, b.Type):
			diags = append(diags, problem(b.TypeRange, "Unsupported block type", "%q is an argument: write %s = ... with an equals sign.", b.Type, b.Type))
		default:
			d := problem(b.TypeRange, "Unsupported block type", "Blocks of type %q are not expected here%s.", b.Type, listed(blocks))
			diags = append(diags, meaning(d, nearest.Name(b.Type, append(blocks, attributes...))))
		}
	}
	return diags
}

// listed names what would be valid.
func listed(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return ": there are " + strings.Join(names, ", ")
}

// since says of an attribute that a later version of the provider has it.
func since(version string) string {
	return "is part of the juju provider since version " + version + "; package terraform reads plans of version 1."
}

// because says why an attribute of the provider is not read.
func because(why string) string {
	return "is part of the juju provider, but package terraform does not read it: " + why + "."
}

// shapeOf is the shape of a block that holds attributes and blocks of a kind.
func shapeOf(attributes []attribute, blocks []nested, refused map[string]string) *shape {
	s := &shape{refused: make(map[string]string)}
	for _, a := range attributes {
		if a.readOnly {
			s.refused[a.name] = quoted(a.name) + " is known once the resource is there, and cannot be given."
			continue
		}
		s.attributes = append(s.attributes, hcl.AttributeSchema{Name: a.name, Required: a.required})
	}
	for _, b := range blocks {
		s.blocks = append(s.blocks, hcl.BlockHeaderSchema{Type: b.name})
	}
	if len(blocks) > 0 {
		s.blocks = append(s.blocks, hcl.BlockHeaderSchema{Type: "dynamic", LabelNames: []string{"type"}})
	}
	for name, why := range refused {
		s.refused[name] = quoted(name) + " " + why
	}
	return s
}

// readContent reads the body of a resource: its arguments and blocks, those that are made by dynamic ones too.
func readContent(c *hcl.BodyContent, blocks []nested) (*content, hcl.Diagnostics) {
	n := &content{attributes: c.Attributes, at: c.MissingItemRange}
	var diags hcl.Diagnostics
	for _, b := range c.Blocks {
		i := inner{name: b.Type, labels: b.Labels, body: b.Body, at: b.DefRange}
		if b.Type == "dynamic" {
			i.name = b.Labels[0]
			diags = append(diags, i.readDynamic(b, blocks)...)
		}
		if described := slices.IndexFunc(blocks, func(n nested) bool { return n.name == i.name }); described >= 0 && i.body != nil {
			inside, more := shapeOf(blocks[described].attributes, nil, blocks[described].refused).read(i.body)
			diags = append(diags, more...)
			i.content = &content{attributes: inside.Attributes, at: inside.MissingItemRange}
		}
		n.blocks = append(n.blocks, i)
	}
	return n, diags
}

var dynamicShape = &shape{
	attributes: []hcl.AttributeSchema{{Name: "for_each", Required: true}, {Name: "iterator"}},
	blocks:     []hcl.BlockHeaderSchema{{Type: "content"}},
	refused:    map[string]string{"labels": "No block that a dynamic block can make here has labels."},
}

// readDynamic reads a dynamic block: what it repeats over, and what it makes.
func (i *inner) readDynamic(b *hcl.Block, blocks []nested) hcl.Diagnostics {
	i.body = nil
	var valid []string
	for _, n := range blocks {
		valid = append(valid, n.name)
	}
	if !slices.Contains(valid, i.name) {
		d := problem(b.LabelRanges[0], "Unsupported block type", "Blocks of type %q are not expected here%s.", i.name, listed(valid))
		return hcl.Diagnostics{meaning(d, nearest.Name(i.name, valid))}
	}
	c, diags := dynamicShape.read(b.Body)
	if a := c.Attributes["for_each"]; a != nil {
		i.forEach = a.Expr
	}
	i.iterator = i.name
	if a := c.Attributes["iterator"]; a != nil {
		if i.iterator = hcl.ExprAsKeyword(a.Expr); i.iterator == "" {
			diags = append(diags, problem(a.Expr.Range(), "Invalid expression", "The iterator is a name, without quotes."))
			i.iterator = i.name
		}
	}
	if len(c.Blocks) != 1 {
		return append(diags, problem(b.DefRange, "Invalid dynamic block", "A dynamic block has one block named \"content\", this one has %d.", len(c.Blocks)))
	}
	i.body = c.Blocks[0].Body
	return diags
}

func quoted(name string) string { return `"` + name + `"` }
