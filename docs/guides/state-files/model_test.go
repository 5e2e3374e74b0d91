package statefiles_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/examples/database"
	"github.com/charmscenario/scenario/examples/webserver"
	"github.com/charmscenario/scenario/juju"
)

var charms = map[string]juju.Charm{
	"database":  {Handler: database.New(), Dir: "../../../examples/database"},
	"webserver": {Handler: webserver.New(), Dir: "../../../examples/webserver"},
}

func TestModelAsGolden(t *testing.T) {
	model := &juju.Model{Charms: charms}
	require.NoError(t, model.Deploy(charms["database"], juju.Deployment{}))
	require.NoError(t, model.Deploy(charms["webserver"], juju.Deployment{}))
	require.NoError(t, model.Integrate("database", "webserver"))

	require.NoError(t, model.Settle())

	scenario.Golden(t, model, "testdata/model.yaml")
}

func TestModelFromFile(t *testing.T) {
	model, err := juju.LoadFile("testdata/half-told.yaml", charms)
	require.NoError(t, err)

	require.NoError(t, model.Settle())

	// The other web server has moved on, and the database has removed what nobody uses any more.
	secret, err := model.ShowSecret("credentials", 0, false)
	require.NoError(t, err)
	require.Len(t, secret.Revisions, 1)
	require.Equal(t, 2, secret.Revisions[0].Revision)
}

// TestModelMessages: the page shows what is printed.
func TestModelMessages(t *testing.T) {
	text := func(path string) string {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		return strings.TrimSuffix(string(text), "\n")
	}
	wrong := strings.NewReplacer("charm: webserver", "charm: websrver", "tracked-revision: 1", "tracked-revision: 3")
	_, err := juju.Load([]byte(wrong.Replace(text("testdata/half-told.yaml"))), charms)
	require.EqualError(t, err, text("testdata/wrong-model.txt"))

	t.Setenv("SCENARIO_UPDATE", "")
	model, err := juju.LoadFile("testdata/model.yaml", charms)
	require.NoError(t, err)
	require.NoError(t, model.SetConfig("database", map[string]any{"username": "root"}))
	require.NoError(t, model.Settle())
	var failed paper
	scenario.Golden(&failed, model, "testdata/model.yaml")
	require.Equal(t, text("testdata/model-differs.txt"), string(failed))
}
