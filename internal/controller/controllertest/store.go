// Package controllertest holds a Store for tests: the facts of a model with several applications and
// units, as one of the units meets them.
package controllertest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/charmscenario/scenario/internal/controller"
)

// Store is a [controller.Store] in memory. Fill it in as a literal; the zero Store is a model without
// secrets and relations.
//
// It holds its callers to the Store's contract: what Secret and Relation return is a copy, so that a
// write to it is lost, and only what the Edit methods return is the truth.
type Store struct {
	Facts   controller.Unit
	Secrets []*controller.Secret
	// Links are the relations that the unit is in.
	Links []*controller.Relation
	// Units are units of other applications that exist without being members of a relation.
	Units []string
	// Dying are units and applications that are being removed.
	Dying []string
	// Minted is how many IDs of secrets were made.
	Minted int
}

// ID returns the 20 characters of a secret's ID that begins with a name: letters up to v and digits.
func ID(name string) string { return name + strings.Repeat("0", 20-len(name)) }

// Clone returns a Store that shares no memory with this one, but for the functions in Facts.
func (s *Store) Clone() *Store {
	n := *s
	n.Facts.Config, n.Facts.ActionParams = maps.Clone(s.Facts.Config), maps.Clone(s.Facts.ActionParams)
	n.Facts.Options = slices.Clone(s.Facts.Options)
	n.Facts.PeerStatuses = maps.Clone(s.Facts.PeerStatuses)
	n.Facts.LeaderSettings, n.Facts.StoredState = maps.Clone(s.Facts.LeaderSettings), maps.Clone(s.Facts.StoredState)
	n.Secrets, n.Links = slices.Clone(s.Secrets), slices.Clone(s.Links)
	n.Units, n.Dying = slices.Clone(s.Units), slices.Clone(s.Dying)
	for i, secret := range n.Secrets {
		n.Secrets[i] = cloneSecret(secret)
	}
	for i, r := range n.Links {
		n.Links[i] = cloneRelation(r)
	}
	return &n
}

// Unit returns Facts.
func (s *Store) Unit() *controller.Unit { return &s.Facts }

// Secret returns a copy of a secret.
func (s *Store) Secret(id string) *controller.Secret {
	if secret := s.EditSecret(id); secret != nil {
		return cloneSecret(secret)
	}
	return nil
}

// EditSecret returns a secret itself.
func (s *Store) EditSecret(id string) *controller.Secret {
	for _, secret := range s.Secrets {
		if secret.ID == id {
			return secret
		}
	}
	return nil
}

// NewSecretID mints "made1", "made2", ... with zeros behind.
func (s *Store) NewSecretID() string {
	s.Minted++
	return ID(fmt.Sprintf("made%d", s.Minted))
}

// AddSecret adds a secret at the end.
func (s *Store) AddSecret(secret *controller.Secret) { s.Secrets = append(s.Secrets, secret) }

// RemoveSecret removes a secret.
func (s *Store) RemoveSecret(id string) {
	s.Secrets = slices.DeleteFunc(s.Secrets, func(secret *controller.Secret) bool { return secret.ID == id })
}

// OwnedSecrets lists the secrets of some owners.
func (s *Store) OwnedSecrets(owners ...string) []string {
	var ids []string
	for _, secret := range s.Secrets {
		if slices.Contains(owners, secret.Owner) {
			ids = append(ids, secret.ID)
		}
	}
	return ids
}

// OwnerLabel finds a secret by its owner's label.
func (s *Store) OwnerLabel(owner, label string) string {
	for _, secret := range s.Secrets {
		if secret.Owner == owner && secret.Label == label {
			return secret.ID
		}
	}
	return ""
}

// ConsumerLabel finds a secret by the label that a unit gave it.
func (s *Store) ConsumerLabel(unit, label string) string {
	for _, secret := range s.Secrets {
		for _, consumer := range secret.Consumers {
			if consumer.Unit == unit && consumer.Label == label {
				return secret.ID
			}
		}
	}
	return ""
}

// LabelGivenUp looks through the labels that a unit replaced.
func (s *Store) LabelGivenUp(unit, label string) bool {
	for _, secret := range s.Secrets {
		for _, consumer := range secret.Consumers {
			if consumer.Unit == unit && slices.Contains(consumer.GivenUp, label) {
				return true
			}
		}
	}
	return false
}

// UnitLabel looks through the labels of all units of an application.
func (s *Store) UnitLabel(app, label string) bool {
	isUnit := func(name string) bool { return strings.HasPrefix(name, app+"/") }
	for _, secret := range s.Secrets {
		if isUnit(secret.Owner) && secret.Label == label {
			return true
		}
		for _, consumer := range secret.Consumers {
			if isUnit(consumer.Unit) && (consumer.Label == label || slices.Contains(consumer.GivenUp, label)) {
				return true
			}
		}
	}
	return false
}

// Relation returns a copy of a relation.
func (s *Store) Relation(number int) *controller.Relation {
	if r := s.EditRelation(number); r != nil {
		return cloneRelation(r)
	}
	return nil
}

// SetDatabag replaces a databag.
func (s *Store) SetDatabag(number int, app bool, bag map[string]string) {
	if r := s.EditRelation(number); app {
		r.LocalApp = bag
	} else {
		r.LocalUnit = bag
	}
}

// EditRelation returns a relation itself.
func (s *Store) EditRelation(number int) *controller.Relation {
	for _, r := range s.Links {
		if r.Number == number {
			return r
		}
	}
	return nil
}

// Relations lists the relations of an endpoint.
func (s *Store) Relations(endpoint string) []int {
	var numbers []int
	for _, r := range s.Links {
		if endpoint == "" || r.Endpoint == endpoint {
			numbers = append(numbers, r.Number)
		}
	}
	return numbers
}

// Life looks among Dying, then among the relations' members and Units.
func (s *Store) Life(name string) (controller.Life, bool) {
	if slices.Contains(s.Dying, name) {
		return controller.Dying, true
	}
	for _, r := range s.Links {
		if slices.Contains(r.Members, name) {
			return controller.Alive, true
		}
	}
	return controller.Alive, slices.Contains(s.Units, name)
}

func cloneSecret(secret *controller.Secret) *controller.Secret {
	n := *secret
	n.Revisions, n.Grants, n.Consumers = slices.Clone(secret.Revisions), slices.Clone(secret.Grants), slices.Clone(secret.Consumers)
	for i := range n.Revisions {
		n.Revisions[i].Content = maps.Clone(n.Revisions[i].Content)
	}
	for i := range n.Consumers {
		n.Consumers[i].GivenUp = slices.Clone(n.Consumers[i].GivenUp)
	}
	return &n
}

func cloneRelation(r *controller.Relation) *controller.Relation {
	n := *r
	n.Members = slices.Clone(r.Members)
	n.LocalUnit, n.LocalApp, n.RemoteData = maps.Clone(r.LocalUnit), maps.Clone(r.LocalApp), maps.Clone(r.RemoteData)
	n.UnitData = maps.Clone(r.UnitData)
	for unit, bag := range n.UnitData {
		n.UnitData[unit] = maps.Clone(bag)
	}
	return &n
}
