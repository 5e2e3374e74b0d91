package juju

import "errors"

// Settle runs hooks until no unit has anything left to do. A unit in error is left alone, as is what its failed hook
// holds back; see [Model.Resolved]. Settle stops with a [*BusyError] when units keep each other busy for ever, and with a
// [*CheckError] when a check fails.
func (m *Model) Settle() error {
	if err := m.open(); err != nil {
		return err
	}
	m.world.forgetRuns()
	return m.settle()
}

func (m *Model) settle() error {
	w := m.world
	for {
		u, plan, ok := w.choose()
		if !ok {
			return nil
		}
		if u.ran >= m.maxHooks() {
			w.wake(u)
			return m.busyError(u)
		}
		if err := w.step(u, plan); err != nil {
			return err
		}
	}
}

// Step runs the next hook, and reports whether there was one. Its entry is the last one of the timeline.
func (m *Model) Step() (bool, error) {
	if err := m.open(); err != nil {
		return false, err
	}
	u, plan, ok := m.world.choose()
	if !ok {
		return false, nil
	}
	return true, m.world.step(u, plan)
}

// StepUnit runs the next hook of a unit, and reports whether there was one.
func (m *Model) StepUnit(name string) (bool, error) {
	if err := m.open(); err != nil {
		return false, err
	}
	u, err := m.findUnit(name)
	if err != nil {
		return false, err
	}
	plan, ok := u.next()
	if !ok {
		return false, nil
	}
	return true, m.world.step(u, plan)
}

// choose picks the unit that runs a hook next, and the hook.
func (w *world) choose() (*unit, planned, bool) {
	for len(w.busy) > 0 {
		i := w.pick(len(w.busy), uint64(len(w.busy)))
		u := w.busy[i]
		if i == 0 {
			w.busy = w.busy[1:]
		} else {
			w.busy[i] = w.busy[len(w.busy)-1]
			w.busy = w.busy[:len(w.busy)-1]
		}
		u.waiting = false
		if plan, ok := u.next(); ok {
			return u, plan, true
		}
	}
	return nil, planned{}, false
}

// step runs a hook of a unit and the checks after it.
func (w *world) step(u *unit, plan planned) error {
	if w.checking {
		w.wake(u)
		return errors.New("cannot run hooks while a check runs")
	}
	u.ran++
	e := w.run(u, plan)
	return w.checkAll(e)
}

// forgetRuns starts to count anew how many hooks each unit runs.
func (w *world) forgetRuns() {
	for _, m := range w.models {
		for _, a := range m.apps {
			for _, u := range a.units {
				u.ran = 0
			}
		}
	}
}

// maxHooks is how many hooks a unit may run before the model counts as never coming to rest.
func (m *Model) maxHooks() int {
	if m.MaxHooks > 0 {
		return m.MaxHooks
	}
	units := 0
	for _, other := range m.world.models {
		for _, a := range other.apps {
			units += len(a.units)
		}
	}
	return 100 + 20*units
}
