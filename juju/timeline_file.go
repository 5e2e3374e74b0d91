package juju

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/charmscenario/scenario/internal/codec"
)

// MarshalYAML writes the entry. A text that is not UTF-8 is base64 under its key with "#base64" at the end; times are in UTC; what is
// empty is left out.
func (e Entry) MarshalYAML() (any, error) {
	node, err := codec.Encode(e)
	if err != nil {
		return nil, fmt.Errorf("cannot write Entry: %w", err)
	}
	return node, nil
}

// UnmarshalYAML reads what MarshalYAML writes. Keys that are not known and values of another type are an error that names the line.
func (e *Entry) UnmarshalYAML(node *yaml.Node) error {
	if err := codec.Decode(node, e); err != nil {
		return fmt.Errorf("cannot read Entry: %w", err)
	}
	return nil
}

// MarshalJSON writes the entry, as MarshalYAML does.
func (e Entry) MarshalJSON() ([]byte, error) {
	node, err := codec.Encode(e)
	if err != nil {
		return nil, fmt.Errorf("cannot write Entry: %w", err)
	}
	return codec.JSON(node)
}

// UnmarshalJSON reads an entry, as UnmarshalYAML does.
func (e *Entry) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		return nil // as encoding/json has it
	}
	node, err := codec.ParseJSON(text)
	if err == nil {
		err = codec.Decode(node, e)
	}
	if err != nil {
		return fmt.Errorf("cannot read Entry: %w", err)
	}
	return nil
}
