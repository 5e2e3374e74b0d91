package metadata_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/metadata"
)

const whole = `name: web
summary: A charm.
subordinate: false
type: charm
requires:
  database: {interface: sql, limit: 1, optional: true}
  host:
    interface: host
    scope: container
provides:
  website: http
peers:
  cluster: {interface: web-cluster}
config:
  options:
    port: {type: int, default: 80}
    ratio: {type: float, default: 2}
    key: {type: secret}
actions:
  backup:
    description: Back up.
    params:
      target: {type: string, default: here, enum: [here, there]}
      level: {type: integer}
    required: [level]
    additionalProperties: false
`

func TestParse(t *testing.T) {
	t.Parallel()
	charm, err := metadata.Parse([]byte(whole), "charmcraft.yaml")
	require.NoError(t, err)
	require.Equal(t, []string{"cluster", "database", "host", "website"}, charm.Endpoints())
	database, ok := charm.Endpoint("database")
	require.True(t, ok)
	require.Equal(t, metadata.Endpoint{Name: "database", Role: metadata.Requirer, Interface: "sql", Scope: "global", Limit: 1, Optional: true}, database)
	info, ok := charm.Endpoint("juju-info")
	require.True(t, ok)
	require.Equal(t, metadata.Provider, info.Role)
	require.Equal(t, int64(80), charm.Config["port"].Default)
	require.Equal(t, 2.0, charm.Config["ratio"].Default)
	require.Equal(t, []string{"level"}, charm.Actions["backup"].Required)
	require.False(t, *charm.Actions["backup"].AdditionalProperties)
	require.Equal(t, map[string]any{"type": "charm"}, charm.Extra)
}

func TestParseProblems(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"limit", "name: a\nrequires:\n  db:\n    interface: x\n    limit: one\n", `charmcraft.yaml:5: requires.db.limit: cannot use "one", want a whole number`},
		{"endpoint twice", "name: a\nrequires: {db: x}\npeers: {db: x}\n", `charmcraft.yaml:3: peers.db: endpoint "db" is declared twice`},
		{"endpoint name", "name: a\nrequires: {db--x: y}\n", "is not an endpoint's name"},
		{"no interface", "name: a\nrequires: {db: {}}\n", "has no interface"},
		{"scope", "name: a\nrequires: {db: {interface: x, scope: machine}}\n", "want global or container"},
		{"option type", "name: a\nconfig: {options: {o: {type: strng}}}\n", `did you mean "string"?`},
		{"option without type is text", "name: a\nconfig: {options: {o: {default: 1}}}\n", "want a value of type string"},
		{"option default", "name: a\nconfig: {options: {o: {type: int, default: true}}}\n", "want a value of type int"},
		{"action name", "name: a\nactions: {do_it: {}}\n", "is not an action's name"},
		{"action schema", "name: a\nactions: {do: {params: {x: {type: 5}}}}\n", "not a JSON Schema"},
		{"action schema reads files", "name: a\nactions: {do: {params: {x: {$ref: 'file:///etc/hostname'}}}}\n", "not a JSON Schema"},
		{"name", "name: Big\n", "is not a charm's name"},
		{"no name", "summary: x\n", "the charm has no name"},
		{"empty", "", "the file is empty"},
		{"list", "- a\n", "want a mapping"},
		{"alias of itself", "name: a\nx: &x [*x]\n", "refer to themselves"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := metadata.Parse([]byte(test.text), "charmcraft.yaml")
			var problems *metadata.Error
			require.ErrorAs(t, err, &problems)
			require.ErrorContains(t, err, test.want)
		})
	}
	_, err := metadata.Parse([]byte("name: A\nrequires: {Db: x}\nsubordinate: 5\n"), "charmcraft.yaml")
	var problems *metadata.Error
	require.ErrorAs(t, err, &problems)
	require.Len(t, problems.Problems, 3, "all at once")
}

func TestMergeKeys(t *testing.T) {
	t.Parallel()
	charm, err := metadata.Parse([]byte("name: a\nbase: &b {interface: x, limit: 3}\nrequires: {db: {<<: *b, limit: 2}}\n"), "charmcraft.yaml")
	require.NoError(t, err)
	require.Equal(t, "x", charm.Requires["db"].Interface)
	require.Equal(t, 2, charm.Requires["db"].Limit)
}

func TestLoad(t *testing.T) {
	t.Parallel()
	load := func(files map[string]string) (*metadata.Charm, error) {
		dir := t.TempDir()
		for name, text := range files {
			require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
		}
		return metadata.Load(dir)
	}
	config, actions := "options: {o: {type: string}}\n", "backup: {}\n"
	charm, err := load(map[string]string{"metadata.yaml": "name: a\n", "charmcraft.yaml": "type: charm\n", "config.yaml": config, "actions.yaml": actions})
	require.NoError(t, err)
	require.Equal(t, "metadata.yaml", charm.File)
	require.Contains(t, charm.Config, "o")
	require.Contains(t, charm.Actions, "backup")
	_, err = load(map[string]string{"charmcraft.yaml": "name: a\nconfig: {options: {}}\n", "config.yaml": config})
	require.ErrorContains(t, err, "config.yaml:1: config: it is in charmcraft.yaml too")
	_, err = load(nil)
	require.ErrorContains(t, err, "cannot find charmcraft.yaml or metadata.yaml")
}

func TestComplete(t *testing.T) {
	t.Parallel()
	charm, err := metadata.Parse([]byte(whole), "charmcraft.yaml")
	require.NoError(t, err)
	backup := charm.Actions["backup"]
	params, err := backup.Complete(map[string]any{"level": 1})
	require.NoError(t, err)
	require.Equal(t, map[string]any{"level": int64(1), "target": "here"}, params)
	for want, params := range map[string]map[string]any{
		"level is required":                       nil,
		"params.level: got boolean, want integer": {"level": true},
		"levle is not a parameter":                {"level": 1, "levle": 1},
		"params.target: does not fit the schema":  {"level": 1, "target": "nowhere"},
		"params.target: got number, want string":  {"level": 1, "target": 5},
	} {
		_, err := backup.Complete(params)
		require.ErrorContains(t, err, want)
	}
}

// bomb unfolds to 10^9 nodes.
func bomb() string {
	var text strings.Builder
	text.WriteString("name: a\na: &a [x, x, x, x, x, x, x, x, x, x]\n")
	for c := 'b'; c <= 'i'; c++ {
		text.WriteString(string(c) + ": &" + string(c) + " [" + strings.Repeat("*"+string(c-1)+", ", 9) + "*" + string(c-1) + "]\n")
	}
	return text.String()
}

func TestBomb(t *testing.T) {
	t.Parallel()
	_, err := metadata.Parse([]byte(bomb()), "charmcraft.yaml")
	require.Error(t, err)
}

// FuzzParse: no text makes Parse panic or hang, and what it reads can be asked.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{whole, bomb(), "", "name: a\n<<: 5\n", "a: &a {<<: *a}\n", "requires: {? [x] : y}\n", "config: {options: null}\nname: a\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		charm, err := metadata.Parse([]byte(text), "charmcraft.yaml")
		if err != nil {
			return
		}
		for _, name := range charm.Endpoints() {
			if _, ok := charm.Endpoint(name); !ok {
				t.Fatalf("endpoint %q is listed and not there", name)
			}
		}
		for _, action := range charm.Actions {
			_, _ = action.Complete(map[string]any{"x": 1})
		}
	})
}
