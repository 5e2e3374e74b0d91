package metadata_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/metadata"
)

func TestOptionTyped(t *testing.T) {
	t.Parallel()
	tests := []struct {
		kind        string
		value, want any
	}{
		{"int", 80, int64(80)},
		{"int", int64(80), int64(80)},
		{"int", 80.0, int64(80)},
		{"int", 80.5, 80.5},
		{"float", 2, 2.0},
		{"float", int64(2), 2.0},
		{"float", float32(2.5), 2.5},
		{"string", "2", "2"},
		{"boolean", true, true},
		{"", 2, int64(2)},
		{"int", nil, nil},
	}
	for _, test := range tests {
		require.Equal(t, test.want, metadata.Option{Type: test.kind}.Typed(test.value), "%s %v", test.kind, test.value)
	}
}
