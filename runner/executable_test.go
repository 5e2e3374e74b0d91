//go:build unix

package runner_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/hooktool"
	"github.com/charmscenario/scenario/runner"
)

// TestMain lets the test binary play a charm that is a shell script: the file script.sh of its directory.
// Only the test binary is run: a script that was written just now may count as busy.
func TestMain(m *testing.M) {
	if os.Getenv("JUJU_DISPATCH_PATH") == "" {
		os.Exit(m.Run())
	}
	err := syscall.Exec("/bin/sh", []string{"dispatch", "script.sh"}, os.Environ())
	fmt.Fprintln(os.Stderr, err)
	os.Exit(3)
}

// world is a Backend that answers some calls, and the calls it got.
type world struct {
	mu    sync.Mutex
	calls []string
}

func (w *world) Do(_ context.Context, c call.Call) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = append(w.calls, call.Record{Call: c}.String())
	switch c := c.(type) {
	case *call.IsLeader:
		c.Leader = true
	case *call.SecretGet:
		return &call.Error{Code: call.ErrPermissionDenied, Message: "permission denied"}
	case *call.ConfigGet:
		c.Value = strings.Repeat("x", 200_000) + "\n"
	}
	return nil
}

// made lists the calls so far.
func (w *world) made() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.calls)
}

// shell makes a charm of a shell script, and returns what runs it and the session of a hook.
func shell(t *testing.T, script string) (run func(context.Context) error, session *call.Session, backend *world) {
	t.Helper()
	dir := t.TempDir()
	program, err := os.Executable()
	require.NoError(t, err)
	require.NoError(t, os.Symlink(program, filepath.Join(dir, "dispatch")))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "script.sh"), []byte(script), 0o600))
	backend = &world{}
	session = &call.Session{
		Hook: call.Hook{Kind: call.KindStart, Name: "start", Unit: "web/0", App: "web", JujuVersion: call.Version{Major: 3, Minor: 6, Patch: 11},
			Model: call.Model{Name: "prod", UUID: "5ce9a210-0000-4000-8000-000000000001"}},
		Backend: backend, CharmDir: dir,
	}
	return func(ctx context.Context) error { return runner.Executable(ctx, "dispatch", session) }, session, backend
}

func content(t *testing.T, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path...))
	require.NoError(t, err)
	return string(text)
}

// TestExecutableEnvironment: a charm gets the variables of hooks.md 3 and nothing else.
func TestExecutableEnvironment(t *testing.T) {
	t.Parallel()
	run, session, _ := shell(t, `env | sort >environment; pwd >directory; echo $# >arguments; cat >stdin`)
	require.NoError(t, run(t.Context()))
	dir := session.CharmDir
	var got []string
	for line := range strings.Lines(content(t, dir, "environment")) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		switch name {
		case "PWD", "OLDPWD", "SHLVL", "_": // the shell's own
			continue
		case "PATH":
			first, _, _ := strings.Cut(value, ":")
			value = strings.Replace(value, first, "<tools>", 1)
			require.Equal(t, "<tools>:"+os.Getenv("PATH"), value)
			value = "<tools>:..."
		case "JUJU_AGENT_SOCKET_ADDRESS":
			require.True(t, filepath.IsAbs(value), value)
			value = "<socket>"
		}
		got = append(got, name+"="+strings.ReplaceAll(value, dir, "<charm>"))
	}
	require.Equal(t, []string{
		"APT_LISTCHANGES_FRONTEND=none", "CHARM_DIR=<charm>", "CLOUD_API_VERSION=", "DEBIAN_FRONTEND=noninteractive",
		"JUJU_AGENT_SOCKET_ADDRESS=<socket>", "JUJU_AGENT_SOCKET_NETWORK=unix", "JUJU_API_ADDRESSES=", "JUJU_AVAILABILITY_ZONE=",
		"JUJU_CHARM_DIR=<charm>", "JUJU_CHARM_FTP_PROXY=", "JUJU_CHARM_HTTPS_PROXY=", "JUJU_CHARM_HTTP_PROXY=", "JUJU_CHARM_NO_PROXY=",
		"JUJU_CONTEXT_ID=web/0-start-f579f76ff6ce104d6cb0936e6868dd8e", "JUJU_DISPATCH_PATH=hooks/start", "JUJU_HOOK_NAME=start", "JUJU_MACHINE_ID=",
		"JUJU_MODEL_NAME=prod", "JUJU_MODEL_UUID=5ce9a210-0000-4000-8000-000000000001", "JUJU_PRINCIPAL_UNIT=", "JUJU_SLA=unsupported",
		"JUJU_UNIT_NAME=web/0", "JUJU_VERSION=3.6.11", "LANG=C.UTF-8", "PATH=<tools>:...", "TERM=tmux-256color",
	}, got)
	require.Equal(t, "0\n", content(t, dir, "arguments"))
	require.Empty(t, content(t, dir, "stdin"))
	resolved, err := filepath.EvalSymlinks(dir)
	require.NoError(t, err)
	require.Contains(t, []string{dir + "\n", resolved + "\n"}, content(t, dir, "directory"))
}

