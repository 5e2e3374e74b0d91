package juju

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

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

// shortest is how long a value of a secret must be to be concealed: shorter ones stand in any text by chance.
const shortest = 4

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
		if !slices.Contains(w.exposed, value) && slices.ContainsFunc(shown, func(text *string) bool { return strings.Contains(*text, value) }) {
			w.exposed = append(w.exposed, value)
		}
	}
	// The longest first: one may be a part of another.
	slices.SortFunc(w.exposed, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), strings.Compare(a, b)) })
	for _, text := range shown {
		for _, value := range w.exposed {
			*text = strings.ReplaceAll(*text, value, concealed)
		}
	}
}

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
