package hooktool_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/hooktool"
	"github.com/stretchr/testify/require"
)

// TestArguments runs every step of the vectors over a backend that answers nothing: arguments that
// Juju refused must be refused with its text and make no call, all others must be accepted.
func TestArguments(t *testing.T) {
	t.Parallel()
	tools, states, err := loadVectors("testdata/vectors")
	require.NoError(t, err)
	refused, accepted := 0, 0
	for _, tool := range tools {
		for _, v := range tool.Vectors {
			for _, hook := range v.hooks() {
				for _, step := range hook.Steps {
					if !slices.Contains(call.Tools(), step.Argv[0]) || step.Argv[0] == "relation-model-get" {
						continue
					}
					if step.RC == 2 {
						refused++
					} else {
						accepted++
					}
					checkArguments(t, v.Name, states[v.State].Relations, hook.Hook, step)
				}
			}
		}
	}
	require.Greater(t, refused, 140, "steps that Juju refused")
	require.Greater(t, accepted, 1500, "steps that Juju accepted")
}

func checkArguments(t *testing.T, name string, relations []vectorRelation, hook vectorEvent, step vectorStep) {
	t.Helper()
	dir := t.TempDir()
	resolve := strings.NewReplacer("<CHARM_DIR>", dir, "<ID1>", "d0erdgpp4ni1a7hg2cg0", "<ID2>", "d0erdgpp4ni1a7hg2ch0").Replace
	for file, content := range step.Files {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, file)), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(dir, file), []byte(content), 0o600))
	}
	version, err := call.ParseVersion(vectorJuju)
	require.NoError(t, err)
	calls := 0
	session := call.Session{
		Hook: call.Hook{
			Kind: call.Kind(hook.Name), Endpoint: hook.Endpoint, Relation: hook.Relation, RemoteApp: hook.RemoteApp,
			RemoteUnit: hook.RemoteUnit, Unit: "web/0", App: "web", JujuVersion: version,
		},
		Backend: call.BackendFunc(func(context.Context, call.Call) error { calls++; return nil }),
		Relations: relationFinder(func(number int) (call.RelationFacts, bool) {
			for _, r := range relations {
				if r.ID == number { // a dead one too: the unit has not forgotten it
					return call.RelationFacts{ID: r.id(), Endpoint: r.Endpoint, RemoteApp: r.RemoteApp}, true
				}
			}
			return call.RelationFacts{}, false
		}),
		CharmDir: dir,
	}
	argv := make([]string, len(step.Argv))
	for i, argument := range step.Argv {
		argv[i] = resolve(argument)
	}
	got := hooktool.Command(t.Context(), session, argv, strings.NewReader(step.Stdin))
	if step.RC != 2 {
		require.NotEqual(t, 2, got.Code, "%s: %q: %s", name, cut(strings.Join(argv, " ")), got.Stderr)
		return
	}
	require.Equal(t, 2, got.Code, "%s: %q", name, cut(strings.Join(argv, " ")))
	require.Equal(t, resolve(step.Stderr), string(got.Stderr), name)
	require.Empty(t, got.Stdout, name)
	require.Zero(t, calls, name)
}
