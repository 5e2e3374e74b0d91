package scenario

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/codec"
)

// Diff tells how two States, Outcomes or parts of them differ, one leaf a line, each with its whole
// path: "-" is what want has, "+" what got has. It is empty when they are equal; nil and empty are
// equal, and so are numbers of one value. Secrets and relations are matched by ID, wherever they stand. Diff shows secret content: it
// is the test's own data. The text is for people and may change.
func Diff[T any](want, got T) string {
	if codec.Cyclic(want) || codec.Cyclic(got) {
		return "value: holds itself, which cannot be compared; want plain data"
	}
	var d differ
	d.walk("", reflect.ValueOf(&want).Elem(), reflect.ValueOf(&got).Elem())
	return d.text()
}

// differ collects the lines of a difference.
type differ struct {
	lines []string
	tree  bool // what is compared was read from files of any form: see diffTrees
}

func (d *differ) text() string { return strings.Join(d.lines, "\n") }

func (d *differ) report(path, line string) {
	if path == "" {
		path = "value"
	}
	d.lines = append(d.lines, path+": "+line)
}

func (d *differ) walk(path string, want, got reflect.Value) {
	if isEmpty(want) && isEmpty(got) {
		return
	}
	switch want.Type() {
	case timeType:
		d.leaf(path, want, got)
		return
	case recordType:
		d.record(path, want, got)
		return
	}
	switch want.Kind() {
	case reflect.Struct:
		d.fields(path, want, got)
	case reflect.Map:
		d.entries(path, want, got)
	case reflect.Slice:
		d.elements(path, want, got)
	case reflect.Pointer, reflect.Interface:
		if want.IsNil() || got.IsNil() || want.Elem().Type() != got.Elem().Type() {
			if sameNumber(want.Elem(), got.Elem()) {
				return
			}
			d.leaf(path, want, got)
			return
		}
		d.walk(path, want.Elem(), got.Elem())
	default:
		d.leaf(path, want, got)
	}
}

func (d *differ) leaf(path string, want, got reflect.Value) {
	if want.Type() == timeType {
		if want.Interface().(time.Time).Equal(got.Interface().(time.Time)) {
			return
		}
	} else if reflect.DeepEqual(want.Interface(), got.Interface()) {
		return
	}
	line := ""
	if !isEmpty(want) {
		line = "-" + render(want)
	}
	if !isEmpty(got) {
		if line != "" {
			line += " "
		}
		line += "+" + render(got)
	}
	d.report(path, line)
}

func (d *differ) fields(path string, want, got reflect.Value) {
	for i := range want.NumField() {
		field := want.Type().Field(i)
		if !field.IsExported() {
			continue
		}
		below := path
		if !field.Anonymous {
			below = join(path, fieldName(field))
		}
		lines := len(d.lines)
		d.walk(below, want.Field(i), got.Field(i))
		if len(d.lines) > lines && field.Name == "TrackedRevision" {
			d.lines[lines] += staleness(want, got)
		}
	}
}

// staleness says how a unit comes to track the latest revision of a secret, when that is what is wanted.
func staleness(want, got reflect.Value) string {
	w, ok := want.Interface().(Secret)
	g, _ := got.Interface().(Secret)
	if !ok || w.TrackedRevision != g.LatestRevision || g.TrackedRevision >= g.LatestRevision {
		return ""
	}
	return fmt.Sprintf(" (the latest is %d: Refresh reads it and tracks it)", g.LatestRevision)
}

func (d *differ) entries(path string, want, got reflect.Value) {
	keys := make(map[string]reflect.Value, want.Len())
	for _, side := range []reflect.Value{want, got} {
		for _, key := range side.MapKeys() {
			keys[shownKey(key)] = key
		}
	}
	for _, shown := range slices.Sorted(maps.Keys(keys)) {
		d.pair(d.below(path, keys[shown], shown), want.MapIndex(keys[shown]), got.MapIndex(keys[shown]))
	}
}

// shownKey shows a key of a map, which is a text in all that this package has, and may be anything in what a
// test has put there.
func shownKey(key reflect.Value) string {
	if key.Kind() == reflect.String {
		return fmt.Sprintf("%q", key.String())
	}
	return fmt.Sprintf("%#v", key)
}

// pair compares what may be on one side only.
func (d *differ) pair(path string, want, got reflect.Value) {
	switch {
	case !want.IsValid():
		d.report(path, "+"+render(got))
	case !got.IsValid():
		d.report(path, "-"+render(want))
	default:
		d.walk(path, want, got)
	}
}

func (d *differ) elements(path string, want, got reflect.Value) {
	key := elementKey(want.Type().Elem())
	if d.tree {
		key = treeKey(want, got)
	}
	if key == nil {
		d.inOrder(path, want, got)
		return
	}
	matched := make([]bool, got.Len())
	for i := range want.Len() {
		name, shown := key(want.Index(i))
		partner := reflect.Value{}
		for j := range got.Len() {
			if other, _ := key(got.Index(j)); !matched[j] && other == name {
				matched[j], partner = true, got.Index(j)
				break
			}
		}
		d.pair(fmt.Sprintf("%s[%s]", path, shown), want.Index(i), partner)
	}
	for j := range got.Len() {
		if !matched[j] {
			_, shown := key(got.Index(j))
			d.pair(fmt.Sprintf("%s[%s]", path, shown), reflect.Value{}, got.Index(j))
		}
	}
}

// elementKey returns how elements of a list are matched and shown; nil: by position.
func elementKey(t reflect.Type) func(reflect.Value) (key, shown string) {
	switch t {
	case reflect.TypeFor[Secret]():
		return func(v reflect.Value) (string, string) {
			s := v.Interface().(Secret)
			if s.Label != "" {
				return bareSecretID(s.ID), fmt.Sprintf("%q", s.Label)
			}
			return bareSecretID(s.ID), fmt.Sprintf("%q", s.ID)
		}
	case reflect.TypeFor[Relation]():
		return func(v reflect.Value) (string, string) {
			id := v.Interface().(Relation).ID
			return id, fmt.Sprintf("%q", id)
		}
	case reflect.TypeFor[Revision]():
		return func(v reflect.Value) (string, string) {
			number := fmt.Sprint(v.Interface().(Revision).Number)
			return number, number
		}
	}
	return nil
}

var (
	timeType   = reflect.TypeFor[time.Time]()
	recordType = reflect.TypeFor[call.Record]()
)

// isEmpty treats nil and empty alike.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Map, reflect.Slice:
		return v.Len() == 0
	}
	return v.IsZero()
}

// fieldName is the field's name in files.
func fieldName(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
	if name == "" {
		return field.Name
	}
	return name
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
