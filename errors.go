package scenario

import (
	"fmt"
	"strings"

	"github.com/charmscenario/scenario/call"
)

// InconsistentError says that State, Event and the charm's metadata do not fit together; nothing
// ran. Findings lists all that was found, sorted by path.
type InconsistentError struct {
	Event    string // what was to run: "secret-remove"
	Findings []Finding
}

// shownFindings is how many findings a message lists; Findings always has them all.
const shownFindings = 50

// Error lists the findings, one a line.
func (e *InconsistentError) Error() string {
	var text strings.Builder
	problems := "problems"
	if len(e.Findings) == 1 {
		problems = "problem"
	}
	fmt.Fprintf(&text, "cannot run %s: %d %s", e.Event, len(e.Findings), problems)
	for i, finding := range e.Findings {
		if i == shownFindings && len(e.Findings) > shownFindings+1 {
			fmt.Fprintf(&text, "\n  and %d more", len(e.Findings)-i)
			break
		}
		fmt.Fprintf(&text, "\n  %s: %s", finding.Path, finding.Problem)
	}
	return text.String()
}

// CharmError says that the charm's handler failed: with an error of its own, which errors.Is and
// errors.As reach, or with a panic; or that an executable charm ended with an exit code other than 0. What
// waited for the end of the hook was dropped.
type CharmError struct {
	Hook       string // "relation-joined (database:3, remote app/0)"
	Err        error  // what the handler returned; for a panic, an error that says so
	PanicValue any    // what the handler panicked with; nil when it returned an error
	Stack      string // where it panicked, from the charm's own frames on

	summary string
}

// Error names the hook and the cause; then the call that was refused and why, after a panic the last
// call that was made, and what was dropped and kept.
func (e *CharmError) Error() string {
	text := fmt.Sprintf("charm failed in %s: %v", e.Hook, e.Err)
	if e.summary != "" {
		text += "\n" + e.summary
	}
	if e.Stack != "" {
		text += "\n" + e.Stack
	}
	return text
}

// Unwrap returns the handler's own error.
func (e *CharmError) Unwrap() error { return e.Err }

// CommitError says that the handler succeeded and Juju refused what it left to be done: the hook
// failed at its end. Steps before the refused one stay done; the rest was not done at all.
type CommitError struct {
	Hook string      // "config-changed"
	Step string      // as Juju says it: "updating secrets"; empty for databags and the rest
	Item string      // what was refused: "secret:<id>", or a relation "database:3"
	Err  *call.Error // Juju's refusal

	summary string
}

// Error names the hook, the step, what was refused, and Juju's own text; then the call that asked for
// it and why Juju refused, and what was dropped and kept.
func (e *CommitError) Error() string {
	text := fmt.Sprintf("hook %s failed at its end: %s", e.Hook, e.Text())
	// A secret that was to be made has an ID that nobody knows yet.
	if e.Item != "" && e.Step != "creating secrets" && !strings.Contains(e.Err.Message, e.Item) {
		text += " (" + e.Item + ")"
	}
	if e.summary != "" {
		text += "\n" + e.summary
	}
	return text
}

// Text returns the error as Juju words it, such as "updating secrets: permission denied".
func (e *CommitError) Text() string {
	if e.Step == "" {
		return e.Err.Message
	}
	return e.Step + ": " + e.Err.Message
}

// Unwrap returns Juju's refusal, whose code errors.Is matches.
func (e *CommitError) Unwrap() error { return e.Err }

// ActionFailedError says that the action called fail. Its writes were committed.
type ActionFailedError struct {
	Action  string
	Message string

	summary string
}

// Error names the action and its message, the parameters that it got, and the keys of its results.
func (e *ActionFailedError) Error() string {
	return fmt.Sprintf("action %s failed: %q%s", e.Action, e.Message, e.summary)
}
