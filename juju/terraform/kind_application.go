package terraform

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/juju"
)

// applicationKind is juju_application: a charm that is deployed.
var applicationKind = &kind{
	name: "juju_application",
	attributes: modelAttributes(
		attribute{name: "name", of: cty.String, computed: true, replaces: true},
		attribute{name: "units", of: cty.Number, computed: true, fallback: cty.NumberIntVal(1)},
		attribute{name: "config", of: textMapType},
		attribute{name: "trust", of: cty.Bool, computed: true, fallback: cty.False},
		attribute{name: "constraints", of: cty.String, computed: true, replaces: true},
		attribute{name: "endpoint_bindings", of: cty.Set(cty.Object(bindingType)), given: cty.Set(cty.ObjectWithOptionalAttrs(bindingType, []string{"endpoint"}))},
		attribute{name: "resources", of: textMapType},
		attribute{name: "registry_credentials", of: cty.Map(cty.Object(map[string]cty.Type{"username": cty.String, "password": cty.String})), sensitive: true},
		attribute{name: "storage_directives", of: textMapType},
		attribute{name: "storage", of: cty.Set(cty.Object(map[string]cty.Type{"label": cty.String, "size": cty.String, "pool": cty.String, "count": cty.Number})), readOnly: true},
		attribute{name: "model_type", of: cty.String, readOnly: true},
		attribute{name: "machines", of: textSetType, readOnly: true},
		identity,
	),
	blocks: []nested{
		{name: "charm", least: 1, most: 1, attributes: []attribute{
			{name: "name", of: cty.String, required: true, replaces: true},
			{name: "channel", of: cty.String, computed: true, check: checkChannel},
			{name: "revision", of: cty.Number, computed: true},
			{name: "base", of: cty.String, computed: true, check: checkBase},
		}, refused: map[string]string{"series": "was what \"base\" is since version 1 of the juju provider; package terraform does not read it."}},
		{name: "expose", most: 1, attributes: []attribute{
			{name: "endpoints", of: cty.String}, {name: "spaces", of: cty.String}, {name: "cidrs", of: cty.String},
		}},
	},
	refused: map[string]string{
		"placement":    because("units are placed by the model"),
		"principal":    because("it is known from the charm"),
		"local_charm":  since("2.1"),
		"unit_numbers": since("2.2"),
	},
	check: checkApplication, adjust: adjustApplication, replaces: replaceApplication,
	create: createApplication, read: readApplication, update: updateApplication, remove: removeApplication,
}

var bindingType = map[string]cty.Type{"endpoint": cty.String, "space": cty.String}

var (
	channelForm = regexp.MustCompile(`^[^/]+/(stable|candidate|beta|edge)(/[^/]+)?$`)
	baseForm    = regexp.MustCompile(`^[a-z]+@[0-9a-z.]+(/(stable|candidate|beta|edge))?$`)
)

func checkChannel(text string) string {
	if !channelForm.MatchString(text) {
		return fmt.Sprintf("string must conform to track/risk or track/risk/branch, e.g. latest/stable, got %q", text)
	}
	return ""
}

func checkBase(text string) string {
	if !baseForm.MatchString(text) {
		return fmt.Sprintf("string must conform to name@channel, e.g. ubuntu@22.04, got %q", text)
	}
	return ""
}

func checkApplication(o *operation) {
	checkModel(o)
	if units, given := whole(o.written, "units"); given && units < 0 {
		o.problem("units", "Invalid Attribute Value", "Attribute units: want a number of units, 0 or more, got %d.", units)
	}
}

// charmOf is the block that says which charm it is.
func charmOf(v cty.Value) cty.Value {
	if v != cty.NilVal {
		if blocks := v.GetAttr("charm"); blocks.IsKnown() && blocks.LengthInt() == 1 {
			return blocks.AsValueSlice()[0]
		}
	}
	return cty.NilVal
}

// adjustApplication looks whether the charm is there, and leaves its revision open when another channel is to be taken. An application without a name has that of
// its charm.
func adjustApplication(o *operation) {
	now, written, before := charmOf(o.planned), charmOf(o.written), charmOf(o.prior)
	if now == cty.NilVal || written == cty.NilVal {
		return
	}
	if before != cty.NilVal && written.GetAttr("revision").IsNull() && !now.GetAttr("channel").RawEquals(before.GetAttr("channel")) {
		now = with(now, map[string]cty.Value{"revision": cty.UnknownVal(cty.Number)})
		o.planned = with(o.planned, map[string]cty.Value{"charm": cty.ListVal([]cty.Value{now})})
	}
	name := text(now, "name")
	if name == "" || !written.GetAttr("channel").IsKnown() || !written.GetAttr("revision").IsKnown() {
		return
	}
	if sameCharm(before, now) {
		return // a charm that is deployed may have left the store
	}
	if _, missing := o.run.workspace.charms.find(name, text(now, "channel"), revisionOf(now)); missing != nil {
		meaning(o.problem("charm."+missing.part, "Client Error", "Unable to create application, got error: %s.", missing.text), missing.meant)
	}
}

