package call

import (
	"encoding/base64"
	"slices"
	"strings"
)

// Limits of stored state (Juju's state-set).
const (
	maxStateKey   = 256
	maxStateValue = 64 * 1024
)

// Validate checks what a call asks before anything is looked up, as a hook tool checks its
// arguments. Every Backend under test applies it. The refusal has Juju's text and code [ErrNotValid].
func Validate(c Call, v Version) *Error {
	switch c := c.(type) {
	case *SecretAdd:
		return c.validate(v)
	case *SecretSet:
		return c.validate(v)
	case *SecretGet:
		return c.validate()
	case *SecretInfoGet:
		if c.ID != "" && c.Label != "" {
			return notValid("specify either a secret URI or label but not both")
		}
		if c.ID == "" && c.Label == "" {
			return notValid("require either a secret URI or label")
		}
		return validateOptionalURI(c.ID)
	case *SecretGrant:
		return c.validate()
	case *SecretRevoke:
		return c.validate()
	case *SecretRemove:
		return validateURI(c.ID)
	case *StatusSet:
		return c.validate()
	case *RelationIDs:
		if c.Endpoint == "" {
			if v.AtLeast(3, 6, 0) {
				return notValid("no endpoint name specified")
			}
			return notValid("no relation name specified")
		}
	case *RelationGet:
		if c.Of == "" {
			return notValid("no unit or application specified")
		}
	case *StateSet:
		return c.validate()
	case *ActionSet:
		return c.validate(v)
	}
	return nil
}

func validateURI(id string) *Error {
	if id == "" {
		return notValid("missing secret URI")
	}
	return validateOptionalURI(id)
}

func validateOptionalURI(id string) *Error {
	if id == "" || isSecretID(strings.TrimPrefix(id, secretScheme)) {
		return nil
	}
	_, err := parseLongURI(id)
	return err
}

func (c *SecretAdd) validate(v Version) *Error {
	if c.Owner != "" && c.Owner != OwnerApplication && c.Owner != OwnerUnit {
		return notValid("secret owner %q not valid", string(c.Owner))
	}
	if err := validatePolicy(c.Rotate); err != nil {
		return err
	}
	if c.ExpireIn < 0 {
		return notValid("negative expire duration %q not valid", c.ExpireIn.String())
	}
	if len(c.Content) == 0 {
		if v.AtLeast(3, 6, 0) {
			return notValid("empty secrte content not valid") // Juju's spelling
		}
		return notValid("empty secret value not valid")
	}
	return ValidateContent(c.Content, v)
}

func (c *SecretSet) validate(v Version) *Error {
	if err := validateURI(c.ID); err != nil {
		return err
	}
	if err := validatePolicy(c.Rotate); err != nil {
		return err
	}
	if c.ExpireIn < 0 {
		return notValid("negative expire duration %q not valid", c.ExpireIn.String())
	}
	return ValidateContent(c.Content, v)
}

func (c *SecretGet) validate() *Error {
	if c.ID == "" && c.Label == "" {
		return notValid("require either a secret URI or label")
	}
	if c.Peek && c.Refresh {
		return notValid("specify one of --peek or --refresh but not both")
	}
	return validateOptionalURI(c.ID)
}

func (c *SecretGrant) validate() *Error {
	if err := validateURI(c.ID); err != nil {
		return err
	}
	if c.Relation == "" {
		return notValid("no relation id specified")
	}
	if c.Unit != "" && !IsUnitName(c.Unit) {
		return notValid("unit %q not valid", c.Unit)
	}
	return nil
}

func (c *SecretRevoke) validate() *Error {
	if err := validateURI(c.ID); err != nil {
		return err
	}
	switch {
	case c.App != "" && !IsAppName(c.App):
		return notValid("application %q not valid", c.App)
	case c.Unit != "" && !IsUnitName(c.Unit):
		return notValid("unit %q not valid", c.Unit)
	case c.App != "" && c.Unit != "":
		return notValid("specify only one of application or unit")
	case c.App != "" && c.Relation != "":
		return notValid("do not specify both relation and app")
	case c.App == "" && c.Unit == "" && c.Relation == "":
		return notValid("missing relation or application or unit")
	}
	return nil
}

