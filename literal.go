package scenario

import (
	"fmt"
	"go/format"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/codec"
)

// Literal prints a State, or a part of one, or an Event, as the Go expression that makes it: to paste
// into a test. Fields that are zero or empty are left out. It shows secret content: that is the test's
// own data.
//
//	fmt.Println(scenario.Literal(out.State))
//
// The text uses the packages scenario and, for times, time; it is formatted as gofmt does.
func Literal[T State | Relation | Secret | Event](value T) string {
	if codec.Cyclic(value) {
		return "// a value holds itself: there is no literal of it"
	}
	text := literal(reflect.ValueOf(value), 0, false)
	formatted, err := format.Source([]byte(text))
	if err != nil {
		return text // such as of a value that no file has either
	}
	return string(formatted)
}

// literalWidth is how long a line may be before its parts get lines of their own.
const literalWidth = 100

// literal writes a value. Where the type follows from what is around, it is left out.
func literal(v reflect.Value, depth int, typeKnown bool) string {
	if text, ok := constantName(v); ok {
		return text
	}
	switch v.Kind() {
	case reflect.Interface:
		if v.IsNil() {
			return "nil"
		}
		return freeLiteral(v.Elem(), depth)
	case reflect.Pointer:
		if v.IsNil() {
			return "nil"
		}
		return "&" + literal(v.Elem(), depth, false)
	case reflect.Struct:
		if moment, ok := v.Interface().(time.Time); ok {
			return timeLiteral(moment)
		}
		return composite(v, depth, typeKnown, fieldLiterals(v, depth))
	case reflect.Map:
		if v.IsNil() {
			return "nil"
		}
		return composite(v, depth, typeKnown, entryLiterals(v, depth))
	case reflect.Slice:
		if v.IsNil() {
			return "nil"
		}
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = literal(v.Index(i), depth+1, true)
		}
		return composite(v, depth, typeKnown, parts)
	case reflect.String:
		return quotedLiteral(v.String())
	case reflect.Float32, reflect.Float64:
		return floatLiteral(v.Float())
	}
	return fmt.Sprint(v.Interface())
}

// freeLiteral writes a value whose type must be seen, for it stands where any type may.
func freeLiteral(v reflect.Value, depth int) string {
	text := literal(v, depth, false)
	switch v.Kind() {
	case reflect.String, reflect.Bool, reflect.Int, reflect.Float64:
		if v.Type().PkgPath() == "" {
			return text
		}
	case reflect.Map, reflect.Slice:
		if !v.IsNil() {
			return text
		}
	case reflect.Struct:
		return text
	case reflect.Func, reflect.Chan:
		return "nil /* a " + typeName(v.Type()) + " has no literal */"
	}
	return typeName(v.Type()) + "(" + text + ")"
}

// composite puts parts between braces, on one line or on a line each.
func composite(v reflect.Value, depth int, typeKnown bool, parts []string) string {
	name := ""
	if !typeKnown {
		name = typeName(v.Type())
	}
	line := name + "{" + strings.Join(parts, ", ") + "}"
	whole := depth == 0 && len(parts) > 0
	if !whole && len(line)+4*depth <= literalWidth && !strings.Contains(line, "\n") {
		return line
	}
	return name + "{\n" + strings.Join(parts, ",\n") + ",\n}"
}

func fieldLiterals(v reflect.Value, depth int) []string {
	var parts []string
	for i := range v.NumField() {
		if field := v.Field(i); v.Type().Field(i).IsExported() && !isEmpty(field) {
			parts = append(parts, v.Type().Field(i).Name+": "+literal(field, depth+1, false))
		}
	}
	return parts
}

func entryLiterals(v reflect.Value, depth int) []string {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	parts := make([]string, len(keys))
	for i, key := range keys {
		parts[i] = literal(key, depth+1, false) + ": " + literal(v.MapIndex(key), depth+1, true)
	}
	return parts
}

// constantName names the constants of this package.
func constantName(v reflect.Value) (string, bool) {
	name := ""
	switch word := v.Interface().(type) {
	case Owner:
		name = map[Owner]string{OwnerApp: "OwnerApp", OwnerUnit: "OwnerUnit", OwnerUser: "OwnerUser"}[word]
	case RotatePolicy:
		name = map[RotatePolicy]string{RotateNever: "RotateNever", RotateHourly: "RotateHourly", RotateDaily: "RotateDaily", RotateWeekly: "RotateWeekly",
			RotateMonthly: "RotateMonthly", RotateQuarterly: "RotateQuarterly", RotateYearly: "RotateYearly"}[word]
	case Life:
		name = map[Life]string{Dying: "Dying", Dead: "Dead"}[word]
	case call.StatusName:
		name = map[call.StatusName]string{StatusActive: "StatusActive", StatusBlocked: "StatusBlocked", StatusMaintenance: "StatusMaintenance",
			StatusWaiting: "StatusWaiting", StatusUnknown: "StatusUnknown", StatusError: "StatusError", StatusTerminated: "StatusTerminated"}[word]
	}
	return "scenario." + name, name != ""
}

// typeName is a type as a test writes it. What this package has from package call has its name here.
func typeName(t reflect.Type) string {
	text := strings.ReplaceAll(t.String(), "interface {}", "any")
	return strings.ReplaceAll(text, "call.", "scenario.")
}

func timeLiteral(moment time.Time) string {
	if moment.IsZero() {
		return "time.Time{}"
	}
	t := moment.UTC()
	return fmt.Sprintf("time.Date(%d, %d, %d, %d, %d, %d, %d, time.UTC)", t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond())
}

func floatLiteral(number float64) string {
	switch {
	case math.IsNaN(number):
		return "math.NaN()"
	case math.IsInf(number, 0):
		return fmt.Sprintf("math.Inf(%d)", int(math.Copysign(1, number)))
	}
	text := strconv.FormatFloat(number, 'g', -1, 64)
	if !strings.ContainsAny(text, ".e") {
		text += ".0"
	}
	return text
}

// quotedLiteral writes texts of several lines, such as certificates, as they are.
func quotedLiteral(text string) string {
	if strings.Count(strings.TrimSuffix(text, "\n"), "\n") == 0 {
		return strconv.Quote(text)
	}
	for line := range strings.SplitSeq(text, "\n") {
		if !strconv.CanBackquote(line) || strings.TrimRight(line, " \t") != line {
			return strconv.Quote(text)
		}
	}
	return "`" + text + "`"
}
