package goopscharm_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/gruyaume/goops"
	"github.com/gruyaume/goops/goopstest"
	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	goopscharm "github.com/charmscenario/scenario/goops"
)

var errCharm = errors.New("the charm's own")

// TestUnderJuju: a session that is Juju's own leaves goops as it is, with the hook tools on PATH.
func TestUnderJuju(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "is-leader"), []byte("#!/bin/sh\necho true\n"), 0o700))
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	t.Setenv("JUJU_UNIT_NAME", "real/7")
	leader, unit := false, ""
	handler := goopscharm.Handler(func() (err error) {
		unit = goops.ReadEnv().UnitName
		leader, err = goops.IsLeader()
		return err
	})
	require.NoError(t, handler.Handle(charm.NewHook(t.Context(), &call.Session{})))
	require.Equal(t, "real/7", unit)
	require.True(t, leader)

	_, err := run(func() error { unit = goops.ReadEnv().UnitName; return nil }, scenario.Event{}, scenario.State{})
	require.NoError(t, err)
	require.Equal(t, "web/0", unit, "the process's environment is not a hook's")
	require.Equal(t, "real/7", goops.ReadEnv().UnitName, "between hooks goops is as it was")
	leader, err = goops.IsLeader()
	require.NoError(t, err)
	require.True(t, leader)
	content, err := goops.GetEnvGetter().ReadFile(filepath.Join(dir, "is-leader"))
	require.NoError(t, err)
	require.Contains(t, string(content), "echo true")
	_, err = goops.Pebble("workload").Services(nil)
	require.ErrorIs(t, err, goopscharm.ErrNotSimulated)
}

// TestBesideGoopstest: both harnesses in one test binary, one after the other.
func TestBesideGoopstest(t *testing.T) {
	runner, getter := goops.GetCommandRunner(), goops.GetEnvGetter()
	t.Cleanup(func() { goops.SetCommandRunner(runner); goops.SetEnvGetter(getter) }) // goopstest stays there
	configure := func() error { return goops.SetUnitStatus(goops.StatusActive, goops.ReadEnv().UnitName) }
	for range 3 {
		ctx := goopstest.NewContext(configure, goopstest.WithUnitID("other/0"))
		require.Equal(t, "other/0", ctx.Run("start", goopstest.State{}).UnitStatus.Message)
		require.NoError(t, ctx.CharmErr)
		out, err := run(configure, scenario.Start(), scenario.State{})
		require.NoError(t, err)
		require.Equal(t, "web/0", out.UnitStatus.Message)
	}
}

// TestParallel: runs of several Contexts, and several goroutines in one hook, do not see each other.
func TestParallel(t *testing.T) {
	t.Parallel()
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			ctx := scenario.Context{Dir: "testdata/charm", UnitNumber: i, Charm: goopscharm.Handler(func() error {
				var inside sync.WaitGroup
				for j := range 4 {
					inside.Go(func() { goops.LogInfof("%s %d", goops.ReadEnv().UnitName, j) })
				}
				inside.Wait()
				return goops.SetState("unit", goops.ReadEnv().UnitName)
			})}
			for range 20 {
				out, err := ctx.Run(scenario.UpdateStatus(), scenario.State{})
				if err != nil || out.StoredState["unit"] != fmt.Sprintf("web/%d", i) || len(out.JujuLog) != 4 {
					t.Errorf("unit %d: %v %v %v", i, out.StoredState, out.JujuLog, err)
				}
				for _, line := range out.JujuLog {
					if !strings.HasPrefix(line.Message, fmt.Sprintf("web/%d ", i)) {
						t.Errorf("unit %d: log of another: %s", i, line.Message)
					}
				}
			}
		})
	}
	wait.Wait()
}

