package scenario

import "strings"

// mentions reports whether a text of State has this ID in it: that of a secret which is gone is often left in
// a databag, and must not come to mean a new one.
func (s *State) mentions(id string) bool {
	if mentioned(s.StoredState, id) || mentioned(s.LeaderSettings, id) {
		return true
	}
	for i := range s.Relations {
		r := &s.Relations[i]
		if mentioned(r.LocalAppData, id) || mentioned(r.LocalUnitData, id) {
			return true
		}
		for _, bag := range r.RemoteUnits { // of peers, which may know it too
			if mentioned(bag, id) {
				return true
			}
		}
	}
	return false
}

func mentioned(texts map[string]string, id string) bool {
	for _, text := range texts {
		if strings.Contains(text, id) {
			return true
		}
	}
	return false
}
