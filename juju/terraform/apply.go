package terraform

import (
	"errors"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// carryOut does what was planned: it destroys, then it creates and updates.
func (r *run) carryOut() {
	r.destroyAll()
	if len(r.changes) == 0 {
		return
	}
	r.scope = newScope(r.config, r.variables, r.functions)
	for _, address := range r.config.order {
		if resource := r.config.found[address]; resource != nil {
			r.applyResource(resource)
		}
	}
	clear(r.result.Outputs)
	r.evaluateOutputs()
}

// destructions lists what is to be destroyed, for good or to be created anew: what depends on others before them, else the youngest first.
func (r *run) destructions() []*change {
	list := make(map[string]*change)
	for _, c := range r.doomed {
		list[c.prior.address] = c
	}
	for _, c := range r.changes {
		if c.action == replace {
			list[c.prior.address] = c
		}
	}
	dependents := make(map[string][]*change)
	for _, i := range slices.Backward(r.instances) {
		if c := list[i.address]; c != nil {
			for _, need := range i.needs {
				dependents[need] = append(dependents[need], c)
			}
		}
	}
	var ordered []*change
	seen := make(map[*change]bool)
	var visit func(c *change)
	visit = func(c *change) {
		if seen[c] {
			return
		}
		seen[c] = true
		for _, d := range dependents[withoutKey(c.prior.address)] {
			visit(d)
		}
		ordered = append(ordered, c)
	}
	for _, i := range slices.Backward(r.instances) {
		if c := list[i.address]; c != nil {
			visit(c)
		}
	}
	return ordered
}

// destroyAll destroys what is to be destroyed. What something depends on that could not be destroyed stays, too.
func (r *run) destroyAll() {
	blocked := make(map[string]bool) // addresses of resources, without keys
	stays := func(c *change) {
		for _, need := range c.prior.needs {
			blocked[need] = true
		}
		if c.resource != nil {
			r.failed[c.resource.address] = true
		}
	}
	for _, c := range r.destructions() {
		if blocked[withoutKey(c.prior.address)] {
			stays(c)
			continue
		}
		if !r.destroyOne(c) {
			stays(c)
			continue
		}
		r.instances = slices.DeleteFunc(r.instances, func(i *instance) bool { return i == c.prior })
		if c.action == destroy {
			r.result.Destroyed = append(r.result.Destroyed, c.address())
		}
	}
}

// destroyOne destroys an instance, and reports whether it is gone.
func (r *run) destroyOne(c *change) bool {
	o := &operation{run: r, kind: c.prior.kind, resource: c.resource, prior: c.prior.values, planned: c.prior.values}
	err := o.kind.remove(o)
	r.reading.forget()
	if err == nil {
		return true
	}
	d := placeless(clientError(hcl.Range{}, err))
	if c.resource != nil {
		d.Subject = &c.resource.at
	}
	var incomplete *incompleteError
	skipped := errors.As(err, &incomplete) && r.workspace.skip
	if skipped {
		d.Severity = hcl.DiagWarning
		d.Detail += "\nThere might be dangling resources requiring manual intervention."
	}
	r.report(about(c.address(), hcl.Diagnostics{d})...)
	return skipped
}

// applyResource does what was planned for the instances of a resource.
func (r *run) applyResource(resource *resource) {
	if !r.pending[resource.address] {
		r.adopt(resource)
		return
	}
	if r.failed[resource.address] || r.scope.lacking(resource.refers) {
		return // what it refers to has failed
	}
	list, diags := r.scope.repetitions(resource)
	context, more := r.scope.context(resource.refers)
	diags = append(diags, more...)
	r.report(about(resource.address, diags)...)
	if diags.HasErrors() {
		return
	}
	values := make(map[string]cty.Value, len(list))
	fine := true
	for _, one := range list {
		value, ok := r.applyInstance(resource, one, context)
		values[one.address], fine = value, fine && ok
	}
	if fine {
		r.scope.resources[resource.address] = resource.gather(list, values)
	}
}

// adopt makes a resource without changes known to what refers to it.
func (r *run) adopt(resource *resource) {
	list := r.repeated[resource.address]
	values := make(map[string]cty.Value, len(list))
	for _, one := range list {
		values[one.address] = r.planned[one.address].shown
	}
	r.scope.resources[resource.address] = resource.gather(list, values)
}

// applyInstance does what was planned for an instance, and returns what references to it find.
func (r *run) applyInstance(resource *resource, one repetition, context *hcl.EvalContext) (cty.Value, bool) {
	c := r.planned[one.address]
	if c.action == keep {
		return c.shown, true
	}
	e, o := r.evaluate(resource, one, context)
	if c.action == update {
		o.prior = c.prior.values
	}
	if !e.diags.HasErrors() {
		r.propose(o)
		e.diags = append(e.diags, o.diags...)
	}
	if e.diags.HasErrors() {
		r.report(about(one.address, e.diags)...)
		return cty.NilVal, false
	}
	now, err := r.verb(c, o)
	if err != nil {
		r.report(about(one.address, append(o.diags, clientError(resource.at, err)))...)
	}
	if now == nil {
		return cty.NilVal, false
	}
	r.remember(c, o, now)
	return resource.shown(now, o.marks), err == nil
}

// verb does what was planned. What is known now may show that an update changes nothing.
func (r *run) verb(c *change, o *operation) (now values, err error) {
	switch c.action {
	case read:
		now, _, err = o.kind.read(o)
		if err == nil {
			r.note(c)
		}
		return now, err
	case update:
		if o.differs = o.kind.compare(o.prior, o.planned); len(o.differs) == 0 {
			return o.prior, nil
		}
		c.differs = o.differs
		now, err = o.kind.update(o)
	default:
		now, err = o.kind.create(o)
	}
	r.reading.forget()
	if now != nil {
		r.note(c)
	}
	return now, err
}

// remember takes up what an instance has become.
func (r *run) remember(c *change, o *operation, now values) {
	if o.resource.data {
		return
	}
	n := &instance{address: c.address(), kind: o.kind, values: now, marks: o.marks, needs: o.resource.needs}
	if c.action == update {
		r.instances[slices.Index(r.instances, c.prior)] = n
		return
	}
	r.instances = append(r.instances, n)
}
