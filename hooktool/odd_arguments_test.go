package hooktool_test

import (
	"strings"
	"testing"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/hooktool"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v2"
	"pgregory.net/rapid"
)

// oddRow is one or several command lines of a hook, the last of which is looked at.
type oddRow struct {
	name   string
	why    string // whose rule it is
	lines  []string
	code   int
	stdout string
	stderr string
}

func oddCommands(name, why string, code int, stdout, stderr string, lines ...string) oddRow {
	return oddRow{name, why, lines, code, stdout, stderr}
}

const oddMetadata = `
name: web
requires:
  db: {interface: sql}
peers:
  cluster: {interface: web-cluster}
`

// TestOddArguments: what Juju's tools do with arguments that nobody should give them, found by running its own.
func TestOddArguments(t *testing.T) {
	t.Parallel()
	const deprecated = "--format flag deprecated for command "
	rows := []oddRow{
		oddCommands("juju-log takes a format", "jujuc/juju-log.go: an option of old charms", 0, "", deprecated+`"juju-log"`, "juju-log|--format|json|hello"),
		oddCommands("juju-log takes no format at all", "jujuc/juju-log.go: an empty one is not noted", 0, "", "", "juju-log|--format=|hello"),
		oddCommands("a note waits for the run", "jujuc: arguments are refused before", 2, "", "ERROR no message specified\n", "juju-log|--format|json"),
		oddCommands("a note stays before a refusal", "jujuc/relation-set.go: printed when the tool starts to run", 1, "",
			deprecated+`"relation-set"`+"ERROR cannot write relation settings\n", "relation-set|-r|1|--app|--format|json|a=b"),
		oddCommands("a note stays before an unreadable file", "the same", 1, "",
			deprecated+`"relation-set"`+"ERROR open missing.yaml: no such file or directory\n", "relation-set|-r|1|--format|json|--file|missing.yaml"),
		oddCommands("no note of refused arguments", "the same", 2, "", "ERROR expected \"key=value\", got \"oops\"\n", "relation-set|-r|1|--format|json|oops"),
		oddCommands("an empty key is told trimmed", "utils/keyvalues: the trimmed value alone, not quoted again", 2, "",
			"ERROR expected \"key=value\", got \"=a \"b\"\n", "state-set|  = a \"b "),
		oddCommands("an empty name of an application", "jujuc/relation-get.go: found out when it runs", 1, "",
			"ERROR \"\" is not a valid unit or application\n", "relation-get|-r|1|--app|-|"),
		oddCommands("garbage for an application", "the same", 1, "", "ERROR \"\" is not a valid unit or application\n", "relation-get|-r|1|--app|-|db/x"),
		oddCommands("garbage for an application, and more", "jujuc: arguments are counted before", 2, "", "ERROR unrecognized args: [\"x\"]\n", "relation-get|-r|1|--app|-|db/x|x"),
		oddCommands("a status that cannot be written", "jujuc/status-get.go: drops the error", 0, "", "", "status-get|--format|json|-o|/no/such/directory/out"),
		oddCommands("a word that cannot be written", "jujuc/status-get.go: keeps that one", 1, "", "ERROR open /no/such/directory/out: no such file or directory\n", "status-get|-o|/no/such/directory/out"),
		oddCommands("all that was stored is deleted", "context.go, GetCharmState: nil of nothing", 0, "null\n", "", "state-set|a=1", "state-delete|a", "state-get|--format|json"),
		oddCommands("a relation with a sign", "strconv.Atoi takes it", 0, "cluster:0\n", "", "relation-ids|cluster", "relation-list|-r|+0", "relation-ids|cluster"),
		oddCommands("the last relation counts", "gnuflag: one value, set twice", 0, "postgresql\n", "", "relation-list|-r|0|-r|x:1|--app"),
		oddCommands("an unknown relation before", "gnuflag: each is looked at", 2, "", "ERROR invalid value \"9\" for option -r: relation not found\n", "relation-list|-r|9|-r|1"),
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			require.NotEmpty(t, row.why)
			var got hooktool.Result
			ctx := scenario.Context{Metadata: oddMetadata, Charm: charm.HandlerFunc(func(h *charm.Hook) error {
				for _, line := range row.lines {
					got = hooktool.Command(h.Context(), h.Session(), strings.Split(line, "|"), nil)
				}
				return nil
			})}
			_, err := ctx.Run(scenario.UpdateStatus(), scenario.State{Relations: []scenario.Relation{
				{ID: "cluster:0", Endpoint: "cluster"},
				{ID: "db:1", Endpoint: "db", RemoteApp: "postgresql"},
			}})
			require.NoError(t, err)
			require.Equal(t, row.stderr, string(got.Stderr))
			require.Equal(t, row.stdout, string(got.Stdout))
			require.Equal(t, row.code, got.Code)
		})
	}
}

// TestKeysInOrder: keys are printed in the order of Juju's YAML, and in one order only where that has several.
func TestKeysInOrder(t *testing.T) {
	t.Parallel()
	printed := func(stored map[string]string) string {
		session := toolSession("3.6.11", func(c call.Call) error { c.(*call.StateGet).State = stored; return nil })
		return string(hooktool.Command(t.Context(), session, []string{"state-get"}, nil).Stdout)
	}
	circle := map[string]string{"1": "", "01": "", "0b": "", "0bcd": "", "01ab": "", "1xyz": "", "a": "", "-": ""}
	first := printed(circle)
	for range 100 {
		require.Equal(t, first, printed(circle))
	}
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.StringMatching(`[a-cZ019_.é-]{0,6}`)
		two := map[string]string{key.Draw(t, "one"): "x", key.Draw(t, "other"): "y"}
		want, err := yaml.Marshal(two)
		require.NoError(t, err)
		require.Equal(t, string(want), printed(two))
	})
}
