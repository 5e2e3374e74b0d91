//go:build unix

package charm_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
)

// TestMain lets the test binary play hook tools, and charms whose main function is charm.Main.
func TestMain(m *testing.M) {
	here := os.Getenv("HERE")
	if here != "" && raceDetector && os.Getenv("GORACE") == "" {
		// A program with the race detector waits a second before it exits, unless it is told not to.
		program, err := os.Executable()
		if err == nil {
			err = syscall.Exec(program, os.Args, append(os.Environ(), "GORACE=atexit_sleep_ms=0"))
		}
		fmt.Fprintln(os.Stderr, err)
	}
	if here != "" && testing.CoverMode() != "" {
		os.Setenv("GOCOVERDIR", here) // or a program that measures coverage complains when it exits
	}
	switch tool := filepath.Base(os.Args[0]); {
	case here == "":
		os.Exit(m.Run())
	case call.New(tool) != nil:
		os.Exit(playTool(here, tool))
	default:
		charm.Main(mains[os.Getenv("CHARM")])
	}
}

// playTool writes down its arguments, and prints what a file of its name holds.
func playTool(here, tool string) int {
	ran, err := os.OpenFile(filepath.Join(here, "ran"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return 3
	}
	defer ran.Close()
	fmt.Fprintf(ran, "%q\n", append([]string{tool}, os.Args[1:]...))
	if text, err := os.ReadFile(filepath.Join(here, tool+".refuses")); err == nil {
		fmt.Fprintf(os.Stderr, "ERROR %s\n", text)
		return 1
	}
	text, _ := os.ReadFile(filepath.Join(here, tool+".prints"))
	os.Stdout.Write(text)
	return 0
}

// underJuju makes a directory of hook tools and a charm's directory, and returns the environment of a hook.
func underJuju(t *testing.T, env ...string) (environ []string, here string) {
	t.Helper()
	here = t.TempDir()
	program, err := os.Executable()
	require.NoError(t, err)
	for _, tool := range call.Tools() {
		require.NoError(t, os.Symlink(program, filepath.Join(here, tool)))
	}
	put(t, here, "charmcraft.yaml", "name: web\nconfig: {options: {ratio: {type: float}, port: {type: int}}}\nactions: {backup: {}}\n")
	return append([]string{"PATH=" + here, "HERE=" + here, "JUJU_CHARM_DIR=" + here, "JUJU_UNIT_NAME=web/0", "JUJU_VERSION=3.6.11", "JUJU_CONTEXT_ID=c"}, env...), here
}

func put(t *testing.T, here, name, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(here, name), []byte(text), 0o600))
}

// ran lists what the tools of a directory were run with.
func ran(t *testing.T, here string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(here, "ran"))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	require.NoError(t, err)
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

var errMain = errors.New("the charm's own")

// mains are the charms that the test binary plays.
var mains = map[string]charm.Handler{
	"good": charm.HandlerFunc(func(h *charm.Hook) error { return h.Unit().SetStatus(charm.Active("for " + h.Name())) }),
	"bad":  charm.HandlerFunc(func(*charm.Hook) error { return fmt.Errorf("cannot serve: %w", errMain) }),
	"panic": charm.HandlerFunc(func(*charm.Hook) error {
		explode()
		return nil
	}),
	"waits": charm.HandlerFunc(func(h *charm.Hook) error {
		if err := os.WriteFile(filepath.Join(h.Session().CharmDir, "waiting"), nil, 0o600); err != nil {
			return err
		}
		<-h.Context().Done()
		return h.Context().Err()
	}),
	"waits well": charm.HandlerFunc(func(h *charm.Hook) error {
		if err := os.WriteFile(filepath.Join(h.Session().CharmDir, "waiting"), nil, 0o600); err != nil {
			return err
		}
		<-h.Context().Done()
		return nil
	}),
}

//go:noinline
func explode() { panic("boom") }

func TestMainFunction(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, charm, env string
		code             int
		stderr           string
		ran              string // the one tool that ran
	}{
		{"good", "good", "JUJU_DISPATCH_PATH=hooks/start", 0, "", `["status-set" "--" "active" "for start"]`},
		{"bad", "bad", "JUJU_DISPATCH_PATH=hooks/start", 1, "cannot serve: the charm's own\n", `["juju-log" "--log-level=ERROR" "--" "cannot serve: the charm's own"]`},
		{"bad action", "bad", "JUJU_DISPATCH_PATH=actions/backup", 1, "cannot serve: the charm's own\n", `["juju-log" "--log-level=ERROR" "--" "cannot serve: the charm's own"]`},
		{"panic", "panic", "JUJU_DISPATCH_PATH=hooks/start", 1, "panic: boom\n", `["juju-log" "--log-level=ERROR" "--" "panic: boom\ngoroutine `},
		{"no handler", "", "JUJU_DISPATCH_PATH=hooks/start", 1, "cannot handle the hook: the handler is nil\n", `["juju-log" "--log-level=ERROR" "--" "cannot handle the hook: the handler is nil"]`},
		{"not under Juju", "good", "JUJU_UNIT_NAME=", 1, "cannot read the hook: JUJU_UNIT_NAME is not set: this is a charm, to be started by Juju or by a test\n", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			environ, here := underJuju(t, test.env, "CHARM="+test.charm)
			var stderr strings.Builder
			command := exec.Command(os.Args[0])
			command.Env, command.Dir, command.Stderr = environ, here, &stderr
			err := command.Run()
			require.Equal(t, test.code, command.ProcessState.ExitCode(), "%v", err)
			require.Equal(t, test.stderr, stderr.String())
			if test.ran == "" {
				require.Empty(t, ran(t, here))
				return
			}
			require.Len(t, ran(t, here), 1)
			require.True(t, strings.HasPrefix(ran(t, here)[0], test.ran), ran(t, here)[0])
			require.Equal(t, test.name == "panic", strings.Contains(ran(t, here)[0], "charm_test.explode"), "the stack tells where")
		})
	}
}

