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
			require.ErrorContains(t, err, "persisting charm state: max allowed size (2097152) exceeded")
			require.Empty(t, out.StoredState)
			require.Empty(t, out.Relations[0].LocalUnitData, "the last transaction is done whole or not at all")
		})
	}
}

// TestStoredKeyLimit: state-set takes 256 bytes; in Juju's database a dot and a dollar take three each (state/unit_ops.go,
// mongo/utils, EscapeKey).
func TestStoredKeyLimit(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]error{
		strings.Repeat("k", 256):               nil,
		strings.Repeat("k", 251) + ".k":        nil,
		strings.Repeat("k", 253) + ".k":        call.ErrStateTooLarge,
		strings.Repeat("k", 250) + ".$":        nil,
		strings.Repeat("k", 251) + ".$":        call.ErrStateTooLarge,
		"app/main." + strings.Repeat("k", 240): nil,
	} {
		ctx := scenario.Context{Metadata: programMetadata, Charm: runs(&call.StateSet{State: map[string]string{key: "v"}})}
		_, err := ctx.Run(scenario.UpdateStatus(), world())
		require.ErrorIs(t, err, want, key)
		if want != nil {
			require.ErrorContains(t, err, "persisting charm state: max allowed key length (256) exceeded")
		}
	}
}

// TestBytesThatAreNoText: Juju's API speaks JSON, so that bytes which are no UTF-8 do not arrive. The hook itself reads
// what it wrote until then; secrets travel in base64 and keep theirs.
func TestBytesThatAreNoText(t *testing.T) {
	t.Parallel()
	const sent, arrived = "a\xff\xfeb", "a\ufffd\ufffdb"
	state := world()
	state.Leader = true
	pending := &call.RelationGet{Relation: "db:1", Of: "web/0"}
	ctx := scenario.Context{Metadata: programMetadata, Charm: runs(
		&call.RelationSet{Relation: "db:1", Data: map[string]string{"k": sent}},
		&call.RelationSet{Relation: "db:1", App: true, Data: map[string]string{sent: "v"}},
		pending,
		&call.StateSet{State: map[string]string{"k": sent}},
		&call.LeaderSet{Settings: map[string]string{"k": sent}},
		&call.StatusSet{Name: call.StatusActive, Message: sent},
		&call.ApplicationVersionSet{Version: sent},
		&call.SecretAdd{Content: map[string]string{"key": sent}, Owner: call.OwnerUnit, Label: "binary"},
		&call.ActionSet{Results: []call.ActionResult{{Key: "k", Value: sent}}},
		&call.ActionLog{Message: sent},
	)}
	out, err := ctx.Run(scenario.RunAction("backup", nil), state)
	require.NoError(t, err)
	require.Equal(t, sent, out.Trace[2].Call.(*call.RelationGet).Data["k"])
	require.Equal(t, arrived, out.Relations[0].LocalUnitData["k"])
	require.Equal(t, "v", out.Relations[0].LocalAppData[arrived])
	require.Equal(t, arrived, out.StoredState["k"])
	require.Equal(t, arrived, out.LeaderSettings["k"])
	require.Equal(t, arrived, out.UnitStatus.Message)
	require.Equal(t, arrived, out.WorkloadVersion)
	require.Equal(t, sent, out.Secret(t, "binary").LatestContent["key"])
	require.Equal(t, map[string]any{"k": arrived}, out.ActionResults)
	require.Equal(t, []string{arrived}, out.ActionLog)
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
