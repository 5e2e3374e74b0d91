package charm_test

import (
	"context"
	"sync"
	"testing"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
)

const secretID = "secret:d0erdgpp4ni1a7hg2cg0"

// recorder is a Backend that keeps what was asked of it and answers from a table by tool.
type recorder struct {
	mu      sync.Mutex
	calls   []call.Call
	answers map[string]func(call.Call) error
}

func (r *recorder) Do(_ context.Context, c call.Call) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls = append(r.calls, c.Clone()) // the question, before it is answered
	if answer := r.answers[c.Tool()]; answer != nil {
		return answer(c)
	}
	return nil
}

// answer has the recorder carry out the calls of one type.
func answer[C call.Call](r *recorder, do func(C) error) *recorder {
	if r.answers == nil {
		r.answers = make(map[string]func(call.Call) error)
	}
	var zero C
	r.answers[zero.Tool()] = func(c call.Call) error { return do(c.(C)) }
	return r
}

// refuse has the recorder refuse the calls of one tool.
func (r *recorder) refuse(tool string, code call.Code, message string) *recorder {
	if r.answers == nil {
		r.answers = make(map[string]func(call.Call) error)
	}
	r.answers[tool] = func(call.Call) error { return &call.Error{Code: code, Message: message} }
	return r
}

// hook returns a Hook of unit web/0 over the recorder.
func (r *recorder) hook(t testing.TB, told call.Hook) *charm.Hook {
	told.App, told.Unit = "web", "web/0"
	return charm.NewHook(t.Context(), &call.Session{Hook: told, Backend: r})
}

func joined() call.Hook {
	return call.Hook{
		Kind: call.KindRelationJoined, Name: "database-relation-joined",
		Endpoint: "database", Relation: "database:3", RemoteApp: "postgresql", RemoteUnit: "postgresql/0",
	}
}
