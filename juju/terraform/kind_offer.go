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

// offerKind is juju_offer: endpoints of an application that other models may use.
var offerKind = &kind{
	name: "juju_offer",
	attributes: modelAttributes(
		attribute{name: "name", of: cty.String, computed: true, replaces: true},
		attribute{name: "application_name", of: cty.String, required: true, replaces: true},
		attribute{name: "endpoints", of: textSetType, required: true, replaces: true},
		attribute{name: "url", of: cty.String, readOnly: true},
		identity,
	),
	refused: map[string]string{"allow_force_destroy": since("2.2"), "timeouts": since("2.2")},
	check:   checkModel,
	create:  createOffer, read: readOffer, update: updateNothing, remove: removeOffer,
}

// updateNothing is what an update does of a resource all of whose changes replace it.
func updateNothing(o *operation) (values, error) { return o.planned, nil }

func createOffer(o *operation) (values, error) {
	m, err := o.run.model(o.planned)
	if err != nil {
		return nil, unable("create offer", err)
	}
	app, name := o.planned.text("application_name"), o.planned.text("name")
	if name == "" {
		name = app
	}
	if _, err := m.Application(app); err != nil {
		return nil, unable("create offer", missingApplication(o, m, app, errors.New("the application was not available to be offered")))
	}
	url, err := m.Offer(app+":"+strings.Join(o.planned.texts("endpoints"), ","), name)
	if err != nil {
		return nil, unable("create offer", err)
	}
	return o.planned.with(values{"name": cty.StringVal(name), "url": cty.StringVal(url), "id": cty.StringVal(url)}), nil
}

// missingApplication adds the application that was probably meant to an error.
func missingApplication(o *operation, m *juju.Model, app string, err error) error {
	var names []string
	for name := range o.run.reading.status(m).Applications {
		names = append(names, name)
	}
	slices.Sort(names)
	return &nearError{err, nearest.Name(app, names)}
}

func readOffer(o *operation) (values, bool, error) {
	m, err := o.run.model(o.prior)
	if err != nil {
		return nil, false, nil // gone with its model
	}
	offer, known := o.run.reading.status(m).Offers[o.prior.text("name")]
	if !known {
		return nil, false, nil
	}
	now := make(values)
	if offer.Application != o.prior.text("application_name") {
		now["application_name"] = cty.StringVal(offer.Application)
	}
	if !slices.Equal(offer.Endpoints, o.prior.texts("endpoints")) {
		now["endpoints"] = textSet(offer.Endpoints)
	}
	return o.prior.with(now), true, nil
}

// removeOffer withdraws an offer. While it is in use the provider waits for five minutes, and then forces it: here the relations over it are removed at
// once.
func removeOffer(o *operation) error {
	m, err := o.run.model(o.prior)
	if err != nil {
		return nil
	}
	name := o.prior.text("name")
	offer, known := m.Status().Offers[name]
	if !known {
		return unable("delete offer", fmt.Errorf("expected to find one result for url %q but found 0", o.prior.text("url")))
	}
	if offer.Total > 0 {
		if err := endConnections(m, &offer); err != nil {
			return unable("delete offer", err)
		}
		if err := o.settle(); err != nil {
			return unable("delete offer", err)
		}
	}
	if err := m.RemoveOffer(name); err != nil {
		return unable("delete offer", err)
	}
	return nil
}

// endConnections removes the relations over an offer. The other side is an application that the model knows under a made up name.
func endConnections(m *juju.Model, offer *juju.OfferStatus) error {
	s := m.Status()
	for _, relation := range s.Relations {
		if len(relation.Endpoints) != 2 {
			continue
		}
		for i, end := range relation.Endpoints {
			other := relation.Endpoints[1-i]
			_, local := s.Applications[other.Application]
			_, consumed := s.SAAS[other.Application]
			if end.Application != offer.Application || !slices.Contains(offer.Endpoints, end.Name) || local || consumed {
				continue
			}
			if err := m.RemoveRelation(end.Application+":"+end.Name, other.Application+":"+other.Name); err != nil {
				return err
			}
		}
	}
	return nil
}