// TestInterrupted: SIGTERM cancels the hook's context. A handler that fails then was interrupted: for Juju
// that is no failure, as long as the process ends by the signal.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	for name, signalled := range map[string]bool{"waits": true, "waits well": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			environ, here := underJuju(t, "JUJU_DISPATCH_PATH=hooks/start", "CHARM="+name)
			command := exec.Command(os.Args[0])
			command.Env, command.Dir = environ, here
			require.NoError(t, command.Start())
			require.Eventually(t, func() bool { _, err := os.Stat(filepath.Join(here, "waiting")); return err == nil }, time.Minute, time.Millisecond)
			require.NoError(t, command.Process.Signal(syscall.SIGTERM))
			err := command.Wait()
			status := command.ProcessState.Sys().(syscall.WaitStatus)
			require.Equal(t, signalled, status.Signaled() && status.Signal() == syscall.SIGTERM, "%v", err)
			require.Equal(t, !signalled, status.Exited() && status.ExitStatus() == 0, "%v", err)
		})
	}
}

func TestDispatch(t *testing.T) {
	t.Parallel()
	environ, here := underJuju(t, "JUJU_DISPATCH_PATH=hooks/config-changed", "JUJU_MODEL_NAME=prod", "JUJU_MACHINE_ID=3")
	put(t, here, "config-get.prints", `{"ratio":2,"port":80,"other":2}`)
	var seen *charm.Hook
	err := charm.Dispatch(t.Context(), charm.HandlerFunc(func(h *charm.Hook) error {
		seen = h
		config, err := h.Config()
		require.Equal(t, map[string]any{"ratio": 2.0, "port": int64(80), "other": int64(2)}, config, "typed by the metadata")
		return err
	}), environ)
	require.NoError(t, err)
	require.Equal(t, charm.Kind("config-changed"), seen.Kind())
	require.Equal(t, "web/0", seen.UnitName())
	require.Equal(t, charm.Model{Name: "prod", Type: call.ModelMachines}, seen.Model())
	require.Equal(t, "3.6.11", seen.JujuVersion().String())
	require.Equal(t, here, seen.Session().CharmDir)
	require.Equal(t, []string{`["config-get" "--format=json"]`}, ran(t, here))
}

// TestDispatchErrors: what keeps a hook from being handled is told and logged.
func TestDispatchErrors(t *testing.T) {
	t.Parallel()
	misrouted := charm.NewMux()
	misrouted.Action("backpu", func(*charm.ActionEvent) error { return nil })
	tests := []struct {
		name     string
		handler  charm.Handler
		metadata string
		want     string
	}{
		{"route that cannot fire", misrouted, "name: web\nactions: {backup: {}}\n",
			`charm does not fit its metadata: route action "backpu": cannot fire: "backpu" is not an action in charmcraft.yaml; did you mean "backup"?`},
		{"metadata that cannot be read", charm.NewMux(), "name: [\n", "cannot read metadata: "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			environ, here := underJuju(t, "JUJU_DISPATCH_PATH=hooks/start")
			put(t, here, "charmcraft.yaml", test.metadata)
			err := charm.Dispatch(t.Context(), test.handler, environ)
			require.ErrorContains(t, err, test.want)
			require.Len(t, ran(t, here), 1)
			require.Contains(t, ran(t, here)[0], "juju-log")
		})
	}
}

func TestDispatchKeepsTheError(t *testing.T) {
	t.Parallel()
	environ, here := underJuju(t, "JUJU_DISPATCH_PATH=hooks/start")
	require.ErrorIs(t, charm.Dispatch(t.Context(), mains["bad"], environ), errMain)
	panics := charm.HandlerFunc(func(*charm.Hook) error { panic(errMain) })
	require.ErrorIs(t, charm.Dispatch(t.Context(), panics, environ), errMain)

	put(t, here, "juju-log.refuses", "no log")
	err := charm.Dispatch(t.Context(), mains["bad"], environ)
	require.ErrorIs(t, err, errMain)
	require.ErrorContains(t, err, "cannot write to the log: no log")
}

// TestDispatchUnknownHook: a hook of a kind that nobody knows is a hook without a route.
func TestDispatchUnknownHook(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"data-storage-attached", "nginx-pebble-ready", "collect-metrics", "model-moved"} {
		environ, here := underJuju(t, "JUJU_DISPATCH_PATH=hooks/"+name)
		require.NoError(t, charm.Dispatch(t.Context(), charm.NewMux(), environ))
		require.Empty(t, ran(t, here))

		var seen *charm.Hook
		require.NoError(t, charm.Dispatch(t.Context(), charm.HandlerFunc(func(h *charm.Hook) error { seen = h; return nil }), environ))
		require.Equal(t, name, seen.Name())
	}
}

// TestLongErrors: what the log is told fits into an argument.
func TestLongErrors(t *testing.T) {
	t.Parallel()
	environ, here := underJuju(t, "JUJU_DISPATCH_PATH=hooks/start")
	long := errors.New("NUL \x00 " + strings.Repeat("é", 200_000))
	err := charm.Dispatch(t.Context(), charm.HandlerFunc(func(*charm.Hook) error { return long }), environ)
	require.Same(t, long, err)
	text, err := strconv.Unquote(`"` + strings.TrimSuffix(strings.SplitN(ran(t, here)[0], `"--" "`, 2)[1], "]"))
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(text, `NUL \x00 éé`), "%.20q", text)
	require.True(t, strings.HasSuffix(text, "é ..."))
	require.Less(t, len(text), 128<<10)
}
