package juju

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
	agent "github.com/charmscenario/scenario/internal/unit"
)

// cached returns a Context that is read once for each unit and charm: a Context reads its metadata anew.
func (w *witness) cached(u *unit, fresh *scenario.Context) *scenario.Context {
	key := contextKey{fresh.Metadata, fresh.AppName, fresh.UnitNumber, u.app.model}
	kept := w.contexts[key]
	if kept == nil {
		kept = fresh
		kept.Now = w.play.models[0].Now
		w.contexts[key] = kept
	}
	require.Equal(w.t, fresh.Model, kept.Model)
	kept.Rand = fresh.Rand
	return kept
}

type contextKey struct {
	metadata, app string
	number        int
	model         *Model
}

// complete holds the State of a unit to the consistency checker. The one thing that a State cannot say is a hook about a
// secret that is gone: one that failed and is retried since.
func (w *witness) complete(u *unit, s *shape) {
	event := s.next
	if !s.hasNext {
		event = scenario.UpdateStatus()
	}
	if u.failed != nil && event.Secret != nil && u.failed.plan.secret.gone {
		w.counts.add("state: a State cannot tell of a retry about a secret that is gone")
		s.untold = true
		return
	}
	_, err := s.context.Complete(event, s.state)
	if err != nil {
		w.fail("State of %s for %s is not consistent: %v\n%#v", u.name, event, err, s.state)
	}
	w.counts.add("state: passes the checker")
}

// outcome runs the hook on the State that the unit had before, and compares all that it leaves behind.
func (w *witness) outcome(u *unit, before shape, e *entry) {
	if !before.hasNext || before.untold {
		return
	}
	if w.granteesUntold(u, before, e) {
		w.counts.add("run: a State cannot tell whether a unit exists that is not in the relation")
		return
	}
	if w.labelsUntold(before, e) {
		w.counts.add("run: a State cannot tell of the labels that other units gave")
		return
	}
	if j := &e.journal; before.dying && w.failure != "" && j.Commit != nil && len(j.Commit.SecretCreates) > 0 {
		w.counts.add("run: a State cannot tell that the unit may own no new secret")
		return
	}
	failed := w.play.charm.last
	out, err := before.context.Run(before.next, before.state)
	w.play.charm.last = failed
	w.counts.add("run: a hook on its State")
	j := &e.journal
	names := w.renamed(u, j.Trace, out.Trace)
	if got, want := names(failureOf(err)).(string), w.failure; got != want {
		w.fail("on its State the hook fails with %q, on the model with %q\n%v", got, want, err)
	}
	w.equal("trace", j.Trace, names(out.Trace))
	w.equal("commit", j.Commit, names(out.Commit))
	w.equal("log", j.JujuLog, logged(out.JujuLog))
	w.equal("statuses of the unit", j.UnitStatusHistory, out.UnitStatusHistory)
	w.equal("statuses of the application", j.AppStatusHistory, out.AppStatusHistory)
	w.equal("workload versions", j.WorkloadVersionHistory, out.WorkloadVersionHistory)
	w.equal("results", j.ActionResults, out.ActionResults)
	w.equal("log of the action", j.ActionLog, out.ActionLog)
	w.equal("message of the action", j.ActionMessage, out.ActionFailure)
	w.equal("removed", removedIn(j), names(append(removedRevisions(out), out.RemovedSecrets...)))
	w.after(u, before, e, names(out.State).(scenario.State))
}

// granteesUntold reports whether the hook grants to a unit of which a State cannot tell whether it exists, or is being
// removed: it tells who is or was in a relation, and no more.
func (w *witness) granteesUntold(u *unit, before shape, e *entry) bool {
	if e.journal.Commit == nil {
		return false
	}
	for _, g := range e.journal.Commit.SecretGrants {
		app, _, isUnit := strings.Cut(g.Subject, "/")
		if !isUnit {
			continue
		}
		other := u.app.model.unit(g.Subject)
		lives := other != nil && other.life == controller.Alive
		told, related := false, false
		for _, r := range before.state.Relations {
			_, joined := r.RemoteUnits[g.Subject]
			_, departed := r.DepartedUnits[g.Subject]
			related, told = related || r.RemoteApp == app, told || joined || departed
		}
		if lives != (told || !related || g.Subject == u.name) {
			return true
		}
	}
	return false
}

