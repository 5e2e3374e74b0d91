package tabular_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/internal/tabular"
)

func TestTable(t *testing.T) {
	t.Parallel()
	var table tabular.Table
	require.Empty(t, table.String())
	table.AlignRight(1)
	table.Row("App", "Scale", "Message")
	table.Row("database", "2", "")
	table.Row("web", "10/12", "größer")
	require.Equal(t, "App       Scale  Message\ndatabase      2  \nweb       10/12  größer\n", table.String())
}

// TestRowsOfDifferentLength: a column ends where a row does not have it, and begins anew below.
func TestRowsOfDifferentLength(t *testing.T) {
	t.Parallel()
	var table tabular.Table
	table.Row("a", "b")
	table.Filled("long", "joining")
	table.Row("x")
	table.Filled("y")
	table.Row()
	table.Filled("ü", "z")
	require.Equal(t, "a     b\nlong  joining  \nx\ny  \n\nü  z  \n", table.String())
}

func TestFlipped(t *testing.T) {
	t.Parallel()
	var table tabular.Table
	table.Filled("# Units:", "(2)")
	table.Filled("active:", " 12 ")
	require.Equal(t, "  # Units:   (2)\n   active:   12 \n", table.Flipped())
}
