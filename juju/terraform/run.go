package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// run is one plan, and perhaps its apply.
type run struct {
	workspace *Workspace
	config    *Configuration
	functions map[string]function.Function
	variables map[string]cty.Value
	scope     *scope // of the plan; while it is applied, of what is really there
	instances []*instance
	byAddress map[string]*instance
	changes   []*change          // what is new or differs, in the order of dependencies
	planned   map[string]*change // by address, what does not change too
	repeated  map[string][]repetition
	pending   map[string]bool // addresses of resources, without keys, that have changes
	doomed    []*change       // what left the configuration, dependents first
	failed    map[string]bool // addresses of resources, without keys, that failed while it was applied
	reading   reading
	hidden    hidden
	diags     hcl.Diagnostics
	result    *Result
}

// action is what is to be done with an instance.
type action int

const (
	keep action = iota
	create
	update
	replace
	destroy
	read // of a data source
)

// change is what is to be done with an instance of a resource.
type change struct {
	action   action
	resource *resource // nil: it left the configuration
	repeated repetition
	prior    *instance // nil: there is none
	planned  values    // nothing is marked; some of it may not be known yet
	shown    cty.Value // what references to it find
	differs  []difference
}

func (c *change) address() string {
	if c.resource == nil {
		return c.prior.address
	}
	return c.repeated.address
}

// run plans, and applies when asked to. Without a configuration everything is destroyed.
func (w *Workspace) run(c *Configuration, apply bool) (*Result, error) {
	r := &run{
		workspace: w, config: c, planned: make(map[string]*change), repeated: make(map[string][]repetition), pending: make(map[string]bool), failed: make(map[string]bool),
		result: &Result{Changed: make(map[string][]string), Outputs: make(map[string]Output)},
	}
	if w.Model == nil {
		return r.result, &Error{Diagnostics: []Diagnostic{{Summary: "No model", Detail: "Workspace.Model is nil: want the model that the provider is connected to."}}}
	}
	if w.Model.Models() == nil {
		_, err := w.Model.Config("") // whatever is asked of the model, it says why it cannot be used
		return r.result, &Error{Diagnostics: []Diagnostic{{Summary: "Unusable model", Detail: err.Error(), Err: err}}}
	}
	if err := w.charms.open(w); err != nil {
		return r.result, &Error{Diagnostics: []Diagnostic{{Summary: "Unusable charm", Detail: err.Error(), Err: err}}}
	}
	if r.plan(); r.diags.HasErrors() {
		return &Result{}, failed(r.diags, &r.hidden)
	}
	if !apply {
		r.forecast()
		return r.result, nil
	}
	r.carryOut()
	w.instances = r.instances
	r.result.Warnings = append(r.result.Warnings, diagnostics(r.diags, hcl.DiagWarning, &r.hidden)...)
	return r.result, failed(r.diags, &r.hidden)
}

// report takes up diagnostics.
func (r *run) report(diags ...*hcl.Diagnostic) { r.diags = append(r.diags, diags...) }

// forecast puts what is planned into the result.
func (r *run) forecast() {
	for _, c := range r.destructions() {
		if c.action == destroy {
			r.result.Destroyed = append(r.result.Destroyed, c.address())
		}
	}
	for _, c := range r.changes {
		r.note(c)
	}
}

// note puts a change into the result.
func (r *run) note(c *change) {
	switch c.action {
	case create:
		r.result.Created = append(r.result.Created, c.address())
	case update:
		r.result.Updated = append(r.result.Updated, c.address())
	case replace:
		r.result.Replaced = append(r.result.Replaced, c.address())
	case read:
		r.result.Read = append(r.result.Read, c.address())
	}
	if names := differing(c.differs); len(names) > 0 {
		r.result.Changed[c.address()] = names
	}
}

// evaluateOutputs evaluates the outputs.
func (r *run) evaluateOutputs() {
	for _, o := range r.config.outputs {
		if r.scope.lacking(o.refers) {
			continue
		}
		value, diags := r.scope.evalIn(o.refers, o.value, cty.DynamicPseudoType)
		r.report(diags...)
		if diags.HasErrors() {
			continue
		}
		if value.ContainsMarked() && !o.sensitive {
			r.report(problem(o.value.Range(), "Output refers to sensitive values", "The output %q would print what is sensitive: want sensitive = true in it.", o.name))
			continue
		}
		bare, _ := value.UnmarkDeep()
		r.result.Outputs[o.name] = Output{Value: toGo(bare), Sensitive: o.sensitive, Unknown: !bare.IsWhollyKnown()}
	}
}

// withoutKey is the address of the resource that an instance is one of.
func withoutKey(address string) string {
	address, _, _ = strings.Cut(address, "[")
	return address
}