// TestExecutableTools: what a charm runs reaches the Backend, and its answer the charm.
func TestExecutableTools(t *testing.T) {
	t.Parallel()
	run, session, backend := shell(t, `
is-leader >leader
secret-get d0erdgpp4ni1a7hg2cg0 2>refused; echo $? >>refused
echo 'a: "from stdin"' | relation-set -r 7 --file -
echo 'b: from a file' >data.yaml
mkdir below && cd below && relation-set -r 7 --file ../data.yaml && cd ..
config-get x | wc -c | tr -d ' ' >long
secret-steal 2>/dev/null || echo $? >unknown
juju-log -- "$(printf 'two\nlines')" ""
ls "${PATH%%:*}" | wc -l | tr -d ' ' >tools
`)
	require.NoError(t, run(t.Context()))
	dir := session.CharmDir
	require.Equal(t, "True\n", content(t, dir, "leader"))
	require.Equal(t, "ERROR permission denied\n1\n", content(t, dir, "refused"))
	require.Equal(t, "200002\n", content(t, dir, "long"))
	require.Equal(t, "127\n", content(t, dir, "unknown"), "no such program")
	require.Equal(t, fmt.Sprintln(len(call.Tools())), content(t, dir, "tools"))
	require.Equal(t, []string{
		"is-leader", "secret-get d0erdgpp4ni1a7hg2cg0", `relation-set -r 7 a="from stdin"`, `relation-set -r 7 b="from a file"`,
		"config-get x", `juju-log "two\nlines "`,
	}, backend.made())
}

// TestToolsReadInputOnDemand: a tool that wants no standard input is not kept by one that never ends.
func TestToolsReadInputOnDemand(t *testing.T) {
	t.Parallel()
	run, session, _ := shell(t, `tail -f /dev/null | { is-leader >leader; kill -9 $$; }`)
	var exit *runner.ExitError
	require.ErrorAs(t, run(t.Context()), &exit)
	require.Equal(t, "True\n", content(t, session.CharmDir, "leader"))
}

func TestToolsOfTheVersion(t *testing.T) {
	t.Parallel()
	run, session, _ := shell(t, `command -v leader-get >leader; command -v relation-model-get >model; env >environment; true`)
	session.Hook.JujuVersion = call.Version{Major: 3, Minor: 5}
	require.NoError(t, run(t.Context()))
	require.NotEmpty(t, content(t, session.CharmDir, "leader"))
	require.Empty(t, content(t, session.CharmDir, "model"))
	require.Contains(t, content(t, session.CharmDir, "environment"), "JUJU_METER_STATUS=\n")

	session.Hook.JujuVersion = call.Version{Major: 4}
	require.NoError(t, run(t.Context()))
	require.Empty(t, content(t, session.CharmDir, "leader"))
	require.NotEmpty(t, content(t, session.CharmDir, "model"))
	require.NotContains(t, content(t, session.CharmDir, "environment"), "JUJU_SLA")
}

// TestToolsOutsideTheHook: as Juju's tools say it.
func TestToolsOutsideTheHook(t *testing.T) {
	t.Parallel()
	run, session, backend := shell(t, `
(JUJU_CONTEXT_ID=other is-leader) 2>>errors
(unset JUJU_CONTEXT_ID; is-leader) 2>>errors
(unset JUJU_AGENT_SOCKET_ADDRESS; is-leader) 2>>errors
(JUJU_AGENT_SOCKET_ADDRESS=/none is-leader) 2>>errors
true
`)
	require.NoError(t, run(t.Context()))
	require.Equal(t, `ERROR bad request: wrong context ID; got "other"
ERROR JUJU_CONTEXT_ID not set
ERROR JUJU_AGENT_SOCKET_ADDRESS not set
ERROR dial unix /none: connect: no such file or directory
`, content(t, session.CharmDir, "errors"))
	require.Empty(t, backend.made())
}

