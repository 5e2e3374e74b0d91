package juju

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/chance"
	"github.com/charmscenario/scenario/metadata"
)

// offer is what a model offers to others.
type offer struct {
	model     *Model
	name      string
	app       *application
	endpoints []string  // sorted
	ended     time.Time // when it was withdrawn; zero: it is there
}

func (o *offer) named() string { return o.name }

// url is how other models name the offer.
func (o *offer) url() string { return offerUser + o.model.Name + "." + o.name }

// withdrawn reports whether the offer is no more, though others have consumed it.
func (o *offer) withdrawn() bool { return !o.ended.IsZero() }

// withdraw ends an offer.
func (m *Model) withdraw(o *offer) { m.offers, o.ended = remove(m.offers, o), m.world.now }

// offerUser begins the URL of an offer: all models are of one user.
const offerUser = "admin/"

// remoteApp is an offer that a model has consumed.
type remoteApp struct {
	name  string
	offer *offer
}

func (r *remoteApp) named() string { return r.name }

// candidates lists the endpoints on offer.
func (r *remoteApp) candidates(m *Model, endpoint string) ([]side, error) {
	if r.offer.withdrawn() {
		return nil, refused(codeNotFound, "application offer %q not found", r.offer.url())
	}
	var list []side
	for _, name := range r.offer.endpoints {
		e, known := r.offer.app.charm.metadata.Endpoint(name)
		if known && (endpoint == "" || endpoint == name) {
			list = append(list, side{app: r.offer.app, endpoint: e, calls: r.name, offering: true})
		}
	}
	if len(list) == 0 && endpoint != "" {
		return nil, noSuch(endpoint, r.offer.endpoints, "", "saas application %q has no %q relation", r.name, endpoint)
	}
	return list, nil
}

// Offer offers endpoints of an application to other models (juju offer db:database), under a name; empty: the application's. It returns
// the offer's URL, such as "admin/prod.db".
func (m *Model) Offer(endpoints, name string) (string, error) {
	if err := m.admin(); err != nil {
		return "", err
	}
	app, list, ok := strings.Cut(endpoints, ":")
	if !ok || list == "" {
		return "", refused("", `endpoints must conform to format "<application-name>:<endpoint-name>[,...]" `)
	}
	a, err := m.findApp(app)
	if err != nil {
		return "", err
	}
	if !alive(a.life) {
		return "", fmt.Errorf("cannot offer %s: the application is being removed", app)
	}
	if name == "" {
		name = app
	}
	if !call.IsAppName(name) {
		return "", fmt.Errorf("cannot offer %s: %q is not a name of an offer; want a form such as %q", endpoints, name, app)
	}
	names := strings.Split(list, ",")
	for _, endpoint := range names {
		if e, known := a.charm.metadata.Endpoint(endpoint); !known || e.Role == metadata.Peer {
			return "", noSuch(endpoint, a.charm.metadata.Endpoints(), "", "application %q has no %q relation", app, endpoint)
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	o, known := find(m.offers, name)
	if !known {
		o = &offer{model: m, name: name}
		m.offers = insert(m.offers, o)
	}
	o.app, o.endpoints = a, names
	m.command("juju offer %s %s", endpoints, name)
	return o.url(), nil
}

// Consume makes an offer of another model of the controller known to this one (juju consume), under a name; empty: the offer's.
// Integrate then relates to it as to an application. An offer that was withdrawn and made again takes its place again.
func (m *Model) Consume(url, name string) error {
	if err := m.write(); err != nil {
		return err
	}
	o := m.world.offer(url)
	if o == nil {
		return noSuch(url, m.world.offerURLs(), codeNotFound, "could not consume %s: application offer %q not found", url, url)
	}
	if o.model == m {
		return fmt.Errorf("cannot consume %s: it is an offer of this model; integrate with %s itself", url, o.app.name)
	}
	if name == "" {
		name = o.name
	}
	if !call.IsAppName(name) {
		return fmt.Errorf("cannot consume %s: %q is not a name of an application; want a form such as %q", url, name, o.name)
	}
	r, known := find(m.saas, name)
	switch {
	case known && r.offer == o:
		return nil
	case known && r.offer.model == o.model && r.offer.withdrawn():
		r.offer = o // the one that it stood for was withdrawn: Juju puts the new one in its place
		m.command("juju consume %s %s", url, name)
		return nil
	case known:
		return refused("", "could not consume %s: saas application called %q from a different model already exists", o.url(), name)
	}
	if _, app := find(m.apps, name); app {
		return refused("", "could not consume %s: cannot add saas application %q: local application with same name already exists", o.url(), name)
	}
	m.saas = insert(m.saas, &remoteApp{name: name, offer: o})
	m.command("juju consume %s %s", url, name)
	return nil
}

// offer finds an offer by its URL: with or without controller and user.
func (w *world) offer(url string) *offer {
	if _, after, ok := strings.Cut(url, ":"); ok {
		url = after
	}
	_, path, ok := strings.Cut(url, "/")
	if !ok {
		path = url
	}
	model, name, _ := strings.Cut(path, ".")
	for _, m := range w.models {
		if m.Name != model {
			continue
		}
		if o, known := find(m.offers, name); known {
			return o
		}
	}
	return nil
}

// offerURLs lists the offers of all models.
func (w *world) offerURLs() []string {
	var urls []string
	for _, m := range w.models {
		for _, o := range m.offers {
			urls = append(urls, o.url())
		}
	}
	return urls
}

// offersOf lists the offers of an application.
func (m *Model) offersOf(a *application) []*offer {
	var list []*offer
	for _, o := range m.offers {
		if o.app == a {
			list = append(list, o)
		}
	}
	return list
}

// connections counts the relations over an offer.
func (o *offer) connections() int {
	n := 0
	for _, e := range o.app.ends {
		if e.offering && slices.Contains(o.endpoints, e.endpoint.Name) {
			n++
		}
	}
	return n
}

// RemoveOffer withdraws an offer (juju remove-offer). One that is in use stays.
func (m *Model) RemoveOffer(name string) error {
	if err := m.admin(); err != nil {
		return err
	}
	o, known := find(m.offers, name)
	if !known {
		return noSuch(name, namesOf(m.offers), codeNotFound, "application offer %q not found", name)
	}
	if n := o.connections(); n > 0 {
		return refused("", "cannot delete application offer %q: offer has %d relation%s", name, n, plural(n))
	}
	m.withdraw(o)
	m.command("juju remove-offer %s", name)
	return nil
}

// RemoveSAAS forgets a consumed offer, and ends the relations to it (juju remove-saas).
func (m *Model) RemoveSAAS(name string) error {
	if err := m.write(); err != nil {
		return err
	}
	r, known := find(m.saas, name)
	if !known {
		return noSuch(name, namesOf(m.saas), codeNotFound, "saas application %q not found", name)
	}
	m.world.forgetRemote(m, r, cause{entry: m.command("juju remove-saas %s", name)})
	return nil
}

// token is how the offering model calls an application of another model.
func token(a *application) string {
	return fmt.Sprintf("remote-%016x%016x", chance.Hash(a.model.UUID, a.name), chance.Hash(a.name, a.model.UUID))
}
