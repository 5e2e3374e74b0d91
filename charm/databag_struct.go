package charm

import (
	"encoding/json"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"
)

// Load reads the databag into a struct. Each field is one key, named by its json tag; a text is the
// value itself, any other field the value's JSON. Fields of an embedded struct count as its host's.
// Fields whose key is not there keep what they hold, and keys without a field are left alone.
func (d *Databag) Load(into any) error {
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct {
		return fmt.Errorf("cannot load the databag into %T: want a pointer to a struct", into)
	}
	bag, err := d.All()
	if err != nil {
		return err
	}
	for field, value := range bagFields(v.Elem()) {
		text, ok := bag[field.key]
		if !ok {
			continue
		}
		switch {
		case value.Kind() == reflect.String:
			value.SetString(text)
		case isTextPointer(value):
			p := reflect.New(value.Type().Elem())
			p.Elem().SetString(text)
			value.Set(p)
		default:
			if err := json.Unmarshal([]byte(text), value.Addr().Interface()); err != nil {
				return fmt.Errorf("cannot load key %q of %s: want JSON for %s: %w", field.key, d.relation, value.Type(), err)
			}
		}
	}
	return nil
}

// Save writes a struct, or what a pointer to one points at, as [Databag.Load] reads it. An empty field
// that is tagged omitempty deletes its key, and so do an empty text and a nil pointer to one.
func (d *Databag) Save(from any) error {
	v := reflect.Indirect(reflect.ValueOf(from))
	if v.Kind() != reflect.Struct {
		return fmt.Errorf("cannot save %T in a databag: want a struct", from)
	}
	values := make(map[string]string)
	for field, value := range bagFields(v) {
		switch {
		case field.omit(value):
			values[field.key] = ""
		case value.Kind() == reflect.String:
			values[field.key] = value.String()
		case isTextPointer(value):
			values[field.key] = ""
			if !value.IsNil() {
				values[field.key] = value.Elem().String()
			}
		default:
			text, err := json.Marshal(value.Interface())
			if err != nil {
				return fmt.Errorf("cannot save key %q in %s: %w", field.key, d.relation, err)
			}
			values[field.key] = string(text)
		}
	}
	return d.SetAll(values)
}

func isTextPointer(v reflect.Value) bool {
	return v.Kind() == reflect.Pointer && v.Type().Elem().Kind() == reflect.String
}

// bagField is what a field's json tag says.
type bagField struct {
	key                 string
	omitEmpty, omitZero bool
}

// omit reports whether the tag leaves the value out, by the rules of encoding/json.
func (f bagField) omit(v reflect.Value) bool {
	if f.omitZero && v.IsZero() {
		return true
	}
	if !f.omitEmpty {
		return false
	}
	switch v.Kind() {
	case reflect.Map, reflect.Slice, reflect.Array:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

// bagFields walks the fields of a struct that have a key.
func bagFields(v reflect.Value) iter.Seq2[bagField, reflect.Value] {
	return func(yield func(bagField, reflect.Value) bool) { walkBagFields(v, yield) }
}

func walkBagFields(v reflect.Value, yield func(bagField, reflect.Value) bool) bool {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		tag := field.Tag.Get("json")
		if tag == "-" {
			continue
		}
		options := strings.Split(tag, ",")
		if field.Anonymous && options[0] == "" && field.Type.Kind() == reflect.Struct {
			if !walkBagFields(v.Field(i), yield) {
				return false
			}
			continue
		}
		if !field.IsExported() {
			continue
		}
		f := bagField{
			key:       options[0],
			omitEmpty: slices.Contains(options[1:], "omitempty"),
			omitZero:  slices.Contains(options[1:], "omitzero"),
		}
		if f.key == "" {
			f.key = field.Name
		}
		if !yield(f, v.Field(i)) {
			return false
		}
	}
	return true
}
