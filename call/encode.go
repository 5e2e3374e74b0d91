package call

import (
	"encoding/base64"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// encodeNode turns plain data into the tree that both YAML and JSON are written from. Maps are sorted,
// empty fields marked omitempty left out, times in UTC, and a whole float stays a float.
func encodeNode(value any) (*yaml.Node, error) { return encode(reflect.ValueOf(value)) }

func encode(v reflect.Value) (*yaml.Node, error) {
	switch v.Kind() {
	case reflect.Invalid:
		return scalar("!!null", "null"), nil
	case reflect.Pointer, reflect.Interface:
		return encode(v.Elem())
	case reflect.Struct:
		if moment, ok := v.Interface().(time.Time); ok {
			return scalar("!!timestamp", moment.UTC().Format(time.RFC3339Nano)), nil
		}
		return encodeStruct(v)
	case reflect.Map:
		return encodeMap(v)
	case reflect.Slice, reflect.Array:
		list := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		for i := range v.Len() {
			item, err := encode(v.Index(i))
			if err != nil {
				return nil, err
			}
			list.Content = append(list.Content, item)
		}
		return list, nil
	}
	return encodeScalar(v)
}

func encodeScalar(v reflect.Value) (*yaml.Node, error) {
	switch v.Kind() {
	case reflect.String:
		if !utf8.ValidString(v.String()) {
			return nil, fmt.Errorf("text %q in a list is not UTF-8", v.String())
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
	return nil, fmt.Errorf("there is no word for a %s", v.Type())
}

func encodeFloat(number float64, bits int) (*yaml.Node, error) {
	if math.IsNaN(number) || math.IsInf(number, 0) {
		return nil, fmt.Errorf("there is no word for the number %v", number)
	}
	digits := strconv.FormatFloat(number, 'g', -1, bits)
	if mantissa, exponent, ok := strings.Cut(digits, "e"); !strings.Contains(mantissa, ".") {
		if digits = mantissa + ".0"; ok {
			digits += "e" + exponent
		}
	}
	return scalar("!!float", digits), nil
}

func encodeStruct(v reflect.Value) (*yaml.Node, error) {
	tree := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	for i := range v.NumField() {
		name, options, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		if options == "omitempty" && isEmptyValue(v.Field(i)) {
			continue
		}
		if err := addEntry(tree, name, false, v.Field(i)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return tree, nil
}

func isEmptyValue(v reflect.Value) bool {
	if v.Kind() == reflect.Map || v.Kind() == reflect.Slice {
		return v.Len() == 0
	}
	return v.IsZero()
}

func encodeMap(v reflect.Value) (*yaml.Node, error) {
	tree := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	if v.Type().Key().Kind() != reflect.String {
		return nil, fmt.Errorf("there is no word for a %s", v.Type())
	}
	names := make(map[string]bool, v.Len())
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	for _, key := range keys {
		if !utf8.ValidString(key.String()) {
			return nil, fmt.Errorf("key %q is not UTF-8", key.String())
		}
		plain, suffixed := strings.CutSuffix(key.String(), base64Suffix)
		shadows := suffixed && v.MapIndex(reflect.ValueOf(plain).Convert(key.Type())).IsValid()
		if err := addEntry(tree, key.String(), shadows, v.MapIndex(key)); err != nil {
			return nil, fmt.Errorf("%s: %w", key.String(), err)
		}
		written := tree.Content[len(tree.Content)-2].Value
		if names[written] {
			return nil, fmt.Errorf("keys %q and %q would be one, for one holds bytes", plain, written)
		}
		names[written] = true
	}
	return tree, nil
}

const base64Suffix = "#base64"

// addEntry adds a key and its value. A text is written as base64 when it is not UTF-8, when reading
// it back would take it for base64 that it is not, and when the key could be what another key becomes.
func addEntry(tree *yaml.Node, key string, shadows bool, v reflect.Value) error {
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if v.Kind() == reflect.String {
		value := v.String()
		if _, _, mistaken := plainText(key, value); mistaken || shadows || !utf8.ValidString(value) {
			key, value = key+base64Suffix, base64.StdEncoding.EncodeToString([]byte(value))
		}
		tree.Content = append(tree.Content, keyText(key), text(value))
		return nil
	}
	node, err := encode(v)
	if err != nil {
		return err
	}
	tree.Content = append(tree.Content, keyText(key), node)
	return nil
}

// plainText returns the key and text that addEntry wrote as base64; false when it did not. Base64 of
// UTF-8 is what a charm wrote itself, but for keys with a second suffix.
func plainText(key, value string) (plain, decoded string, ok bool) {
	plain, ok = strings.CutSuffix(key, base64Suffix)
	if !ok {
		return key, value, false
	}
	bytes, err := base64.StdEncoding.Strict().DecodeString(value)
	if err != nil || utf8.Valid(bytes) && !strings.HasSuffix(plain, base64Suffix) {
		return key, value, false
	}
	return plain, string(bytes), true
}

// text returns the node of a string, which YAML quotes where it would read as something else. What is
// not plain lines is double-quoted: written as a block it cannot always be read back.
func text(value string) *yaml.Node {
	node := &yaml.Node{}
	node.SetString(value)
	if value != "" && (unicode.IsSpace(rune(value[0])) || strings.ContainsFunc(value, isUnprintable)) {
		node.Style = yaml.DoubleQuotedStyle
	}
	return node
}

func isUnprintable(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }

// keyText is a text as a key: quoted where YAML would merge maps, never a block.
func keyText(value string) *yaml.Node {
	node := text(value)
	if value == "<<" || strings.Contains(value, "\n") {
		node.Style = yaml.DoubleQuotedStyle
	}
	return node
}

func scalar(tag, value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value}
}
