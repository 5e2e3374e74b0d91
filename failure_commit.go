package scenario

import (
	"errors"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

func (r *run) commitError(refusal error, outcome *Outcome) error {
	var commit *controller.CommitError
	if !errors.As(refusal, &commit) {
		return refusal
	}
	e := &CommitError{Hook: describeHook(&r.left.session.Hook), Step: commit.Step, Item: commit.Item, Err: commit.Cause}
	if e.Step != "" { // a secret, as the charm spelt it
		e.Item = "secret:" + bareSecretID(e.Item)
	}
	var lines []string
	if c, before := committedCall(e, outcome.Trace); c != nil {
		lines = append(lines, "  "+r.refused(call.Record{Call: c, Error: e.Err}, before, outcome, true))
	}
	done, lost := divided(e, outcome.Commit)
	if line := balance(lost, append(done, kept(outcome)...)); line != "" {
		lines = append(lines, "  "+line)
	}
	e.summary = strings.Join(lines, "\n")
	return e
}

// committedCall finds the call whose doing was refused at the end of the hook.
func committedCall(e *CommitError, trace []call.Record) (call.Call, []call.Record) {
	for i := len(trace) - 1; i >= 0; i-- {
		if trace[i].Error == nil && isItem(trace[i].Call, e) {
			return trace[i].Call, trace[:i]
		}
	}
	return nil, nil
}

// isItem reports whether the call asked for what was refused.
func isItem(c call.Call, e *CommitError) bool {
	id, _ := secretOf(c)
	named := e.Item != "" && bareSecretID(id) == bareSecretID(e.Item)
	switch c := c.(type) {
	case *call.SecretAdd:
		return named && e.Step == "creating secrets"
	case *call.SecretSet:
		return named && (e.Step == "updating secrets" || e.Step == "creating secrets")
	case *call.SecretGrant:
		return named && e.Step == "granting secrets access"
	case *call.SecretRevoke:
		return named && e.Step == "revoking secrets access"
	case *call.SecretRemove:
		return named && e.Step == "removing secrets"
	case *call.RelationSet:
		return e.Step == "" && e.Item != "" && c.App && sameRelation(c.Relation, e.Item)
	case *call.StateSet:
		return e.Step == "" && e.Item == ""
	}
	return false
}

// divided tells what a refused commit had done before, and what it had not.
func divided(e *CommitError, commit *call.Commit) (done, lost []string) {
	add := func(to *[]string, n int, what string) {
		if n > 0 {
			*to = append(*to, count(n, what))
		}
	}
	// Databags are looked at before everything else, and are part of the last transaction.
	stopped := e.Step == "" && e.Item != ""
	for _, step := range commitSteps(commit) {
		switch {
		case e.Step != "" && step.name == e.Step: // other items of a refused step are done
			refused := strings.Count(e.Err.Message, "\n") + 1
			add(&done, step.n-refused, step.what)
			add(&lost, refused, step.what)
			stopped = true
		case stopped || step.name == "":
			add(&lost, step.n, step.what)
		default:
			add(&done, step.n, step.what)
		}
	}
	return done, lost
}

func sameRelation(a, b string) bool {
	m, ok := relationNumber(a)
	n, too := relationNumber(b)
	return ok && too && m == n
}

// commitCounts counts what a commit does.
func commitCounts(commit *call.Commit) []string {
	var counts []string
	for _, step := range commitSteps(commit) {
		if step.n > 0 {
			counts = append(counts, count(step.n, step.what))
		}
	}
	return counts
}

// commitStep is one of the steps in which a commit is carried out.
type commitStep struct {
	name string // as Juju calls it; empty: part of the last transaction
	n    int    // how many items
	what string // one of them
}

// commitSteps lists the steps in Juju's order.
func commitSteps(c *call.Commit) []commitStep {
	if c == nil {
		return nil
	}
	writes, stored := 0, 0
	for _, settings := range c.RelationSettings {
		writes += len(settings.Unit) + len(settings.App)
	}
	if c.StoredState != nil {
		stored = 1
	}
	return []commitStep{
		{name: "creating secrets", n: len(c.SecretCreates), what: "new secret"},
		{name: "updating secrets", n: len(c.SecretUpdates), what: "secret update"},
		{name: "updating secret tracked revisions", n: len(c.SecretTrackLatest), what: "tracked revision"},
		{name: "granting secrets access", n: len(c.SecretGrants), what: "grant"},
		{name: "revoking secrets access", n: len(c.SecretRevokes), what: "revocation"},
		{name: "removing secrets", n: len(c.SecretDeletes), what: "secret removal"},
		{n: writes, what: "databag write"},
		{n: stored, what: "change of stored state"},
	}
}
