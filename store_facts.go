package scenario

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/charmscenario/scenario/internal/controller"
	"github.com/charmscenario/scenario/metadata"
)

// secretFacts tells of a secret as the controller knows it. Its maps are those of State; its
// slices are its own.
func (s *stateStore) secretFacts(secret *Secret) *controller.Secret {
	memory := &s.firstSecret
	if memory.secret.ID != "" {
		memory = &secretMemory{}
	}
	facts := &memory.secret
	*facts = controller.Secret{
		ID: bareSecretID(secret.ID), Source: secret.SourceModel, Owner: s.setup.ownerName(secret.Owner),
		Description: secret.Description, Rotate: secret.Rotate, NextRotate: secret.NextRotate,
		Latest: secret.LatestRevision, Expire: secret.Expire, Revisions: revisionFacts(memory.revisions[:0], secret),
	}
	consumer := controller.Consumer{Unit: s.setup.unitName, Tracked: secret.TrackedRevision, Label: secret.Label, GivenUp: slices.Clip(secret.GivenUpLabels)}
	if s.setup.owns(secret.Owner) {
		facts.Label, facts.Disowned, consumer.Label = secret.Label, secret.Disowned, secret.ConsumerLabel
	} else if !secret.NotGranted {
		facts.Grants = []controller.Grant{{Subject: s.setup.app}}
	}
	if consumer.Tracked > 0 || consumer.Label != "" || len(consumer.GivenUp) > 0 {
		facts.Consumers = append(memory.consumers[:0], consumer)
	}
	if len(secret.RemoteGrants) > 0 {
		facts.Grants = append(facts.Grants, grantFacts(secret.RemoteGrants)...)
	}
	return facts
}

// secretMemory is one piece of memory for what most secrets have: two revisions and one consumer.
type secretMemory struct {
	secret    controller.Secret
	revisions [2]controller.Revision
	consumers [1]controller.Consumer
}

func revisionFacts(revisions []controller.Revision, secret *Secret) []controller.Revision {
	for _, r := range secret.Revisions {
		revisions = append(revisions, controller.Revision{Number: r.Number, Content: r.Content, Expire: r.Expire})
	}
	if secret.TrackedRevision != secret.LatestRevision && len(secret.TrackedContent) > 0 {
		revisions = append(revisions, controller.Revision{Number: secret.TrackedRevision, Content: secret.TrackedContent, Expire: secret.TrackedExpire})
	}
	if len(secret.LatestContent) > 0 {
		revisions = append(revisions, controller.Revision{Number: secret.LatestRevision, Content: secret.LatestContent})
	}
	if len(revisions) > 1 {
		slices.SortFunc(revisions, func(a, b controller.Revision) int { return a.Number - b.Number })
	}
	return revisions
}

func grantFacts(remote map[string][]string) []controller.Grant {
	grants := make([]controller.Grant, 0, len(remote))
	for relation, names := range remote {
		for _, name := range names {
			grants = append(grants, controller.Grant{Subject: name, Relation: relation})
		}
	}
	slices.SortFunc(grants, func(a, b controller.Grant) int {
		if c := strings.Compare(a.Relation, b.Relation); c != 0 {
			return c
		}
		return strings.Compare(a.Subject, b.Subject)
	})
	return grants
}

func (s *stateStore) relationFacts(r *Relation) *controller.Relation {
	number, _ := relationNumber(r.ID)
	endpoint, _ := s.setup.endpoint(r.Endpoint)
	facts := &s.firstRelation
	if facts.ID != "" {
		facts = &controller.Relation{}
	}
	*facts = controller.Relation{
		Number: number, ID: r.ID, Endpoint: r.Endpoint,
		RemoteApp: r.RemoteApp, RemoteEndpoint: cmp.Or(r.RemoteEndpoint, r.Endpoint),
		Role: controller.Role(endpoint.Role), Container: endpoint.Scope == metadata.ScopeContainer,
		RemoteModel: r.RemoteModel, Offered: r.Offering, Life: controller.Life(r.Life), Suspended: r.Suspended,
		LocalUnit: r.LocalUnitData, LocalApp: r.LocalAppData, RemoteData: r.RemoteAppData, UnitData: r.RemoteUnits,
	}
	if len(r.RemoteUnits) > 0 {
		facts.Members = make([]string, 0, len(r.RemoteUnits))
		for unit := range r.RemoteUnits {
			facts.Members = append(facts.Members, unit)
		}
		slices.Sort(facts.Members)
	}
	if len(r.DepartedUnits) > 0 {
		facts.UnitData = make(map[string]map[string]string, len(r.RemoteUnits)+len(r.DepartedUnits))
		for unit, bag := range r.DepartedUnits {
			facts.UnitData[unit] = bag
		}
		for unit, bag := range r.RemoteUnits {
			facts.UnitData[unit] = bag
		}
	}
	return facts
}

