package juju_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/internal/goldens"
	"github.com/charmscenario/scenario/juju"
)

// sharedCredential is the story of the example charms: deploy, integrate, rotate, scale, remove the relation.
func sharedCredential(t testing.TB) juju.Timeline {
	s := newTeller(t, &juju.Model{})
	s.ok(s.Deploy(databaseCharm, juju.Deployment{}))
	s.ok(s.Deploy(webserverCharm, juju.Deployment{}))
	s.settle()
	s.ok(s.Integrate("database", "webserver"))
	s.settle()
	s.ok(s.Advance(24 * time.Hour))
	s.settle()
	s.ok(s.Scale("webserver", 3))
	s.settle()
	s.ok(s.RemoveRelation("database", "webserver"))
	s.settle()
	return s.Timeline()
}

// TestTimelineGoldens: the story of the example charms in every form that a person looks at, twice the same.
func TestTimelineGoldens(t *testing.T) {
	t.Parallel()
	told, again := sharedCredential(t), sharedCredential(t)
	require.Equal(t, told, again)
	for _, form := range []struct {
		file string
		text func(juju.Timeline) string
	}{
		{"story.txt", juju.Timeline.String},
		{"story.mmd", juju.Timeline.Mermaid},
		{"story.svg", juju.Timeline.SVG},
	} {
		require.Equal(t, form.text(told), form.text(again), form.file)
		goldens.Text(t, "testdata/timeline/"+form.file, form.text(told))
	}
}

// TestTimelineFiles: a timeline goes to JSON and YAML and back without loss.
func TestTimelineFiles(t *testing.T) {
	t.Parallel()
	odd := juju.Timeline{
		{Number: 1, Time: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), Model: "prod", Command: "juju config web title=\"a\nb\""},
		{
			Number: 2, Time: time.Date(2000, 1, 1, 0, 0, 1, 0, time.UTC), Unit: "web/0", Hook: "secret-remove", Relation: "db:1", RemoteApp: "db", RemoteUnit: "db/0",
			Secret: "secret:d0erdgpp4ni1a7hg2cg0", SecretLabel: "a", SecretRevision: 3, SecretOwner: "db", OwnerLabel: "b", Failure: "a\n\tb: \"c\"",
			Cause: 1, Reason: "the configuration was changed",
			Changes: []juju.Change{
				{What: juju.ChangedDatabag, App: "web", Relation: "db:1", Key: "k", Old: "\xff\x00", New: " <&>\u2028 "},
				{What: juju.ChangedTracking, Unit: "web/0", Secret: "secret:d0erdgpp4ni1a7hg2cg0", Owner: "db", Label: "b", Revision: 3, Old: "1", New: "3"},
			},
		},
	}
	for _, told := range []juju.Timeline{sharedCredential(t), odd} {
		text, err := json.Marshal(told)
		require.NoError(t, err)
		var fromJSON juju.Timeline
		require.NoError(t, json.Unmarshal(text, &fromJSON))
		require.Equal(t, told, fromJSON)

		text, err = yaml.Marshal(told)
		require.NoError(t, err)
		var fromYAML juju.Timeline
		require.NoError(t, yaml.Unmarshal(text, &fromYAML))
		require.Equal(t, told, fromYAML)
	}
}

// TestTimelineFileErrors: what a file says that an entry has no place for is named.
func TestTimelineFileErrors(t *testing.T) {
	t.Parallel()
	var told juju.Timeline
	require.ErrorContains(t, json.Unmarshal([]byte(`[{"number": "one"}]`), &told), "cannot read Entry: line 1: number: got a text, want a whole number")
	require.ErrorContains(t, yaml.Unmarshal([]byte("- number: 1\n  hok: install\n"), &told), `cannot read Entry: line 2: there is no key "hok"`)
	require.ErrorContains(t, json.Unmarshal([]byte(`[{"number": 1, "changes": [{"whom": ""}]}]`), &told), `there is no key "whom"`)
	require.NoError(t, json.Unmarshal([]byte(`[null]`), &told))
}

// TestTimelineSelection: what a test prints of a long story.
func TestTimelineSelection(t *testing.T) {
	t.Parallel()
	s := newTeller(t, &juju.Model{})
	s.deploy("db", 2)
	s.settle()
	s.doings["db/1 config-changed"] = func(*charm.Hook) error { return fmt.Errorf("no title") }
	s.ok(s.SetConfig("db", map[string]any{"title": "x"}))
	s.settle()
	told := s.Timeline()
	last := told[len(told)-1].Number

	require.Equal(t, told, told.Since(1))
	require.Empty(t, told.Since(last+1))
	require.Equal(t, told[len(told)-3:], told.Since(last-2))
	require.Equal(t, told[len(told)-3:], told.Last(3))
	require.Equal(t, told, told.Last(10_000))
	require.Empty(t, told.Last(0))
	require.Empty(t, told.Last(-1))

	failures := told.Failures()
	require.Len(t, failures, 1)
	require.Equal(t, "db/1 config-changed", failures[0].Unit+" "+failures[0].Hook)
	require.Equal(t, "no title", failures[0].Failure)

	first := told.Of("db/0")
	require.NotEmpty(t, first)
	for _, e := range first {
		require.Equal(t, "db/0", e.Unit)
	}
	require.Len(t, told.Of("db"), len(first)+len(told.Of("db/1")))
	require.Equal(t, told.Of("db"), told.Of("db/1", "db/0"), "in the order in which they ran")
	require.Empty(t, told.Of("d", "db/2", ""))
	require.Empty(t, told.Of())

	start := told.Of("db/0")
	i := len(start) - 1
	for start[i].Hook != "start" {
		i--
	}
	var hooks []string
	for _, e := range told.Causes(start[i].Number) {
		hooks = append(hooks, e.Command+e.Hook)
	}
	require.Equal(t, []string{"juju deploy any db -n 2", "config-changed", "start"}, hooks)
	require.Empty(t, told.Causes(0))
	require.Empty(t, told.Causes(last+1))
	require.Len(t, juju.Timeline{{Number: 2, Cause: 2}}.Causes(2), 1, "an entry of a file that has itself for its cause")
	told[0].Command = "another"
	require.Equal(t, "juju deploy any db -n 2", s.Timeline()[0].Command, "the timeline is the reader's own")
}
