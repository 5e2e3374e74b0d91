package codec

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// JSON writes a tree as JSON, keys in their order.
func JSON(node *yaml.Node) ([]byte, error) {
	var text bytes.Buffer
	err := writeJSON(&text, node)
	return text.Bytes(), err
}

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
	if isText(node) {
		quoted, err := json.Marshal(node.Value)
		to.Write(quoted)
		return err
	}
	to.WriteString(node.Value)
	return nil
}

// ParseJSON reads JSON into a tree that knows its lines. A byte order mark is skipped, as YAML's is.
func ParseJSON(text []byte) (*yaml.Node, error) {
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	p := parser{text: text, decoder: json.NewDecoder(bytes.NewReader(text)), line: 1}
	p.decoder.UseNumber()
	node, err := p.next(0)
	if err == nil {
		if _, rest := p.decoder.Token(); !errors.Is(rest, io.EOF) {
			err = p.problem("there is more after the value")
		}
	}
	if err != nil {
		return nil, err
	}
	return node, nil
}

type parser struct {
	text    []byte
	decoder *json.Decoder
	offset  int64
	line    int
}

func (p *parser) problem(text string) *Error {
	return &Error{Problems: []Problem{{Line: p.line, Text: text}}}
}

// token returns the next token and moves on to its line.
func (p *parser) token() (json.Token, *Error) {
	token, err := p.decoder.Token()
	offset := min(p.decoder.InputOffset(), int64(len(p.text)))
	p.line += bytes.Count(p.text[p.offset:offset], []byte("\n"))
	p.offset = offset
	switch {
	case errors.Is(err, io.EOF):
		return nil, p.problem("the text ends too early")
	case err != nil:
		return nil, p.problem(err.Error())
	}
	return token, nil
}

func (p *parser) next(depth int) (*yaml.Node, *Error) {
	token, err := p.token()
	if err != nil {
		return nil, err
	}
	if depth > maxDepth {
		return nil, p.problem("it nests too deep")
	}
	var node *yaml.Node
	line := p.line
	switch token := token.(type) {
	case json.Delim:
		node, err = p.content(token, depth)
	case string:
		node = text(token)
	case bool:
		node = scalar("!!bool", strconv.FormatBool(token))
	case json.Number:
		node = scalar("!!int", token.String())
		if strings.ContainsAny(token.String(), ".eE") {
			node.Tag = "!!float"
		}
	default:
		node = scalar("!!null", "null")
	}
	if err != nil {
		return nil, err
	}
	node.Line = line
	return node, nil
}

// content reads the keys and values, or the items, up to the closing bracket.
func (p *parser) content(open json.Delim, depth int) (*yaml.Node, *Error) {
	node := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	if open == '{' {
		node = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	}
	for p.decoder.More() {
		below, err := p.next(depth + 1)
		if err != nil {
			return nil, err
		}
		node.Content = append(node.Content, below)
	}
	_, err := p.token()
	return node, err
}
