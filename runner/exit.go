package runner

import (
	"strings"
	"unicode/utf8"
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
