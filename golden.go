package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/codec"
	"github.com/charmscenario/scenario/internal/goldens"
)

// Golden compares a State, an Outcome or a whole model (a *Model of package juju) with what a file says, such as
// "testdata/rotate.yaml". It fails the test with what differs, one leaf a line, as [Diff] shows it. Values are
// compared, not bytes: comments and the order of keys are the reader's own.
//
// With SCENARIO_UPDATE=1 in the environment it writes the file when there is a difference, and tells what
// it accepted. The test fails then too, so that nobody accepts what was never shown; the next run passes.
// Where CI is set it writes nothing.
//
// The file of a State is what [LoadState] reads. That of an Outcome is the State with the logs and, in
// place of the calls and the commit, a line for each: the calls without their answers, and what was left
// to be done at the end of the hook only when it was not all done. That of a model is what juju.LoadFile reads.
//
// Event, Secret, Relation, and whatever else has a MarshalYAML method, are compared in the form that it gives
// them. Anything else fails the test.
func Golden[T any](t TB, got T, path string) {
	t.Helper()
	switch got := any(got).(type) {
	case State:
		golden(t, "State", got, path)
	case Outcome:
		golden(t, "Outcome", goldenOutcome{
			State:                  got.State,
			RemovedSecretRevisions: got.RemovedSecretRevisions,
			RemovedSecrets:         got.RemovedSecrets,
			JujuLog:                got.JujuLog,
			UnitStatusHistory:      got.UnitStatusHistory,
			AppStatusHistory:       got.AppStatusHistory,
			WorkloadVersionHistory: got.WorkloadVersionHistory,
			ActionResults:          got.ActionResults,
			ActionLog:              got.ActionLog,
			ActionFailure:          got.ActionFailure,
			NotCommitted:           notCommitted(got),
			Trace:                  commandLines(got.Trace),
		}, path)
	case yaml.Marshaler:
		goldenTree(t, got, path)
	default:
		t.Fatalf("cannot compare a value of type %T with %s; want a State, an Outcome, a *juju.Model, or what has MarshalYAML", got, path)
	}
}

// goldenTree compares and updates what writes itself.
func goldenTree(t TB, got yaml.Marshaler, path string) {
	t.Helper()
	value := reflect.ValueOf(got)
	if value.Kind() == reflect.Pointer && value.IsNil() {
		t.Fatalf("cannot compare a nil %T with %s", got, path)
		return
	}
	var tree any
	written, err := got.MarshalYAML()
	node, isNode := written.(*yaml.Node)
	if err == nil && !isNode {
		node, err = codec.Encode(written)
	}
	if err == nil {
		err = codec.Decode(node, &tree)
	}
	compareGolden(t, reflect.Indirect(value).Type().Name(), tree, node, err, path, diffTrees)
}

// goldenOutcome is an Outcome in a golden file.
type goldenOutcome struct {
	State                  `yaml:",inline"`
	RemovedSecretRevisions []SecretRevision `yaml:"removed-secret-revisions,omitempty"`
	RemovedSecrets         []string         `yaml:"removed-secrets,omitempty"`
	JujuLog                []LogLine        `yaml:"juju-log,omitempty"`
	UnitStatusHistory      []Status         `yaml:"unit-status-history,omitempty"`
	AppStatusHistory       []Status         `yaml:"app-status-history,omitempty"`
	WorkloadVersionHistory []string         `yaml:"workload-version-history,omitempty"`
	ActionResults          map[string]any   `yaml:"action-results,omitempty"`
	ActionLog              []string         `yaml:"action-log,omitempty"`
	ActionFailure          string           `yaml:"action-failure,omitempty"`
	NotCommitted           []string         `yaml:"not-committed,omitempty"` // or not all of it
	Trace                  []string         `yaml:"trace,omitempty"`
}

func notCommitted(o Outcome) []string {
	if o.Committed {
		return nil
	}
	return commitLines(o.Commit)
}

func commandLines(trace []call.Record) []string {
	var lines []string
	for _, record := range trace {
		lines = append(lines, record.String())
	}
	return lines
}

// schemas are the files with schemas of what a golden file can hold. The first line of such a file names its schema, so that
// editors complete and check it.
var schemas = map[string]string{"State": "state.schema.json", "Model": "model.schema.json"}

const schemaLine = "# yaml-language-server: $schema=https://raw.githubusercontent.com/charmscenario/scenario/main/schema/%s\n"

// golden compares and updates what has the form of a file.
func golden[F any](t TB, name string, got F, path string) {
	t.Helper()
	node, err := codec.Encode(got)
	if err == nil {
		// As a file has it: nil where it is empty, times in UTC.
		err = codec.Decode(node, &got)
	}
	compareGolden(t, name, got, node, err, path, Diff[F])
}

// compareGolden compares what a file would be read as, and updates the file with how it is written.
func compareGolden[F any](t TB, name string, got F, written *yaml.Node, failure error, path string, diff func(want, got F) string) {
	t.Helper()
	update, err := goldens.Updating()
	if err != nil {
		t.Fatalf("cannot compare %s with %s: %v", name, path, err)
		return
	}
	if failure != nil {
		t.Fatalf("cannot compare %s with %s: %v", name, path, codec.Readable(failure, ""))
		return
	}
	var want F
	text, err := os.ReadFile(path)
	missing := errors.Is(err, fs.ErrNotExist)
	if err == nil {
		err = codec.DecodeFile(path, text, &want)
	}
	switch difference := indented(diff(want, got)); {
	case update && (err != nil || difference != ""):
		accept(t, name, path, written, difference)
	case missing:
		t.Fatalf("there is no %s to compare %s with; SCENARIO_UPDATE=1 makes it and shows what it accepts", path, name)
	case err != nil:
		t.Fatalf("cannot compare %s with %s: %v\n(SCENARIO_UPDATE=1 writes it anew)", name, path, err)
	case difference != "":
		t.Errorf("%s differs from %s (SCENARIO_UPDATE=1 accepts)%s", name, path, difference)
	}
}

// accept writes the file, and fails the test so that what was accepted is read.
func accept(t TB, name, path string, node *yaml.Node, difference string) {
	t.Helper()
	var text bytes.Buffer
	if schema, known := schemas[name]; known {
		fmt.Fprintf(&text, schemaLine, schema)
	}
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	err := encoder.Encode(node)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o777)
	}
	if err == nil {
		err = os.WriteFile(path, text.Bytes(), 0o666)
	}
	if err != nil {
		t.Fatalf("cannot write %s: %v", path, err)
		return
	}
	t.Errorf("%s accepted: %s now says (the next run passes; read this before you commit it)%s", name, path, difference)
}

// indented puts each line on a line of its own, below what comes before.
func indented(lines string) string {
	if lines == "" {
		return ""
	}
	return "\n  " + strings.ReplaceAll(lines, "\n", "\n  ")
}
