package codec

import "go.yaml.in/yaml/v3"

// Line returns the line of a part of a resolved tree, as far as it is there: steps are keys (string) and positions in
// lists (int). 0: the tree knows no lines, or is nil.
func Line(node *yaml.Node, steps ...any) int {
	if node == nil {
		return 0
	}
	line := node.Line
	for _, step := range steps {
		next, at := child(node, step)
		if next == nil {
			break
		}
		node, line = next, at
	}
	return line
}

// child returns what stands at a step, and its line: of what stands at a key, that of the key.
func child(node *yaml.Node, step any) (*yaml.Node, int) {
	switch step := step.(type) {
	case int:
		if node.Kind == yaml.SequenceNode && step < len(node.Content) {
			return node.Content[step], node.Content[step].Line
		}
	case string:
		for i := 0; node.Kind == yaml.MappingNode && i+1 < len(node.Content); i += 2 {
			if key := node.Content[i]; key.Value == step || key.Value == step+base64Suffix {
				return node.Content[i+1], key.Line
			}
		}
	}
	return nil, 0
}
