package juju

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// after compares the State after a run with that which the unit has on the model after the hook, as far as it is the hook's
// doing. Between says what is not.
func (w *witness) after(u *unit, before shape, e *entry, out scenario.State) {
	if u.life == controller.Dead {
		w.counts.add("run: the unit is gone afterwards")
		return
	}
	got := u.state(&planned{})
	w.between(u, before, e, &out, &got)
	if !reflect.DeepEqual(tidy(got), tidy(out)) {
		w.fail("after the hook, State after the run differs from that on the model:\n%s", scenario.Diff(tidy(got), tidy(out)))
	}
	w.counts.add("run: the State afterwards is the same")
}

// between does to the State after a run, out, what Juju does when the hook is over; what cannot be told it takes from got, or
// out of both. All else must be equal.
func (w *witness) between(u *unit, before shape, e *entry, out, got *scenario.State) {
	h, ok := e.hook, w.failure == ""
	// Juju gives the unit a status after start and stop.
	if ok && (h.Kind == call.KindStart && !u.charmSetStatus || h.Kind == call.KindStop) {
		out.UnitStatus, got.UnitStatus = call.Status{}, call.Status{}
	}
	var kept []scenario.Relation
	for _, r := range out.Relations {
		l := before.links[r.ID]
		if !slices.Contains(u.app.ends, l.end) { // the last unit has left the relation, which took its grants with it
			for i := range out.Secrets {
				delete(out.Secrets[i].RemoteGrants, r.ID)
			}
			// So it did for what others had granted; and an application that waited for it alone is gone with its secrets.
			others := func(s scenario.Secret) bool { return s.Owner != scenario.OwnerApp && s.Owner != scenario.OwnerUnit }
			out.Secrets, got.Secrets = slices.DeleteFunc(out.Secrets, others), slices.DeleteFunc(got.Secrets, others)
		}
		switch {
		case h.Relation != r.ID || !ok:
		case h.Kind == call.KindRelationBroken:
			continue // the unit has left it
		case h.Kind == call.KindRelationDeparted:
			r.DepartedUnits, r.RemoteUnits = across(h.RemoteUnit, r.RemoteUnits, r.DepartedUnits)
		}
		if l.inScope {
			kept = append(kept, r)
		}
	}
	out.Relations = kept
	// A unit comes into relations after a hook: once it is installed, once no other hook is to be run before.
	for _, r := range got.Relations {
		if before.links[r.ID] == nil {
			out.Relations = append(out.Relations, r)
		}
	}
	// The unit that a relation-joined is about is no member when the hook has failed.
	for i := range out.Relations {
		if r := &out.Relations[i]; h.Kind == call.KindRelationJoined && !ok && h.Relation == r.ID {
			r.DepartedUnits, r.RemoteUnits = across(h.RemoteUnit, r.RemoteUnits, r.DepartedUnits)
		}
	}
	// The next rotation is set when the hook has succeeded.
	for i := range out.Secrets {
		if ok && h.Kind == call.KindSecretRotate && bare(out.Secrets[i].ID) == bare(h.SecretID) {
			for _, s := range got.Secrets {
				if s.ID == out.Secrets[i].ID {
					out.Secrets[i].NextRotate = s.NextRotate
				}
			}
		}
	}
}

// across returns databags of units, with that of one unit moved from the first to the second.
func across(name string, from, to map[string]map[string]string) (into, left map[string]map[string]string) {
	bag, ok := from[name]
	if !ok {
		return to, from
	}
	from = maps.Clone(from)
	delete(from, name)
	return put(maps.Clone(to), name, bag), from
}

// tidy gives what is empty one form.
func tidy(s scenario.State) scenario.State {
	s.Relations = slices.Clone(s.Relations)
	for i := range s.Relations {
		r := &s.Relations[i]
		for _, bag := range []*map[string]string{&r.LocalAppData, &r.LocalUnitData, &r.RemoteAppData} {
			if len(*bag) == 0 {
				*bag = nil
			}
		}
		for _, bags := range []*map[string]map[string]string{&r.RemoteUnits, &r.DepartedUnits} {
			if len(*bags) == 0 {
				*bags = nil
			}
		}
		if r.RemoteEndpoint == r.Endpoint {
			r.RemoteEndpoint = ""
		}
	}
	s.Secrets = slices.Clone(s.Secrets)
	// Those of other models come last on the model; a run adds new ones at the end.
	slices.SortStableFunc(s.Secrets, func(a, b scenario.Secret) int { return strings.Compare(a.SourceModel, b.SourceModel) })
	for i := range s.Secrets {
		if len(s.Secrets[i].RemoteGrants) == 0 {
			s.Secrets[i].RemoteGrants = nil
		}
	}
	slices.SortFunc(s.Relations, func(a, b scenario.Relation) int { return strings.Compare(a.ID, b.ID) })
	if len(s.Relations) == 0 {
		s.Relations = nil
	}
	if len(s.Secrets) == 0 {
		s.Secrets = nil
	}
	for _, texts := range []*map[string]string{&s.LeaderSettings, &s.StoredState} {
		if len(*texts) == 0 {
			*texts = nil
		}
	}
	if len(s.Config) == 0 {
		s.Config = nil
	}
	return s
}
