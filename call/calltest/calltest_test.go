package calltest_test

import (
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/call/calltest"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/hooktool"
	"github.com/charmscenario/scenario/runner"
)

// TestSimulatedUnit: the simulated unit keeps the rules of a Backend.
func TestSimulatedUnit(t *testing.T) {
	t.Parallel()
	calltest.Run(t, func(t testing.TB, s calltest.Situation, during func(call.Backend)) {
		inSituation(t, s, func(h *charm.Hook) { during(h.Backend()) })
	})
}

// TestHookTools: so does a Client that runs hook tools in processes, which ask the simulated unit.
func TestHookTools(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("hook tools are programs for Unix")
	}
	calltest.Run(t, func(t testing.TB, s calltest.Situation, during func(call.Backend)) {
		inSituation(t, s, func(h *charm.Hook) {
			session := h.Session()
			tools, err := runner.ServeTools(t.Context(), &session)
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, tools.Close()) })
			during(&hooktool.Client{Env: tools.Environ()})
		})
	})
}

// inSituation runs one hook.
func inSituation(t testing.TB, s calltest.Situation, during func(*charm.Hook)) {
	state := scenario.State{
		Leader: s.Leader, Config: s.Config, UnitStatus: s.UnitStatus, AppStatus: s.AppStatus,
		StoredState: s.StoredState, LeaderSettings: s.LeaderSettings,
	}
	for _, r := range s.Relations {
		state.Relations = append(state.Relations, scenario.Relation{
			ID: r.ID, Endpoint: r.Endpoint, RemoteApp: r.RemoteApp, RemoteUnits: r.RemoteUnits,
			RemoteAppData: r.RemoteData, LocalUnitData: r.LocalUnit, LocalAppData: r.LocalApp,
		})
	}
	for _, secret := range s.Secrets {
		owner := map[string]scenario.Owner{"web": scenario.OwnerApp, "web/0": scenario.OwnerUnit, "": "somebody"}[secret.Owner]
		state.Secrets = append(state.Secrets, scenario.Secret{
			ID: secret.ID, Owner: owner, Label: secret.Label, NotGranted: secret.NotShared, TrackedContent: secret.Tracked, LatestContent: secret.Latest,
		})
	}
	event := scenario.UpdateStatus()
	switch s.Hook.Kind {
	case call.KindAction:
		event = scenario.RunAction(s.Hook.Action, s.ActionParams)
	case call.KindRelationDeparted:
		at := slices.IndexFunc(state.Relations, func(r scenario.Relation) bool { return r.ID == s.Hook.Relation })
		event = scenario.RelationDeparted(state.Relations[at]).ByUnit(s.Hook.RemoteUnit)
	}
	ran := false
	ctx := scenario.Context{Metadata: calltest.Metadata, JujuVersion: s.Hook.JujuVersion.String(), Charm: charm.HandlerFunc(func(h *charm.Hook) error {
		ran = true
		during(h)
		return nil
	})}
	_, err := ctx.Run(event, state)
	require.True(t, ran, "%v", err)
}
