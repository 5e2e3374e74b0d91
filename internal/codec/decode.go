package codec

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Decode reads a tree into plain data, and is strict: keys that are not known, values of another type
// and keys given twice are all reported together, as an [*Error]. Empty maps and lists become nil. Where
// any data may stand, whole numbers become int. On an error into is left as it was.
//
// Parts that have an UnmarshalYAML of their own are asked for it, the whole is not.
func Decode(node *yaml.Node, into any) error {
	node, err := Resolve(node)
	if err != nil {
		return err
	}
	if node == nil {
		return nil // an empty document
	}
	whole := reflect.ValueOf(into).Elem()
	read := reflect.New(whole.Type()).Elem()
	var d decoder
	d.value(node, "", read, theWhole)
	if len(d.problems) > 0 {
		return &Error{Problems: d.problems}
	}
	whole.Set(read)
	return nil
}

type decoder struct{ problems []Problem }

func (d *decoder) add(node *yaml.Node, path string, problems *Error) {
	for _, p := range problems.Problems {
		if p.Line == 0 {
			p.Line = node.Line
		}
		p.Path = join(path, p.Path)
		d.problems = append(d.problems, p)
	}
}

func (d *decoder) want(node *yaml.Node, path, what string) {
	d.add(node, path, problem("got %s, want %s", shown(node), what))
}

var (
	nodeType     = reflect.TypeFor[yaml.Node]()
	timeType     = reflect.TypeFor[time.Time]()
	durationType = reflect.TypeFor[time.Duration]()
)

// value reads a node into v, which is zero and can be set.
func (d *decoder) value(node *yaml.Node, path string, v reflect.Value, at place) {
	if at != theWhole {
		if u, ok := v.Addr().Interface().(yaml.Unmarshaler); ok {
			if err := u.UnmarshalYAML(node); err != nil {
				d.add(node, path, Below("", err))
			}
			return
		}
	}
	switch v.Type() {
	case nodeType:
		v.Set(reflect.ValueOf(*node))
		return
	case timeType:
		d.moment(node, path, v)
		return
	case durationType:
		length, err := time.ParseDuration(node.Value)
		if !isText(node) || err != nil {
			d.want(node, path, `a length of time such as "1h30m"`)
		}
		v.SetInt(int64(length))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.fields(node, path, v)
	case reflect.Map:
		d.entries(node, path, v)
	case reflect.Slice:
		d.list(node, path, v)
	case reflect.Pointer:
		d.pointer(node, path, v)
	case reflect.Interface:
		if value := d.free(node, path); value != nil {
			v.Set(reflect.ValueOf(value))
		}
	default:
		d.scalar(node, path, v)
	}
}

func (d *decoder) moment(node *yaml.Node, path string, v reflect.Value) {
	moment, err := time.Parse(time.RFC3339, node.Value)
	if !isText(node) || err != nil {
		d.want(node, path, "a time such as 2000-01-01T00:00:00Z")
		return
	}
	v.Set(reflect.ValueOf(moment.UTC()))
}

// pointer reads what is there or not: an empty map that is there is not nil.
func (d *decoder) pointer(node *yaml.Node, path string, v reflect.Value) {
	if isNull(node) {
		return
	}
	v.Set(reflect.New(v.Type().Elem()))
	d.value(node, path, v.Elem(), aPart)
	if v.Elem().Kind() == reflect.Map && v.Elem().IsNil() {
		v.Elem().Set(reflect.MakeMap(v.Type().Elem()))
	}
}

func (d *decoder) list(node *yaml.Node, path string, v reflect.Value) {
	if isNull(node) {
		return
	}
	if node.Kind != yaml.SequenceNode {
		d.want(node, path, "a list")
		return
	}
	for i, below := range node.Content {
		element := reflect.New(v.Type().Elem()).Elem()
		if original, ok := bytesItem(below); ok && element.Kind() == reflect.String {
			element.SetString(original)
		} else {
			d.value(below, path+item(i), element, aPart)
		}
		v.Set(reflect.Append(v, element))
	}
}

// bytesItem is the inverse of encodeItem for bytes.
func bytesItem(node *yaml.Node) (string, bool) {
	if node.Kind != yaml.MappingNode || len(node.Content) != 2 || node.Content[0].Value != base64Suffix || !isText(node.Content[1]) {
		return "", false
	}
	return decoded(node.Content[1].Value)
}

func (d *decoder) entries(node *yaml.Node, path string, v reflect.Value) {
	if isNull(node) {
		return
	}
	d.keys(node, path, func(key string, keyNode, below *yaml.Node) {
		element := reflect.New(v.Type().Elem()).Elem()
		plain, original, ok := plainEntry(key, below)
		switch {
		case ok && element.Kind() == reflect.String:
			element.SetString(original)
		case ok && element.Kind() == reflect.Interface:
			element.Set(reflect.ValueOf(original))
		default:
			plain = key
			d.value(below, path+entry(key), element, aPart)
		}
		name := reflect.ValueOf(plain).Convert(v.Type().Key())
		if v.IsNil() {
			v.Set(reflect.MakeMap(v.Type()))
		} else if v.MapIndex(name).IsValid() {
			d.add(keyNode, path, problem("%q is there twice", plain))
		}
		v.SetMapIndex(name, element)
	})
}

// keys goes through a mapping.
func (d *decoder) keys(node *yaml.Node, path string, do func(key string, keyNode, below *yaml.Node)) {
	if node.Kind != yaml.MappingNode {
		d.want(node, path, "a mapping")
		return
	}
	seen := make(map[string]bool)
	for i := 0; i+1 < len(node.Content); i += 2 {
		key := node.Content[i]
		if key.Kind != yaml.ScalarNode {
			d.add(key, path, problem("got %s as a key, want text", shown(key)))
			continue
		}
		if seen[key.Value] {
			d.add(key, path, problem("%q is there twice", key.Value))
			continue
		}
		seen[key.Value] = true
		do(key.Value, key, node.Content[i+1])
	}
}

func (d *decoder) fields(node *yaml.Node, path string, v reflect.Value) {
	var known []string
	fields := make(map[string]reflect.Value)
	eachField(v, func(name string, field reflect.Value) {
		known = append(known, name)
		fields[name] = field
	})
	given := make(map[string]bool)
	d.keys(node, path, func(key string, keyNode, below *yaml.Node) {
		name, isBytes := strings.CutSuffix(key, base64Suffix)
		field, ok := fields[name]
		if !ok || isBytes && field.Kind() != reflect.String && field.Kind() != reflect.Interface {
			d.problems = append(d.problems, Problem{Line: keyNode.Line, Path: path, Key: key, Known: slices.Clone(known),
				Text: problem("there is no key %q", key).Error()})
			return
		}
		if given[name] {
			d.add(keyNode, path, problem("%q is there twice", name))
		}
		given[name] = true
		if !isBytes {
			d.value(below, join(path, name), field, aPart)
			return
		}
		original, ok := decoded(below.Value)
		if !ok || !isText(below) {
			d.want(below, join(path, key), "base64")
		}
		field.Set(reflect.ValueOf(original).Convert(field.Type()))
	})
}

// eachField calls do for every field, those of inlined structs among them.
func eachField(v reflect.Value, do func(name string, field reflect.Value)) {
	for i := range v.NumField() {
		name, options := tag(v.Type().Field(i))
		if options == "inline" {
			eachField(v.Field(i), do)
			continue
		}
		do(name, v.Field(i))
	}
}
