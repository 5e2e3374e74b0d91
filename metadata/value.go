package metadata

import (
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// words are the plain words that YAML 1.1, which Juju reads, takes for booleans beside true and false.
var words = map[string]bool{
	"y": true, "Y": true, "yes": true, "Yes": true, "YES": true, "on": true, "On": true, "ON": true,
	"n": false, "N": false, "no": false, "No": false, "NO": false, "off": false, "Off": false, "OFF": false,
}

// unsignedExponent is the form of what YAML 1.1 takes for text: 1e6, unlike 1e+6.
var unsignedExponent = regexp.MustCompile(`[eE][0-9]+$`)

// valueOf returns what a node holds, as Juju reads it: yes and off are booleans, dates are text, keys too.
func valueOf(node *yaml.Node) (any, error) {
	switch node.Kind {
	case yaml.MappingNode:
		content := merged(node)
		values := make(map[string]any, len(content)/2)
		for i := 0; i+1 < len(content); i += 2 {
			value, err := valueOf(content[i+1])
			if err != nil {
				return nil, err
			}
			values[content[i].Value] = value
		}
		return values, nil
	case yaml.SequenceNode:
		values := make([]any, len(node.Content))
		for i, below := range node.Content {
			var err error
			if values[i], err = valueOf(below); err != nil {
				return nil, err
			}
		}
		return values, nil
	}
	if truth, ok := words[node.Value]; ok && node.Tag == "!!str" && node.Style == 0 {
		return truth, nil
	}
	if node.Tag == "!!timestamp" || node.Tag == "!!float" && unsignedExponent.MatchString(node.Value) {
		return node.Value, nil
	}
	var value any
	err := node.Decode(&value)
	return value, err
}

// booleanOf reads a boolean as Juju does, which takes the texts of strconv.ParseBool too.
func booleanOf(node *yaml.Node) (value, ok bool) {
	switch read, _ := valueOf(node); read := read.(type) {
	case bool:
		return read, true
	case string:
		value, err := strconv.ParseBool(read)
		return value, err == nil
	}
	return false, false
}

// integerOf reads a whole number as Juju does, which takes texts such as "8080" and "0x1f" too.
func integerOf(node *yaml.Node) (value int64, ok bool) {
	switch read, _ := valueOf(node); read := read.(type) {
	case int:
		return int64(read), true
	case int64:
		return read, true
	case string:
		value, err := strconv.ParseInt(read, 0, 64)
		return value, err == nil
	}
	return 0, false
}
