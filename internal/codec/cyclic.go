package codec

import (
	"reflect"
	"slices"
)

// Cyclic reports whether a value holds itself, in a map, a list or behind a pointer, however deep. Nothing can
// be made of such a value: no copy, no file, no text.
func Cyclic(v any) bool {
	if m, ok := v.(map[string]any); ok && flat(m) {
		return false
	}
	return cyclic(reflect.ValueOf(v), nil)
}

// flat reports whether a map holds plain values alone, as nearly all do.
func flat(m map[string]any) bool {
	for _, value := range m {
		switch value.(type) {
		case nil, string, bool, int, int64, float64:
		default:
			return false
		}
	}
	return true
}

// cyclic looks at a value below those in path.
func cyclic(v reflect.Value, path []uintptr) bool {
	switch v.Kind() {
	case reflect.Interface:
		return !v.IsNil() && cyclic(v.Elem(), path)
	case reflect.Struct:
		if v.Type() == timeType {
			return false
		}
		for i := range v.NumField() {
			if cyclic(v.Field(i), path) {
				return true
			}
		}
		return false
	case reflect.Map, reflect.Slice, reflect.Pointer:
		if v.IsNil() || v.Kind() == reflect.Slice && v.Len() == 0 {
			return false
		}
		if slices.Contains(path, v.Pointer()) {
			return true
		}
		return inside(v, append(path, v.Pointer()))
	}
	return false
}

func inside(v reflect.Value, path []uintptr) bool {
	switch v.Kind() {
	case reflect.Map:
		for entries := v.MapRange(); entries.Next(); {
			if cyclic(entries.Value(), path) {
				return true
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if cyclic(v.Index(i), path) {
				return true
			}
		}
	case reflect.Pointer:
		return cyclic(v.Elem(), path)
	}
	return false
}
