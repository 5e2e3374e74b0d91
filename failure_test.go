package scenario_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/metadata"
)

// do makes calls one after the other and returns the first refusal.
func do(h *charm.Hook, calls ...call.Call) error {
	for _, c := range calls {
		if err := h.Backend().Do(h.Context(), c.Clone()); err != nil {
			return err
		}
	}
	return nil
}

func runs(calls ...call.Call) charm.Handler {
	return charm.HandlerFunc(func(h *charm.Hook) error { return do(h, calls...) })
}

// world is a leader with a relation and secrets of every sort.
func world() scenario.State {
	return scenario.State{
		Leader: true,
		Relations: []scenario.Relation{
			{ID: "db:1", Endpoint: "db", RemoteApp: "postgresql", RemoteUnits: map[string]map[string]string{"postgresql/0": nil}},
			{ID: "website:2", Endpoint: "website", RemoteApp: "haproxy", RemoteUnits: map[string]map[string]string{"haproxy/0": nil}},
		},
		Secrets: []scenario.Secret{
			{ID: "secret:d0erdgpp4ni1a7hg2c00", Label: "mine", Owner: scenario.OwnerApp, TrackedContent: map[string]string{"password": "p1"}},
			{ID: "secret:d0erdgpp4ni1a7hg2c10", Label: "theirs", Owner: "postgresql", TrackedContent: map[string]string{"password": "q1"},
				LatestContent: map[string]string{"password": "q2"}},
		},
	}
}

const (
	mine   = "secret:d0erdgpp4ni1a7hg2c00"
	theirs = "secret:d0erdgpp4ni1a7hg2c10"
)

// everything is one call of each kind that changes something.
func everything() []call.Call {
	return []call.Call{
		&call.StatusSet{Name: call.StatusMaintenance, Message: "working"},
		&call.StatusSet{App: true, Name: call.StatusWaiting},
		&call.JujuLog{Message: "a line"},
		&call.ApplicationVersionSet{Version: "9"},
		&call.LeaderSet{Settings: map[string]string{"k": "v"}},
		&call.SecretGet{ID: theirs, Refresh: true, Label: "relabelled"},
		&call.SecretAdd{Content: map[string]string{"key": "new"}, Label: "added"},
		&call.SecretSet{ID: mine, Content: map[string]string{"password": "p2"}},
		&call.SecretGrant{ID: mine, Relation: "website:2"},
		&call.SecretRevoke{ID: mine, Relation: "db:1"},
		&call.RelationSet{Relation: "db:1", Data: map[string]string{"a": "b"}},
		&call.RelationSet{Relation: "db:1", App: true, Data: map[string]string{"c": "d"}},
		&call.StateSet{State: map[string]string{"s": "t"}},
	}
}

// TestDiscard: a hook that does everything and then fails loses what waited for its end and keeps
// what acts at once (hooks.md 7.1).
func TestDiscard(t *testing.T) {
	t.Parallel()
	cause := errors.New("at the very end")
	ctx := scenario.Context{Metadata: programMetadata, Charm: charm.HandlerFunc(func(h *charm.Hook) error {
		require.NoError(t, do(h, everything()...))
		return cause
	})}
	state := world()
	before, err := ctx.Complete(scenario.UpdateStatus(), state)
	require.NoError(t, err)

	out, err := ctx.Run(scenario.UpdateStatus(), state)

	var failed *scenario.CharmError
	require.ErrorAs(t, err, &failed)
	require.ErrorIs(t, err, cause)
	require.False(t, out.Committed)
	require.NotNil(t, out.Commit, "the Outcome says what was dropped")
	want := before
	want.UnitStatus = scenario.Status{Name: call.StatusMaintenance, Message: "working"}
	want.AppStatus = scenario.Status{Name: call.StatusWaiting}
	want.WorkloadVersion = "9"
	want.LeaderSettings = map[string]string{"k": "v"}
	want.Secrets[1].Label, want.Secrets[1].GivenUpLabels = "relabelled", []string{"theirs"}
	want.Secrets[1].Revisions = []scenario.Revision{{Number: 1, Content: map[string]string{"password": "q1"}}}
	want.Secrets[1].TrackedRevision = want.Secrets[1].LatestRevision
	want.Secrets[1].TrackedContent = want.Secrets[1].LatestContent
	require.Empty(t, scenario.Diff(want, out.State))
	require.Len(t, out.JujuLog, 1)

	good := scenario.Context{Metadata: programMetadata, Charm: runs(everything()...)}
	out, err = good.Run(scenario.UpdateStatus(), state)
	require.NoError(t, err)
	require.True(t, out.Committed)
	require.Len(t, out.Secrets, 3)
	require.Equal(t, map[string]string{"a": "b"}, out.Relations[0].LocalUnitData)
	require.Equal(t, map[string]string{"c": "d"}, out.Relations[0].LocalAppData)
	require.Equal(t, map[string]string{"s": "t"}, out.StoredState)
	require.Equal(t, map[string]string{"password": "p2"}, out.Secrets[0].LatestContent)
	require.Equal(t, map[string]string{"password": "p1"}, out.Secrets[0].TrackedContent)
	require.Equal(t, map[string][]string{"website:2": {"haproxy"}}, out.Secrets[0].RemoteGrants)
}

