package hooktool

import (
	"maps"
	"slices"
	"unicode"

	"go.yaml.in/yaml/v2"
)

// inOrder returns a value whose maps have their keys in the order that Juju's YAML prints. That order runs in
// circles for some keys ("1", "01", "0b"), where Juju's output differs from run to run; here it never does.
func inOrder(value any) any {
	switch value := value.(type) {
	case map[string]string:
		return orderedKeys(value)
	case map[string]any:
		return orderedKeys(value)
	case []any:
		ordered := make([]any, len(value))
		for i := range value {
			ordered[i] = inOrder(value[i])
		}
		return ordered
	}
	return value
}

func orderedKeys[V any](m map[string]V) yaml.MapSlice {
	keys := slices.Sorted(maps.Keys(m))
	slices.SortStableFunc(keys, func(a, b string) int { return naturalOrder([]rune(a), []rune(b)) })
	ordered := make(yaml.MapSlice, len(keys))
	for i, key := range keys {
		ordered[i] = yaml.MapItem{Key: key, Value: inOrder(m[key])}
	}
	return ordered
}

// naturalOrder compares two keys where they first differ: numbers by what they count, letters after all else.
func naturalOrder(a, b []rune) int {
	at := 0
	for at < len(a) && at < len(b) && a[at] == b[at] {
		at++
	}
	if at == len(a) || at == len(b) {
		return len(a) - len(b)
	}
	letterA, letterB := unicode.IsLetter(a[at]), unicode.IsLetter(b[at])
	switch {
	case letterA && letterB:
		return int(a[at] - b[at])
	case letterA:
		return 1
	case letterB:
		return -1
	}
	// Zeros count when they are not the first digits of their number.
	var start int64
	if a[at] == '0' || b[at] == '0' {
		for i := at - 1; i >= 0 && unicode.IsDigit(a[i]); i-- {
			if a[i] != '0' {
				start = 1
				break
			}
		}
	}
	countA, endA := numberAt(a, at, start)
	countB, endB := numberAt(b, at, start)
	switch {
	case countA < countB || countA == countB && endA < endB:
		return -1
	case countA > countB || endA > endB:
		return 1
	}
	return int(a[at] - b[at])
}

// numberAt reads the digits from a position on, and tells where they end.
func numberAt(text []rune, at int, start int64) (number int64, end int) {
	number = start
	for end = at; end < len(text) && unicode.IsDigit(text[end]); end++ {
		number = number*10 + int64(text[end]-'0')
	}
	return number, end
}
