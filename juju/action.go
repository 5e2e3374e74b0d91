package juju

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmscenario/scenario/internal/controller"
	agent "github.com/charmscenario/scenario/internal/unit"
)

// Task is one run of an action on a unit.
type Task struct {
	ID        string         `yaml:"id" json:"id"`
	Operation string         `yaml:"operation" json:"operation"` // ID of the operation that it is part of
	Unit      string         `yaml:"unit" json:"unit"`
	Action    string         `yaml:"action" json:"action"`
	Params    map[string]any `yaml:"params,omitempty" json:"params,omitempty"`
	Status    TaskStatus     `yaml:"status" json:"status"`
	Message   string         `yaml:"message,omitempty" json:"message,omitempty"` // why it failed
	Results   map[string]any `yaml:"results,omitempty" json:"results,omitempty"` // what the charm set, and return-code
	Log       []string       `yaml:"log,omitempty" json:"log,omitempty"`
	Enqueued  time.Time      `yaml:"enqueued" json:"enqueued"`
	Started   time.Time      `yaml:"started,omitempty" json:"started,omitzero"`
	Completed time.Time      `yaml:"completed,omitempty" json:"completed,omitzero"`
}

// task is a Task and why it was queued.
type task struct {
	Task
	cause cause
}

// TaskStatus says how far a task is.
type TaskStatus string

// The statuses of tasks.
const (
	TaskPending   TaskStatus = "pending"
	TaskCompleted TaskStatus = "completed"
	TaskFailed    TaskStatus = "failed" // the charm called fail, or its handler failed
	TaskCancelled TaskStatus = "cancelled"
)

// Run runs an action on a unit, or on "db/leader", and waits for it (juju run): the unit runs what must come before, other units wait.
// A charm that fails the action is no error: see Status and Message of the Task.
func (m *Model) Run(unit, action string, params map[string]any) (Task, error) {
	if err := m.write(); err != nil {
		return Task{}, err
	}
	task, err := m.enqueue(unit, action, params)
	if err != nil {
		return Task{}, err
	}
	u := m.unit(task.Unit)
	m.world.forgetRuns()
	for task.Status == TaskPending {
		plan, ok := u.next()
		if !ok {
			return task.clone(), fmt.Errorf("timed out waiting for results from: unit %s", task.Unit)
		}
		if u.ran >= m.maxHooks() {
			m.world.wake(u)
			return task.clone(), m.busyError(u)
		}
		if err := m.world.step(u, plan); err != nil {
			return task.clone(), err
		}
	}
	return task.clone(), nil
}

// Enqueue has an action run on a unit once its turn comes (juju run --background); see [Model.Task].
func (m *Model) Enqueue(unit, action string, params map[string]any) (Task, error) {
	if err := m.write(); err != nil {
		return Task{}, err
	}
	task, err := m.enqueue(unit, action, params)
	if err != nil {
		return Task{}, err
	}
	return task.clone(), nil
}

func (m *Model) enqueue(unit, name string, params map[string]any) (*task, error) {
	_, tasks, refusals := m.operate([]string{unit}, name, params)
	return tasks[0], refusals[0]
}

// operate queues an action on units: for each there is a task or a refusal. Juju counts operations and tasks with one counter, also an
// operation that nothing comes of.
func (m *Model) operate(units []string, name string, params map[string]any) (operation string, tasks []*task, refusals []error) {
	m.counters.task++
	operation = strconv.Itoa(m.counters.task)
	tasks, refusals = make([]*task, len(units)), make([]error, len(units))
	entry := 0
	for i, unit := range units {
		u, completed, err := m.runnable(unit, name, params)
		if err != nil {
			refusals[i] = err
			continue
		}
		if entry == 0 {
			entry = m.command("juju run %s %s%s", strings.Join(units, " "), name, describeParams(completed))
		}
		m.counters.task++
		t := &task{
			Task: Task{
				ID: strconv.Itoa(m.counters.task), Operation: operation, Unit: u.name, Action: name, Params: completed,
				Status: TaskPending, Enqueued: m.world.now,
			},
			cause: cause{entry, actionAsked},
		}
		m.tasks, u.tasks, tasks[i] = append(m.tasks, t), append(u.tasks, t), t
		m.world.wake(u)
	}
	return operation, tasks, refusals
}

// runnable finds the unit that an action is to run on, and completes the parameters.
func (m *Model) runnable(unit, name string, params map[string]any) (*unit, map[string]any, error) {
	if app, isLeader := strings.CutSuffix(unit, "/leader"); isLeader && m.unit(unit) == nil {
		return nil, nil, refused("", "could not determine leader for %q", app)
	}
	u := m.unit(unit)
	if u == nil {
		return nil, nil, noSuch(unit, m.unitNames(unit), "", "unit %q not found", unit)
	}
	d := u.app.charm.metadata
	if len(d.Actions) == 0 {
		return nil, nil, refused("", "no actions defined on charm %q", u.app.charm.url())
	}
	action, known := d.Actions[name]
	if !known {
		return nil, nil, noSuch(name, sortedKeys(d.Actions), "", "action %q not defined on unit %q", name, u.name)
	}
	completed, err := action.Complete(params)
	if err != nil {
		return nil, nil, refused("", "%s", err)
	}
	return u, completed, nil
}

func describeParams(params map[string]any) string {
	var text strings.Builder
	for _, key := range slices.Sorted(maps.Keys(params)) {
		fmt.Fprintf(&text, " %s=%v", key, params[key])
	}
	return text.String()
}

// Task returns a task by its ID.
func (m *Model) Task(id string) (Task, bool) {
	for _, task := range m.tasks {
		if task.ID == id {
			return task.clone(), true
		}
	}
	return Task{}, false
}

func (t *Task) clone() Task {
	n := *t
	n.Params, n.Results = cloneValues(t.Params), cloneValues(t.Results)
	n.Log = slices.Clone(t.Log)
	return n
}

func (t *task) cancel() {
	if t.Status == TaskPending {
		t.Status = TaskCancelled
	}
}

// finishTask notes how an action ended. A unit in error stays there.
func (w *world) finishTask(u *unit, task *task, journal *agent.Journal, failure error) {
	u.tasks = remove(u.tasks, task)
	task.Started, task.Completed, task.Status = w.now, w.now, TaskCompleted
	task.Results, task.Log = cloneValues(journal.ActionResults), journal.ActionLog
	if task.Results == nil {
		task.Results = make(map[string]any)
	}
	task.Results["return-code"] = 0
	if journal.ActionFailed {
		task.Status, task.Message = TaskFailed, journal.ActionMessage
	}
	if failure == nil {
		return
	}
	task.Status = TaskFailed
	if refusal, ok := failure.(*controller.CommitError); ok {
		task.Results["return-code"], task.Results["stderr"] = "1", refusal.Error()
		if task.Message == "" {
			task.Message = "committing requested changes failed"
		}
		return
	}
	task.Results["return-code"], task.Message = 1, "exit status 1"
}

// cloneValues copies a tree of values.
func cloneValues(values map[string]any) map[string]any {
	if values == nil {
		return nil
	}
	n := make(map[string]any, len(values))
	for key, value := range values {
		n[key] = cloneValue(value)
	}
	return n
}

func cloneValue(value any) any {
	switch value := value.(type) {
	case map[string]any:
		return cloneValues(value)
	case []any:
		list := make([]any, len(value))
		for i := range value {
			list[i] = cloneValue(value[i])
		}
		return list
	}
	return value
}
