package juju

import (
	"fmt"
	"slices"
)

// Access is what the person who uses the verbs may do in the model.
type Access string

// The levels of access, each with what the ones below may do. The empty one is admin.
const (
	AccessRead  Access = "read"  // look at everything but the contents of secrets
	AccessWrite Access = "write" // change the model
	AccessAdmin Access = "admin" // reveal the contents of secrets, and make offers
)

// write opens the model for a verb that changes it.
func (m *Model) write() error {
	if err := m.open(); err != nil {
		return err
	}
	return m.allowed(AccessWrite)
}

// admin opens the model for a verb that only its owner may use.
func (m *Model) admin() error {
	if err := m.open(); err != nil {
		return err
	}
	return m.allowed(AccessAdmin)
}

// allowed refuses a verb that needs more than the user may do.
func (m *Model) allowed(needed Access) error {
	levels := []Access{AccessRead, AccessWrite, AccessAdmin}
	has := m.Access
	if has == "" {
		has = AccessAdmin
	}
	if i := slices.Index(levels, has); i < 0 {
		return fmt.Errorf("Model.Access: %q is not a level of access; want %q, %q or %q", has, AccessRead, AccessWrite, AccessAdmin)
	} else if i < slices.Index(levels, needed) {
		return refused(codeUnauthorized, "permission denied")
	}
	return nil
}
