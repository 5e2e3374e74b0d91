package juju

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/tabular"
)

// document is a task as run and show-task print it, and its return code; -1: there is none.
func (t *Task) document() (document map[string]any, code int) {
	document = map[string]any{"id": t.ID, "status": string(t.Status), "unit": t.Unit}
	if t.Message != "" {
		document["message"] = t.Message
	}
	results, code := t.results()
	if len(results) > 0 {
		document["results"] = results
	}
	if log := t.log(); len(log) > 0 {
		document["log"] = log
	}
	document["timing"] = t.timing()
	return document, code
}

// results is what the task gave, and its return code as a number.
func (t *Task) results() (results map[string]any, code int) {
	results, code = cloneValues(t.Results), -1
	for _, stream := range []string{"stdout", "stderr"} {
		if text, ok := results[stream].(string); ok && text != "" {
			results[stream] = strings.ReplaceAll(text, "\r\n", "\n")
		} else {
			delete(results, stream)
		}
	}
	if given, ok := results["return-code"]; ok {
		if n, err := strconv.Atoi(fmt.Sprint(given)); err == nil {
			results["return-code"], code = n, n
		}
	}
	return results, code
}

func (t *Task) log() []string {
	var lines []string
	for _, line := range t.Log {
		lines = append(lines, t.Completed.UTC().String()+" "+line)
	}
	return lines
}

// timing says when the task was what.
func (t *Task) timing() map[string]string {
	timing := make(map[string]string)
	for what, at := range map[string]time.Time{"enqueued": t.Enqueued, "started": t.Started, "completed": t.Completed} {
		if !at.IsZero() {
			timing[what] = at.UTC().String()
		}
	}
	return timing
}

// plainResults is what a person reads of tasks, by unit or ID.
func plainResults(documents map[string]any) string {
	var streams strings.Builder
	brief := make(map[string]any, len(documents))
	var only map[string]any
	for _, key := range natural(documents) {
		document := documents[key].(map[string]any)
		output := fmt.Sprintf("Task %v %v\n", document["id"], document["status"])
		if results, ok := document["results"].(map[string]any); ok {
			output = resultText(results)
			streams.Reset()
			for _, stream := range []string{"stdout", "stderr"} {
				if text, ok := results[stream].(string); ok {
					streams.WriteString(strings.Trim(text, "\n") + "\n")
				}
			}
		}
		only = map[string]any{"id": document["id"], "output": output, "status": document["status"]}
		if message, ok := document["message"]; ok {
			only["message"] = message
		}
		brief[key] = only
	}
	if len(brief) > 1 {
		text, err := yamlText(brief)
		if err != nil {
			return err.Error()
		}
		return string(text)
	}
	failure := ""
	if only["status"] == string(TaskFailed) {
		message := only["message"]
		if message == nil {
			message = "<nil>" // as Juju prints that there is none
		}
		failure = fmt.Sprintf("Action id %v failed: %v\n", only["id"], message)
	}
	return fmt.Sprintf("%s%v\n%s", failure, only["output"], streams.String())
}

