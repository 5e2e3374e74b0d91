package scenario

import (
	"maps"
	"slices"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/codec"
)

// The functions of this file make copies that share no memory with the original. Nil and empty
// mean the same; copies hold nil.

// detached returns a copy of a State.
func detached(s *State) State {
	n := *s
	n.Relations, n.Secrets = cloneParts(n.Relations), cloneParts(n.Secrets)
	detach(&n)
	return n
}

// cloneParts copies a list of parts, not what they hold.
func cloneParts[P any](parts []P) []P {
	if len(parts) == 0 {
		return nil
	}
	return append(make([]P, 0, len(parts)), parts...)
}

// detach replaces all that a State refers to by copies, but for the lists of relations and secrets,
// which are its own already and are written in place.
func detach(s *State) {
	s.Config = cloneValues(s.Config)
	for i := range s.Relations {
		r := &s.Relations[i]
		r.LocalAppData, r.LocalUnitData = cloneTexts(r.LocalAppData), cloneTexts(r.LocalUnitData)
		r.RemoteAppData = cloneTexts(r.RemoteAppData)
		r.RemoteUnits, r.DepartedUnits = cloneBags(r.RemoteUnits), cloneBags(r.DepartedUnits)
	}
	for i := range s.Secrets {
		detachSecret(&s.Secrets[i])
	}
	s.UnitStatus.Data, s.AppStatus.Data = cloneValues(s.UnitStatus.Data), cloneValues(s.AppStatus.Data)
	if len(s.PeerStatuses) == 0 {
		s.PeerStatuses = nil
	} else {
		s.PeerStatuses = maps.Clone(s.PeerStatuses)
		for unit, status := range s.PeerStatuses {
			s.PeerStatuses[unit] = cloneStatus(status)
		}
	}
	s.LeaderSettings, s.StoredState = cloneTexts(s.LeaderSettings), cloneTexts(s.StoredState)
}

func detachSecret(s *Secret) {
	s.TrackedContent, s.LatestContent = cloneTexts(s.TrackedContent), cloneTexts(s.LatestContent)
	s.GivenUpLabels = cloneParts(s.GivenUpLabels)
	s.Revisions = cloneParts(s.Revisions)
	for i := range s.Revisions {
		s.Revisions[i].Content = cloneTexts(s.Revisions[i].Content)
	}
	if len(s.RemoteGrants) == 0 {
		s.RemoteGrants = nil
		return
	}
	s.RemoteGrants = maps.Clone(s.RemoteGrants)
	for relation, names := range s.RemoteGrants {
		s.RemoteGrants[relation] = slices.Clone(names)
	}
}

func cloneStatus(s Status) Status {
	s.Data = cloneValues(s.Data)
	return s
}

func cloneTexts(m map[string]string) map[string]string {
	if len(m) == 0 {
		return nil
	}
	return maps.Clone(m)
}

// cloneBags keeps a unit without data, which still is a member.
func cloneBags(m map[string]map[string]string) map[string]map[string]string {
	if len(m) == 0 {
		return nil
	}
	n := make(map[string]map[string]string, len(m))
	for unit, bag := range m {
		n[unit] = cloneTexts(bag)
	}
	return n
}

func cloneValues(m map[string]any) map[string]any {
	if len(m) == 0 || codec.Cyclic(m) {
		return nil // the checker refuses what holds itself
	}
	return call.CloneValue(m).(map[string]any)
}
