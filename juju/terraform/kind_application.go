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
	nested: []nested{
		{name: "charm", least: 1, most: 1, attributes: charmAttributes, refused: map[string]string{"series": "was what \"base\" is since version 1 of the juju provider; package terraform does not read it."}},
		{name: "expose", most: 1, attributes: exposeAttributes},
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

var charmAttributes = []attribute{
	{name: "name", of: cty.String, required: true, replaces: true},
	{name: "channel", of: cty.String, computed: true, check: checkChannel},
	{name: "revision", of: cty.Number, computed: true},
	{name: "base", of: cty.String, computed: true, check: checkBase},
}

var exposeAttributes = []attribute{{name: "endpoints", of: cty.String}, {name: "spaces", of: cty.String}, {name: "cidrs", of: cty.String}}

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
	if units, given := o.written.whole("units"); given && (units < 0 || units > mostUnits) {
		o.problem("units", "Invalid Attribute Value", "Attribute units: want a number of units from 0 to %d, got %d.", mostUnits, units)
	}
}

// mostUnits is how many units an application may have here.
const mostUnits = 10_000

// charmOf is the block that says which charm it is; nil when that is not known yet.
func charmOf(v values) values {
	if blocks := v.blocks("charm"); len(blocks) == 1 {
		return blocks[0]
	}
	return nil
}

// charmBlock makes such a block.
func charmBlock(charm values) cty.Value {
	return blockList([]values{charm}, charmAttributes)
}

// adjustApplication looks whether the charm is there, and leaves its revision open when another channel is to be taken. Constraints that say the same are the
// same.
func adjustApplication(o *operation) {
	if o.prior.has("constraints") && o.planned.known("constraints") && slices.Equal(constraintsOf(o.prior), constraintsOf(o.planned)) {
		o.planned["constraints"] = o.prior["constraints"]
	}
	now, written, before := charmOf(o.planned), charmOf(o.written), charmOf(o.prior)
	if now == nil || written == nil {
		return
	}
	if before != nil && !written.has("revision") && !now.equal(before, "channel") {
		now["revision"] = cty.UnknownVal(cty.Number)
		o.planned["charm"] = charmBlock(now)
	}
	for _, part := range []string{"name", "channel", "revision"} {
		if written.has(part) && !written.known(part) {
			return
		}
	}
	if before != nil && sameCharm(before, now) {
		return // a charm that is deployed may have left the store
	}
	if _, missing := o.run.workspace.charms.find(now.text("name"), now.text("channel"), revisionOf(now)); missing != nil {
		meaning(o.problem("charm."+missing.part, "Client Error", "Unable to create application, got error: %s.", missing.text), missing.meant)
	}
}

func sameCharm(a, b values) bool {
	return a.text("name") == b.text("name") && a.text("channel") == b.text("channel") && revisionOf(a) == revisionOf(b)
}

// revisionOf is the revision that is asked for, -1 when none is.
func revisionOf(charm values) int {
	if n, known := charm.whole("revision"); known {
		return n
	}
	return -1
}

// replaceApplication decides on what replaces an application in some cases alone: another base on machines, storage that is there already.
func replaceApplication(o *operation, list []difference) {
	for i := range list {
		switch list[i].name {
		case "charm.base":
			list[i].replaces = o.prior.text("model_type") == "iaas"
		case "storage_directives":
			now := o.planned.entries("storage_directives")
			for key, value := range o.prior.entries("storage_directives") {
				if now[key] != value {
					list[i].replaces = true
				}
			}
		}
	}
}

func constraintsOf(v values) []string {
	list := strings.Fields(v.text("constraints"))
	slices.Sort(list)
	return list
}

func createApplication(o *operation) (values, error) {
	m, err := o.run.model(o.planned)
	if err != nil {
		return nil, unable("create application", err)
	}
	charm := charmOf(o.planned)
	release, missing := o.run.workspace.charms.find(charm.text("name"), charm.text("channel"), revisionOf(charm))
	if missing != nil {
		return nil, unable("create application", &nearError{fmt.Errorf("%s", missing.text), missing.meant})
	}
	units, _ := o.planned.whole("units")
	name := o.planned.text("name")
	if name == "" {
		name = charm.text("name")
	}
	as := juju.Deployment{Name: name, Units: units, NoUnits: units == 0, Config: settings(o.planned.entries("config")), Trust: o.planned.yes("trust")}
	if err := m.Deploy(release.Charm, as); err != nil {
		return nil, unable("create application", secretMeant(err))
	}
	if o.planned.has("expose") {
		if err := m.Expose(name); err != nil {
			return nil, unable("create application", err)
		}
	}
	if err = o.settle(); err != nil {
		err = unable("read application", err)
	}
	return describeApplication(o.planned, m, name, &release), err
}

// secretMeant adds what was probably meant where the ID of a secret stands for its URI.
func secretMeant(err error) error {
	if err != nil && strings.Contains(err.Error(), "secret URI scheme missing") {
		return &nearError{err, "secret_uri"}
	}
	return err
}

func settings(config map[string]string) map[string]any {
	values := make(map[string]any, len(config))
	for key, value := range config {
		values[key] = value
	}
	return values
}

// describeApplication fills in what is known once the application is there.
func describeApplication(v values, m *juju.Model, name string, release *Release) values {
	charm := charmOf(v)
	charm["revision"] = cty.NumberIntVal(int64(release.Revision))
	charm["channel"] = cty.StringVal(normalChannel(charm.text("channel")))
	if charm.text("base") == "" {
		charm["base"] = cty.StringVal("ubuntu@22.04")
	}
	now := v.with(values{
		"name": cty.StringVal(name), "charm": charmBlock(charm), "model_type": cty.StringVal(modelType(m)),
		"id": cty.StringVal(modelKey(v) + ":" + name), "machines": cty.SetValEmpty(cty.String),
	})
	delete(now, "storage")
	if !v.known("constraints") {
		now["constraints"] = cty.StringVal("")
	}
	if m.Type == call.ModelMachines {
		if app, err := m.Application(name); err == nil {
			now["machines"] = textSet(machines(&app))
		}
	}
	return now
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
	name := o.prior.text("name")
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
