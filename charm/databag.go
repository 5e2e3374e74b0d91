package charm

import (
	"fmt"

	"github.com/charmscenario/scenario/call"
)

// Databag is what one side of a relation tells the other. Writes wait for the end of the hook; reads
// of the own side see them.
type Databag struct {
	hook      *Hook
	relation  string // ID
	of        string // empty for the remote application's, while its name is not known
	remoteApp bool
}

// All returns the whole databag (hook tool relation-get). [ErrPermissionDenied] for one that the unit
// may not read, such as its own application's when it is not the leader.
func (d *Databag) All() (map[string]string, error) {
	owner := d.of
	if d.remoteApp && owner == "" {
		var err error
		if owner, err = (&Relation{hook: d.hook, id: d.relation}).RemoteAppName(); err != nil {
			return nil, err
		}
	}
	c := &call.RelationGet{Relation: d.relation, Of: owner}
	err := d.hook.ask(c, "read the databag of %s in %s", owner, d.relation)
	return c.Data, err
}

// Get returns one value, and whether the key is there.
func (d *Databag) Get(key string) (value string, ok bool, err error) {
	bag, err := d.All()
	if err != nil {
		return "", false, err
	}
	value, ok = bag[key]
	return value, ok, nil
}

// Set writes one value (hook tool relation-set); an empty one deletes the key. See [Databag.SetAll].
func (d *Databag) Set(key, value string) error { return d.SetAll(map[string]string{key: value}) }

// Delete removes a key. A key that is not there is no error.
func (d *Databag) Delete(key string) error { return d.Set(key, "") }

// SetAll writes several values and leaves other keys as they are (hook tool relation-set); an empty
// one deletes its key. The application's databag is the leader's to write: [ErrNotLeader]. The other
// side's cannot be written: a *[ReadOnlyError], and no call is made.
func (d *Databag) SetAll(values map[string]string) error {
	h := d.hook
	owner := d.of // the remote application of a peer relation is this one
	app := owner == h.App().Name()
	if owner == "" || !app && owner != h.Unit().Name() {
		if owner == "" {
			owner = "the remote application"
		}
		return &ReadOnlyError{Relation: d.relation, Of: owner}
	}
	// A Backend keeps nothing of a call: the values need no copy.
	if err := h.do(&call.RelationSet{Relation: d.relation, App: app, Data: values}); err != nil {
		return fmt.Errorf("cannot write the databag of %s in %s: %w", owner, d.relation, err)
	}
	return nil
}
