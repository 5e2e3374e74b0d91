package call

import "strings"

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
		return validateReadURI(c.ID)
	case *SecretGrant:
		return c.validate()
	case *SecretRevoke:
		return c.validate()
	case *SecretRemove:
		return validateURI(c.ID)
	case *StatusSet:
		return c.validate()
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

// validateReadURI is for the tools that read: they tell nothing more of a URI than that it is wrong.
func validateReadURI(id string) *Error {
	if validateOptionalURI(id) != nil {
		return notValid("secret URI %q not valid", id)
	}
	return nil
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
	if err := ValidateRotatePolicy(c.Rotate); err != nil {
		return err
	}
	if c.ExpireIn < 0 {
		return notValid("negative expire duration %q not valid", c.ExpireIn.String())
	}
	if len(c.Content) == 0 && !v.AtLeast(3, 6, 0) {
		// Later versions look at leadership first, so that it is not an argument's fault any more.
		return notValid("empty secret value not valid")
	}
	return ValidateContent(c.Content, v)
}

func (c *SecretSet) validate(v Version) *Error {
	if err := validateURI(c.ID); err != nil {
		return err
	}
	if err := ValidateRotatePolicy(c.Rotate); err != nil {
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
	return validateReadURI(c.ID)
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

// ValidateRotatePolicy checks that Juju has the policy; none at all is fine.
func ValidateRotatePolicy(policy RotatePolicy) *Error {
	switch policy {
	case "", RotateNever, RotateHourly, RotateDaily, RotateWeekly, RotateMonthly, RotateQuarterly, RotateYearly:
		return nil
	}
	return notValid("rotate policy %q not valid", string(policy))
}

func (c *StatusSet) validate() *Error {
	switch c.Name {
	case StatusMaintenance, StatusBlocked, StatusWaiting, StatusActive:
		return nil
	}
	return notValid("invalid status %q, expected one of [maintenance blocked waiting active]", string(c.Name))
}

func (c *StateSet) validate() *Error {
	for key := range c.State {
		if len(key) > maxStateKey {
			return notValid("max allowed key length (%d) exceeded", maxStateKey)
		}
	}
	for _, value := range c.State {
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
