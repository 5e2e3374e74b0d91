package codec_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/internal/codec"
)

func TestLine(t *testing.T) {
	t.Parallel()
	const text = "a:\n  b:\n    - one\n    - c#base64: /w==\nd: &x {e: 1}\nf: *x\n"
	tree, err := codec.ParseYAML([]byte(text))
	require.NoError(t, err)
	tree, err = codec.Resolve(tree)
	require.NoError(t, err)
	require.Zero(t, codec.Line(nil, "a"))
	tests := []struct {
		name  string
		steps []any
		line  int
	}{
		{name: "whole", line: 1},
		{name: "key", steps: []any{"a", "b"}, line: 2},
		{name: "position", steps: []any{"a", "b", 1}, line: 4},
		{name: "key of bytes", steps: []any{"a", "b", 1, "c"}, line: 4},
		{name: "as far as it goes", steps: []any{"a", "b", 7, "c"}, line: 2},
		{name: "not there", steps: []any{"z"}, line: 1},
		{name: "alias", steps: []any{"f", "e"}, line: 5},
		{name: "position in a mapping", steps: []any{"a", 0}, line: 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.line, codec.Line(tree, test.steps...))
		})
	}
}

func TestNaturalNumbers(t *testing.T) {
	t.Parallel()
	type numbers struct {
		Large uint64 `yaml:"large"`
		Small uint8  `yaml:"small"`
	}
	whole := numbers{Large: math.MaxUint64, Small: 255}
	node, err := codec.Encode(whole)
	require.NoError(t, err)
	var read numbers
	require.NoError(t, codec.Decode(node, &read))
	require.Equal(t, whole, read)

	for _, text := range []string{"{large: -1}", "{large: 1.5}", "{large: x}", "{small: 256}", "{large: 18446744073709551616}"} {
		err := codec.DecodeFile("numbers.yaml", []byte(text), &read)
		require.ErrorContains(t, err, "want a whole number that is not negative", text)
	}
}
