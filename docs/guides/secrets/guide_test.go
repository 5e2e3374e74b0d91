// Package secrets_test is the code of docs/guides/secrets.md: two small charms, one that owns secrets
// and one that reads those of others, and a test of each task.
package secrets_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

const (
	firstID  = "secret:d0erdgpp4ni1a7hg2c00"
	secondID = "secret:d0erdgpp4ni1a7hg2c10"
)

// run runs one event; the hook must succeed.
func run(t *testing.T, handler charm.Handler, event scenario.Event, state scenario.State) scenario.Outcome {
	t.Helper()
	ctx := scenario.Context{Charm: handler, Dir: "."} // Dir holds charmcraft.yaml
	out, err := ctx.Run(event, state)
	require.NoError(t, err)
	return out
}
