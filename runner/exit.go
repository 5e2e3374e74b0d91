package runner

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmscenario/scenario/call"
)

// ExitError says that an executable charm ended with another exit code than 0.
type ExitError struct {
	Code   int    // -1: it was killed by a signal
	Reason string // "exit status 1", "signal: killed"
	Stdout string // the end of what it printed
	Stderr string

	Mistakes []string // how it called hook tools wrongly
}

// Error tells how the process ended, what it last said on standard error, or else on standard output, and
// how it called hook tools wrongly.
func (e *ExitError) Error() string {
	text := e.ended()
	for _, mistake := range e.Mistakes {
		text += "\n  " + strings.ReplaceAll(mistake, "\n", "\n  ")
	}
	return text
}

func (e *ExitError) ended() string {
	said, where := e.Stderr, "standard error"
	if strings.TrimSpace(said) == "" {
		said, where = e.Stdout, "standard output"
	}
	said = strings.TrimSpace(said)
	if said == "" {
		return e.Reason + ", and nothing was printed"
	}
	return e.Reason + "; " + where + " ends with\n    " + strings.ReplaceAll(said, "\n", "\n    ")
}

// shortest is how long a value of a secret must be to be hidden: shorter ones stand in any text by chance.
const shortest = 4

// Hide takes the content of secrets out of what the process printed: errors hold none. Known is the content that the charm could
// read; what it gave to secrets itself is in the trace.
func (e *ExitError) Hide(trace []call.Record, known []map[string]string) {
	known = slices.Clip(known)
	for i := range trace {
		switch c := trace[i].Call.(type) {
		case *call.SecretAdd:
			known = append(known, c.Content)
		case *call.SecretSet:
			known = append(known, c.Content)
		}
	}
	var values []string
	for _, content := range known {
		for _, value := range content {
			if len(value) >= shortest {
				values = append(values, value)
			}
		}
	}
	// The longest first: one may be a part of another.
	slices.SortFunc(values, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), strings.Compare(a, b)) })
	for _, value := range slices.Compact(values) {
		hide := func(text string) string { return strings.ReplaceAll(text, value, "(secret content)") }
		e.Stdout, e.Stderr = hide(e.Stdout), hide(e.Stderr)
		for i := range e.Mistakes {
			e.Mistakes[i] = hide(e.Mistakes[i])
		}
	}
}

// maxTail is how much of a process's output is kept.
const maxTail = 4 << 10

// tail keeps the end of what is written to it.
type tail struct{ kept []byte }

// Write keeps what fits.
func (t *tail) Write(p []byte) (int, error) {
	t.kept = append(t.kept, p...)
	if extra := len(t.kept) - maxTail; extra > 0 {
		t.kept = append(t.kept[:0], t.kept[extra:]...)
	}
	return len(p), nil
}

// String returns what was kept, from the first whole line on when some was dropped.
func (t *tail) String() string {
	text := string(t.kept)
	if len(text) < maxTail {
		return text
	}
	if _, rest, ok := strings.Cut(text, "\n"); ok && rest != "" {
		return rest
	}
	for len(text) > 0 && !utf8.RuneStart(text[0]) {
		text = text[1:]
	}
	return text
}
