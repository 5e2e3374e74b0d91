package scenario_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
)

// recorder is a test that fails on paper.
type recorder struct{ failures []string }

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatalf(format string, args ...any) { r.Errorf(format, args...) }

// text is what the test printed; paths are shown without the directory, if one is given.
func (r *recorder) text(dir string) string {
	text := strings.Join(r.failures, "\n")
	if dir == "" {
		return text
	}
	return strings.ReplaceAll(text, dir+string(filepath.Separator), "testdata/")
}

// goldenRun is a run that leaves something of everything.
func goldenRun(t *testing.T, password string) scenario.Outcome {
	t.Helper()
	ctx := scenario.Context{Metadata: programMetadata, Charm: charm.HandlerFunc(func(h *charm.Hook) error {
		if err := h.SecretByLabel("mine").SetContent(map[string]string{"password": password}); err != nil {
			return err
		}
		h.Logger().Info("renewed")
		if password == "third" {
			_ = h.RelationByID("db:9").LocalUnit().Set("x", "y")
		}
		return h.Unit().SetStatus(charm.Active(password))
	})}
	state := world()
	state.Config = map[string]any{"port": 8080}
	out, err := ctx.Run(scenario.SecretRotate(state.Secrets[0]), state)
	require.NoError(t, err)
	return out
}

func TestGolden(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "deep", "rotate.yaml")
	t.Setenv("SCENARIO_UPDATE", "")
	t.Setenv("CI", "")
	out := goldenRun(t, "second")
	check := func(out scenario.Outcome) string {
		var r recorder
		scenario.Golden(&r, out, path)
		return r.text(filepath.Join(dir, "deep"))
	}

	require.Equal(t, "there is no testdata/rotate.yaml to compare Outcome with; SCENARIO_UPDATE=1 makes it and shows what it accepts", check(out))
	require.NoFileExists(t, path)

	t.Setenv("SCENARIO_UPDATE", "1")
	require.Equal(t, `Outcome accepted: testdata/rotate.yaml now says (the next run passes; read this before you commit it)
  leader: +true
  config["port"]: +8080
  relations["db:1"]: +{id: "db:1", endpoint: "db", remote-app: "postgresql", remote-units: {"postgresql/0": {}}}
  relations["website:2"]: +{id: "website:2", endpoint: "website", remote-app: "haproxy", remote-units: {"haproxy/0": {}}}
  secrets["mine"]: +{id: "secret:d0erdgpp4ni1a7hg2c00", label: "mine", owner: "application", tracked-revision: 1, tracked-content: {"password": "p1"}, latest-revision: 2, latest-content: {"password": "second"}}
  secrets["theirs"]: +{id: "secret:d0erdgpp4ni1a7hg2c10", label: "theirs", owner: "postgresql", tracked-revision: 1, tracked-content: {"password": "q1"}, latest-revision: 2, latest-content: {"password": "q2"}}
  unit-status.name: +"active"
  unit-status.message: +"second"
  juju-log[0]: +{level: "INFO", message: "renewed"}
  unit-status-history[0]: +{name: "active", message: "second"}
  trace[0]: +"secret-info-get --label mine"
  trace[1]: +"secret-set secret:d0erdgpp4ni1a7hg2c00 password=(6 bytes)"
  trace[2]: +"juju-log -l INFO renewed"
  trace[3]: +"status-set active second"`, check(out))
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, `leader: true
config:
  port: 8080
relations:
  - id: db:1
    endpoint: db
    remote-app: postgresql
    remote-units:
      postgresql/0: {}
  - id: website:2
    endpoint: website
    remote-app: haproxy
    remote-units:
      haproxy/0: {}
secrets:
  - id: secret:d0erdgpp4ni1a7hg2c00
    label: mine
    owner: application
    tracked-revision: 1
    tracked-content:
      password: p1
    latest-revision: 2
    latest-content:
      password: second
  - id: secret:d0erdgpp4ni1a7hg2c10
    label: theirs
    owner: postgresql
    tracked-revision: 1
    tracked-content:
      password: q1
    latest-revision: 2
    latest-content:
      password: q2
unit-status:
  name: active
  message: second
juju-log:
  - level: INFO
    message: renewed
unit-status-history:
  - name: active
    message: second
trace:
  - secret-info-get --label mine
  - secret-set secret:d0erdgpp4ni1a7hg2c00 password=(6 bytes)
  - juju-log -l INFO renewed
  - status-set active second
`, string(text))
	require.Empty(t, check(out), "what was accepted passes")

	commented := "# why\n" + strings.ReplaceAll(string(text), "leader: true", "leader: true # because\r")
	require.NoError(t, os.WriteFile(path, []byte(commented), 0o666))
	require.Empty(t, check(out), "values are compared, not bytes")
	again, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, commented, string(again), "what does not differ is not written")

	t.Setenv("SCENARIO_UPDATE", "")
	require.Empty(t, check(out))
	require.Equal(t, `Outcome differs from testdata/rotate.yaml (SCENARIO_UPDATE=1 accepts)
  secrets["mine"].latest-content["password"]: -"second" +"third"
  unit-status.message: -"second" +"third"
  unit-status-history[0].message: -"second" +"third"
  trace[1]: -"secret-set secret:d0erdgpp4ni1a7hg2c00 password=(6 bytes)" +"secret-set secret:d0erdgpp4ni1a7hg2c00 password=(5 bytes)"
  trace[3]: -"status-set active second" +"relation-set -r db:9 x=y: refused: invalid value \"db:9\" for option -r: relation not found"
  trace[4]: +"status-set active third"`, check(goldenRun(t, "third")))

	t.Setenv("SCENARIO_UPDATE", "true")
	t.Setenv("CI", "true")
	require.Equal(t, "cannot compare Outcome with testdata/rotate.yaml: SCENARIO_UPDATE is set, and so is CI: somebody must read what is accepted; update where you can read it", check(goldenRun(t, "third")))
	t.Setenv("SCENARIO_UPDATE", "yes")
	require.Equal(t, `cannot compare Outcome with testdata/rotate.yaml: SCENARIO_UPDATE is "yes"; want 1, or nothing`, check(out))
	again, err = os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, commented, string(again))

	t.Setenv("SCENARIO_UPDATE", "0")
	require.NoError(t, os.WriteFile(path, []byte("leader: maybe\nsecretz: []\n"), 0o666))
	require.Equal(t, `cannot compare Outcome with testdata/rotate.yaml: 2 problems
  testdata/rotate.yaml:1: leader: got a text, want true or false
  testdata/rotate.yaml:2: there is no key "secretz"; did you mean "secrets"?
(SCENARIO_UPDATE=1 writes it anew)`, check(out))
	t.Setenv("SCENARIO_UPDATE", "1")
	t.Setenv("CI", "")
	require.Contains(t, check(out), "Outcome accepted: testdata/rotate.yaml now says")
	require.Empty(t, check(out))
	out.ActionResults = map[string]any{"f": func() {}}
	require.Equal(t, `cannot compare Outcome with testdata/rotate.yaml: action-results["f"]: there is no word for a func()`, check(out))
}

