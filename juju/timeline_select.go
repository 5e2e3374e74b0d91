package juju

import (
	"slices"
	"strings"
)

// Of returns the hooks of units, such as "db/0", or of all units of applications, such as "db". Commands are left out. A name that
// is in several models stands for all of them.
func (t Timeline) Of(units ...string) Timeline {
	return t.where(func(e Entry) bool {
		app, _, _ := strings.Cut(e.Unit, "/")
		return e.Unit != "" && (slices.Contains(units, e.Unit) || slices.Contains(units, app))
	})
}

// Since returns the entry with a number and those after it: what is the last number before some verbs, plus one, gives what they did.
func (t Timeline) Since(number int) Timeline {
	return t.where(func(e Entry) bool { return e.Number >= number })
}

// Last returns the last entries, all of them if there are fewer.
func (t Timeline) Last(n int) Timeline {
	return slices.Clone(t[max(0, len(t)-max(0, n)):])
}

// Failures returns the hooks that failed, and the actions that their charm failed.
func (t Timeline) Failures() Timeline {
	return t.where(func(e Entry) bool { return e.Failure != "" })
}

// Causes returns what led to the entry with a number, oldest first and that entry last: the command that began it, or the first
// hook that time alone led to, or what is left of the chain when older entries were not kept.
func (t Timeline) Causes(number int) Timeline {
	var chain Timeline
	for number > 0 {
		i := slices.IndexFunc(t, func(e Entry) bool { return e.Number == number })
		if i < 0 {
			break
		}
		chain = append(chain, t[i])
		if t[i].Cause >= number {
			break // not what a model writes
		}
		number = t[i].Cause
	}
	slices.Reverse(chain)
	return chain
}

func (t Timeline) where(is func(Entry) bool) Timeline {
	var some Timeline
	for _, e := range t {
		if is(e) {
			some = append(some, e)
		}
	}
	return some
}
