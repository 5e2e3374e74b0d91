// Package nearest finds the name that was probably meant.
package nearest

import (
	"fmt"
	"strconv"
	"strings"
)

// Name returns the name that was probably meant; "" when none is near.
func Name(name string, among []string) string {
	best, least := "", len(name)/3+2
	for _, candidate := range among {
		if d := distance(name, candidate); d < least && d > 0 {
			best, least = candidate, d
		}
	}
	return best
}

// Meant is the end of a message: the name that was probably meant, else what there is.
func Meant(name string, among []string) string {
	if near := Name(name, among); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	if len(among) == 0 {
		return "; it has none"
	}
	quoted := make([]string, len(among))
	for i, other := range among {
		quoted[i] = strconv.Quote(other)
	}
	return "; there is " + strings.Join(quoted, ", ")
}

// distance counts the letters to be added, removed or changed; swapped neighbours count once.
func distance(a, b string) int {
	if len(a) > 100 || len(b) > 100 {
		return max(len(a), len(b))
	}
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
