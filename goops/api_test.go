package goopscharm_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/canonical/pebble/client"
	"github.com/gruyaume/goops"
	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	goopscharm "github.com/charmscenario/scenario/goops"
)

// example is a charm that calls one function of goops, and what comes of it.
type example struct {
	name  string
	event scenario.Event // none: update-status
	state scenario.State

	do    func(t *testing.T) error // runs in the hook: calls the function, asserts its answer, returns its error
	err   string                   // the whole text of that error; empty: none
	end   string                   // what Run says beside; empty: nothing
	after func(t *testing.T, out scenario.Outcome)
}

// publicAPI lists examples of every function that works, by its name.
func publicAPI() map[string][]example {
	all := make(map[string][]example)
	for _, family := range []map[string][]example{actions(), environments(), relations(), secrets(), sharing(), units()} {
		maps.Copy(all, family)
	}
	return all
}

// run runs a charm on goops for one event.
func run(f func() error, event scenario.Event, state scenario.State) (scenario.Outcome, error) {
	if event.Kind == "" {
		event = scenario.UpdateStatus()
	}
	ctx := scenario.Context{Charm: goopscharm.Handler(f), Dir: "testdata/charm"}
	return ctx.Run(event, state)
}

// TestPublicAPI runs every function of goops that works here.
func TestPublicAPI(t *testing.T) {
	t.Parallel()
	for function, examples := range publicAPI() {
		for _, e := range examples {
			t.Run(function+" "+e.name, func(t *testing.T) {
				t.Parallel()
				ran := false
				out, err := run(func() error {
					ran = true
					require.NotNil(t, e.do)
					err := e.do(t)
					if e.err != "" {
						require.EqualError(t, err, e.err)
						return nil
					}
					return err
				}, e.event, e.state)
				require.True(t, ran, "%v", err)
				if e.end == "" {
					require.NoError(t, err)
				} else {
					require.ErrorContains(t, err, e.end)
				}
				if e.after != nil {
					e.after(t, out)
				}
			})
		}
	}
}

// notBuilt lists the functions of goops that need a part of Juju that Scenario does not simulate yet.
func notBuilt() map[string]struct {
	why  string // what is missing
	call func() error
} {
	type row = struct {
		why  string
		call func() error
	}
	port := goops.Port{Port: 80, Protocol: goops.ProtocolTCP}
	return map[string]row{
		"AddStorage":            {"hook tool storage-add", func() error { return goops.AddStorage("files", 1) }},
		"ClosePort":             {"hook tool close-port", func() error { return goops.ClosePort(53, goops.ProtocolUDP) }},
		"GetCredential":         {"hook tool credential-get", func() error { _, err := goops.GetCredential(); return err }},
		"GetGoalState":          {"hook tool goal-state", func() error { _, err := goops.GetGoalState(); return err }},
		"GetNetwork":            {"hook tool network-get", func() error { _, err := goops.GetNetwork("db"); return err }},
		"GetResource":           {"hook tool resource-get", func() error { _, err := goops.GetResource("image"); return err }},
		"GetStorageByID":        {"hook tool storage-get", func() error { _, err := goops.GetStorageByID("files/0"); return err }},
		"GetUnitPrivateAddress": {"hook tool unit-get", func() error { _, err := goops.GetUnitPrivateAddress(); return err }},
		"GetUnitPublicAddress":  {"hook tool unit-get", func() error { _, err := goops.GetUnitPublicAddress(); return err }},
		"ListStorage":           {"hook tool storage-list", func() error { _, err := goops.ListStorage("files"); return err }},
		"OpenPort":              {"hook tool open-port", func() error { return goops.OpenPort(0, goops.ProtocolICMP) }},
		"OpenedPorts":           {"hook tool opened-ports", func() error { _, err := goops.OpenedPorts(); return err }},
		"Pebble": {`Pebble of container "workload": Start`, func() error {
			_, err := goops.Pebble("workload").Start(&client.ServiceOptions{})
			return err
		}},
		"Reboot":   {"hook tool juju-reboot", func() error { return goops.Reboot(true) }},
		"SetPorts": {"hook tool opened-ports", func() error { return goops.SetPorts([]*goops.Port{&port}) }},
	}
}

// TestNotSimulated: what is not built yet says so, also when the charm takes no notice.
func TestNotSimulated(t *testing.T) {
	t.Parallel()
	for function, row := range notBuilt() {
		t.Run(function, func(t *testing.T) {
			t.Parallel()
			_, err := run(row.call, scenario.Event{}, scenario.State{})
			require.ErrorIs(t, err, goopscharm.ErrNotSimulated)
			require.ErrorContains(t, err, row.why+": not simulated yet")
			require.Equal(t, 1, strings.Count(err.Error(), "not simulated yet"), "said once")

			_, err = run(func() error { _ = row.call(); return nil }, scenario.Event{}, scenario.State{})
			require.ErrorIs(t, err, goopscharm.ErrNotSimulated)
			require.ErrorContains(t, err, row.why)
		})
	}
}

