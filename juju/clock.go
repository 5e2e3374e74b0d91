package juju

import (
	"container/heap"
	"fmt"
	"slices"
	"time"

	"github.com/charmscenario/scenario/internal/controller"
)

// clock holds what is due when.
type clock struct {
	due   dueHeap
	count int
}

// due is something that happens at a time: a rotation, the expiry of a revision, another try of a failed hook. One that
// was overtaken by events stays in the clock and does nothing: what it is about knows the order of the one that counts.
type due struct {
	at       time.Time
	order    int // of equal times, what was put in first comes first
	secret   *secret
	revision int // 0: the secret's rotation
	unit     *unit
}

type dueHeap []due

func (h dueHeap) Len() int { return len(h) }
func (h dueHeap) Less(i, j int) bool {
	if !h[i].at.Equal(h[j].at) {
		return h[i].at.Before(h[j].at)
	}
	return h[i].order < h[j].order
}
func (h dueHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *dueHeap) Push(x any)   { *h = append(*h, x.(due)) }
func (h *dueHeap) Pop() any {
	old := *h
	last := old[len(old)-1]
	old[len(old)-1] = due{}
	*h = old[:len(old)-1]
	return last
}

// put puts something into the clock, and returns its order.
func (c *clock) put(d due) int {
	c.count++
	d.order = c.count
	heap.Push(&c.due, d)
	return d.order
}

// rotation puts the next rotation of a secret into the clock.
func (c *clock) rotation(s *secret) {
	s.due = 0
	if !s.facts.NextRotate.IsZero() {
		s.due = c.put(due{at: s.facts.NextRotate, secret: s})
	}
}

// next returns when something is due, what was overtaken left out.
func (c *clock) next() (time.Time, bool) {
	for len(c.due) > 0 {
		if c.due[0].valid() {
			return c.due[0].at, true
		}
		heap.Pop(&c.due)
	}
	return time.Time{}, false
}

// valid reports whether what is due still is.
func (d *due) valid() bool {
	switch {
	case d.unit != nil:
		return d.unit.failed != nil && d.unit.failed.due == d.order
	case d.secret.gone:
		return false
	case d.revision == 0:
		return d.secret.due == d.order
	}
	return slices.ContainsFunc(d.secret.expiring, func(e expiry) bool { return e.due == d.order })
}

// fire does what is due by now, and of secrets what is due in the same minute, as Juju's workers do.
func (w *world) fire() {
	var later []due
	for {
		at, ok := w.clock.next()
		if !ok || at.After(w.now) && !at.Truncate(time.Minute).Before(w.now) {
			break
		}
		d := heap.Pop(&w.clock.due).(due)
		switch {
		case d.unit != nil && at.After(w.now):
			later = append(later, d)
		case d.unit != nil:
			d.unit.failed.due = 0
			w.retry(d.unit, cause{d.unit.failed.entry, hookRetried})
		case d.revision == 0:
			d.secret.due = 0
			w.rotate(d.secret)
		default:
			w.expire(d.secret, d.revision)
		}
	}
	for _, d := range later {
		heap.Push(&w.clock.due, d)
	}
}

// isDue reports whether the time of a secret has come, or comes in the same minute.
func (w *world) isDue(at time.Time) bool {
	return !at.After(w.now) || at.Truncate(time.Minute).Before(w.now)
}

// rotate asks the owner of a secret for a new revision; at most once at a time. Without an owner it waits for
// one.
func (w *world) rotate(s *secret) {
	owner := s.owner()
	if owner == nil || slices.Contains(owner.rotating, s) {
		return
	}
	owner.rotating = append(owner.rotating, s)
	w.wake(owner)
}

// rotated notes that the owner has run secret-rotate.
func (w *world) rotated(s *secret, latestBefore int) {
	if s.gone {
		return
	}
	if !controller.ReportsRotation(s.unit != nil, s.model.version) {
		return
	}
	s.facts.NextRotate = controller.AfterRotation(&s.facts, s.facts.Latest != latestBefore)
	w.clock.rotation(s)
}

