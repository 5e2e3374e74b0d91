package terraform

import (
	"fmt"
	"math"
	"math/big"
	"reflect"
	"time"

	"github.com/zclconf/go-cty/cty"
)

// fromGo turns a value of Go into one of a plan: nil, booleans, texts, numbers, lists and maps of such with texts for keys.
func fromGo(value any) (cty.Value, error) {
	if v, ok := value.(cty.Value); ok {
		return v, nil
	}
	return fromReflect(reflect.ValueOf(value), 0)
}

// deepest is how deep a value may be nested.
const deepest = 100

func fromReflect(v reflect.Value, depth int) (cty.Value, error) {
	if depth > deepest {
		return cty.NilVal, fmt.Errorf("it is nested more than %d deep", deepest)
	}
	if v.IsValid() && v.Type() == reflect.TypeFor[time.Time]() {
		return cty.StringVal(v.Interface().(time.Time).Format(time.RFC3339)), nil
	}
	switch v.Kind() {
	case reflect.Invalid:
		return cty.NullVal(cty.DynamicPseudoType), nil
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return cty.NullVal(cty.DynamicPseudoType), nil
		}
		return fromReflect(v.Elem(), depth+1)
	case reflect.Bool:
		return cty.BoolVal(v.Bool()), nil
	case reflect.String:
		return cty.StringVal(v.String()), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return cty.NumberIntVal(v.Int()), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return cty.NumberUIntVal(v.Uint()), nil
	case reflect.Float32, reflect.Float64:
		if f := v.Float(); math.IsNaN(f) || math.IsInf(f, 0) {
			return cty.NilVal, fmt.Errorf("it is %v, want a number", f)
		}
		return cty.NumberFloatVal(v.Float()), nil
	case reflect.Slice, reflect.Array:
		return fromList(v, depth)
	case reflect.Map:
		return fromMap(v, depth)
	}
	return cty.NilVal, fmt.Errorf("it is a %s, want nil, a boolean, a text, a number, or a list or map of such", v.Type())
}

func fromList(v reflect.Value, depth int) (cty.Value, error) {
	values := make([]cty.Value, v.Len())
	for i := range values {
		var err error
		if values[i], err = fromReflect(v.Index(i), depth+1); err != nil {
			return cty.NilVal, err
		}
	}
	return cty.TupleVal(values), nil
}

func fromMap(v reflect.Value, depth int) (cty.Value, error) {
	if v.Type().Key().Kind() != reflect.String {
		return cty.NilVal, fmt.Errorf("it is a %s, want a map with texts for keys", v.Type())
	}
	values := make(map[string]cty.Value, v.Len())
	for _, key := range v.MapKeys() {
		value, err := fromReflect(v.MapIndex(key), depth+1)
		if err != nil {
			return cty.NilVal, err
		}
		values[key.String()] = value
	}
	return cty.ObjectVal(values), nil
}

// toGo turns a value of a plan into one of Go: nil, bool, string, int, float64, []any or map[string]any. What is not known yet is nil.
func toGo(v cty.Value) any {
	v, _ = v.Unmark()
	if v.IsNull() || !v.IsKnown() {
		return nil
	}
	kind := v.Type()
	switch {
	case kind == cty.Bool:
		return v.True()
	case kind == cty.String:
		return v.AsString()
	case kind == cty.Number:
		return number(v.AsBigFloat())
	case kind.IsMapType() || kind.IsObjectType():
		values := make(map[string]any, v.LengthInt())
		for key, value := range v.AsValueMap() {
			values[key] = toGo(value)
		}
		return values
	case kind.IsListType() || kind.IsSetType() || kind.IsTupleType():
		values := make([]any, 0, v.LengthInt())
		for _, value := range v.AsValueSlice() {
			values = append(values, toGo(value))
		}
		return values
	}
	return nil
}

func number(f *big.Float) any {
	if i, exact := f.Int64(); exact == big.Exact && int64(int(i)) == i {
		return int(i)
	}
	n, _ := f.Float64()
	return n
}
