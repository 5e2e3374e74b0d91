package charm

import (
	"bytes"
	"context"
	"log/slog"
	"math"
	"strings"
	"time"

	"github.com/charmscenario/scenario/call"
)

// Logger returns a logger whose lines go to the unit's log (hook tool juju-log), attributes written as
// key=value after the message.
func (h *Hook) Logger() *slog.Logger { return slog.New(&logHandler{hook: h}) }

// logHandler is a slog.Handler over juju-log. The text after the message is slog's own.
type logHandler struct {
	hook *Hook
	with []func(slog.Handler) slog.Handler
}

// Enabled lets every level pass: Juju's model decides what is shown.
func (l *logHandler) Enabled(context.Context, slog.Level) bool { return true }

func (l *logHandler) Handle(ctx context.Context, r slog.Record) error {
	var text bytes.Buffer
	var handler slog.Handler = slog.NewTextHandler(&text, &slog.HandlerOptions{Level: builtinLevel, ReplaceAttr: dropBuiltin})
	for _, with := range l.with {
		handler = with(handler)
	}
	// Without a time, and with a level and a message that no attribute has: these are dropped again.
	bare := slog.NewRecord(time.Time{}, builtinLevel, builtinMessage, 0)
	r.Attrs(func(a slog.Attr) bool { bare.AddAttrs(a); return true })
	if err := handler.Handle(ctx, bare); err != nil {
		return err
	}
	message := r.Message
	if attributes := strings.TrimSpace(text.String()); attributes != "" {
		message += " " + attributes
	}
	return l.hook.Log(r.Level, message)
}

const (
	builtinLevel   = slog.Level(math.MinInt32)
	builtinMessage = "\x00message"
)

// dropBuiltin leaves out what juju-log writes itself, and keeps attributes of the same name.
func dropBuiltin(groups []string, a slog.Attr) slog.Attr {
	if len(groups) > 0 {
		return a
	}
	if level, ok := a.Value.Any().(slog.Level); ok && level == builtinLevel || a.Key == slog.MessageKey && a.Value.Kind() == slog.KindString && a.Value.String() == builtinMessage {
		return slog.Attr{}
	}
	return a
}

func jujuLevel(level slog.Level) string {
	switch {
	case level < slog.LevelDebug:
		return "TRACE"
	case level < slog.LevelInfo:
		return "DEBUG"
	case level < slog.LevelWarn:
		return "INFO"
	case level < slog.LevelError:
		return "WARNING"
	}
	return "ERROR"
}

func (l *logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return l.add(func(h slog.Handler) slog.Handler { return h.WithAttrs(attrs) })
}

func (l *logHandler) WithGroup(name string) slog.Handler {
	return l.add(func(h slog.Handler) slog.Handler { return h.WithGroup(name) })
}

func (l *logHandler) add(with func(slog.Handler) slog.Handler) slog.Handler {
	return &logHandler{hook: l.hook, with: append(l.with[:len(l.with):len(l.with)], with)}
}

// Log writes a line to the unit's log, at once (hook tool juju-log). Levels are Juju's DEBUG, INFO,
// WARNING and ERROR; what is below slog.LevelDebug is TRACE.
func (h *Hook) Log(level slog.Level, message string) error {
	return h.ask(&call.JujuLog{Level: jujuLevel(level), Message: message}, "write to the log")
}