func TestExecutableFails(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, script string
		code         int
		text         string
	}{
		{"silent", "exit 7", 7, "exit status 7, and nothing was printed"},
		{"said why", "echo fine; echo 'no disk' >&2; echo 'no hope' >&2; exit 1", 1, "exit status 1; standard error ends with\n    no disk\n    no hope"},
		{"on standard output", "echo 'no disk'; echo >&2; exit 1", 1, "exit status 1; standard output ends with\n    no disk"},
		{"killed", "kill -9 $$", -1, "signal: killed, and nothing was printed"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			run, _, _ := shell(t, test.script)
			err := run(t.Context())
			require.EqualError(t, err, test.text)
			var exit *runner.ExitError
			require.ErrorAs(t, err, &exit)
			require.Equal(t, test.code, exit.Code)
		})
	}
}

func TestExecutableOutputIsCut(t *testing.T) {
	t.Parallel()
	run, _, _ := shell(t, `i=0; while [ $i -lt 2000 ]; do i=$((i+1)); echo "line $i"; done >&2; exit 1`)
	err := run(t.Context())
	require.Less(t, len(err.Error()), 8<<10)
	require.ErrorContains(t, err, "\n    line 2000")
	require.Regexp(t, `ends with\n    line \d+\n`, err.Error(), "whole lines")

	run, _, _ = shell(t, `i=0; while [ $i -lt 3000 ]; do i=$((i+1)); printf é; done >&2; exit 1`)
	require.ErrorContains(t, run(t.Context()), "ends with\n    éé")
}

func TestExecutableCannotStart(t *testing.T) {
	t.Parallel()
	_, session, _ := shell(t, "")
	require.ErrorContains(t, runner.Executable(t.Context(), "none", session), "cannot start the charm: ")
	require.ErrorContains(t, runner.Executable(t.Context(), "script.sh", session), "script.sh: permission denied: want it executable (chmod +x)")
	for text, want := range map[string]string{
		"exit 0\n":                      `: exec format error: want a program, or a script whose first line names its interpreter, such as "#!/bin/sh"`,
		"#!/bin/sh\r\nexit 0\r\n":       ": no such file or directory: the file is there, and its lines end as on Windows: want them to end with a newline alone",
		"#! /none/python3 -u\nexit()\n": `: no such file or directory: the file is there, and its first line names an interpreter that is not: "/none/python3 -u"`,
	} {
		syscall.ForkLock.RLock() // a process that is started meanwhile would hold the file open, and it would count as busy
		err := os.WriteFile(filepath.Join(session.CharmDir, "script"), []byte(text), 0o700)
		syscall.ForkLock.RUnlock()
		require.NoError(t, err)
		require.ErrorContains(t, runner.Executable(t.Context(), "script", session), "cannot start the charm: ")
		require.ErrorContains(t, runner.Executable(t.Context(), "script", session), want)
	}
	session.CharmDir = ""
	require.EqualError(t, runner.Executable(t.Context(), "dispatch", session), "cannot run the charm: its directory is not known")
}

// fifo makes a pipe with a name. Reading it to its end waits until every process that writes to it is gone.
func fifo(t *testing.T, dir string) (read func() string) {
	t.Helper()
	path := filepath.Join(dir, "fifo")
	require.NoError(t, syscall.Mkfifo(path, 0o600))
	return func() string {
		file, err := os.Open(path)
		require.NoError(t, err)
		defer file.Close()
		text, err := io.ReadAll(file)
		require.NoError(t, err)
		return string(text)
	}
}

