package scenario_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
)

// TestRevisions compares random secret operations over several hooks with the reference model, step by
// step and hook by hook.
func TestRevisions(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		model := newRevisionModel("zero")
		state := scenario.State{Leader: true, Secrets: []scenario.Secret{{
			ID: mine, Owner: scenario.OwnerApp, LatestContent: map[string]string{"password": "zero"}, LatestRevision: 1,
		}}}
		for range rapid.IntRange(1, 6).Draw(t, "hooks") {
			steps := rapid.SliceOfN(rapid.SampledFrom([]string{"get", "peek", "refresh", "set", "set", "remove", "remove all"}), 0, 6).Draw(t, "steps")
			succeeds := rapid.IntRange(0, 3).Draw(t, "succeeds") > 0
			refreshPending := false
			ctx := scenario.Context{Metadata: programMetadata, Charm: charm.HandlerFunc(func(h *charm.Hook) error {
				for _, step := range steps {
					revisionStep(t, h, model, step, &refreshPending)
				}
				if !succeeds {
					return errProgram
				}
				return nil
			})}
			out, err := ctx.Run(scenario.UpdateStatus(), state)
			refused, removed := model.end(succeeds, refreshPending)
			compareRevisions(t, model, out, err, succeeds, refused, removed)
			state = out.State
		}
	})
}

func revisionStep(t *rapid.T, h *charm.Hook, model *revisionModel, step string, refreshPending *bool) {
	switch step {
	case "get", "peek", "refresh":
		peek, refresh := step == "peek", step == "refresh"
		c := &call.SecretGet{ID: mine, Peek: peek, Refresh: refresh}
		*refreshPending = *refreshPending || refresh && model.pendingContent != ""
		want := model.read(peek, refresh)
		err := h.Backend().Do(h.Context(), c)
		require.Equal(t, want, c.Content["password"], step)
		require.Equal(t, want == "", err != nil, "%s: %v", step, err)
	case "set":
		content := rapid.SampledFrom([]string{"zero", "one", "two", "three"}).Draw(t, "content")
		model.set(content)
		require.NoError(t, h.Backend().Do(h.Context(), &call.SecretSet{ID: mine, Content: map[string]string{"password": content}}))
	case "remove", "remove all":
		revision := 0
		if step == "remove" {
			revision = rapid.IntRange(1, 4).Draw(t, "revision")
		}
		model.remove(revision)
		*refreshPending = false
		require.NoError(t, h.Backend().Do(h.Context(), &call.SecretRemove{ID: mine, Revision: revision}))
	}
}

func compareRevisions(t *rapid.T, model *revisionModel, out scenario.Outcome, err error, succeeds, refused bool, removed []int) {
	switch {
	case !succeeds:
		require.ErrorIs(t, err, errProgram)
	case refused:
		require.ErrorIs(t, err, charm.ErrSecretNotFound)
	default:
		require.NoError(t, err)
	}
	var gone []int
	for _, r := range out.RemovedSecretRevisions {
		require.Equal(t, mine, r.SecretID)
		gone = append(gone, r.Revision)
	}
	require.Equal(t, removed, gone)
	if !model.exists {
		require.Empty(t, out.Secrets)
		return
	}
	secret := out.Secrets[0]
	require.Equal(t, model.latest, secret.LatestRevision)
	require.Equal(t, model.tracked, secret.TrackedRevision)
	require.Equal(t, model.content[model.latest], secret.LatestContent["password"])
	require.Equal(t, model.content[model.tracked], secret.TrackedContent["password"])
	numbers := map[int]bool{}
	for _, r := range secret.Revisions {
		numbers[r.Number] = true
		require.Equal(t, model.content[r.Number], r.Content["password"])
	}
	for _, number := range model.numbers() {
		require.True(t, numbers[number] || number == secret.LatestRevision || number == secret.TrackedRevision, "revision %d is lost", number)
	}
}
