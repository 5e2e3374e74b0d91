package scenario_test

import (
	"reflect"
	"strconv"
	"strings"
	"time"

	"pgregory.net/rapid"

	"github.com/charmscenario/scenario/call"
)

// drawAny draws a value of any of the data types with every field at random, empty maps and lists left
// nil. It need make no sense.
func drawAny[T any](t *rapid.T) T {
	var value T
	fill(t, reflect.ValueOf(&value).Elem())
	return value
}

// drawText draws texts of every sort: empty, not UTF-8, and such as YAML reads as something else.
func drawText(t *rapid.T) string {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"", "a", "db:1", "true", "yes", "no", "1", "1.0", "0x1", "010", "null", "~", "2000-01-01", "2000-01-01T00:00:00Z", "- x", "a: b", "<<", "=", "two\nlines\n",
			"\n", " head", "tail ", "\ttab", "#", "*a", "&a", "!b", "%", "@", "`", "\u2028", "\ufeff", "\U0001f600", "aGVsbG8=", "/w==", "\xff\xfe", "\x00", "\r\n"}),
		rapid.String(),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 6), func(b []byte) string { return string(b) }),
	).Draw(t, "text")
}

func drawKey(t *rapid.T) string {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"key", "key#base64", "key#base64#base64", "#base64", "", "1", "yes", "<<", "web/0", "~", "two\nlines"}),
		rapid.String(),
	).Draw(t, "key")
}

// drawValue draws what may stand where any data may, as reading a file has it.
func drawValue(t *rapid.T, depth int) any {
	kinds := 5
	if depth > 0 {
		kinds = 7
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		return drawText(t)
	case 1:
		return rapid.Int().Draw(t, "int")
	case 2:
		return rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{0, 1, -3, 1e21, 1e-9})).Draw(t, "float")
	case 3:
		return rapid.Bool().Draw(t, "bool")
	case 5:
		below := map[string]any{}
		for range rapid.IntRange(0, 3).Draw(t, "entries") {
			key := drawKey(t)
			if strings.HasSuffix(key, "#base64") { // what stands beside bytes of the same name cannot be told apart
				below[key] = drawText(t)
			} else {
				below[key] = drawValue(t, depth-1)
			}
		}
		return below
	case 6:
		list := []any{}
		for range rapid.IntRange(0, 3).Draw(t, "items") {
			list = append(list, rapid.Int().Draw(t, "item"))
		}
		return list
	}
	return nil
}

func fill(t *rapid.T, v reflect.Value) {
	switch v.Interface().(type) {
	case time.Time:
		if rapid.Bool().Draw(t, "at a time") {
			v.Set(reflect.ValueOf(time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "time"), 0).UTC()))
		}
		return
	case call.Record:
		v.Set(reflect.ValueOf(drawRecord(t)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(drawText(t))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Int:
		v.SetInt(int64(rapid.Int32().Draw(t, "number")))
	case reflect.Interface:
		if value := drawValue(t, 2); value != nil {
			v.Set(reflect.ValueOf(value))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i))
		}
	case reflect.Pointer:
		if rapid.Bool().Draw(t, "there") {
			v.Set(reflect.New(v.Type().Elem()))
			fill(t, v.Elem())
			if v.Elem().Kind() == reflect.Map && v.Elem().IsNil() {
				v.Elem().Set(reflect.MakeMap(v.Type().Elem()))
			}
		}
	case reflect.Slice:
		for range rapid.IntRange(0, 2).Draw(t, "length") {
			item := reflect.New(v.Type().Elem()).Elem()
			fill(t, item)
			v.Set(reflect.Append(v, item))
		}
	case reflect.Map:
		for range rapid.IntRange(0, 3).Draw(t, "size") {
			if v.IsNil() {
				v.Set(reflect.MakeMap(v.Type()))
			}
			item := reflect.New(v.Type().Elem()).Elem()
			fill(t, item)
			key := drawKey(t)
			if item.Kind() == reflect.Interface && strings.HasSuffix(key, "#base64") {
				item.Set(reflect.ValueOf(drawText(t)))
			}
			v.SetMapIndex(reflect.ValueOf(key), item)
		}
	default:
		t.Fatalf("there is a field of type %s, which fill does not know", v.Type())
	}
}

// drawRecord draws a record of a trace; package call tests those of every sort.
func drawRecord(t *rapid.T) call.Record {
	records := []call.Record{
		{Call: &call.IsLeader{Leader: true}},
		{Call: &call.SecretGet{Label: drawText(t), Content: map[string]string{"key": drawText(t)}}},
		{Call: &call.ConfigGet{Key: "port", Value: int64(rapid.Int32().Draw(t, "port"))}},
		{Call: &call.RelationList{Relation: "db:" + strconv.Itoa(rapid.IntRange(0, 9).Draw(t, "number"))},
			Error: &call.Error{Code: call.ErrRelationNotFound, Message: drawText(t)}},
	}
	return rapid.SampledFrom(records).Draw(t, "record")
}
