package juju_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

func TestCommand(t *testing.T) {
	t.Parallel()
	model := &juju.Model{Charms: exampleCharms()}
	require.Equal(t, juju.Result{Stdout: []byte("secret:" + secretID(t, model) + "\n")}, juju.Command(model, "add-secret", "second", "abc=d"))
	require.Equal(t, juju.Result{Code: 2, Stderr: []byte("ERROR no charm or bundle specified\n")}, juju.Command(model, "deploy"))
	require.Equal(t, 1, juju.Command(nil, "status").Code)
	require.Contains(t, string(juju.Command(nil, "status").Stderr), "ERROR there is no model")
	require.Equal(t, juju.Command(model, "help"), juju.Command(model))
	require.Contains(t, string(juju.Command(&juju.Model{Name: "No"}, "status").Stderr), `ERROR Model.Name: "No" is not a valid name`)
}

// secretID tells the ID that the next secret of a model gets, in another that is the same.
func secretID(t *testing.T, model *juju.Model) string {
	t.Helper()
	other := &juju.Model{Charms: model.Charms}
	for _, m := range []*juju.Model{other, model} {
		_, err := m.AddSecret("first", juju.SecretArgs{Content: map[string]string{"abc": "d"}})
		require.NoError(t, err)
	}
	uri, err := other.AddSecret("second", juju.SecretArgs{Content: map[string]string{"abc": "d"}})
	require.NoError(t, err)
	return strings.TrimPrefix(uri, "secret:")
}

// TestCommandUnselected: once the current model was destroyed there is none, until another is chosen.
func TestCommandUnselected(t *testing.T) {
	t.Parallel()
	client := &juju.Client{Model: &juju.Model{}}
	run := func(line string) string {
		got := client.Command(words(line)...)
		return string(got.Stdout) + string(got.Stderr)
	}
	run("add-model other --no-switch")
	run("destroy-model scenario --no-prompt")
	require.True(t, client.Unselected)
	require.Equal(t, "other", client.Model.Name)
	require.Contains(t, run("status"), "ERROR No selected model.")
	client = &juju.Client{Model: client.Model, Unselected: true} // as a program does that is started anew
	require.Contains(t, run("status"), "ERROR No selected model.")
	require.Contains(t, run("status -m other"), `Model "other" is empty.`)
	require.Equal(t, "scenario (controller) -> scenario:admin/other\n", run("switch other"))
	require.False(t, client.Unselected)
	run("destroy-model other --no-prompt")
	require.Nil(t, client.Model.Models())
	require.Contains(t, run("status"), "ERROR No selected model.")
	run("add-model third")
	require.Contains(t, run("status"), `Model "admin/third" is empty.`)
}

// TestCommandSettles: a command answers, and then hooks run by themselves; run waits for its task.
func TestCommandSettles(t *testing.T) {
	t.Parallel()
	model := &juju.Model{Charms: exampleCharms()}
	require.NoError(t, model.Deploy(model.Charms["store"], juju.Deployment{}))
	first := juju.Command(model, "status")
	require.Regexp(t, `waiting   allocating +installing agent\n`, string(first.Stdout))
	require.Regexp(t, `store +waiting +0/1 +store`, string(first.Stdout))
	require.Contains(t, string(juju.Command(model, "status").Stdout), "active    idle")
	require.NoError(t, model.Deploy(model.Charms["store"], juju.Deployment{Name: "second"}))
	require.Contains(t, string(juju.Command(model, "run", "second/0", "count").Stdout), `sum: "12"`)
	before := model.Now()
	juju.Command(model, "status")
	require.Equal(t, before, model.Now())
}

