package terraform

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/charmscenario/scenario/internal/nearest"
	"github.com/charmscenario/scenario/juju"
)

// planData reads a data source, or leaves it to be read when what it depends on has been done.
func (r *run) planData(resource *resource, one repetition, o *operation) (cty.Value, bool) {
	c := &change{action: read, resource: resource, repeated: one}
	r.planned[one.address] = c
	waits := slices.ContainsFunc(resource.after, func(on reference) bool { return r.pending[on.address] })
	if waits || !o.written.wholly() {
		r.changes, r.pending[resource.address] = append(r.changes, c), true
		c.shown = resource.shown(o.planned, o.marks)
		return c.shown, true
	}
	now, _, err := resource.kind.read(o)
	if err != nil {
		d := clientError(resource.at, err)
		r.report(about(one.address, append(o.diags, d))...)
		return cty.NilVal, false
	}
	c.action, c.shown = keep, resource.shown(now, o.marks)
	return c.shown, true
}

// modelData is the data source juju_model.
var modelData = &kind{
	name: "juju_model",
	attributes: []attribute{
		{name: "name", of: cty.String, computed: true}, {name: "owner", of: cty.String, computed: true},
		{name: "uuid", of: cty.String, computed: true, check: checkUUID}, identity,
	},
	refused: map[string]string{"type": since("2.2")},
	check: func(o *operation) {
		name, owner, uuid := o.written.has("name"), o.written.has("owner"), o.written.has("uuid")
		if uuid == (name || owner) || name != owner && !uuid {
			o.diags = append(o.diags, problem(o.at, "Invalid Attribute Combination", "Want \"uuid\" alone, or \"name\" and \"owner\" together."))
		}
	},
	read: func(o *operation) (values, bool, error) {
		var m *juju.Model
		var err error
		if uuid := o.written.text("uuid"); uuid != "" {
			m, err = o.run.modelByUUID(uuid)
			err = wrapped(err, "read model by UUID")
		} else if name, owner := o.written.text("name"), o.written.text("owner"); owner != "admin" {
			err = wrapped(&nearError{fmt.Errorf("model \"%s/%s\" not found", owner, name), "admin"}, "read model by name and owner")
		} else {
			m, err = o.run.modelByName(name)
			err = wrapped(err, "read model by name and owner")
		}
		if err != nil {
			return nil, false, err
		}
		uuid := cty.StringVal(m.UUID)
		return o.planned.with(values{"name": cty.StringVal(m.Name), "owner": cty.StringVal("admin"), "uuid": uuid, "id": uuid}), true, nil
	},
}

// wrapped is what the provider says of an error, if there is one.
func wrapped(err error, verb string) error {
	if err == nil {
		return nil
	}
	return unable(verb, err)
}

// applicationData is the data source juju_application.
var applicationData = &kind{
	name: "juju_application",
	attributes: modelAttributes(
		attribute{name: "name", of: cty.String, required: true},
		attribute{name: "machines", of: textSetType, readOnly: true},
	),
	refused: map[string]string{"unit_numbers": since("2.2")},
	check:   checkModel,
	read: func(o *operation) (values, bool, error) {
		m, err := o.run.model(o.planned)
		if err != nil {
			return nil, false, unable("read application", err)
		}
		name := o.planned.text("name")
		app, err := m.Application(name)
		if err != nil {
			return nil, false, unable("read application", missingApplication(o, m, name, err))
		}
		return o.planned.with(values{"machines": textSet(machines(&app))}), true, nil
	},
}

// secretData is the data source juju_secret.
var secretData = &kind{
	name: "juju_secret",
	attributes: modelAttributes(
		attribute{name: "name", of: cty.String, required: true},
		attribute{name: "secret_id", of: cty.String, readOnly: true},
	),
	refused: map[string]string{"secret_uri": since("2.2")},
	check:   checkModel,
	read: func(o *operation) (values, bool, error) {
		m, err := o.run.model(o.planned)
		if err != nil {
			return nil, false, unable("read secret", err)
		}
		name := o.planned.text("name")
		found, err := m.ListSecrets(juju.SecretFilter{Label: name}, true)
		if err == nil && (len(found) == 0 || name == "") {
			err = missingSecret(m, name)
		}
		if err != nil {
			return nil, false, unable("read secret", err)
		}
		id := strings.TrimPrefix(found[0].URI, "secret:")
		return o.planned.with(values{"secret_id": cty.StringVal(id)}), true, nil
	},
}

// missingSecret says that there is no secret of a name, and which one was probably meant.
func missingSecret(m *juju.Model, name string) error {
	var names []string
	all, _ := m.ListSecrets(juju.SecretFilter{}, false)
	for _, s := range all {
		names = append(names, s.Label)
	}
	return &nearError{errors.New("secret was not found"), nearest.Name(name, names)}
}

// offerData is the data source juju_offer.
var offerData = &kind{
	name: "juju_offer",
	attributes: []attribute{
		{name: "url", of: cty.String, required: true, check: checkOfferURL},
		{name: "name", of: cty.String, readOnly: true}, {name: "application_name", of: cty.String, readOnly: true},
		{name: "endpoints", of: textSetType, readOnly: true}, identity,
	},
	refused: map[string]string{"offering_controller": because("here is one controller")},
	read: func(o *operation) (values, bool, error) {
		url := o.planned.text("url")
		for _, m := range o.run.workspace.Model.Models() {
			for name, offer := range o.run.reading.status(m).Offers {
				if offer.URL == url {
					return o.planned.with(values{
						"name": cty.StringVal(name), "application_name": cty.StringVal(offer.Application), "endpoints": textSet(offer.Endpoints), "id": cty.StringVal(url),
					}), true, nil
				}
			}
		}
		err := &nearError{fmt.Errorf("expected to find one result for url %q but found 0", url), nearest.Name(url, o.run.offerURLs())}
		return nil, false, unable("read offer", err)
	},
}

// offerURLs lists what is on offer in all models.
func (r *run) offerURLs() []string {
	var urls []string
	for _, m := range r.workspace.Model.Models() {
		for _, offer := range r.reading.status(m).Offers {
			urls = append(urls, offer.URL)
		}
	}
	slices.Sort(urls)
	return urls
}
