package juju

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// BusyError says that the model does not come to rest: some unit ran more hooks than MaxHooks allows, and time did not pass.
type BusyError struct {
	Seed  uint64   // of the model
	Limit int      // how many hooks the unit ran
	Unit  string   // that reached the limit
	Last  Timeline // the last hooks, oldest first
}

// Error names the unit, then which hooks were run most of late, why, and what each of them changed or failed with the last time.
func (e *BusyError) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "model does not come to rest%s: %s ran %d hooks", seeded(e.Seed), e.Unit, e.Limit)
	if len(e.Last) == 0 {
		return text.String()
	}
	fmt.Fprintf(&text, "; of the last %d, with what each changed the last time:", len(e.Last))
	rounds := e.Last.rounds()
	for i, r := range rounds {
		if i == mostRounds {
			fmt.Fprintf(&text, "\n  and %d other hooks", len(rounds)-i)
			break
		}
		fmt.Fprintf(&text, "\n  %3d times %s%s", r.count, r.last.title(), r.last.because())
		lines := r.last.told()
		for i, line := range lines {
			if i == mostTold && len(lines) > i+1 {
				line = fmt.Sprintf("and %d more changes", len(lines)-i)
			}
			if i <= mostTold {
				text.WriteString("\n            " + line)
			}
		}
	}
	return text.String()
}

// How much a BusyError shows: so many kinds of hooks, and of each so many changes.
const (
	mostRounds = 6
	mostTold   = 4
)

// round is a hook that was run again and again.
type round struct {
	count int
	last  Entry // without what differs from time to time
}

// rounds counts hooks of one unit that are about the same for the same reason, the most frequent first.
func (t Timeline) rounds() []round {
	var rounds []round
	for _, e := range t {
		alike := func(r round) bool {
			o := r.last
			return o.Model == e.Model && o.Unit == e.Unit && o.Hook == e.Hook && o.Relation == e.Relation && o.RemoteApp == e.RemoteApp &&
				o.RemoteUnit == e.RemoteUnit && o.Secret == e.Secret && o.Reason == e.Reason
		}
		i := slices.IndexFunc(rounds, alike)
		if i < 0 {
			i = len(rounds)
			rounds = append(rounds, round{})
		}
		rounds[i].count++
		rounds[i].last = e
		rounds[i].last.SecretRevision, rounds[i].last.Cause = 0, 0
	}
	slices.SortStableFunc(rounds, func(a, b round) int { return cmp.Compare(b.count, a.count) })
	return rounds
}

// told says in lines what a hook failed with and what it changed.
func (e Entry) told() []string {
	var lines []string
	if e.Failure != "" {
		for i, line := range strings.Split(e.Failure, "\n") {
			before := "| "
			if i == 0 {
				before = "failed: "
			}
			lines = append(lines, before+onOneLine(strings.ReplaceAll(line, "\t", "    ")))
		}
	}
	return append(lines, changeLines(e.Changes)...)
}
