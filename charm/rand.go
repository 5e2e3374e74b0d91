package charm

import (
	"crypto/rand"
	"encoding/binary"
)

// systemSource is the operating system's source of chance as a math/rand source. It holds nothing,
// so that what a charm draws from it cannot be guessed from earlier draws.
type systemSource struct{}

// Uint64 returns 64 random bits.
func (systemSource) Uint64() uint64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails: the runtime ends the process if the system has no randomness
	return binary.LittleEndian.Uint64(b[:])
}
