package call

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Record is one entry of a trace: a call as it was answered, and the refusal if it was refused.
type Record struct {
	Call  Call
	Error *Error // nil: carried out
}

// String shows the call on one line, much as its hook tool would be typed, and its refusal. Of secret
// content it shows keys and sizes.
func (r Record) String() string {
	if r.Call == nil {
		return "no call"
	}
	text := r.Call.Tool()
	v := reflect.ValueOf(r.Call).Elem()
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if isAnswer(v.Type(), field.Name) || v.Field(i).IsZero() {
			continue
		}
		name, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		text += " " + name + "=" + shown(field.Name, v.Field(i).Interface())
	}
	if r.Error != nil {
		text += ": refused: " + r.Error.Message
	}
	return text
}

// isAnswer tells the fields that a call is answered in from those that ask.
func isAnswer(t reflect.Type, field string) bool {
	switch t {
	case reflect.TypeFor[SecretGet]():
		return field == "Content"
	case reflect.TypeFor[SecretAdd]():
		return field == "ID"
	}
	switch field {
	case "Info", "IDs", "Units", "RemoteApp", "ModelUUID", "Value", "Options", "Leader", "Params":
		return true
	case "Data":
		return t == reflect.TypeFor[RelationGet]()
	case "Settings":
		return t == reflect.TypeFor[LeaderGet]()
	case "State":
		return t == reflect.TypeFor[StateGet]()
	case "Status":
		return t == reflect.TypeFor[StatusGet]()
	}
	return false
}

// shown renders what a call asks with.
func shown(field string, value any) string {
	switch value := value.(type) {
	case time.Time:
		return value.UTC().Format(time.RFC3339)
	case []ActionResult:
		keys := make([]string, len(value))
		for i, result := range value {
			keys[i] = result.Key
		}
		return strings.Join(keys, ",")
	case map[string]string:
		parts := make([]string, 0, len(value))
		for key, text := range value {
			if field == "Content" {
				parts = append(parts, fmt.Sprintf("%s(%d bytes)", key, len(text)))
			} else {
				parts = append(parts, fmt.Sprintf("%s=%q", key, text))
			}
		}
		slices.Sort(parts)
		return strings.Join(parts, ",")
	case string:
		if value == "" || strings.ContainsAny(value, " \n\"") {
			return fmt.Sprintf("%q", value)
		}
		return value
	}
	return fmt.Sprint(value)
}
