package charm

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/charmscenario/scenario/call"
)

// Config returns the application's configuration: every option that has a value or a default (hook
// tool config-get). Values are string, int64, float64 or bool.
func (h *Hook) Config() (map[string]any, error) {
	c := &call.ConfigGet{}
	err := h.ask(c, "get the configuration")
	return c.Options, err
}

func (h *Hook) option(name string) (any, error) {
	c := &call.ConfigGet{Key: name}
	err := h.ask(c, "get config option %q", name)
	return c.Value, err
}

func wrongType(name, want string, got any) error {
	return fmt.Errorf("cannot read config option %q as %s: it is of type %s", name, want, optionType(got))
}

// optionType names the type of an option's value as charmcraft.yaml does.
func optionType(value any) string {
	switch value.(type) {
	case string:
		return "string"
	case int64:
		return "int"
	case float64:
		return "float"
	case bool:
		return "boolean"
	}
	return fmt.Sprintf("%T", value)
}

// ConfigString returns an option of type string; empty when it is not set.
func (h *Hook) ConfigString(name string) (string, error) {
	value, err := h.option(name)
	if err != nil || value == nil {
		return "", err
	}
	text, ok := value.(string)
	if !ok {
		return "", wrongType(name, "a string", value)
	}
	return text, nil
}

// ConfigInt returns an option of type int; 0 when it is not set.
func (h *Hook) ConfigInt(name string) (int, error) {
	value, err := h.option(name)
	if err != nil || value == nil {
		return 0, err
	}
	switch number := value.(type) {
	case int64:
		return int(number), nil
	case float64: // as real hook tools print it
		if number == math.Trunc(number) && math.Abs(number) < 1<<63 {
			return int(number), nil
		}
	}
	return 0, wrongType(name, "a whole number", value)
}

// ConfigFloat returns an option of type float; 0 when it is not set.
func (h *Hook) ConfigFloat(name string) (float64, error) {
	value, err := h.option(name)
	if err != nil || value == nil {
		return 0, err
	}
	switch number := value.(type) {
	case int64:
		return float64(number), nil
	case float64:
		return number, nil
	}
	return 0, wrongType(name, "a number", value)
}

// ConfigBool returns an option of type boolean; false when it is not set.
func (h *Hook) ConfigBool(name string) (bool, error) {
	value, err := h.option(name)
	if err != nil || value == nil {
		return false, err
	}
	truth, ok := value.(bool)
	if !ok {
		return false, wrongType(name, "true or false", value)
	}
	return truth, nil
}

// ConfigSecret returns the user's secret that an option of type secret names; nil when it is not set.
// That the secret exists and was granted shows when it is read.
func (h *Hook) ConfigSecret(name string) (*Secret, error) {
	value, err := h.option(name)
	if err != nil || value == nil || value == "" {
		return nil, err
	}
	id, ok := value.(string)
	if !ok {
		return nil, wrongType(name, "a secret", value)
	}
	return h.SecretByID(id), nil
}

// BindConfig reads the configuration into a struct by its json tags. A field whose option has no value
// and no default keeps what it holds. An option of type secret is the secret's ID: a string field.
func (h *Hook) BindConfig(into any) error {
	options, err := h.Config()
	if err != nil {
		return err
	}
	text, err := json.Marshal(options)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		return fmt.Errorf("cannot read the configuration: %w", err)
	}
	return nil
}