// TestFailures: the charm's own error and a panic arrive, and the next run works.
func TestFailures(t *testing.T) {
	t.Parallel()
	state := scenario.State{Leader: true}
	out, err := run(func() error {
		require.NoError(t, goops.SetUnitStatus(goops.StatusMaintenance, "working"))
		require.NoError(t, goops.SetState("key", "value"))
		return fmt.Errorf("cannot work: %w", errCharm)
	}, scenario.Start(), state)
	require.ErrorIs(t, err, errCharm)
	require.Equal(t, "working", out.UnitStatus.Message, "acts at once")
	require.Empty(t, out.StoredState, "waits for the end of the hook")

	_, err = run(func() error { panic("boom") }, scenario.Start(), state)
	var failed *scenario.CharmError
	require.ErrorAs(t, err, &failed)
	require.Equal(t, "boom", failed.PanicValue)

	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = run(func() error { runtime.Goexit(); return nil }, scenario.Start(), state)
	}()
	<-ended

	_, err = run(func() error { return nil }, scenario.Start(), state)
	require.NoError(t, err)
	_, err = run(nil, scenario.Start(), state)
	require.ErrorContains(t, err, "goopscharm.Handler was given no function")
}

// TestRefusalIsText: a charm on goops has the text of a refusal and the exit code, here as under Juju, and nothing else.
func TestRefusalIsText(t *testing.T) {
	t.Parallel()
	_, err := run(func() error { _, err := goops.GetSecretByID(nobody, false, false); return err }, scenario.Event{}, scenario.State{})
	var ended interface{ ExitCode() int }
	require.ErrorAs(t, err, &ended)
	require.Equal(t, 1, ended.ExitCode())
	require.NotErrorIs(t, err, charm.ErrSecretNotFound, "hook tools have no codes: a charm that relied on them would fail under Juju")
}

// TestEqualRunsAreEqual: goops walks maps, the trace shows nothing of it.
func TestEqualRunsAreEqual(t *testing.T) {
	t.Parallel()
	many := make(map[string]string)
	for i := range 20 {
		many[fmt.Sprintf("key%d", i)] = fmt.Sprint(i)
	}
	f := func() error {
		if _, err := goops.AddSecret(&goops.AddSecretOptions{Content: many, Label: "new"}); err != nil {
			return err
		}
		return errors.Join(goops.SetActionResults(many), goops.SetAppRelationData("db:1", many), goops.SetUnitRelationData("db:1", many),
			goops.SetSecret(&goops.SetSecretOptions{ID: mine, Content: many, Description: "d"}),
			goops.SetSecret(&goops.SetSecretOptions{ID: mine, Content: map[string]string{"B": "x", "A": "x"}}))
	}
	first, wrong := run(f, scenario.RunAction("backup", nil), held(true))
	require.ErrorContains(t, wrong, `key "A" not valid`, "the first of two wrong keys")
	for range 20 {
		out, err := run(f, scenario.RunAction("backup", nil), held(true))
		require.Equal(t, wrong.Error(), err.Error())
		require.Equal(t, first, out)
	}
}

// TestCommandLine: arguments that Linux passes to no process.
func TestCommandLine(t *testing.T) {
	t.Parallel()
	set := func(value string) error {
		_, err := run(func() error { return goops.SetState("key", value) }, scenario.Event{}, scenario.State{})
		return err
	}
	require.NoError(t, set(strings.Repeat("x", 60<<10)))
	require.ErrorContains(t, set(strings.Repeat("x", 128<<10)), "command state-set failed: : fork/exec /var/lib/juju/tools/unit-web-0/state-set: argument list too long")
	require.ErrorContains(t, set("a\x00b"), "state-set: invalid argument")
}

// TestUnknownCommand: what no hook tool is called.
func TestUnknownCommand(t *testing.T) {
	t.Parallel()
	_, err := run(func() error { _, err := goops.GetCommandRunner().Run("no-such-tool"); return err }, scenario.Event{}, scenario.State{})
	require.ErrorContains(t, err, "command no-such-tool failed: hook tool no-such-tool: not simulated yet")
}
