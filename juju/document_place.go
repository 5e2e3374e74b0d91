package juju

import (
	"fmt"
	"slices"

	"github.com/charmscenario/scenario/internal/codec"
	"github.com/charmscenario/scenario/internal/nearest"
)

// place is where something stands in a document; nil: the whole.
type place struct {
	above *place
	key   string // of a mapping; else position in a list
	index int
	step  string // of the path
}

// field is a place below one with a key that every document has.
func (p *place) field(key string) *place {
	step := key
	if p != nil {
		step = "." + key
	}
	return &place{above: p, key: key, step: step}
}

// entry is a place below one with a key that this document has.
func (p *place) entry(key string) *place {
	return &place{above: p, key: key, step: fmt.Sprintf("[%q]", key)}
}

// item is a place in a list.
func (p *place) item(i int) *place { return &place{above: p, index: i, step: fmt.Sprintf("[%d]", i)} }

func (p *place) path() string {
	if p == nil {
		return ""
	}
	return p.above.path() + p.step
}

func (p *place) steps() []any {
	if p == nil {
		return nil
	}
	if p.key == "" && p.step[0] == '[' && p.step[1] != '"' {
		return append(p.above.steps(), p.index)
	}
	return append(p.above.steps(), p.key)
}

// add notes what is wrong at a place.
func (r *reader) add(at *place, format string, args ...any) {
	r.problems = append(r.problems, codec.Problem{
		Line: codec.Line(r.tree, at.steps()...), Path: at.path(), Text: fmt.Sprintf(format, args...),
	})
}

// mostNames is how many names a problem lists when none is near.
const mostNames = 8

// unknown notes a name that stands for nothing.
func (r *reader) unknown(at *place, what, name string, among []string) {
	slices.Sort(among)
	r.add(at, "there is no %s %q%s", what, name, meant(name, among))
}

// meant is the end of a problem: the name that was probably meant, else what there is unless it is much.
func meant(name string, among []string) string {
	if len(among) > mostNames && nearest.Name(name, among) == "" {
		return ""
	}
	return nearest.Meant(name, among)
}

// oneOf notes a word that is none of those that there are.
func oneOf[T ~string](r *reader, at *place, word T, words ...T) bool {
	if slices.Contains(words, word) {
		return true
	}
	var among []string
	for _, w := range words {
		if w != "" {
			among = append(among, string(w))
		}
	}
	r.add(at, "%q is not one of the words there are%s", word, meant(string(word), among))
	return false
}
