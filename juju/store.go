package juju

import (
	"maps"
	"slices"

	"github.com/charmscenario/scenario/internal/chance"
	"github.com/charmscenario/scenario/internal/controller"
)

// unitStore is the controller's Store over the whole model, as one unit meets it. Facts are the model's own; what a hook
// does to secrets is noted in sync, which keeps what the model knows besides in step.
type unitStore struct {
	world  *world
	unit   *unit
	facts  controller.Unit
	minted int      // how many IDs were tried
	ids    []string // those that were given out

	edits []edit
	entry int      // number of the hook in the timeline
	notes []Change // what changed so far
}

// edit is a secret that the hook changed, and what it was like when last looked at.
type edit struct {
	secret *secret
	facts  *controller.Secret // what the hook writes to; nil: the hook removed it
	before controller.Secret
	handed bool // whether it was handed out to be written to since it was last looked at
}

// open makes the store ready for a hook of a unit.
func (s *unitStore) open(w *world, u *unit, entry int) {
	a := u.app
	s.world, s.unit, s.entry, s.minted, s.ids = w, u, entry, 0, s.ids[:0]
	s.facts = controller.Unit{
		Leader: u.leads(), Config: a.configOf(u.charm), Option: u.charm.option, Options: u.charm.options,
		UnitStatus: u.status, AppStatus: a.status, WorkloadVersion: a.workloadVersion,
		LeaderSettings: a.settings, StoredState: u.stored,
	}
	if s.facts.Leader && len(a.units) > 1 {
		s.facts.PeerStatuses = a.statusesBut(u)
	}
}

// close takes over what the hook changed of its unit and application, and returns all that changed. Done says whether the
// hook succeeded.
func (s *unitStore) close(done bool) []Change {
	u, a, facts := s.unit, s.unit.app, &s.facts
	for i := range s.edits {
		s.look(&s.edits[i])
	}
	if !equalStatus(u.status, facts.UnitStatus) {
		s.note(Change{Unit: u.name, What: ChangedStatus, Old: describeStatus(u.status), New: describeStatus(facts.UnitStatus)})
		u.setStatus(facts.UnitStatus)
	}
	if !equalStatus(a.status, facts.AppStatus) {
		s.note(Change{App: a.name, What: ChangedStatus, Old: describeStatus(a.status), New: describeStatus(facts.AppStatus)})
		a.status, a.statusSince = facts.AppStatus, s.world.now
	}
	if a.workloadVersion != facts.WorkloadVersion {
		s.note(Change{App: a.name, What: ChangedVersion, Old: a.workloadVersion, New: facts.WorkloadVersion})
		a.workloadVersion = facts.WorkloadVersion
	}
	told := done || !maps.Equal(a.settings, facts.LeaderSettings) // whether a text may hold an ID that the hook was given
	for _, id := range s.ids {
		if told {
			a.model.minted[id] = true
		}
	}
	if !maps.Equal(a.settings, facts.LeaderSettings) {
		s.noteTexts(Change{App: a.name, What: ChangedSettings}, a.settings, facts.LeaderSettings)
		a.settings, a.settingsCause = facts.LeaderSettings, cause{s.entry, settingsSet}
		a.settingsVersion++
		for _, other := range a.units {
			if other != u {
				s.world.wake(other)
			}
		}
	}
	if !maps.Equal(u.stored, facts.StoredState) {
		s.noteKeys(Change{Unit: u.name, What: ChangedStored}, u.stored, facts.StoredState)
		u.stored = facts.StoredState
	}
	notes := s.notes
	clear(s.edits)
	s.edits, s.notes, s.facts, s.unit = s.edits[:0], nil, controller.Unit{}, nil
	return notes
}

// Unit returns the facts about the unit.
func (s *unitStore) Unit() *controller.Unit { return &s.facts }

// Secret returns a secret of the model, or one of another model that the unit can name.
func (s *unitStore) Secret(id string) *controller.Secret {
	if e := s.edit(id); e != nil {
		return e.facts
	}
	if secret := s.world.secrets[id]; secret != nil && s.knows(secret) {
		return secret.factsFor(s.unit)
	}
	return nil
}

// knows reports whether the unit's controller finds the secret: one of its model, one that the unit has a record of, or one of
// a model it has relations with.
func (s *unitStore) knows(secret *secret) bool {
	if secret.model == s.unit.app.model || s.unit.consumed[secret.facts.ID] != nil {
		return true
	}
	for _, e := range s.unit.app.ends {
		if e.remoteModel() == secret.model.UUID {
			return true
		}
	}
	return false
}

func (s *unitStore) edit(id string) *edit {
	for i := range s.edits {
		if s.edits[i].secret.facts.ID == id {
			return &s.edits[i]
		}
	}
	return nil
}

// EditSecret returns a secret to be written to.
func (s *unitStore) EditSecret(id string) *controller.Secret {
	if e := s.edit(id); e != nil {
		e.handed = true
		return e.facts
	}
	secret := s.world.secrets[id]
	if secret == nil || !s.knows(secret) {
		return nil
	}
	facts := secret.factsFor(s.unit)
	s.edits = append(s.edits, edit{secret: secret, facts: facts, before: snapshot(facts), handed: true})
	return facts
}

