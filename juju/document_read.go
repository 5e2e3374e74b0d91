package juju

import (
	"maps"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/codec"
	"github.com/charmscenario/scenario/internal/controller"
)

// reader makes models of a document. It gathers what is wrong and leaves out what that concerns, to tell everything at once.
type reader struct {
	tree     *yaml.Node // of the document, resolved
	problems []codec.Problem
	given    map[string]Charm
	charms   map[string]*deployed // those that were looked at; nil: of no use
	world    *world
	parts    []*part

	present      map[*end]map[string]*link // units in relations, as the other side calls them
	lostRelation bool                      // whether there is a relation that cannot be made: who refers to it is not to blame
}

// part is what the document says of one model.
type part struct {
	model   *Model
	content *documentContent
	at      *place
	made    []madeRelation
}

// reading is a part of the document that is read for every model before the next part is.
type reading func(*reader, *part)

// readings are the parts in an order in which what is referred to comes first.
var readings = []reading{
	(*reader).applications, (*reader).addresses, (*reader).relations, (*reader).numbers, (*reader).members, (*reader).secrets, (*reader).offers,
	(*reader).consumed, (*reader).actions, (*reader).agents,
}

func (r *reader) read(m *Model, d *document) {
	if r.settings(m, d); len(r.problems) > 0 {
		return
	}
	for _, read := range readings {
		for _, p := range r.parts {
			read(r, p)
		}
	}
	r.busy(d)
	if len(r.problems) > 0 {
		return
	}
	r.schedule(d)
	for _, p := range r.parts {
		r.complete(p)
	}
	r.world.wakeAll()
}

// settings opens the models.
func (r *reader) settings(m *Model, d *document) {
	var top *place
	r.identity(top, m, &d.documentSettings)
	if d.Type != "" && oneOf(r, top.field("type"), d.Type, call.ModelKubernetes, call.ModelMachines) {
		m.Type = d.Type
	}
	if _, err := call.ParseVersion(d.JujuVersion); err != nil && d.JujuVersion != "" {
		r.add(top.field("juju-version"), "%v", err)
	} else {
		m.JujuVersion = d.JujuVersion
	}
	m.Start, m.Seed, m.MaxHooks, m.KeepHooks = d.Start, d.Seed, d.MaxHooks, d.KeepHooks
	r.openModel(top, m, &d.documentSettings, &d.documentContent)
	w := r.world
	if w == nil {
		return
	}
	w.log.count, w.exposed = d.Entries, d.Concealed
	if r.countAtLeast(top.field("entries"), d.Entries, 0); d.Entries > 0 && d.Seed == 0 {
		r.add(top.field("entries"), "it counts for what is drawn from a seed; want one")
	}
	r.whole(top.field("start"), d.Start)
	if r.whole(top.field("now"), d.Now); !d.Now.IsZero() {
		if d.Now.Before(w.now) {
			r.add(top.field("now"), "it is before the start, %s", w.now.Format(time.RFC3339))
		}
		w.now = d.Now
	}
	m.began = r.past(top.field("began"), d.Began)
	r.alive(top, m)
	for i := range d.Models {
		at := top.field("models").item(i)
		n := &Model{
			Type: m.Type, JujuVersion: m.JujuVersion, Start: m.Start, Seed: m.Seed, Charms: m.Charms, MaxHooks: m.MaxHooks,
			KeepHooks: m.KeepHooks, UpdateStatusInterval: m.UpdateStatusInterval, RetryHooks: m.RetryHooks, world: w,
		}
		r.identity(at, n, &d.Models[i].documentSettings)
		r.openModel(at, n, &d.Models[i].documentSettings, &d.Models[i].documentContent)
		r.alive(at, n)
		n.began = r.past(at.field("began"), d.Models[i].Began)
	}
}

// alive notes a model that would be gone.
func (r *reader) alive(at *place, m *Model) {
	for _, p := range r.parts {
		if p.model == m && m.life != controller.Alive && len(p.content.Applications) == 0 {
			r.add(at.field("life"), "a model without applications is removed at once")
		}
	}
}

func (r *reader) identity(at *place, m *Model, d *documentSettings) {
	if d.Name != "" && !isModelName(d.Name) {
		r.add(at.field("name"), "%q is not a model's name; want lower-case letters, digits and hyphens", d.Name)
	} else {
		m.Name = d.Name
	}
	if d.Name == "" && at != nil {
		r.add(at.field("name"), "want a name")
	}
	if d.UUID != "" && !call.IsUUID(d.UUID) {
		r.add(at.field("uuid"), "%q is not a UUID; want a form such as %q", d.UUID, defaultUUID)
	} else {
		m.UUID = d.UUID
	}
	m.life = r.life(at, d.Life)
	if d.Access != "" && oneOf(r, at.field("access"), d.Access, AccessRead, AccessWrite, AccessAdmin) {
		m.Access = d.Access
	}
}

