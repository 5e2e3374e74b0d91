package juju

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// witness watches a model after each verb and each hook, and holds it to what must always be so. It keeps a
// truth of its own (ledger.go), which it changes only by what hooks were seen to do, and looks at the model's structure
// alone: who is there, who leads, who is in which relation. What it takes from the model's indexes it compares with
// what it finds by looking through everything.
type witness struct {
	t      require.TestingT
	play   *play
	counts *counts

	turn   int             // whose turn it is to be derived out of turn
	told   string          // the story, where a failure does not tell it otherwise
	seen   int             // entries of the timeline that were looked at
	shapes map[*unit]shape // the units as they were last looked at
	ledger ledger
	lives  map[*unit]*life
	rooms  map[*link]*room
	scope  map[*link]bool // the relations that units were in
	hook   *entry         // while one is looked at

	failure string // what that hook failed with

	contexts map[contextKey]*scenario.Context
}

// shape is what the witness saw of a unit when nothing was running.
type shape struct {
	installed, leader, dying bool
	failed                   *failure
	retry                    bool
	app                      *application
	links                    map[string]*link // by ID of the relation, of those that the unit is in

	// What its next hook was to be, if that was derived.
	derived bool
	next    scenario.Event
	hasNext bool
	state   scenario.State
	context *scenario.Context
	labels  map[string]bool // those that other units of its application gave secrets of others
	untold  bool            // whether a State cannot tell of it
}

// counts says how often each property was put to the test.
type counts struct {
	mu sync.Mutex
	of map[string]int
}

func (c *counts) add(what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil {
		c.of = make(map[string]int)
	}
	c.of[what]++
}

// require fails the test if one of the properties never was, and logs them all, with what a State cannot tell.
func (c *counts) require(t *testing.T, what ...string) {
	t.Helper()
	for _, name := range what {
		require.Positive(t, c.of[name], "%q was never put to the test", name)
	}
	for _, name := range slices.Sorted(maps.Keys(c.of)) {
		if !slices.Contains(what, name) {
			require.Contains(t, name, "a State cannot", "a property is counted that nobody asks for")
		}
		t.Logf("%8d  %s", c.of[name], name)
	}
}

// watch makes a witness of a story that begins.
func watch(t require.TestingT, p *play, c *counts) *witness {
	w := &witness{
		t: t, play: p, counts: c, shapes: make(map[*unit]shape),
		lives: make(map[*unit]*life), rooms: make(map[*link]*room), contexts: make(map[contextKey]*scenario.Context), scope: make(map[*link]bool),
	}
	p.models[0].Check(func(*Model) error { w.afterHook(); return nil })
	p.before, p.watch, p.step = w.beforeVerb, w.afterVerb, w.beforeStep
	return w
}

// fail stops the test.
func (w *witness) fail(format string, args ...any) {
	at := "after a verb"
	if w.hook != nil {
		at = fmt.Sprintf("at hook %d, %s", w.hook.number, w.hook.entry(true).title())
	}
	require.FailNow(w.t, fmt.Sprintf("%s: ", at)+fmt.Sprintf(format, args...)+"\n"+w.story()+w.told)
}

// story tells the end of the timeline.
func (w *witness) story() string {
	list := w.play.models[0].Timeline()
	list = list[max(0, len(list)-60):]
	text := ""
	for _, e := range list {
		text += fmt.Sprintf("%4d %s %s", e.Number, e.Time.Format("15:04:05"), e.title())
		if e.Model != "" {
			text += " [" + e.Model + "]"
		}
		if e.Failure != "" {
			text += " FAILED " + e.Failure
		}
		text += e.because() + "\n"
		for _, c := range e.Changes {
			text += fmt.Sprintf("       %+v\n", c)
		}
	}
	return text
}

// beforeVerb derives all that the units find, in case the verb is refused.
func (w *witness) beforeVerb() {
	for u, s := range w.shapes {
		w.derive(u, &s)
		w.shapes[u] = s
	}
}

// beforeStep derives what a unit finds that is to run a hook out of turn.
func (w *witness) beforeStep(u *unit) {
	s := w.shapes[u]
	w.derive(u, &s)
	w.shapes[u] = s
}

// afterVerb looks at the model after a verb, and at what the verb refused.
func (w *witness) afterVerb(err error) {
	before := w.shapes
	entries := w.newEntries()
	if len(entries) == 0 && err == nil {
		return // it ran a hook, which was looked at, or did nothing
	}
	if w.hook = nil; len(entries) > 0 && entries[len(entries)-1].hook != nil {
		w.fail("a hook was not looked at")
	}
	w.skipped(nil)
	w.structure()
	w.compare()
	w.look(true)
	var refusal *Error
	if !errors.As(err, &refusal) {
		return
	}
	w.counts.add("a refused verb changes nothing")
	for u, s := range w.shapes {
		old, ok := before[u]
		if !ok {
			w.fail("a refused verb made %s: %v", u.name, err)
		}
		if old.derived && (!reflect.DeepEqual(old.state, s.state) || old.hasNext != s.hasNext || !reflect.DeepEqual(old.next, s.next)) {
			w.fail("a refused verb changed what %s finds: %v", u.name, err)
		}
	}
}

