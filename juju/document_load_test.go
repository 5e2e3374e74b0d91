package juju_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// TestLoadFile reads files of both forms.
func TestLoadFile(t *testing.T) {
	t.Parallel()
	charms, dir := documentCharms(), t.TempDir()
	whole, err := juju.LoadFile("testdata/documents/whole.yaml", charms)
	require.NoError(t, err)
	text, err := json.Marshal(whole)
	require.NoError(t, err)
	path := filepath.Join(dir, "whole.json")
	require.NoError(t, os.WriteFile(path, text, 0o666))
	again, err := juju.LoadFile(path, charms)
	require.NoError(t, err)
	require.Equal(t, written(t, whole), written(t, again))
	again, err = juju.Load(append([]byte("\uFEFF \n"), text...), charms)
	require.NoError(t, err)
	require.Equal(t, written(t, whole), written(t, again))

	_, err = juju.LoadFile(filepath.Join(dir, "nothing.yaml"), charms)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, os.WriteFile(path, []byte("name: x"), 0o666))
	_, err = juju.LoadFile(path, charms)
	require.ErrorContains(t, err, "whole.json:1: invalid character")
	path = filepath.Join(dir, "short.yaml")
	require.NoError(t, os.WriteFile(path, []byte("{nmae: x}"), 0o666))
	_, err = juju.LoadFile(path, charms)
	require.EqualError(t, err, `cannot read model: `+path+`:1: there is no key "nmae"; did you mean "name"?`)
	for _, text := range []string{"", "# nothing\n"} {
		_, err = juju.Load([]byte(text), charms)
		require.EqualError(t, err, "cannot read model: the text is empty; want a model")
	}
	_, err = juju.Load([]byte("name: a\n---\nname: b\n"), charms)
	require.ErrorContains(t, err, "there is a second document; want one")
}

// TestUnmarshalModel reads a model as a part of something else: it knows its charms, and is new.
func TestUnmarshalModel(t *testing.T) {
	t.Parallel()
	charms := documentCharms()
	type story struct {
		Title string
		Model *juju.Model
	}
	const text = "title: one\nmodel: {name: prod, applications: {x: {charm: fickle, units: {x/0: {}}}}}\n"
	read := story{Model: &juju.Model{Charms: charms}}
	require.NoError(t, yaml.Unmarshal([]byte(text), &read))
	require.Equal(t, "prod", read.Model.Name)
	require.Equal(t, []string{"x/0"}, read.Model.Units())
	require.NoError(t, read.Model.Settle())

	text2, err := json.Marshal(read)
	require.NoError(t, err)
	again := story{Model: &juju.Model{Charms: charms}}
	require.NoError(t, json.Unmarshal(text2, &again))
	require.Equal(t, written(t, read.Model), written(t, again.Model))

	require.ErrorContains(t, yaml.Unmarshal([]byte(text), &read), "the model was used already; want a new one")
	var none story
	require.ErrorContains(t, yaml.Unmarshal([]byte(text), &none), `there is no charm "fickle"; it has none`)
	require.Empty(t, none.Model.Name, "it stays as it was")
	require.NoError(t, none.Model.UnmarshalJSON([]byte("null")))
	text3, err := yaml.Marshal(story{})
	require.NoError(t, err)
	require.Equal(t, "title: \"\"\nmodel: null\n", string(text3))
}

// TestWriteDuringHook: a model in the middle of a hook is not written.
func TestWriteDuringHook(t *testing.T) {
	t.Parallel()
	model := &juju.Model{}
	var failure error
	handler := charm.HandlerFunc(func(*charm.Hook) error {
		_, failure = yaml.Marshal(model)
		return nil
	})
	require.NoError(t, model.Deploy(juju.Charm{Handler: handler, Metadata: fickleMetadata}, juju.Deployment{}))
	require.NoError(t, model.Settle())
	require.EqualError(t, failure, "cannot write model: cannot change the model while a hook of fickle/0 runs")
	_, err := yaml.Marshal(&juju.Model{Name: "No"})
	require.ErrorContains(t, err, `cannot write model: Model.Name: "No" is not a valid name`)
}

// TestProblemsHideContent: what may be secret does not show, wherever it stands.
func TestProblemsHideContent(t *testing.T) {
	t.Parallel()
	const secret = "hunter2"
	for _, text := range []string{
		"secrets: [{id: x, owner: y, revisions: [{number: 1, content: {key: [hunter2]}}]}]",
		"secrets: [{id: x, owner: y, revisions: [{number: 1, content: {key: hunter2}}, {number: 1, content: {key: hunter2}}]}]",
		"secrets: [{id: x, owner: y, revisions: hunter2}]",
		"secrets: [{id: \"secret:9m4e2mr0ui3e8a215n4g\", owner: x, revisions: [{number: 1, content: {key: *hunter2}}]}]",
		"applications: {x: {charm: fickle, config: {number: hunter2, secret: hunter2}}}",
		"applications: {x: {charm: fickle, units: {x/0: {phase: configured, config-seen: {text: [hunter2]}, stored-state: {k: [hunter2]}}}}}",
		"relations: [{sides: [{application: x, endpoint: y, databag: {k: [hunter2]}}]}]", "concealed: hunter2", "concealed: {hunter2: 1}",
	} {
		_, err := juju.Load([]byte(text), documentCharms())
		require.Error(t, err, text)
		require.NotContains(t, err.Error(), secret, text)
	}
}

// TestHandWritten: what a person leaves out is as right after the verb that makes it.
func TestHandWritten(t *testing.T) {
	t.Parallel()
	charms := documentCharms()
	model, err := juju.Load([]byte(`
applications:
  db: {charm: database, leader: db/0, units: {db/0: {phase: started, leader-elected: true}}}
  web: {charm: webserver, leader: web/0, units: {web/0: {}}}
relations:
  - sides: [{application: web, endpoint: database}, {application: db, endpoint: database}]
`), charms)
	require.NoError(t, err)
	require.NoError(t, model.Settle())
	var hooks []string
	for _, e := range model.Timeline() {
		hooks = append(hooks, e.Unit+" "+e.Hook)
	}
	require.Equal(t, []string{"web/0 install", "db/0 database-relation-created", "web/0 database-relation-created", "db/0 database-relation-joined"}, hooks[:4])
	state, err := model.State("web/0")
	require.NoError(t, err)
	require.NotEmpty(t, state.Secrets[0].TrackedContent)
}
