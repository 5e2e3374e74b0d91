package call

import (
	"encoding/base64"
	"slices"
	"strings"
)

// base64Suffix ends a key whose value is base64 text.
const base64Suffix = "#base64"

// SecretValueLimit is the most bytes that one value of a secret may have: 8 KiB before Juju 3.6,
// 1,000,000 bytes of base64 since.
func SecretValueLimit(v Version) int {
	if v.AtLeast(3, 6, 0) {
		return 1_000_000
	}
	return 8 * 1024
}

// SecretContentLimit is the most bytes that all values of a secret may have together: 64 KiB before
// Juju 3.6, 1,000,000 bytes of base64 since.
func SecretContentLimit(v Version) int {
	if v.AtLeast(3, 6, 0) {
		return 1_000_000
	}
	return 64 * 1024
}

// ValidateContent checks the keys and sizes of secret content, as secret-add and secret-set do. A
// key may end in "#base64": its value is then base64 text. Of several faults it tells the one of the
// key that sorts first, bad keys before bad sizes.
func ValidateContent(content map[string]string, v Version) *Error {
	var badKeys, badSizes []string
	total := 0
	for key, value := range content {
		name, encoded := strings.CutSuffix(key, base64Suffix)
		size := contentSize(value, encoded, v)
		// Of one value, older versions of Juju look at the size first.
		if !isContentKey(name) && (size <= SecretValueLimit(v) || v.AtLeast(3, 6, 0)) {
			badKeys = append(badKeys, name)
			continue
		}
		total += size
		if size > SecretValueLimit(v) {
			badSizes = append(badSizes, key)
		}
	}
	measured := "secret content"
	if v.AtLeast(3, 6, 0) {
		measured = "base64 encoded secret content"
	}
	switch {
	case len(badKeys) > 0:
		return notValid("key %q not valid", slices.Min(badKeys))
	case len(badSizes) > 0:
		key := slices.Min(badSizes)
		name, encoded := strings.CutSuffix(key, base64Suffix)
		size := contentSize(content[key], encoded, v)
		if v.AtLeast(3, 6, 0) {
			key = name // older tools print the key as it was given
		}
		return notValid("%s for key %q too large: %d bytes", measured, key, size)
	case total > SecretContentLimit(v):
		return notValid("%s too large: %d bytes", measured, total)
	}
	return nil
}

// IsContentKey reports whether secret-add takes the key, which may end in "#base64".
func IsContentKey(key string) bool { return isContentKey(strings.TrimSuffix(key, base64Suffix)) }

// contentSize is the size that a version of Juju measures.
func contentSize(value string, encoded bool, v Version) int {
	if !encoded && v.AtLeast(3, 6, 0) {
		return base64.StdEncoding.EncodedLen(len(value))
	}
	return len(value)
}

// isContentKey reports whether Juju takes the key: lower-case letters and digits with single dashes
// between them, a letter first, three or more of them.
func isContentKey(key string) bool {
	if key == "" || key[0] < 'a' || key[0] > 'z' {
		return false
	}
	count := 0
	for i := range len(key) {
		switch c := key[i]; {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			count++
		case c == '-' && key[i-1] != '-':
		default:
			return false
		}
	}
	return count >= 3 && key[len(key)-1] != '-'
}