// othersLabels lists the labels that other units of the application gave secrets of others, or gave up.
func (w *witness) othersLabels(u *unit) map[string]bool {
	labels := make(map[string]bool)
	for _, s := range w.ledger.secrets {
		for other, c := range s.consumers {
			if other == u || other.app != u.app {
				continue
			}
			labels[c.Label] = true
			for _, label := range c.GivenUp {
				labels[label] = true
			}
		}
	}
	delete(labels, "")
	return labels
}

// labelsUntold reports whether a label was refused that another unit gave: a State knows those of its own unit.
func (w *witness) labelsUntold(before shape, e *entry) bool {
	for label := range before.labels {
		taken := fmt.Sprintf("label %q", label)
		refused := strings.Contains(w.failure, taken)
		for _, record := range e.journal.Trace {
			refused = refused || record.Error != nil && record.Error.Code == call.ErrLabelExists && strings.Contains(record.Error.Message, taken)
		}
		if refused {
			return true
		}
	}
	return false
}

func logged(lines []scenario.LogLine) []agent.LogLine {
	var list []agent.LogLine
	for _, line := range lines {
		list = append(list, agent.LogLine(line))
	}
	return list
}

func removedRevisions(out scenario.Outcome) []string {
	var list []string
	for _, r := range out.RemovedSecretRevisions {
		list = append(list, fmt.Sprintf("%s %d", r.SecretID, r.Revision))
	}
	return list
}

func removedIn(j *agent.Journal) []string {
	var list []string
	for _, r := range j.Removed.Revisions {
		list = append(list, fmt.Sprintf("secret:%s %d", r.ID, r.Number))
	}
	for _, id := range j.Removed.Secrets {
		list = append(list, "secret:"+id)
	}
	return list
}

func (w *witness) equal(what string, model, state any) {
	if here, ok := model.([]call.Record); ok {
		w.equalTraces(here, state)
		return
	}
	if !reflect.DeepEqual(model, state) && (!empty(model) || !empty(state)) {
		w.fail("%s is\n%+v on the model,\n%+v on the State", what, model, state)
	}
}

// equalTraces names the first call that differs.
func (w *witness) equalTraces(model []call.Record, state any) {
	trace, _ := state.([]call.Record)
	for i := range max(len(model), len(trace)) {
		switch {
		case i >= len(model):
			w.fail("%s is called on the State alone", trace[i])
		case i >= len(trace):
			w.fail("%s is called on the model alone", model[i])
		case !reflect.DeepEqual(model[i], trace[i]):
			w.fail("call %s is answered\n%+v on the model, and %s\n%+v on the State", model[i], model[i].Call, trace[i], trace[i].Call)
		}
	}
}

func empty(value any) bool {
	v := reflect.ValueOf(value)
	return !v.IsValid() || v.IsZero() || (v.Kind() == reflect.Slice || v.Kind() == reflect.Map) && v.Len() == 0
}

// failureOf is the text of a failure as a timeline has it.
func failureOf(err error) string {
	var failed *scenario.CharmError
	var refused *scenario.CommitError
	var action *scenario.ActionFailedError
	var undeclared *scenario.UndeclaredError
	switch {
	case err == nil, errors.As(err, &action), errors.As(err, &undeclared):
		return "" // all went well as far as Juju is concerned
	case errors.As(err, &failed):
		return failed.Err.Error()
	case errors.As(err, &refused):
		return refused.Text()
	}
	return err.Error()
}