// TestExecutableCancelled: when the context ends, nothing of the charm goes on.
func TestExecutableCancelled(t *testing.T) {
	t.Parallel()
	run, session, _ := shell(t, `exec >fifo; echo started; tail -f /dev/null & echo "$!" >child; wait`)
	fifo(t, session.CharmDir)
	ctx, cancel := context.WithCancelCause(t.Context())
	ended := make(chan error)
	go func() { ended <- run(ctx) }()
	file, err := os.Open(filepath.Join(session.CharmDir, "fifo"))
	require.NoError(t, err)
	defer file.Close()
	started := make([]byte, len("started\n"))
	_, err = io.ReadFull(file, started)
	require.NoError(t, err)
	why := errors.New("the test is over")
	cancel(why)
	err = <-ended
	require.ErrorIs(t, err, why)
	require.ErrorContains(t, err, "charm was killed")
	_, err = io.ReadAll(file) // ends only when the child is gone too
	require.NoError(t, err)
}

// TestExecutableLeavesNothing: what a hook left running is killed, and the tools are gone.
func TestExecutableLeavesNothing(t *testing.T) {
	t.Parallel()
	run, session, _ := shell(t, `
mkfifo ready
{ echo "${JUJU_AGENT_SOCKET_ADDRESS%/*}"; echo >ready; exec tail -f /dev/null; } >fifo &
read line <ready
`)
	read := fifo(t, session.CharmDir)
	ended := make(chan error)
	go func() { ended <- run(t.Context()) }()
	tools := strings.TrimSpace(read())
	require.NoError(t, <-ended)
	require.True(t, filepath.IsAbs(tools), tools)
	require.NoDirExists(t, tools)
}

// TestServeTools: several processes may call tools at once; the calls come one by one.
func TestServeTools(t *testing.T) {
	t.Parallel()
	run, _, backend := shell(t, `for i in 1 2 3 4 5 6 7 8; do is-leader >/dev/null & done; wait`)
	var running sync.WaitGroup
	for range 3 {
		running.Go(func() { require.NoError(t, run(t.Context())) })
	}
	running.Wait()
	require.Len(t, backend.made(), 24)
}

// TestToolsGarbage: who speaks otherwise than a tool is not listened to, and disturbs nobody.
func TestToolsGarbage(t *testing.T) {
	t.Parallel()
	_, session, backend := shell(t, "")
	tools, err := runner.ServeTools(t.Context(), session)
	require.NoError(t, err)
	defer func() { require.NoError(t, tools.Close()) }()
	address := ""
	for _, entry := range tools.Environ() {
		if text, ok := strings.CutPrefix(entry, "JUJU_AGENT_SOCKET_ADDRESS="); ok {
			address = text
		}
	}
	for _, garbage := range []string{"", "\x00", "\xff\xff\xff\xff", "\x00\x00\x00\x03\xff\xff\xff\xff", "\x00\x00\x00\x00", "\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00"} {
		connection, err := net.Dial("unix", address)
		require.NoError(t, err)
		_, err = connection.Write([]byte(garbage))
		require.NoError(t, err)
		require.NoError(t, connection.(*net.UnixConn).CloseWrite())
		answer, err := io.ReadAll(connection)
		require.Empty(t, answer, "%q: %v", garbage, err)
		require.NoError(t, connection.Close())
	}
	require.Empty(t, backend.made())
	require.NoError(t, (&hooktool.Client{Env: tools.Environ()}).Do(t.Context(), &call.IsLeader{}))
	require.Len(t, backend.made(), 1)
}

// TestToolsClose: whoever calls later finds nobody there.
func TestToolsClose(t *testing.T) {
	t.Parallel()
	_, session, _ := shell(t, "")
	tools, err := runner.ServeTools(t.Context(), session)
	require.NoError(t, err)
	environ := tools.Environ()
	require.NoError(t, tools.Close())
	for _, entry := range environ {
		if dir, ok := strings.CutPrefix(entry, "PATH="); ok {
			first, _, _ := strings.Cut(dir, ":")
			require.NoDirExists(t, first)
		}
	}
}

// TestExecutableMistakes: a tool that was called wrongly is told by its number, to who reads the error; what the
// charm did right is not.
func TestExecutableMistakes(t *testing.T) {
	t.Parallel()
	run, _, _ := shell(t, "is-leader; secret-get --peak x; config-get; exit 4")
	err := run(t.Context())
	var exit *runner.ExitError
	require.ErrorAs(t, err, &exit)
	require.Len(t, exit.Mistakes, 1)
	require.ErrorContains(t, err, "\n  call 2 of 3: charm ran: secret-get --peak x   exit 2, stderr \"ERROR option provided but not defined: --peak\"\n    from hook start; did you mean --peek?")
}