// openModel opens a model whose settings were looked at.
func (r *reader) openModel(at *place, m *Model, d *documentSettings, content *documentContent) {
	if err := m.open(); err != nil {
		r.add(at, "%v", err)
		return
	}
	for _, p := range r.parts {
		if p.model.Name == m.Name {
			r.add(at.field("name"), "there is another model %q", m.Name)
		}
		if p.model.UUID == m.UUID && p.model.Name != m.Name {
			r.add(at.field("uuid"), "model %q has the same", p.model.Name)
		}
	}
	if m.settings = d.ModelConfig; d.UpdateStatusInterval != nil {
		m.UpdateStatusInterval = *d.UpdateStatusInterval
	}
	if d.RetryHooks != nil {
		m.RetryHooks = *d.RetryHooks
	}
	for _, key := range slices.Sorted(maps.Keys(d.ModelConfig)) {
		oneOf(r, at.field("model-config").entry(key), key, configLogging, configMode)
	}
	r.world = m.world
	r.parts = append(r.parts, &part{model: m, content: content, at: at})
}

// whole notes a moment between two seconds: a model knows none.
func (r *reader) whole(at *place, moment time.Time) {
	if moment.Nanosecond() != 0 {
		r.add(at, "it is between two seconds; want a whole one")
	}
}

// past is a moment that has been: left out, the start.
func (r *reader) past(at *place, moment time.Time) time.Time {
	if moment.IsZero() {
		return r.world.start()
	}
	r.whole(at, moment)
	if moment.After(r.world.now) {
		r.add(at, "it is after now, %s", r.world.now.Format(time.RFC3339))
	}
	return moment
}

// countAtLeast notes a number that is too small.
func (r *reader) countAtLeast(at *place, number, least int) {
	if number < least {
		r.add(at, "it is %d; want %d or more", number, least)
	}
}

// becauseOf is the cause of a hook, of which the document keeps the reason alone.
func (r *reader) becauseOf(at *place, why reason) cause {
	if why != "" {
		oneOf(r, at, why, slices.Sorted(maps.Keys(clauses))...)
	}
	return cause{reason: why}
}

// elsewhere finds the model that a name stands in, and what is left of it.
func (r *reader) elsewhere(p *part, name string) (*Model, string) {
	model, rest, other := strings.Cut(name, ".")
	if !other {
		return p.model, name
	}
	for _, p := range r.parts {
		if p.model.Name == model {
			return p.model, rest
		}
	}
	return nil, rest
}

// findApp finds an application, perhaps of another model.
func (r *reader) findApp(p *part, at *place, name string) *application {
	m, rest := r.elsewhere(p, name)
	if m == nil {
		r.unknownModel(at, name)
		return nil
	}
	a, ok := find(m.apps, rest)
	if !ok {
		r.unknown(at, "application", name, r.namesOf(p, m, func(a *application) []string { return []string{a.name} }))
		return nil
	}
	return a
}

// findUnit finds a unit, perhaps of another model.
func (r *reader) findUnit(p *part, at *place, name string) *unit {
	m, rest := r.elsewhere(p, name)
	if m == nil {
		r.unknownModel(at, name)
		return nil
	}
	if u := m.unit(rest); u != nil && u.name == rest {
		return u
	}
	r.unknown(at, "unit", name, r.namesOf(p, m, (*application).unitNames))
	return nil
}

func (r *reader) unknownModel(at *place, name string) {
	var names []string
	for _, p := range r.parts {
		names = append(names, p.model.Name)
	}
	model, _, _ := strings.Cut(name, ".")
	r.unknown(at, "model", model, names)
}

// namesOf lists names in a model as a part of the document has them.
func (r *reader) namesOf(p *part, m *Model, list func(*application) []string) []string {
	var names []string
	for _, a := range m.apps {
		for _, name := range list(a) {
			names = append(names, p.model.nameOf(m, name))
		}
	}
	return names
}

func (a *application) unitNames() []string {
	var names []string
	for _, u := range a.units {
		names = append(names, u.name)
	}
	return names
}

// busy puts units into their turns.
func (r *reader) busy(d *document) {
	var top *place
	for i, name := range d.Busy {
		at := top.field("busy").item(i)
		if len(r.parts) == 0 {
			return
		}
		u := r.findUnit(r.parts[0], at, name)
		if u == nil {
			continue
		}
		if u.waiting {
			r.add(at, "%q is there twice", name)
		}
		r.world.wake(u)
	}
}

// count continues to count where the document stopped, else after what is used. Exact: a number that is used must not be
// given again.
func (r *reader) count(p *part, kind string, given, used int, exact bool) int {
	at := p.at.field("counters").field(kind)
	switch {
	case given == 0:
		return used
	case given < 0 || exact && given < used:
		r.add(at, "it is %d; want %d or more, for so many are used", given, used)
	case given > maxNumber:
		r.add(at, "it is %d; want %d or less", given, maxNumber)
	}
	return given
}

// inClock marks what is to be put into the clock.
const inClock = 1

// maxNumber is the highest number that Juju's hook tools read in the ID of a relation.
const maxNumber = 999_999_999

// sorted lists the keys of a map in order.
func sorted[V any](entries map[string]V) []string { return slices.Sorted(maps.Keys(entries)) }
