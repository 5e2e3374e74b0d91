package juju

import (
	"cmp"
	"slices"
	"time"
)

// dues lists what is in the clock by time, of equal times in the order of the document.
func (w *world) dues() []due {
	var list []due
	for _, m := range w.models {
		for _, s := range m.secrets {
			if s.due != 0 {
				list = append(list, due{at: s.facts.NextRotate, order: s.due, secret: s})
			}
			for _, e := range s.expiring {
				list = append(list, due{at: e.at, order: e.due, secret: s, revision: e.revision})
			}
		}
		for _, a := range m.apps {
			for _, u := range a.units {
				if f := u.failed; f != nil && f.due != 0 {
					list = append(list, due{at: time.Unix(f.retryAt, 0).UTC(), order: f.due, unit: u})
				}
			}
		}
	}
	slices.SortStableFunc(list, func(a, b due) int { return a.at.Compare(b.at) })
	return list
}

// ordered notes the place that something got in the clock.
func (d *due) ordered(order int) {
	if d.unit != nil {
		d.unit.failed.due = order
		return
	}
	if d.revision == 0 {
		d.secret.due = order
		return
	}
	for i := range d.secret.expiring {
		if e := &d.secret.expiring[i]; e.revision == d.revision {
			e.due = order
		}
	}
}

// moments calls do with the things that are due at one moment, when there are several.
func moments(list []due, do func(group []due)) {
	for len(list) > 0 {
		n := 1
		for n < len(list) && list[n].at.Equal(list[0].at) {
			n++
		}
		if n > 1 {
			do(list[:n])
		}
		list = list[n:]
	}
}

// dueOrder lists what is due at moments at which several things are, and in another order than the document would have it.
func (w *world) dueOrder() []documentDue {
	byOrder := func(a, b due) int { return cmp.Compare(a.order, b.order) }
	var order []documentDue
	moments(w.dues(), func(group []due) {
		if slices.IsSortedFunc(group, byOrder) {
			return
		}
		slices.SortFunc(group, byOrder)
		for _, d := range group {
			order = append(order, w.describeDue(d))
		}
	})
	return order
}

func (w *world) describeDue(d due) documentDue {
	n := documentDue{At: d.at, Revision: d.revision}
	switch {
	case d.unit != nil:
		n.Retry = w.models[0].nameOf(d.unit.app.model, d.unit.name)
	case d.revision > 0:
		n.Expire = d.secret.id()
	default:
		n.Rotate = d.secret.id()
	}
	return n
}

// schedule puts what is due into the clock.
func (r *reader) schedule(d *document) {
	list := r.world.dues()
	at := (*place)(nil).field("due-order")
	places := make(map[due]int, len(list)) // of what the document puts in order, counted from 1
	for i := range list {
		list[i].order = 0
		places[list[i]] = 0
	}
	for i := range d.DueOrder {
		thing := r.findDue(at.item(i), &d.DueOrder[i])
		if n, known := places[thing]; !known {
			r.add(at.item(i), "this is not due then")
		} else if n > 0 {
			r.add(at.item(i), "it is there twice")
		}
		places[thing] = i + 1
	}
	moments(list, func(group []due) {
		slices.SortStableFunc(group, func(a, b due) int { return cmp.Compare(places[a], places[b]) })
	})
	for _, d := range list {
		d.ordered(r.world.clock.put(d))
	}
}

func (r *reader) findDue(at *place, d *documentDue) due {
	n := due{at: d.At, revision: d.Revision}
	switch {
	case d.Retry != "":
		n.unit = r.findUnit(r.parts[0], at.field("retry"), d.Retry)
	case d.Expire != "":
		n.secret = r.findSecret(at.field("expire"), d.Expire)
	case d.Rotate != "":
		n.secret = r.findSecret(at.field("rotate"), d.Rotate)
	default:
		r.add(at, "want one of rotate, expire and retry")
	}
	return n
}
