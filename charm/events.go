package charm

import "fmt"

// SecretEvent is one of secret-changed, secret-remove, secret-rotate and secret-expired.
type SecretEvent struct {
	*Hook
	Secret   *Secret // with its label, when this charm gave it one
	Revision int     // of secret-remove and secret-expired; 0 in the others
}

// NewSecretEvent returns the secret event of a hook.
func NewSecretEvent(h *Hook) *SecretEvent {
	info := h.told()
	return &SecretEvent{
		Hook:     h,
		Secret:   &Secret{hook: h, id: info.SecretID, label: info.SecretLabel},
		Revision: info.SecretRevision,
	}
}

// RemoveRevision removes the revision that the event is about when the hook ends (hook tool
// secret-remove --revision). Juju removes none by itself. Only secret-remove and secret-expired are
// about a revision; in the others: [ErrNotValid].
func (e *SecretEvent) RemoveRevision() error {
	if e.Revision < 1 {
		// Without a number Juju would remove the whole secret.
		return fmt.Errorf("cannot remove the revision that %s is about: %w", e.Kind(), notValid("the event is about no revision"))
	}
	return e.Secret.RemoveRevision(e.Revision)
}

// RelationEvent is one of relation-created, -joined, -changed, -departed and -broken.
type RelationEvent struct {
	*Hook
	Relation      *Relation
	RemoteApp     string // the application on the other side; this one for a peer relation
	RemoteUnit    string // the unit that the event is about; empty: the application
	DepartingUnit string // of relation-departed: whose leaving caused it, which may be this unit
}

// NewRelationEvent returns the relation event of a hook.
func NewRelationEvent(h *Hook) *RelationEvent {
	info := h.told()
	return &RelationEvent{
		Hook:       h,
		Relation:   &Relation{hook: h, id: info.Relation, endpoint: info.Endpoint, remoteApp: info.RemoteApp},
		RemoteApp:  info.RemoteApp,
		RemoteUnit: info.RemoteUnit, DepartingUnit: info.DepartingUnit,
	}
}
