package terraform

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/zclconf/go-cty/cty"
)

// sensitive marks values that must not be printed.
type sensitive struct{}

// hide marks a value as one that must not be printed.
func hide(v cty.Value) cty.Value { return v.Mark(sensitive{}) }

// hidden are the texts that must not appear in what is printed.
type hidden struct{ texts map[string]bool }

const shownInstead = "(sensitive value)"

// add takes note of the texts in a value.
func (h *hidden) add(v cty.Value) {
	if v.ContainsMarked() {
		v, _ = v.UnmarkDeep()
	}
	_ = cty.Walk(v, func(_ cty.Path, v cty.Value) (bool, error) {
		if v.Type() == cty.String && v.IsKnown() && !v.IsNull() && v.AsString() != "" {
			if h.texts == nil {
				h.texts = make(map[string]bool)
			}
			h.texts[v.AsString()] = true
		}
		return true, nil
	})
}

// addMarked takes note of the texts in the marked parts of a value.
func (h *hidden) addMarked(v cty.Value) {
	if !v.ContainsMarked() {
		return
	}
	_ = cty.Walk(v, func(_ cty.Path, v cty.Value) (bool, error) {
		if v.IsMarked() {
			h.add(v)
			return false, nil
		}
		return true, nil
	})
}

// redact replaces what must not be printed, longer texts first. A short one counts only where it stands alone, so that a value such as "a" leaves
// words whole.
func (h *hidden) redact(text string) string {
	if h == nil {
		return text
	}
	longer := func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) }
	for _, secret := range slices.SortedFunc(maps.Keys(h.texts), longer) {
		if strings.Contains(text, secret) {
			text = replaced(text, secret)
		}
	}
	return text
}

// alone is the length from which on a text is replaced in the middle of a word too.
const alone = 8

func replaced(text, secret string) string {
	var b strings.Builder
	done := 0
	for {
		i := strings.Index(text[done:], secret)
		if i < 0 {
			b.WriteString(text[done:])
			return b.String()
		}
		start, end := done+i, done+i+len(secret)
		before, _ := utf8.DecodeLastRuneInString(text[:start])
		after, _ := utf8.DecodeRuneInString(text[end:])
		if len(secret) < alone && (wordRune(before) || wordRune(after)) {
			b.WriteString(text[done:end])
		} else {
			b.WriteString(text[done:start] + shownInstead)
		}
		done = end
	}
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// wrap makes sure that the text of an error shows nothing that is hidden; what is inside stays reachable.
func (h *hidden) wrap(err error) error {
	if err == nil || h == nil || h.redact(err.Error()) == err.Error() {
		return err
	}
	return &redactedError{text: h.redact(err.Error()), err: err}
}

// redactedError is an error whose text was redacted.
type redactedError struct {
	text string
	err  error
}

// Error is the redacted text.
func (e *redactedError) Error() string { return e.text }

// Unwrap returns the error itself.
func (e *redactedError) Unwrap() error { return e.err }