// TestCommandTellsOfChecks: a check that fails, and units that do not come to rest, fail the command that led to it.
func TestCommandTellsOfChecks(t *testing.T) {
	t.Parallel()
	model := &juju.Model{Charms: exampleCharms()}
	model.Check(func(m *juju.Model) error {
		if len(m.Units()) > 1 {
			return errors.New("too many")
		}
		return nil
	})
	require.Zero(t, juju.Command(model, "deploy", "store").Code)
	result := juju.Command(model, "add-unit", "store")
	require.Equal(t, 1, result.Code)
	require.Contains(t, string(result.Stderr), "too many")

	count := 0
	busy := charm.HandlerFunc(func(h *charm.Hook) error {
		relations, err := h.Relations("members")
		if err != nil || len(relations) == 0 || h.Kind() != call.KindRelationChanged && h.Kind() != call.KindRelationCreated {
			return err
		}
		count++
		return relations[0].LocalApp().Set("turn", strings.Repeat("x", 1+count%7))
	})
	model = &juju.Model{Charms: map[string]juju.Charm{"busy": {Handler: busy, Metadata: "name: busy\ntype: charm\nsummary: s\ndescription: d\npeers: {members: {interface: m}}\n"}}}
	result = juju.Command(model, "deploy", "busy")
	require.Equal(t, 1, result.Code)
	require.Contains(t, string(result.Stderr), "busy/0")
}

// TestCommandOutputFile: -o writes what was asked for to a file.
func TestCommandOutputFile(t *testing.T) {
	t.Parallel()
	model := &juju.Model{Name: "demo", Charms: exampleCharms()}
	want := juju.Command(model, "status", "--format", "yaml").Stdout
	path := filepath.Join(t.TempDir(), "status.yaml")
	for _, option := range [][]string{{"-o", path}, {"-o" + path}, {"--output", path}, {"--output=" + path}} {
		result := juju.Command(model, append([]string{"status", "--format=yaml"}, option...)...)
		require.Empty(t, result.Stdout)
		require.Zero(t, result.Code)
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, string(want), string(text))
		require.NoError(t, os.Remove(path))
	}
	result := juju.Command(model, "secrets", "-o", filepath.Join(path, "nowhere"))
	require.Equal(t, 1, result.Code)
	require.Contains(t, string(result.Stderr), "ERROR open ")
}

// TestCommandSecretFiles: content comes from files too, and a file is read once.
func TestCommandSecretFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	key, all := filepath.Join(dir, "key"), filepath.Join(dir, "all.yaml")
	require.NoError(t, os.WriteFile(key, []byte("k\x00ey"), 0o600))
	require.NoError(t, os.WriteFile(all, []byte("certificate: c2\nother: o\n"), 0o600))
	model := &juju.Model{}
	require.Zero(t, juju.Command(model, "add-secret", "tls", "private-key#file="+key, "certificate=c1", "--file", all).Code)
	info, err := model.ShowSecret("tls", 0, true)
	require.NoError(t, err)
	require.Equal(t, map[string]string{"private-key": "k\x00ey", "certificate": "c2", "other": "o"}, info.Value)
	require.NoError(t, os.WriteFile(all, nil, 0o600))
	require.Equal(t, "ERROR empty secrte content not valid\n", string(juju.Command(model, "add-secret", "none", "--file", all).Stderr))
}

// TestCommandAge: how long ago a secret changed, as the client says it.
func TestCommandAge(t *testing.T) {
	t.Parallel()
	model := &juju.Model{}
	require.Zero(t, juju.Command(model, "add-secret", "tls", "abc=d").Code)
	for _, step := range []struct {
		pass time.Duration
		want string
	}{
		{0, "just now"}, {time.Second, "just now"}, {time.Second, "2 seconds ago"}, {58 * time.Second, "1 minute ago"}, {59 * time.Minute, "1 hour ago"},
		{22 * time.Hour, "23 hours ago"}, {time.Hour, "2000-01-01"},
	} {
		require.NoError(t, model.Advance(step.pass))
		require.Regexp(t, step.want+" +\n", string(juju.Command(model, "secrets").Stdout))
	}
}

// TestCommandsSideBySide: clients of models of their own share nothing.
func TestCommandsSideBySide(t *testing.T) {
	t.Parallel()
	var all sync.WaitGroup
	outs := make([]string, 8)
	for i := range outs {
		all.Go(func() {
			client := newClient(call.ModelKubernetes)
			for _, line := range []string{"deploy store db -n 2", "--help", "status -h", "add-secret tls abc=d", "config db size=4", "status --format yaml", "show-unit db/0"} {
				outs[i] += shown(line, client.Command(words(line)...))
			}
		})
	}
	all.Wait()
	for _, out := range outs {
		require.Equal(t, outs[0], out)
	}
}
