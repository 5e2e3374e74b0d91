package charm_test

import (
	"context"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
)

func TestLogger(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		log  func(l *slog.Logger)
		want call.JujuLog
	}{
		{"debug", func(l *slog.Logger) { l.Debug("m") }, call.JujuLog{Level: "DEBUG", Message: "m"}},
		{"info", func(l *slog.Logger) { l.Info("m", "unit", "db/0") }, call.JujuLog{Level: "INFO", Message: "m unit=db/0"}},
		{"warning", func(l *slog.Logger) { l.Warn("two words", "why", "no space") }, call.JujuLog{Level: "WARNING", Message: `two words why="no space"`}},
		{"error", func(l *slog.Logger) { l.Error("m", "n", 3) }, call.JujuLog{Level: "ERROR", Message: "m n=3"}},
		{"below debug", func(l *slog.Logger) { l.Log(context.Background(), slog.LevelDebug-4, "m") }, call.JujuLog{Level: "TRACE", Message: "m"}},
		{"with", func(l *slog.Logger) { l.With("a", 1).With("b", 2).Info("m") }, call.JujuLog{Level: "INFO", Message: "m a=1 b=2"}},
		{"group", func(l *slog.Logger) { l.WithGroup("g").With("a", 1).Info("m", "b", 2) }, call.JujuLog{Level: "INFO", Message: "m g.a=1 g.b=2"}},
		{"names that slog uses", func(l *slog.Logger) { l.Info("m", "msg", "x", "level", "y", "time", "z") }, call.JujuLog{Level: "INFO", Message: "m msg=x level=y time=z"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := &recorder{}
			test.log(r.hook(t, call.Hook{}).Logger())
			require.Equal(t, []call.Call{&test.want}, r.calls)
		})
	}
}

func TestLog(t *testing.T) {
	t.Parallel()
	r := &recorder{}
	require.NoError(t, r.hook(t, call.Hook{}).Log(slog.LevelWarn, "careful"))
	require.Equal(t, []call.Call{&call.JujuLog{Level: "WARNING", Message: "careful"}}, r.calls)
}
