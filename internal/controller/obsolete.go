package controller

import (
	"time"

	"github.com/charmscenario/scenario/call"
)

// Obsolete lists the numbers of the revisions of a secret that are of no use any more: not the latest, and tracked
// by nobody (state/secrets.go, markObsoleteRevisionOps). Juju looks when a secret gets a revision, and when a unit goes
// on to another one; it does not look when a unit is removed.
func Obsolete(secret *Secret, tracked func(revision int) bool) []int {
	var numbers []int
	for i := range secret.Revisions {
		if number := secret.Revisions[i].Number; number != secret.Latest && !tracked(number) {
			numbers = append(numbers, number)
		}
	}
	return numbers
}

// retryDelay is how long Juju waits before it asks again for a rotation that brought no revision, and for an expired
// revision to be removed (RotateRetryDelay, ExpireRetryDelay).
const retryDelay = 5 * time.Minute

// AfterRotation returns when a secret is due again after its secret-rotate succeeded: counted from when it was
// due, not from now; sooner when the hook brought no new revision, or when the latest one would expire before.
func AfterRotation(secret *Secret, renewed bool) time.Time {
	next := NextRotate(secret.Rotate, secret.NextRotate)
	soon := secret.NextRotate.Add(retryDelay)
	expires := !secret.Expire.IsZero() && secret.Expire.Before(next) && soon.Before(secret.Expire)
	if !next.IsZero() && (!renewed || expires) {
		return soon
	}
	return next
}

// AfterExpiry returns when secret-expired is run again for a revision that is still there.
func AfterExpiry(at time.Time) time.Time { return at.Add(retryDelay) }

// ReportsRotation reports whether Juju takes the agent's report that a secret was rotated: before Juju 4 not of one that
// a unit owns, which is asked for once (secretsmanager/secrets.go, SecretsRotated).
func ReportsRotation(ownedByUnit bool, version call.Version) bool {
	return !ownedByUnit || version.AtLeast(4, 0, 0)
}