func validatePolicy(policy RotatePolicy) *Error {
	switch policy {
	case "", RotateNever, RotateHourly, RotateDaily, RotateWeekly, RotateMonthly, RotateQuarterly, RotateYearly:
		return nil
	}
	return notValid("rotate policy %q not valid", string(policy))
}

// ValidateContent checks the keys and sizes of secret content. A key may end in "#base64". Before
// Juju 3.6 a value may have 8 KiB and all together 64 KiB; since then each 1,000,000 bytes of base64.
func ValidateContent(content map[string]string, v Version) *Error {
	if len(content) == 0 {
		return nil
	}
	total, bad := 0, []string(nil)
	var refusal *Error
	for key, value := range content {
		name, encoded := strings.CutSuffix(key, "#base64")
		if !isContentKey(name) {
			bad = append(bad, name)
			continue
		}
		size, err := contentSize(name, value, encoded, v)
		total += size
		if err != nil && (refusal == nil || err.Message < refusal.Message) {
			refusal = err
		}
	}
	if len(bad) > 0 {
		slices.Sort(bad)
		return notValid("key %q not valid", bad[0])
	}
	if refusal != nil {
		return refusal
	}
	if v.AtLeast(3, 6, 0) {
		if total > 1_000_000 {
			return notValid("base64 encoded secret content too large: %d bytes", total)
		}
	} else if total > 64*1024 {
		return notValid("secret content too large: %d bytes", total)
	}
	return nil
}

func contentSize(key, value string, encoded bool, v Version) (int, *Error) {
	size := len(value)
	if !v.AtLeast(3, 6, 0) {
		if size > 8*1024 {
			return size, notValid("secret content for key %q too large: %d bytes", key, size)
		}
		return size, nil
	}
	if !encoded {
		size = base64.StdEncoding.EncodedLen(size)
	}
	if size > 1_000_000 {
		return size, notValid("base64 encoded secret content for key %q too large: %d bytes", key, size)
	}
	return size, nil
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

func (c *StatusSet) validate() *Error {
	switch c.Name {
	case StatusMaintenance, StatusBlocked, StatusWaiting, StatusActive:
		return nil
	}
	return notValid("invalid status %q, expected one of [maintenance blocked waiting active]", string(c.Name))
}

func (c *StateSet) validate() *Error {
	for key, value := range c.State {
		if len(key) > maxStateKey {
			return notValid("max allowed key length (%d) exceeded", maxStateKey)
		}
		if len(value) > maxStateValue {
			return notValid("max allowed value length (%d) exceeded", maxStateValue)
		}
	}
	return nil
}

func (c *ActionSet) validate(v Version) *Error {
	for _, result := range c.Results {
		for part := range strings.SplitSeq(result.Key, ".") {
			if !isActionKey(part) {
				allowed := "lowercase alphanumeric, hyphens and periods"
				if v.AtLeast(3, 6, 0) {
					allowed = "lowercase alphanumeric and hyphens"
				}
				return notValid("key %q must start and end with lowercase alphanumeric, and contain only %s", part, allowed)
			}
			switch part {
			case "stdout", "stdout-encoding", "stderr", "stderr-encoding":
				return notValid("cannot set reserved action key %q", part)
			}
		}
	}
	return nil
}

func isActionKey(key string) bool {
	for i := range len(key) {
		c := key[i]
		edge := i == 0 || i == len(key)-1
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && (c != '-' || edge) {
			return false
		}
	}
	return key != ""
}

// IsAppName reports whether the text is an application's name, such as "web" or "my-db2".
func IsAppName(name string) bool {
	if name == "" || name[0] < 'a' || name[0] > 'z' {
		return false
	}
	letter := false
	for i := range len(name) {
		switch c := name[i]; {
		case c >= 'a' && c <= 'z':
			letter = true
		case c >= '0' && c <= '9':
		case c == '-' && letter:
			letter = false
		default:
			return false
		}
	}
	return letter
}

// IsUnitName reports whether the text is a unit's name, such as "web/0".
func IsUnitName(name string) bool {
	app, number, ok := strings.Cut(name, "/")
	if !ok || !IsAppName(app) || number == "" || len(number) > 1 && number[0] == '0' {
		return false
	}
	for i := range len(number) {
		if number[i] < '0' || number[i] > '9' {
			return false
		}
	}
	return true
}
