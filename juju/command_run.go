package juju

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v2"

	"github.com/charmscenario/scenario/call"
)

var (
	actionName = regexp.MustCompile(`^[a-z](?:[a-z0-9-]*[a-z0-9])?$`)
	leaderForm = regexp.MustCompile(`^[a-z](?:[a-z0-9-]*[a-z0-9])?/leader$`)
)

// running is one run of an action, as it is asked for.
type running struct {
	units      []string
	action     string
	file       string
	keys       [][]string // of the parameters in arguments
	texts      []string   // their values
	asText     bool       // take the values for texts, not for YAML
	background bool
	utc        bool
}

func runCommand(in *invocation) (func() error, error) {
	in.ofModel()
	var r running
	in.prints("plain", "json", "yaml")
	in.flags.BoolVar(&r.background, "background", false, "do not wait")
	in.flags.BoolVar(&r.utc, "utc", false, "")
	in.flags.BoolVar(&r.asText, "string-args", false, "values of parameters are texts, not YAML")
	in.flags.StringVar(&r.file, "params", "", "a YAML file of parameters")
	wait := in.flags.Duration("wait", 0, "")
	in.noDifference("no-color")
	refuse := in.absentFlags("color")
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	if r.background && *wait > 0 {
		return nil, errors.New("cannot specify both --wait and --background")
	}
	if err := r.read(args); err != nil {
		return nil, err
	}
	return func() error { return in.runAction(&r) }, refuse()
}

// read reads units, the action and its parameters.
func (r *running) read(args []string) error {
	for _, arg := range args {
		if call.IsUnitName(arg) || leaderForm.MatchString(arg) {
			r.units = append(r.units, arg)
			continue
		}
		if !actionName.MatchString(arg) {
			return fmt.Errorf("invalid unit or action name %q", arg)
		}
		r.action = arg
		break
	}
	switch {
	case len(r.units) == 0:
		return errors.New("no unit specified")
	case r.action == "":
		return errors.New("no action specified")
	}
	for _, arg := range args[len(r.units)+1:] {
		path, text, ok := strings.Cut(arg, "=")
		if !ok {
			return fmt.Errorf("argument %q must be of the form key.key.key...=value", arg)
		}
		keys := strings.Split(path, ".")
		for _, key := range keys {
			if !actionName.MatchString(key) {
				return fmt.Errorf("key %q must start and end with lowercase alphanumeric, and contain only lowercase alphanumeric and hyphens", key)
			}
		}
		r.keys, r.texts = append(r.keys, keys), append(r.texts, text)
	}
	return nil
}

// params reads the parameters: those of the file, and then those given one by one.
func (r *running) params() (map[string]any, error) {
	params := make(map[string]any)
	if r.file != "" {
		text, err := os.ReadFile(r.file)
		if err != nil {
			return nil, err
		}
		var given any
		if err := yaml.Unmarshal(text, &given); err != nil {
			return nil, err
		}
		conformed, err := conform(given)
		if err != nil {
			return nil, err
		}
		fromFile, ok := conformed.(map[string]any)
		if !ok && given != nil {
			return nil, errors.New("params must contain a YAML map with string keys")
		}
		for key, value := range fromFile {
			params[key] = value
		}
	}
	for i, keys := range r.keys {
		var value any = r.texts[i]
		if !r.asText {
			var parsed any
			if err := yaml.Unmarshal([]byte(r.texts[i]), &parsed); err != nil {
				return nil, err
			}
			var err error
			if value, err = conform(parsed); err != nil {
				return nil, err
			}
		}
		putParam(params, keys, value)
	}
	return params, nil
}

// putParam puts a value deep into maps, which it makes where they are missing.
func putParam(params map[string]any, keys []string, value any) {
	for _, key := range keys[:len(keys)-1] {
		below, ok := params[key].(map[string]any)
		if !ok {
			below = make(map[string]any)
			params[key] = below
		}
		params = below
	}
	params[keys[len(keys)-1]] = value
}

