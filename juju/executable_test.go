//go:build unix

package juju_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/juju"
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
