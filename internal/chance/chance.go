// Package chance makes what is random under Juju depend on what is known, so that equal runs mint equal
// IDs and draw equal numbers: of one State as of a whole model.
package chance

import (
	"encoding/binary"
	"hash/fnv"
	"math/rand/v2"

	"github.com/rs/xid"

	"github.com/charmscenario/scenario/call"
)

// Hash returns a number that depends on the texts alone.
func Hash(texts ...string) uint64 {
	hash := fnv.New64a()
	for _, text := range texts {
		hash.Write([]byte(text))
		hash.Write([]byte{0})
	}
	return hash.Sum64()
}

// SecretID makes the 20 characters of a secret's ID, a valid xid, from where it is made and a counter.
func SecretID(source uint64, counter int) string {
	var id xid.ID
	binary.BigEndian.PutUint64(id[:8], source)
	binary.BigEndian.PutUint32(id[8:], uint32(counter))
	return id.String()
}

// Source is the source of randomness of one hook, a rand.Source: equal hooks draw equal numbers, and a unit that
// ran a hook draws others in its next, because the revisions of secrets went on. It is seeded when it is first
// drawn from.
type Source struct {
	Hook   *call.Hook
	Source uint64 // of the unit: see Hash
	// Revisions sums up the secrets that there are: their number in the upper half, their latest revisions in the
	// lower.
	Revisions uint64

	generator rand.PCG
	seeded    bool
}

// Uint64 draws the next number.
func (s *Source) Uint64() uint64 {
	if !s.seeded {
		s.generator.Seed(s.Source^Hash(s.Hook.Name, s.Hook.RemoteUnit), s.Revisions)
		s.seeded = true
	}
	return s.generator.Uint64()
}
