package scenario_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/charmscenario/scenario"
)

// literalState has something of everything.
func literalState() scenario.State {
	return scenario.State{
		Leader: true,
		Config: map[string]any{"port": 8080, "title": "hello", "ratio": 1.0, "debug": true, "unset": nil, "wide": int64(7)},
		Relations: []scenario.Relation{
			{ID: "db:1", Endpoint: "db", RemoteApp: "postgresql", RemoteUnits: map[string]map[string]string{"postgresql/0": nil, "postgresql/1": {"host": "10.0.0.1"}}},
			{ID: "website:2", Endpoint: "website", RemoteApp: "haproxy", Life: scenario.Dying, RemoteUnits: map[string]map[string]string{},
				LocalAppData: map[string]string{"ca": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "lines": "one\ntwo `quoted`\nthree"}},
			{},
		},
		Secrets: []scenario.Secret{{
			ID: mine, Label: "credentials", Owner: scenario.OwnerApp, Rotate: scenario.RotateDaily, NextRotate: time.Date(2001, 2, 3, 4, 5, 6, 0, time.FixedZone("", 3600)),
			TrackedRevision: 2, LatestRevision: 3, TrackedContent: map[string]string{"password": "p2", "blob": "\xff\x00"}, LatestContent: map[string]string{"password": "it's \"3\""},
			Revisions: []scenario.Revision{{Number: 1}}, RemoteGrants: map[string][]string{"db:1": {"postgresql"}},
		}, {Owner: "postgresql/0", GivenUpLabels: []string{"old"}}},
		UnitStatus:   scenario.Status{Name: scenario.StatusActive, Message: "up", Data: map[string]any{"list": []any{1, "x", nil}, "nested": map[string]any{"a": 1.5}}},
		AppStatus:    scenario.Status{Name: "unset"},
		PeerStatuses: map[string]scenario.Status{"web/1": {Name: scenario.StatusWaiting}},
	}
}

func TestLiteral(t *testing.T) {
	t.Parallel()
	got := scenario.Literal(literalState()) + "\n"
	const path = "testdata/literal.txt"
	if os.Getenv("SCENARIO_UPDATE") == "1" {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o666))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

func TestLiteralOfParts(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		scenario.Literal(scenario.State{}):                                        "scenario.State{}",
		scenario.Literal(scenario.State{Config: map[string]any{}}):                "scenario.State{}",
		scenario.Literal(scenario.Secret{Label: "x", Owner: scenario.OwnerUnit}):  "scenario.Secret{\n\tLabel: \"x\",\n\tOwner: scenario.OwnerUnit,\n}",
		scenario.Literal(scenario.Relation{Endpoint: "db", Life: scenario.Dead}):  "scenario.Relation{\n\tEndpoint: \"db\",\n\tLife:     scenario.Dead,\n}",
		scenario.Literal(scenario.RelationChanged(scenario.Relation{ID: "db:1"})): "scenario.Event{\n\tKind:     \"relation-changed\",\n\tRelation: &scenario.RelationRef{ID: \"db:1\"},\n}",
		scenario.Literal(scenario.State{Config: map[string]any{
			"a": math.NaN(), "b": math.Inf(-1), "c": uint8(3), "d": []string{"x"}, "e": func() {}, "f": 1e21, "g": time.Time{}, "h": map[string]string(nil), "i": scenario.Owner("x"), "j": struct{ X, y int }{1, 2},
		}}): `scenario.State{
	Config: map[string]any{
		"a": math.NaN(),
		"b": math.Inf(-1),
		"c": uint8(3),
		"d": []string{"x"},
		"e": nil, /* a func() has no literal */
		"f": 1e+21,
		"g": time.Time{},
		"h": map[string]string(nil),
		"i": scenario.Owner("x"),
		"j": struct {
			X int
			y int
		}{X: 1},
	},
}`,
	}
	for got, want := range tests {
		require.Equal(t, want, got)
	}
}

