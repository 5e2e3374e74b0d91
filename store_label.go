package scenario

import "strings"

// UnitLabel knows of the labels of this unit, and of those of the other units' own secrets that State
// tells of.
func (s *stateStore) UnitLabel(app, label string) bool {
	unit := s.setup.unitName
	return app == s.setup.app &&
		(s.OwnerLabel(unit, label) != "" || s.ConsumerLabel(unit, label) != "" || s.LabelGivenUp(unit, label) || s.peerLabel(label))
}

// peerLabel reports whether another unit of the application gave a secret of its own the label, as far
// as State tells.
func (s *stateStore) peerLabel(label string) bool {
	for i := range s.base.Secrets {
		secret := &s.base.Secrets[i]
		if secret.OwnerLabel == label && s.setup.isPeer(secret.Owner) {
			return true // no hook of this unit changes or removes it
		}
	}
	return false
}

// isPeer reports whether the owner is another unit of the application.
func (s *setup) isPeer(owner Owner) bool {
	app, _, isUnit := strings.Cut(string(owner), "/")
	return isUnit && app == s.app && string(owner) != s.unitName
}
