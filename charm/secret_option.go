package charm

import (
	"errors"
	"fmt"
	"time"

	"github.com/charmscenario/scenario/call"
)

// RotatePolicy says how often Juju asks the owner of a secret for a new revision.
type RotatePolicy = call.RotatePolicy

// Juju's rotate policies.
const (
	RotateNever     = call.RotateNever
	RotateHourly    = call.RotateHourly
	RotateDaily     = call.RotateDaily
	RotateWeekly    = call.RotateWeekly
	RotateMonthly   = call.RotateMonthly
	RotateQuarterly = call.RotateQuarterly
	RotateYearly    = call.RotateYearly
)

// SecretInfo is the metadata of a secret: ID, Revision, Label, Owner, Rotate, Expire and more; see
// [call.SecretInfo].
type SecretInfo = call.SecretInfo

// SecretOption is something that is said of a secret beside its content, for AddSecret, SetContent
// and SetInfo. When two options say the same, the later one wins.
type SecretOption func(*secretOptions)

type secretOptions struct {
	label, description string
	rotate             RotatePolicy
	expire             time.Time
	expireIn           time.Duration
	err                error
}

// SecretLabel gives the secret the name that its owner looks it up with. An empty label leaves it as
// it is: Juju cannot clear labels.
func SecretLabel(label string) SecretOption {
	return func(o *secretOptions) { o.label = label }
}

// SecretDescription describes the secret to people. An empty one leaves it as it is.
func SecretDescription(description string) SecretOption {
	return func(o *secretOptions) { o.description = description }
}

// SecretRotateEvery has Juju ask for a new revision regularly (event secret-rotate). Juju 3 refuses,
// at the end of the hook, to give another policy to a secret that rotates already, unless it is
// [RotateNever]: [ErrRotateTime].
func SecretRotateEvery(policy RotatePolicy) SecretOption {
	return func(o *secretOptions) { o.rotate = policy }
}

// SecretExpireIn has the latest revision expire after a time, counted from the call (event
// secret-expired). The time must be positive.
func SecretExpireIn(after time.Duration) SecretOption {
	return func(o *secretOptions) {
		o.expire, o.expireIn = time.Time{}, after
		if after <= 0 {
			o.err = errors.Join(o.err, notValid(fmt.Sprintf("expiry in %s is not in the future", after)))
		}
	}
}

// SecretExpireAt has the latest revision expire at a time (event secret-expired). The zero time is
// an error: Juju cannot clear an expiry time alone, only new content without one does.
func SecretExpireAt(at time.Time) SecretOption {
	return func(o *secretOptions) {
		o.expire, o.expireIn = at.UTC().Round(0), 0 // without the clock's own reading, which no process can pass on
		if at.IsZero() {
			o.err = errors.Join(o.err, notValid("expiry time is zero"))
		}
	}
}

func gather(options []SecretOption) secretOptions {
	var o secretOptions
	for _, option := range options {
		if option != nil {
			option(&o)
		}
	}
	return o
}

func (o *secretOptions) empty() bool {
	return o.label == "" && o.description == "" && o.rotate == "" && o.expire.IsZero() && o.expireIn == 0
}
