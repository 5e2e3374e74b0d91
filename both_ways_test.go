//go:build unix

package scenario_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/examples/database"
	"github.com/charmscenario/scenario/examples/webserver"
	"github.com/charmscenario/scenario/runner"
)

// A charm in Go is one and the same in the test's process and as a process of its own, behind charm.Main,
// hooktool.Client and hook tools: the Outcome is deeply equal, the trace included.

// TestSameInBothWays holds random programs of calls to that, and the example charms. A program writes down in
// its log what it was told and what every call was answered, so that the log shows what the charm saw.
func TestSameInBothWays(t *testing.T) {
	t.Parallel()
	examples := map[string]func(*rapid.T) (scenario.State, scenario.Event){"database": drawDatabase, "webserver": drawWebserver}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"program", "program", "program", "database", "webserver"}).Draw(t, "charm")
		if draw, ok := examples[name]; ok {
			state, event := draw(t)
			dir := playedCharm(t, name, read(t, "examples", name, "charmcraft.yaml"))
			sameInBothWays(t, dir, func() *scenario.Context { return &scenario.Context{} }, event, state)
			return
		}
		state := drawState(t)
		event := drawEvent(t, state)
		p := drawProgram(t, state)
		version := rapid.SampledFrom([]string{"3.6.11", "3.5.0"}).Draw(t, "version")
		model := rapid.SampledFrom([]call.ModelType{"", call.ModelMachines}).Draw(t, "model")
		dir := playedCharm(t, "program", programMetadata)
		p.write(t, dir)
		sameInBothWays(t, dir, func() *scenario.Context {
			return &scenario.Context{JujuVersion: version, Model: scenario.Model{Type: model}}
		}, event, state)
	})
}

// sameInBothWays runs the charm of a directory in both ways.
func sameInBothWays(t *rapid.T, dir string, context func() *scenario.Context, event scenario.Event, state scenario.State) {
	within, apart := context(), context()
	within.Dir, within.Charm = dir, playedCharms()[read(t, dir, "plays")]
	apart.Dir, apart.Executable = dir, testBinary(t)

	want, wantErr := within.Run(event, state)
	got, gotErr := apart.Run(event, state)

	var inconsistent *scenario.InconsistentError
	require.NotErrorAs(t, wantErr, &inconsistent, "nothing would have run")
	var failed *scenario.CharmError
	if !errors.As(wantErr, &failed) {
		require.Equal(t, fmt.Sprint(wantErr), fmt.Sprint(gotErr))
		require.Equal(t, want, got)
		return
	}
	// A process cannot hand its error over. It writes it to the log, as the last thing that it does.
	var exit *runner.ExitError
	require.ErrorAs(t, gotErr, &exit)
	require.Equal(t, 1, exit.Code)
	require.Equal(t, failed.Err.Error()+"\n", exit.Stderr)
	require.Equal(t, &call.JujuLog{Level: "ERROR", Message: failed.Err.Error()}, got.Trace[len(got.Trace)-1].Call)
	require.True(t, strings.HasSuffix(got.JujuLog[len(got.JujuLog)-1].Message, failed.Err.Error()))
	got.Trace, got.JujuLog = got.Trace[:len(got.Trace)-1], got.JujuLog[:len(got.JujuLog)-1]
	if len(got.Trace) == 0 {
		got.Trace = nil
	}
	if len(got.JujuLog) == 0 {
		got.JujuLog = nil
	}
	require.Equal(t, want, got)
}

// playedCharms are the charms that the test binary can be.
func playedCharms() map[string]charm.Handler {
	return map[string]charm.Handler{
		"program":   charm.HandlerFunc(runProgram),
		"database":  withFixedChance(database.New()),
		"webserver": webserver.New(),
	}
}

// withFixedChance gives a charm the same random numbers in both ways.
func withFixedChance(handler charm.Handler) charm.Handler {
	return charm.HandlerFunc(func(h *charm.Hook) error {
		session := h.Session()
		session.Rand = rand.New(rand.NewPCG(1, 2))
		return handler.Handle(charm.NewHook(h.Context(), &session))
	})
}

// playedCharm makes the directory of a charm that the test binary plays.
func playedCharm(t *rapid.T, name, metadata string) (dir string) {
	dir, err := os.MkdirTemp("", "charm-")
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	require.NoError(t, os.WriteFile(filepath.Join(dir, "charmcraft.yaml"), []byte(metadata), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "plays"), []byte(name), 0o600))
	return dir
}

func testBinary(t require.TestingT) string {
	path, err := os.Executable()
	require.NoError(t, err)
	return path
}

func read(t require.TestingT, path ...string) string {
	text, err := os.ReadFile(filepath.Join(path...))
	require.NoError(t, err)
	return string(text)
}

// programFile is how a program is written down in the charm's directory.
type programFile struct {
	Calls []call.Record `json:"calls"`
	Fails bool          `json:"fails"`
}

func (p program) write(t *rapid.T, dir string) {
	file := programFile{Fails: p.fails}
	for _, c := range p.calls {
		file.Calls = append(file.Calls, call.Record{Call: c})
	}
	text, err := json.Marshal(file)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "program.json"), text, 0o600))
}

