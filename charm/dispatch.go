package charm

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/hooktool"
	"github.com/charmscenario/scenario/metadata"
)

// Dispatch handles one hook or action, which an environment tells of as Juju sets it, with the hook tools
// on that environment's PATH. It is what [Main] does, but that it returns: the handler's own error, or one
// that says why the hook could not be handled. The error is in the unit's log already.
//
// A handler with a method Check(*metadata.Charm) error, such as [Mux], is first checked against the
// metadata in JUJU_CHARM_DIR.
func Dispatch(ctx context.Context, handler Handler, environ []string) error {
	if ctx == nil {
		ctx = context.Background()
	}
	told, err := hooktool.ReadEnvironment(environ)
	if err != nil {
		return err
	}
	session := &call.Session{Hook: told, Backend: &hooktool.Client{Env: environ}, CharmDir: charmDir(environ)}
	if err = handle(NewHook(ctx, session), handler); err == nil {
		return nil
	}
	log := NewHook(context.WithoutCancel(ctx), session)
	if logged := log.Log(slog.LevelError, logText(err)); logged != nil {
		return errors.Join(err, logged)
	}
	return err
}

// handle runs the handler, and recovers its panic.
func handle(h *Hook, handler Handler) (err error) {
	if handler == nil {
		return errors.New("cannot handle the hook: the handler is nil")
	}
	about, err := metadata.Load(h.session.CharmDir)
	if err != nil {
		return fmt.Errorf("cannot read metadata: %w", err)
	}
	if checked, ok := handler.(interface{ Check(*metadata.Charm) error }); ok {
		if err := checked.Check(about); err != nil {
			return fmt.Errorf("charm does not fit its metadata: %w", err)
		}
	}
	h.session.Backend = typedConfig(h.session.Backend, about.Config)
	defer func() {
		if value := recover(); value != nil {
			err = &panicError{value: value, stack: debug.Stack()}
		}
	}()
	return handler.Handle(h)
}

// charmDir is the charm's directory; where Juju does not say, it is the working directory, in which Juju
// starts hooks.
func charmDir(environ []string) string {
	dir := "."
	for _, entry := range environ {
		if text, ok := strings.CutPrefix(entry, "JUJU_CHARM_DIR="); ok && text != "" {
			dir = text
		}
	}
	return dir
}

// typedConfig gives config values the types of their options: the JSON of hook tools does not tell 2.0
// from 2.
func typedConfig(backend call.Backend, options map[string]metadata.Option) call.Backend {
	return call.BackendFunc(func(ctx context.Context, c call.Call) error {
		err := backend.Do(ctx, c)
		if get, ok := c.(*call.ConfigGet); ok && err == nil {
			get.Value = options[get.Key].Typed(get.Value)
			for name, value := range get.Options {
				get.Options[name] = options[name].Typed(value)
			}
		}
		return err
	})
}

// panicError says that the handler panicked.
type panicError struct {
	value any
	stack []byte
}

// Error says what the handler panicked with.
func (e *panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }

// Unwrap returns the error that the handler panicked with, nil if it was none.
func (e *panicError) Unwrap() error {
	err, _ := e.value.(error)
	return err
}

// maxLogText bounds a line of the log: the system takes no argument of more than 128 KiB.
const maxLogText = 100 << 10

// logText is what the log says of an error.
func logText(err error) string {
	text := err.Error()
	if panicked := (*panicError)(nil); errors.As(err, &panicked) {
		text += "\n" + string(panicked.stack)
	}
	text = strings.ReplaceAll(text, "\x00", `\x00`)
	if len(text) > maxLogText {
		text = strings.ToValidUTF8(text[:maxLogText], "") + " ..."
	}
	return text
}
