package scenario_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/hooktool"
)

// hostileTexts are names, IDs and arguments that fit somewhere, and some that fit nowhere.
var hostileTexts = []string{
	"", "web", "web/0", "web/1", "db", "db:1", "1", "x:2", "cluster:0", "postgresql", "postgresql/0", "secret:d0erdgpp4ni1a7hg2cg0",
	"d0erdgpp4ni1a7hg2cg0", "dying", "dead", "user", "application", "unit", "daily", "nope", "\x00\xff", "é", "relation-changed",
	"secret-remove", "action", "update-status", "backup", "active", "key=v", "a.b", "-", "--", "--app", "-r", "--label", "--peek",
	"--refresh", "--unit", "--owner", "--revision", "--file", "--format", "json", "3",
}

var hostileValues = []any{nil, "x", 1, 2.5, true, int64(3), []any{1}, map[string]any{"a": 1}, struct{}{}, []string{"x"}}

// hostile draws anything at all into a value.
func hostile(t *rapid.T, v reflect.Value) {
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf(time.Unix(rapid.Int64Range(-1e10, 1e10).Draw(t, "time"), 0)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(rapid.SampledFrom(hostileTexts).Draw(t, "text"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Int:
		v.SetInt(int64(rapid.IntRange(-2, 6).Draw(t, "int")))
	case reflect.Interface:
		if value := rapid.SampledFrom(hostileValues).Draw(t, "any"); value != nil {
			v.Set(reflect.ValueOf(value))
		}
	case reflect.Pointer:
		if rapid.Bool().Draw(t, "there") {
			v.Set(reflect.New(v.Type().Elem()))
			hostile(t, v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			hostile(t, v.Field(i))
		}
	case reflect.Slice:
		n := rapid.IntRange(0, 3).Draw(t, "length")
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			hostile(t, v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range rapid.IntRange(0, 2).Draw(t, "length") {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			hostile(t, key)
			hostile(t, value)
			v.SetMapIndex(key, value)
		}
	}
}

// TestHostileStates: no State, no Event and no command line makes anything panic, checked or not, in any version.
func TestHostileStates(t *testing.T) {
	t.Parallel()
	tools := []string{
		"secret-add", "secret-set", "secret-get", "secret-info-get", "secret-ids", "secret-grant", "secret-revoke", "secret-remove",
		"relation-ids", "relation-list", "relation-get", "relation-set", "relation-model-get", "config-get", "is-leader", "leader-get",
		"leader-set", "status-get", "status-set", "juju-log", "state-get", "state-set", "state-delete", "action-get", "action-set",
		"action-fail", "action-log", "application-version-set",
	}
	rapid.Check(t, func(t *rapid.T) {
		var state scenario.State
		var event scenario.Event
		hostile(t, reflect.ValueOf(&state).Elem())
		hostile(t, reflect.ValueOf(&event).Elem())
		lines := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) []string {
			return append([]string{rapid.SampledFrom(tools).Draw(t, "tool")}, rapid.SliceOfN(rapid.SampledFrom(hostileTexts), 0, 5).Draw(t, "arguments")...)
		}), 0, 8).Draw(t, "lines")
		for _, unchecked := range []bool{true, false} {
			ctx := scenario.Context{
				Metadata: programMetadata, Unchecked: unchecked, JujuVersion: rapid.SampledFrom([]string{"2.9.49", "3.5.0", "3.6.11", "4.0.0"}).Draw(t, "version"),
				Charm: charm.HandlerFunc(func(h *charm.Hook) error {
					for _, line := range lines {
						hooktool.Command(h.Context(), h.Session(), line, nil)
					}
					return nil
				}),
			}
			out, err := ctx.Run(event, state)
			_ = out.String()
			var failed *scenario.CharmError
			if errors.As(err, &failed) {
				require.Nil(t, failed.PanicValue, failed.Stack)
			}
		}
	})
}

// TestHoldsItself: data that holds itself is told, wherever it stands, and overflows nothing.
func TestHoldsItself(t *testing.T) {
	t.Parallel()
	circle := map[string]any{}
	circle["circle"] = []any{circle}
	ctx := scenario.Context{Metadata: programMetadata, Charm: charm.HandlerFunc(func(*charm.Hook) error { return nil })}
	unchecked := scenario.Context{Metadata: programMetadata, Charm: ctx.Charm, Unchecked: true}
	states := map[string]scenario.State{
		"State.UnitStatus.Data":       {UnitStatus: scenario.Status{Name: "active", Data: circle}},
		`State.Config["title"]`:       {Config: map[string]any{"title": circle}},
		`State.PeerStatuses["web/1"]`: {PeerStatuses: map[string]scenario.Status{"web/1": {Name: "active", Data: circle}}},
	}
	for path, state := range states {
		_, err := ctx.Run(scenario.Start(), state)
		require.ErrorContains(t, err, path)
		_, err = unchecked.Run(scenario.Start(), state)
		require.NoError(t, err)
		_, err = yaml.Marshal(state)
		require.ErrorContains(t, err, "holds itself")
		require.Contains(t, scenario.Diff(state, scenario.State{}), "holds itself")
		require.Contains(t, scenario.Literal(state), "holds itself")
	}
	event := scenario.RunAction("backup", circle)
	_, err := ctx.Run(event, scenario.State{})
	require.ErrorContains(t, err, "Event.Action.Params: a value holds itself")
	_, err = unchecked.Run(event, scenario.State{})
	require.NoError(t, err)
}
