package scenario_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
)

// TestGrantScope: a grant belongs to one relation; another one to the same application cannot take it
// over (secrets.md 10).
func TestGrantScope(t *testing.T) {
	t.Parallel()
	state := world()
	state.Relations[1].RemoteApp = "postgresql"
	state.Relations[1].RemoteUnits = map[string]map[string]string{"postgresql/0": nil}
	state.Secrets[0].RemoteGrants = map[string][]string{"db:1": {"postgresql"}}
	ctx := scenario.Context{Metadata: programMetadata, Charm: runs(&call.SecretGrant{ID: mine, Relation: "website:2"})}
	out, err := ctx.Run(scenario.UpdateStatus(), state)
	var refused *scenario.CommitError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, `granting secrets access: cannot change access to "`+mine+`" for "application-postgresql": cannot change secret permission scope`, refused.Text())
	require.Equal(t, state.Secrets[0].RemoteGrants, out.Secrets[0].RemoteGrants)

	again := scenario.Context{Metadata: programMetadata, Charm: runs(&call.SecretGrant{ID: mine, Relation: "db:1"})}
	out, err = again.Run(scenario.UpdateStatus(), state)
	require.NoError(t, err)
	require.Nil(t, out.Commit, "granting again over the same relation is nothing")
}

// TestStoredStateLimit: 2 MiB as Juju's database measures them, and not a byte more.
func TestStoredStateLimit(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		more int
	}{{"just fits", 0}, {"one byte over", 1}} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			stored := map[string]string{}
			left := 2*1024*1024 - 5 + test.more // the document's own five bytes
			for i := 0; left > 0; i++ {
				key := fmt.Sprintf("key%03d", i)
				size := min(60_000, left-len(key)-7)
				stored[key] = strings.Repeat("v", size)
				left -= len(key) + 7 + size
			}
			ctx := scenario.Context{Metadata: programMetadata, Charm: runs(
				&call.StateSet{State: stored}, &call.RelationSet{Relation: "db:1", Data: map[string]string{"a": "b"}})}
			out, err := ctx.Run(scenario.UpdateStatus(), world())
			if test.more == 0 {
				require.NoError(t, err)
				require.Len(t, out.StoredState, len(stored))
				return
			}
			require.ErrorIs(t, err, call.ErrStateTooLarge)
			require.Empty(t, out.StoredState)
			require.Empty(t, out.Relations[0].LocalUnitData, "the last transaction is done whole or not at all")
		})
	}
}

// TestRelationNumbers: IDs may have up to nine digits, as anything longer is no relation of Juju's.
func TestRelationNumbers(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]error{"db:999999999": nil, "999999999": nil, "db:1000000000": call.ErrNotValid, "db:": call.ErrNotValid, "db:x": call.ErrNotValid, "db:7": call.ErrRelationNotFound} {
		state := world()
		state.Relations[0].ID = "db:999999999"
		ctx := scenario.Context{Metadata: programMetadata, Charm: runs(&call.RelationList{Relation: id})}
		_, err := ctx.Run(scenario.UpdateStatus(), state)
		require.ErrorIs(t, err, want, id)
	}
}

// TestFirstWrongArgument: of several wrong things hook tools tell the relation first.
func TestFirstWrongArgument(t *testing.T) {
	t.Parallel()
	handler := charm.HandlerFunc(func(h *charm.Hook) error {
		for _, c := range []call.Call{
			&call.SecretGrant{ID: "nonsense", Relation: "db:9"}, &call.SecretRevoke{ID: "nonsense", Relation: "db:9"}, &call.RelationGet{Relation: "db:9"},
		} {
			require.EqualError(t, h.Backend().Do(h.Context(), c), `invalid value "db:9" for option -r: relation not found`)
		}
		require.EqualError(t, h.Backend().Do(h.Context(), &call.SecretGrant{ID: "nonsense", Relation: "db:4"}), `secret URI "nonsense" not valid`)
		return nil
	})
	ctx := scenario.Context{Charm: handler, Metadata: programMetadata}
	_, err := ctx.Run(scenario.UpdateStatus(), scenario.State{Relations: []scenario.Relation{{ID: "db:4", Endpoint: "db"}}})
	require.NoError(t, err)
}
