package call

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
)

// DecodeValue reads the JSON of a hook tool: maps are map[string]any, lists []any, whole numbers int64 and
// others float64. JSON does not tell 2.0 from 2: both are int64.
func DecodeValue(text []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	return typeNumbers(value), nil
}

// WireValue returns a value as it comes out of a hook tool; see [DecodeValue]. One that JSON has no word
// for is copied as it is.
func WireValue(value any) any {
	text, err := json.Marshal(value)
	if err != nil {
		return CloneValue(value)
	}
	decoded, err := DecodeValue(text)
	if err != nil {
		return CloneValue(value)
	}
	return decoded
}

// typeNumbers gives the numbers of a tree a type, in place.
func typeNumbers(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for key, below := range value {
			value[key] = typeNumbers(below)
		}
	case []any:
		for i, below := range value {
			value[i] = typeNumbers(below)
		}
	case json.Number:
		return typedNumber(value)
	}
	return value
}

func typedNumber(number json.Number) any {
	if whole, err := strconv.ParseInt(number.String(), 10, 64); err == nil {
		return whole
	}
	float, err := number.Float64()
	if err != nil {
		return number.String() // beyond float64: better seen than lost
	}
	if float == math.Trunc(float) && math.Abs(float) < 1<<53 {
		return int64(float)
	}
	return float
}
