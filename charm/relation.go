package charm

import (
	"strings"

	"github.com/charmscenario/scenario/call"
)

// Relation is a relation that this unit is in.
type Relation struct {
	hook      *Hook
	id        string
	endpoint  string
	remoteApp string // empty: not told by the event
}

// Relations returns the relations of an endpoint, sorted by ID as text (hook tool relation-ids). An
// endpoint that does not exist has none.
func (h *Hook) Relations(endpoint string) ([]*Relation, error) {
	c := &call.RelationIDs{Endpoint: endpoint}
	if err := h.ask(c, "list relations of %q", endpoint); err != nil {
		return nil, err
	}
	relations := make([]*Relation, len(c.IDs))
	for i, id := range c.IDs {
		relations[i] = h.RelationByID(id)
	}
	return relations, nil
}

// RelationByID returns a relation by its ID, such as "database:3". No call is made: that there is no
// such relation is found out by the first method that asks Juju, [ErrRelationNotFound].
func (h *Hook) RelationByID(id string) *Relation {
	return tell(&Relation{hook: h, id: id})
}

// tell fills in what follows from the ID, and what the hook was told of the relation.
func tell(r *Relation) *Relation {
	if endpoint, _, ok := strings.Cut(r.id, ":"); ok {
		r.endpoint = endpoint
	}
	if r.hook != nil && r.hook.told().Relation == r.id {
		r.remoteApp = r.hook.told().RemoteApp
	}
	return r
}

// ID is the relation's ID, such as "database:3".
func (r *Relation) ID() string { return r.id }

// Endpoint is the name of this charm's endpoint.
func (r *Relation) Endpoint() string { return r.endpoint }

// RemoteAppName returns the name of the application on the other side, this one for a peer relation.
// The relation of an event knows it; for others Juju is asked (hook tool relation-list --app).
func (r *Relation) RemoteAppName() (string, error) {
	if r.remoteApp != "" {
		return r.remoteApp, nil
	}
	c := &call.RelationList{Relation: r.id, App: true}
	err := r.hook.ask(c, "find the remote application of %s", r.id)
	return c.RemoteApp, err
}

// Units returns the names of the remote units, in a peer relation of the other units (hook tool
// relation-list).
func (r *Relation) Units() ([]string, error) {
	c := &call.RelationList{Relation: r.id}
	err := r.hook.ask(c, "list the units of %s", r.id)
	return c.Units, err
}

// RemoteModelUUID returns the UUID of the remote application's model (hook tool relation-model-get,
// Juju 3.6).
func (r *Relation) RemoteModelUUID() (string, error) {
	c := &call.RelationModelGet{Relation: r.id}
	err := r.hook.ask(c, "find the remote model of %s", r.id)
	return c.ModelUUID, err
}

// LocalUnit is this unit's databag: this unit alone writes it.
func (r *Relation) LocalUnit() *Databag { return r.databag(r.hook.Unit().Name()) }

// LocalApp is this application's databag: the leader writes it, and reads it but for a peer relation,
// where every unit may read it.
func (r *Relation) LocalApp() *Databag { return r.databag(r.hook.App().Name()) }

// RemoteApp is the databag of the remote application, to be read; in a peer relation it is LocalApp's.
func (r *Relation) RemoteApp() *Databag {
	d := r.databag(r.remoteApp)
	d.remoteApp = true
	return d
}

// RemoteUnit is the databag of a remote unit, or of another unit in a peer relation, to be read.
func (r *Relation) RemoteUnit(name string) *Databag { return r.databag(name) }

func (r *Relation) databag(of string) *Databag {
	return &Databag{hook: r.hook, relation: r.id, of: of}
}
