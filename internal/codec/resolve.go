package codec

import "go.yaml.in/yaml/v3"

// What aliases unfold to is bounded, or a short text could stand for millions of nodes.
const (
	maxAliased = 100_000
	maxDepth   = 10_000
)

// Resolve returns a copy of a tree in which aliases are replaced by what they stand for, and merge keys
// by what they bring; nil for an empty document.
func Resolve(node *yaml.Node) (*yaml.Node, error) {
	if node.Kind == yaml.DocumentNode || node.IsZero() {
		if len(node.Content) == 0 {
			return nil, nil
		}
		node = node.Content[0]
	}
	r := resolver{left: maxAliased}
	resolved, err := r.resolve(node, 0, false)
	if err != nil {
		return nil, err
	}
	return resolved, nil
}

type resolver struct{ left int }

func (r *resolver) resolve(node *yaml.Node, depth int, aliased bool) (*yaml.Node, *Error) {
	if node.Kind == yaml.AliasNode {
		node, aliased = node.Alias, true
	}
	if aliased {
		r.left--
	}
	if r.left < 0 || depth > maxDepth {
		return nil, &Error{Problems: []Problem{{Line: node.Line, Text: "it nests too deep, or aliases stand for too much or for themselves"}}}
	}
	if len(node.Content) == 0 {
		return node, nil
	}
	n := *node
	n.Content = make([]*yaml.Node, len(node.Content))
	for i, below := range node.Content {
		resolved, err := r.resolve(below, depth+1, aliased)
		if err != nil {
			return nil, err
		}
		n.Content[i] = resolved
	}
	if n.Kind == yaml.MappingNode {
		content, err := merged(&n)
		if err != nil {
			return nil, err
		}
		n.Content = content
	}
	return &n, nil
}

// merged returns keys and values of a mapping with those that "<<" brings in and it does not have
// itself.
func merged(node *yaml.Node) ([]*yaml.Node, *Error) {
	var own, brought []*yaml.Node
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		switch {
		case key.Kind != yaml.ScalarNode || key.ShortTag() != "!!merge":
			own = append(own, key, value)
		case value.Kind == yaml.SequenceNode:
			brought = append(brought, value.Content...)
		default:
			brought = append(brought, value)
		}
	}
	if len(brought) == 0 {
		return node.Content, nil
	}
	have := make(map[string]bool)
	for i := 0; i < len(own); i += 2 {
		have[own[i].Value] = true
	}
	for _, other := range brought {
		if other.Kind != yaml.MappingNode {
			return nil, &Error{Problems: []Problem{{Line: other.Line, Text: `"<<" brings in ` + shown(other) + ", want a mapping, or a list of mappings"}}}
		}
		for i := 0; i+1 < len(other.Content); i += 2 {
			if key := other.Content[i]; !have[key.Value] {
				have[key.Value] = true
				own = append(own, key, other.Content[i+1])
			}
		}
	}
	return own, nil
}
