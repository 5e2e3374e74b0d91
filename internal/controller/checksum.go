package controller

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"
)

// Checksum is Juju's checksum of a revision's content: SHA-256 of the JSON object of base64 values (core/secrets/secretvalue.go).
func Checksum(kept map[string]string) string {
	values := make(map[string]string, len(kept))
	for key, value := range kept {
		if name, encoded := strings.CutSuffix(key, base64Suffix); encoded {
			values[name] = value
			continue
		}
		values[key] = base64.StdEncoding.EncodeToString([]byte(value))
	}
	text, err := json.Marshal(values)
	if err != nil {
		return "" // a map of texts has a JSON form
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
