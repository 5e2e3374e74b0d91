package terraform

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// plan compares the configuration with what was applied and what the model holds.
func (r *run) plan() {
	r.refresh()
	if r.config == nil {
		r.planOrphans()
		return
	}
	var diags hcl.Diagnostics
	r.variables, diags = r.config.values(r.workspace.Variables)
	for name, v := range r.config.variables {
		if v.sensitive {
			r.hidden.add(r.variables[name])
		}
	}
	r.report(diags...)
	if r.diags.HasErrors() {
		return
	}
	r.functions = functions(r.config.dir, r)
	r.scope = newScope(r.config, r.variables, r.functions)
	r.report(r.scope.validate()...)
	r.planSkip()
	for _, address := range r.config.order {
		if resource := r.config.found[address]; resource != nil {
			r.planResource(resource)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.config.locals)) { // those that nobody refers to are checked too
		if !r.scope.lacking(r.config.locals[name].refers) {
			_, diags := r.scope.local(name)
			r.report(diags...)
		}
	}
	r.evaluateOutputs()
	r.planOrphans()
}

// planSkip finds out whether what cannot be deleted is skipped.
func (r *run) planSkip() {
	r.workspace.skip = false
	if r.config.skip == nil {
		return
	}
	value, diags := r.scope.eval(r.config.skip, cty.Bool)
	r.report(diags...)
	value, _ = value.Unmark()
	r.workspace.skip = !diags.HasErrors() && value.IsKnown() && !value.IsNull() && value.True()
}

// refresh reads everything that was applied anew. What is gone is forgotten.
func (r *run) refresh() {
	r.byAddress = make(map[string]*instance)
	for _, i := range r.workspace.instances {
		o := &operation{run: r, kind: i.kind, prior: i.values, planned: i.values}
		now, there, err := i.kind.read(o)
		if err != nil {
			r.report(about(i.address, hcl.Diagnostics{placeless(clientError(hcl.Range{}, err))})...)
			continue
		}
		if !there {
			continue
		}
		n := *i
		n.values = now
		r.instances = append(r.instances, &n)
		r.byAddress[n.address] = &n
	}
}

// placeless makes a diagnostic one about no place in a file.
func placeless(d *hcl.Diagnostic) *hcl.Diagnostic {
	d.Subject = nil
	return d
}

// planResource plans all instances of a resource.
func (r *run) planResource(resource *resource) {
	if r.scope.lacking(resource.refers) {
		return // what it refers to has failed
	}
	list, diags := r.scope.repetitions(resource)
	r.report(about(resource.address, diags)...)
	context, more := r.scope.context(resource.refers)
	r.report(about(resource.address, more)...)
	if diags.HasErrors() || more.HasErrors() {
		return
	}
	r.repeated[resource.address] = list
	values := make(map[string]cty.Value, len(list))
	fine := true
	for _, one := range list {
		value, ok := r.planInstance(resource, one, context)
		values[one.address], fine = value, fine && ok
	}
	if fine {
		r.scope.resources[resource.address] = resource.gather(list, values)
	}
}

// planInstance plans one instance, and returns what references to it find.
func (r *run) planInstance(resource *resource, one repetition, context *hcl.EvalContext) (cty.Value, bool) {
	e, o := r.evaluate(resource, one, context)
	c := &change{resource: resource, repeated: one, prior: r.byAddress[one.address]}
	if c.prior != nil {
		o.prior = c.prior.values
	}
	if !e.diags.HasErrors() {
		r.propose(o)
		e.diags = append(e.diags, o.diags...)
	}
	r.report(about(one.address, e.diags)...)
	if e.diags.HasErrors() {
		return cty.NilVal, false
	}
	if resource.data {
		return r.planData(resource, one, o)
	}
	r.choose(c, o)
	c.planned = o.planned
	r.planned[one.address] = c
	if c.action != keep {
		r.changes, r.pending[resource.address] = append(r.changes, c), true
	} else {
		c.prior.needs, c.prior.marks = resource.needs, o.marks
	}
	if resource.preventDestroy && c.action == replace {
		r.report(about(one.address, hcl.Diagnostics{prevented(resource, differing(c.differs))})...)
	}
	c.shown = resource.shown(c.planned, o.marks)
	return c.shown, true
}

// prevented refuses a change that lifecycle forbids.
func prevented(resource *resource, because []string) *hcl.Diagnostic {
	return problem(resource.at, "Instance cannot be destroyed", "It has lifecycle.prevent_destroy, but would be destroyed, because of a change of %v.", because)
}

// evaluate brings what is written of an instance into the form of its kind.
func (r *run) evaluate(resource *resource, one repetition, context *hcl.EvalContext) (*evaluation, *operation) {
	e := &evaluation{context: context, hidden: &r.hidden}
	if one.key != cty.NilVal {
		e.context = context.NewChild()
		e.context.Variables = make(map[string]cty.Value)
		if one.each != cty.NilVal {
			e.context.Variables["each"] = one.each
		}
		if one.count != cty.NilVal {
			e.context.Variables["count"] = one.count
		}
	}
	o := &operation{run: r, kind: resource.kind, resource: resource, content: resource.content, at: resource.at}
	o.written, o.marks = e.body(resource.kind, resource.content)
	return e, o
}

// propose makes what an instance is to be.
func (r *run) propose(o *operation) {
	if o.kind.check != nil {
		o.kind.check(o)
	}
	o.planned = o.kind.propose(o.prior, o.written)
	if o.kind.adjust != nil && !o.diags.HasErrors() {
		o.kind.adjust(o)
	}
	if o.prior == nil {
		return
	}
	if o.resource.ignoreAll {
		o.planned = o.prior
	}
	for _, name := range o.resource.ignore {
		delete(o.planned, name)
		o.planned.put(name, o.prior[name])
	}
}

// choose decides what is to be done with an instance.
func (r *run) choose(c *change, o *operation) {
	if c.prior == nil {
		c.action = create
		return
	}
	c.differs = o.kind.compare(o.prior, o.planned)
	if o.kind.replaces != nil {
		o.kind.replaces(o, c.differs)
	}
	switch {
	case len(c.differs) == 0:
		c.action = keep
		o.planned = o.prior
	case replacing(c.differs):
		c.action = replace
		o.prior = nil
		r.propose(o) // what is known of the present one says nothing of the next
	default:
		c.action = update
	}
}

// planOrphans destroys what is not in the configuration any more.
func (r *run) planOrphans() {
	for _, i := range r.instances {
		if r.planned[i.address] != nil {
			continue
		}
		if r.config != nil {
			if resource := r.config.found[withoutKey(i.address)]; resource != nil && resource.preventDestroy {
				r.report(about(i.address, hcl.Diagnostics{prevented(resource, []string{"count or for_each"})})...)
			}
		}
		r.doomed = append(r.doomed, &change{action: destroy, prior: i})
	}
}
