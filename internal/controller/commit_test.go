package controller_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
	"github.com/charmscenario/scenario/internal/controller/controllertest"
)

// everyStep is a commit with something to do in each of its steps.
func everyStep() call.Commit {
	stored := map[string]string{"s": "t"}
	return call.Commit{
		SecretCreates:     []call.SecretCreate{{ID: long(newID), Content: content("x"), Label: "new"}},
		SecretUpdates:     []call.SecretUpdate{{ID: appID, Content: content("a4")}},
		SecretTrackLatest: []string{appID},
		SecretGrants:      []call.SecretGrantChange{{ID: plainID, Relation: "db:1", Subject: "postgresql"}},
		SecretRevokes:     []call.SecretRevokeChange{{ID: appID, Subject: "haproxy"}},
		SecretDeletes:     []call.SecretDelete{{ID: unitID}},
		RelationSettings:  []call.RelationSettings{{Relation: "db:1", Unit: map[string]string{"a": "b"}}},
		StoredState:       &stored,
	}
}

// TestSteps refuses a commit at each of its steps: what comes before stays, what comes after is not
// done (secrets.md 7; hooks.md 7).
func TestSteps(t *testing.T) {
	t.Parallel()
	done := []struct {
		step   string
		change change
	}{
		{"", nil}, // leave to write databags is asked first, and used last
		{"creating secrets", made(func(s *controller.Secret) { s.Label = "new" })},
		{"updating secrets", revised(appID, "a4")},
		{"updating secret tracked revisions", tracks(appID, "web/0", 4)},
		{"granting secrets access", granted(plainID, "db:1", "postgresql")},
		{"revoking secrets access", edit(appID, func(s *controller.Secret) { s.Grants = s.Grants[1:] })},
		{"removing secrets", forgotten(unitID)},
		{"", func(s *controllertest.Store) {
			s.EditRelation(1).LocalUnit = map[string]string{"a": "b"}
			s.Facts.StoredState = map[string]string{"s": "t"}
		}},
	}
	breaks := map[int]func(*call.Commit){
		0: func(c *call.Commit) { c.RelationSettings[0].Relation = "db:9" },
		1: func(c *call.Commit) {
			c.SecretCreates = append(c.SecretCreates, call.SecretCreate{ID: long(controllertest.ID("o")), Label: "unit"})
		},
		2: func(c *call.Commit) {
			c.SecretUpdates = append(c.SecretUpdates, call.SecretUpdate{ID: theirsID, Label: "x"})
		},
		4: func(c *call.Commit) {
			c.SecretGrants = append(c.SecretGrants, call.SecretGrantChange{ID: theirsID, Relation: "db:1", Subject: "postgresql"})
		},
		5: func(c *call.Commit) {
			c.SecretRevokes = append(c.SecretRevokes, call.SecretRevokeChange{ID: theirsID, Subject: "web"})
		},
		6: func(c *call.Commit) { c.SecretDeletes = append(c.SecretDeletes, call.SecretDelete{ID: theirsID}) },
		7: func(c *call.Commit) { (*c.StoredState)["big"] = strings.Repeat("v", 2*1024*1024) },
		8: func(*call.Commit) {}, // nothing is refused
	}
	for at, breakIt := range breaks {
		store, want, commit := world(), world(), everyStep()
		breakIt(&commit)
		for i, step := range done {
			if step.change != nil && (i < at || i == at && i < len(done)-1) {
				step.change(want)
			}
		}
		refusal := controller.Commit(store, environment(), &commit, &controller.Removed{})
		if at == 8 {
			require.Nil(t, refusal)
		} else {
			require.NotNil(t, refusal)
			require.Equal(t, done[at].step, refusal.Step)
		}
		same(t, want, store)
	}
}

// TestMapsAreReplaced: facts may be shared, so a commit writes to no map that was there before it.
func TestMapsAreReplaced(t *testing.T) {
	t.Parallel()
	store := world()
	store.Facts.StoredState = map[string]string{"was": "here"}
	store.EditRelation(1).LocalUnit = map[string]string{"was": "here"}
	before := map[*map[string]string]map[string]string{}
	keep := func(m map[string]string) { before[&m] = maps.Clone(m) }
	keep(store.Facts.StoredState)
	for _, r := range store.Links {
		keep(r.LocalUnit)
		keep(r.LocalApp)
	}
	for _, secret := range store.Secrets {
		for _, revision := range secret.Revisions {
			keep(revision.Content)
		}
	}
	commit := everyStep()
	keep(commit.SecretUpdates[0].Content)
	keep(*commit.StoredState)
	require.Nil(t, controller.Commit(store, environment(), &commit, &controller.Removed{}))
	for m, was := range before {
		require.Equal(t, was, *m)
	}
	store.Facts.StoredState["own"] = "now"
	store.EditSecret(appID).Revisions[3].Content["own"] = "now"
	for m, was := range before {
		require.Equal(t, was, *m, "what the Store has is its own")
	}
}

func TestCommitError(t *testing.T) {
	t.Parallel()
	cause := &call.Error{Code: call.ErrNotLeader, Message: `"web/0" is not leader of "web"`}
	refusal := &controller.CommitError{Step: "updating secrets", Cause: cause}
	require.EqualError(t, refusal, `updating secrets: "web/0" is not leader of "web"`)
	require.ErrorIs(t, refusal, call.ErrNotLeader)
	require.EqualError(t, &controller.CommitError{Cause: cause}, cause.Message, "the last transaction has no name")
}
