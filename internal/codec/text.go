package codec

import (
	"encoding/base64"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// base64Suffix ends the key of a text that is written as base64, as Juju writes secret content.
const base64Suffix = "#base64"

func encoded(value string) string { return base64.StdEncoding.EncodeToString([]byte(value)) }

func decoded(value string) (string, bool) {
	bytes, err := base64.StdEncoding.Strict().DecodeString(value)
	return string(bytes), err == nil
}

// plainText returns the key and text that were written as base64; false when they were not. Base64 of
// UTF-8 is what a charm wrote itself, but for keys with a second suffix.
func plainText(key, value string) (plain, original string, ok bool) {
	plain, ok = strings.CutSuffix(key, base64Suffix)
	if !ok {
		return key, value, false
	}
	original, ok = decoded(value)
	if !ok || utf8.ValidString(original) && !strings.HasSuffix(plain, base64Suffix) {
		return key, value, false
	}
	return plain, original, true
}

// text returns the node of a string, which YAML quotes where it would read as something else. What is
// not plain lines is double-quoted: written as a block it cannot always be read back.
func text(value string) *yaml.Node {
	node := &yaml.Node{}
	node.SetString(value)
	if value != "" && (unicode.IsSpace(rune(value[0])) || strings.ContainsFunc(value, isUnprintable)) {
		node.Style = yaml.DoubleQuotedStyle
	}
	return node
}

func isUnprintable(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }

// keyText is a text as a key: quoted where YAML would merge maps, never a block.
func keyText(value string) *yaml.Node {
	node := text(value)
	if value == "<<" || strings.Contains(value, "\n") {
		node.Style = yaml.DoubleQuotedStyle
	}
	return node
}

func scalar(tag, value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value}
}
