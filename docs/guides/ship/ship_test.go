// Package ship_test is the code of docs/guides/ship.md: the example charm is built, laid out as charmcraft
// packs it, and run as Juju runs it.
package ship_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/charmscenario/scenario"
)

const project = "../../../examples/database"

// build builds the charm into a directory, under the name that Juju looks for.
func build(t *testing.T, dir string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("charms are programs for Unix")
	}
	command := exec.Command("go", "build", "-o", filepath.Join(dir, "dispatch"), "./cmd/database")
	command.Dir, command.Env = project, append(os.Environ(), "CGO_ENABLED=0")
	output, err := command.CombinedOutput()
	require.NoError(t, err, "%s", output)
}

// pack lays a directory out as charmcraft does: the parts of charmcraft.yaml that Juju reads go into
// files of their own, and charmcraft.yaml itself stays behind.
func pack(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	build(t, dir)
	text, err := os.ReadFile(filepath.Join(project, "charmcraft.yaml"))
	require.NoError(t, err)
	var whole map[string]any
	require.NoError(t, yaml.Unmarshal(text, &whole))
	main := map[string]any{}
	for _, key := range []string{"name", "summary", "description", "requires", "provides", "peers"} {
		if value, ok := whole[key]; ok {
			main[key] = value
		}
	}
	for name, part := range map[string]any{"metadata.yaml": main, "config.yaml": whole["config"], "actions.yaml": whole["actions"]} {
		if part == nil {
			continue
		}
		text, err := yaml.Marshal(part)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), text, 0o600))
	}
	return dir
}

// TestPacked runs hooks of the packed charm.
func TestPacked(t *testing.T) {
	t.Parallel()
	ctx := scenario.Context{Executable: "dispatch", Dir: pack(t)}
	relation := scenario.Relation{ID: "database:3", Endpoint: "database", RemoteApp: "webserver"}

	out, err := ctx.Run(scenario.Install(), scenario.State{Leader: true, Relations: []scenario.Relation{relation}})
	require.NoError(t, err)

	out, err = ctx.Run(scenario.RelationJoined(relation), out.State)
	require.NoError(t, err)
	require.Equal(t, map[string][]string{"database:3": {"webserver"}}, out.Secret(t, "credentials").RemoteGrants)

	first := out.Secret(t, "credentials")
	out, err = ctx.Run(scenario.SecretRotate(first), out.State)
	require.NoError(t, err)
	require.NotEqual(t, first.LatestContent["password"], out.Secret(t, "credentials").LatestContent["password"])

	out, err = ctx.Run(scenario.RunAction("get-password", nil), out.State)
	require.NoError(t, err)
	require.Equal(t, out.Secret(t, "credentials").LatestContent["password"], out.ActionResults["password"])
}

// TestDispatchIsFound: charmcraft moves the program of the folder's name to where Juju looks for it.
func TestDispatchIsFound(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(project, "charmcraft.yaml"))
	require.NoError(t, err)
	var whole struct {
		Parts map[string]struct {
			Plugin   string
			Organize map[string]string
		}
	}
	require.NoError(t, yaml.Unmarshal(text, &whole))
	part := whole.Parts["charm"]
	require.Equal(t, "go", part.Plugin)
	require.Equal(t, map[string]string{"bin/database": "dispatch"}, part.Organize)
	programs, err := filepath.Glob(filepath.Join(project, "cmd", "*", "main.go"))
	require.NoError(t, err)
	require.Equal(t, []string{filepath.Join(project, "cmd", "database", "main.go")}, programs, "the name of the folder is the name of the program")
}
