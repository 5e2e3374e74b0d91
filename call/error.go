package call

// Code is the kind of a refusal. Codes are errors, to be matched with errors.Is.
type Code string

// Error returns the code's name.
func (c Code) Error() string { return string(c) }

// The kinds of refusal that a charm can tell apart.
const (
	// ErrNotValid: an argument is malformed; hook tools exit with 2.
	ErrNotValid Code = "not valid"
	// ErrSecretNotFound: no secret has this ID or label, as far as the unit may know.
	ErrSecretNotFound Code = "secret not found"
	// ErrRevisionNotFound: the secret exists, the revision asked for was removed or never made.
	ErrRevisionNotFound Code = "secret revision not found"
	// ErrPermissionDenied: the secret or databag exists, this unit may not read or change it.
	ErrPermissionDenied Code = "permission denied"
	// ErrLabelExists: another secret of this unit or application has the label.
	ErrLabelExists Code = "secret label already exists"
	// ErrNotLeader: only the leader may do this.
	ErrNotLeader Code = "not the leader"
	// ErrGrant: the grant clashes with another one, or with the relation or unit it names.
	ErrGrant Code = "cannot change access"
	// ErrNothingToUpdate: the update of a secret says nothing.
	ErrNothingToUpdate Code = "nothing to update"
	// ErrRotateTime: a rotating secret cannot be given another rotate policy (Juju 3).
	ErrRotateTime Code = "must specify a secret rotate time"
	// ErrRelationNotFound: the unit knows no relation with this ID.
	ErrRelationNotFound Code = "relation not found"
	// ErrSettingsNotFound: the unit named has no databag in the relation.
	ErrSettingsNotFound Code = "settings not found"
	// ErrStateNotFound: the key is not in the unit's stored state.
	ErrStateNotFound Code = "stored state not found"
	// ErrStateTooLarge: the unit's stored state would exceed the limit.
	ErrStateTooLarge Code = "stored state too large"
	// ErrNotAction: an action call outside an action.
	ErrNotAction Code = "not running an action"
	// ErrNotSupported: this version of Juju has no such call.
	ErrNotSupported Code = "not supported"
	// ErrContent: stored secret content cannot be decoded.
	ErrContent Code = "secret content cannot be decoded"
	// ErrRefused: Juju refused for a reason that has no kind of its own; the message tells it.
	ErrRefused Code = "refused"
	// ErrHookEnded: the hook is over; a goroutine that it left behind still makes calls.
	ErrHookEnded Code = "hook has ended"
)

// Error is Juju's refusal of a call. Message is Juju's text, to the byte: hook tools print it
// after "ERROR " and nothing else. Code is what errors.Is matches.
type Error struct {
	Code    Code   `yaml:"code" json:"code"`
	Message string `yaml:"message" json:"message"`
}

// Error returns Juju's text.
func (e *Error) Error() string {
	if e == nil {
		return "<nil>"
	}
	return e.Message
}

// Unwrap returns the code.
func (e *Error) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.Code
}
