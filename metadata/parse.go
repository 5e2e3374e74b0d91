package metadata

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Error lists what is wrong with the files of a charm, each with its file and line.
type Error struct{ Problems []string }

// Error lists the problems, one a line.
func (e *Error) Error() string { return strings.Join(e.Problems, "\n") }

// parser turns YAML nodes into a Charm and notes every problem on the way.
type parser struct {
	charm    *Charm
	file     string
	problems []string
	seen     map[string]string // which file says it, of what only one may say
}

// maxNodes keeps a document whose aliases unfold to millions of nodes from being read at all.
const maxNodes = 100_000

func parse(files []file) (*Charm, error) {
	p := parser{charm: &Charm{File: files[0].name, Requires: map[string]Endpoint{}, Provides: map[string]Endpoint{},
		Peers: map[string]Endpoint{}, Config: map[string]Option{}, Actions: map[string]Action{}}}
	for i, f := range files {
		p.file = f.name
		root := p.document(f.text)
		if root == nil {
			continue
		}
		switch {
		case i == 0 || f.name == "charmcraft.yaml":
			p.main(root)
		case f.name == "config.yaml":
			p.once(root, "config")
			p.configFile(root)
		default:
			p.once(root, "actions")
			p.actions(root)
		}
	}
	if p.charm.Name == "" && len(p.problems) == 0 {
		p.file = p.charm.File
		p.note(nil, "name", "the charm has no name")
	}
	if len(p.problems) > 0 {
		return nil, &Error{Problems: p.problems}
	}
	return p.charm, nil
}

