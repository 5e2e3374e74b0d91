package scenario_test

import (
	"errors"
	"fmt"
	"reflect"
	"time"

	"pgregory.net/rapid"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
)

// programMetadata is of the charm that property tests run: any program of calls.
const programMetadata = `
name: web
requires:
  db: {interface: sql}
provides:
  website: {interface: http}
peers:
  cluster: {interface: web-cluster}
config:
  options:
    title: {type: string, default: hello}
    port: {type: int, default: 80}
    key: {type: secret}
actions:
  backup:
    params:
      target: {type: string, default: here}
`

var errProgram = errors.New("the program ends with a failure")

// program is a charm as data: the calls it makes, in order, and whether it fails then.
type program struct {
	calls []call.Call
	fails bool
}

// handler makes the calls and scribbles over each of them afterwards: what a charm does to its own
// call must matter to nobody.
func (p program) handler() charm.Handler {
	return charm.HandlerFunc(func(h *charm.Hook) error {
		for _, c := range p.calls {
			c = c.Clone()
			_ = h.Backend().Do(h.Context(), c)
			scribble(reflect.ValueOf(c))
		}
		if p.fails {
			return errProgram
		}
		return nil
	})
}

// scribble writes to every map, slice and pointer that can be reached.
func scribble(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			scribble(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				scribble(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			scribble(v.Index(i))
			v.Index(i).SetZero()
		}
	case reflect.Map:
		if v.IsNil() {
			return
		}
		for _, key := range v.MapKeys() {
			scribble(v.MapIndex(key))
			v.SetMapIndex(key, reflect.Zero(v.Type().Elem()))
		}
		if v.Type().Key().Kind() == reflect.String {
			v.SetMapIndex(reflect.ValueOf("scribbled").Convert(v.Type().Key()), reflect.Zero(v.Type().Elem()))
		}
	}
}

// deepCopy copies by reflection, apart from the code under test.
func deepCopy[T any](value T) T {
	from := reflect.ValueOf(&value).Elem()
	to := reflect.New(from.Type()).Elem()
	copyInto(to, from)
	return to.Interface().(T)
}

func copyInto(to, from reflect.Value) {
	to.Set(from)
	switch from.Kind() {
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(reflect.New(from.Type().Elem()))
			copyInto(to.Elem(), from.Elem())
		}
	case reflect.Interface:
		if !from.IsNil() {
			inner := reflect.New(from.Elem().Type()).Elem()
			copyInto(inner, from.Elem())
			to.Set(inner)
		}
	case reflect.Struct:
		for i := range from.NumField() {
			if from.Type().Field(i).IsExported() {
				copyInto(to.Field(i), from.Field(i))
			}
		}
	case reflect.Slice:
		if !from.IsNil() {
			to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
			for i := range from.Len() {
				copyInto(to.Index(i), from.Index(i))
			}
		}
	case reflect.Map:
		if !from.IsNil() {
			to.Set(reflect.MakeMap(from.Type()))
			for _, key := range from.MapKeys() {
				inner := reflect.New(from.Type().Elem()).Elem()
				copyInto(inner, from.MapIndex(key))
				to.SetMapIndex(key, inner)
			}
		}
	}
}

// The generators below draw small consistent worlds.

func drawTexts(t *rapid.T, name string) map[string]string {
	return rapid.MapOfN(rapid.SampledFrom([]string{"user", "pass-word", "host", "port"}),
		rapid.SampledFrom([]string{"a", "b", "longer value", "é\xff"}), 0, 3).Draw(t, name)
}

func drawContent(t *rapid.T, name string) map[string]string {
	return rapid.MapOfN(rapid.SampledFrom([]string{"user", "password", "key-one"}),
		rapid.SampledFrom([]string{"a", "b", "cc", "\xff\x00"}), 1, 3).Draw(t, name)
}

