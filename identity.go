package scenario

import (
	"encoding/binary"
	"hash/fnv"
	"strings"

	"github.com/rs/xid"
)

// hashTexts returns a number that depends on the texts alone.
func hashTexts(texts ...string) uint64 {
	hash := fnv.New64a()
	for _, text := range texts {
		hash.Write([]byte(text))
		hash.Write([]byte{0})
	}
	return hash.Sum64()
}

// mintSecretID makes the 20 characters of a secret's ID, a valid xid, from where it is made and a
// counter. Equal runs mint equal IDs.
func mintSecretID(source uint64, counter int) string {
	var id xid.ID
	binary.BigEndian.PutUint64(id[:8], source)
	binary.BigEndian.PutUint32(id[8:], uint32(counter))
	return id.String()
}

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
