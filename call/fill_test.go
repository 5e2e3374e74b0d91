package call_test

import (
	"reflect"
	"strconv"
	"strings"
	"time"

	"pgregory.net/rapid"

	"github.com/charmscenario/scenario/call"
)

// drawCall draws any call with every field of question and answer at random, empty maps and lists
// left nil.
func drawCall(t *rapid.T) call.Call {
	c := call.New(rapid.SampledFrom(call.Tools()).Draw(t, "tool"))
	fill(t, reflect.ValueOf(c).Elem())
	return c
}

// drawText draws texts of every sort: also empty, not UTF-8, and such as YAML reads as something else.
func drawText(t *rapid.T) string {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"", "a", "db:1", "true", "1", "1.0", "null", "~", "2000-01-01T00:00:00Z", "- x", "a: b", "<<", "=", "two\nlines\n", "tail ",
			"\u2028", "\U0001f600", "#", "aGVsbG8=", "/w==", "\xff\xfe", "\x00"}),
		rapid.String(),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 6), func(b []byte) string { return string(b) }),
	).Draw(t, "text")
}

func drawKey(t *rapid.T) string {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"key", "key#base64", "key#base64#base64", "#base64", "", "1", "yes", "<<"}),
		rapid.String(),
	).Draw(t, "key")
}

// drawValue draws what a decoded file may hold, as this package has it.
func drawValue(t *rapid.T, depth int) any {
	kinds := 5
	if depth > 0 {
		kinds = 7
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		return drawText(t)
	case 1:
		return rapid.Int64().Draw(t, "int")
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
			list = append(list, rapid.Int64().Draw(t, "item"))
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
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(drawText(t))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(rapid.Int32().Draw(t, "number")))
	case reflect.Interface:
		if value := drawValue(t, 2); value != nil {
			v.Set(reflect.ValueOf(value))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i))
		}
	case reflect.Slice:
		n := rapid.IntRange(0, 3).Draw(t, "length")
		for i := range n {
			item := reflect.New(v.Type().Elem()).Elem()
			if item.Kind() == reflect.String {
				item.SetString("text" + strconv.Itoa(i)) // texts in lists are names and IDs
			} else {
				fill(t, item)
			}
			v.Set(reflect.Append(v, item))
		}
	case reflect.Map:
		n := rapid.IntRange(0, 4).Draw(t, "size")
		for range n {
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
		t.Fatalf("a call has a field of type %s, which fill does not know", v.Type())
	}
}

// scribble overwrites everything that a value reaches through maps and slices.
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
		for _, key := range v.MapKeys() {
			scribble(v.MapIndex(key))
			v.SetMapIndex(key, reflect.Zero(v.Type().Elem()))
		}
		if !v.IsNil() {
			v.SetMapIndex(reflect.ValueOf("scribbled"), reflect.Zero(v.Type().Elem()))
		}
	}
}

// deepCopy is a copy made by other means than Clone.
func deepCopy(v reflect.Value) reflect.Value {
	n := reflect.New(v.Type()).Elem()
	switch v.Kind() {
	case reflect.Pointer:
		n.Set(reflect.New(v.Type().Elem()))
		n.Elem().Set(deepCopy(v.Elem()))
		return n
	case reflect.Interface:
		if !v.IsNil() {
			n.Set(deepCopy(v.Elem()))
		}
		return n
	case reflect.Struct:
		n.Set(v)
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				n.Field(i).Set(deepCopy(v.Field(i)))
			}
		}
		return n
	case reflect.Slice:
		if v.IsNil() {
			return n
		}
		n.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			n.Index(i).Set(deepCopy(v.Index(i)))
		}
		return n
	case reflect.Map:
		if v.IsNil() {
			return n
		}
		n.Set(reflect.MakeMap(v.Type()))
		for _, key := range v.MapKeys() {
			n.SetMapIndex(key, deepCopy(v.MapIndex(key)))
		}
		return n
	}
	return v
}
