package scenario

import (
	"slices"
	"strings"

	"github.com/charmscenario/scenario/internal/chance"
	"github.com/charmscenario/scenario/internal/controller"
)

// stateStore is the controller's Store over one State. It reads the State, never writes it, and
// copies only the parts that a hook touches.
type stateStore struct {
	base   *State
	setup  *setup
	unit   controller.Unit
	minted int // how many IDs were made

	secrets   []secretSlot
	relations []relationSlot
	// Where parts are found in base, made when there are many.
	secretIndex   map[string]int
	relationIndex map[int]int
	// Where parts are found in the slots, made when there are many.
	secretSlots   map[string]int
	relationSlots map[int]int
	// Memory of the parts that are opened first; most hooks touch no more.
	firstSecret   secretMemory
	firstRelation controller.Relation
}

// reset makes the store ready for another State, and keeps room.
func (s *stateStore) reset() {
	s.minted = 0
	if len(s.secrets) > 0 {
		clear(s.secrets)
		s.secrets, s.firstSecret = s.secrets[:0], secretMemory{}
	}
	if len(s.relations) > 0 {
		clear(s.relations)
		s.relations, s.firstRelation = s.relations[:0], controller.Relation{}
	}
	if s.secretIndex != nil || s.relationIndex != nil || s.secretSlots != nil || s.relationSlots != nil {
		s.secretIndex, s.relationIndex, s.secretSlots, s.relationSlots = nil, nil, nil, nil
	}
}

// few is how many parts are found by looking at each faster than by an index.
const few = 12

type secretSlot struct {
	index   int // in base; -1: made by this hook
	facts   *controller.Secret
	edited  bool
	removed bool
}

type relationSlot struct {
	index int
	facts *controller.Relation

	unitChanged, appChanged bool // whether a databag was replaced: nobody else has the new one
}

func (s *stateStore) open(setup *setup, base *State, params map[string]any) {
	s.setup, s.base = setup, base
	s.unit = controller.Unit{
		Leader:          base.Leader,
		Config:          base.Config,
		Option:          setup.optionValue,
		Options:         setup.options,
		UnitStatus:      base.UnitStatus,
		AppStatus:       base.AppStatus,
		PeerStatuses:    base.PeerStatuses,
		WorkloadVersion: base.WorkloadVersion,
		LeaderSettings:  base.LeaderSettings,
		StoredState:     base.StoredState,
		ActionParams:    params,
	}
}

// NewSecretID mints IDs that occur nowhere else in State. They are those that a whole model mints, which counts its own
// secrets alone.
func (s *stateStore) NewSecretID() string {
	here := 0
	for i := range s.base.Secrets {
		if !s.setup.foreign(s.base.Secrets[i].SourceModel) {
			here++
		}
	}
	for {
		id := chance.SecretID(s.setup.source, here+s.minted)
		s.minted++
		if s.secretSlot(id) == nil && !s.base.mentions(id) {
			return id
		}
	}
}

func (s *stateStore) Unit() *controller.Unit { return &s.unit }

// secretSlot returns the slot of a secret, opened if need be; nil when there is no such secret.
func (s *stateStore) secretSlot(id string) *secretSlot {
	if s.secretSlots != nil {
		if i, ok := s.secretSlots[id]; ok {
			return &s.secrets[i]
		}
	} else {
		for i := range s.secrets {
			if s.secrets[i].facts.ID == id {
				return &s.secrets[i]
			}
		}
	}
	index := s.findSecret(id)
	if index < 0 {
		return nil
	}
	return s.addSlot(secretSlot{index: index, facts: s.secretFacts(&s.base.Secrets[index])})
}

func (s *stateStore) addSlot(slot secretSlot) *secretSlot {
	s.secrets = append(s.secrets, slot)
	last := len(s.secrets) - 1
	switch {
	case s.secretSlots != nil:
		s.secretSlots[slot.facts.ID] = last
	case len(s.secrets) > few:
		s.secretSlots = make(map[string]int, 4*few)
		for i := range s.secrets {
			s.secretSlots[s.secrets[i].facts.ID] = i
		}
	}
	return &s.secrets[last]
}

func (s *stateStore) findSecret(id string) int {
	if len(s.base.Secrets) > few {
		if s.secretIndex == nil {
			s.secretIndex = make(map[string]int, len(s.base.Secrets))
			for i := range s.base.Secrets {
				s.secretIndex[bareSecretID(s.base.Secrets[i].ID)] = i
			}
		}
		if i, ok := s.secretIndex[id]; ok {
			return i
		}
		return -1
	}
	for i := range s.base.Secrets {
		if bareSecretID(s.base.Secrets[i].ID) == id {
			return i
		}
	}
	return -1
}

func (s *stateStore) Secret(id string) *controller.Secret {
	slot := s.secretSlot(id)
	if slot == nil || slot.removed {
		return nil
	}
	return slot.facts
}

func (s *stateStore) EditSecret(id string) *controller.Secret {
	slot := s.secretSlot(id)
	if slot == nil || slot.removed {
		return nil
	}
	// Facts made from base are private already: secretFacts makes its own slices.
	slot.edited = true
	return slot.facts
}

func (s *stateStore) AddSecret(secret *controller.Secret) {
	if slot := s.secretSlot(secret.ID); slot != nil {
		slot.facts, slot.edited, slot.removed = secret, true, false
		return
	}
	s.addSlot(secretSlot{index: -1, facts: secret, edited: true})
}

func (s *stateStore) RemoveSecret(id string) {
	if slot := s.secretSlot(id); slot != nil {
		slot.removed = true
	}
}

