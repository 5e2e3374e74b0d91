package hooktool

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"go.yaml.in/yaml/v2"
)

// The formats of answers (Juju's cmd package).
const (
	formatSmart = "smart"
	formatYAML  = "yaml"
	formatJSON  = "json"
)

// formatValue is the option --format.
type formatValue struct {
	chosen  string
	allowed []string
}

// String returns the chosen format.
func (v *formatValue) String() string { return v.chosen }

// Set chooses a format.
func (v *formatValue) Set(text string) error {
	if !slices.Contains(v.allowed, text) {
		return fmt.Errorf("unknown format %q", text)
	}
	v.chosen = text
	return nil
}

// print writes an answer in the chosen format: to the file of -o, or else into what it returns.
func (in *invocation) print(value any) ([]byte, error) {
	var file *os.File
	if in.output != "" {
		path, err := in.resolve(in.output)
		if err != nil {
			return nil, err
		}
		// Juju's tools make the file even when there is nothing to print.
		if file, err = os.Create(path); err != nil {
			return nil, err
		}
		defer file.Close()
	}
	text, err := formatAnswer(in.format.chosen, value)
	if err != nil || file == nil {
		return text, err
	}
	if _, err := file.Write(text); err != nil {
		return nil, err
	}
	return nil, file.Close()
}

// formatAnswer prints a value as Juju's cmd package does. Nil prints nothing, but in JSON.
func formatAnswer(format string, value any) ([]byte, error) {
	switch format {
	case formatJSON:
		text, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		return append(text, '\n'), nil
	case formatSmart:
		switch value := value.(type) {
		case string:
			return line(value), nil
		case []string:
			return line(strings.Join(value, "\n")), nil
		case bool:
			if value {
				return []byte("True\n"), nil
			}
			return []byte("False\n"), nil
		}
	}
	if value == nil {
		return nil, nil
	}
	text, err := yaml.Marshal(inOrder(value))
	if err != nil {
		return nil, err
	}
	return append(bytes.TrimRight(text, "\n"), '\n'), nil
}

func line(text string) []byte {
	if text == "" {
		return nil
	}
	return append([]byte(text), '\n')
}

// wire returns a value as it looks after it came over Juju's API, which speaks JSON: every number is
// a float64.
func wire[T any](value T) (T, error) {
	var received T
	text, err := json.Marshal(value)
	if err != nil {
		return received, err
	}
	err = json.Unmarshal(text, &received)
	return received, err
}
