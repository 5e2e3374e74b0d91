// Package charm is what a charm is written with: a [Handler] gets a [Hook] and reads and changes
// through it what Juju holds. The same handler runs under a test harness and under Juju.
package charm

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

// Handle calls f.
func (f HandlerFunc) Handle(h *Hook) error { return f(h) }
