package juju

import (
	"slices"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
	"github.com/charmscenario/scenario/internal/nearest"
)

// secrets makes the secrets of a model.
func (r *reader) secrets(p *part) {
	for i, id := range p.content.UsedSecretIDs {
		if uri, err := call.ParseSecretURI(id); err != nil || uri.ID != id {
			r.add(p.at.field("used-secret-ids").item(i), "it is not the ID of a secret; want its 20 characters")
			continue
		}
		p.model.minted[id] = true
	}
	for i := range p.content.Secrets {
		d, at := &p.content.Secrets[i], p.at.field("secrets").item(i)
		uri, err := call.ParseSecretURI(d.ID)
		if err != nil || uri.Source != "" {
			r.add(at.field("id"), "it is not the ID of a secret; want \"secret:\" and 20 characters")
			continue
		}
		if p.model.minted[uri.ID] || r.world.secrets[uri.ID] != nil {
			r.add(at.field("id"), "there is, or was, another secret with this ID")
			continue
		}
		r.secret(p, at, uri.ID, d)
	}
}

func (r *reader) secret(p *part, at *place, id string, d *documentSecret) {
	s := &secret{model: p.model, autoPrune: d.AutoPrune}
	s.facts = controller.Secret{
		ID: id, Owner: d.Owner, Disowned: d.Disowned, Label: d.Label, Description: d.Description, Rotate: d.Rotate, NextRotate: d.NextRotate, Expire: d.Expire,
	}
	if !r.owner(p, at.field("owner"), s) {
		return
	}
	r.world.addSecret(s)
	s.created, s.updated = r.past(at.field("created"), d.Created), r.past(at.field("updated"), d.Updated)
	r.rotation(at, s)
	r.revisions(at, s, d)
	p.model.latest += uint64(s.facts.Latest)
	r.whole(at.field("expire"), d.Expire)
	r.expiries(s)
	r.label(at.field("label"), s)
	for i, grant := range d.Grants {
		r.grant(p, at.field("grants").item(i), s, grant)
	}
	for i := range d.Consumers {
		r.consumer(p, at.field("consumers").item(i), s, &d.Consumers[i])
	}
}

// owner takes in whose secret it is.
func (r *reader) owner(p *part, at *place, s *secret) bool {
	name := s.facts.Owner
	if name == controller.OwnerUser {
		return true
	}
	if strings.Contains(name, "/") {
		if s.unit = p.model.unit(name); s.unit != nil && s.unit.name == name {
			s.app = s.unit.app
			return true
		}
	} else if a, ok := find(p.model.apps, name); ok {
		s.app = a
		return true
	}
	names := []string{controller.OwnerUser}
	for _, a := range p.model.apps {
		names = append(append(names, a.name), a.unitNames()...)
	}
	r.unknown(at, "owner", name, names)
	return false
}

// rotation takes in when a secret is due.
func (r *reader) rotation(at *place, s *secret) {
	oneOf(r, at.field("rotate"), s.facts.Rotate, "", call.RotateNever, call.RotateHourly, call.RotateDaily, call.RotateWeekly, call.RotateMonthly,
		call.RotateQuarterly, call.RotateYearly)
	r.whole(at.field("next-rotate"), s.facts.NextRotate)
	next := controller.NextRotate(s.facts.Rotate, r.world.now)
	switch {
	case s.facts.NextRotate.IsZero():
		s.facts.NextRotate = next
	case next.IsZero():
		r.add(at.field("next-rotate"), "the secret does not rotate; want rotate")
	}
	if !s.facts.NextRotate.IsZero() && !r.world.isDue(s.facts.NextRotate) {
		s.due = inClock
	}
}

// revisions takes in the revisions that there are, and which of them are of no use.
func (r *reader) revisions(at *place, s *secret, d *documentSecret) {
	last := 0
	for i := range d.Revisions {
		revision, of := &d.Revisions[i], at.field("revisions").item(i)
		if revision.Number <= last {
			r.add(of.field("number"), "it is %d; want more than %d, for revisions ascend from 1", revision.Number, last)
			continue
		}
		last = revision.Number
		r.whole(of.field("expire"), revision.Expire)
		s.facts.Revisions = append(s.facts.Revisions, controller.Revision{
			Number: last, Content: controller.KeepContent(revision.Content), Expire: revision.Expire,
		})
		s.made[last] = r.past(of.field("created"), revision.Created)
		if revision.Obsolete {
			s.obsolete = append(s.obsolete, last)
		}
		for j, name := range revision.Told {
			r.told(of.field("told").item(j), s, last, name)
		}
	}
	if s.facts.Latest = last; d.Latest != 0 {
		r.countAtLeast(at.field("latest-revision"), d.Latest, last)
		s.facts.Latest = d.Latest
	}
	if last == 0 {
		r.add(at.field("revisions"), "there is none; a secret without revisions is removed")
	}
	if s.facts.Latest > maxNumber {
		r.add(at.field("latest-revision"), "it is %d; want %d or less", s.facts.Latest, maxNumber)
	}
	for i := range s.facts.Revisions {
		revision, of := &s.facts.Revisions[i], at.field("revisions").item(i)
		if revision.Number != s.facts.Latest {
			continue
		}
		if !revision.Expire.IsZero() {
			r.add(of.field("expire"), "it is the latest revision; want the secret's expire")
		}
		if slices.Contains(s.obsolete, revision.Number) {
			r.add(of.field("obsolete"), "it is the latest revision, which is not obsolete")
		}
	}
}

