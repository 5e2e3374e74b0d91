package terraform

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/nearest"
	"github.com/charmscenario/scenario/juju"
)

// operation is what is done to one instance, or planned for it. None of its values is marked.
type operation struct {
	run      *run
	kind     *kind
	resource *resource // nil: it left the configuration
	content  *content
	at       hcl.Range
	prior    values // what it is; nil: it is not there
	written  values // what is written of it
	planned  values // what it is to be
	marks    marks  // of what is written
	differs  []difference
	diags    hcl.Diagnostics
}

// problem reports what is wrong with an attribute, at the place where it is written.
func (o *operation) problem(name, summary, format string, args ...any) *hcl.Diagnostic {
	d := problem(o.place(name), summary, format, args...)
	o.diags = append(o.diags, d)
	return d
}

// place is where an attribute is written: "charm.name" is that of a block, and "charm" the block itself.
func (o *operation) place(name string) hcl.Range {
	block, inside, _ := strings.Cut(name, ".")
	if a := o.content.attributes[name]; a != nil {
		return a.Expr.Range()
	}
	return o.content.placeOf(block, 0, inside, o.at)
}

// placeOf is where an attribute of the nth block of a name is written, else where the block is.
func (c *content) placeOf(block string, n int, attribute string, otherwise hcl.Range) hcl.Range {
	for _, b := range c.blocks {
		if b.name != block || b.content == nil {
			continue
		}
		if otherwise = b.at; n == 0 || b.forEach != nil {
			if a := b.content.attributes[attribute]; a != nil {
				return a.Expr.Range()
			}
			return b.at
		}
		n--
	}
	return otherwise
}

// changed reports whether an attribute, or something in a block, is to change.
func (o *operation) changed(name string) bool {
	for _, d := range o.differs {
		if d.name == name || strings.HasPrefix(d.name, name+".") {
			return true
		}
	}
	return false
}

// modelAttributes are how resources name their model: version 1 of the provider by its UUID, older ones by its name.
func modelAttributes(more ...attribute) []attribute {
	return append([]attribute{
		{name: "model_uuid", of: cty.String, replaces: true, check: checkUUID},
		{name: "model", of: cty.String, replaces: true},
	}, more...)
}

// identity is the ID of a resource in Terraform's state.
var identity = attribute{name: "id", of: cty.String, readOnly: true}

func checkUUID(text string) string {
	if !call.IsUUID(text) {
		return fmt.Sprintf("must be a valid UUID, got %q", text)
	}
	return ""
}

// checkModel refuses resources that name no model, or two.
func checkModel(o *operation) {
	uuid, name := o.written.has("model_uuid"), o.written.has("model")
	switch {
	case !uuid && !name:
		o.diags = append(o.diags, problem(o.content.at, "Missing required argument", "The argument \"model_uuid\" is required, but no definition was found."))
	case uuid && name:
		o.problem("model", "Invalid Attribute Combination", "Want \"model_uuid\" alone: \"model\" is what it was before version 1 of the provider.")
	}
}

// modelKey is how a resource names its model.
func modelKey(v values) string { return cmp.Or(v.text("model_uuid"), v.text("model")) }

// model finds the model that a resource is in.
func (r *run) model(v values) (*juju.Model, error) {
	if uuid := v.text("model_uuid"); uuid != "" {
		return r.modelByUUID(uuid)
	}
	return r.modelByName(v.text("model"))
}

func (r *run) modelByUUID(uuid string) (*juju.Model, error) {
	for _, m := range r.workspace.Model.Models() {
		if m.UUID == uuid {
			return m, nil
		}
	}
	return nil, &juju.Error{Code: "model not found", Message: fmt.Sprintf("unknown model: %q", uuid)}
}

func (r *run) modelByName(name string) (*juju.Model, error) {
	var names []string
	for _, m := range r.workspace.Model.Models() {
		if m.Name == name {
			return m, nil
		}
		names = append(names, m.Name)
	}
	return nil, &nearError{&juju.Error{Code: "not found", Message: fmt.Sprintf("model %q not found", name)}, nearest.Name(name, names)}
}

// settle lets the model come to rest, as the provider waits for it.
func (o *operation) settle() error {
	o.run.reading.forget()
	if err := o.run.workspace.Model.Settle(); err != nil {
		return fmt.Errorf("while waiting for the model: %w", err)
	}
	return nil
}

// isNotFound reports whether Juju refused something because it is not there.
func isNotFound(err error) bool {
	var refused *juju.Error
	return errors.As(err, &refused) && (strings.Contains(refused.Code, "not found") || strings.HasSuffix(refused.Message, "not found"))
}

// incompleteError says that something was told to go and did not.
type incompleteError struct{ err error }

// Error says what stays.
func (e *incompleteError) Error() string { return e.err.Error() }

// Unwrap returns what it is about.
func (e *incompleteError) Unwrap() error { return e.err }
