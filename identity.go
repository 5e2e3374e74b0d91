package scenario

import (
	"encoding/binary"
	"hash/fnv"

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
