package juju

import (
	"context"
	"maps"
	"reflect"
	"slices"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
	agent "github.com/charmscenario/scenario/internal/unit"
)

// replay has the calls and the commit of a hook done to the ledger.
func (w *witness) replay(u *unit, before shape, e *entry) {
	p := &pane{
		ledger: &w.ledger, unit: u, links: before.links, rooms: w.rooms, before: &before, opened: make(map[string]*controller.Secret),
		made: make(map[string]bool), gone: make(map[string]bool), facts: factsOf(u, &before),
	}
	if w.ledger.bags == nil {
		w.ledger.bags = make(map[bagKey]map[string]string)
	}
	for _, record := range e.journal.Trace {
		if add, ok := record.Call.(*call.SecretAdd); ok && add.ID != "" {
			p.minted = append(p.minted, bare(add.ID))
		}
	}
	tracked := make(map[string]int)
	for _, s := range w.ledger.secrets {
		tracked[s.facts.ID] = s.consumers[u].Tracked
	}
	a := agent.New(agent.Config{Hook: e.hook, Store: p, Now: w.play.models[0].Now})
	for _, record := range e.journal.Trace {
		c := record.Call.Clone()
		var refusal *call.Error
		if err := a.Do(context.Background(), c); err != nil {
			refusal = err.(*call.Error)
		}
		if refusal != nil && refusal.Code == call.ErrLabelExists {
			w.counts.add("labels: refused because they are taken")
		}
		if !reflect.DeepEqual(c, record.Call) || !reflect.DeepEqual(refusal, record.Error) {
			w.fail("%s was answered %#v (%v) on the model, %#v (%v) by a simple Store", record, record.Call, record.Error, c, refusal)
		}
	}
	refused := a.End(w.play.charm.last == nil)
	if (refused != nil || w.play.charm.last != nil) != (w.failure != "") {
		w.fail("the hook failed with %q on the model; %v and %v on a simple Store", w.failure, w.play.charm.last, refused)
	}
	if !reflect.DeepEqual(a.Journal.Commit, e.journal.Commit) {
		w.fail("commit is %+v on the model, %+v on a simple Store", e.journal.Commit, a.Journal.Commit)
	}
	if w.play.charm.last == nil && e.journal.Commit != nil {
		w.counts.add("replay: commits")
		if refused != nil {
			w.counts.add("replay: commits refused half-way")
		}
	}
	if w.play.charm.last != nil && e.journal.Commit != nil {
		w.counts.add("replay: commits dropped")
	}
	changed := p.close()
	w.moved(u, e, tracked)
	for _, id := range slices.Sorted(maps.Keys(changed)) {
		if s := w.ledger.secret(id); s != nil && changed[id] {
			w.findObsolete(s)
		}
	}
}

// factsOf tells of a unit what its State said.
func factsOf(u *unit, before *shape) controller.Unit {
	s := &before.state
	facts := controller.Unit{
		Leader: s.Leader, Config: s.Config, UnitStatus: s.UnitStatus, AppStatus: s.AppStatus, PeerStatuses: s.PeerStatuses,
		WorkloadVersion: s.WorkloadVersion, LeaderSettings: s.LeaderSettings, StoredState: s.StoredState,
	}
	d := u.charm
	facts.Option = func(name string, value any) any {
		option := d.metadata.Config[name]
		if value == nil {
			value = option.Default
		}
		return option.Typed(value)
	}
	facts.Options = slices.Sorted(maps.Keys(d.metadata.Config))
	if action := before.next.Action; action != nil {
		facts.ActionParams = action.Params
	}
	return facts
}

// findObsolete marks the revisions that are not the latest and tracked by nobody, and owes the owner word of those that
// it was not told of.
func (w *witness) findObsolete(s *ledgerSecret) {
	s.obsolete = make(map[int]bool)
	for _, r := range s.facts.Revisions {
		if r.Number == s.facts.Latest || s.tracked(r.Number) {
			continue
		}
		s.obsolete[r.Number] = true
		if owner := w.ownerBefore(s); owner != nil && !w.life(owner).announced[revisionKey{s.facts.ID, r.Number}] {
			w.life(owner).owed[revisionKey{s.facts.ID, r.Number}] = true
		}
	}
}

// ownerBefore is who looked after the secret when the hook ran: the remove hook of a leader is over when the next one leads.
func (w *witness) ownerBefore(s *ledgerSecret) *unit {
	if s.unit != nil {
		return s.unit
	}
	for u, before := range w.shapes {
		if u.app == s.app && before.leader {
			return u
		}
	}
	return nil
}

// revisionKey names a revision of a secret.
type revisionKey struct {
	id     string
	number int
}
