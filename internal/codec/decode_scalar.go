package codec

import (
	"math"
	"reflect"
	"strconv"

	"go.yaml.in/yaml/v3"
)

func isNull(node *yaml.Node) bool { return node.Kind == yaml.ScalarNode && node.ShortTag() == "!!null" }

// isText reports whether the node is a text. What older YAML takes for a date is one too, as it is for
// editors.
func isText(node *yaml.Node) bool {
	if node.Kind != yaml.ScalarNode {
		return false
	}
	switch node.ShortTag() {
	case "!!str", "!!timestamp", "!!merge":
		return true
	}
	return false
}

// shown names what a node is. It never shows the value, which may be the content of a secret.
func shown(node *yaml.Node) string {
	switch {
	case node.Kind == yaml.MappingNode:
		return "a mapping"
	case node.Kind == yaml.SequenceNode:
		return "a list"
	case isText(node):
		return "a text"
	}
	switch node.ShortTag() {
	case "!!null":
		return "nothing"
	case "!!bool":
		return "true or false"
	case "!!int", "!!float":
		return "a number"
	case "!!binary":
		return "a value tagged !!binary"
	}
	return "a value that begins with a tag" // which may be the beginning of a password: !hunter2
}

func (d *decoder) scalar(node *yaml.Node, path string, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if isText(node) {
			v.SetString(node.Value)
			return
		}
		what := "a text"
		if node.Kind == yaml.ScalarNode && !isNull(node) {
			what += ": put it in quotes"
		}
		d.want(node, path, what)
	case reflect.Bool:
		value, ok := number(node, "!!bool").(bool)
		if !ok {
			d.want(node, path, "true or false")
		}
		v.SetBool(value)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		value, ok := integer(node)
		if !ok || v.OverflowInt(value) {
			d.want(node, path, "a whole number")
			return
		}
		v.SetInt(value)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		value, ok := natural(node)
		if !ok || v.OverflowUint(value) {
			d.want(node, path, "a whole number that is not negative")
			return
		}
		v.SetUint(value)
	default:
		d.add(node, path, problem("a file cannot hold a %s", v.Type()))
	}
}

// integer returns a whole number; one that is written with a point is one too, as it is for JSON Schema.
func integer(node *yaml.Node) (int64, bool) {
	switch value := number(node, "!!int").(type) {
	case int:
		return int64(value), true
	case int64:
		return value, true
	}
	if float, ok := number(node, "!!float").(float64); ok && float == math.Trunc(float) && math.Abs(float) < 1<<53 {
		return int64(float), true
	}
	return 0, false
}

// natural returns a whole number that is not negative.
func natural(node *yaml.Node) (uint64, bool) {
	if large, ok := number(node, "!!int").(uint64); ok {
		return large, true
	}
	value, ok := integer(node)
	return uint64(value), ok && value >= 0
}

// number returns the value of a scalar with this tag, as YAML has it; nil when it is something else.
func number(node *yaml.Node, tag string) any {
	var value any
	if node.Kind != yaml.ScalarNode || node.ShortTag() != tag || node.Decode(&value) != nil {
		return nil
	}
	return value
}

// free reads what may stand where any data may: text, int, float64, bool, map[string]any, []any, nil.
func (d *decoder) free(node *yaml.Node, path string) any {
	switch {
	case node.Kind == yaml.MappingNode:
		return d.freeMap(node, path)
	case node.Kind == yaml.SequenceNode:
		list := make([]any, len(node.Content))
		for i, below := range node.Content {
			list[i] = d.free(below, path+item(i))
		}
		return list
	case isNull(node):
		return nil
	case isText(node):
		return node.Value
	}
	var value any
	switch tag := node.ShortTag(); tag {
	case "!!bool", "!!int":
		value = number(node, tag)
	case "!!float":
		if float, err := strconv.ParseFloat(node.Value, 64); err == nil {
			value = float
		} else {
			value = number(node, tag) // such as .inf
		}
		if float, ok := value.(float64); ok && (math.IsInf(float, 0) || math.IsNaN(float)) {
			value = nil
		}
	}
	switch {
	case value != nil:
	case shown(node) == "a number":
		d.want(node, path, "one that an int or a float64 can hold")
	default:
		d.want(node, path, "text, a number, true, false, a list or a mapping")
	}
	return value
}

func (d *decoder) freeMap(node *yaml.Node, path string) any {
	read := make(map[string]any, len(node.Content)/2)
	d.keys(node, path, func(key string, keyNode, below *yaml.Node) {
		plain, original, ok := plainEntry(key, below)
		var value any = original
		if !ok {
			plain, value = key, d.free(below, path+entry(key))
		}
		if _, twice := read[plain]; twice {
			d.add(keyNode, path, problem("%q is there twice", plain))
		}
		read[plain] = value
	})
	return read
}

// plainEntry is plainText for a node.
func plainEntry(key string, node *yaml.Node) (plain, original string, ok bool) {
	if !isText(node) {
		return key, "", false
	}
	return plainText(key, node.Value)
}