// TestPebbleRefuses: every method of a Pebble client.
func TestPebbleRefuses(t *testing.T) {
	t.Parallel()
	calls := map[string]func(goops.PebbleClient) error{
		"AddLayer":   func(p goops.PebbleClient) error { return p.AddLayer(&client.AddLayerOptions{}) },
		"Exec":       func(p goops.PebbleClient) error { _, err := p.Exec(&client.ExecOptions{}); return err },
		"PlanBytes":  func(p goops.PebbleClient) error { _, err := p.PlanBytes(nil); return err },
		"Pull":       func(p goops.PebbleClient) error { return p.Pull(&client.PullOptions{}) },
		"Push":       func(p goops.PebbleClient) error { return p.Push(&client.PushOptions{}) },
		"Replan":     func(p goops.PebbleClient) error { _, err := p.Replan(nil); return err },
		"Restart":    func(p goops.PebbleClient) error { _, err := p.Restart(nil); return err },
		"Services":   func(p goops.PebbleClient) error { _, err := p.Services(nil); return err },
		"Start":      func(p goops.PebbleClient) error { _, err := p.Start(nil); return err },
		"Stop":       func(p goops.PebbleClient) error { _, err := p.Stop(nil); return err },
		"SysInfo":    func(p goops.PebbleClient) error { _, err := p.SysInfo(); return err },
		"WaitChange": func(p goops.PebbleClient) error { _, err := p.WaitChange("1", nil); return err },
	}
	for method, call := range calls {
		_, err := run(func() error { return call(goops.Pebble("workload")) }, scenario.Event{}, scenario.State{})
		require.ErrorIs(t, err, goopscharm.ErrNotSimulated, method)
		require.ErrorContains(t, err, `Pebble of container "workload": `+method)
	}
}

// idle lists what goops exports and nothing can be asserted of.
var idle = map[string]string{
	"JujuEnvironment":   "a struct that goops itself never uses",
	"PebbleExecProcess": "what Pebble's Exec returns: containers are not simulated",
	"Network":           "answer of GetNetwork", "BindAddress": "answer of GetNetwork", "Address": "answer of GetNetwork",
	"GoalState": "answer of GetGoalState", "UnitsGoalStateContents": "answer of GetGoalState", "GoalStateStatusContents": "answer of GetGoalState",
	"StorageInfo": "answer of GetStorageByID", "Protocol": "of a Port", "Port": "of SetPorts",
	"ProtocolTCP": "of a Port", "ProtocolUDP": "of a Port", "ProtocolICMP": "of a Port",
	"Level": "goops has no function that takes one", "Debug": "a Level", "Info": "a Level", "Warning": "a Level", "Error": "a Level",
	"RelationModel": "GetRelationModelUUID returns its only field",
}

// TestPublicAPIIsWhole: every exported function of goops has an example or is listed as not built, and every other
// exported identifier is used by an example or is listed as idle.
func TestPublicAPIIsWhole(t *testing.T) {
	t.Parallel()
	output, err := exec.Command("go", "list", "-f", "{{.Dir}}", "github.com/gruyaume/goops").Output()
	require.NoError(t, err)
	functions, others := exported(t, strings.TrimSpace(string(output)))
	require.Greater(t, len(functions), 50)

	var known []string
	missing := notBuilt()
	for name := range publicAPI() {
		require.NotContains(t, missing, name, "works and is not built")
		known = append(known, name)
	}
	known = slices.Sorted(slices.Values(slices.AppendSeq(known, maps.Keys(missing))))
	require.Equal(t, functions, known)

	used := usedOfGoops(t)
	for _, name := range others {
		_, isIdle := idle[name]
		require.NotEqual(t, isIdle, slices.Contains(used, name), "%s: use it in an example of api_*_test.go, or say in idle why not", name)
	}
	for name := range idle {
		require.Contains(t, others, name, "idle, but not there")
	}
}

// exported lists what the package in a directory exports: its functions, and all else but methods.
func exported(t *testing.T, dir string) (functions, others []string) {
	t.Helper()
	for _, file := range parse(t, filepath.Join(dir, "*.go")) {
		for _, declaration := range file.Decls {
			switch d := declaration.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil && d.Name.IsExported() {
					functions = append(functions, d.Name.Name)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					var names []*ast.Ident
					switch s := spec.(type) {
					case *ast.TypeSpec:
						names = []*ast.Ident{s.Name}
					case *ast.ValueSpec:
						names = s.Names
					}
					for _, name := range names {
						if name.IsExported() {
							others = append(others, name.Name)
						}
					}
				}
			}
		}
	}
	slices.Sort(functions)
	return functions, others
}

// usedOfGoops lists what the examples use of goops.
func usedOfGoops(t *testing.T) []string {
	t.Helper()
	var used []string
	for _, file := range parse(t, "api_*_test.go") {
		ast.Inspect(file, func(node ast.Node) bool {
			if s, ok := node.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && x.Name == "goops" {
					used = append(used, s.Sel.Name)
				}
			}
			return true
		})
	}
	return used
}

// parse parses the files that match; the tests of another package are left out.
func parse(t *testing.T, pattern string) []*ast.File {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	require.NoError(t, err)
	var files []*ast.File
	for _, path := range paths {
		if filepath.IsAbs(path) && strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		files = append(files, file)
	}
	require.NotEmpty(t, files)
	return files
}
