package call

import "strings"

// Validate checks what a call asks before anything is looked up, as a hook tool checks its
// arguments. Every Backend under test applies it. The refusal has Juju's text and code [ErrNotValid].
func Validate(c Call, v Version) *Error {
	return c.validate(v)
}

// LookedUp returns the relation that the call's hook tool looks up while it reads its arguments, before it
// checks the others; empty for a call whose tool does not, or that names no relation.
func LookedUp(c Call) string {
	if named, ok := c.(interface{ lookedUp() string }); ok {
		return named.lookedUp()
	}
	return ""
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

// ValidateRotatePolicy checks that Juju has the policy; none at all is fine.
func ValidateRotatePolicy(policy RotatePolicy) *Error {
	switch policy {
	case "", RotateNever, RotateHourly, RotateDaily, RotateWeekly, RotateMonthly, RotateQuarterly, RotateYearly:
		return nil
	}
	return notValid("rotate policy %q not valid", string(policy))
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