// newEntries returns the entries of the timeline since the last time.
func (w *witness) newEntries() []*entry {
	log := &w.play.models[0].world.log
	var list []*entry
	for i := len(log.entries) - (log.count - w.seen); i < len(log.entries); i++ {
		list = append(list, log.at(i))
	}
	w.seen = log.count
	return list
}

// afterHook looks at a hook that was run, and at the model after it.
func (w *witness) afterHook() {
	entries := w.newEntries()
	hooks := 0
	for _, e := range entries {
		if e.hook != nil {
			hooks++
		}
	}
	if hooks != 1 || entries[len(entries)-1].hook == nil {
		w.fail("%d hooks at once", hooks)
	}
	e := entries[len(entries)-1]
	w.hook = e
	u := w.unitOf(e)
	before := w.shapes[u]
	if !before.derived {
		w.fail("it was not foreseen")
	}
	if !before.hasNext && e.hook.Kind != call.KindAction {
		w.fail("%s was to run nothing", u.name)
	}
	w.failure = w.failureOf(u, e)
	failed := w.failure != ""
	w.ordered(u, before, e, failed)
	w.reads(u, e)
	w.readsAnew(before, e.hook)
	w.replay(u, before, e)
	w.noted(u, before, e, failed)
	w.keeps(before, e)
	w.skipped(u)
	w.structure()
	w.compare()
	w.outcome(u, before, e)
	w.look(false)
}

// failureOf is what a hook or action failed with.
func (w *witness) failureOf(u *unit, e *entry) string {
	switch {
	case e.hook.Kind != call.KindAction:
		if u.failed != nil && u.failed.entry == e.number {
			return u.failed.err.Error()
		}
	case w.play.charm.last != nil:
		return w.play.charm.last.Error()
	default:
		task, _ := u.app.model.Task(e.hook.ActionID)
		if refusal, ok := task.Results["stderr"]; ok {
			return refusal.(string)
		}
	}
	return ""
}

// unitOf finds the unit that ran a hook among those that there were before.
func (w *witness) unitOf(e *entry) *unit {
	for u := range w.shapes {
		if u.name == e.unit && u.app.model == e.model {
			return u
		}
	}
	w.fail("%s did not exist", e.unit)
	return nil
}

// look takes up what there is to know of each unit. What its next hook finds is derived for the unit that is to run next, and
// another one in turn; for all of them after a verb.
func (w *witness) look(all bool) {
	units := w.play.units()
	shapes := make(map[*unit]shape, len(units))
	next := w.upNext()
	w.turn++
	for i, u := range units {
		s := w.shape(u)
		if all || u == next || w.turn%4 == 0 && i == w.turn/4%len(units) {
			w.derive(u, &s)
		}
		shapes[u] = s
	}
	w.shapes = shapes
	w.labels()
	for _, u := range units {
		w.idle(u, shapes[u])
	}
}

// upNext foresees which unit Step lets run: it chooses as the model does, without taking anybody out of line.
func (w *witness) upNext() *unit {
	world := w.play.models[0].world
	busy := slices.Clone(world.busy)
	for len(busy) > 0 {
		i := world.pick(len(busy), uint64(len(busy)))
		u := busy[i]
		if _, ok := u.next(); ok {
			return u
		}
		if i == 0 {
			busy = busy[1:]
		} else {
			busy[i] = busy[len(busy)-1]
			busy = busy[:len(busy)-1]
		}
	}
	return nil
}

// shape takes up what there is to know of a unit.
func (w *witness) shape(u *unit) shape {
	s := shape{
		installed: u.installed, leader: u.app.leader == u, dying: u.life != controller.Alive, failed: u.failed, app: u.app,
		retry: u.failed != nil && u.failed.retry, links: make(map[string]*link),
	}
	for _, l := range u.links {
		if l.inScope {
			s.links[l.end.id] = l
		}
	}
	_, s.hasNext = u.next()
	return s
}

// derive asks the model what the unit's next hook finds.
func (w *witness) derive(u *unit, s *shape) {
	if s.derived {
		return
	}
	m, err := u.app.model, error(nil)
	s.derived = true
	s.next, s.hasNext, err = m.Next(u.name)
	require.NoError(w.t, err)
	s.state, err = m.State(u.name)
	require.NoError(w.t, err)
	s.context, err = m.Context(u.name)
	require.NoError(w.t, err)
	s.context = w.cached(u, s.context)
	s.labels = w.othersLabels(u)
	w.complete(u, s)
}
