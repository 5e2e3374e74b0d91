package hooktool_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/hooktool"
	"github.com/stretchr/testify/require"
)

// errVectorFails is the error of a hook that exits with 1 after its steps.
var errVectorFails = errors.New("exit status 1")

// vectorRun runs the hooks of one vector one after the other.
type vectorRun struct {
	t     *testing.T
	state *vectorState
	open  placeholders
	files bool // whether the tools have a directory to work in

	number int         // of the hook, counted from 0
	hook   *vectorHook // the one that runs
}

// runVector runs the hooks of a vector, and returns the rules that its states break although they may.
func runVector(t *testing.T, v *vector, state *vectorState) (broken []string) {
	r := &vectorRun{t: t, state: state, open: placeholders{ids: map[string]string{}, now: vectorNow}}
	for _, hook := range v.hooks() {
		for _, step := range hook.Steps {
			text := strings.Join(step.Argv, " ") + step.Stdout + step.Stderr
			r.files = r.files || len(step.Files) > 0 || len(step.Wrote) > 0 || strings.Contains(text, "_DIR>")
		}
	}
	if r.files {
		r.open.dir = filepath.Join(t.TempDir(), "charm")
		require.NoError(t, os.Mkdir(r.open.dir, 0o700))
	}
	checked, err := state.context(charm.HandlerFunc(r.handle))
	require.NoError(t, err)
	unchecked, err := state.context(charm.HandlerFunc(r.handle))
	require.NoError(t, err)
	unchecked.Unchecked = true
	current, err := state.state()
	require.NoError(t, err)
	if !v.tellsStatusTwice() {
		delete(current.PeerStatuses, state.Unit.Name)
	}
	for i, hook := range v.hooks() {
		r.number, r.hook = i, &hook
		event, err := state.event(&hook.Hook)
		require.NoError(t, err)
		context := checked
		_, err = checked.Complete(event, current)
		if rules := toleratedRules(err); len(rules) > 0 {
			context, broken = unchecked, append(broken, rules...)
		}
		outcome, err := context.Run(event, current)
		r.check(&current, &outcome, err)
		if t.Failed() {
			return broken
		}
		current = outcome.State
	}
	return broken
}

// handle is the charm: it runs the steps of the hook.
func (r *vectorRun) handle(h *charm.Hook) error {
	session := h.Session()
	session.CharmDir = r.open.dir
	if got, want := session.Hook.SecretLabel, r.hook.Hook.SecretLabel; got != want && want != "" {
		r.fail("label of the secret: got %q, want %q", got, want)
	}
	for i := range r.hook.Steps {
		r.step(h, session, &r.hook.Steps[i])
	}
	if r.hook.Hook.Fails {
		return errVectorFails
	}
	return nil
}

func (r *vectorRun) step(h *charm.Hook, session call.Session, step *vectorStep) {
	argv := make([]string, len(step.Argv))
	for i, argument := range step.Argv {
		argv[i] = r.open.resolve(argument)
	}
	for name, content := range step.Files {
		path := filepath.Join(r.open.dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(content), 0o600)); err != nil {
			r.fail("cannot write file: %v", err)
		}
		defer os.Remove(path)
	}
	got := hooktool.Command(h.Context(), session, argv, strings.NewReader(step.Stdin))
	what := fmt.Sprintf("%q", cut(strings.Join(step.Argv, " ")))
	if got.Code != step.RC {
		r.fail("%s: code: got %d, want %d", what, got.Code, step.RC)
	}
	r.compare(what+": stdout", step.Stdout, string(got.Stdout), step.Unordered)
	r.compare(what+": stderr", step.Stderr, string(got.Stderr), false)
	for name, want := range step.Wrote {
		path := filepath.Join(r.open.dir, name)
		content, err := os.ReadFile(path)
		if err != nil {
			r.fail("%s: %v", what, err)
		}
		r.compare(what+": "+name, want, string(content), false)
		os.Remove(path)
	}
}

func (r *vectorRun) compare(what, want, got string, unordered bool) {
	if unordered && r.open.matchLines(strings.SplitAfter(want, "\n"), strings.SplitAfter(got, "\n")) {
		return
	}
	if !r.open.match(want, got) {
		r.fail("%s: got %q, want %q", what, cut(got), cut(r.open.resolve(want)))
	}
}

func (r *vectorRun) fail(format string, args ...any) {
	r.t.Helper()
	hook := r.hook.Hook.Name
	if r.number > 0 {
		hook = fmt.Sprintf("hook %d, %s", r.number+1, hook)
	}
	r.t.Errorf("%s: %s", hook, fmt.Sprintf(format, args...))
}