func drawState(t *rapid.T) scenario.State {
	state := scenario.State{
		Leader:          rapid.Bool().Draw(t, "leader"),
		WorkloadVersion: rapid.SampledFrom([]string{"", "1.2"}).Draw(t, "version"),
		LeaderSettings:  drawTexts(t, "leader settings"),
		StoredState:     drawTexts(t, "stored state"),
		UnitStatus:      scenario.Status{Name: call.StatusActive, Message: "up", Data: map[string]any{"n": []any{"x"}}},
		PeerStatuses:    map[string]scenario.Status{"web/1": {Name: call.StatusWaiting}},
	}
	if rapid.Bool().Draw(t, "has config") {
		state.Config = map[string]any{"title": "t", "port": 8080}
	}
	state.Relations = append(state.Relations, scenario.Relation{
		ID: "db:4", Endpoint: "db", RemoteApp: "postgresql",
		RemoteUnits:   map[string]map[string]string{"postgresql/0": drawTexts(t, "remote unit"), "postgresql/1": nil},
		RemoteAppData: drawTexts(t, "remote app"), LocalAppData: drawTexts(t, "local app"), LocalUnitData: drawTexts(t, "local unit"),
		DepartedUnits: map[string]map[string]string{"postgresql/9": {"x": "y"}},
	})
	if rapid.Bool().Draw(t, "has peers") {
		state.Relations = append(state.Relations, scenario.Relation{Endpoint: "cluster", RemoteUnits: map[string]map[string]string{"web/1": drawTexts(t, "peer")}})
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "secrets") {
		state.Secrets = append(state.Secrets, drawSecret(t, i))
	}
	return state
}

func drawSecret(t *rapid.T, i int) scenario.Secret {
	secret := scenario.Secret{
		ID:             fmt.Sprintf("secret:d0erdgpp4ni1a7hg2c%d0", i),
		Label:          rapid.SampledFrom([]string{"", fmt.Sprintf("label%d", i)}).Draw(t, "label"),
		Owner:          rapid.SampledFrom([]scenario.Owner{scenario.OwnerApp, scenario.OwnerUnit, scenario.OwnerUser, "", "postgresql", "web/7"}).Draw(t, "owner"),
		TrackedContent: drawContent(t, "tracked"),
	}
	if rapid.Bool().Draw(t, "two revisions") {
		secret.TrackedRevision, secret.LatestRevision = 2, 4
		secret.LatestContent = drawContent(t, "latest")
		secret.Revisions = []scenario.Revision{{Number: 1, Content: drawContent(t, "first")}}
	}
	if secret.Owner == scenario.OwnerApp || secret.Owner == scenario.OwnerUnit {
		secret.Rotate = rapid.SampledFrom([]scenario.RotatePolicy{"", scenario.RotateDaily}).Draw(t, "rotate")
		if rapid.Bool().Draw(t, "granted") {
			secret.RemoteGrants = map[string][]string{"db:4": {"postgresql"}}
		}
	} else {
		secret.NotGranted = rapid.Bool().Draw(t, "not granted")
	}
	if secret.Owner == "web/7" {
		secret.OwnerLabel = rapid.SampledFrom([]string{"", "new"}).Draw(t, "owner's label")
	}
	return secret
}

func drawEvent(t *rapid.T, state scenario.State) scenario.Event {
	events := []scenario.Event{
		scenario.UpdateStatus(), scenario.ConfigChanged(), scenario.RunAction("backup", map[string]any{"target": "there"}),
		scenario.RelationChanged(state.Relations[0]), scenario.RelationChanged(state.Relations[0]).ByApp(),
		scenario.RelationDeparted(state.Relations[0]), scenario.RelationBroken(state.Relations[0]),
	}
	return rapid.SampledFrom(events).Draw(t, "event")
}

