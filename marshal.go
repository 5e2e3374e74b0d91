package scenario

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/charmscenario/scenario/internal/codec"
)

// State, Event, Outcome, Secret and Relation go to YAML and JSON and back without loss, in a stable
// order. What differs from plain data in files:
//
//   - A text that is not UTF-8 is base64 under its key with "#base64" at the end, as Juju writes secret
//     content.
//   - Times are in UTC.
//   - Where any data may stand (configuration, parameters, the data of a status), whole numbers are read
//     as int and others as float64.
//   - Nil and empty mean the same, and are read as nil.
//   - A key that is not known, or a value of another type, is an error that names its line.

// toYAML, fromYAML, toJSON and fromJSON are what the marshal methods have in common.

func toYAML(name string, value any) (any, error) {
	node, err := codec.Encode(value)
	if err != nil {
		return nil, fmt.Errorf("cannot write %s: %w", name, err)
	}
	return node, nil
}

func fromYAML(name string, node *yaml.Node, into any) error {
	if err := codec.Decode(node, into); err != nil {
		return fmt.Errorf("cannot read %s: %w", name, codec.Readable(err, ""))
	}
	return nil
}

func toJSON(name string, value any) ([]byte, error) {
	node, err := codec.Encode(value)
	if err != nil {
		return nil, fmt.Errorf("cannot write %s: %w", name, err)
	}
	return codec.JSON(node)
}

func fromJSON(name string, text []byte, into any) error {
	if string(text) == "null" {
		return nil // as encoding/json has it
	}
	node, err := codec.ParseJSON(text)
	if err == nil {
		err = codec.Decode(node, into)
	}
	if err != nil {
		return fmt.Errorf("cannot read %s: %w", name, codec.Readable(err, ""))
	}
	return nil
}

// MarshalYAML writes the State. A struct that embeds a State takes its marshal methods over, and would be
// written without its own fields: give the State a field with a name.
func (s State) MarshalYAML() (any, error) { return toYAML("State", s) }

// UnmarshalYAML reads a State. Keys that are not known and values of another type are an error.
func (s *State) UnmarshalYAML(node *yaml.Node) error { return fromYAML("State", node, s) }

// MarshalJSON writes the State, as MarshalYAML does.
func (s State) MarshalJSON() ([]byte, error) { return toJSON("State", s) }

// UnmarshalJSON reads a State, as UnmarshalYAML does.
func (s *State) UnmarshalJSON(text []byte) error { return fromJSON("State", text, s) }

// MarshalYAML writes the Outcome.
func (o Outcome) MarshalYAML() (any, error) { return toYAML("Outcome", o) }

// UnmarshalYAML reads an Outcome. Keys that are not known and values of another type are an error.
func (o *Outcome) UnmarshalYAML(node *yaml.Node) error { return fromYAML("Outcome", node, o) }

// MarshalJSON writes the Outcome, as MarshalYAML does.
func (o Outcome) MarshalJSON() ([]byte, error) { return toJSON("Outcome", o) }

// UnmarshalJSON reads an Outcome, as UnmarshalYAML does.
func (o *Outcome) UnmarshalJSON(text []byte) error { return fromJSON("Outcome", text, o) }

// MarshalYAML writes the Event.
func (e Event) MarshalYAML() (any, error) { return toYAML("Event", e) }

// UnmarshalYAML reads an Event. Keys that are not known and values of another type are an error.
func (e *Event) UnmarshalYAML(node *yaml.Node) error { return fromYAML("Event", node, e) }

// MarshalJSON writes the Event, as MarshalYAML does.
func (e Event) MarshalJSON() ([]byte, error) { return toJSON("Event", e) }

// UnmarshalJSON reads an Event, as UnmarshalYAML does.
func (e *Event) UnmarshalJSON(text []byte) error { return fromJSON("Event", text, e) }

// MarshalYAML writes the Secret.
func (s Secret) MarshalYAML() (any, error) { return toYAML("Secret", s) }

// UnmarshalYAML reads a Secret. Keys that are not known and values of another type are an error.
func (s *Secret) UnmarshalYAML(node *yaml.Node) error { return fromYAML("Secret", node, s) }

// MarshalJSON writes the Secret, as MarshalYAML does.
func (s Secret) MarshalJSON() ([]byte, error) { return toJSON("Secret", s) }

// UnmarshalJSON reads a Secret, as UnmarshalYAML does.
func (s *Secret) UnmarshalJSON(text []byte) error { return fromJSON("Secret", text, s) }

// MarshalYAML writes the Relation.
func (r Relation) MarshalYAML() (any, error) { return toYAML("Relation", r) }

// UnmarshalYAML reads a Relation. Keys that are not known and values of another type are an error.
func (r *Relation) UnmarshalYAML(node *yaml.Node) error { return fromYAML("Relation", node, r) }

// MarshalJSON writes the Relation, as MarshalYAML does.
func (r Relation) MarshalJSON() ([]byte, error) { return toJSON("Relation", r) }

// UnmarshalJSON reads a Relation, as UnmarshalYAML does.
func (r *Relation) UnmarshalJSON(text []byte) error { return fromJSON("Relation", text, r) }