// TestPartialCommit refuses a commit at each of its steps: what was done before stays, the rest is
// not done at all (secrets.md 7).
func TestPartialCommit(t *testing.T) {
	t.Parallel()
	add := &call.SecretAdd{Content: map[string]string{"key": "new"}, Label: "added"}
	update := &call.SecretSet{ID: mine, Description: "described"}
	grant := &call.SecretGrant{ID: mine, Relation: "website:2"}
	write := &call.RelationSet{Relation: "db:1", Data: map[string]string{"a": "b"}}
	tests := []struct {
		name, step string
		code       call.Code
		calls      []call.Call
		change     func(*scenario.State)
		stays      func(want *scenario.State, out scenario.State)
	}{
		{name: "creating", step: "creating secrets", code: call.ErrLabelExists,
			calls: []call.Call{&call.SecretAdd{Content: map[string]string{"key": "x"}, Label: "mine"}, update, grant, write}},
		{name: "updating", step: "updating secrets", code: call.ErrPermissionDenied,
			calls: []call.Call{add, &call.SecretSet{ID: theirs, Description: "no"}, grant, write},
			stays: func(want *scenario.State, out scenario.State) {
				want.Secrets = append(want.Secrets, out.Secrets[len(out.Secrets)-1])
			}},
		{name: "granting", step: "granting secrets access", code: call.ErrGrant,
			calls:  []call.Call{update, &call.SecretGrant{ID: mine, Relation: "website:2"}, &call.SecretRevoke{ID: mine, Relation: "db:1"}, write},
			change: func(s *scenario.State) { s.Relations[1].Life = scenario.Dying },
			stays:  func(want *scenario.State, _ scenario.State) { want.Secrets[0].Description = "described" }},
		{name: "revoking", step: "revoking secrets access", code: call.ErrPermissionDenied,
			calls: []call.Call{grant, &call.SecretRevoke{ID: theirs, Relation: "db:1"}, write},
			stays: func(want *scenario.State, _ scenario.State) {
				want.Secrets[0].RemoteGrants = map[string][]string{"website:2": {"haproxy"}}
			}},
		{name: "removing", step: "removing secrets", code: call.ErrPermissionDenied,
			calls: []call.Call{update, &call.SecretRemove{ID: theirs, Revision: 1}, write},
			stays: func(want *scenario.State, _ scenario.State) { want.Secrets[0].Description = "described" }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			state := world()
			if test.change != nil {
				test.change(&state)
			}
			ctx := scenario.Context{Metadata: programMetadata, Charm: runs(test.calls...)}
			want, err := ctx.Complete(scenario.UpdateStatus(), state)
			require.NoError(t, err)

			out, err := ctx.Run(scenario.UpdateStatus(), state)

			var refused *scenario.CommitError
			require.ErrorAs(t, err, &refused)
			require.Equal(t, test.step, refused.Step)
			require.ErrorIs(t, err, test.code)
			require.False(t, out.Committed)
			if test.stays != nil {
				test.stays(&want, out.State)
			}
			require.Empty(t, scenario.Diff(want, out.State))
		})
	}
}

// TestSecretsStaySecret plants a marked value and looks for it in everything that a person may
// paste somewhere: errors, printed traces, logs.
func TestSecretsStaySecret(t *testing.T) {
	t.Parallel()
	const marked = "hunter2-do-not-print"
	content := map[string]string{"password": marked}
	calls := [][]call.Call{
		{&call.SecretAdd{Content: content, Label: "mine"}},
		{&call.SecretAdd{Content: content, Owner: "nobody"}},
		{&call.SecretAdd{Content: map[string]string{"BAD": marked}}},
		{&call.SecretAdd{Content: map[string]string{"key#base64": marked}}, &call.SecretGet{Label: "mine"}},
		{&call.SecretSet{ID: theirs, Content: content}},
		{&call.SecretSet{ID: "nonsense", Content: content}},
		{&call.SecretGet{ID: mine}, &call.SecretGet{ID: theirs, Peek: true}, &call.SecretGet{ID: mine, Refresh: true, Peek: true}},
		{&call.SecretGet{ID: mine}, &call.SecretRemove{ID: theirs}},
	}
	for _, steps := range calls {
		for _, fails := range []bool{false, true} {
			state := world()
			state.Secrets[0].TrackedContent, state.Secrets[1].TrackedContent = content, content
			state.Secrets[1].LatestContent = map[string]string{"password": marked + "2"}
			ctx := scenario.Context{Metadata: programMetadata, Charm: charm.HandlerFunc(func(h *charm.Hook) error {
				if err := do(h, steps...); err != nil || !fails {
					return err
				}
				return errProgram
			})}
			out, err := ctx.Run(scenario.UpdateStatus(), state)
			if err != nil {
				require.NotContains(t, err.Error(), marked)
			}
			require.NotContains(t, out.String(), marked)
			require.NotEmpty(t, out.Trace)
			for _, record := range out.Trace {
				require.NotContains(t, record.String(), marked)
				if record.Error != nil {
					require.NotContains(t, record.Error.Error(), marked)
				}
			}
			require.False(t, out.Logged("", marked))
		}
	}
	state := world()
	state.Secrets[0].TrackedContent = map[string]string{"BAD KEY": marked}
	state.Secrets[1].Owner = "Not A Name"
	ctx := scenario.Context{Metadata: programMetadata, Charm: runs()}
	_, err := ctx.Run(scenario.UpdateStatus(), state)
	require.Error(t, err)
	require.NotContains(t, err.Error(), marked)
}

