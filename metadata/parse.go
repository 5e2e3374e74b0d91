package metadata

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/charmscenario/scenario/internal/nearest"
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

// main reads charmcraft.yaml or metadata.yaml.
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
			p.charm.Extra = extra(p.charm.Extra, key, value)
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

func (p *parser) endpoints(node *yaml.Node, path string, role Role, into map[string]Endpoint) {
	p.entries(node, path, func(name string, keyNode, value *yaml.Node) {
		at := path + "." + name
		if !isEndpointName(name) {
			p.note(keyNode, at, "%q is not an endpoint's name; want lower-case letters and digits in parts joined by - or _, a letter first", name)
		}
		if _, taken := p.charm.Endpoint(name); taken && name != jujuInfo {
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
			default:
				endpoint.Extra = extra(endpoint.Extra, key, value)
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
		default:
			option.Extra = extra(option.Extra, key, value)
		}
	})
	types := []string{"string", "int", "float", "boolean", "secret"}
	if option.Type == "" {
		option.Type = "string" // as Juju takes it
	}
	switch {
	case !slices.Contains(types, option.Type):
		hint := ""
		if near := nearest.Name(option.Type, types); near != "" {
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
	switch o.Type {
	case "int":
		value, ok := integerOf(node)
		return value, ok
	case "boolean":
		value, ok := booleanOf(node)
		return value, ok
	}
	value, err := valueOf(node)
	if err != nil {
		return nil, false
	}
	switch value := value.(type) {
	case string:
		return value, o.Type != "float"
	case float64:
		return value, o.Type == "float"
	case int:
		return float64(value), o.Type == "float"
	case int64:
		return float64(value), o.Type == "float"
	case uint64:
		return float64(value), o.Type == "float"
	}
	return nil, false
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
		p.entries(value, at, func(key string, _, value *yaml.Node) {
			plain, err := valueOf(value)
			if err != nil {
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
			case "title", "parallel", "execution-group":
				action.Extra = extra(action.Extra, key, value)
			default: // whatever else there is belongs to the schema
				schema[key] = plain
				p.schemaKey(&action, key, plain, value, at+"."+key)
			}
		})
		if err := action.compile(schema); err != nil {
			p.note(keyNode, at+".params", "not a JSON Schema: %v", err)
		}
		p.charm.Actions[name] = action
	})
}

// schemaKey reads a key of an action that is a rule for all of its parameters.
func (p *parser) schemaKey(action *Action, key string, plain any, node *yaml.Node, at string) {
	switch key {
	case "required":
		if node.Decode(&action.Required) != nil {
			p.note(node, at, "cannot use %s, want a list of names of parameters", shown(node))
		}
	case "additionalProperties":
		if allowed, ok := plain.(bool); ok {
			action.AdditionalProperties = &allowed
		}
	default:
		action.Extra = extra(action.Extra, key, node)
	}
}
