package hooktool_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/hooktool"
	"github.com/stretchr/testify/require"
)

// TestTold: a hook is told what Juju puts into its environment. Machines, principals, storage and
// workloads are no part of a hook yet.
func TestTold(t *testing.T) {
	t.Parallel()
	var recorded []struct {
		Name  string            `json:"name"`
		State string            `json:"state"`
		Hook  vectorEvent       `json:"hook"`
		Env   map[string]string `json:"env"`
	}
	const dir = "testdata/vectors"
	require.NoError(t, readJSON(filepath.Join(dir, "environment", "hooks.json"), &recorded))
	ran := 0
	for _, want := range recorded {
		if !slices.Contains(vectorKinds, call.Kind(want.Hook.Name)) {
			continue
		}
		ran++
		t.Run(want.Name, func(t *testing.T) {
			t.Parallel()
			s := &vectorState{}
			require.NoError(t, readJSON(filepath.Join(dir, "states", want.State+".json"), s))
			var told call.Hook
			ctx, err := s.context(charm.HandlerFunc(func(h *charm.Hook) error { told = h.Info(); return nil }))
			require.NoError(t, err)
			ctx.Unchecked = true // as the vectors of these states
			event, err := s.event(&want.Hook)
			require.NoError(t, err)
			state, err := s.state()
			require.NoError(t, err)
			_, err = ctx.Run(event, state)
			require.NoError(t, err)
			for _, other := range untold {
				delete(want.Env, other)
			}
			require.Equal(t, want.Env, environmentOf(&told))
		})
	}
	require.Greater(t, ran, 25)
}

// environmentOf returns what tells of the hook's subject. The recordings leave out the version and the way to
// the hook; machines and principals are no part of State yet.
func environmentOf(hook *call.Hook) map[string]string {
	env := make(map[string]string)
	for _, variable := range hooktool.Environment(hook) {
		name, value, _ := strings.Cut(variable, "=")
		env[name] = value
	}
	for _, other := range untold {
		delete(env, other)
	}
	return env
}

// untold are variables that a run does not tell, or a recording.
var untold = []string{"JUJU_AVAILABILITY_ZONE", "JUJU_MACHINE_ID", "JUJU_PRINCIPAL_UNIT", "JUJU_VERSION", "JUJU_DISPATCH_PATH"}
