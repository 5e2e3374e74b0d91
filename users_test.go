package scenario_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

// usersRow is a bug or a wish that somebody who writes charms reported, as a test: what Juju does must be
// what a charm sees, from State to Outcome.
type usersRow struct {
	name string // repository and number
	why  string // what went wrong there, and what is right
	test func(t *testing.T)
}

func checkUsers(t *testing.T, rows []usersRow) {
	t.Helper()
	t.Parallel()
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			require.NotEmpty(t, row.why)
			row.test(t)
		})
	}
}

// hookOf is a Context of a charm that does the same in every hook.
func hookOf(handler func(*charm.Hook) error) *scenario.Context {
	return &scenario.Context{Charm: charm.HandlerFunc(handler), Metadata: programMetadata}
}

// idle is a charm without handlers.
func idle() *scenario.Context { return hookOf(func(*charm.Hook) error { return nil }) }

func in35(ctx *scenario.Context) *scenario.Context {
	ctx.JujuVersion = "3.5.7"
	return ctx
}

// mustRun runs a hook that succeeds.
func mustRun(t *testing.T, ctx *scenario.Context, event scenario.Event, state scenario.State) scenario.Outcome {
	t.Helper()
	out, err := ctx.Run(event, state)
	require.NoError(t, err)
	return out
}

// refused says which rule of the check refuses an event over a State.
func refused(t *testing.T, event scenario.Event, state scenario.State, rule string) {
	t.Helper()
	_, err := idle().Run(event, state)
	var inconsistent *scenario.InconsistentError
	require.ErrorAs(t, err, &inconsistent)
	var rules []string
	for _, finding := range inconsistent.Findings {
		rules = append(rules, finding.Rule)
	}
	require.Equal(t, []string{rule}, rules)
}

func password(value string) map[string]string { return map[string]string{"password": value} }

// owned is a secret of the application with revisions from 1 to the latest, of which the first is tracked.
func owned(latest int) scenario.Secret {
	secret := scenario.Secret{ID: mine, Label: "own", Owner: scenario.OwnerApp, TrackedRevision: 1, TrackedContent: password("p1"), LatestRevision: latest}
	for n := 2; n < latest; n++ {
		secret.Revisions = append(secret.Revisions, scenario.Revision{Number: n})
	}
	if latest > 1 {
		secret.LatestContent = password("latest")
	}
	return secret
}

// granted is a secret of another application: the first revision is tracked, the second is the latest.
func granted() scenario.Secret {
	return scenario.Secret{ID: theirs, Owner: "postgresql", TrackedContent: password("old"), LatestContent: password("new")}
}

func leads(secrets ...scenario.Secret) scenario.State {
	return scenario.State{Leader: true, Secrets: secrets}
}

func follows(secrets ...scenario.Secret) scenario.State { return scenario.State{Secrets: secrets} }
