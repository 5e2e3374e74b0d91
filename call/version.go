package call

import (
	"fmt"
	"regexp"
	"strconv"
)

// Version is a version of Juju, such as 3.6.11 or 3.5-beta1.
type Version struct {
	Major, Minor, Patch int
	Tag                 string // "beta1": before the release of that number; usually empty
}

var versionForm = regexp.MustCompile(`^(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9})|-([a-z]+)(\d{1,9})(?:\.\d{1,9})?)?(?:\.\d{1,9})?$`)

// ParseVersion reads a version as Juju prints it: "3.6.11", "3.6", "3.5-beta1", "3.6.11.1".
func ParseVersion(text string) (Version, error) {
	m := versionForm.FindStringSubmatch(text)
	if m == nil {
		return Version{}, fmt.Errorf("cannot read Juju version %q: want a version such as 3.6.11 or 3.5-beta1", text)
	}
	var v Version
	v.Major, _ = strconv.Atoi(m[1])
	v.Minor, _ = strconv.Atoi(m[2])
	if m[3] != "" {
		v.Patch, _ = strconv.Atoi(m[3])
	}
	if m[4] != "" {
		v.Tag = m[4] + m[5]
	}
	return v, nil
}

// String returns the version as Juju prints it.
func (v Version) String() string {
	if v.Tag != "" {
		return fmt.Sprintf("%d.%d-%s", v.Major, v.Minor, v.Tag)
	}
	return fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Patch)
}

// AtLeast reports whether v is major.minor.patch or later. A tagged version comes before the
// release of its number.
func (v Version) AtLeast(major, minor, patch int) bool {
	if v.Major != major {
		return v.Major > major
	}
	if v.Minor != minor {
		return v.Minor > minor
	}
	if v.Patch != patch {
		return v.Patch > patch
	}
	return v.Tag == ""
}

// MarshalText writes the version as Juju prints it.
func (v Version) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (v *Version) UnmarshalText(text []byte) error {
	parsed, err := ParseVersion(string(text))
	if err != nil {
		return err
	}
	*v = parsed
	return nil
}
