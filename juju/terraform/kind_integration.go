package terraform

import (
	"errors"
	"fmt"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/charmscenario/scenario/internal/nearest"
	"github.com/charmscenario/scenario/juju"
)

// integrationKind is juju_integration: a relation of two applications, one of which may be on offer in another model.
var integrationKind = &kind{
	name: "juju_integration",
	attributes: modelAttributes(
		attribute{name: "via", of: cty.String, replaces: true},
		identity,
	),
	nested: []nested{{name: "application", least: 2, most: 2, replaces: true, attributes: sideAttributes, refused: map[string]string{"offering_controller": because("here is one controller")}}},
	check:  checkIntegration, adjust: adjustIntegration,
	create: createIntegration, read: readIntegration, update: updateNothing, remove: removeIntegration,
}

var sideAttributes = []attribute{
	{name: "name", of: cty.String, computed: true}, {name: "endpoint", of: cty.String, computed: true},
	{name: "offer_url", of: cty.String, check: checkOfferURL},
}

func checkOfferURL(text string) string {
	if strings.Contains(text, ":") {
		return fmt.Sprintf("the URL of an offer names no controller here, as in \"admin/model.offer\", got %q", text)
	}
	if _, name, ok := strings.Cut(text, "."); !ok || name == "" {
		return fmt.Sprintf("want the URL of an offer, such as \"admin/model.offer\", got %q", text)
	}
	return ""
}

// checkIntegration refuses sides that are named in two ways, or in none.
func checkIntegration(o *operation) {
	checkModel(o)
	local := 0
	blocks := o.written.blocks("application")
	for i, b := range blocks {
		at := o.content.placeOf("application", i, "offer_url", o.at)
		switch {
		case b.has("name") && b.has("offer_url"):
			o.diags = append(o.diags, problem(at, "Invalid Attribute Combination", "An application has a name, or is on offer under a URL: want one of \"name\" and \"offer_url\"."))
		case !b.has("name") && !b.has("offer_url"):
			o.diags = append(o.diags, problem(at, "Missing required argument", "Want one of \"name\" and \"offer_url\" in each block \"application\"."))
		case b.has("name"):
			local++
		}
	}
	if local == 0 && len(blocks) == 2 && len(o.diags) == 0 {
		o.problem("application", "Invalid Attribute Combination", "Want the name of an application of the model in one of the blocks \"application\" at least.")
	}
}

// adjustIntegration finds the sides that are there already, in whatever order they are written.
func adjustIntegration(o *operation) {
	now, before := o.written.blocks("application"), o.prior.blocks("application")
	if len(now) != 2 || len(before) != 2 {
		return
	}
	if isSide(now[0], before[0]) && isSide(now[1], before[1]) || isSide(now[0], before[1]) && isSide(now[1], before[0]) {
		o.planned["application"] = o.prior["application"]
	}
}

// isSide reports whether all that is written of a side is so.
func isSide(written, prior values) bool {
	for name := range written {
		if !written.equal(prior, name) {
			return false
		}
	}
	return true
}

func createIntegration(o *operation) (values, error) {
	m, err := o.run.model(o.planned)
	if err != nil {
		return nil, unable("create integration", err)
	}
	var sides []string
	offers := make(map[string]string) // URLs by the name that the model gives them
	for _, b := range o.planned.blocks("application") {
		name := b.text("name")
		if url := b.text("offer_url"); url != "" {
			name = url[strings.LastIndex(url, ".")+1:] // the offer's, when it is not given another
			if err := m.Consume(url, ""); err != nil {
				return nil, unable("consume remote offer", &nearError{err, nearest.Name(url, o.run.offerURLs())})
			}
			offers[name] = url
		} else if _, err := m.Application(name); err != nil {
			wait := errors.New("the applications were not available to be integrated: the context was done waiting for apps")
			return nil, unable("create integration", missingApplication(o, m, name, wait))
		}
		if endpoint := b.text("endpoint"); endpoint != "" {
			name += ":" + endpoint
		}
		sides = append(sides, name)
	}
	if err := m.Integrate(sides[0], sides[1]); err != nil {
		return nil, unable("create integration", err)
	}
	made, err := m.Relation(sides[0], sides[1])
	if err != nil { // there are several between the two
		made = newest(m.Status().Relations)
	}
	return describeIntegration(o.planned, &made, offers), nil
}

// newest is the relation that was made last.
func newest(relations []juju.RelationStatus) juju.RelationStatus {
	last := relations[0]
	for _, r := range relations {
		if r.Number > last.Number {
			last = r
		}
	}
	return last
}

// describeIntegration puts a relation into the resource: the provider of its interface first, as in its ID.
func describeIntegration(v values, made *juju.RelationStatus, offers map[string]string) values {
	id := modelKey(v)
	var blocks []values
	for _, role := range []string{"provider", "requirer"} {
		for _, end := range made.Endpoints {
			if end.Role != role {
				continue
			}
			id += ":" + end.Application + ":" + end.Name
			block := values{"name": cty.StringVal(end.Application), "endpoint": cty.StringVal(end.Name)}
			if url := offers[end.Application]; url != "" {
				block = values{"offer_url": cty.StringVal(url), "endpoint": cty.StringVal(end.Name)}
			}
			blocks = append(blocks, block)
		}
	}
	return v.with(values{"id": cty.StringVal(id), "application": blockList(blocks, sideAttributes)})
}

// integrationSides are the two sides as the ID names them, the provider of the interface first.
func integrationSides(v values) (provider, requirer string) {
	parts := strings.Split(v.text("id"), ":")
	n := len(parts)
	return parts[n-4] + ":" + parts[n-3], parts[n-2] + ":" + parts[n-1]
}

func readIntegration(o *operation) (values, bool, error) {
	m, err := o.run.model(o.prior)
	if err != nil {
		return nil, false, nil // gone with its model
	}
	provider, requirer := integrationSides(o.prior)
	return o.prior, o.run.reading.related(m, requirer+" "+provider), nil
}

// removeIntegration removes the relation, and waits until it is gone. What was consumed for it stays.
func removeIntegration(o *operation) error {
	m, err := o.run.model(o.prior)
	if err != nil {
		return nil
	}
	provider, requirer := integrationSides(o.prior)
	if err := m.RemoveRelation(provider, requirer); err != nil {
		return err
	}
	if err := o.settle(); err != nil {
		return err
	}
	if o.run.reading.related(m, requirer+" "+provider) {
		app, _, _ := strings.Cut(provider, ":")
		other, _, _ := strings.Cut(requirer, ":")
		why := whatHolds(m, app)
		if why == stillThere {
			why = whatHolds(m, other)
		}
		return &incompleteError{fmt.Errorf("%s complete integration deletion (endpoints [%s %s]) in model %q: %s", "Unable to", provider, requirer, m.UUID, why)}
	}
	return nil
}
