package call

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/charmscenario/scenario/internal/codec"
)

// Record is one entry of a trace: a call as it was answered, and the refusal if it was refused.
//
// In YAML and JSON it has the keys tool, call and error. A text that is not UTF-8 is base64 under its
// key with "#base64" at the end, as Juju writes secret content. Numbers without a type of their own
// (of configuration, parameters, the data of a status) come back as int64 or float64.
type Record struct {
	Call  Call
	Error *Error // nil: carried out
}

// String shows the call on one line, much as its hook tool would be typed, and its refusal. Of secret
// content, stored state and the results of actions it shows keys and sizes.
func (r Record) String() string {
	if r.Call == nil {
		return "no call"
	}
	text := commandLine(r.Call)
	if r.Error != nil {
		text += ": refused: " + r.Error.Message
	}
	return text
}

// recordForm is a Record in a file, in the order of its keys.
type recordForm struct {
	Tool  string `yaml:"tool"`
	Call  Call   `yaml:"call,omitempty"`
	Error *Error `yaml:"error,omitempty"`
}

// MarshalYAML writes the record. A call that holds what YAML has no word for is an error.
func (r Record) MarshalYAML() (any, error) {
	form := recordForm{Call: r.Call, Error: r.Error}
	if r.Call != nil {
		form.Tool = r.Call.Tool()
	}
	node, err := codec.Encode(form)
	if err != nil {
		return nil, fmt.Errorf("cannot write record of a call to %s: %w", form.Tool, err)
	}
	return node, nil
}

// UnmarshalYAML reads what MarshalYAML writes. Keys that the call does not have are an error.
func (r *Record) UnmarshalYAML(node *yaml.Node) error {
	var form struct {
		Tool  string     `yaml:"tool"`
		Call  *yaml.Node `yaml:"call"`
		Error *Error     `yaml:"error"`
	}
	if err := codec.Decode(node, &form); err != nil {
		return fmt.Errorf("cannot read record of a call: %w", err)
	}
	if form.Tool == "" && form.Call == nil {
		*r = Record{Error: form.Error}
		return nil
	}
	c := New(form.Tool)
	if c == nil {
		return fmt.Errorf("cannot read record of a call: there is no hook tool %q", form.Tool)
	}
	if form.Call != nil {
		if err := codec.Decode(form.Call, c); err != nil {
			return fmt.Errorf("cannot read record of a call to %s: %w", form.Tool, codec.Below("call", err))
		}
	}
	if w, ok := c.(widener); ok {
		w.widenNumbers()
	}
	*r = Record{Call: c, Error: form.Error}
	return nil
}

// MarshalJSON writes the record. A call that holds what JSON has no word for is an error.
func (r Record) MarshalJSON() ([]byte, error) {
	node, err := r.MarshalYAML()
	if err != nil {
		return nil, err
	}
	text, err := codec.JSON(node.(*yaml.Node))
	if err != nil {
		return nil, fmt.Errorf("cannot write record of a call: %w", err)
	}
	return text, nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (r *Record) UnmarshalJSON(text []byte) error {
	node, err := codec.ParseJSON(text)
	if err != nil {
		return fmt.Errorf("cannot read record of a call: %w", err)
	}
	return r.UnmarshalYAML(node)
}
