package charm

import "github.com/charmscenario/scenario/call"

// The kinds of refusal that a charm can tell apart with errors.Is.
const (
	ErrNotValid         = call.ErrNotValid         // an argument is malformed
	ErrSecretNotFound   = call.ErrSecretNotFound   // no secret has this ID or label, as far as the unit may know
	ErrRevisionNotFound = call.ErrRevisionNotFound // the secret exists, the revision does not
	ErrPermissionDenied = call.ErrPermissionDenied // the unit may not read or change the secret or databag
	ErrLabelExists      = call.ErrLabelExists      // another secret of this unit or application has the label
	ErrNotLeader        = call.ErrNotLeader        // only the leader may do this
	ErrGrant            = call.ErrGrant            // the grant clashes with another one, or with its relation or unit
	ErrNothingToUpdate  = call.ErrNothingToUpdate  // the update of a secret says nothing
	ErrRotateTime       = call.ErrRotateTime       // a rotating secret cannot be given another policy (Juju 3)
	ErrRelationNotFound = call.ErrRelationNotFound // the unit knows no relation with this ID
	ErrSettingsNotFound = call.ErrSettingsNotFound // the unit named has no databag in the relation
	ErrStateNotFound    = call.ErrStateNotFound    // the key is not in the unit's stored state
	ErrStateTooLarge    = call.ErrStateTooLarge    // the unit's stored state would exceed the limit
	ErrNotAction        = call.ErrNotAction        // an action call outside an action
	ErrNotSupported     = call.ErrNotSupported     // this version of Juju has no such call
	ErrContent          = call.ErrContent          // stored secret content cannot be decoded
	ErrRefused          = call.ErrRefused          // a reason that has no kind of its own
	ErrHookEnded        = call.ErrHookEnded        // the hook is over
)

// ReadOnlyError says that a charm tried to write a databag of the other side of a relation, which
// Juju has no call for. It matches [ErrPermissionDenied].
type ReadOnlyError struct {
	Relation string // "database:3"
	Of       string // whose databag: an application, a unit, or "the remote application"
}

// Error names the databag.
func (e *ReadOnlyError) Error() string {
	return "cannot write the databag of " + e.Of + " in " + e.Relation +
		": a charm writes the databags of its own unit and application only (LocalUnit, LocalApp)"
}

// Unwrap returns [ErrPermissionDenied].
func (e *ReadOnlyError) Unwrap() error { return ErrPermissionDenied }

// notValid is a refusal of our own where Juju would refuse too, or do what nobody meant.
func notValid(message string) error {
	return &call.Error{Code: call.ErrNotValid, Message: message}
}
