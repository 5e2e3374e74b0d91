package juju_test

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/juju"
)

// TestEveryReasonHasWords: whatever leads to a hook can be said.
func TestEveryReasonHasWords(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("cause.go")
	require.NoError(t, err)
	var constants []string
	for _, match := range regexp.MustCompile(`(?m)^\t\w+ +reason = "(.*)"$`).FindAllStringSubmatch(string(source), -1) {
		constants = append(constants, match[1])
	}
	require.NotEmpty(t, constants)
	worded := juju.Reasons()
	slices.Sort(constants)
	slices.Sort(worded)
	require.Equal(t, constants, worded)
}