// cut shortens what is too long to read.
func cut(text string) string {
	if len(text) > 600 {
		return text[:600] + "..."
	}
	return text
}

// check compares what the hook left behind.
func (r *vectorRun) check(before *scenario.State, outcome *scenario.Outcome, err error) {
	var refused *scenario.InconsistentError
	if errors.As(err, &refused) {
		r.fail("%v", err)
		return
	}
	finish := r.finish()
	r.checkError(finish, outcome, err)
	r.checkPending(before, outcome)
	r.checkLog(outcome)
	r.checkSent(before, outcome)
	if finish != nil {
		r.checkFinish(finish, outcome)
	}
}

// checkFinish compares what an action leaves. What Juju adds when it refuses the commit is added here too.
func (r *vectorRun) checkFinish(finish *vectorFinish, outcome *scenario.Outcome) {
	results := maps.Clone(outcome.ActionResults)
	if finish.refusal != "" {
		if results == nil {
			results = make(map[string]any)
		}
		results["stderr"] = finish.refusal
		if code, ok := results["return-code"]; !ok || code == "0" {
			results["return-code"] = "1"
		}
		if outcome.ActionFailure != "" && outcome.ActionFailure != finish.Message {
			r.fail("message of the action: got %q, want %q", outcome.ActionFailure, finish.Message)
		}
	}
	if got := throughJSON(results); len(got)+len(finish.Results) > 0 && !reflect.DeepEqual(got, finish.Results) {
		r.fail("action results: got %v, want %v", got, finish.Results)
	}
}

// vectorFinish is the end of an action.
type vectorFinish struct {
	Status  string         `json:"status"`
	Message string         `json:"message"`
	Results map[string]any `json:"results"`

	refusal string // of the commit, which Juju adds to the results
}

// finish returns how the action ended; nil for a hook.
func (r *vectorRun) finish() *vectorFinish {
	for _, c := range r.hook.AtEnd {
		var calls []vectorFinish
		if c.Call != "finish action" || json.Unmarshal(c.Args, &calls) != nil || len(calls) != 1 {
			continue
		}
		finish := &calls[0]
		// A charm cannot set stderr: Juju did, with the text of a refused commit.
		finish.refusal, _ = finish.Results["stderr"].(string)
		return finish
	}
	return nil
}

func (r *vectorRun) checkError(finish *vectorFinish, outcome *scenario.Outcome, err error) {
	want, got := r.hook.FlushError, ""
	if finish != nil && want == "" {
		want = finish.refusal
	}
	var commit *scenario.CommitError
	var action *scenario.ActionFailedError
	if undeclared := (*scenario.UndeclaredError)(nil); errors.As(err, &undeclared) {
		err = nil // Juju does not mind
	}
	isCommit, isAction := errors.As(err, &commit), errors.As(err, &action)
	if isCommit {
		got = commit.Text()
	}
	r.compare("error of the commit", want, got, false)
	if r.hook.Hook.Fails {
		if !errors.Is(err, errVectorFails) {
			r.fail("error: got %v, want the charm's own", err)
		}
		if outcome.Committed {
			r.fail("Committed: got true, want false: the hook failed")
		}
		return
	}
	switch {
	case finish != nil && finish.Status == "failed" && want == "":
		if !isAction || action.Message != finish.Message {
			r.fail("error: got %v, want an action that failed with %q", err, finish.Message)
		}
	case err != nil && !isCommit:
		r.fail("error: got %v, want none", err)
	}
}

func (r *vectorRun) checkPending(before *scenario.State, outcome *scenario.Outcome) {
	if r.hook.Hook.Fails {
		after := outcome.State
		if !reflect.DeepEqual(before.Relations, after.Relations) && len(before.Relations)+len(after.Relations) > 0 {
			r.compareBags(before, &after)
		}
		if !maps.Equal(before.StoredState, after.StoredState) {
			r.fail("stored state: got %v, want that of before the failed hook, %v", after.StoredState, before.StoredState)
		}
		return
	}
	want := r.hook.Pending.lines(before, r.state)
	got := commitLines(outcome.Commit, before, r.state)
	if !r.open.matchLines(want, got) {
		r.fail("pending:\n got:\n  %s\n want:\n  %s", cut(strings.Join(got, "\n  ")), cut(r.open.resolve(strings.Join(want, "\n  "))))
	}
	if wantDone := outcome.Commit != nil && r.hook.FlushError == "" && (r.finish() == nil || r.finish().refusal == ""); outcome.Committed != wantDone {
		r.fail("Committed: got %t, want %t", outcome.Committed, wantDone)
	}
}

