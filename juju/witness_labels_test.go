package juju

import ()

// labels holds the labels to being unique, as secrets.md says: an application's among its own, a unit's among all that
// it owns or gave, and no label both the application's and a unit's.
func (w *witness) labels() {
	for _, a := range w.play.apps() {
		byApp := make(map[string]string)
		for _, s := range w.ledger.secrets {
			if s.app == a && s.unit == nil && s.facts.Label != "" {
				if other := byApp[s.facts.Label]; other != "" {
					w.fail("%s has the label %q twice: %s and %s", a.name, s.facts.Label, other, s.facts.ID)
				}
				byApp[s.facts.Label] = s.facts.ID
			}
		}
		for _, u := range a.units {
			w.labelsOf(u, byApp)
		}
	}
}

func (w *witness) labelsOf(u *unit, byApp map[string]string) {
	byUnit := make(map[string]string)
	take := func(label, id string) {
		if label == "" {
			return
		}
		if other := byUnit[label]; other != "" {
			w.fail("%s has the label %q twice: %s and %s", u.name, label, other, id)
		}
		if other := byApp[label]; other != "" {
			w.fail("%s and its application have the label %q: %s and %s", u.name, label, id, other)
		}
		byUnit[label] = id
	}
	for _, s := range w.ledger.secrets {
		if s.unit == u {
			take(s.facts.Label, s.facts.ID)
		}
		c := s.consumers[u]
		take(c.Label, s.facts.ID)
		for _, label := range c.GivenUp {
			take(label, s.facts.ID)
		}
	}
	if len(byUnit)+len(byApp) > 1 {
		w.counts.add("labels: several at once")
	}
}
