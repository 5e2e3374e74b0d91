package hooktool

import (
	"fmt"
	"maps"
	"strings"
)

// keyValues reads arguments of the form key=value. Keys and values are trimmed; an empty argument
// counts for nothing (Juju's keyvalues package).
func keyValues(args []string) (map[string]string, error) {
	values := make(map[string]string, len(args))
	for _, arg := range args {
		if arg == "" {
			continue
		}
		key, value, ok := strings.Cut(arg, "=")
		if !ok {
			return nil, fmt.Errorf(`expected "key=value", got %q`, arg)
		}
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		if key == "" {
			return nil, fmt.Errorf(`expected "key=value", got "=%s"`, value) // as Juju puts it together again
		}
		if _, ok := values[key]; ok {
			return nil, fmt.Errorf("key %q specified more than once", key)
		}
		values[key] = value
	}
	return values, nil
}

// settings reads key=value arguments and the file of --file; an argument wins over the file.
func (in *invocation) settings(args []string, file string) (map[string]string, error) {
	if len(args) == 0 && file == "" {
		return nil, nil
	}
	values, err := keyValues(args)
	if err != nil {
		return nil, err
	}
	fromFile, err := in.readSettings(file)
	if err != nil {
		return nil, err
	}
	if len(fromFile) == 0 {
		return values, nil
	}
	maps.Copy(fromFile, values)
	return fromFile, nil
}

// keyArgument returns the key that a tool is asked for; "-" is none, which means all.
func keyArgument(args []string) string {
	if len(args) == 0 || args[0] == "-" {
		return ""
	}
	return args[0]
}
