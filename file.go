package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/charmscenario/scenario/internal/codec"
)

// LoadState reads a State from a file: YAML, or JSON if its name ends in ".json". All that is wrong with
// the file is reported at once, with lines and the nearest keys. Whether the State fits a charm is seen
// when it is run.
func LoadState(path string) (State, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return State{}, fmt.Errorf("cannot read State: %w", err)
	}
	var s State
	if err := decodeFile(path, text, &s); err != nil {
		return State{}, fmt.Errorf("cannot read State: %w", err)
	}
	return s, nil
}

// decodeFile reads the text of a file. Errors name the file.
func decodeFile(path string, text []byte, into any) error {
	parse := parseYAML
	if strings.EqualFold(filepath.Ext(path), ".json") {
		parse = codec.ParseJSON
	}
	node, err := parse(text)
	if err == nil {
		err = codec.Decode(node, into)
	}
	return readable(err, path)
}

// parseYAML reads a text of one document, or none.
func parseYAML(text []byte) (*yaml.Node, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document, next yaml.Node
	err := decoder.Decode(&document)
	if err == nil {
		if err = decoder.Decode(&next); err == nil {
			return nil, &codec.Error{Problems: []codec.Problem{{Line: next.Line, Text: "there is a second document; want one"}}}
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
	return &codec.Error{Problems: []codec.Problem{{Line: line, Text: text}}}
}

// readable turns what is wrong with a text into what a person reads: with the file's name if there is
// one, and with the key that was probably meant.
func readable(err error, file string) error {
	var wrong *codec.Error
	if !errors.As(err, &wrong) {
		return err
	}
	lines := make([]string, len(wrong.Problems))
	for i, problem := range wrong.Problems {
		if problem.Key != "" {
			problem.Text += meant(problem.Key, problem.Known)
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
	wrong *codec.Error
}

func (e *readError) Error() string { return e.text }

func (e *readError) Unwrap() error { return e.wrong }
