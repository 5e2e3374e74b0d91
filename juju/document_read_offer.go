package juju

import (
	"slices"
	"strings"

	"github.com/charmscenario/scenario/internal/controller"
)

// offers makes the offers of a model.
func (r *reader) offers(p *part) {
	for _, name := range sorted(p.content.Offers) {
		d, at := p.content.Offers[name], p.at.field("offers").entry(name)
		a := r.findApp(p, at.field("application"), d.Application)
		if a == nil {
			continue
		}
		if a.model != p.model {
			r.add(at.field("application"), "%q is of another model; want one of this", d.Application)
			continue
		}
		if name == "" || strings.ContainsAny(name, "./:") {
			r.add(at, "%q is not the name of an offer", name)
		}
		o := &offer{model: p.model, name: name, app: a}
		for i, endpoint := range d.Endpoints {
			if !r.endpointExists(a, endpoint) {
				r.unknown(at.field("endpoints").item(i), "endpoint", endpoint, a.charm.metadata.Endpoints())
			}
			o.endpoints = append(o.endpoints, endpoint)
		}
		if len(d.Endpoints) == 0 {
			r.add(at.field("endpoints"), "there is none; want one or more")
		}
		slices.Sort(o.endpoints)
		p.model.offers = append(p.model.offers, o)
	}
}

// endpointExists reports whether the application has an endpoint, or had it with an earlier charm: what is on offer stays on
// offer.
func (r *reader) endpointExists(a *application, name string) bool {
	if _, known := a.charm.metadata.Endpoint(name); known || a.charm.name == "" {
		return true
	}
	for _, charm := range sorted(r.given) {
		if d := r.readCharm(charm); d != nil {
			if _, known := d.metadata.Endpoint(name); known {
				return true
			}
		}
	}
	return false
}

// consumed makes the offers of others that a model has consumed.
func (r *reader) consumed(p *part) {
	for _, name := range sorted(p.content.Consumed) {
		d, at := p.content.Consumed[name], p.at.field("consumed").entry(name)
		if _, taken := find(p.model.apps, name); taken {
			r.add(at, "there is an application %q", name)
		}
		o := r.world.offer(d.Offer)
		if oneOf(r, at.field("removed"), d.Removed, "", removedOffer, removedModel); d.Removed != "" {
			o = r.removedOffer(at, &d)
		} else if o == nil {
			r.unknown(at.field("offer"), "offer", d.Offer, r.offerURLs())
		}
		if d.Removed == "" && len(d.Endpoints) > 0 {
			r.add(at.field("endpoints"), "they are those of the offer; want them here when it was removed")
		}
		if o != nil {
			p.model.saas = append(p.model.saas, &remoteApp{name: name, offer: o})
		}
	}
}

func (r *reader) offerURLs() []string {
	var urls []string
	for _, p := range r.parts {
		for _, o := range p.model.offers {
			urls = append(urls, o.url())
		}
	}
	return urls
}

// removedOffer makes an offer that is no more.
func (r *reader) removedOffer(at *place, d *documentConsumed) *offer {
	model, name, ok := strings.Cut(strings.TrimPrefix(d.Offer, offerUser), ".")
	if !ok || !isModelName(model) || name == "" {
		r.add(at.field("offer"), "it is not the URL of an offer; want a form such as %q", offerUser+"prod.database")
		return nil
	}
	o := &offer{model: &Model{Name: model, life: controller.Dead}, name: name, endpoints: d.Endpoints, ended: r.past(at.field("since"), d.Since)}
	if d.Removed == removedModel {
		return o
	}
	for _, p := range r.parts {
		if p.model.Name == model {
			o.model = p.model
			return o
		}
	}
	r.unknownModel(at.field("offer"), model)
	return nil
}