// resultText is the results that a charm set, as YAML.
func resultText(results map[string]any) string {
	kept := make(map[string]any, len(results))
	for key, value := range results {
		if !slices.Contains([]string{"return-code", "stdout", "stderr", "stdout-encoding", "stderr-encoding"}, strings.ToLower(key)) {
			kept[key] = value
		}
	}
	if len(kept) == 0 {
		return ""
	}
	text, err := yamlText(kept)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// waiting are the options of commands that may wait for a task.
type waiting struct {
	wait  time.Duration
	watch bool
}

func (w *waiting) flags(in *invocation) {
	in.flags.DurationVar(&w.wait, "wait", -time.Second, "")
	in.flags.BoolVar(&w.watch, "watch", false, "")
	in.noDifference("utc")
}

// number reads the one argument, an ID.
func (w *waiting) number(args []string, what string) (string, error) {
	switch {
	case w.watch && w.wait != -time.Second:
		return "", errors.New("specify either --watch or --wait but not both")
	case len(args) == 0:
		return "", fmt.Errorf("no %s ID specified", what)
	case len(args) > 1:
		return "", none(args[1:])
	}
	if _, err := strconv.ParseUint(args[0], 10, 31); err != nil {
		return "", fmt.Errorf("%s ID %q not valid", what, args[0])
	}
	return args[0], nil
}

func showTaskCommand(in *invocation) (func() error, error) {
	in.ofModel()
	var w waiting
	w.flags(in)
	in.prints("plain", "json", "yaml")
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	id, err := w.number(args, "task")
	return func() error {
		t, ok := in.model.Task(id)
		if !ok {
			return fmt.Errorf("task %q not found", id)
		}
		document, _ := t.document()
		return in.write(document, func() string { return plainResults(map[string]any{id: document}) })
	}, err
}

// operationDocument is an operation as show-operation prints it.
type operationDocument struct {
	Summary string                  `json:"summary" yaml:"summary"`
	Status  TaskStatus              `json:"status" yaml:"status"`
	Action  actionDocument          `json:"action" yaml:"action"`
	Timing  timingDocument          `json:"timing" yaml:"timing"`
	Tasks   map[string]taskDocument `json:"tasks,omitempty" yaml:"tasks,omitempty"`
}

type actionDocument struct {
	Name   string         `json:"name" yaml:"name"`
	Params map[string]any `json:"parameters" yaml:"parameters"`
}

type timingDocument struct {
	Enqueued  string `json:"enqueued,omitempty" yaml:"enqueued,omitempty"`
	Started   string `json:"started,omitempty" yaml:"started,omitempty"`
	Completed string `json:"completed,omitempty" yaml:"completed,omitempty"`
}

type taskDocument struct {
	Host    string         `json:"host" yaml:"host"`
	Status  TaskStatus     `json:"status" yaml:"status"`
	Timing  timingDocument `json:"timing" yaml:"timing"`
	Log     []string       `json:"log,omitempty" yaml:"log,omitempty"`
	Message string         `json:"message,omitempty" yaml:"message,omitempty"`
	Results map[string]any `json:"results,omitempty" yaml:"results,omitempty"`
}

func showOperationCommand(in *invocation) (func() error, error) {
	in.ofModel()
	var w waiting
	w.flags(in)
	in.prints("yaml", "json")
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	id, err := w.number(args, "operation")
	return func() error {
		var tasks []*Task
		for _, t := range in.model.tasks {
			if t.Operation == id {
				tasks = append(tasks, &t.Task)
			}
		}
		if len(tasks) == 0 {
			return fmt.Errorf("operation %q not found", id)
		}
		return in.write(describeOperation(tasks), nil)
	}, err
}

// describeOperation tells of an operation by its tasks.
func describeOperation(tasks []*Task) operationDocument {
	first := tasks[0]
	d := operationDocument{Status: TaskCompleted, Action: actionDocument{first.Action, cloneValues(first.Params)}, Tasks: make(map[string]taskDocument)}
	if d.Action.Params == nil {
		d.Action.Params = map[string]any{}
	}
	var units []string
	for _, t := range tasks {
		units = append(units, "unit-"+strings.ReplaceAll(t.Unit, "/", "-"))
		results, _ := t.results()
		timing := t.timing()
		d.Tasks[t.ID] = taskDocument{
			Host: t.Unit, Status: t.Status, Log: t.log(), Message: t.Message, Results: results,
			Timing: timingDocument{timing["enqueued"], timing["started"], timing["completed"]},
		}
		if t.Status != TaskCompleted && d.Status == TaskCompleted || t.Status == TaskPending {
			d.Status = t.Status
		}
		d.Timing = timingDocument{first.timing()["enqueued"], first.timing()["started"], timing["completed"]}
	}
	d.Summary = first.Action + " run on " + strings.Join(units, ",")
	return d
}

func actionsCommand(in *invocation) (func() error, error) {
	in.ofModel()
	refuse := in.absentFlags("schema")
	in.prints("tabular", "default", "json", "yaml")
	args, err := in.parse()
	switch {
	case err != nil:
		return nil, err
	case len(args) == 0:
		return nil, errors.New("no application name specified")
	case len(args) > 1:
		return nil, none(args[1:])
	case !call.IsAppName(args[0]):
		return nil, fmt.Errorf("invalid application name %q", args[0])
	}
	return func() error {
		a, err := in.model.findApp(args[0])
		if err != nil {
			return withoutCode(err)
		}
		described := make(map[string]string)
		for name, action := range a.charm.metadata.Actions {
			if described[name] = action.Description; action.Description == "" {
				described[name] = "No description"
			}
		}
		if len(described) == 0 && in.format != "json" && in.format != "yaml" {
			in.infof("No actions defined for %s.", a.name)
			return nil
		}
		return in.write(described, func() string {
			var table tabular.Table
			table.Row("Action", "Description")
			for _, name := range natural(described) {
				for _, line := range strings.Split(strings.TrimSpace(described[name]), "\n") {
					table.Row(name, line)
					name = ""
				}
			}
			return table.String()
		})
	}, refuse()
}
