package juju

import (
	"maps"
	"slices"

	"github.com/charmscenario/scenario/internal/controller"
)

// compare holds the model's truth to the ledger's, and its indexes to what is found by looking at everything.
func (w *witness) compare() {
	var ids []string
	for _, m := range w.play.models {
		for _, s := range m.secrets {
			ids = append(ids, s.facts.ID)
			w.compareSecret(s)
		}
	}
	if len(ids) != len(w.ledger.secrets) {
		var there []string
		for _, s := range w.ledger.secrets {
			there = append(there, s.facts.ID)
		}
		w.fail("the model has secrets %v, the ledger %v", ids, there)
	}
	if len(ids) > 0 {
		w.counts.add("replay: secrets rebuilt")
	}
	w.compareBags()
	for _, a := range w.play.apps() {
		w.compareLabels(a)
	}
	for _, s := range w.ledger.secrets {
		s.notice(w.play.models[0].Now())
	}
}

func (w *witness) compareSecret(s *secret) {
	mine := w.ledger.secret(s.facts.ID)
	if mine == nil {
		w.fail("the ledger has no secret %s", s.facts.ID)
		return
	}
	if !sameFacts(&s.facts, &mine.facts) {
		w.fail("secret %s is\n%+v on the model,\n%+v in the ledger", s.facts.ID, s.facts, mine.facts)
	}
	if s.model != mine.model || s.app != mine.app || s.unit != mine.unit {
		w.fail("secret %s has another owner in the ledger", s.facts.ID)
	}
	var trackers map[int]int
	for _, c := range s.consumers {
		want, ok := mine.consumers[c.unit]
		got := controller.Consumer{Unit: c.unit.name, Label: c.label, GivenUp: c.givenUp, Tracked: c.tracked}
		if !ok || got.Label != want.Label || got.Tracked != want.Tracked || !slices.Equal(got.GivenUp, want.GivenUp) {
			w.fail("the record of %s on the model is %+v, in the ledger %+v", s.facts.ID, got, want)
		}
		if c.unit.consumed[s.facts.ID] != c {
			w.fail("%s does not know its record of %s", c.unit.name, s.facts.ID)
		}
		if c.tracked > 0 {
			if trackers == nil {
				trackers = make(map[int]int)
			}
			trackers[c.tracked]++
		}
	}
	if len(s.consumers) != len(mine.consumers) {
		w.fail("%d units have a record of %s on the model, %d in the ledger", len(s.consumers), s.facts.ID, len(mine.consumers))
	}
	if len(trackers) != len(s.trackers) || !maps.Equal(trackers, s.trackers) {
		w.fail("revisions of %s are tracked %v times, counted as %v", s.facts.ID, trackers, s.trackers)
	}
	for _, r := range mine.facts.Revisions {
		if mine.obsolete[r.Number] != slices.Contains(s.obsolete, r.Number) {
			w.fail("revision %d of %s obsolete: %v in the ledger, %v on the model", r.Number, s.facts.ID, mine.obsolete[r.Number], s.obsolete)
		}
	}
}

// sameFacts compares all but records of units, field by field: this is done for all secrets after every hook.
func sameFacts(a, b *controller.Secret) bool {
	same := a.ID == b.ID && a.Source == b.Source && a.Owner == b.Owner && a.Disowned == b.Disowned && a.Label == b.Label && a.Description == b.Description &&
		a.Rotate == b.Rotate && a.NextRotate.Equal(b.NextRotate) && a.Latest == b.Latest && a.Expire.Equal(b.Expire) &&
		len(a.Revisions) == len(b.Revisions) && len(a.Grants) == len(b.Grants)
	for i := 0; same && i < len(a.Revisions); i++ {
		r, other := &a.Revisions[i], &b.Revisions[i]
		same = r.Number == other.Number && r.Expire.Equal(other.Expire) && maps.Equal(r.Content, other.Content)
	}
	for i := 0; same && i < len(a.Grants); i++ {
		same = slices.Contains(b.Grants, a.Grants[i]) // one for each subject
	}
	return same
}

func (w *witness) compareBags() {
	rebuilt := false
	seen := make(map[*end]bool)
	for _, m := range w.play.models {
		for _, r := range m.relation {
			for _, e := range r.ends {
				seen[e] = true
				if !sameTexts(e.bag, w.ledger.bags[bagKey{e, ""}]) {
					w.fail("databag of %s in %s is %v on the model, %v in the ledger", e.app.name, e.id, e.bag, w.ledger.bags[bagKey{e, ""}])
				}
				for name, bag := range e.bags {
					if want, ok := w.ledger.bags[bagKey{e, name}]; !ok || !sameTexts(bag, want) {
						w.fail("databag of %s in %s is %v on the model, %v in the ledger", name, e.id, bag, want)
					}
					rebuilt = true
				}
			}
		}
	}
	for key := range w.ledger.bags {
		if !seen[key.end] {
			delete(w.ledger.bags, key)
		} else if key.unit != "" && key.end.bags[key.unit] == nil {
			w.fail("there is no databag of %s in %s any more", key.unit, key.end.id)
		}
	}
	if rebuilt {
		w.counts.add("replay: databags rebuilt")
	}
}

func sameTexts(a, b map[string]string) bool { return len(a) == len(b) && maps.Equal(a, b) }

// compareLabels holds the model's lists of labels to the secrets and records themselves.
func (w *witness) compareLabels(a *application) {
	owners, units := make(map[string]*secret), make(map[string]int)
	for _, s := range a.secrets {
		if s.facts.Label != "" {
			owners[s.facts.Label] = s
		}
	}
	for _, u := range a.units {
		own, called, given := make(map[string]*secret), make(map[string]*consumption), make(map[string]bool)
		for _, s := range u.secrets {
			if s.facts.Label != "" {
				own[s.facts.Label] = s
				units[s.facts.Label]++
			}
		}
		for _, c := range u.consumed {
			if c.label != "" {
				called[c.label] = c
				units[c.label]++
			}
			for _, label := range c.givenUp {
				given[label] = true
				units[label]++
			}
		}
		if !maps.Equal(own, u.labels) && len(own)+len(u.labels) > 0 || !maps.Equal(called, u.called) && len(called)+len(u.called) > 0 ||
			!maps.Equal(given, u.givenUp) && len(given)+len(u.givenUp) > 0 {
			w.fail("labels of %s are kept as %v, %v, %v; there are %v, %v, %v", u.name, u.labels, u.called, u.givenUp, own, called, given)
		}
	}
	if !maps.Equal(owners, a.labels) && len(owners)+len(a.labels) > 0 || !maps.Equal(units, a.unitLabels) && len(units)+len(a.unitLabels) > 0 {
		w.fail("labels of %s are kept as %v, %v; there are %v, %v", a.name, a.labels, a.unitLabels, owners, units)
	}
}
