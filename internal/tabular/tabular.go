// Package tabular lays text out in columns as the juju client does: a column is as wide as its widest cell and two blanks, as far as
// rows that have the column follow one another.
package tabular

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// padding is how many blanks follow the widest cell of a column.
const padding = 2

// Table is a table that is being written; the zero Table is an empty one.
type Table struct {
	rows  []row
	right []int
}

type row struct {
	cells []string // each fills its column
	rest  string   // follows them, as it is
}

// AlignRight puts the cells of columns, counted from 0, at the right edge.
func (t *Table) AlignRight(columns ...int) { t.right = append(t.right, columns...) }

// Row adds a row whose last cell takes no part in the layout: nothing follows it, not even blanks.
func (t *Table) Row(cells ...string) {
	last := len(cells) - 1
	t.rows = append(t.rows, row{cells: cells[:max(last, 0)], rest: strings.Join(cells[max(last, 0):], "")})
}

// Filled adds a row whose cells all fill their columns: blanks follow the last one too.
func (t *Table) Filled(cells ...string) { t.rows = append(t.rows, row{cells: cells}) }

// String returns the table, each row with a newline.
func (t *Table) String() string { return t.render(false) }

// Flipped returns the table with every column at its right edge, and the blanks between columns before the cells.
func (t *Table) Flipped() string { return t.render(true) }

func (t *Table) render(flipped bool) string {
	widths := make(map[int]int) // of the columns that the rows around have
	var out strings.Builder
	for i, r := range t.rows {
		for column := range widths {
			if column >= len(r.cells) {
				delete(widths, column)
			}
		}
		for column, cell := range r.cells {
			width, known := widths[column]
			if !known {
				width = t.width(i, column)
				widths[column] = width
			}
			blanks := strings.Repeat(" ", width-utf8.RuneCountInString(cell))
			between := strings.Repeat(" ", padding)
			switch {
			case flipped:
				out.WriteString(between + blanks + cell)
			case slices.Contains(t.right, column):
				out.WriteString(blanks + cell + between)
			default:
				out.WriteString(cell + blanks + between)
			}
		}
		out.WriteString(r.rest + "\n")
	}
	return out.String()
}

// width is that of the widest cell of a column from a row on, as far as rows have the column.
func (t *Table) width(from, column int) int {
	widest := 0
	for i := from; i < len(t.rows) && len(t.rows[i].cells) > column; i++ {
		widest = max(widest, utf8.RuneCountInString(t.rows[i].cells[column]))
	}
	return widest
}
