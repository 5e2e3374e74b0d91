package juju

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v2"
)

// formatValue is the value of the option --format.
type formatValue struct {
	chosen  *string
	allowed []string
}

// String returns the chosen format.
func (v *formatValue) String() string {
	if v.chosen == nil {
		return ""
	}
	return *v.chosen
}

// Set chooses a format.
func (v *formatValue) Set(text string) error {
	if !slices.Contains(v.allowed, text) {
		return fmt.Errorf("unknown format %q", text)
	}
	*v.chosen = text
	return nil
}

// prints adds the options of a command that answers in one of several formats, the first being the default.
func (in *invocation) prints(formats ...string) {
	in.format = formats[0]
	sorted := slices.Sorted(slices.Values(formats))
	in.flags.Var(&formatValue{chosen: &in.format, allowed: formats}, "format", "the format: "+strings.Join(sorted, "|"))
	in.flags.StringVar(&in.output, "o", "", "the file to write to")
	in.flags.StringVar(&in.output, "output", "", "")
}

// write prints a value as YAML, JSON or as a text, in the chosen format: to the file of -o, or to standard output. Formats of the command's own are
// made by text.
func (in *invocation) write(value any, text func() string) error {
	var out []byte
	var err error
	switch in.format {
	case "yaml":
		out, err = yamlText(value)
	case "json":
		out, err = jsonText(value)
	case "smart":
		out, err = smartText(value)
	default:
		out = []byte(text())
	}
	if err != nil {
		return err
	}
	if in.output == "" {
		in.stdout.Write(out)
		return nil
	}
	return os.WriteFile(in.output, out, 0o666)
}

func yamlText(value any) ([]byte, error) {
	if value == nil {
		return nil, nil
	}
	text, err := yaml.Marshal(value)
	if err != nil {
		return nil, err
	}
	return append(bytes.TrimRight(text, "\n"), '\n'), nil
}

func jsonText(value any) ([]byte, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return append(text, '\n'), nil
}

// smartText prints a text as it is, and anything else as YAML.
func smartText(value any) ([]byte, error) {
	switch value := value.(type) {
	case string:
		if value == "" {
			return nil, nil
		}
		return []byte(value + "\n"), nil
	case bool:
		if value {
			return []byte("True\n"), nil
		}
		return []byte("False\n"), nil
	}
	return yamlText(value)
}

// age says how long ago something was.
func age(when, now time.Time) string {
	since := now.Sub(when)
	count := func(n int, unit string) string { return fmt.Sprintf("%d %s%s ago", n, unit, plural(n)) }
	switch {
	case since >= 24*time.Hour:
		return when.Format(time.DateOnly)
	case since >= time.Hour:
		return count(int(since.Hours()), "hour")
	case since >= time.Minute:
		return count(int(since.Minutes()), "minute")
	case since >= 2*time.Second:
		return count(int(since.Seconds()), "second")
	}
	return "just now"
}

// naturally compares names, numbers in them by what they count: "a/2" before "a/10".
func naturally(a, b string) int {
	for a != "" && b != "" {
		x, y := digits(a), digits(b)
		if x > 0 && y > 0 {
			m, n := strings.TrimLeft(a[:x], "0"), strings.TrimLeft(b[:y], "0")
			if len(m) != len(n) {
				return len(m) - len(n)
			}
			if c := strings.Compare(m, n); c != 0 {
				return c
			}
			a, b = a[x:], b[y:]
			continue
		}
		if a[0] != b[0] {
			return int(a[0]) - int(b[0])
		}
		a, b = a[1:], b[1:]
	}
	return len(a) - len(b)
}

// digits counts the digits that a text begins with.
func digits(text string) int {
	return len(text) - len(strings.TrimLeft(text, "0123456789"))
}
