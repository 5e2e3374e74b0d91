package hooktool

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"unicode/utf8"

	"go.yaml.in/yaml/v2"
)

// errInexact is the error of an answer whose text does not tell all of it.
var errInexact = errors.New("the answer cannot be told exactly from its text")

// texts reads a map of texts. It is asked for as YAML, which keeps every byte, where JSON loses those that
// are not UTF-8. But Juju cuts off the empty lines that the last text ends with: what would not be printed
// again as it was read is [errInexact], and is then asked for as JSON, which tells the texts that are UTF-8.
func texts(text []byte, told map[string]string) (map[string]string, error) {
	read := make(map[string]string)
	if bytes.HasPrefix(text, []byte(`{"`)) {
		if err := json.Unmarshal(text, &read); err != nil {
			return nil, err
		}
		if told == nil {
			return read, nil
		}
		for key, value := range told {
			if better, ok := read[key]; ok && utf8.ValidString(value) {
				told[key] = better
			}
		}
		return told, nil
	}
	if err := yaml.Unmarshal(text, &read); err != nil {
		return nil, errInexact // in the words of another program, perhaps
	}
	again, err := formatAnswer(formatYAML, read)
	if err != nil || !bytes.Equal(again, text) {
		return read, errInexact
	}
	return read, nil
}

// asJSON returns the arguments with an answer in JSON asked for in the place of YAML.
func asJSON(argv []string) []string {
	again := slices.Clone(argv)
	for i, arg := range again {
		if arg == "--" {
			break
		}
		if arg == "--format="+formatYAML {
			again[i] = "--format=" + formatJSON
		}
	}
	return again
}

// names reads a JSON list of texts; an empty one is nil.
func names(text []byte) ([]string, error) {
	var read []string
	if err := json.Unmarshal(text, &read); err != nil || len(read) == 0 {
		return nil, err
	}
	return read, nil
}

func sortedKeys(values map[string]string) []string { return slices.Sorted(maps.Keys(values)) }
