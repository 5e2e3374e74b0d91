package hooktool_test

import (
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
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
			for _, other := range []string{"JUJU_AVAILABILITY_ZONE", "JUJU_MACHINE_ID", "JUJU_PRINCIPAL_UNIT"} {
				delete(want.Env, other)
			}
			require.Equal(t, want.Env, environmentOf(&told))
		})
	}
	require.Greater(t, ran, 25)
}

// environmentOf writes what a hook was told as Juju does. What does not apply is not there; some of what applies is
// there though empty.
func environmentOf(hook *call.Hook) map[string]string {
	env := map[string]string{
		"JUJU_HOOK_NAME": hook.Name, "JUJU_UNIT_NAME": hook.Unit,
		"JUJU_MODEL_NAME": hook.Model.Name, "JUJU_MODEL_UUID": hook.Model.UUID,
	}
	switch {
	case hook.Kind.IsRelation():
		maps.Copy(env, map[string]string{
			"JUJU_RELATION": hook.Endpoint, "JUJU_RELATION_ID": hook.Relation,
			"JUJU_REMOTE_APP": hook.RemoteApp, "JUJU_REMOTE_UNIT": hook.RemoteUnit,
		})
		if hook.DepartingUnit != "" {
			env["JUJU_DEPARTING_UNIT"] = hook.DepartingUnit
		}
	case hook.Kind.IsSecret():
		env["JUJU_SECRET_ID"], env["JUJU_SECRET_LABEL"] = hook.SecretID, hook.SecretLabel
		if hook.SecretRevision > 0 {
			env["JUJU_SECRET_REVISION"] = strconv.Itoa(hook.SecretRevision)
		}
	case hook.Kind == call.KindAction:
		env["JUJU_ACTION_NAME"], env["JUJU_ACTION_UUID"] = hook.Action, hook.ActionID
		env["JUJU_ACTION_TAG"] = "action-" + hook.ActionID
	}
	return env
}
