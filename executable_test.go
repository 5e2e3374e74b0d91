//go:build unix

package scenario_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/internal/goldens"
	"github.com/charmscenario/scenario/runner"
)

// shellCharm makes a charm of a shell script, and returns its directory.
func shellCharm(t *testing.T, script string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	program, err := os.Executable()
	require.NoError(t, err)
	require.NoError(t, os.Symlink(program, filepath.Join(dir, "dispatch")))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "charmcraft.yaml"), []byte(programMetadata), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, scriptFile), []byte(script), 0o600))
	return dir
}

// TestExecutableCharm runs a charm in shell, unmodified.
func TestExecutableCharm(t *testing.T) {
	t.Parallel()
	dir := shellCharm(t, `
id=$(secret-add --label admin --rotate daily password=sesame) || exit 1
secret-grant "$id"
relation-set --app secret-id="$id"
status-set active "granted to $JUJU_REMOTE_APP"
juju-log "done"
`)
	relation := scenario.Relation{ID: "db:4", Endpoint: "db", RemoteApp: "postgresql"}
	ctx := scenario.Context{Executable: "dispatch", Dir: dir}

	out, err := ctx.Run(scenario.RelationJoined(relation), scenario.State{Leader: true, Relations: []scenario.Relation{relation}})
	require.NoError(t, err)
	secret := out.Secret(t, "admin")
	require.Equal(t, map[string]string{"password": "sesame"}, secret.LatestContent)
	require.Equal(t, map[string][]string{"db:4": {"postgresql"}}, secret.RemoteGrants)
	require.Contains(t, out.Relations[0].LocalAppData["secret-id"], secret.ID[len("secret:"):])
	require.Equal(t, "granted to postgresql", out.UnitStatus.Message)
	require.Equal(t, []scenario.LogLine{{Level: "INFO", Message: "db:4: done"}}, out.JujuLog)
	require.True(t, out.Committed)
	require.Len(t, out.Trace, 5)
}

// TestExecutableCharmFails: the error tells how the charm ended and what it said; what waited is dropped.
func TestExecutableCharmFails(t *testing.T) {
	t.Parallel()
	dir := shellCharm(t, `
state-set step=1
status-set blocked "no disk"
secret-get nonsense
`)
	ctx := scenario.Context{Executable: "dispatch", Dir: dir}
	out, err := ctx.Run(scenario.UpdateStatus(), scenario.State{})
	var failed *scenario.CharmError
	require.ErrorAs(t, err, &failed)
	var exit *runner.ExitError
	require.ErrorAs(t, err, &exit)
	require.Equal(t, 2, exit.Code)
	require.EqualError(t, err, `charm failed in update-status: exit status 2; standard error ends with
    ERROR secret URI "nonsense" not valid
  call 3 of 3: charm ran: secret-get nonsense   exit 2, stderr "ERROR secret URI \"nonsense\" not valid"
    from hook update-status
  discarded: 1 change of stored state    kept: unit status "blocked: no disk"`)
	require.Empty(t, out.StoredState)
	require.Equal(t, "no disk", out.UnitStatus.Message)
	require.Equal(t, `secret-get nonsense: refused: secret URI "nonsense" not valid`, out.Trace[2].String(), "also what the tool refused")
}

// TestExecutableTexts compares how an executable fails with goldens: over a hook tool that it called wrongly, and
// over what Juju refused.
func TestExecutableTexts(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]string{
		"hook-tool-misused": "is-leader && secret-get --peak " + theirs + " && juju-log read",
		"executable-failed": "secret-get " + theirs + " password || exit 7",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			state := world()
			state.Secrets[1].NotGranted, state.Secrets[1].Label = true, ""
			ctx := scenario.Context{Executable: "dispatch", Dir: shellCharm(t, script)}
			_, err := ctx.Run(scenario.ConfigChanged(), state)
			require.Error(t, err)
			goldens.Text(t, filepath.Join("testdata", "failures", name+".txt"), err.Error())
		})
	}
}

// TestExecutableMisuse: what is missing is told, and nothing runs.
func TestExecutableMisuse(t *testing.T) {
	t.Parallel()
	handler := charm.HandlerFunc(func(*charm.Hook) error { return errors.New("ran") })
	tests := []struct {
		name    string
		context scenario.Context
		want    string
	}{
		{"both", scenario.Context{Charm: handler, Executable: "dispatch", Dir: "examples/database"}, "cannot run: Context has both Charm and Executable; want one"},
		{"no directory", scenario.Context{Executable: "dispatch", Metadata: programMetadata}, "cannot run: Context.Executable needs Dir, the directory that the charm runs in"},
		{"neither", scenario.Context{Metadata: programMetadata}, "cannot run: Context.Charm is nil; want the charm's handler, or Executable"},
	}
	for i := range tests {
		test := &tests[i]
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := test.context.Run(scenario.UpdateStatus(), scenario.State{})
			require.ErrorContains(t, err, test.want)
		})
	}
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "charmcraft.yaml"), []byte(programMetadata), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "text"), []byte("#!/bin/sh\n"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "nonsense"), []byte("no program"), 0o700))
	for path, want := range map[string]string{
		"dispatch": `cannot run: Context.Executable: there is no file "dispatch" in Context.Dir; build it first`,
		".":        `cannot run: Context.Executable: "." is a directory; want the charm's dispatch file or program`,
		"text":     `cannot run: Context.Executable: "text" is not executable (mode -rw-------); want chmod +x`,
		"nonsense": "cannot start the charm: ",
	} {
		ctx := scenario.Context{Executable: path, Dir: dir}
		out, err := ctx.Run(scenario.UpdateStatus(), scenario.State{Leader: true})
		require.ErrorContains(t, err, want)
		require.True(t, out.Leader, "the State as it was")
	}
}

// TestExecutableHidesContent: what a failing charm prints is in its error, but for the content of secrets.
func TestExecutableHidesContent(t *testing.T) {
	t.Parallel()
	dir := shellCharm(t, `
echo "it is $(secret-get --label credentials --format json)"
secret-add token=brand-new-marked-value >/dev/null
echo "and the token is brand-new-marked-value; both are of length 4 or more, abc is not" >&2
exit 3
`)
	ctx := scenario.Context{Executable: "dispatch", Dir: dir}
	_, err := ctx.Run(scenario.UpdateStatus(), scenario.State{Leader: true, Secrets: []scenario.Secret{{
		Label: "credentials", Owner: scenario.OwnerApp, TrackedContent: map[string]string{"password": "marked-value", "pin": "abc"},
	}}})
	var exit *runner.ExitError
	require.ErrorAs(t, err, &exit)
	require.JSONEq(t, `{"password": "(secret content)", "pin": "abc"}`, strings.TrimPrefix(exit.Stdout, "it is "))
	require.Equal(t, "and the token is (secret content); both are of length 4 or more, abc is not\n", exit.Stderr)
	require.NotContains(t, err.Error(), "marked-value")
}
