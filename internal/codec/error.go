// Package codec writes plain data as YAML and JSON, and reads it back without loss and in a stable
// order. Texts may hold any bytes; what a file says that the data has no place for is an error.
package codec

import (
	"errors"
	"fmt"
	"strings"
)

// Error lists what is wrong with a text, or with data that cannot be written.
type Error struct{ Problems []Problem }

// Problem is one thing that is wrong.
type Problem struct {
	Line  int    // in the text that was read; 0: none
	Path  string // such as `secrets[0].label`
	Text  string
	Key   string   // a key that is not known; else empty
	Known []string // the keys that are known where Key stands
}

// Error lists the problems, one a line.
func (e *Error) Error() string {
	lines := make([]string, len(e.Problems))
	for i, problem := range e.Problems {
		lines[i] = problem.String()
	}
	return strings.Join(lines, "\n")
}

// String tells line, path and problem.
func (p Problem) String() string {
	text := p.Text
	if p.Path != "" {
		text = p.Path + ": " + text
	}
	if p.Line > 0 {
		text = fmt.Sprintf("line %d: %s", p.Line, text)
	}
	return text
}

func problem(format string, args ...any) *Error {
	return &Error{Problems: []Problem{{Text: fmt.Sprintf(format, args...)}}}
}

// Below returns the error of a part as one of the whole, in which the part stands at this step of the
// path: `label` or `[0]`.
func Below(step string, err error) *Error {
	var part *Error
	if !errors.As(err, &part) {
		part = problem("%v", err)
	}
	whole := &Error{Problems: make([]Problem, len(part.Problems))}
	for i, problem := range part.Problems {
		problem.Path = join(step, problem.Path)
		whole.Problems[i] = problem
	}
	return whole
}

func join(path, below string) string {
	if path == "" || below == "" || below[0] == '[' {
		return path + below
	}
	return path + "." + below
}

// entry is the step of a path to what a map has under a key.
func entry(key string) string { return fmt.Sprintf("[%q]", key) }

// item is the step of a path to what stands at a position of a list.
func item(i int) string { return fmt.Sprintf("[%d]", i) }
