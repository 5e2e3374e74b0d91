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
// value itself, any other field the value's JSON. Fields of an embedded struct, or of a pointer to one,
// count as its host's.
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
	for field, value := range bagFields(v.Elem(), true) {
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
	for field, value := range bagFields(v, false) {
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

// bagFields walks the fields of a struct that have a key. To be loaded, embedded pointers that are nil are made, and
// kept when something in them was set; to be saved, they have no fields.
func bagFields(v reflect.Value, load bool) iter.Seq2[bagField, reflect.Value] {
	return func(yield func(bagField, reflect.Value) bool) {
		bagWalk{load: load, yield: yield}.fields(v, 0)
	}
}

// bagWalk is one walk over the fields of a struct.
type bagWalk struct {
	load  bool
	yield func(bagField, reflect.Value) bool
}

// deepest is how many embedded pointers are followed: a type may embed a pointer to itself.
const deepest = 8

func (w bagWalk) fields(v reflect.Value, depth int) bool {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		tag := field.Tag.Get("json")
		if tag == "-" {
			continue
		}
		options := strings.Split(tag, ",")
		if field.Anonymous && options[0] == "" && isStruct(field.Type) {
			if !w.embedded(v.Field(i), depth) {
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
		if !w.yield(f, v.Field(i)) {
			return false
		}
	}
	return true
}

func isStruct(t reflect.Type) bool {
	return t.Kind() == reflect.Struct || t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct
}

// embedded walks an embedded struct, or what a pointer to one points at.
func (w bagWalk) embedded(v reflect.Value, depth int) bool {
	switch {
	case v.Kind() == reflect.Struct:
		return w.fields(v, depth)
	case depth == deepest:
		return true
	case !v.IsNil():
		return w.fields(v.Elem(), depth+1)
	case !w.load || !v.CanSet():
		return true
	}
	made := reflect.New(v.Type().Elem())
	more := w.fields(made.Elem(), depth+1)
	if !made.Elem().IsZero() {
		v.Set(made)
	}
	return more
}