func (p *parser) note(node *yaml.Node, path, format string, args ...any) {
	line := 1
	if node != nil && node.Line > 0 {
		line = node.Line
	}
	text := fmt.Sprintf(format, args...)
	if path != "" {
		text = path + ": " + text
	}
	p.problems = append(p.problems, fmt.Sprintf("%s:%d: %s", p.file, line, text))
}

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
	if len(document.Content) == 0 {
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

// entries calls do for each key of a mapping.
func (p *parser) entries(node *yaml.Node, path string, do func(key string, keyNode, value *yaml.Node)) {
	if node.Tag == "!!null" {
		return
	}
	if node.Kind != yaml.MappingNode {
		p.note(node, path, "cannot use %s, want a mapping", shown(node))
		return
	}
	seen := make(map[string]bool)
	content := merged(node)
	for i := 0; i+1 < len(content); i += 2 {
		key := content[i]
		if key.Kind != yaml.ScalarNode {
			p.note(key, path, "cannot use %s as a key", shown(key))
			continue
		}
		if seen[key.Value] {
			p.note(key, path, "%q is there twice", key.Value)
			continue
		}
		seen[key.Value] = true
		do(key.Value, key, content[i+1])
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

func (p *parser) main(root *yaml.Node) {
	p.entries(root, "", func(key string, keyNode, value *yaml.Node) {
		switch key {
		case "name", "summary", "description", "subordinate", "requires", "provides", "peers", "config", "actions":
			p.once(keyNode, key)
		}
		switch key {
		case "name":
			p.charm.Name = p.text(value, key)
			if !isCharmName(p.charm.Name) {
				p.note(value, key, "%q is not a charm's name; want lower-case letters, digits and dashes, a letter first", p.charm.Name)
			}
		case "summary":
			p.charm.Summary = p.text(value, key)
		case "description":
			p.charm.Description = p.text(value, key)
		case "subordinate":
			p.charm.Subordinate = p.boolean(value, key)
		case "requires":
			p.endpoints(value, key, Requirer, p.charm.Requires)
		case "provides":
			p.endpoints(value, key, Provider, p.charm.Provides)
		case "peers":
			p.endpoints(value, key, Peer, p.charm.Peers)
		case "config":
			p.configFile(value)
		case "actions":
			p.actions(value)
		default:
			var extra any
			if err := value.Decode(&extra); err == nil {
				if p.charm.Extra == nil {
					p.charm.Extra = make(map[string]any)
				}
				p.charm.Extra[key] = extra
			}
		}
	})
}

// once notes what two files say.
func (p *parser) once(node *yaml.Node, what string) {
	if first, ok := p.seen[what]; ok {
		p.note(node, what, "it is in %s too; want it in one file", first)
		return
	}
	if p.seen == nil {
		p.seen = make(map[string]string)
	}
	p.seen[what] = p.file
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
	var value bool
	if node.Kind != yaml.ScalarNode || node.Decode(&value) != nil {
		p.note(node, path, "cannot use %s, want true or false", shown(node))
	}
	return value
}

func (p *parser) number(node *yaml.Node, path string) int {
	if node.Tag == "!!null" {
		return 0
	}
	var value int
	if node.Kind != yaml.ScalarNode || node.Tag != "!!int" || node.Decode(&value) != nil {
		p.note(node, path, "cannot use %s, want a whole number", shown(node))
	}
	return value
}

func (p *parser) endpoints(node *yaml.Node, path string, role Role, into map[string]Endpoint) {
	p.entries(node, path, func(name string, keyNode, value *yaml.Node) {
		at := path + "." + name
		if !isEndpointName(name) {
			p.note(keyNode, at, "%q is not an endpoint's name; want lower-case letters and digits in parts joined by - or _, a letter first", name)
		}
		if _, taken := p.charm.Endpoint(name); taken && name != jujuInfo.Name {
			p.note(keyNode, at, "endpoint %q is declared twice", name)
		}
		endpoint := Endpoint{Name: name, Role: role, Scope: ScopeGlobal}
		if value.Kind == yaml.ScalarNode && value.Tag != "!!null" {
			endpoint.Interface = value.Value // the short form: name: interface
			into[name] = endpoint
			return
		}
		p.entries(value, at, func(key string, _, value *yaml.Node) {
			switch key {
			case "interface":
				endpoint.Interface = p.text(value, at+".interface")
			case "scope":
				endpoint.Scope = p.text(value, at+".scope")
				if endpoint.Scope != ScopeGlobal && endpoint.Scope != ScopeContainer {
					p.note(value, at+".scope", "cannot use %q, want global or container", endpoint.Scope)
				}
			case "limit":
				endpoint.Limit = p.number(value, at+".limit")
				if endpoint.Limit < 0 {
					p.note(value, at+".limit", "cannot use %d, want 1 or more", endpoint.Limit)
				}
			case "optional":
				endpoint.Optional = p.boolean(value, at+".optional")
			}
		})
		if endpoint.Interface == "" {
			p.note(keyNode, at, "the endpoint has no interface")
		}
		into[name] = endpoint
	})
}

func (p *parser) configFile(node *yaml.Node) {
	p.entries(node, "config", func(key string, _, value *yaml.Node) {
		if key == "options" {
			p.entries(value, "config.options", p.option)
		}
	})
}

func (p *parser) option(name string, keyNode, value *yaml.Node) {
	at := "config.options." + name
	var option Option
	var fallback *yaml.Node
	p.entries(value, at, func(key string, _, value *yaml.Node) {
		switch key {
		case "type":
			option.Type = p.text(value, at+".type")
		case "description":
			option.Description = p.text(value, at+".description")
		case "default":
			fallback = value
		}
	})
	types := []string{"string", "int", "float", "boolean", "secret"}
	switch {
	case option.Type == "":
		p.note(keyNode, at, "the option has no type; want one of %s", strings.Join(types, ", "))
	case !slices.Contains(types, option.Type):
		hint := ""
		if near := Nearest(option.Type, types); near != "" {
			hint = fmt.Sprintf("; did you mean %q?", near)
		}
		p.note(keyNode, at+".type", "%q is not a type, want one of %s%s", option.Type, strings.Join(types, ", "), hint)
	case fallback != nil && fallback.Tag != "!!null":
		value, ok := option.read(fallback)
		if !ok {
			p.note(fallback, at+".default", "cannot use %s, want a value of type %s", shown(fallback), option.Type)
		}
		option.Default = value
	}
	p.charm.Config[name] = option
}

// read returns the default of an option in the type that Juju gives a charm.
func (o Option) read(node *yaml.Node) (any, bool) {
	if node.Kind != yaml.ScalarNode {
		return nil, false
	}
	var err error
	switch o.Type {
	case "string", "secret":
		return node.Value, node.Tag == "!!str"
	case "int":
		var value int64
		err = node.Decode(&value)
		return value, err == nil && node.Tag == "!!int"
	case "float":
		var value float64
		err = node.Decode(&value)
		return value, err == nil && (node.Tag == "!!float" || node.Tag == "!!int")
	default:
		var value bool
		err = node.Decode(&value)
		return value, err == nil && node.Tag == "!!bool"
	}
}

func (p *parser) actions(node *yaml.Node) {
	p.entries(node, "actions", func(name string, keyNode, value *yaml.Node) {
		at := "actions." + name
		if name == "additionalProperties" {
			return // some actions.yaml files say it at the top
		}
		if !isActionName(name) {
			p.note(keyNode, at, "%q is not an action's name; want lower-case letters, digits and dashes", name)
		}
		action := Action{}
		schema := map[string]any{"type": "object"}
		p.entries(value, at, func(key string, keyNode, value *yaml.Node) {
			var plain any
			if err := value.Decode(&plain); err != nil {
				p.note(value, at+"."+key, "cannot read: %v", err)
				return
			}
			switch key {
			case "description":
				action.Description = p.text(value, at+".description")
			case "params":
				action.Params, _ = plain.(map[string]any)
				if action.Params == nil && plain != nil {
					p.note(value, at+".params", "cannot use %s, want a mapping", shown(value))
				}
				schema["properties"] = maps.Clone(action.Params)
			case "required":
				schema[key] = plain
				if value.Decode(&action.Required) != nil {
					p.note(value, at+".required", "cannot use %s, want a list of names of parameters", shown(value))
				}
			case "additionalProperties":
				schema[key] = plain
				if allowed, ok := plain.(bool); ok {
					action.AdditionalProperties = &allowed
				}
			}
		})
		if err := action.compile(schema); err != nil {
			p.note(keyNode, at+".params", "not a JSON Schema: %v", err)
		}
		p.charm.Actions[name] = action
	})
}
