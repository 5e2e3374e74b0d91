package codec

import (
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Encode turns plain data into the tree that both YAML and JSON are written from. Fields have their
// yaml tags' names; empty ones marked omitempty are left out. Maps are sorted, times in UTC, and a
// whole float stays a float. A text that is not UTF-8 is base64 under its key with "#base64" at the
// end. What a file has no word for is an [*Error].
//
// Parts that have a MarshalYAML of their own are asked for it, the whole is not.
func Encode(whole any) (*yaml.Node, error) {
	if Cyclic(whole) {
		return nil, problem("a value holds itself; want plain data")
	}
	node, err := encode(reflect.ValueOf(whole), theWhole)
	if err != nil {
		return nil, err
	}
	return node, nil
}

// place says where a value stands.
type place int

const (
	theWhole place = iota
	aPart
	freely // where any data may stand: its type is not known to a reader
)

func encode(v reflect.Value, at place) (*yaml.Node, *Error) {
	if v.Kind() != reflect.Invalid && at != theWhole {
		if m, ok := v.Interface().(yaml.Marshaler); ok && (v.Kind() != reflect.Pointer || !v.IsNil()) {
			return marshaled(m)
		}
	}
	switch v.Kind() {
	case reflect.Invalid:
		return scalar("!!null", "null"), nil
	case reflect.Pointer:
		return encode(v.Elem(), at)
	case reflect.Interface:
		if v.NumMethod() == 0 {
			at = freely
		}
		return encode(v.Elem(), at)
	case reflect.Struct:
		if moment, ok := v.Interface().(time.Time); ok {
			return encodeTime(moment)
		}
		tree := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		return tree, encodeFields(tree, v)
	case reflect.Map:
		return encodeMap(v, at)
	case reflect.Slice, reflect.Array:
		return encodeList(v, at)
	}
	return encodeScalar(v)
}

func marshaled(m yaml.Marshaler) (*yaml.Node, *Error) {
	value, err := m.MarshalYAML()
	if err != nil {
		return nil, Below("", err)
	}
	if node, ok := value.(*yaml.Node); ok {
		return node, nil
	}
	return encode(reflect.ValueOf(value), theWhole)
}

func encodeTime(moment time.Time) (*yaml.Node, *Error) {
	moment = moment.UTC()
	if moment.Year() < 0 || moment.Year() > 9999 {
		return nil, problem("there is no word for the year %d", moment.Year())
	}
	return scalar("!!timestamp", moment.Format(time.RFC3339Nano)), nil
}

func encodeList(v reflect.Value, at place) (*yaml.Node, *Error) {
	list := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	for i := range v.Len() {
		node, err := encodeItem(v.Index(i), at)
		if err != nil {
			return nil, Below(item(i), err)
		}
		list.Content = append(list.Content, node)
	}
	return list, nil
}

// encodeItem writes bytes as a mapping with one nameless key in base64, where a reader expects a text.
func encodeItem(v reflect.Value, at place) (*yaml.Node, *Error) {
	if at != freely && v.Kind() == reflect.String && !utf8.ValidString(v.String()) {
		return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: []*yaml.Node{keyText(base64Suffix), text(encoded(v.String()))}}, nil
	}
	return encode(v, below(at))
}

func below(at place) place { return max(at, aPart) }

func encodeScalar(v reflect.Value) (*yaml.Node, *Error) {
	switch v.Kind() {
	case reflect.String:
		if !utf8.ValidString(v.String()) {
			return nil, problem("a text in a list is not UTF-8")
		}
		return text(v.String()), nil
	case reflect.Bool:
		return scalar("!!bool", strconv.FormatBool(v.Bool())), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if length, ok := v.Interface().(time.Duration); ok {
			return text(length.String()), nil
		}
		return scalar("!!int", strconv.FormatInt(v.Int(), 10)), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return scalar("!!int", strconv.FormatUint(v.Uint(), 10)), nil
	case reflect.Float32, reflect.Float64:
		return encodeFloat(v.Float(), v.Type().Bits())
	}
	return nil, problem("there is no word for a %s", v.Type())
}

func encodeFloat(number float64, bits int) (*yaml.Node, *Error) {
	if math.IsNaN(number) || math.IsInf(number, 0) {
		return nil, problem("there is no word for the number %v", number)
	}
	digits := strconv.FormatFloat(number, 'g', -1, bits)
	if mantissa, exponent, ok := strings.Cut(digits, "e"); !strings.Contains(mantissa, ".") {
		if digits = mantissa + ".0"; ok {
			digits += "e" + exponent
		}
	}
	return scalar("!!float", digits), nil
}

func encodeFields(tree *yaml.Node, v reflect.Value) *Error {
	for i := range v.NumField() {
		name, options := tag(v.Type().Field(i))
		if options == "inline" {
			if err := encodeFields(tree, v.Field(i)); err != nil {
				return err
			}
			continue
		}
		if options == "omitempty" && isEmpty(v.Field(i)) {
			continue
		}
		if err := addEntry(tree, name, false, v.Field(i), aPart); err != nil {
			return Below(name, err)
		}
	}
	return nil
}

// tag returns a field's name in files and its option.
func tag(field reflect.StructField) (name, options string) {
	name, options, _ = strings.Cut(field.Tag.Get("yaml"), ",")
	return name, options
}

// isEmpty treats nil and empty alike.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Map, reflect.Slice:
		return v.Len() == 0
	case reflect.Struct:
		if moment, ok := v.Interface().(time.Time); ok {
			return moment.IsZero()
		}
		for i := range v.NumField() {
			if !isEmpty(v.Field(i)) {
				return false
			}
		}
		return true
	}
	return v.IsZero()
}

func encodeMap(v reflect.Value, at place) (*yaml.Node, *Error) {
	tree := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	if v.Type().Key().Kind() != reflect.String {
		return nil, problem("there is no word for a %s", v.Type())
	}
	names := make(map[string]bool, v.Len())
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	for _, key := range keys {
		if !utf8.ValidString(key.String()) {
			return nil, problem("key %q is not UTF-8", key.String())
		}
		plain, suffixed := strings.CutSuffix(key.String(), base64Suffix)
		shadows := suffixed && v.MapIndex(reflect.ValueOf(plain).Convert(key.Type())).IsValid()
		if err := addEntry(tree, key.String(), shadows, v.MapIndex(key), below(at)); err != nil {
			return nil, Below(entry(key.String()), err)
		}
		written := tree.Content[len(tree.Content)-2].Value
		if names[written] {
			return nil, problem("keys %q and %q would be one, for one holds bytes", plain, written)
		}
		names[written] = true
	}
	return tree, nil
}

// addEntry adds a key and its value. A text is written as base64 when it is not UTF-8, when reading
// it back would take it for base64 that it is not, and when the key could be what another key becomes.
func addEntry(tree *yaml.Node, key string, shadows bool, v reflect.Value, at place) *Error {
	if v.Kind() == reflect.Interface {
		if v.NumMethod() == 0 {
			at = freely
		}
		v = v.Elem()
	}
	if v.Kind() == reflect.String {
		value := v.String()
		if _, _, mistaken := plainText(key, value); mistaken || shadows || !utf8.ValidString(value) {
			key, value = key+base64Suffix, encoded(value)
		}
		tree.Content = append(tree.Content, keyText(key), text(value))
		return nil
	}
	node, err := encode(v, at)
	if err != nil {
		return err
	}
	tree.Content = append(tree.Content, keyText(key), node)
	return nil
}
