package call

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// line is a command line as it grows.
type line struct{ strings.Builder }

// word adds an argument, quoted where a shell would want it; an empty one is left out.
func (l *line) word(text string) {
	if text == "" {
		return
	}
	l.WriteByte(' ')
	l.WriteString(quoted(text))
}

// option adds an option with a value; an empty one is left out.
func (l *line) option(name, value string) {
	if value != "" {
		l.word(name)
		l.word(value)
	}
}

// flag adds an option without a value when it is set.
func (l *line) flag(name string, set bool) {
	if set {
		l.word(name)
	}
}

// settings adds key=value pairs, sorted by key.
func (l *line) settings(values map[string]string) {
	for _, key := range sortedKeys(values) {
		l.WriteString(" " + quoted(key) + "=")
		if value := values[key]; value != "" {
			l.WriteString(quoted(value))
		}
	}
}

// sizes adds key=(n bytes) pairs, sorted by key.
func (l *line) sizes(values map[string]string) {
	for _, key := range sortedKeys(values) {
		l.size(key, values[key])
	}
}

func (l *line) size(key, value string) {
	fmt.Fprintf(l, " %s=(%d bytes)", quoted(key), len(value))
}

// relation adds which relation is meant.
func (l *line) relation(id string) { l.option("-r", id) }

func (l *line) expire(at time.Time, in time.Duration) {
	if !at.IsZero() {
		l.option("--expire", at.UTC().Format(time.RFC3339))
	}
	if in != 0 {
		l.option("--expire", in.String())
	}
}

// quoted returns text as a shell would take it for one word, or at least so that a reader can tell.
func quoted(text string) string {
	for _, c := range text {
		if c <= ' ' || c == '"' || c == '\'' || c == '\\' || c >= 0x7f && !strconv.IsPrint(c) || c == '\uFFFD' {
			return strconv.Quote(text)
		}
	}
	return text
}

// commandLine shows what a call asks, without its answer.
func commandLine(c Call) string {
	l := &line{}
	l.WriteString(c.Tool())
	c.print(l)
	return l.String()
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