// state writes the State as the hook left it, detached from the one that it was made over.
func (s *stateStore) state(n *State) {
	*n = *s.base
	n.UnitStatus, n.AppStatus = s.unit.UnitStatus, s.unit.AppStatus
	n.WorkloadVersion = s.unit.WorkloadVersion
	n.LeaderSettings, n.StoredState = s.unit.LeaderSettings, s.unit.StoredState
	if s.secretsChanged() {
		n.Secrets = s.changedSecrets()
	} else {
		n.Secrets = cloneParts(n.Secrets)
	}
	n.Relations = cloneParts(n.Relations)
	for i := range s.relations {
		s.writeRelation(n, &s.relations[i], false)
	}
	detach(n)
	for i := range s.relations {
		s.writeRelation(n, &s.relations[i], true)
	}
}

// writeRelation puts the databags that the commit wrote where the old ones were, or takes the old ones
// away: they need not be copied, and the new ones are nobody else's.
func (s *stateStore) writeRelation(n *State, slot *relationSlot, bags bool) {
	r := &n.Relations[slot.index]
	if slot.unitChanged {
		if r.LocalUnitData = nil; bags && len(slot.facts.LocalUnit) > 0 {
			r.LocalUnitData = slot.facts.LocalUnit
		}
	}
	if slot.appChanged {
		if r.LocalAppData = nil; bags && len(slot.facts.LocalApp) > 0 {
			r.LocalAppData = slot.facts.LocalApp
		}
	}
}

func (s *stateStore) secretsChanged() bool {
	for i := range s.secrets {
		if s.secrets[i].edited || s.secrets[i].removed {
			return true
		}
	}
	return false
}

func (s *stateStore) changedSecrets() []Secret {
	secrets := slices.Clone(s.base.Secrets)
	gone := make(map[int]bool)
	for _, slot := range s.secrets {
		switch {
		case slot.index < 0 && !slot.removed:
			made := Secret{Owner: s.setup.ownerOf(slot.facts.Owner)}
			s.writeSecret(&made, slot.facts)
			secrets = append(secrets, made)
		case slot.index >= 0 && slot.removed:
			gone[slot.index] = true
		case slot.index >= 0 && slot.edited:
			s.writeSecret(&secrets[slot.index], slot.facts)
		}
	}
	if len(gone) == 0 {
		return secrets
	}
	if len(gone) == len(secrets) {
		return nil
	}
	kept := secrets[:0]
	for i := range secrets {
		if !gone[i] {
			kept = append(kept, secrets[i])
		}
	}
	return kept
}

// writeSecret is the inverse of secretFacts.
func (s *stateStore) writeSecret(secret *Secret, facts *controller.Secret) {
	secret.ID = "secret:" + facts.ID
	secret.Description, secret.Rotate, secret.NextRotate = facts.Description, facts.Rotate, facts.NextRotate
	secret.TrackedRevision, secret.ConsumerLabel, secret.GivenUpLabels = 0, "", nil
	label := ""
	for _, consumer := range facts.Consumers {
		if consumer.Unit == s.setup.unitName {
			secret.TrackedRevision, label, secret.GivenUpLabels = consumer.Tracked, consumer.Label, consumer.GivenUp
		}
	}
	if s.setup.owns(secret.Owner) {
		secret.Label, secret.Disowned, secret.ConsumerLabel = facts.Label, facts.Disowned, label
		secret.RemoteGrants = remoteGrants(facts.Grants)
	} else {
		secret.Label = label
	}
	secret.LatestRevision = facts.Latest
	secret.TrackedContent, secret.LatestContent, secret.Revisions = nil, nil, nil
	secret.Expire, secret.TrackedExpire = facts.Expire, time.Time{}
	for _, r := range facts.Revisions {
		tracked, latest := r.Number == secret.TrackedRevision, r.Number == facts.Latest
		if tracked {
			secret.TrackedContent = r.Content
		}
		if latest {
			secret.LatestContent = r.Content
		} else if tracked {
			secret.TrackedExpire = r.Expire
		}
		if !tracked && !latest {
			secret.Revisions = append(secret.Revisions, Revision{Number: r.Number, Content: r.Content, Expire: r.Expire})
		}
	}
}

func remoteGrants(grants []controller.Grant) map[string][]string {
	if len(grants) == 0 {
		return nil
	}
	remote := make(map[string][]string)
	for _, grant := range grants {
		remote[grant.Relation] = append(remote[grant.Relation], grant.Subject)
	}
	for _, names := range remote {
		slices.Sort(names)
	}
	return remote
}
