package scenario

import (
	"fmt"
	"reflect"

	"github.com/charmscenario/scenario/call"
)

// maxAligned is up to how many pairs of elements are compared to see what was put in or left out. In
// longer lists elements are compared one by one.
const maxAligned = 10_000

// inOrder compares lists whose order counts. One element more or less is one difference, wherever it is.
func (d *differ) inOrder(path string, want, got reflect.Value) {
	i, j := 0, 0
	for _, match := range append(aligned(want, got), [2]int{want.Len(), got.Len()}) {
		for ; i < match[0] && j < match[1]; i, j = i+1, j+1 {
			d.walk(at(path, i), want.Index(i), got.Index(j))
		}
		for ; i < match[0]; i++ {
			d.report(at(path, i), "-"+render(want.Index(i)))
		}
		for ; j < match[1]; j++ {
			d.report(at(path, j), "+"+render(got.Index(j)))
		}
		i, j = i+1, j+1
	}
}

func at(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }

// aligned returns the positions of equal elements in both lists, as many as there can be in order.
func aligned(want, got reflect.Value) [][2]int {
	n, m := want.Len(), got.Len()
	var matches [][2]int
	start := 0
	for ; start < min(n, m) && equal(want.Index(start), got.Index(start)); start++ {
		matches = append(matches, [2]int{start, start})
	}
	if start == n || start == m || (n-start)*(m-start) > maxAligned {
		return matches
	}
	// longest[i][j] counts the matches among the elements from i and j on.
	longest := make([][]int, n+1)
	for i := range longest {
		longest[i] = make([]int, m+1)
	}
	same := make(map[[2]int]bool)
	for i := n - 1; i >= start; i-- {
		for j := m - 1; j >= start; j-- {
			longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			if equal(want.Index(i), got.Index(j)) {
				same[[2]int{i, j}] = true
				longest[i][j] = max(longest[i][j], longest[i+1][j+1]+1)
			}
		}
	}
	for i, j := start, start; i < n && j < m; {
		switch {
		case same[[2]int{i, j}] && longest[i][j] == longest[i+1][j+1]+1:
			matches = append(matches, [2]int{i, j})
			i, j = i+1, j+1
		case longest[i+1][j] >= longest[i][j+1]:
			i++
		default:
			j++
		}
	}
	return matches
}

func equal(want, got reflect.Value) bool {
	var d differ
	d.walk("", want, got)
	return len(d.lines) == 0
}

// record compares two calls. Of calls that ask the same, it shows how the answers differ.
func (d *differ) record(path string, want, got reflect.Value) {
	w, g := want.Interface().(call.Record), got.Interface().(call.Record)
	if w.Call == nil || g.Call == nil || w.String() != g.String() {
		d.leaf(path, want, got)
		return
	}
	d.walk(join(path, w.Call.Tool()), reflect.ValueOf(w.Call).Elem(), reflect.ValueOf(g.Call).Elem())
	d.walk(join(path, "error"), reflect.ValueOf(w.Error), reflect.ValueOf(g.Error))
}

// sameNumber reports whether values of different types are one number.
func sameNumber(want, got reflect.Value) bool {
	if !want.IsValid() || !got.IsValid() {
		return false
	}
	switch {
	case want.CanInt() && got.CanInt():
		return want.Int() == got.Int()
	case want.CanInt() && got.CanFloat():
		return float64(want.Int()) == got.Float()
	case want.CanFloat() && got.CanInt():
		return want.Float() == float64(got.Int())
	}
	return false
}
