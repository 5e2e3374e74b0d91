package juju

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/charmscenario/scenario/call"
)

// MaxRevisions makes a check: no secret of a charm keeps more than so many revisions, of which the latest is one; want 1 or more.
// A secret that gathers them belongs to a charm that does not remove what secret-remove tells it of, or is read by charms that do
// not refresh on secret-changed. The error names the secret, the charm and what it lacks.
//
// A revision does not count while Juju has yet to tell somebody about it: its owner, or the next leader of its owner, that nobody
// tracks it any more, or a unit that tracks it that there is a later one. Nor does it count when who tracks it may not read the
// secret any more, and so is never told.
func MaxRevisions(limit int) func(*Model) error {
	return func(m *Model) error {
		if limit < 1 {
			return fmt.Errorf("cannot check revisions: MaxRevisions(%d) allows no secret at all; want 1 or more", limit)
		}
		var gathering []error
		for _, s := range m.secrets {
			if s.app == nil || len(s.facts.Revisions) <= limit {
				continue
			}
			if k := s.kept(); len(k.revisions) > limit {
				gathering = append(gathering, k.tell(s, limit))
			}
		}
		return errors.Join(gathering...)
	}
}

// kept is what a secret keeps though everybody concerned was told of it.
type kept struct {
	revisions []int     // all that count, ascending
	forgotten []int     // of those: the owner did not remove them
	held      []holding // of those: units hold on to them
}

// holding is the units of an application that hold on to older revisions.
type holding struct {
	app       *application
	units     []string
	revisions []int
}

// kept finds out which revisions of the secret count for [MaxRevisions], and through whom.
func (s *secret) kept() kept {
	var k kept
	owner := s.owner()
	for i := range s.facts.Revisions {
		number := s.facts.Revisions[i].Number
		counts := number == s.facts.Latest
		if owner != nil && slices.Contains(owner.toldOf[s], number) {
			counts, k.forgotten = true, append(k.forgotten, number)
		}
		for _, c := range s.consumers {
			if c.tracked == number && number != s.facts.Latest && c.told == s.facts.Latest && s.readableBy(c.unit) {
				counts = true
				k.holds(c.unit, number)
			}
		}
		if counts {
			k.revisions = append(k.revisions, number)
		}
	}
	return k
}

// holds notes that a unit holds on to a revision.
func (k *kept) holds(u *unit, revision int) {
	i := slices.IndexFunc(k.held, func(h holding) bool { return h.app == u.app })
	if i < 0 {
		i, k.held = len(k.held), append(k.held, holding{app: u.app})
	}
	h := &k.held[i]
	h.units = append(h.units, u.name)
	if !slices.Contains(h.revisions, revision) {
		h.revisions = append(h.revisions, revision)
	}
}

// tell says what the secret keeps, and what the charms lack.
func (k *kept) tell(s *secret, limit int) error {
	name := s.id()
	if s.facts.Label != "" {
		name = fmt.Sprintf("%q (%s)", s.facts.Label, name)
	}
	var text strings.Builder
	fmt.Fprintf(&text, "secret %s of %s keeps %d revisions, want at most %d", name, s.facts.Owner, len(k.revisions), limit)
	if len(k.forgotten) > 0 {
		fmt.Fprintf(&text, "; nobody tracks %s: %s", ranges(k.forgotten), s.app.lacks(call.KindSecretRemove, "remove them", "Juju never does"))
	}
	for _, h := range k.held {
		tracks := "track"
		if len(h.units) == 1 {
			tracks = "tracks"
		}
		fmt.Fprintf(&text, "; %s %s %s: %s", list(h.units), tracks, ranges(h.revisions),
			h.app.lacks(call.KindSecretChanged, "refresh", "until then a unit keeps the revision that it tracks"))
	}
	return errors.New(text.String())
}

// lacks says what the charm of the application does not do in a hook.
func (a *application) lacks(kind call.Kind, what, why string) string {
	text := "charm %q has no handler for %s, which must %s; %s"
	if a.charm.routes(kind) {
		text = "charm %q ran %s and did not %s; %s"
	}
	return fmt.Sprintf(text, a.charm.metadata.Name, kind, what, why)
}

// ranges puts ascending numbers into words: "1 to 3 and 7".
func ranges(numbers []int) string {
	var parts []string
	for from := 0; from < len(numbers); {
		to := from
		for to+1 < len(numbers) && numbers[to+1] == numbers[to]+1 {
			to++
		}
		switch first, last := strconv.Itoa(numbers[from]), strconv.Itoa(numbers[to]); to - from {
		case 0:
			parts = append(parts, first)
		case 1:
			parts = append(parts, first, last)
		default:
			parts = append(parts, first+" to "+last)
		}
		from = to + 1
	}
	return list(parts)
}

// list joins words: "a, b and c".
func list(words []string) string {
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
	return strings.Join(words, "")
}
