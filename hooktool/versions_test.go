package hooktool_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/hooktool"
	"github.com/stretchr/testify/require"
)

// The versions on both sides of every gate: the one that the vectors were recorded with, and the default.
const (
	juju35 = vectorJuju
	juju36 = "3.6.11"
	juju40 = "4.0.0"
)

// versionRow is one thing that two versions of Juju do differently (or, surprisingly, the same).
type versionRow struct {
	name  string
	why   string // what is said of it, and where
	event scenario.Event
	state scenario.State
	steps []string // hook tools; "<ID>" is the secret that was added last
	old   versionSide
	new   versionSide
	next  *versionSide // Juju 4; nil: not looked at
}

// versionSide is what one version does.
type versionSide struct {
	answers []string // to each step: its output, or "exit N: ERROR ...", a part of it after "~"
	commit  string   // the refusal of the commit; empty: none
	after   func(t *testing.T, outcome scenario.Outcome)
}

const versionMetadata = `
name: web
summary: A charm.
description: A charm.
requires:
  db: {interface: pgsql}
provides:
  site: {interface: http}
peers:
  cluster: {interface: web-cluster}
actions:
  backup: {description: Back up.}
`

// TestJujuVersions has a row for each difference between the versions that one hook can notice. Of
// the differences that are known, those of removed units, of the administrator's commands and of
// leadership that is lost while a hook runs are not one hook's to notice.
func TestJujuVersions(t *testing.T) {
	t.Parallel()
	for _, row := range slices.Concat(sizeRows(), updateRows(), removeRows(), labelRows(), otherRows()) {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			row.check(t)
		})
	}
}

func (row versionRow) check(t *testing.T) {
	require.NotEmpty(t, row.why)
	t.Run("3.5", func(t *testing.T) { t.Parallel(); row.old.check(t, juju35, row) })
	t.Run("3.6", func(t *testing.T) { t.Parallel(); row.new.check(t, juju36, row) })
	if row.next != nil {
		t.Run("4.0", func(t *testing.T) { t.Parallel(); row.next.check(t, juju40, row) })
	}
}

func (side versionSide) check(t *testing.T, version string, row versionRow) {
	minted := ""
	var answers []string
	context := scenario.Context{
		Metadata: versionMetadata, JujuVersion: version,
		Charm: charm.HandlerFunc(func(h *charm.Hook) error {
			for _, step := range row.steps {
				argv := strings.Fields(strings.ReplaceAll(step, "<ID>", minted))
				got := hooktool.Command(h.Context(), h.Session(), argv, strings.NewReader(""))
				answer := string(got.Stdout)
				if got.Code != 0 {
					answer = fmt.Sprintf("exit %d: %s", got.Code, got.Stderr)
				}
				answer = strings.TrimSuffix(answer, "\n")
				if argv[0] == "secret-add" && got.Code == 0 {
					require.Regexp(t, regexp.MustCompile(`^secret://[0-9a-f-]{36}/[0-9a-v]{20}$`), answer)
					minted = answer[len(answer)-20:]
					answer = "<ID>"
				}
				answers = append(answers, answer)
			}
			return nil
		}),
	}
	event := row.event
	if event.Kind == "" {
		event = scenario.UpdateStatus()
	}
	outcome, err := context.Run(event, row.state)
	want := side.answers
	if want == nil {
		want = make([]string, len(row.steps))
	}
	require.Len(t, answers, len(want), row.why)
	for i := range want {
		if part, ok := strings.CutPrefix(want[i], "~"); ok {
			require.Contains(t, answers[i], part, "%s: %s", row.steps[i], row.why)
		} else {
			require.Equal(t, want[i], answers[i], "%.80s: %s", row.steps[i], row.why)
		}
	}
	if side.commit == "" {
		require.NoError(t, err, row.why)
	} else {
		var refusal *scenario.CommitError
		require.ErrorAs(t, err, &refusal, row.why)
		require.Equal(t, strings.ReplaceAll(side.commit, "<ID>", minted), refusal.Text(), row.why)
	}
	if side.after != nil {
		side.after(t, outcome)
	}
}

const appSecretID = "secret:appsecret00000000010"

// appSecret is a secret of the application with one revision.
func appSecret() scenario.Secret {
	return scenario.Secret{
		ID: appSecretID, Owner: scenario.OwnerApp, Label: "tls",
		LatestRevision: 1, LatestContent: map[string]string{"key": "k1"},
	}
}

// longSecret is a secret of the application with n revisions.
func longSecret(n int) scenario.Secret {
	secret := appSecret()
	secret.LatestRevision = n
	secret.LatestContent = map[string]string{"key": fmt.Sprintf("k%d", n)}
	for i := 1; i < n; i++ {
		secret.Revisions = append(secret.Revisions, scenario.Revision{Number: i, Content: map[string]string{"key": fmt.Sprintf("k%d", i)}})
	}
	return secret
}

// leaderOf is the State of a leader with these secrets.
func leaderOf(secrets ...scenario.Secret) scenario.State {
	return scenario.State{Leader: true, Secrets: secrets}
}

// revisions wants the application's secret to have these revisions.
func revisions(numbers ...int) func(*testing.T, scenario.Outcome) {
	return func(t *testing.T, outcome scenario.Outcome) {
		t.Helper()
		got := []int{}
		for _, secret := range outcome.Secrets {
			found := make(map[int]bool)
			if len(secret.TrackedContent) > 0 {
				found[secret.TrackedRevision] = true
			}
			if len(secret.LatestContent) > 0 {
				found[secret.LatestRevision] = true
			}
			for _, revision := range secret.Revisions {
				found[revision.Number] = true
			}
			got = append(got, slices.Sorted(maps.Keys(found))...)
		}
		require.Equal(t, append([]int{}, numbers...), got)
	}
}

// latest wants the application's secret to have this label, and this latest revision and content.
func latest(label string, number int, content map[string]string) func(*testing.T, scenario.Outcome) {
	return func(t *testing.T, outcome scenario.Outcome) {
		t.Helper()
		require.Len(t, outcome.Secrets, 1)
		require.Equal(t, label, outcome.Secrets[0].Label)
		require.Equal(t, number, outcome.Secrets[0].LatestRevision)
		require.Equal(t, content, outcome.Secrets[0].LatestContent)
	}
}

// nothingPending wants the hook to leave nothing to be done.
func nothingPending(t *testing.T, outcome scenario.Outcome) {
	t.Helper()
	require.Nil(t, outcome.Commit)
}
