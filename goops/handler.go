// Package goopscharm runs a charm that is written on goops as a [charm.Handler], unchanged: under test its
// calls reach the simulated unit, under Juju they reach Juju's own hook tools.
//
//	ctx := scenario.Context{Charm: goopscharm.Handler(mycharm.Configure), Dir: "."}
//	out, err := ctx.Run(scenario.ConfigChanged(), scenario.State{Leader: true})
//
// goops keeps what it runs commands with in variables of its package. This package puts itself there, so:
//
//   - Runs of charms on goops wait for each other, whatever their Context; tests may be parallel, and other
//     charms' runs are. A hook must not run another charm on goops inside itself: it would wait for ever.
//   - A goroutine that outlives its hook reaches the hook that runs next, if there is one.
//   - goopstest puts itself into the same variables and takes no lock: its tests and these cannot be parallel.
//
// This module is apart because goops imports canonical/pebble's client, which is under the GPL.
package goopscharm

import (
	"errors"
	"sync"
	"sync/atomic"

	"github.com/gruyaume/goops"

	"github.com/charmscenario/scenario/charm"
)

// ErrNotSimulated is matched by the error of a run whose charm asked for something that Scenario does not
// simulate yet, even when the charm took no notice of it.
var ErrNotSimulated = errors.New("not simulated yet")

var (
	running sync.Mutex           // held while a hook runs
	current atomic.Pointer[hook] // the hook that runs; nil between hooks
)

// Handler returns a handler that runs f, a charm on goops, for every hook and action. As under Juju, f learns
// from [goops.ReadEnv] what it is run for; the process's own environment stays as it is.
//
// Under Juju it runs f and does nothing else. So a [charm.Mux] may hand what it does not handle yet to the old
// charm, in production too: m.Otherwise(goopscharm.Handler(f)).
func Handler(f func() error) charm.Handler {
	return charm.HandlerFunc(func(h *charm.Hook) error {
		if f == nil {
			return errors.New("cannot handle the hook: goopscharm.Handler was given no function")
		}
		if h.Session().Relations == nil {
			return f() // Juju's own hook tools are on PATH
		}
		running.Lock()
		defer running.Unlock()
		r := stand()
		defer r.stay()
		hook := newHook(h)
		current.Store(hook)
		defer current.Store(nil)
		return hook.complete(f())
	})
}

// stand puts a router where goops looks, unless one is there: variables that are written once can be read by
// whatever goroutine.
func stand() *router {
	r, ok := goops.GetCommandRunner().(*router)
	if !ok || goops.GetEnvGetter() != goops.EnvironmentGetter(r) {
		r = &router{runner: goops.GetCommandRunner(), getter: goops.GetEnvGetter()}
		goops.SetCommandRunner(r)
		goops.SetEnvGetter(r)
	}
	goops.SetPebbleGetter(r) // goops does not tell what is there
	return r
}

// stay takes back what the charm put there itself.
func (r *router) stay() {
	if goops.GetCommandRunner() != goops.CommandRunner(r) {
		goops.SetCommandRunner(r)
	}
	if goops.GetEnvGetter() != goops.EnvironmentGetter(r) {
		goops.SetEnvGetter(r)
	}
}

// router sends what goops asks for to the hook that runs. Between hooks it asks what it has replaced.
type router struct {
	runner goops.CommandRunner
	getter goops.EnvironmentGetter
}

// Run runs a hook tool.
func (r *router) Run(name string, args ...string) ([]byte, error) {
	if hook := current.Load(); hook != nil {
		return hook.run(name, args)
	}
	return r.runner.Run(name, args...)
}

// Get returns a variable of the hook's environment.
func (r *router) Get(name string) string {
	if hook := current.Load(); hook != nil {
		return hook.environment[name]
	}
	return r.getter.Get(name)
}

// ReadFile reads a file.
func (r *router) ReadFile(name string) ([]byte, error) {
	if hook := current.Load(); hook != nil {
		return hook.readFile(name)
	}
	return r.getter.ReadFile(name)
}

// Pebble returns a client of a container's Pebble, which refuses everything.
func (r *router) Pebble(container string) goops.PebbleClient { return pebble{container} }
