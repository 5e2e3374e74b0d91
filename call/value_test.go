package call_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
)

func TestWireValue(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name        string
		value, want any
	}{
		{"nil", nil, nil},
		{"text", "2", "2"},
		{"int", 2, int64(2)},
		{"whole float", 2.0, int64(2)},
		{"float", 2.5, 2.5},
		{"negative zero", math.Copysign(0, -1), int64(0)},
		{"large float", 1e21, 1e21},
		{"largest int", int64(math.MaxInt64), int64(math.MaxInt64)},
		{"beyond int64", uint64(math.MaxUint64), float64(math.MaxUint64)},
		{"list of texts", []string{"a"}, []any{"a"}},
		{"typed map", map[string]int{"a": 1}, map[string]any{"a": int64(1)}},
		{"deep", map[string]any{"a": []any{map[string]any{"b": 1.0}}}, map[string]any{"a": []any{map[string]any{"b": int64(1)}}}},
		{"no JSON", math.Inf(1), math.Inf(1)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, call.WireValue(test.value))
		})
	}
}

func TestDecodeValue(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]any{
		"80\n": int64(80), "8.5": 8.5, "2.0": int64(2), "1e3": int64(1000), `"80"`: "80", "null": nil, "true": true,
		`{"a":[1,1.5]}`: map[string]any{"a": []any{int64(1), 1.5}}, "1e999": "1e999",
	} {
		got, err := call.DecodeValue([]byte(text))
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	_, err := call.DecodeValue([]byte("{"))
	require.Error(t, err)
}
