package metadata

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxNodes keeps a document whose aliases unfold to millions of nodes from being read at all.
const maxNodes = 100_000

// document returns the mapping at the root of a file; nil when there is none.
func (p *parser) document(text []byte) *yaml.Node {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		message := strings.TrimPrefix(err.Error(), "yaml: ")
		if rest, ok := strings.CutPrefix(message, "line "); ok {
			p.problems = append(p.problems, p.file+":"+rest)
		} else {
			p.problems = append(p.problems, p.file+":1: "+message)
		}
		return nil
	}
	if len(document.Content) == 0 || document.Content[0].Tag == "!!null" {
		if p.file == p.charm.File {
			p.note(nil, "", "the file is empty, want a mapping with at least a name")
		}
		return nil
	}
	budget := maxNodes
	if !resolve(&document, nil, &budget) {
		p.note(nil, "", "aliases nest too deep or refer to themselves")
		return nil
	}
	root := document.Content[0]
	if root.Kind != yaml.MappingNode {
		p.note(root, "", "cannot use %s, want a mapping", shown(root))
		return nil
	}
	return root
}

// resolve replaces aliases by what they stand for, within a budget of nodes.
func resolve(node *yaml.Node, above []*yaml.Node, budget *int) bool {
	if *budget--; *budget < 0 || len(above) > 100 {
		return false
	}
	for i, child := range node.Content {
		if child.Kind == yaml.AliasNode {
			child = child.Alias
			node.Content[i] = child
		}
		if slices.Contains(above, child) || child == node || !resolve(child, append(above, node), budget) {
			return false
		}
	}
	return true
}

// shown quotes a scalar and names anything else.
func shown(node *yaml.Node) string {
	switch node.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	}
	return fmt.Sprintf("%q", node.Value)
}

// entries calls do for each key of a mapping. Of a key that is there twice the last counts, as in Juju.
func (p *parser) entries(node *yaml.Node, path string, do func(key string, keyNode, value *yaml.Node)) {
	if node.Tag == "!!null" {
		return
	}
	if node.Kind != yaml.MappingNode {
		p.note(node, path, "cannot use %s, want a mapping", shown(node))
		return
	}
	content := merged(node)
	last := make(map[string]int, len(content)/2)
	for i := 0; i+1 < len(content); i += 2 {
		last[content[i].Value] = i
	}
	for i := 0; i+1 < len(content); i += 2 {
		key := content[i]
		switch {
		case key.Kind != yaml.ScalarNode:
			p.note(key, path, "cannot use %s as a key", shown(key))
		case last[key.Value] == i:
			do(key.Value, key, content[i+1])
		}
	}
}

// merged returns keys and values of a mapping, with those that "<<" brings in and it does not
// have itself.
func merged(node *yaml.Node) []*yaml.Node {
	own, brought := []*yaml.Node(nil), []*yaml.Node(nil)
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		switch {
		case key.Tag != "!!merge":
			own = append(own, key, value)
		case value.Kind == yaml.SequenceNode:
			brought = append(brought, value.Content...)
		default:
			brought = append(brought, value)
		}
	}
	if len(brought) == 0 {
		return node.Content
	}
	have := make(map[string]bool)
	for i := 0; i < len(own); i += 2 {
		have[own[i].Value] = true
	}
	for _, other := range brought {
		if other.Kind != yaml.MappingNode {
			continue
		}
		content := merged(other)
		for i := 0; i+1 < len(content); i += 2 {
			if !have[content[i].Value] {
				have[content[i].Value] = true
				own = append(own, content[i], content[i+1])
			}
		}
	}
	return own
}

func (p *parser) text(node *yaml.Node, path string) string {
	if node.Kind != yaml.ScalarNode {
		p.note(node, path, "cannot use %s, want text", shown(node))
		return ""
	}
	if node.Tag == "!!null" {
		return ""
	}
	return node.Value
}

func (p *parser) boolean(node *yaml.Node, path string) bool {
	value, ok := booleanOf(node)
	if !ok && node.Tag != "!!null" {
		p.note(node, path, "cannot use %s, want true or false", shown(node))
	}
	return value
}

func (p *parser) number(node *yaml.Node, path string) int {
	value, ok := integerOf(node)
	if !ok && node.Tag != "!!null" {
		p.note(node, path, "cannot use %s, want a whole number", shown(node))
	}
	return int(value)
}

// extra keeps what is not read, by key.
func extra(into map[string]any, key string, node *yaml.Node) map[string]any {
	value, err := valueOf(node)
	if err != nil {
		return into
	}
	if into == nil {
		into = make(map[string]any)
	}
	into[key] = value
	return into
}
