package scenario_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
)

// TestUndeclared: what a charm asks for and its metadata does not declare is an error when all else went well.
func TestUndeclared(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		call call.Call
		want []string // nil: no error
	}{
		{"a declared option", &call.ConfigGet{Key: "port"}, nil},
		{"all options", &call.ConfigGet{}, nil},
		{"a misspelt option", &call.ConfigGet{Key: "prot"}, []string{`config-get prot: "prot" is not a config option in charmcraft.yaml; did you mean "port"?`}},
		{"a declared endpoint", &call.RelationIDs{Endpoint: "cluster"}, nil},
		{"the implicit endpoint", &call.RelationIDs{Endpoint: "juju-info"}, nil},
		{"no endpoint", &call.RelationIDs{}, nil},
		{"a misspelt endpoint", &call.RelationIDs{Endpoint: "websit"}, []string{`relation-ids websit: "websit" is not an endpoint in charmcraft.yaml; did you mean "website"?`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			ask := charm.HandlerFunc(func(h *charm.Hook) error {
				for range 2 { // told once
					if err := h.Backend().Do(h.Context(), test.call.Clone()); err != nil {
						return err
					}
				}
				return h.Unit().SetStatus(charm.Active("done"))
			})
			ctx := scenario.Context{Charm: ask, Metadata: programMetadata}
			out, err := ctx.Run(scenario.ConfigChanged(), scenario.State{})
			require.Equal(t, charm.Active("done"), out.UnitStatus, "the hook is carried out all the same")
			if test.want == nil {
				require.NoError(t, err)
				return
			}
			var undeclared *scenario.UndeclaredError
			require.ErrorAs(t, err, &undeclared)
			require.Equal(t, &scenario.UndeclaredError{Hook: "config-changed", Calls: test.want}, undeclared)

			unchecked := scenario.Context{Charm: ask, Metadata: programMetadata, Unchecked: true}
			_, err = unchecked.Run(scenario.ConfigChanged(), scenario.State{})
			require.NoError(t, err)
		})
	}
}

// TestUndeclaredComesLast: the charm's own error, and Juju's refusals, are more than a misspelt name.
func TestUndeclaredComesLast(t *testing.T) {
	t.Parallel()
	misspell := func(h *charm.Hook) { _, _ = h.ConfigInt("prot") }
	ctx := scenario.Context{Metadata: programMetadata, Charm: charm.HandlerFunc(func(h *charm.Hook) error { misspell(h); return errProgram })}
	_, err := ctx.Run(scenario.ConfigChanged(), scenario.State{})
	require.ErrorIs(t, err, errProgram)

	action := scenario.Context{Metadata: programMetadata, Charm: charm.HandlerFunc(func(h *charm.Hook) error {
		misspell(h)
		return charm.NewActionEvent(h).Fail("no disk")
	})}
	_, err = action.Run(scenario.RunAction("backup", nil), scenario.State{})
	require.ErrorAs(t, err, new(*scenario.ActionFailedError))
}

// TestUnrouted: a hook without a route succeeds, as a charm without that hook does under Juju, and the Outcome
// says that nothing ran.
func TestUnrouted(t *testing.T) {
	t.Parallel()
	mux := charm.NewMux()
	mux.Install(func(*charm.Hook) error { return nil })
	ctx := scenario.Context{Charm: mux, Metadata: programMetadata}
	out, err := ctx.Run(scenario.Start(), scenario.State{})
	require.NoError(t, err)
	require.True(t, out.Unrouted)
	require.Equal(t, "nothing ran: the charm has no route for this event\n", out.String())

	out, err = ctx.Run(scenario.Install(), scenario.State{})
	require.NoError(t, err)
	require.False(t, out.Unrouted)
	require.Equal(t, "nothing happened\n", out.String())

	function := scenario.Context{Charm: charm.HandlerFunc(func(*charm.Hook) error { return nil }), Metadata: programMetadata}
	out, err = function.Run(scenario.Start(), scenario.State{})
	require.NoError(t, err)
	require.False(t, out.Unrouted, "one function takes every event")
}