func (s *stateStore) touched(index int) bool {
	for i := range s.secrets {
		if s.secrets[i].index == index {
			return true
		}
	}
	return false
}

func (s *stateStore) OwnedSecrets(owners ...string) []string {
	var ids []string
	for i := range s.base.Secrets {
		secret := &s.base.Secrets[i]
		if !slices.Contains(owners, s.setup.ownerName(secret.Owner)) {
			continue
		}
		id := bareSecretID(secret.ID)
		if s.Secret(id) != nil {
			ids = append(ids, id)
		}
	}
	for i := range s.secrets {
		if slot := &s.secrets[i]; slot.index < 0 && !slot.removed && slices.Contains(owners, slot.facts.Owner) {
			ids = append(ids, slot.facts.ID)
		}
	}
	return ids
}

func (s *stateStore) OwnerLabel(owner, label string) string {
	for i := range s.secrets {
		slot := &s.secrets[i]
		if !slot.removed && slot.facts.Owner == owner && slot.facts.Label == label {
			return slot.facts.ID
		}
	}
	for i := range s.base.Secrets {
		secret := &s.base.Secrets[i]
		if secret.Label == label && s.setup.owns(secret.Owner) && s.setup.ownerName(secret.Owner) == owner && !s.touched(i) {
			return bareSecretID(secret.ID)
		}
	}
	return ""
}

func (s *stateStore) ConsumerLabel(unit, label string) string {
	if unit != s.setup.unitName {
		return ""
	}
	for i := range s.secrets {
		slot := &s.secrets[i]
		if slot.removed {
			continue
		}
		for _, consumer := range slot.facts.Consumers {
			if consumer.Unit == unit && consumer.Label == label {
				return slot.facts.ID
			}
		}
	}
	for i := range s.base.Secrets {
		secret := &s.base.Secrets[i]
		given := secret.Label
		if s.setup.owns(secret.Owner) {
			given = secret.ConsumerLabel
		}
		if given == label && !s.touched(i) {
			return bareSecretID(secret.ID)
		}
	}
	return ""
}

func (s *stateStore) LabelGivenUp(unit, label string) bool {
	if unit != s.setup.unitName {
		return false
	}
	for i := range s.secrets {
		for _, consumer := range s.secrets[i].facts.Consumers {
			if !s.secrets[i].removed && consumer.Unit == unit && slices.Contains(consumer.GivenUp, label) {
				return true
			}
		}
	}
	for i := range s.base.Secrets {
		if slices.Contains(s.base.Secrets[i].GivenUpLabels, label) && !s.touched(i) {
			return true
		}
	}
	return false
}

func (s *stateStore) relationSlot(number int) *relationSlot {
	if s.relationSlots != nil {
		if i, ok := s.relationSlots[number]; ok {
			return &s.relations[i]
		}
	} else {
		for i := range s.relations {
			if s.relations[i].facts.Number == number {
				return &s.relations[i]
			}
		}
	}
	index := s.findRelation(number)
	if index < 0 {
		return nil
	}
	s.relations = append(s.relations, relationSlot{index: index, facts: s.relationFacts(&s.base.Relations[index])})
	last := len(s.relations) - 1
	switch {
	case s.relationSlots != nil:
		s.relationSlots[number] = last
	case len(s.relations) > few:
		s.relationSlots = make(map[int]int, 4*few)
		for i := range s.relations {
			s.relationSlots[s.relations[i].facts.Number] = i
		}
	}
	return &s.relations[last]
}

func (s *stateStore) findRelation(number int) int {
	if len(s.base.Relations) > few {
		if s.relationIndex == nil {
			s.relationIndex = make(map[int]int, len(s.base.Relations))
			for i := range s.base.Relations {
				if n, ok := relationNumber(s.base.Relations[i].ID); ok {
					s.relationIndex[n] = i
				}
			}
		}
		if i, ok := s.relationIndex[number]; ok {
			return i
		}
		return -1
	}
	for i := range s.base.Relations {
		if n, ok := relationNumber(s.base.Relations[i].ID); ok && n == number {
			return i
		}
	}
	return -1
}

func (s *stateStore) Relation(number int) *controller.Relation {
	slot := s.relationSlot(number)
	if slot == nil {
		return nil
	}
	return slot.facts
}

func (s *stateStore) SetDatabag(number int, app bool, bag map[string]string) {
	slot := s.relationSlot(number) // its facts are private already
	if app {
		slot.facts.LocalApp, slot.appChanged = bag, true
	} else {
		slot.facts.LocalUnit, slot.unitChanged = bag, true
	}
}

func (s *stateStore) Relations(endpoint string) []int {
	var numbers []int
	for i := range s.base.Relations {
		r := &s.base.Relations[i]
		if endpoint != "" && r.Endpoint != endpoint {
			continue
		}
		if number, ok := relationNumber(r.ID); ok {
			numbers = append(numbers, number)
		}
	}
	return numbers
}

// Life takes units of applications that State does not tell of for existing, and all for alive.
func (s *stateStore) Life(name string) (controller.Life, bool) {
	app, _, isUnit := strings.Cut(name, "/")
	known := false
	for i := range s.base.Relations {
		r := &s.base.Relations[i]
		if r.RemoteApp != app {
			continue
		}
		known = true
		if _, ok := r.RemoteUnits[name]; ok {
			return controller.Alive, true
		}
		if _, ok := r.DepartedUnits[name]; ok {
			return controller.Alive, true
		}
	}
	return controller.Alive, !known || !isUnit || name == s.setup.unitName
}