// expiry times of a secret's revisions: scheduleExpiry keeps those that have not changed.
func (w *world) scheduleExpiry(s *secret) {
	var kept []expiry
	for i := range s.facts.Revisions {
		r := &s.facts.Revisions[i]
		at := r.Expire
		if r.Number == s.facts.Latest {
			at = s.facts.Expire
		}
		if at.IsZero() {
			continue
		}
		known := slices.IndexFunc(s.expiring, func(e expiry) bool { return e.revision == r.Number && e.from.Equal(at) })
		if known >= 0 {
			kept = append(kept, s.expiring[known])
			continue
		}
		kept = append(kept, expiry{revision: r.Number, from: at, at: at, due: w.clock.put(due{at: at, secret: s, revision: r.Number})})
	}
	s.expiring = kept
}

// expire tells the owner that a revision has expired, and does so again until the revision is gone or expires at
// another time.
func (w *world) expire(s *secret, revision int) {
	for i := range s.expiring {
		if e := &s.expiring[i]; e.revision == revision {
			e.at = w.nextExpiry(e.from)
			e.due = w.clock.put(due{at: e.at, secret: s, revision: revision})
		}
	}
	owner := s.owner()
	if owner == nil || slices.ContainsFunc(owner.expired, func(r revisionEvent) bool { return r.secret == s && r.revision == revision }) {
		return
	}
	owner.expired = append(owner.expired, revisionEvent{s, revision, cause{reason: revisionOld}})
	w.wake(owner)
}

// nextExpiry is when secret-expired is due next for a revision that expires at a moment: then, and every five minutes from
// then on.
func (w *world) nextExpiry(from time.Time) time.Time {
	at := from
	if again := controller.AfterExpiry(at).Unix() - at.Unix(); at.Before(w.now) {
		at = time.Unix(at.Unix()+(w.now.Unix()-at.Unix())/again*again, 0).UTC()
	}
	for w.isDue(at) {
		at = controller.AfterExpiry(at)
	}
	return at
}

// Advance lets time pass. What is queued runs first, because hooks take no time; then everything that comes due on the way
// happens when it is due, and the hooks it leads to run before time goes on: secret-rotate, secret-expired (again every five
// minutes until the charm has done something about it, as in Juju), retries of failed hooks with RetryHooks. What is due
// at the very end is queued, for Settle or Step to run.
//
// Juju runs update-status every five minutes. Here each unit runs one whenever time stops, at something due or at the
// end, if its last one was at least that long ago: a month without events is one update-status, not 8,640.
func (m *Model) Advance(d time.Duration) error {
	if err := m.open(); err != nil {
		return err
	}
	if d < 0 {
		return fmt.Errorf("cannot advance by %s: time goes forward only", d)
	}
	if d%time.Second != 0 {
		return fmt.Errorf("cannot advance by %s: a model knows no part of a second; want whole ones", d)
	}
	w := m.world
	end := w.now.Add(d)
	m.command("# %s pass", describeDuration(d))
	w.forgetRuns()
	for {
		if err := m.settle(); err != nil {
			return err
		}
		at, ok := w.clock.next()
		if !ok || at.After(end) {
			at = end
		}
		if at.After(w.now) {
			w.now = at
			w.forgetRuns()
		}
		w.fire()
		w.statusesDue()
		if !w.now.Before(end) {
			return nil
		}
	}
}

// statusesDue lets units run update-status whose last one was long enough ago.
func (w *world) statusesDue() {
	for _, m := range w.models {
		if m.UpdateStatusInterval < 0 {
			continue
		}
		interval := int64(m.UpdateStatusInterval / time.Second)
		for _, a := range m.apps {
			for _, u := range a.units {
				if u.started && u.life == controller.Alive && w.now.Unix()-u.lastStatus >= interval {
					u.statusDue, u.lastStatus = cause{reason: statusInterval}, w.now.Unix()
					w.wake(u)
				}
			}
		}
	}
}