// TestPanic: a panic in a charm is a CharmError with the stack of the charm.
func TestPanic(t *testing.T) {
	t.Parallel()
	ctx := scenario.Context{Metadata: programMetadata, Charm: charm.HandlerFunc(func(h *charm.Hook) error {
		if err := h.Unit().SetStatus(charm.Active("before")); err != nil {
			return err
		}
		var nothing map[string]string
		//lint:ignore SA5000 the panic is what is tested
		nothing["boom"] = "x"
		return nil
	})}
	out, err := ctx.Run(scenario.UpdateStatus(), scenario.State{})
	var failed *scenario.CharmError
	require.ErrorAs(t, err, &failed)
	require.Contains(t, err.Error(), "charm failed in update-status: ")
	require.Contains(t, err.Error(), "assignment to entry in nil map")
	require.Contains(t, failed.Stack, "failure_test.go")
	require.False(t, strings.Contains(failed.Stack, "runtime/panic.go"), failed.Stack)
	require.Equal(t, "before", out.UnitStatus.Message, "what acts at once stays")
}

// TestZero: nil handlers, zero Contexts, States and Events give errors that say what is wanted.
// panicky is a handler that panics when it is asked whether it fits.
type panicky struct{ charm.HandlerFunc }

func (panicky) Check(*metadata.Charm) error { panic("no") }

func TestZero(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		ctx   *scenario.Context
		event scenario.Event
		want  string
	}{
		{"zero context", &scenario.Context{}, scenario.UpdateStatus(), "Context has neither Dir nor Metadata"},
		{"nil handler", &scenario.Context{Metadata: programMetadata}, scenario.UpdateStatus(), "Context.Charm is nil"},
		{"nil function", &scenario.Context{Metadata: programMetadata, Charm: charm.HandlerFunc(nil)}, scenario.UpdateStatus(), "charm failed"},
		{"nil mux", &scenario.Context{Metadata: programMetadata, Charm: (*charm.Mux)(nil)}, scenario.UpdateStatus(), "*charm.Mux is nil"},
		{"handler whose Check panics", &scenario.Context{Metadata: programMetadata, Charm: panicky{}}, scenario.UpdateStatus(), "its Check panicked: no"},
		{"zero event", &scenario.Context{Metadata: programMetadata, Charm: runs()}, scenario.Event{}, "Event.Kind"},
		{"no relation", &scenario.Context{Metadata: programMetadata, Charm: runs()}, scenario.Event{Kind: call.KindRelationBroken}, "Event.Relation"},
		{"no secret", &scenario.Context{Metadata: programMetadata, Charm: runs()}, scenario.Event{Kind: call.KindSecretRotate}, "Event.Secret"},
		{"no action", &scenario.Context{Metadata: programMetadata, Charm: runs()}, scenario.Event{Kind: call.KindAction}, "Event.Action"},
		{"unchecked zero", &scenario.Context{Metadata: programMetadata, Charm: runs(), Unchecked: true}, scenario.Event{Kind: call.KindAction}, "Event.Action"},
		{"bad version", &scenario.Context{Metadata: programMetadata, Charm: runs(), JujuVersion: "latest"}, scenario.UpdateStatus(), "JujuVersion"},
		{"bad name", &scenario.Context{Metadata: programMetadata, Charm: runs(), AppName: "app/10"}, scenario.UpdateStatus(), "AppName"},
		{"bad number", &scenario.Context{Metadata: programMetadata, Charm: runs(), UnitNumber: -1}, scenario.UpdateStatus(), "UnitNumber"},
		{"bad metadata", &scenario.Context{Metadata: "name: [", Charm: runs()}, scenario.UpdateStatus(), "charmcraft.yaml"},
		{"no such folder", &scenario.Context{Dir: "testdata/nowhere", Charm: runs()}, scenario.UpdateStatus(), "charmcraft.yaml"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := test.ctx.Run(test.event, scenario.State{})
			require.ErrorContains(t, err, test.want)
		})
	}
}
