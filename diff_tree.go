package scenario

import (
	"fmt"
	"reflect"
	"regexp"
)

// diffTrees is Diff for what was read from files of any form: mappings are map[string]any, lists []any. Paths are those
// that [Diff] would show for the types that the files are of.
func diffTrees(want, got any) string {
	if got, ok := got.(map[string]any); ok && want == nil {
		want = emptied(got)
	}
	d := differ{tree: true}
	d.walk("", reflect.ValueOf(&want).Elem(), reflect.ValueOf(&got).Elem())
	return d.text()
}

// emptied has the same maps and lists with nothing in them, so that what was not there is told part by part.
func emptied(tree map[string]any) map[string]any {
	empty := make(map[string]any)
	for key, value := range tree {
		switch value.(type) {
		case map[string]any:
			empty[key] = map[string]any{}
		case []any:
			empty[key] = []any{}
		}
	}
	return empty
}

// plainKey is the form of a key that stands for a field.
var plainKey = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// below is the path of what a map has under a key.
func (d *differ) below(path string, key reflect.Value, shown string) string {
	if d.tree && key.Kind() == reflect.String && plainKey.MatchString(key.String()) {
		return join(path, key.String())
	}
	return path + "[" + shown + "]"
}

// treeKeys are the keys by which elements of lists are known, the first that all have.
var treeKeys = []string{"id", "number", "name", "unit", "to"}

// treeKey returns how the elements of two lists are matched and shown; nil: by position.
func treeKey(lists ...reflect.Value) func(reflect.Value) (key, shown string) {
	for _, name := range treeKeys {
		if known := knownBy(name, lists); known != nil {
			return known
		}
	}
	return nil
}

// knownBy returns how elements are known by a key, if every one has it and no two of a list have the same there.
func knownBy(name string, lists []reflect.Value) func(reflect.Value) (key, shown string) {
	for _, list := range lists {
		seen := make(map[any]bool)
		for i := range list.Len() {
			element, _ := list.Index(i).Interface().(map[string]any)
			value := element[name]
			switch value.(type) {
			case string, int:
			default:
				return nil
			}
			if seen[value] {
				return nil
			}
			seen[value] = true
		}
	}
	return func(v reflect.Value) (string, string) {
		value := v.Interface().(map[string]any)[name]
		return fmt.Sprint(value), fmt.Sprintf("%#v", value)
	}
}
