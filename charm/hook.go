package charm

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/charmscenario/scenario/call"
)

// Model is the Juju model that the unit lives in: Name, UUID and Type; see [call.Model].
type Model = call.Model

// Version is a version of Juju.
type Version = call.Version

// Hook is one hook or action while it is handled: what it is about, and what the charm may ask of
// Juju. It is valid until the handler returns; calls made later fail with [ErrHookEnded]. Several
// goroutines may use one Hook.
type Hook struct {
	ctx     context.Context
	session *call.Session
}

// NewHook returns the Hook of a session. Charms are given theirs; this is for what runs them. A nil
// context counts as context.Background().
func NewHook(ctx context.Context, session *call.Session) *Hook {
	return StartHook(ctx, new(Hook), session)
}

// StartHook is [NewHook] for a zero Hook that lies in other memory. It returns that Hook.
func StartHook(ctx context.Context, h *Hook, session *call.Session) *Hook {
	if ctx == nil {
		ctx = context.Background()
	}
	if session == nil {
		session = &call.Session{}
	}
	h.ctx, h.session = ctx, session
	return h
}

// told is what the hook was told; nothing for a zero Hook.
func (h *Hook) told() *call.Hook { return &h.made().Hook }

// made is what the Hook was made of; an empty session for a zero Hook.
func (h *Hook) made() *call.Session {
	if h.session == nil {
		return &call.Session{}
	}
	return h.session
}

// Context is cancelled when the hook must stop.
func (h *Hook) Context() context.Context {
	if h.ctx == nil {
		return context.Background()
	}
	return h.ctx
}

// Session returns what the Hook was made of.
func (h *Hook) Session() call.Session { return *h.made() }

// Backend returns what carries out calls, for those that this package has no method for. It is nil
// for a Hook made without one.
func (h *Hook) Backend() call.Backend { return h.made().Backend }

// Info returns all that the hook was told when it started.
func (h *Hook) Info() call.Hook { return *h.told() }

// Kind returns what happened, such as "relation-changed", or "action".
func (h *Hook) Kind() Kind { return h.told().Kind }

// Name returns the hook's full name, such as "database-relation-changed" (JUJU_HOOK_NAME). It is
// empty for an action.
func (h *Hook) Name() string { return h.told().Name }

// AppName returns the name of the application that the unit is of, such as "web".
func (h *Hook) AppName() string { return h.told().App }

// UnitName returns the name of the unit, such as "web/0" (JUJU_UNIT_NAME).
func (h *Hook) UnitName() string { return h.told().Unit }

// Model returns the model that the unit lives in.
func (h *Hook) Model() Model { return h.told().Model }

// JujuVersion returns the version of Juju that runs the hook.
func (h *Hook) JujuVersion() Version { return h.told().JujuVersion }

// Now returns the time: the clock's under Juju, a fixed one under test.
func (h *Hook) Now() time.Time {
	if now := h.made().Now; now != nil {
		return now()
	}
	return time.Now()
}

// Rand returns the source of chance: under Juju the operating system's, good for passwords; under
// test one that repeats itself from run to run. As any rand.Rand, it is for one goroutine at a time.
func (h *Hook) Rand() *rand.Rand {
	if random := h.made().Rand; random != nil {
		return random
	}
	return rand.New(systemSource{})
}

// App returns the application that the unit is of.
func (h *Hook) App() App { return App{hook: h} }

// Unit returns the unit that the hook runs on.
func (h *Hook) Unit() Unit { return Unit{hook: h} }

// IsLeader reports whether this unit is its application's leader (hook tool is-leader).
func (h *Hook) IsLeader() (bool, error) {
	c := &call.IsLeader{}
	if err := h.do(c); err != nil {
		return false, fmt.Errorf("cannot tell whether %s is the leader: %w", h.UnitName(), err)
	}
	return c.Leader, nil
}

// SetWorkloadVersion says which version of the workload runs; it acts at once (hook tool
// application-version-set).
func (h *Hook) SetWorkloadVersion(version string) error {
	return h.ask(&call.ApplicationVersionSet{Version: version}, "set the workload version")
}

var errNoBackend = errors.New("the hook has no backend")

// do carries a call out. A nil Hook is that of a zero Secret, Relation, App or the like.
func (h *Hook) do(c call.Call) error {
	if h == nil || h.session == nil || h.session.Backend == nil {
		return errNoBackend
	}
	return h.session.Backend.Do(h.ctx, c)
}

// ask carries a call out; a refusal says what could not be done: "cannot <text>: <refusal>".
func (h *Hook) ask(c call.Call, format string, args ...any) error {
	if err := h.do(c); err != nil {
		return fmt.Errorf("cannot %s: %w", fmt.Sprintf(format, args...), err)
	}
	return nil
}