// runProgram is the charm that makes the calls of the program in its directory.
func runProgram(h *charm.Hook) error {
	text, err := os.ReadFile(filepath.Join(h.Session().CharmDir, "program.json"))
	if err != nil {
		return err
	}
	var p programFile
	if err := json.Unmarshal(text, &p); err != nil {
		return err
	}
	for i := range p.Calls {
		err := h.Backend().Do(h.Context(), p.Calls[i].Call)
		if err != nil && !errors.As(err, &p.Calls[i].Error) {
			return err
		}
	}
	seen, err := json.Marshal(p.Calls)
	if err != nil {
		return err
	}
	told, err := json.Marshal(h.Info())
	if err != nil {
		return err
	}
	if err := h.Log(slog.LevelInfo, string(told)+string(seen)); err != nil {
		return err
	}
	if p.Fails {
		return errProgram
	}
	return nil
}

// drawDatabase draws what the example charm may find.
func drawDatabase(t *rapid.T) (scenario.State, scenario.Event) {
	state := scenario.State{Leader: rapid.IntRange(0, 3).Draw(t, "leader") > 0}
	if rapid.Bool().Draw(t, "configured") {
		state.Config = map[string]any{"username": rapid.SampledFrom([]string{"root", "-x", " é\n"}).Draw(t, "username")}
	}
	for i := range rapid.IntRange(1, 2).Draw(t, "relations") {
		state.Relations = append(state.Relations, scenario.Relation{
			ID: fmt.Sprintf("database:%d", i+3), Endpoint: "database", RemoteApp: fmt.Sprintf("webserver%c", 'a'+i),
			LocalAppData: map[string]string{"other": "kept"},
		})
	}
	relation := rapid.SampledFrom(state.Relations).Draw(t, "relation")
	events := []scenario.Event{
		scenario.RelationJoined(relation), scenario.RelationJoined(relation), scenario.RelationBroken(relation),
		scenario.UpdateStatus(), scenario.RunAction("get-password", nil), scenario.ConfigChanged(),
	}
	if state.Leader {
		events = append(events, scenario.LeaderElected())
	}
	if rapid.Bool().Draw(t, "has a secret") {
		secret := scenario.Secret{
			ID: "secret:d0erdgpp4ni1a7hg2c00", Label: rapid.SampledFrom([]string{"credentials", "other"}).Draw(t, "label"), Owner: scenario.OwnerApp,
			Rotate:        rapid.SampledFrom([]scenario.RotatePolicy{"", scenario.RotateDaily}).Draw(t, "rotate"),
			LatestContent: map[string]string{"username": "admin", "password": rapid.SampledFrom([]string{"old", "\xff", "a\n\n"}).Draw(t, "password")},
		}
		if rapid.Bool().Draw(t, "granted") {
			secret.RemoteGrants = map[string][]string{relation.ID: {relation.RemoteApp}}
		}
		state.Secrets = append(state.Secrets, secret)
		if state.Leader {
			events = append(events, scenario.SecretExpired(secret, 3), scenario.SecretRemove(secret, 2))
			if secret.Rotate != "" {
				events = append(events, scenario.SecretRotate(secret))
			}
		}
	}
	return state, rapid.SampledFrom(events).Draw(t, "event")
}

// drawWebserver draws what the other example charm may find.
func drawWebserver(t *rapid.T) (scenario.State, scenario.Event) {
	const login, certificate = "secret:d0erdgpp4ni1a7hg2c00", "secret:d0erdgpp4ni1a7hg2c10"
	values := rapid.SampledFrom([]string{"x", "", "\xff", "a\n\n"})
	relation := scenario.Relation{ID: "database:3", Endpoint: "database", RemoteApp: "postgresql"}
	state := scenario.State{Config: map[string]any{}}
	events := []scenario.Event{scenario.UpdateStatus(), scenario.Start(), scenario.ConfigChanged()}
	if rapid.Bool().Draw(t, "announced") {
		relation.RemoteAppData = map[string]string{"secret-id": rapid.SampledFrom([]string{login, login[len("secret:"):], "nonsense"}).Draw(t, "announced as")}
	}
	if rapid.IntRange(0, 4).Draw(t, "related") > 0 {
		state.Relations = append(state.Relations, relation)
		events = append(events, scenario.RelationChanged(relation).ByApp(), scenario.RelationBroken(relation))
	}
	for _, id := range []string{login, certificate} {
		if rapid.IntRange(0, 3).Draw(t, "is there") == 0 {
			continue
		}
		secret := scenario.Secret{ID: id, Owner: "postgresql", NotGranted: rapid.IntRange(0, 3).Draw(t, "not granted") == 0}
		content := map[string]string{"username": "admin", "password": values.Draw(t, "password")}
		if id == certificate {
			secret.Owner, content = scenario.OwnerUser, map[string]string{"certificate": values.Draw(t, "certificate"), "private-key": "x"}
		}
		secret.LatestContent = content
		if rapid.Bool().Draw(t, "tracked") {
			secret.TrackedRevision, secret.LatestRevision = 1, rapid.IntRange(1, 2).Draw(t, "latest")
			if secret.LatestRevision == 1 {
				secret.TrackedContent, secret.LatestContent = content, nil
			} else {
				secret.TrackedContent = map[string]string{"username": "admin", "password": "old", "certificate": "old", "private-key": "old"}
				events = append(events, scenario.SecretChanged(secret))
			}
			if id == login {
				secret.Label = relation.ID
			}
		}
		state.Secrets = append(state.Secrets, secret)
	}
	if rapid.Bool().Draw(t, "configured") {
		state.Config["certificate"] = certificate
	}
	return state, rapid.SampledFrom(events).Draw(t, "event")
}