// snapshot copies what an edit may write to in place.
func snapshot(facts *controller.Secret) controller.Secret {
	before := *facts
	before.Revisions, before.Grants = slices.Clone(facts.Revisions), slices.Clone(facts.Grants)
	before.Consumers = slices.Clone(facts.Consumers)
	return before
}

// NewSecretID mints an ID that no secret of the model ever had, and that no text can hold.
func (s *unitStore) NewSecretID() string {
	for {
		id := chance.SecretID(s.unit.source, len(s.unit.app.model.secrets)+s.minted)
		s.minted++
		if !s.unit.app.model.minted[id] {
			s.ids = append(s.ids, id)
			return id
		}
	}
}

// AddSecret adds a secret of the unit or of its application.
func (s *unitStore) AddSecret(facts *controller.Secret) {
	made := &secret{facts: *facts, model: s.unit.app.model, app: s.unit.app}
	if facts.Owner == s.unit.name {
		made.unit = s.unit
	}
	s.world.addSecret(made)
	s.note(made.change().of(ChangedSecretAdded, "", ""))
	s.edits = append(s.edits, edit{secret: made, facts: made.adopt(s.unit), handed: true})
	s.sync()
}

// RemoveSecret removes a secret with all its revisions, grants, records and labels.
func (s *unitStore) RemoveSecret(id string) {
	s.sync()
	secret := s.world.secrets[id]
	if secret == nil {
		return
	}
	s.edits = slices.DeleteFunc(s.edits, func(e edit) bool { return e.secret == secret })
	s.note(secret.change().of(ChangedSecretRemoved, "", ""))
	s.world.removeSecret(secret)
}

// OwnedSecrets lists the secrets of the unit or of its application, oldest first.
func (s *unitStore) OwnedSecrets(owners ...string) []string {
	var owned []*secret
	for _, owner := range owners {
		switch owner {
		case s.unit.name:
			owned = append(owned, s.unit.secrets...)
		case s.unit.app.name:
			owned = append(owned, s.unit.app.secrets...)
		}
	}
	slices.SortFunc(owned, func(a, b *secret) int { return a.number - b.number })
	var ids []string
	for _, secret := range owned {
		ids = append(ids, secret.facts.ID)
	}
	return ids
}

// OwnerLabel finds a secret of the unit or of its application by its label.
func (s *unitStore) OwnerLabel(owner, label string) string {
	s.sync()
	labels := s.unit.app.labels
	if owner == s.unit.name {
		labels = s.unit.labels
	} else if owner != s.unit.app.name {
		return ""
	}
	if secret := labels[label]; secret != nil && label != "" {
		return secret.facts.ID
	}
	return ""
}

// ConsumerLabel finds the secret to which the unit gave the label.
func (s *unitStore) ConsumerLabel(unit, label string) string {
	s.sync()
	if c := s.unit.called[label]; c != nil && unit == s.unit.name && label != "" {
		return c.secret.facts.ID
	}
	return ""
}

// LabelGivenUp reports whether the unit once gave the label and then another one.
func (s *unitStore) LabelGivenUp(unit, label string) bool {
	s.sync()
	return unit == s.unit.name && s.unit.givenUp[label]
}

// UnitLabel reports whether any unit of the application has the label.
func (s *unitStore) UnitLabel(app, label string) bool {
	s.sync()
	return app == s.unit.app.name && s.unit.app.unitLabels[label] > 0
}

// Relation returns a relation that the unit is in.
func (s *unitStore) Relation(number int) *controller.Relation {
	if l := s.link(number); l != nil {
		return l.fresh()
	}
	return nil
}

func (s *unitStore) link(number int) *link {
	for _, l := range s.unit.links {
		if l.end.number == number && l.known() {
			return l
		}
	}
	return nil
}

// Relations lists the relations that the unit is in.
func (s *unitStore) Relations(endpoint string) []int {
	var numbers []int
	for _, l := range s.unit.links {
		if l.known() && (endpoint == "" || l.end.endpoint.Name == endpoint) {
			numbers = append(numbers, l.end.number)
		}
	}
	return numbers
}

// SetDatabag replaces a databag of the unit or of its application.
func (s *unitStore) SetDatabag(number int, app bool, bag map[string]string) {
	l := s.link(number)
	if l == nil {
		return
	}
	if app {
		s.noteTexts(Change{Relation: l.end.id, App: s.unit.app.name, What: ChangedDatabag}, l.end.bag, bag)
		s.world.writeApp(l.end, bag, cause{s.entry, wroteApp})
		return
	}
	s.noteTexts(Change{Relation: l.end.id, Unit: s.unit.name, What: ChangedDatabag}, l.end.bags[l.end.seen(s.unit)], bag)
	s.world.writeUnit(l, bag, cause{s.entry, wroteUnit})
}

// Life reports whether the model has the unit or the application, and whether it is being removed.
func (s *unitStore) Life(name string) (controller.Life, bool) {
	if a, ok := find(s.unit.app.model.apps, name); ok {
		return a.life, true
	}
	if u := s.unit.app.model.unit(name); u != nil {
		return u.life, true
	}
	return controller.Dead, false
}
