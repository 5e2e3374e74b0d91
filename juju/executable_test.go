//go:build unix

package juju_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/juju"
	"github.com/charmscenario/scenario/runner"
)

// TestExecutableHidesContent: what a failing charm printed is in its unit's error and in the timeline, but for the content
// of secrets.
func TestExecutableHidesContent(t *testing.T) {
	t.Parallel()
	m := &juju.Model{}
	require.NoError(t, m.Deploy(juju.Charm{Executable: "./dispatch", Dir: "testdata/forgetful"}, juju.Deployment{}))
	require.NoError(t, m.Settle())
	require.NoError(t, m.SetConfig("forgetful", map[string]any{"fails": true}))
	require.NoError(t, m.Settle())
	timeline := m.Timeline()
	failure := timeline[len(timeline)-1].Failure
	require.Contains(t, failure, "cannot log in with token: (secret content)")
	require.NotContains(t, failure, "the-first-password")
}

// TestChecksOfExecutables: of a charm in another language nobody knows its handlers, but what it did.
func TestChecksOfExecutables(t *testing.T) {
	t.Parallel()
	m := &juju.Model{}
	require.NoError(t, m.Deploy(juju.Charm{Executable: "./dispatch", Dir: "testdata/forgetful"}, juju.Deployment{}))
	require.NoError(t, m.Advance(3*day))
	require.NoError(t, m.Settle())
	require.NoError(t, juju.NoUnitInError(m))
	require.ErrorContains(t, juju.MaxRevisions(3)(m), `of forgetful keeps 4 revisions, want at most 3; nobody tracks 1 to 3: charm "forgetful" ran secret-remove and did not remove them`)

	require.NoError(t, m.SetConfig("forgetful", map[string]any{"fails": true}))
	require.NoError(t, m.Settle())
	err := juju.NoUnitInError(m)
	require.ErrorContains(t, err, `forgetful/0 is in error: hook failed: "config-changed"`)
	var exit *runner.ExitError
	require.ErrorAs(t, err, &exit)
	require.Equal(t, 1, exit.Code)
}
