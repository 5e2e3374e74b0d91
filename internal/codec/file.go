package codec

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/charmscenario/scenario/internal/nearest"
)

// DecodeFile reads the text of a file into plain data, as [Decode] does: JSON if its name ends in ".json", else YAML. Errors
// are for people, see [Readable].
func DecodeFile(path string, text []byte, into any) error {
	parse := ParseYAML
	if strings.EqualFold(filepath.Ext(path), ".json") {
		parse = ParseJSON
	}
	node, err := parse(text)
	if err == nil {
		err = Decode(node, into)
	}
	return Readable(err, path)
}

// ParseYAML reads a text of one document, or none, into a tree that knows its lines.
func ParseYAML(text []byte) (*yaml.Node, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document, next yaml.Node
	err := decoder.Decode(&document)
	if err == nil {
		if err = decoder.Decode(&next); err == nil {
			return nil, &Error{Problems: []Problem{{Line: next.Line, Text: "there is a second document; want one"}}}
		}
	}
	if errors.Is(err, io.EOF) {
		return &document, nil
	}
	return nil, syntaxError(err)
}

// syntaxError takes apart what the parser says: "yaml: line 3: did not find expected key".
func syntaxError(err error) error {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 0
	if rest, ok := strings.CutPrefix(text, "line "); ok {
		digits, rest, _ := strings.Cut(rest, ": ")
		line, _ = strconv.Atoi(digits)
		text = rest
	}
	if strings.HasPrefix(text, "unknown anchor") {
		text = "a value that begins with * refers to an anchor, and there is none of its name; want it in quotes" // it may be a secret
	}
	return &Error{Problems: []Problem{{Line: line, Text: text}}}
}

// Readable turns what is wrong with a text into what a person reads: with the file's name if there is
// one, and with the key that was probably meant.
func Readable(err error, file string) error {
	var wrong *Error
	if !errors.As(err, &wrong) {
		return err
	}
	lines := make([]string, len(wrong.Problems))
	for i, problem := range wrong.Problems {
		if problem.Key != "" {
			problem.Text += nearest.Meant(problem.Key, problem.Known)
		}
		if file == "" {
			lines[i] = problem.String()
			continue
		}
		line := problem.Line
		problem.Line = 0
		lines[i] = fmt.Sprintf("%s:%d: %s", file, max(line, 1), problem)
	}
	text := lines[0]
	if len(lines) > 1 {
		text = fmt.Sprintf("%d problems\n  %s", len(lines), strings.Join(lines, "\n  "))
	}
	return &readError{text: text, wrong: wrong}
}

// readError is what is wrong with a text, for a person; a whole that the text is a part of takes wrong.
type readError struct {
	text  string
	wrong *Error
}

func (e *readError) Error() string { return e.text }

func (e *readError) Unwrap() error { return e.wrong }
