package charm

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"strings"

	"github.com/charmscenario/scenario/call"
)

// Relation is a relation that this unit is in.
type Relation struct {
	hook      *Hook
	id        string
	endpoint  string
	remoteApp string // empty: not asked yet
}

// Relations returns the relations of an endpoint (hook tool relation-ids).
func (h *Hook) Relations(endpoint string) ([]*Relation, error) {
	c := &call.RelationIDs{Endpoint: endpoint}
	if err := h.do(c, "list relations of %q", endpoint); err != nil {
		return nil, err
	}
	relations := make([]*Relation, len(c.IDs))
	for i, id := range c.IDs {
		relations[i] = &Relation{hook: h, id: id, endpoint: endpoint}
	}
	return relations, nil
}

// RelationByID returns a relation by its ID, such as "database:3".
func (h *Hook) RelationByID(id string) *Relation {
	endpoint, _, _ := strings.Cut(id, ":")
	return &Relation{hook: h, id: id, endpoint: endpoint}
}

// ID is the relation's ID, such as "database:3".
func (r *Relation) ID() string { return r.id }

// Endpoint is the name of this charm's endpoint.
func (r *Relation) Endpoint() string { return r.endpoint }

// RemoteAppName returns the name of the application on the other side, this one for a peer relation
// (hook tool relation-list --app).
func (r *Relation) RemoteAppName() (string, error) {
	if r.remoteApp == "" {
		c := &call.RelationList{Relation: r.id, App: true}
		if err := r.hook.do(c, "find the remote application of %s", r.id); err != nil {
			return "", err
		}
		r.remoteApp = c.RemoteApp
	}
	return r.remoteApp, nil
}

// Units returns the names of the remote units, in a peer relation of the other units (hook tool
// relation-list).
func (r *Relation) Units() ([]string, error) {
	c := &call.RelationList{Relation: r.id}
	err := r.hook.do(c, "list the units of %s", r.id)
	return c.Units, err
}

// RemoteModelUUID returns the UUID of the remote application's model (hook tool relation-model-get,
// Juju 3.6).
func (r *Relation) RemoteModelUUID() (string, error) {
	c := &call.RelationModelGet{Relation: r.id}
	err := r.hook.do(c, "find the remote model of %s", r.id)
	return c.ModelUUID, err
}

// LocalUnit is this unit's databag.
func (r *Relation) LocalUnit() *Databag { return &Databag{relation: r, of: r.hook.UnitName()} }

// LocalApp is this application's databag: the leader writes it, and reads it but for a peer relation,
// where every unit may read it.
func (r *Relation) LocalApp() *Databag { return &Databag{relation: r, of: r.hook.AppName()} }

// RemoteApp is the databag of the remote application.
func (r *Relation) RemoteApp() *Databag { return &Databag{relation: r, remoteApp: true} }

// RemoteUnit is the databag of a remote unit, or of another unit in a peer relation.
func (r *Relation) RemoteUnit(name string) *Databag { return &Databag{relation: r, of: name} }

// Databag is what one side of a relation tells the other. Writes wait for the end of the hook.
type Databag struct {
	relation  *Relation
	of        string
	remoteApp bool
}

func (d *Databag) owner() (string, error) {
	if d.remoteApp {
		return d.relation.RemoteAppName()
	}
	return d.of, nil
}

// All returns the whole databag (hook tool relation-get).
func (d *Databag) All() (map[string]string, error) {
	owner, err := d.owner()
	if err != nil {
		return nil, err
	}
	c := &call.RelationGet{Relation: d.relation.id, Of: owner}
	err = d.relation.hook.do(c, "read the databag of %s in %s", owner, d.relation.id)
	return c.Data, err
}

// Get returns one value; empty when the key is not there.
func (d *Databag) Get(key string) (string, error) {
	bag, err := d.All()
	return bag[key], err
}

// Set writes one value (hook tool relation-set); an empty one deletes the key.
func (d *Databag) Set(key, value string) error { return d.SetAll(map[string]string{key: value}) }

// Delete removes a key.
func (d *Databag) Delete(key string) error { return d.Set(key, "") }

// SetAll writes several values (hook tool relation-set); an empty one deletes its key. Only this unit's
// databag and its application's can be written, the latter by the leader: ErrNotLeader.
func (d *Databag) SetAll(values map[string]string) error {
	h := d.relation.hook
	app := !d.remoteApp && d.of == h.AppName()
	if !app && (d.remoteApp || d.of != h.UnitName()) {
		owner, err := d.owner()
		if err != nil {
			return err
		}
		if owner != h.AppName() { // a peer relation's application is this one
			return fmt.Errorf("cannot write the databag of %s in %s: it is the other side's: %w", owner, d.relation.id, ErrPermissionDenied)
		}
		app = true
	}
	c := &call.RelationSet{Relation: d.relation.id, App: app, Data: maps.Clone(values)}
	return h.do(c, "write into %s", d.relation.id)
}

// Load reads the databag into a struct. Fields are named by their json tags; a field of type string
// holds the value itself, any other is decoded from JSON. Keys without a field are left alone.
func (d *Databag) Load(into any) error {
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct {
		return fmt.Errorf("cannot load a databag into %T: want a pointer to a struct", into)
	}
	bag, err := d.All()
	if err != nil {
		return err
	}
	for field, value := range taggedFields(v.Elem()) {
		text, ok := bag[field.name]
		if !ok {
			continue
		}
		if value.Kind() == reflect.String {
			value.SetString(text)
			continue
		}
		if err := json.Unmarshal([]byte(text), value.Addr().Interface()); err != nil {
			return fmt.Errorf("cannot load key %q of %s: want JSON for %s: %w", field.name, d.relation.id, value.Type(), err)
		}
	}
	return nil
}

// Save writes a struct into the databag, as Load reads it. A field that is empty and tagged omitempty
// deletes its key.
func (d *Databag) Save(from any) error {
	v := reflect.Indirect(reflect.ValueOf(from))
	if v.Kind() != reflect.Struct {
		return fmt.Errorf("cannot save %T in a databag: want a struct", from)
	}
	values := make(map[string]string)
	for field, value := range taggedFields(v) {
		switch {
		case field.omitEmpty && value.IsZero():
			values[field.name] = ""
		case value.Kind() == reflect.String:
			values[field.name] = value.String()
		default:
			text, err := json.Marshal(value.Interface())
			if err != nil {
				return fmt.Errorf("cannot save key %q in %s: %w", field.name, d.relation.id, err)
			}
			values[field.name] = string(text)
		}
	}
	return d.SetAll(values)
}

type taggedField struct {
	name      string
	omitEmpty bool
}

// taggedFields calls yield for each exported field of a struct that its json tag does not hide.
func taggedFields(v reflect.Value) func(yield func(taggedField, reflect.Value) bool) {
	return func(yield func(taggedField, reflect.Value) bool) {
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if !field.IsExported() || field.Tag.Get("json") == "-" {
				continue
			}
			name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
			if name == "" {
				name = field.Name
			}
			if !yield(taggedField{name, strings.Contains(options, "omitempty")}, v.Field(i)) {
				return
			}
		}
	}
}
