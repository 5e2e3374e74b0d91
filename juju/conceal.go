package juju

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
	agent "github.com/charmscenario/scenario/internal/unit"
	"github.com/charmscenario/scenario/runner"
)

// describeFailure is the text of what a hook failed with, or of what a charm said when it failed an action. The methods of an
// error are the charm's: they may panic.
func describeFailure(failure error, journal *agent.Journal) (text string) {
	if failure == nil {
		if journal.ActionFailed {
			return cmp.Or(journal.ActionMessage, "the charm gave no reason")
		}
		return ""
	}
	defer func() {
		if recover() != nil {
			text = "the charm returned an error that panics when it is asked for its text"
		}
	}()
	text = failure.Error()
	var panicked *runner.PanicError
	if errors.As(failure, &panicked) {
		text += "\n" + strings.TrimSpace(string(panicked.Stack))
	}
	return text
}

// shortest is how long a value of a secret must be to be concealed: shorter ones stand in any text by chance. One that is shorter
// than telling is concealed where it stands alone, not within a word.
const (
	shortest = 4
	telling  = 8
)

// concealed stands for the content of a secret.
const concealed = "(secret content)"

// conceal takes the contents of secrets out of what the timeline shows of a hook: a charm may have put one into a databag, a
// status or an error. It knows them from the hook's own calls, because it keeps nothing between hooks, or from where a
// charm put them before: those the model remembers.
func (w *world) conceal(e *entry) {
	var known []string
	for i := range e.journal.Trace {
		switch c := e.journal.Trace[i].Call.(type) {
		case *call.SecretAdd:
			known = appendValues(known, c.Content)
		case *call.SecretSet:
			known = appendValues(known, c.Content)
		case *call.SecretGet:
			known = appendValues(known, c.Content)
		}
	}
	if len(known)+len(w.exposed) == 0 {
		return
	}
	shown := e.shown()
	for _, value := range known {
		if !slices.Contains(w.exposed, value) && slices.ContainsFunc(shown, func(text *string) bool { return holds(*text, value) }) {
			w.exposed = append(w.exposed, value)
		}
	}
	// The longest first: one may be a part of another.
	slices.SortFunc(w.exposed, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), strings.Compare(a, b)) })
	for _, value := range w.exposed {
		if w.isName(value) {
			continue // a user is often called as its application is; that hides nothing, and the text would say nothing
		}
		for _, text := range shown {
			*text = replaced(*text, value)
		}
	}
}

// isName reports whether the text is a name of the models: of a model, an application, a unit, an endpoint, an option.
func (w *world) isName(text string) bool {
	for _, m := range w.models {
		if m.Name == text || m.unit(text) != nil {
			return true
		}
		if _, consumed := find(m.saas, text); consumed {
			return true
		}
		for _, a := range m.apps {
			_, endpoint := a.charm.metadata.Endpoint(text)
			_, option := a.charm.metadata.Config[text]
			if a.name == text || endpoint || option {
				return true
			}
		}
	}
	return false
}

// holds reports whether a text has the value in it, where it counts.
func holds(text, value string) bool { return replaced(text, value) != text }

// replaced conceals a value in a text.
func replaced(text, value string) string {
	if len(value) >= telling {
		return strings.ReplaceAll(text, value, concealed)
	}
	var n strings.Builder
	for rest := text; ; {
		i := strings.Index(rest, value)
		if i < 0 {
			n.WriteString(rest)
			return n.String()
		}
		before, after := text[:len(text)-len(rest)+i], rest[i+len(value):]
		n.WriteString(rest[:i])
		if endsInWord(before) || startsWithWord(after) {
			n.WriteString(value)
		} else {
			n.WriteString(concealed)
		}
		rest = after
	}
}

func endsInWord(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return isWord(r)
}

func startsWithWord(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return isWord(r)
}

func isWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// appendValues adds the values of a secret, each also as it comes over Juju's API, and as it stands in quotes.
func appendValues(values []string, content map[string]string) []string {
	for _, value := range content {
		if len(value) < shortest {
			continue
		}
		values = append(values, value)
		for _, form := range []string{controller.Received(value), inQuotes(value), inQuotes(controller.Received(value))} {
			if form != value {
				values = append(values, form)
			}
		}
	}
	return values
}

func inQuotes(text string) string {
	quoted := strconv.Quote(text)
	return quoted[1 : len(quoted)-1]
}

// shown are the texts of an entry that a charm may have written whatever it likes into.
func (e *entry) shown() []*string {
	var texts []*string
	if e.failure != "" {
		texts = append(texts, &e.failure)
	}
	for i := range e.changes {
		switch c := &e.changes[i]; c.What {
		case ChangedStatus, ChangedVersion, ChangedSettings, ChangedDatabag, ChangedDescription:
			texts = append(texts, &c.Key, &c.Old, &c.New)
		}
	}
	return texts
}
