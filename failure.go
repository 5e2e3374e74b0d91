package scenario

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/runner"
)

func (r *run) charmError(failure error, outcome *Outcome) *CharmError {
	e := &CharmError{Hook: describeHook(&r.left.session.Hook), Err: failure}
	var lines []string
	if line := r.look(e, outcome); line != "" {
		lines = append(lines, "  "+line)
	}
	if line := balance(commitCounts(outcome.Commit), kept(outcome)); line != "" {
		lines = append(lines, "  "+line)
	}
	e.summary = strings.Join(lines, "\n")
	return e
}

// look looks into the charm's own error, and returns its cause. The methods of that error are the charm's:
// they may panic, and nothing more is known then.
func (r *run) look(e *CharmError, outcome *Outcome) (cause string) {
	defer func() {
		if recover() != nil {
			cause = ""
		}
	}()
	var panicked *runner.PanicError
	if errors.As(e.Err, &panicked) {
		e.PanicValue, e.Stack = panicked.Value, string(panicked.Stack)
	}
	return r.cause(e.Err, panicked != nil, outcome)
}

// cause names the call that the charm failed over, as far as that can be told.
func (r *run) cause(failure error, panicked bool, outcome *Outcome) string {
	trace := outcome.Trace
	var refusal *call.Error
	if errors.As(failure, &refusal) {
		for i := len(trace) - 1; i >= 0; i-- {
			if trace[i].Error == refusal {
				return r.refused(trace[i], trace[:i], outcome, strings.Contains(failure.Error(), refusal.Message))
			}
		}
		return ""
	}
	if n := len(trace); panicked && n > 0 {
		text := "last call: " + shown(trace[n-1].Call)
		if answer := answered(trace[n-1].Call); answer != "" && trace[n-1].Error == nil {
			text += ": " + answer
		}
		return text
	}
	var exit *runner.ExitError
	misused := errors.As(failure, &exit) && len(exit.Mistakes) > 0
	for i := len(trace) - 1; i >= 0; i-- {
		if trace[i].Error != nil {
			if misused && trace[i].Error.Code == call.ErrNotValid {
				return "" // it is among the mistakes
			}
			return "last refused call: " + r.refused(trace[i], trace[:i], outcome, false)
		}
	}
	return ""
}

// refused shows a call and why it was refused: Juju's text, unless it was told already, and what State
// has to do with it.
func (r *run) refused(record call.Record, before []call.Record, outcome *Outcome, told bool) string {
	x := explainer{setup: r.setup, hook: &r.left.session.Hook, state: &outcome.State, trace: before}
	parts := []string{shown(record.Call)}
	if !told {
		parts = append(parts, record.Error.Message)
	}
	if why := x.explain(record); why != "" {
		parts = append(parts, why)
	}
	return strings.Join(parts, ": ")
}

// shown shows what a call asks.
func shown(c call.Call) string { return shortened(call.Record{Call: c}.String()) }

// shortened returns the beginning of a text that is long.
func shortened(text string) string {
	const most = 120
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "..."
	}
	return text
}

// answered tells in few words what a call was answered, where a charm may find nothing.
func answered(c call.Call) string {
	switch c := c.(type) {
	case *call.RelationIDs:
		return number(len(c.IDs), "relation")
	case *call.RelationList:
		if c.App {
			return c.RemoteApp
		}
		if len(c.Units) == 0 {
			return "no unit: none has joined yet, or all have left"
		}
		return number(len(c.Units), "unit")
	case *call.RelationGet:
		return number(len(c.Data), "key")
	case *call.SecretGet:
		return number(len(c.Content), "key")
	case *call.SecretIDs:
		return number(len(c.IDs), "secret")
	case *call.LeaderGet:
		return number(len(c.Settings), "key")
	case *call.StateGet:
		return number(len(c.State), "key")
	case *call.ActionGet:
		return number(len(c.Params), "parameter")
	case *call.ConfigGet:
		if c.Key != "" && c.Value == nil {
			return "not set"
		}
	}
	return ""
}

// kept lists what acted at once and stays although the hook failed.
func kept(outcome *Outcome) []string {
	var kept []string
	status := func(whose string, history []Status) {
		if lines := statusLines(history); len(lines) > 0 {
			kept = append(kept, fmt.Sprintf("%s status %q", whose, lines[len(lines)-1]))
		}
	}
	status("unit", outcome.UnitStatusHistory)
	status("application", outcome.AppStatusHistory)
	if n := len(outcome.JujuLog); n > 0 {
		kept = append(kept, count(n, "log line"))
	}
	return kept
}

func balance(lost, kept []string) string {
	var parts []string
	if len(lost) > 0 {
		parts = append(parts, "discarded: "+strings.Join(lost, ", "))
	}
	if len(kept) > 0 {
		parts = append(parts, "kept: "+strings.Join(kept, ", "))
	}
	return strings.Join(parts, "    ")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func (r *run) actionError(params map[string]any, outcome *Outcome) *ActionFailedError {
	e := &ActionFailedError{Action: r.left.session.Hook.Action, Message: outcome.ActionFailure}
	text, err := json.Marshal(params)
	if err != nil || params == nil {
		text = []byte("{}")
	}
	// Results are named by their keys alone: their values may be secret.
	e.summary = fmt.Sprintf("  params %s  results so far {%s}", shortened(string(text)), strings.Join(sortedNames(outcome.ActionResults), ", "))
	return e
}
