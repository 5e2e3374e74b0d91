package juju

import (
	"reflect"
	"slices"
	"strings"

	"github.com/charmscenario/scenario/call"
)

// renamed returns what gives the secrets that a run on the State made the IDs that they have on the model. They are the same,
// unless the model would have used an ID again that a secret had which is gone: a State cannot know.
func (w *witness) renamed(u *unit, model, state []call.Record) func(any) any {
	var ids []string // from and to, in turn
	for i := range min(len(model), len(state)) {
		there, ok := state[i].Call.(*call.SecretAdd)
		here, same := model[i].Call.(*call.SecretAdd)
		if !ok || !same || bare(there.ID) == "" {
			continue
		}
		if bare(there.ID) == bare(here.ID) {
			w.counts.add("run: new secrets have the same IDs")
			continue
		}
		if !u.app.model.minted[bare(there.ID)] && !slices.Contains(ids, bare(there.ID)) { // or was given out in its place
			w.fail("a new secret has the ID %s on the model, on its State %s, which is not taken", here.ID, there.ID)
		}
		w.counts.add("run: a State cannot tell that a secret had the ID which is gone")
		ids = append(ids, bare(there.ID), bare(here.ID))
	}
	return func(value any) any {
		if len(ids) == 0 || value == nil {
			return value
		}
		return renamedIn(reflect.ValueOf(value), strings.NewReplacer(ids...)).Interface()
	}
}

// renamedIn copies a value with other IDs in all its texts. Lists that are sorted by ID are sorted anew.
func renamedIn(v reflect.Value, ids *strings.Replacer) reflect.Value {
	n := reflect.New(v.Type()).Elem()
	n.Set(v)
	switch v.Kind() {
	case reflect.String:
		n.SetString(ids.Replace(v.String()))
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			break
		}
		inner := renamedIn(v.Elem(), ids)
		if v.Kind() == reflect.Pointer {
			n.Set(reflect.New(v.Type().Elem()))
			n.Elem().Set(inner)
		} else {
			n.Set(inner)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				n.Field(i).Set(renamedIn(v.Field(i), ids))
			}
		}
	case reflect.Slice:
		if v.IsNil() {
			break
		}
		n.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			n.Index(i).Set(renamedIn(v.Index(i), ids))
		}
	case reflect.Map:
		if v.IsNil() {
			break
		}
		n.Set(reflect.MakeMap(v.Type()))
		for _, key := range v.MapKeys() {
			n.SetMapIndex(key, renamedIn(v.MapIndex(key), ids))
		}
	}
	if c, ok := n.Interface().(call.SecretIDs); ok {
		slices.Sort(c.IDs)
	}
	return n
}
