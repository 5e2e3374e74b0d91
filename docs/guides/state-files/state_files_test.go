// Package statefiles_test is the code of docs/guides/state-files.md.
package statefiles_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/charmscenario/scenario"
)

// newContext runs the charm of this guide.
func newContext() *scenario.Context {
	return &scenario.Context{Charm: newCharm(), Dir: "."} // Dir holds charmcraft.yaml
}

func TestRemove(t *testing.T) {
	ctx := newContext()
	secret := scenario.Secret{
		Label:          "credentials",
		Owner:          scenario.OwnerApp,
		TrackedContent: map[string]string{"username": "admin", "password": "old"},
	}

	out, err := ctx.Run(scenario.SecretRemove(secret, 1), scenario.State{
		Leader:  true,
		Secrets: []scenario.Secret{secret},
	})

	require.NoError(t, err)
	scenario.Golden(t, out, "testdata/remove.yaml")
}

func TestRotateFromFile(t *testing.T) {
	ctx := newContext()
	state, err := scenario.LoadState("testdata/shared.yaml")
	require.NoError(t, err)

	out, err := ctx.Run(scenario.SecretRotate(state.Secret(t, "credentials")), state)

	require.NoError(t, err)
	require.Equal(t, 2, out.Secret(t, "credentials").LatestRevision)
}

// TestMessages: the page shows what is printed.
func TestMessages(t *testing.T) {
	text := func(path string) string {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		return strings.TrimSuffix(string(text), "\n")
	}
	_, err := scenario.LoadState("testdata/misspelt.yaml")
	require.EqualError(t, err, text("testdata/misspelt.txt"))

	t.Setenv("SCENARIO_UPDATE", "")
	state, err := scenario.LoadState("testdata/joined.yaml")
	require.NoError(t, err)
	state.Secrets[0].RemoteGrants = nil
	state.UnitStatus.Message = "sharing"
	var failed paper
	scenario.Golden(&failed, state, "testdata/joined.yaml")
	require.Equal(t, text("testdata/differs.txt"), string(failed))
}

// paper is a test that fails on paper.
type paper string

func (*paper) Helper()                             {}
func (p *paper) Errorf(format string, args ...any) { *p += paper(fmt.Sprintf(format, args...)) }
func (p *paper) Fatalf(format string, args ...any) { p.Errorf(format, args...) }

func TestEventsInFiles(t *testing.T) {
	text, err := os.ReadFile("testdata/cases.yaml")
	require.NoError(t, err)
	var cases []struct {
		Name  string         `yaml:"name"`
		Event scenario.Event `yaml:"event"`
		State scenario.State `yaml:"state"`
	}
	require.NoError(t, yaml.Unmarshal(text, &cases))
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			out, err := newContext().Run(c.Event, c.State)
			require.NoError(t, err)
			scenario.Golden(t, out.State, "testdata/"+c.Name+".yaml")
		})
	}
}

func TestStart(t *testing.T) {
	ctx := newContext()
	event := scenario.RelationJoined(scenario.Relation{Endpoint: "database"})

	state, err := ctx.StateFor(event)
	require.NoError(t, err)
	out, err := ctx.Run(event, state)

	require.NoError(t, err)
	require.NotEmpty(t, out.Relation(t, "database").LocalAppData["secret-id"])
}

func Example_literal() {
	state, err := newContext().StateFor(scenario.RelationJoined(scenario.Relation{Endpoint: "database"}))
	if err != nil {
		panic(err)
	}
	fmt.Println(scenario.Literal(state))
	// Output:
	// scenario.State{
	// 	Leader: true,
	// 	Config: map[string]any{"username": "admin"},
	// 	Relations: []scenario.Relation{
	// 		{
	// 			ID:          "database:0",
	// 			Endpoint:    "database",
	// 			RemoteApp:   "remote",
	// 			RemoteUnits: map[string]map[string]string{"remote/0": nil},
	// 		},
	// 	},
	// }
}

func TestPasted(t *testing.T) {
	state := scenario.State{
		Leader: true,
		Config: map[string]any{"username": "admin"},
		Relations: []scenario.Relation{
			{
				ID:          "database:0",
				Endpoint:    "database",
				RemoteApp:   "remote",
				RemoteUnits: map[string]map[string]string{"remote/0": nil},
			},
		},
	}

	start, err := newContext().StateFor(scenario.RelationJoined(scenario.Relation{Endpoint: "database"}))
	require.NoError(t, err)
	require.Empty(t, scenario.Diff(state, start))
}
