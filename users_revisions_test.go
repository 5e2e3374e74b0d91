package scenario_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

// numbers lists the revisions that exist besides the tracked and the latest one.
func numbers(secret scenario.Secret) []int {
	var numbers []int
	for _, r := range secret.Revisions {
		numbers = append(numbers, r.Number)
	}
	return numbers
}

// removeIt is the handler of secret-remove that Juju asks for.
func removeIt(h *charm.Hook) error { return charm.NewSecretEvent(h).RemoveRevision() }

// TestUsersRevisions: revisions of secrets and their removal.
func TestUsersRevisions(t *testing.T) {
	checkUsers(t, []usersRow{
		{"canonical/postgresql-operator #1180", "nobody handled secret-remove, and obsolete revisions stayed for ever: Juju removes none by itself", func(t *testing.T) {
			state := leads(owned(1))
			rotate := hookOf(func(h *charm.Hook) error {
				return h.SecretByLabel("own").SetContent(password(fmt.Sprint("p", h.Rand().Uint64())))
			})
			for range 20 {
				state = mustRun(t, rotate, scenario.SecretRotate(state.Secrets[0]), state).State
			}
			require.Equal(t, 21, state.Secrets[0].LatestRevision)
			require.Len(t, state.Secrets[0].Revisions, 19, "all but the tracked and the latest one are obsolete")
			out := mustRun(t, idle(), scenario.SecretRemove(state.Secrets[0], 2), state)
			require.Empty(t, out.RemovedSecretRevisions)
			require.Empty(t, scenario.Diff(state, out.State), "a charm that forgets is told nothing, and nothing is removed")
		}},
		{"canonical/postgresql-operator #1195", "the one-line fix: remove the revision that the event is about, whoever owns it, whichever Juju", func(t *testing.T) {
			for _, owner := range []scenario.Owner{scenario.OwnerApp, scenario.OwnerUnit} {
				for _, ctx := range []*scenario.Context{hookOf(removeIt), in35(hookOf(removeIt))} {
					secret := owned(4)
					secret.Owner = owner
					out := mustRun(t, ctx, scenario.SecretRemove(secret, 2), leads(secret))
					require.Equal(t, []scenario.SecretRevision{{SecretID: mine, Revision: 2}}, out.RemovedSecretRevisions)
					require.Equal(t, []int{3}, numbers(out.Secrets[0]))
				}
			}
		}},
		{"canonical/postgresql-k8s-operator #457", "the event was ignored because it looped; ignoring it is legal and changes nothing, removing what it is about ends it", func(t *testing.T) {
			state := leads(owned(3))
			event := scenario.SecretRemove(state.Secrets[0], 2)
			require.Empty(t, scenario.Diff(state, mustRun(t, idle(), event, state).State))
			require.Empty(t, numbers(mustRun(t, hookOf(removeIt), event, state).Secrets[0]))
		}},
		{"canonical/postgresql-k8s-operator #1151", "the charm looks at Juju's version before it dares to remove a revision", func(t *testing.T) {
			careful := func(h *charm.Hook) error {
				if !h.JujuVersion().AtLeast(3, 6, 0) {
					return nil
				}
				return removeIt(h)
			}
			event := scenario.SecretRemove(owned(3), 2)
			require.Len(t, mustRun(t, hookOf(careful), event, leads(owned(3))).RemovedSecretRevisions, 1)
			require.Empty(t, mustRun(t, in35(hookOf(careful)), event, leads(owned(3))).RemovedSecretRevisions)
		}},
		{"canonical/data-platform-libs #169", "the same content at every update-status made a revision each time: since Juju 3.6 it makes none", func(t *testing.T) {
			again := func(h *charm.Hook) error { return h.SecretByLabel("own").SetContent(password("p1")) }
			for want, ctx := range map[int]*scenario.Context{1: hookOf(again), 4: in35(hookOf(again))} {
				state := leads(owned(1))
				for range 3 {
					state = mustRun(t, ctx, scenario.UpdateStatus(), state).State
				}
				require.Equal(t, want, state.Secrets[0].LatestRevision)
			}
		}},
		{"juju/juju #20782", "removing revision 1 removed 10 to 19 and 100 too: a pattern without an end, gone since Juju 3.6", func(t *testing.T) {
			first := func(h *charm.Hook) error { return h.SecretByID(mine).RemoveRevision(1) }
			secret := owned(13)
			secret.TrackedRevision, secret.TrackedContent = 13, secret.LatestContent
			secret.Revisions = append([]scenario.Revision{{Number: 1}}, secret.Revisions...)
			out := mustRun(t, hookOf(first), scenario.UpdateStatus(), leads(secret))
			require.Equal(t, []int{2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, numbers(out.Secrets[0]))
			out = mustRun(t, in35(hookOf(first)), scenario.UpdateStatus(), leads(secret))
			require.Equal(t, []int{2, 3, 4, 5, 6, 7, 8, 9}, numbers(out.Secrets[0]))
			require.Len(t, out.RemovedSecretRevisions, 5, "1, 10, 11, 12 and even the latest, 13")
			require.Empty(t, out.Secrets[0].LatestContent)
		}},
		{"juju/juju #20806", "of several secret-remove calls in one hook only the last one counted; since Juju 3.6 all do", func(t *testing.T) {
			two := func(h *charm.Hook) error {
				for _, n := range []int{4, 2} {
					if err := h.SecretByID(mine).RemoveRevision(n); err != nil {
						return err
					}
				}
				return nil
			}
			require.Equal(t, []scenario.SecretRevision{{SecretID: mine, Revision: 4}, {SecretID: mine, Revision: 2}},
				mustRun(t, hookOf(two), scenario.UpdateStatus(), leads(owned(5))).RemovedSecretRevisions)
			require.Equal(t, []scenario.SecretRevision{{SecretID: mine, Revision: 2}},
				mustRun(t, in35(hookOf(two)), scenario.UpdateStatus(), leads(owned(5))).RemovedSecretRevisions)
		}},
		{"juju/juju #20794", "hooks for revisions of a removed secret stayed queued: what is removed whole has no events any more", func(t *testing.T) {
			both := hookOf(func(h *charm.Hook) error {
				if err := removeIt(h); err != nil {
					return err
				}
				return h.SecretByID(mine).RemoveAll()
			})
			event := scenario.SecretRemove(owned(3), 2)
			out := mustRun(t, both, event, leads(owned(3)))
			require.Equal(t, []string{mine}, out.RemovedSecrets)
			require.Empty(t, out.RemovedSecretRevisions, "the whole secret wins")
			require.Empty(t, out.Secrets)
			refused(t, event, out.State, "event-secret-unknown")
		}},
		{"juju/juju #19036", "secret-remove came twice for one revision, and the second removal failed the hook; since Juju 3.6 it is nothing", func(t *testing.T) {
			event := scenario.SecretRemove(owned(3), 2)
			state := mustRun(t, hookOf(removeIt), event, leads(owned(3))).State
			out := mustRun(t, hookOf(removeIt), event, state)
			require.Empty(t, out.RemovedSecretRevisions)
			require.Empty(t, scenario.Diff(state, out.State))
			_, err := in35(hookOf(removeIt)).Run(event, state)
			var failed *scenario.CommitError
			require.ErrorAs(t, err, &failed)
			require.ErrorIs(t, err, charm.ErrRevisionNotFound)
			require.Equal(t, `removing secrets: revison 2 for secret "`+mine+`" not found`, failed.Text())
		}},
		{"juju/juju #20792", "nothing fails when a charm forgets: a test can, because it sees what is left", func(t *testing.T) {
			out := mustRun(t, idle(), scenario.SecretExpired(owned(3), 2), leads(owned(3)))
			require.Equal(t, []int{2}, numbers(out.Secrets[0]), "canonical/operator #1309, #1624: expired, and still there")
			require.Empty(t, out.RemovedSecretRevisions)
		}},
	})
}

// reads collects what a charm reads of a secret, one way after another.
func reads(got *[]string, ways ...func() (map[string]string, error)) error {
	for _, way := range ways {
		content, err := way()
		if err != nil {
			return err
		}
		*got = append(*got, content["password"])
	}
	return nil
}

// TestUsersTracking: which revision a unit sees.
func TestUsersTracking(t *testing.T) {
	checkUsers(t, []usersRow{
		{"canonical/data-platform-libs #132", "a library added keys one by one to what it tracked, and lost the earlier ones: owners track since Juju 3.1.7", func(t *testing.T) {
			add := func(read func(*charm.Secret) (map[string]string, error)) func(*charm.Hook) error {
				return func(h *charm.Hook) error {
					content, err := read(h.SecretByLabel("own"))
					if err != nil {
						return err
					}
					content[fmt.Sprintf("key%d", len(content))] = "v"
					return h.SecretByLabel("own").SetContent(content)
				}
			}
			keysAfter := func(ctx *scenario.Context) int {
				state := leads(owned(1))
				for range 3 {
					state = mustRun(t, ctx, scenario.UpdateStatus(), state).State
				}
				return len(state.Secrets[0].LatestContent)
			}
			require.Equal(t, 2, keysAfter(hookOf(add((*charm.Secret).Content))), "the password and the last key")
			require.Equal(t, 4, keysAfter(hookOf(add((*charm.Secret).Peek))))
			old := hookOf(add((*charm.Secret).Content))
			old.JujuVersion, old.Metadata = "3.1.6", "name: web"
			require.Equal(t, 4, keysAfter(old))
		}},
		{"canonical/operator #1088", "updates seemed to have no effect: an owner that has read a secret goes on to read that revision", func(t *testing.T) {
			var got []string
			read := hookOf(func(h *charm.Hook) error {
				own := h.SecretByLabel("own")
				return reads(&got, own.Content, own.Peek, own.Refresh, own.Content)
			})
			out := mustRun(t, hookOf(func(h *charm.Hook) error { return h.SecretByLabel("own").SetContent(password("p2")) }), scenario.ConfigChanged(), leads(owned(1)))
			mustRun(t, read, scenario.UpdateStatus(), out.State)
			require.Equal(t, []string{"p1", "p2", "p2", "p2"}, got)
		}},
		{"canonical/opensearch-operator #574", "the refresh in the wrong place: later hooks mixed what was peeked at with what is tracked", func(t *testing.T) {
			var got []string
			content := hookOf(func(h *charm.Hook) error { return reads(&got, h.SecretByID(theirs).Content) })
			peeked := mustRun(t, hookOf(func(h *charm.Hook) error { _, err := h.SecretByID(theirs).Peek(); return err }), scenario.SecretChanged(granted()), follows(granted()))
			mustRun(t, content, scenario.UpdateStatus(), peeked.State)
			refreshed := mustRun(t, hookOf(func(h *charm.Hook) error { _, err := h.SecretByID(theirs).Refresh(); return err }), scenario.SecretChanged(granted()), follows(granted()))
			mustRun(t, content, scenario.UpdateStatus(), refreshed.State)
			require.Equal(t, []string{"old", "new"}, got)
		}},
		{"canonical/data-platform-libs #108", "an observer that labels a secret goes on to read what it tracks: a label is no refresh", func(t *testing.T) {
			var got []string
			label := hookOf(func(h *charm.Hook) error {
				named := h.SecretByID(theirs).WithLabel("db")
				return reads(&got, named.Content, named.Content, h.SecretByLabel("db").Content, named.Refresh, h.SecretByLabel("db").Content)
			})
			out := mustRun(t, label, scenario.SecretChanged(granted()), follows(granted()))
			require.Equal(t, []string{"old", "old", "old", "new", "new"}, got)
			require.Equal(t, "db", out.Secrets[0].Label)
		}},
		{"canonical/data-platform-libs #126", "the handler that applies a new password fails, and the secret has moved on: a refresh stays", func(t *testing.T) {
			var got []string
			out, err := hookOf(func(h *charm.Hook) error {
				if err := reads(&got, h.SecretByID(theirs).Refresh); err != nil {
					return err
				}
				return errProgram
			}).Run(scenario.SecretChanged(granted()), follows(granted()))
			require.ErrorIs(t, err, errProgram)
			require.Equal(t, 2, out.Secrets[0].TrackedRevision, "though the hook failed")
			mustRun(t, hookOf(func(h *charm.Hook) error { return reads(&got, h.SecretByID(theirs).Content) }), scenario.UpdateStatus(), out.State)
			require.Equal(t, []string{"new", "new"}, got, "the old one is out of reach")
		}},
		{"juju/juju #18606", "an application's new secret fires nothing on its other units: secret-changed comes to those who have read it", func(t *testing.T) {
			secret := scenario.Secret{ID: mine, Owner: scenario.OwnerApp, LatestContent: password("p1")}
			refused(t, scenario.SecretChanged(secret), follows(secret), "event-secret-untracked")
			secret.TrackedContent = secret.LatestContent
			mustRun(t, idle(), scenario.SecretChanged(secret), follows(secret))
		}},
		{"canonical/testflinger #960", "a unit that a bad secret had blocked stayed so after it was mended: a status stands until it is set again", func(t *testing.T) {
			checkIt := func(h *charm.Hook) error {
				if kind := h.Kind(); kind != "secret-changed" && kind != "update-status" {
					return nil
				}
				content, err := h.SecretByID(theirs).Refresh()
				if err != nil {
					return err
				}
				if content["password"] != "good" {
					return h.Unit().SetStatus(charm.Blocked("bad password"))
				}
				return h.Unit().SetStatus(charm.Active())
			}
			secret := granted()
			secret.LatestContent = password("bad")
			state := mustRun(t, hookOf(checkIt), scenario.SecretChanged(secret), follows(secret)).State
			require.Equal(t, charm.Blocked("bad password"), state.UnitStatus)
			state.Secrets[0].LatestRevision, state.Secrets[0].LatestContent = 3, password("good")
			require.Equal(t, charm.Blocked("bad password"), mustRun(t, hookOf(checkIt), scenario.ConfigChanged(), state).UnitStatus)
			require.Equal(t, charm.Active(), mustRun(t, hookOf(checkIt), scenario.SecretChanged(state.Secrets[0]), state).UnitStatus)
		}},
	})
}
