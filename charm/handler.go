// Package charm is what a charm is written with: a [Handler] gets a [Hook] and reads and changes
// through it what Juju holds. The same handler runs under a test harness and under Juju.
//
//	func New() *charm.Mux {
//		m := charm.NewMux()
//		m.RelationJoined("database", share)
//		m.SecretRemove(func(e *charm.SecretEvent) error { return e.RemoveRevision() })
//		return m
//	}
//
// What a charm writes waits for the end of the hook, but for statuses, logs, leader settings and
// the revision that a secret's reader tracks: those change at once. Nothing is cached: every method
// that returns an error asks Juju.
//
// A refusal by Juju is an error that tells what could not be done; errors.Is matches it with one of
// the codes, such as [ErrSecretNotFound]. Error texts name secrets by ID or label, and never hold
// their content.
package charm

import "errors"

// Handler handles the hooks and actions of a charm, as http.Handler handles requests.
//
// Under Juju every hook is a new process: a Handler that keeps state in Go variables is wrong.
// A Handler may be used by several goroutines at once. An error makes the hook fail: what waits
// for its end is dropped, and Juju runs the hook again later.
type Handler interface {
	Handle(h *Hook) error
}

// HandlerFunc is a function that is a [Handler]: one function for every event.
type HandlerFunc func(h *Hook) error

// Handle calls f. A nil f is an error.
func (f HandlerFunc) Handle(h *Hook) error {
	if f == nil {
		return errors.New("cannot handle the hook: charm.HandlerFunc is nil")
	}
	return f(h)
}
