package call

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// plainTexts returns a copy of a tree in which every text that was written as base64 is itself again.
func plainTexts(node *yaml.Node) (*yaml.Node, error) {
	if node.Kind == yaml.AliasNode {
		return nil, fmt.Errorf("line %d: aliases are not supported", node.Line)
	}
	n := *node
	n.Content = make([]*yaml.Node, len(node.Content))
	for i, below := range node.Content {
		copied, err := plainTexts(below)
		if err != nil {
			return nil, err
		}
		n.Content[i] = copied
	}
	if n.Kind != yaml.MappingNode {
		return &n, nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if value.Kind != yaml.ScalarNode || value.ShortTag() != "!!str" {
			continue
		}
		if plain, decoded, ok := plainText(key.Value, value.Value); ok {
			n.Content[i] = text(plain)
			n.Content[i+1] = text(decoded)
		}
	}
	return &n, nil
}

// widenNumbers gives the whole numbers of a call that have no type of their own the type int64.
func widenNumbers(c Call) {
	switch c := c.(type) {
	case *ConfigGet:
		c.Value = widened(c.Value)
		widened(c.Options)
	case *ActionGet:
		widened(c.Params)
	case *StatusGet:
		widened(c.Status.Data)
		for _, status := range c.Units {
			widened(status.Data)
		}
	}
}

// widened returns the value with int64 for int, maps and lists changed in place.
func widened(value any) any {
	switch value := value.(type) {
	case int:
		return int64(value)
	case map[string]any:
		for key, below := range value {
			value[key] = widened(below)
		}
	case []any:
		for i, below := range value {
			value[i] = widened(below)
		}
	}
	return value
}

// writeJSON writes a tree as JSON, keys in their order.
func writeJSON(to *bytes.Buffer, node *yaml.Node) error {
	switch node.Kind {
	case yaml.MappingNode:
		to.WriteByte('{')
		for i := 0; i+1 < len(node.Content); i += 2 {
			if i > 0 {
				to.WriteByte(',')
			}
			if err := writeJSON(to, node.Content[i]); err != nil {
				return err
			}
			to.WriteByte(':')
			if err := writeJSON(to, node.Content[i+1]); err != nil {
				return err
			}
		}
		to.WriteByte('}')
		return nil
	case yaml.SequenceNode:
		to.WriteByte('[')
		for i, item := range node.Content {
			if i > 0 {
				to.WriteByte(',')
			}
			if err := writeJSON(to, item); err != nil {
				return err
			}
		}
		to.WriteByte(']')
		return nil
	}
	switch node.ShortTag() {
	case "!!str", "!!timestamp":
		quoted, err := json.Marshal(node.Value)
		to.Write(quoted)
		return err
	}
	to.WriteString(node.Value)
	return nil
}

// jsonNode turns decoded JSON, its numbers kept as text, into a tree.
func jsonNode(value any) *yaml.Node {
	switch value := value.(type) {
	case string:
		return text(value)
	case bool:
		return scalar("!!bool", strconv.FormatBool(value))
	case json.Number:
		if strings.ContainsAny(value.String(), ".eE") {
			return scalar("!!float", value.String())
		}
		return scalar("!!int", value.String())
	case []any:
		list := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		for _, item := range value {
			list.Content = append(list.Content, jsonNode(item))
		}
		return list
	case map[string]any:
		tree := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		for _, key := range sortedKeys(value) {
			tree.Content = append(tree.Content, text(key), jsonNode(value[key]))
		}
		return tree
	}
	return scalar("!!null", "null")
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
