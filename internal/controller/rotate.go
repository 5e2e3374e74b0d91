package controller

import (
	"time"

	"github.com/charmscenario/scenario/call"
)

func rotates(policy call.RotatePolicy) bool { return policy != "" && policy != call.RotateNever }

// moreFrequent compares two policies that rotate.
func moreFrequent(policy, than call.RotatePolicy) bool {
	var from time.Time
	return NextRotate(policy, from).Before(NextRotate(than, from))
}

// NextRotate returns when a secret with this policy is due, counted from a time; zero for a policy
// that never is (Juju's core/secrets, NextRotateTime).
func NextRotate(policy call.RotatePolicy, from time.Time) time.Time {
	from = wholeSecond(from)
	switch policy {
	case call.RotateHourly:
		return from.Add(time.Hour)
	case call.RotateDaily:
		return from.AddDate(0, 0, 1)
	case call.RotateWeekly:
		return from.AddDate(0, 0, 7)
	case call.RotateMonthly:
		return from.AddDate(0, 1, 0)
	case call.RotateQuarterly:
		return from.AddDate(0, 3, 0)
	case call.RotateYearly:
		return from.AddDate(1, 0, 0)
	}
	return time.Time{}
}
