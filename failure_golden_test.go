package scenario_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/internal/goldens"
)

// framePlace is a place in a stack: its folder and line differ from checkout to checkout.
var framePlace = regexp.MustCompile(`(?m)^\t/.*/([^/]+):[0-9]+$`)

// TestFailureTexts compares every kind of failure with its golden.
func TestFailureTexts(t *testing.T) {
	t.Parallel()
	for _, test := range slices.Concat(failureCases(), inconsistencies(), refusalCases()) {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			text := framePlace.ReplaceAllString(test.text(t), "\t$1:<line>")
			for _, content := range []string{"xxxxxxxx", "yyyyyyyy", "zzzzzzzz"} {
				require.NotContains(t, text, content, "secret content")
			}
			goldens.Text(t, filepath.Join("testdata", "failures", test.name+".txt"), text)
		})
	}
}

// TestStateDiffers compares how a golden file of State differs with the golden of that text.
func TestStateDiffers(t *testing.T) {
	update, ci := os.Getenv("SCENARIO_UPDATE"), os.Getenv("CI")
	dir, state := t.TempDir(), dbState()
	rotate := func(password string) scenario.State {
		out, err := dbContext(func(h *charm.Hook) error {
			secret := h.SecretByLabel("credentials")
			if err := secret.SetContent(map[string]string{"password": password}); err != nil || password == "second" {
				return err
			}
			return h.RelationByID("database:3").LocalApp().Set("secret-id", secret.ID())
		}).Run(scenario.SecretRotate(state.Secrets[0]), state)
		require.NoError(t, err)
		return out.State
	}
	path := filepath.Join(dir, "rotate.yaml")
	t.Setenv("CI", "")
	t.Setenv("SCENARIO_UPDATE", "1")
	scenario.Golden(&recorder{}, rotate("second"), path)
	t.Setenv("SCENARIO_UPDATE", "")
	var test recorder
	scenario.Golden(&test, rotate("third"), path)
	t.Setenv("CI", ci)
	t.Setenv("SCENARIO_UPDATE", update)
	goldens.Text(t, filepath.Join("testdata", "failures", "state-differs.txt"), test.text(dir))
}