// told takes in that a unit has run secret-remove for a revision.
func (r *reader) told(at *place, s *secret, revision int, name string) {
	if s.app == nil {
		r.add(at, "it is a user's secret, of which no unit is told")
		return
	}
	for _, u := range s.app.units {
		if u.name != name {
			continue
		}
		if slices.Contains(u.toldOf[s], revision) {
			r.add(at, "%q is there twice", name)
			return
		}
		if u.toldOf == nil {
			u.toldOf = make(map[*secret][]int)
		}
		u.toldOf[s] = append(u.toldOf[s], revision)
		return
	}
	r.unknown(at, "unit", name, s.app.unitNames())
}

// label takes in the label that the owner gave, which for a user's secret is its name.
func (r *reader) label(at *place, s *secret) {
	label := s.facts.Label
	if label == "" {
		return
	}
	taken := s.model.names[label]
	if s.unit != nil {
		taken = s.unit.labels[label]
	} else if s.app != nil {
		taken = s.app.labels[label]
	}
	if taken != nil {
		r.add(at, "secret %s of this owner has the label %q", taken.id(), label)
		return
	}
	s.relabel("", label)
}

// grant takes in who may read a secret.
func (r *reader) grant(p *part, at *place, s *secret, d documentGrant) {
	var subjects, relations []string
	subject := d.To
	for _, a := range p.model.apps {
		subjects = append(append(subjects, a.name), a.unitNames()...)
	}
	if s.app != nil {
		for _, e := range s.app.ends {
			relations = append(relations, e.id)
			if other := e.other(); other.app.model != p.model {
				name := p.model.nameOf(other.app.model, other.app.name)
				subjects = append(subjects, name)
				if name == d.To && e.id == d.Relation {
					subject = other.calls
				}
			}
		}
	}
	if !slices.Contains(subjects, d.To) && !r.lostRelation {
		r.unknown(at.field("to"), "application or unit", d.To, subjects)
	}
	if d.Relation != "" && !slices.Contains(relations, d.Relation) && !r.lostRelation {
		r.unknown(at.field("relation"), "relation", d.Relation, relations)
	}
	if slices.ContainsFunc(s.facts.Grants, func(g controller.Grant) bool { return g.Subject == subject }) {
		r.add(at.field("to"), "%q is there twice", d.To)
	}
	s.facts.Grants = append(s.facts.Grants, controller.Grant{Subject: subject, Relation: d.Relation})
}

// consumer takes in a unit's record of a secret.
func (r *reader) consumer(p *part, at *place, s *secret, d *documentConsumer) {
	u := r.findUnit(p, at.field("unit"), d.Unit)
	if u == nil {
		return
	}
	if u.consumed[s.facts.ID] != nil {
		r.add(at.field("unit"), "%q is there twice", d.Unit)
		return
	}
	for key, number := range map[string]int{"tracked-revision": d.Tracked, "told-revision": d.Told} {
		if number < 0 || number > s.facts.Latest {
			r.add(at.field(key), "there is no revision %d; the latest is %d", number, s.facts.Latest)
		}
	}
	if slices.Contains(s.obsolete, d.Tracked) {
		r.add(at.field("tracked-revision"), "revision %d is obsolete, so that nobody tracks it", d.Tracked)
	}
	c := r.world.consumption(u, s)
	c.told, c.cause = d.Told, r.becauseOf(at.field("reason"), d.Reason)
	labels := make(map[string]bool)
	for i, label := range append([]string{d.Label}, d.GivenUp...) {
		of := at.field("label")
		if i > 0 {
			of = at.field("given-up-labels").item(i - 1)
		}
		if label != "" && (labels[label] || u.called[label] != nil || u.givenUp[label]) {
			r.add(of, "the unit has, or had, the label %q already", label)
			return
		}
		labels[label] = true
	}
	u.callAnew(c, d.Label, d.GivenUp)
	if d.Tracked > 0 {
		r.world.track(c, d.Tracked, cause{})
	}
}

// findSecret finds a secret of any model by its ID.
func (r *reader) findSecret(at *place, id string) *secret {
	uri, err := call.ParseSecretURI(id)
	if err != nil {
		r.add(at, "it is not the ID of a secret; want \"secret:\" and 20 characters")
		return nil
	}
	s := r.world.secrets[uri.ID]
	if s != nil {
		return s
	}
	var ids []string
	for _, p := range r.parts {
		for _, s := range p.model.secrets {
			ids = append(ids, s.id())
		}
	}
	meant := ""
	if near := nearest.Name(id, ids); near != "" {
		meant = nearest.Meant(id, ids)
	}
	r.add(at, "there is no secret %q%s", id, meant)
	return nil
}

// expiries finds out when secret-expired is due next.
func (r *reader) expiries(s *secret) {
	for _, revision := range s.facts.Revisions {
		from := revision.Expire
		if revision.Number == s.facts.Latest {
			from = s.facts.Expire
		}
		if !from.IsZero() {
			s.expiring = append(s.expiring, expiry{revision: revision.Number, from: from, at: r.world.nextExpiry(from), due: inClock})
		}
	}
}