// compareBags says which databag of its own side a failed hook changed.
func (r *vectorRun) compareBags(before, after *scenario.State) {
	for i := range before.Relations {
		old, now := &before.Relations[i], &after.Relations[i]
		if !maps.Equal(old.LocalUnitData, now.LocalUnitData) || !maps.Equal(old.LocalAppData, now.LocalAppData) {
			r.fail("databags of %s: changed although the hook failed", old.ID)
		}
	}
}

var logForm = regexp.MustCompile(`(?s)^([A-Z]+) unit\.\S+\.juju-log (.*)$`)

func (r *vectorRun) checkLog(outcome *scenario.Outcome) {
	var want, got []string
	for _, step := range r.hook.Steps {
		for _, line := range step.Log {
			if m := logForm.FindStringSubmatch(line); m != nil {
				want = append(want, m[1]+" "+m[2])
			}
		}
	}
	for _, line := range outcome.JujuLog {
		got = append(got, line.Level+" "+line.Message)
	}
	r.equal("log", want, got)
}

// checkSent compares what went to the controller at once.
func (r *vectorRun) checkSent(before *scenario.State, outcome *scenario.Outcome) {
	var unit, app, versions, progress []string
	settings := maps.Clone(before.LeaderSettings)
	for _, step := range r.hook.Steps {
		for _, sent := range step.Sent {
			var args []struct {
				Info     string            `json:"info"`
				Status   string            `json:"status"`
				Version  string            `json:"workload-version"`
				Value    string            `json:"value"`
				Settings map[string]string `json:"settings"`
			}
			if err := json.Unmarshal(sent.Args, &args); err != nil || len(args) != 1 {
				r.fail("cannot read what was sent: %s %s", sent.Call, sent.Args)
				continue
			}
			switch sent.Call {
			case "set unit status":
				unit = append(unit, args[0].Status+": "+args[0].Info)
			case "set application status":
				app = append(app, args[0].Status+": "+args[0].Info)
			case "set workload version":
				versions = append(versions, args[0].Version)
			case "log action message":
				progress = append(progress, args[0].Value)
			case "merge leader settings":
				for key, value := range args[0].Settings {
					if settings == nil {
						settings = make(map[string]string)
					}
					settings[key] = value
				}
				maps.DeleteFunc(settings, func(_, value string) bool { return value == "" })
			default:
				r.fail("sent: cannot compare %s", sent.Call)
			}
		}
	}
	r.equal("unit statuses", unit, statusTexts(outcome.UnitStatusHistory))
	r.equal("application statuses", app, statusTexts(outcome.AppStatusHistory))
	r.equal("workload versions", versions, outcome.WorkloadVersionHistory)
	r.equal("action log", progress, outcome.ActionLog)
	if !maps.Equal(settings, outcome.LeaderSettings) {
		r.fail("leader settings: got %v, want %v", outcome.LeaderSettings, settings)
	}
}

func (r *vectorRun) equal(what string, want, got []string) {
	if len(want)+len(got) > 0 && !reflect.DeepEqual(want, got) {
		r.fail("%s: got %q, want %q", what, got, want)
	}
}

func statusTexts(statuses []scenario.Status) []string {
	var texts []string
	for _, status := range statuses {
		texts = append(texts, string(status.Name)+": "+status.Message)
	}
	return texts
}

// throughJSON returns a map as Juju's results are sent.
func throughJSON(m map[string]any) map[string]any {
	if len(m) == 0 {
		return nil
	}
	text, err := json.Marshal(m)
	if err != nil {
		return map[string]any{"cannot marshal": err.Error()}
	}
	var out map[string]any
	if err := json.Unmarshal(text, &out); err != nil {
		return map[string]any{"cannot unmarshal": err.Error()}
	}
	return out
}

// toleratedRules lists the rules for which the check refused a state, when all of them are tolerated;
// otherwise nothing.
func toleratedRules(err error) []string {
	var refused *scenario.InconsistentError
	if !errors.As(err, &refused) {
		return nil
	}
	var rules []string
	for _, finding := range refused.Findings {
		if toleration(finding.Rule) == "" {
			return nil
		}
		rules = append(rules, finding.Rule)
	}
	return rules
}
