// Package call is the vocabulary of a hook: every request that a charm can make of Juju while
// it handles one event, as plain data.
//
// A call is a small struct, one for each of Juju's hook tools, that holds its question and, once
// it was carried out, its answer. A [Backend] carries calls out: the simulated unit agent under
// test, Juju's own hook tools in production. Nothing else passes between a charm and the world.
package call

import (
	"context"
	"slices"
)

// Call is a request of a charm: one of the pointer types of this package, such as *[SecretGet].
// The set is closed.
type Call interface {
	// Tool is the name of the hook tool that makes this call, such as "secret-get".
	Tool() string

	// Clone returns a copy, question and answer, that shares no memory with the original.
	Clone() Call

	validate(Version) *Error // see [Validate]
	print(*line)             // writes what is asked as arguments of the tool
}

// Backend carries out the calls that a charm makes during one hook. Do fills in the call's answer.
//
// Do may be called from several goroutines; calls are carried out one at a time, as Juju does.
// After the hook it returns [ErrHookEnded]. The caller owns its call: no Backend keeps a map or
// slice of it, nor gives out one of its own. A refusal by Juju is a *[Error].
type Backend interface {
	Do(ctx context.Context, c Call) error
}

// BackendFunc is a function that is a [Backend], for a Backend around another one.
type BackendFunc func(ctx context.Context, c Call) error

// Do calls f.
func (f BackendFunc) Do(ctx context.Context, c Call) error { return f(ctx, c) }

// calls lists every call, each empty.
func calls() []Call {
	return slices.Concat(actionCalls(), relationCalls(), secretCalls(), statusCalls(), unitCalls())
}

// New returns an empty call of the hook tool, nil when there is no such tool.
func New(tool string) Call {
	for _, c := range calls() {
		if c.Tool() == tool {
			return c
		}
	}
	return nil
}

// Tools lists the hook tools that have a call, sorted by name.
func Tools() []string {
	var names []string
	for _, c := range calls() {
		names = append(names, c.Tool())
	}
	slices.Sort(names)
	return names
}