func TestGoldenState(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.yaml")
	t.Setenv("CI", "")
	t.Setenv("SCENARIO_UPDATE", "1")
	var r recorder
	state := scenario.State{
		WorkloadVersion: "1", UnitStatus: scenario.Status{Data: map[string]any{}},
		Secrets: []scenario.Secret{{LatestContent: map[string]string{"key": "\xff"}, Expire: time.Date(2001, 2, 3, 4, 5, 6, 0, time.FixedZone("", 3600))}},
	}
	scenario.Golden(&r, state, path)
	require.Len(t, r.failures, 1)
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, `# yaml-language-server: $schema=https://raw.githubusercontent.com/charmscenario/scenario/main/schema/state.schema.json
secrets:
  - latest-content:
      key#base64: /w==
    expire: 2001-02-03T03:05:06Z
workload-version: "1"
`, string(text))
	t.Setenv("SCENARIO_UPDATE", "")
	scenario.Golden(t, state, path)
	read, err := scenario.LoadState(path)
	require.NoError(t, err)
	scenario.Golden(t, read, path)
	require.Empty(t, scenario.Diff(state, read))
}

// TestGoldenOfFailure: what was to be done and was not is in the file.
func TestGoldenOfFailure(t *testing.T) {
	path := filepath.Join(t.TempDir(), "failure.yaml")
	t.Setenv("CI", "")
	t.Setenv("SCENARIO_UPDATE", "1")
	ctx := scenario.Context{Metadata: programMetadata, Charm: charm.HandlerFunc(func(h *charm.Hook) error {
		_ = do(h, &call.SecretSet{ID: mine, Content: map[string]string{"password": "new"}})
		return errProgram
	})}
	out, err := ctx.Run(scenario.UpdateStatus(), scenario.State{Leader: true, Secrets: world().Secrets[:1]})
	require.ErrorIs(t, err, errProgram)
	var r recorder
	scenario.Golden(&r, out, path)
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, string(text), `not-committed:
  - 'secret secret:d0erdgpp4ni1a7hg2c00 changed, new content: password (3 bytes)'
trace:
  - secret-set secret:d0erdgpp4ni1a7hg2c00 password=(3 bytes)
`)
}

// TestGoldenOfAnything: what is accepted passes, whatever it holds.
func TestGoldenOfAnything(t *testing.T) {
	t.Setenv("CI", "")
	path := filepath.Join(t.TempDir(), "any.yaml")
	rapid.Check(t, func(rt *rapid.T) {
		out := drawAny[scenario.Outcome](rt)
		t.Setenv("SCENARIO_UPDATE", "1")
		scenario.Golden(&recorder{}, out, path)
		t.Setenv("SCENARIO_UPDATE", "")
		var r recorder
		scenario.Golden(&r, out, path)
		require.Empty(rt, r.failures)
		other := drawAny[scenario.Outcome](rt)
		scenario.Golden(&r, other, path)
		if scenario.Diff(out.State, other.State) != "" {
			require.NotEmpty(rt, r.failures)
		}
	})
}