// conform turns the maps of YAML into those of JSON.
func conform(value any) (any, error) {
	switch value := value.(type) {
	case map[any]any:
		n := make(map[string]any, len(value))
		for key, below := range value {
			text, ok := key.(string)
			if !ok {
				return nil, errors.New("map keyed with non-string value")
			}
			conformed, err := conform(below)
			if err != nil {
				return nil, err
			}
			n[text] = conformed
		}
		return n, nil
	case []any:
		n := make([]any, len(value))
		for i, below := range value {
			conformed, err := conform(below)
			if err != nil {
				return nil, err
			}
			n[i] = conformed
		}
		return n, nil
	}
	return value, nil
}

func (in *invocation) runAction(r *running) error {
	params, err := r.params()
	if err != nil {
		return err
	}
	m := in.model
	if err := m.write(); err != nil {
		return err
	}
	operation, all, refusals := m.operate(r.units, r.action, params)
	tasks := slices.DeleteFunc(all, func(t *task) bool { return t == nil })
	var refused []string
	for _, refusal := range refusals {
		if refusal != nil {
			refused = append(refused, refusal.Error())
		}
	}
	if !r.background && len(tasks) > 0 {
		in.infof("Running operation %s with %d task%s", operation, len(tasks), plural(len(tasks)))
		for _, t := range tasks {
			in.infof("  - task %s on unit-%s", t.ID, strings.ReplaceAll(t.Unit, "/", "-"))
		}
	}
	if !r.background {
		in.infof("")
	}
	if len(tasks) == 0 {
		in.infof("Operation %s failed to schedule any tasks:\n%s", operation, strings.Join(refused, "\n"))
		return nil
	}
	if len(refused) > 0 {
		in.infof("Some actions could not be scheduled:\n%s\n", strings.Join(refused, "\n"))
		in.infof("")
	}
	if r.background {
		return in.tellScheduled(operation, tasks)
	}
	return in.waitFor(tasks)
}

// tellScheduled says how to ask for the results later.
func (in *invocation) tellScheduled(operation string, tasks []*task) error {
	if len(tasks) == 1 {
		in.infof("Scheduled operation %s with task %s", operation, tasks[0].ID)
		in.infof("Check operation status with 'juju show-operation %s'", operation)
		in.infof("Check task status with 'juju show-task %s'", tasks[0].ID)
		return nil
	}
	in.infof("Scheduled operation %s with %d tasks", operation, len(tasks))
	ids := make(map[string]any, len(tasks))
	for _, t := range tasks {
		ids[t.Unit] = map[string]string{"id": t.ID}
	}
	text, err := yamlText(ids)
	if err != nil {
		return err
	}
	in.stdout.Write(text)
	in.infof("Check operation status with 'juju show-operation %s'", operation)
	in.infof("Check task status with 'juju show-task <id>'")
	return nil
}

// waitFor lets hooks run until the tasks are done, and prints their results.
func (in *invocation) waitFor(tasks []*task) error {
	if err := in.model.Settle(); err != nil {
		return err
	}
	documents := make(map[string]any, len(tasks))
	var failed, late []string
	for i, t := range tasks {
		in.infof("Waiting for task %s...\n", t.ID)
		if i == 0 && len(tasks) == 1 && len(t.Log) > 0 {
			for _, line := range t.Log {
				in.infof("%s %s", t.Completed.UTC().Format(time.TimeOnly), line)
			}
			in.infof("\n")
		}
		if t.Status == TaskPending {
			late = append(late, "unit "+t.Unit)
			continue
		}
		document, code := t.document()
		documents[t.Unit] = document
		if code >= 1 {
			failed = append(failed, fmt.Sprintf(" - id %q with return code %d", t.ID, code))
		}
	}
	if len(late) > 0 {
		slices.Sort(late)
		return fmt.Errorf("timed out waiting for results from: %s", strings.Join(late, ", "))
	}
	if err := in.write(documents, func() string { return plainResults(documents) }); err != nil {
		return err
	}
	if n := len(failed); n > 0 {
		slices.Sort(failed)
		return refused("", "the following task%s failed:\n%s\n\nuse 'juju show-task' to inspect the failure%s\n", plural(n), strings.Join(failed, "\n"), plural(n))
	}
	return nil
}
