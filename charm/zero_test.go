package charm_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/metadata"
)

// TestZeroValues: no method of what a charm holds panics when it was not made by a Hook, or by one that is zero.
func TestZeroValues(t *testing.T) {
	t.Parallel()
	zero := &charm.Hook{}
	for _, value := range []any{
		charm.App{}, charm.Unit{}, charm.StoredState{}, charm.LeaderSettings{}, charm.HandlerFunc(nil),
		&charm.Secret{}, &charm.Relation{}, &charm.Databag{}, zero, &charm.Mux{},
		charm.NewSecretEvent(zero), charm.NewRelationEvent(zero), charm.NewActionEvent(zero),
		zero.App(), zero.Unit(), zero.RelationByID("db:1"), zero.RelationByID("db:1").RemoteApp(), zero.SecretByID("x"), zero.SecretByLabel("x"),
	} {
		v := reflect.ValueOf(value)
		for i := range v.NumMethod() {
			method := v.Method(i)
			var arguments []reflect.Value
			for j := range method.Type().NumIn() {
				if !method.Type().IsVariadic() || j < method.Type().NumIn()-1 {
					arguments = append(arguments, reflect.Zero(method.Type().In(j)))
				}
			}
			if v.Type() == reflect.TypeFor[*charm.Mux]() && v.Type().Method(i).Name == "Handle" {
				arguments[0] = reflect.ValueOf(zero)
			}
			require.NotPanics(t, func() { method.Call(arguments) }, fmt.Sprintf("%T.%s", value, v.Type().Method(i).Name))
		}
	}
}

// TestNilMux: a Mux that nobody made says so.
func TestNilMux(t *testing.T) {
	t.Parallel()
	var m *charm.Mux
	require.ErrorContains(t, m.Handle(charm.NewHook(t.Context(), &call.Session{})), "*charm.Mux is nil")
	require.ErrorContains(t, m.Check(&metadata.Charm{}), "*charm.Mux is nil")
}
