package scenario

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/charmscenario/scenario/call"
)

// render shows a value on one line, without the fields that are empty.
func render(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return "nothing"
		}
		return render(v.Elem())
	}
	switch value := v.Interface().(type) {
	case time.Time:
		return value.UTC().Format(time.RFC3339)
	case call.Record:
		return value.String()
	}
	switch v.Kind() {
	case reflect.String:
		return fmt.Sprintf("%q", v.String())
	case reflect.Struct:
		return renderStruct(v)
	case reflect.Map:
		return renderMap(v)
	case reflect.Slice:
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = render(v.Index(i))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return fmt.Sprint(v.Interface())
}

func renderStruct(v reflect.Value) string {
	var parts []string
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.IsExported() && !isEmpty(v.Field(i)) {
			parts = append(parts, fieldName(field)+": "+render(v.Field(i)))
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func renderMap(v reflect.Value) string {
	parts := make([]string, 0, v.Len())
	for _, key := range v.MapKeys() {
		parts = append(parts, shownKey(key)+": "+render(v.MapIndex(key)))
	}
	slices.Sort(parts)
	return "{" + strings.Join(parts, ", ") + "}"
}
