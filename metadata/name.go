package metadata

import "strings"

// isCharmName and its like follow Juju's and Charmcraft's naming rules.
func isCharmName(name string) bool { return isParts(name, "-") }

func isEndpointName(name string) bool {
	return isParts(strings.ReplaceAll(name, "_", "-"), "-")
}

func isActionName(name string) bool {
	for i := range len(name) {
		c := name[i]
		dash := c == '-' && i > 0 && i < len(name)-1
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && !dash {
			return false
		}
	}
	return name != ""
}

// isParts reports whether the name is of lower-case letters and digits in parts joined by single
// separators, a letter first.
func isParts(name, separator string) bool {
	if name == "" || name[0] < 'a' || name[0] > 'z' {
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
