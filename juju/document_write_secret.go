package juju

import (
	"slices"

	"github.com/charmscenario/scenario/internal/controller"
)

func (s *secret) document() documentSecret {
	w, f := s.model.world, &s.facts
	d := documentSecret{
		ID: s.id(), Owner: f.Owner, Label: f.Label, Description: f.Description, AutoPrune: s.autoPrune, Disowned: f.Disowned,
		Rotate: f.Rotate, NextRotate: f.NextRotate, Expire: f.Expire, Created: w.since(s.created), Updated: w.since(s.updated),
	}
	for _, r := range f.Revisions {
		d.Revisions = append(d.Revisions, s.describeRevision(&r))
	}
	if n := len(f.Revisions); n == 0 || f.Revisions[n-1].Number != f.Latest {
		d.Latest = f.Latest
	}
	for _, g := range f.Grants {
		d.Grants = append(d.Grants, documentGrant{To: s.subject(g), Relation: g.Relation})
	}
	for _, c := range s.consumers {
		consumer := documentConsumer{
			Unit: s.model.nameOf(c.unit.app.model, c.unit.name), Label: c.label, GivenUp: c.givenUp, Tracked: c.tracked, Told: c.told,
		}
		if f.Latest > 1 && c.told != f.Latest {
			consumer.Reason = c.cause.reason
		}
		d.Consumers = append(d.Consumers, consumer)
	}
	return d
}

// subject is who a grant is for: of another model, by the name there.
func (s *secret) subject(g controller.Grant) string {
	if s.app == nil {
		return g.Subject
	}
	for _, e := range s.app.ends {
		if other := e.other(); e.id == g.Relation && other.app.model != s.model && other.calls == g.Subject {
			return s.model.nameOf(other.app.model, other.app.name)
		}
	}
	return g.Subject
}

func (s *secret) describeRevision(r *controller.Revision) documentSecretRevision {
	d := documentSecretRevision{
		Number: r.Number, Created: s.model.world.since(s.made[r.Number]), Expire: r.Expire, Content: r.Content,
		Obsolete: slices.Contains(s.obsolete, r.Number),
	}
	if s.app == nil {
		return d
	}
	for _, u := range s.app.units {
		if slices.Contains(u.toldOf[s], r.Number) {
			d.Told = append(d.Told, u.name)
		}
	}
	return d
}
