package nearest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/internal/nearest"
)

func TestNearestName(t *testing.T) {
	t.Parallel()
	require.Equal(t, "database", nearest.Name("databse", []string{"website", "database"}))
	require.Empty(t, nearest.Name("zzzzzz", []string{"website", "database"}))
	require.Empty(t, nearest.Name("x", nil))
}
