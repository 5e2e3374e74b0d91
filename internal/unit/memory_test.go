package unit_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/unit"
)

// TestMemory: a Memory that serves another hook tells it nothing of the one before.
func TestMemory(t *testing.T) {
	t.Parallel()
	for name, calls := range map[string][]call.Call{
		"nothing":      nil,
		"a secret":     {&call.SecretAdd{Content: content("x")}},
		"stored state": {&call.StateSet{State: texts{"k": "v"}}},
		"a databag":    {&call.RelationSet{Relation: "db:1", Data: texts{"u": "n"}}},
		"a label":      {&call.SecretIDs{}, &call.SecretGet{ID: unitID, Label: "new"}},
		"a status":     {&call.StatusGet{}},
		"everything": {&call.SecretRemove{ID: unitID}, &call.StateDelete{Key: "was"}, &call.RelationSet{Relation: "website:2", App: true, Data: texts{"a": "n"}}, &call.SecretGet{ID: appID, Label: "new"},
			&call.StatusGet{}, &call.JujuLog{Message: "m"}, &call.StatusSet{Name: call.StatusBlocked}},
	} {
		memory := &unit.Memory{}
		start := func(label string) *unit.Agent {
			store, agent := world(), &unit.Agent{}
			store.Facts.Option, store.EditSecret(unitID).Label = option, label
			agent.Start(unit.Config{Hook: updateStatus(), Store: store, Now: func() time.Time { return now }}, memory)
			return agent
		}
		first := start("before")
		do(t, first, calls...)
		first.Forget()
		require.NotNil(t, first.Memory, "the hook runs still")
		require.NoError(t, first.End(false))
		first.Forget()
		require.Nil(t, first.Memory)
		require.ErrorIs(t, first.Do(context.Background(), &call.IsLeader{}), call.ErrHookEnded, name)

		memory.Reset()
		second := start("unit")
		require.Zero(t, second.Journal, name)
		stored, own, status, info, ids := &call.StateGet{}, &call.RelationGet{Relation: "db:1", Of: "web/0"}, &call.StatusGet{}, &call.SecretInfoGet{ID: unitID}, &call.SecretIDs{}
		do(t, second, stored, own, &call.StatusSet{Name: call.StatusWaiting}, status, info, ids)
		require.Equal(t, texts{"was": "here"}, stored.State, name)
		require.Equal(t, texts{"u": "mine", "w": "stays"}, own.Data, name)
		require.Equal(t, call.StatusWaiting, status.Status.Name, name)
		require.Equal(t, unitInfo(nil), info.Info, name)
		require.Equal(t, []string{appID, unitID}, ids.IDs, name)
		do(t, second, &call.SecretGet{ID: unitID, Label: "another"}, info)
		require.Equal(t, unitInfo(nil), info.Info, name)
		require.NoError(t, second.End(true))
		require.Nil(t, second.Journal.Commit, name)
	}
}

// TestRoomForTrace: a trace begins in the room that it is given.
func TestRoomForTrace(t *testing.T) {
	t.Parallel()
	room := make([]call.Record, 0, 2)
	agent := unit.New(unit.Config{Hook: updateStatus(), Store: world(), Now: func() time.Time { return now }, Trace: room})
	do(t, agent, &call.IsLeader{}, &call.SecretIDs{}, &call.StateGet{})
	require.Len(t, agent.Journal.Trace, 3)
	require.Equal(t, &call.IsLeader{Leader: true}, room[:1][0].Call)
}
