package metadata

import "strings"

// isCharmName and its like follow Juju's and Charmcraft's naming rules.
func isCharmName(name string) bool { return isParts(name, "-", false) }

func isEndpointName(name string) bool {
	return isParts(strings.ReplaceAll(name, "_", "-"), "-", false)
}

func isActionName(name string) bool {
	return isParts(name, "-", true) || strings.Trim(name, "0123456789-") == "" && name != "" && name[0] != '-'
}

// isParts reports whether the name is of lower-case letters and digits in parts joined by single
// separators, a letter first.
func isParts(name, separator string, digitFirst bool) bool {
	if name == "" || !digitFirst && (name[0] < 'a' || name[0] > 'z') {
		return false
	}
	for part := range strings.SplitSeq(name, separator) {
		if part == "" {
			return false
		}
		for i := range len(part) {
			if c := part[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
				return false
			}
		}
	}
	return true
}
