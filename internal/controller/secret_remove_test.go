package controller_test

import (
	"testing"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
	"github.com/charmscenario/scenario/internal/controller/controllertest"
)

func deletes(id string, revisions ...int) call.Commit {
	return call.Commit{SecretDeletes: []call.SecretDelete{{ID: id, Revisions: revisions}}}
}

func forgotten(id string) change { return func(s *controllertest.Store) { s.RemoveSecret(id) } }

func gone(id string, numbers ...int) controller.Removed {
	var removed controller.Removed
	for _, number := range numbers {
		removed.Revisions = append(removed.Revisions, controller.SecretRevision{ID: id, Number: number})
	}
	return removed
}

func goneWhole(id string, numbers ...int) controller.Removed {
	removed := gone(id, numbers...)
	removed.Secrets = []string{id}
	return removed
}

// manyRevisions gives the application's secret the revisions 1, 2, 10, 12 and 21.
func manyRevisions(s *controllertest.Store) {
	secret := s.EditSecret(appID)
	secret.Latest, secret.Revisions = 21, nil
	for _, number := range []int{1, 2, 10, 12, 21} {
		secret.Revisions = append(secret.Revisions, controller.Revision{Number: number, Content: content("a")})
	}
}

func TestRemove(t *testing.T) {
	missing, noRevision := call.ErrSecretNotFound, call.ErrRevisionNotFound
	unknown := `removing secrets: secret "secret:` + nobodyID + `" not found`
	checkCommits(t, []commitRow{
		{rule: rule{"the whole secret", "secrets.md 9: with revisions, permissions, consumers, labels"}, commit: deletes(appID), after: forgotten(appID), removed: goneWhole(appID)},
		{rule: rule{"a unit's, no leader", "secrets.md 3"}, change: follower, commit: deletes(unitID), after: forgotten(unitID), removed: goneWhole(unitID)},
		{rule: rule{"a revision", "secrets.md 9: that revision only"}, commit: deletes(appID, 2), after: removes(appID, 2), removed: gone(appID, 2)},
		{rule: rule{"the latest revision", "secrets.md 9: allowed; the latest is not lowered"}, commit: deletes(appID, 3), after: removes(appID, 3), removed: gone(appID, 3)},
		{rule: rule{"several revisions", "secrets.md 7: since 3.6 they accumulate (juju/juju #20805)"}, commit: deletes(appID, 3, 1), after: removes(appID, 3, 1), removed: gone(appID, 3, 1)},
		{rule: rule{"all revisions", "secrets.md 9: removing the last one deletes the whole secret"}, commit: deletes(appID, 1, 2, 3), after: forgotten(appID), removed: goneWhole(appID, 1, 2, 3)},
		{rule: rule{"the only revision", "secrets.md 9"}, commit: deletes(plainID, 1), after: forgotten(plainID), removed: goneWhole(plainID, 1)},
		{rule: rule{"revision 1 of many", "secrets.md 9: exact since 3.6 (juju/juju #20782)"}, change: manyRevisions, commit: deletes(appID, 1), after: all(manyRevisions, removes(appID, 1)), removed: gone(appID, 1)},
		{rule: rule{"revision 1 of many, Juju 3.5", "secrets.md 9: a pattern without an end (juju/juju #20782)"}, version: juju(3, 5), change: manyRevisions, commit: deletes(appID, 1),
			after: all(manyRevisions, removes(appID, 1, 10, 12)), removed: gone(appID, 1, 10, 12)},
		{rule: rule{"the only revision, Juju 3.5", "secrets.md 9"}, version: juju(3, 5), commit: deletes(plainID, 1), after: forgotten(plainID), removed: goneWhole(plainID, 1)},
		{rule: rule{"an unknown revision", "secrets.md 9: no error since 3.6 (juju/juju #19036)"}, commit: deletes(appID, 4)},
		{rule: rule{"an unknown revision among others", "secrets.md 9"}, commit: deletes(appID, 4, 2), after: removes(appID, 2), removed: gone(appID, 2)},
		{rule: rule{"an unknown revision, Juju 3.5", "secrets.md 9: Juju's spelling"}, version: juju(3, 5), commit: deletes(appID, 4), item: appID,
			refusal: `removing secrets: revison 4 for secret "secret:` + appID + `" not found`, code: noRevision},
		{rule: rule{"an unknown secret", "secrets.md 7: ignored since 3.6"}, commit: deletes(nobodyID)},
		{rule: rule{"an unknown secret, Juju 3.5", "secrets.md 7"}, version: juju(3, 5), commit: deletes(nobodyID), item: nobodyID, refusal: unknown, code: missing},
		{rule: rule{"a revision of an unknown secret, Juju 3.5", "secrets.md 7"}, version: juju(3, 5), commit: deletes(nobodyID, 1), item: nobodyID, refusal: unknown, code: missing},
		{rule: rule{"not one's own", "secrets.md 7: not found alone is ignored"}, commit: deletes(theirsID), item: theirsID, refusal: "removing secrets: permission denied", code: call.ErrPermissionDenied},
		{rule: rule{"one of several refused", "secrets.md 7: each its own write"},
			commit: call.Commit{SecretDeletes: []call.SecretDelete{{ID: theirsID}, {ID: appID, Revisions: []int{2}}, {ID: unitID}}}, item: theirsID,
			refusal: "removing secrets: permission denied", code: call.ErrPermissionDenied, after: all(removes(appID, 2), forgotten(unitID)),
			removed: controller.Removed{Revisions: []controller.SecretRevision{{ID: appID, Number: 2}}, Secrets: []string{unitID}}},
	})
}
