//go:build unix

package hooktool_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/hooktool"
	"github.com/stretchr/testify/require"
)

// TestMain lets the test binary play a hook tool that is a shell script. A script of its own could not be
// started safely: until every process that was forked meanwhile is under way, its file counts as busy.
func TestMain(m *testing.M) {
	if script, ok := os.LookupEnv("SHELL_TOOL"); ok {
		err := syscall.Exec("/bin/sh", append([]string{"sh", "-c", script}, os.Args...), os.Environ())
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// shellTool puts a hook tool that is a shell script on the PATH of a Client. The script finds the test's
// own directory in $HERE.
func shellTool(t *testing.T, name, script string) (client *hooktool.Client, here string) {
	t.Helper()
	here = t.TempDir()
	program, err := os.Executable()
	require.NoError(t, err)
	require.NoError(t, os.Symlink(program, filepath.Join(here, name)))
	return &hooktool.Client{Env: []string{"PATH=" + here + ":/bin:/usr/bin", "HERE=" + here, "SHELL_TOOL=" + script, "JUJU_CONTEXT_ID=c"}}, here
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path...))
	require.NoError(t, err)
	return string(text)
}

// TestSecretFiles: content reaches the tool through files that only this user can read, never through its
// arguments, and nothing of it stays.
func TestSecretFiles(t *testing.T) {
	t.Parallel()
	client, here := shellTool(t, "secret-add", `
echo "$@" >"$HERE/arguments"
for argument; do
	case $argument in
	*#file=*|--file=*)
		file=${argument#*=}
		ls -l "$file" | cut -c1-10 >>"$HERE/modes"
		ls -ld "${file%/*}" | cut -c1-10 >>"$HERE/modes"
		echo "${file%/*}" >"$HERE/directory"
		cat "$file" >>"$HERE/content"
		echo "|" >>"$HERE/content"
	esac
done
echo secret:d0erdgpp4ni1a7hg2cg0
`)
	c := &call.SecretAdd{Label: "l", Content: map[string]string{
		"password": "-sesame\xff\n", "empty": "", "key#base64": "b3Blbg==", "odd#base64": "sesame!",
	}}
	require.NoError(t, client.Do(t.Context(), c))
	require.Equal(t, toolSecret, c.ID)
	require.Equal(t, "{\"odd#base64\":\"sesame!\"}|\n|\nopen|\n-sesame\xff\n|\n", read(t, here, "content"))
	arguments := read(t, here, "arguments")
	require.NotContains(t, arguments, "sesame")
	require.NotContains(t, arguments, "b3Blbg")
	require.Equal(t, strings.Repeat("-rw-------\ndrwx------\n", 4), read(t, here, "modes"))
	dir := strings.TrimSpace(read(t, here, "directory"))
	require.True(t, filepath.IsAbs(dir), dir)
	require.NoDirExists(t, dir)
}

func TestSecretFilesAfterFailure(t *testing.T) {
	t.Parallel()
	client, here := shellTool(t, "secret-set", `
for argument; do
	case $argument in *#file=*) echo "${argument#*=}" >"$HERE/path"; esac
done
echo 'ERROR secret URI "x" not valid' >&2
exit 2
`)
	err := client.Do(t.Context(), &call.SecretSet{ID: "x", Content: map[string]string{"key": "v"}})
	require.Equal(t, &call.Error{Code: call.ErrNotValid, Message: `secret URI "x" not valid`}, err)
	require.NoFileExists(t, strings.TrimSpace(read(t, here, "path")))
}

func TestClientProcess(t *testing.T) {
	t.Parallel()
	client, here := shellTool(t, "relation-set", `cat >"$HERE/stdin"; echo "$JUJU_CONTEXT_ID" >"$HERE/context"; echo "$@" >"$HERE/arguments"`)
	require.NoError(t, client.Do(t.Context(), &call.RelationSet{Relation: "db:1", Data: map[string]string{"password": "x"}}))
	require.Equal(t, "password: x\n", read(t, here, "stdin"))
	require.Equal(t, "-r db:1 --file=-\n", read(t, here, "arguments"))
	require.Equal(t, "c\n", read(t, here, "context"))
}

func TestMissingTool(t *testing.T) {
	t.Parallel()
	client := &hooktool.Client{Env: []string{"PATH=" + t.TempDir()}}
	err := client.Do(t.Context(), &call.IsLeader{})
	require.EqualError(t, err, "cannot run is-leader: it is not on PATH: hook tools are there only while Juju runs a hook, or a test runs the charm")

	client.Env = append(client.Env, "JUJU_CONTEXT_ID=c") // under a Juju that does not have this tool
	err = client.Do(t.Context(), &call.RelationModelGet{Relation: "db:1"})
	require.Equal(t, &call.Error{Code: call.ErrNotSupported, Message: "bad request: unknown command: relation-model-get"}, err)

	require.NoError(t, os.WriteFile(filepath.Join(strings.TrimPrefix(client.Env[0], "PATH="), "is-leader"), nil, 0o600))
	require.ErrorIs(t, client.Do(t.Context(), &call.IsLeader{}), call.ErrNotSupported, "not executable")
}

func TestClientCancelled(t *testing.T) {
	t.Parallel()
	client, here := shellTool(t, "is-leader", `echo started >"$HERE/started"; exec tail -f /dev/null`)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- client.Do(ctx, &call.IsLeader{}) }()
	require.Eventually(t, func() bool { _, err := os.Stat(filepath.Join(here, "started")); return err == nil }, time.Minute, time.Millisecond)
	cancel()
	require.ErrorIs(t, <-ended, context.Canceled)
}

func TestToolKilled(t *testing.T) {
	t.Parallel()
	client, _ := shellTool(t, "is-leader", "kill -9 $$")
	err := client.Do(t.Context(), &call.IsLeader{})
	require.EqualError(t, err, "cannot run is-leader: signal: killed")
}