// TestLiteralNamesConstants: no constant of State is written as a mere text.
func TestLiteralNamesConstants(t *testing.T) {
	t.Parallel()
	printed := ""
	for _, owner := range []scenario.Owner{scenario.OwnerApp, scenario.OwnerUnit, scenario.OwnerUser} {
		printed += scenario.Literal(scenario.Secret{Owner: owner})
	}
	for _, policy := range []scenario.RotatePolicy{"never", "hourly", "daily", "weekly", "monthly", "quarterly", "yearly"} {
		printed += scenario.Literal(scenario.Secret{Rotate: policy})
	}
	for _, name := range []string{"active", "blocked", "maintenance", "waiting", "unknown", "error", "terminated"} {
		var state scenario.State
		require.NoError(t, json.Unmarshal([]byte(`{"unit-status": {"name": "`+name+`"}}`), &state))
		printed += scenario.Literal(state)
	}
	printed += scenario.Literal(scenario.Relation{Life: "dying"}) + scenario.Literal(scenario.Relation{Life: "dead"})
	for path, file := range goFiles(t, false) {
		if filepath.Dir(path) != "." {
			continue
		}
		for _, declaration := range file.Decls {
			d, ok := declaration.(*ast.GenDecl)
			if !ok || d.Tok != token.CONST {
				continue
			}
			for _, spec := range d.Specs {
				if name := spec.(*ast.ValueSpec).Names[0].Name; ast.IsExported(name) && name != "Alive" {
					require.Regexp(t, `scenario\.`+name+`\b`, printed)
				}
			}
		}
	}
}

// TestLiteralCompiles: a program of many literals makes the States that they were printed from.
func TestLiteralCompiles(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it compiles a program")
	}
	states := []scenario.State{literalState(), world(), {}}
	for seed := range 60 {
		states = append(states, rapid.Custom(drawAny[scenario.State]).Example(seed))
	}
	events := []scenario.Event{
		scenario.RelationChanged(world().Relations[0]).ByUnit("postgresql/0"), scenario.SecretRemove(world().Secrets[0], 3),
		scenario.RunAction("backup", map[string]any{"target": "there", "deep": map[string]any{"n": 1}}), scenario.Install(),
	}
	var program strings.Builder
	program.WriteString("package main\n\nimport (\n\"encoding/json\"\n\"os\"\n\"time\"\n\n\"" + module + "\"\n)\n\nvar _ = time.UTC\n\nvar all = []any{\n")
	var want []any
	for _, state := range states {
		text := scenario.Literal(state)
		formatted, err := format.Source([]byte(text))
		require.NoError(t, err, text)
		require.Equal(t, text, string(formatted))
		program.WriteString(text + ",\n")
		want = append(want, state)
	}
	for _, event := range events {
		program.WriteString(scenario.Literal(event) + ",\n")
		want = append(want, event)
	}
	program.WriteString("}\n\nfunc main() { json.NewEncoder(os.Stdout).Encode(all) }\n")
	path := filepath.Join(t.TempDir(), "main.go")
	require.NoError(t, os.WriteFile(path, []byte(program.String()), 0o666))

	got, err := exec.Command("go", "run", path).Output()

	require.NoError(t, err, stderr(err)+"\n"+numbered(program.String()))
	var texts []json.RawMessage
	require.NoError(t, json.Unmarshal(got, &texts))
	require.Len(t, texts, len(want))
	for i, value := range want {
		text, err := json.Marshal(value)
		require.NoError(t, err)
		require.JSONEq(t, string(text), string(texts[i]))
		if state, ok := value.(scenario.State); ok {
			var evaluated scenario.State
			require.NoError(t, json.Unmarshal(texts[i], &evaluated))
			require.Empty(t, scenario.Diff(state, evaluated))
		}
	}
}

func stderr(err error) string {
	if failed, ok := err.(*exec.ExitError); ok {
		return string(failed.Stderr)
	}
	return fmt.Sprint(err)
}

func numbered(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strconv.Itoa(i+1) + " " + lines[i]
	}
	return strings.Join(lines, "\n")
}