// drawProgram draws calls that hit and calls that miss.
func drawProgram(t *rapid.T, state scenario.State) program {
	ids := []string{"secret:d0erdgpp4ni1a7hg2cv0", "nonsense"}
	labels := []string{"", "label0", "new"}
	for _, secret := range state.Secrets {
		ids = append(ids, secret.ID)
	}
	id := func() string { return rapid.SampledFrom(ids).Draw(t, "id") }
	label := func() string { return rapid.SampledFrom(labels).Draw(t, "label") }
	relation := func() string { return rapid.SampledFrom([]string{"db:4", "cluster:0", "db:99"}).Draw(t, "relation") }
	draws := []func() call.Call{
		func() call.Call { return &call.SecretAdd{Content: drawContent(t, "content"), Label: label()} },
		func() call.Call {
			return &call.SecretAdd{Content: drawContent(t, "content"), Owner: call.OwnerUnit, Rotate: call.RotateHourly}
		},
		func() call.Call { return &call.SecretSet{ID: id(), Content: drawContent(t, "content"), Label: label()} },
		func() call.Call { return &call.SecretSet{ID: id(), Description: "described"} },
		func() call.Call { return &call.SecretGet{ID: id(), Label: label(), Peek: rapid.Bool().Draw(t, "peek")} },
		func() call.Call { return &call.SecretGet{Label: label(), Refresh: rapid.Bool().Draw(t, "refresh")} },
		func() call.Call { return &call.SecretInfoGet{ID: id()} },
		func() call.Call { return &call.SecretInfoGet{Label: label()} },
		func() call.Call {
			return &call.SecretAdd{Content: drawContent(t, "content"), ExpireIn: rapid.SampledFrom([]time.Duration{-1, time.Hour}).Draw(t, "expire in")}
		},
		func() call.Call {
			return &call.SecretSet{ID: id(), Rotate: rapid.SampledFrom([]call.RotatePolicy{"often", call.RotateDaily}).Draw(t, "rotate"), Expire: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
		},
		func() call.Call { return &call.SecretIDs{} },
		func() call.Call { return &call.SecretGrant{ID: id(), Relation: relation()} },
		func() call.Call { return &call.SecretRevoke{ID: id(), Relation: relation()} },
		func() call.Call {
			return &call.SecretRemove{ID: id(), Revision: rapid.IntRange(0, 4).Draw(t, "revision")}
		},
		func() call.Call {
			return &call.SecretGrant{ID: id(), Relation: relation(), Unit: rapid.SampledFrom([]string{"postgresql/0", "other/3", "-"}).Draw(t, "unit")}
		},
		func() call.Call { return &call.SecretRevoke{ID: id(), Relation: relation(), Unit: "postgresql/0"} },
		func() call.Call { return &call.RelationIDs{Endpoint: "db"} },
		func() call.Call { return &call.RelationList{Relation: relation(), App: true} },
		func() call.Call { return &call.RelationList{Relation: relation()} },
		func() call.Call {
			return &call.RelationGet{Relation: relation(), Of: rapid.SampledFrom([]string{"postgresql", "postgresql/0", "web", "web/0", "web/1", "postgresql/9", "other/3"}).Draw(t, "of")}
		},
		func() call.Call {
			return &call.RelationSet{Relation: relation(), App: rapid.Bool().Draw(t, "app"), Data: map[string]string{"user": rapid.SampledFrom([]string{"", "new"}).Draw(t, "value")}}
		},
		func() call.Call { return &call.ConfigGet{All: true} },
		func() call.Call { return &call.ConfigGet{Key: "port"} },
		func() call.Call { return &call.IsLeader{} },
		func() call.Call { return &call.LeaderGet{} },
		func() call.Call { return &call.LeaderSet{Settings: map[string]string{"a": "b"}} },
		func() call.Call { return &call.StatusGet{App: rapid.Bool().Draw(t, "app")} },
		func() call.Call {
			return &call.StatusSet{App: rapid.Bool().Draw(t, "app"), Name: rapid.SampledFrom([]call.StatusName{call.StatusBlocked, "great"}).Draw(t, "status"), Message: "--data"}
		},
		func() call.Call {
			return &call.JujuLog{Level: rapid.SampledFrom([]string{"", "error", "loud"}).Draw(t, "level"), Message: "--line\n"}
		},
		func() call.Call { return &call.StateGet{} },
		func() call.Call { return &call.StateSet{State: map[string]string{"k": "v"}} },
		func() call.Call { return &call.StateDelete{Key: "k"} },
		func() call.Call { return &call.ActionGet{} },
		func() call.Call { return &call.ActionSet{Results: []call.ActionResult{{Key: "a.b", Value: "c"}}} },
		func() call.Call { return &call.ActionLog{Message: "-"} },
		func() call.Call { return &call.ActionFail{Message: "--why"} },
		func() call.Call { return &call.ApplicationVersionSet{Version: "2"} },
	}
	p := program{fails: rapid.IntRange(0, 4).Draw(t, "fails") == 0}
	for range rapid.IntRange(0, 12).Draw(t, "length") {
		p.calls = append(p.calls, rapid.SampledFrom(draws).Draw(t, "call")())
	}
	return p
}
