package terraform

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/juju"
)

// readApplication reads an application anew: its units, its charm's revision, whether it is exposed, and its options that are set.
func readApplication(o *operation) (values, bool, error) {
	m, err := o.run.model(o.prior)
	if err != nil {
		return nil, false, nil // gone with its model
	}
	name := o.prior.text("name")
	app, known := o.run.reading.status(m).Applications[name]
	if !known {
		return nil, false, nil
	}
	now := make(values)
	if units, _ := o.prior.whole("units"); units != app.Scale {
		now["units"] = cty.NumberIntVal(int64(app.Scale))
	}
	charm := charmOf(o.prior)
	if revisionOf(charm) != app.CharmRevision {
		charm["revision"] = cty.NumberIntVal(int64(app.CharmRevision))
		now["charm"] = charmBlock(charm)
	}
	if app.Exposed && !o.prior.has("expose") {
		now["expose"] = blockList([]values{{}}, exposeAttributes)
	}
	if m.Type == call.ModelMachines && !slices.Equal(machines(&app), o.prior.texts("machines")) {
		now["machines"] = textSet(machines(&app))
	}
	if config, changed := readConfig(o, m, name, charm); changed {
		now["config"] = config
	}
	if hidden := o.prior.has("expose") && !app.Exposed; hidden || len(now) > 0 {
		now = o.prior.with(now)
		if hidden {
			delete(now, "expose")
		}
		return now, true, nil
	}
	return o.prior, true, nil
}

// readConfig reads the options that are set: as the provider does, those that differ from their default, whoever set them, and for others that the plan has
// set what they were.
func readConfig(o *operation, m *juju.Model, app string, charm values) (cty.Value, bool) {
	before := o.prior.entries("config")
	set, err := m.Config(app)
	if err != nil {
		return cty.NilVal, false
	}
	defaults := o.run.workspace.charms.defaults(charm)
	now := maps.Clone(before)
	for key, value := range set {
		shown := optionText(value)
		if fallback, known := defaults[key]; known && fallback == shown {
			continue
		}
		if _, planned := before[key]; defaults == nil && !planned {
			continue // the charm is not known any more: nobody can say what its defaults were
		}
		if now == nil {
			now = make(map[string]string)
		}
		now[key] = shown
	}
	if maps.Equal(before, now) {
		return cty.NilVal, false
	}
	return textMap(now), true
}

// optionText is an option's value as the provider writes it.
func optionText(value any) string {
	switch v := value.(type) {
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case string:
		return v
	}
	return fmt.Sprint(value)
}

// defaults are the defaults of a charm's options, those without one left out; nil when the charm is not known.
func (c *charms) defaults(charm values) map[string]string {
	release, missing := c.find(charm.text("name"), charm.text("channel"), revisionOf(charm))
	if missing != nil {
		return nil
	}
	m, err := c.metadata(release.Charm)
	if err != nil {
		return nil
	}
	defaults := make(map[string]string)
	for name, option := range m.Config {
		if value := option.Typed(option.Default); value != nil {
			defaults[name] = optionText(value)
		}
	}
	return defaults
}

// updateApplication changes what differs, in the provider's order: the charm, options and trust, options to be unset, exposure, units.
func updateApplication(o *operation) (values, error) {
	m, err := o.run.model(o.prior)
	if err != nil {
		return nil, unable("update application resource", err)
	}
	name := o.prior.text("name")
	release := Release{Charm: juju.Charm{Revision: revisionOf(charmOf(o.prior))}}
	for _, step := range []func() error{
		func() error { return refreshCharm(o, m, name, &release) },
		func() error { return changeConfig(o, m, name) },
		func() error { return changeExposure(o, m, name) },
		func() error { return changeUnits(o, m, name) },
	} {
		if err := step(); err != nil {
			return nil, unable("update application resource", err)
		}
	}
	return describeApplication(o.planned, m, name, &release), nil
}

func refreshCharm(o *operation, m *juju.Model, name string, release *Release) error {
	if !o.changed("charm") {
		return nil
	}
	charm := charmOf(o.planned)
	found, missing := o.run.workspace.charms.find(charm.text("name"), charm.text("channel"), revisionOf(charm))
	if missing != nil {
		return &nearError{fmt.Errorf("%s", missing.text), missing.meant}
	}
	*release = found
	before := charmOf(o.prior)
	was, gone := o.run.workspace.charms.find(before.text("name"), before.text("channel"), revisionOf(before))
	if gone == nil && was.Revision == found.Revision && was.Dir == found.Dir && was.Metadata == found.Metadata && was.Executable == found.Executable {
		return nil // another channel has the same charm
	}
	return m.Refresh(name, found.Charm)
}

// changeConfig sets what is new or differs, then unsets one by one what was taken out; a charm that has no such option any more is no reason to stop.
func changeConfig(o *operation, m *juju.Model, name string) error {
	before, now := o.prior.entries("config"), o.planned.entries("config")
	changed := make(map[string]any)
	for key, value := range now {
		if old, set := before[key]; !set || old != value {
			changed[key] = value
		}
	}
	if o.changed("config") && len(changed) > 0 {
		if err := m.SetConfig(name, changed); err != nil {
			return secretMeant(err)
		}
	}
	if o.changed("trust") {
		if err := m.Trust(name, o.planned.yes("trust")); err != nil {
			return err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(before)) {
		if _, kept := now[key]; kept || !o.changed("config") {
			continue
		}
		if err := m.ResetConfig(name, key); err != nil && !strings.Contains(err.Error(), "unknown option") {
			return err
		}
	}
	return nil
}

func changeExposure(o *operation, m *juju.Model, name string) error {
	if !o.changed("expose") {
		return nil
	}
	if !o.planned.has("expose") {
		return m.Unexpose(name)
	}
	return m.Expose(name)
}

// changeUnits scales on Kubernetes. On machines it adds units, or removes those with the highest numbers; the provider removes any.
func changeUnits(o *operation, m *juju.Model, name string) error {
	if !o.changed("units") {
		return nil
	}
	units, _ := o.planned.whole("units")
	if m.Type == call.ModelKubernetes {
		return m.Scale(name, units)
	}
	app, err := m.Application(name)
	if err != nil {
		return err
	}
	if more := units - app.Scale; more > 0 {
		return m.AddUnit(name, more)
	}
	var living []string
	for _, unit := range m.Units() {
		if u, of := app.Units[unit]; of && u.Life == "" {
			living = append(living, unit)
		}
	}
	if len(living) <= units {
		return nil
	}
	return m.RemoveUnit(living[units:]...)
}
