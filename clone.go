package scenario

import (
	"maps"
	"slices"

	"github.com/charmscenario/scenario/call"
)

// The functions of this file make copies that share no memory with the original. Nil and empty
// mean the same; copies hold nil.

// detached returns a copy of a State.
func detached(s *State) State {
	var n State
	cloneState(&n, s)
	return n
}

// cloneState copies s into n.
func cloneState(n, s *State) {
	*n = *s
	n.Config = cloneValues(s.Config)
	n.Relations = nil
	if len(s.Relations) > 0 {
		n.Relations = make([]Relation, len(s.Relations))
		for i := range s.Relations {
			n.Relations[i] = cloneRelation(&s.Relations[i])
		}
	}
	n.Secrets = nil
	if len(s.Secrets) > 0 {
		n.Secrets = make([]Secret, len(s.Secrets))
		for i := range s.Secrets {
			n.Secrets[i] = cloneSecret(&s.Secrets[i])
		}
	}
	n.UnitStatus = cloneStatus(s.UnitStatus)
	n.AppStatus = cloneStatus(s.AppStatus)
	n.PeerStatuses = nil
	if len(s.PeerStatuses) > 0 {
		n.PeerStatuses = make(map[string]Status, len(s.PeerStatuses))
		for unit, status := range s.PeerStatuses {
			n.PeerStatuses[unit] = cloneStatus(status)
		}
	}
	n.LeaderSettings = cloneTexts(s.LeaderSettings)
	n.StoredState = cloneTexts(s.StoredState)
}

func cloneRelation(r *Relation) Relation {
	n := *r
	n.LocalAppData = cloneTexts(r.LocalAppData)
	n.LocalUnitData = cloneTexts(r.LocalUnitData)
	n.RemoteAppData = cloneTexts(r.RemoteAppData)
	n.RemoteUnits = cloneBags(r.RemoteUnits)
	n.DepartedUnits = cloneBags(r.DepartedUnits)
	return n
}

func cloneSecret(s *Secret) Secret {
	n := *s
	n.TrackedContent = cloneTexts(s.TrackedContent)
	n.LatestContent = cloneTexts(s.LatestContent)
	n.GivenUpLabels = slices.Clone(s.GivenUpLabels)
	n.Revisions = nil
	if len(s.Revisions) > 0 {
		n.Revisions = slices.Clone(s.Revisions)
		for i := range n.Revisions {
			n.Revisions[i].Content = cloneTexts(n.Revisions[i].Content)
		}
	}
	n.RemoteGrants = nil
	if len(s.RemoteGrants) > 0 {
		n.RemoteGrants = make(map[string][]string, len(s.RemoteGrants))
		for relation, names := range s.RemoteGrants {
			n.RemoteGrants[relation] = slices.Clone(names)
		}
	}
	return n
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
	if len(m) == 0 {
		return nil
	}
	return call.CloneValue(m).(map[string]any)
}