func sameCharm(a, b cty.Value) bool {
	return a != cty.NilVal && text(a, "name") == text(b, "name") && text(a, "channel") == text(b, "channel") && revisionOf(a) == revisionOf(b)
}

// revisionOf is the revision that is asked for, -1 when none is.
func revisionOf(charm cty.Value) int {
	if n, known := whole(charm, "revision"); known {
		return n
	}
	return -1
}

// replaceApplication decides on what replaces an application in some cases alone: another base on machines, storage that is there already, constraints
// that are others in fact.
func replaceApplication(o *operation, list []difference) {
	for i := range list {
		switch list[i].name {
		case "charm.base":
			list[i].replaces = text(o.prior, "model_type") == "iaas"
		case "storage_directives":
			now := textMap(o.planned, "storage_directives")
			for key, value := range textMap(o.prior, "storage_directives") {
				if now[key] != value {
					list[i].replaces = true
				}
			}
		case "constraints":
			list[i].replaces = !slices.Equal(constraintsOf(o.prior), constraintsOf(o.planned)) || !o.planned.GetAttr("constraints").IsKnown()
		}
	}
}

func constraintsOf(v cty.Value) []string {
	list := strings.Fields(text(v, "constraints"))
	slices.Sort(list)
	return list
}

func createApplication(o *operation) (cty.Value, error) {
	m, err := o.run.model(o.planned)
	if err != nil {
		return cty.NilVal, unable("create application", err)
	}
	charm := charmOf(o.planned)
	release, missing := o.run.workspace.charms.find(text(charm, "name"), text(charm, "channel"), revisionOf(charm))
	if missing != nil {
		return cty.NilVal, unable("create application", &nearError{fmt.Errorf("%s", missing.text), missing.meant})
	}
	units, _ := whole(o.planned, "units")
	name := text(o.planned, "name")
	if name == "" {
		name = text(charm, "name")
	}
	as := juju.Deployment{Name: name, Units: units, NoUnits: units == 0, Config: settings(textMap(o.planned, "config")), Trust: yes(o.planned, "trust")}
	if err := m.Deploy(release.Charm, as); err != nil {
		return cty.NilVal, unable("create application", err)
	}
	if o.planned.GetAttr("expose").LengthInt() > 0 {
		if err := m.Expose(name); err != nil {
			return cty.NilVal, unable("create application", err)
		}
	}
	if err = o.settle(); err != nil {
		err = unable("read application", err)
	}
	return describeApplication(o.planned, m, name, &release), err
}

func settings(config map[string]string) map[string]any {
	values := make(map[string]any, len(config))
	for key, value := range config {
		values[key] = value
	}
	return values
}

// describeApplication fills in what is known once the application is there.
func describeApplication(v cty.Value, m *juju.Model, name string, release *Release) cty.Value {
	charm := charmOf(v)
	charm = with(charm, map[string]cty.Value{
		"revision": cty.NumberIntVal(int64(release.Revision)),
		"channel":  cty.StringVal(normalChannel(text(charm, "channel"))),
	})
	if text(charm, "base") == "" {
		charm = with(charm, map[string]cty.Value{"base": cty.StringVal("ubuntu@22.04")})
	}
	now := map[string]cty.Value{
		"name": cty.StringVal(name), "charm": cty.ListVal([]cty.Value{charm}), "model_type": cty.StringVal(modelType(m)),
		"id": cty.StringVal(modelKey(v) + ":" + name), "machines": cty.SetValEmpty(cty.String), "storage": cty.NullVal(v.GetAttr("storage").Type()),
	}
	if !v.GetAttr("constraints").IsKnown() {
		now["constraints"] = cty.StringVal("")
	}
	if m.Type == call.ModelMachines {
		if app, err := m.Application(name); err == nil {
			now["machines"] = textSet(machines(&app))
		}
	}
	return with(v, now)
}

// machines lists the machines of an application's units, sorted.
func machines(app *juju.ApplicationStatus) []string {
	var list []string
	for _, u := range app.Units {
		if u.Machine != "" {
			list = append(list, u.Machine)
		}
	}
	slices.Sort(list)
	return list
}

// removeApplication removes an application, and waits until it is gone.
func removeApplication(o *operation) error {
	m, err := o.run.model(o.prior)
	if err != nil {
		return nil // gone with its model
	}
	name := text(o.prior, "name")
	if err := m.RemoveApplication(name); err != nil {
		return unable("delete application", err)
	}
	if err := o.settle(); err != nil {
		return unable("delete application", err)
	}
	if _, err := m.Application(name); err == nil {
		return &incompleteError{fmt.Errorf("%s complete application %q deletion: %s", "Unable to", name, whatHolds(m, name))}
	}
	return nil
}
