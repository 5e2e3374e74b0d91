//go:build !broken

package broken_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	_ "github.com/charmscenario/scenario" // so that go test runs this anew when what is tested changes
	"github.com/charmscenario/scenario/internal/goldens"
)

// repairs is what makes each test pass, found from its failure alone: in the file of that name, old becomes new.
func repairs() []struct{ file, old, new string } {
	return []struct{ file, old, new string }{
		{"misspelt_endpoint", `Endpoint: "databse"`, `Endpoint: "database"`},
		{"follower_sets_secret", `		peers, err :=`, `		if leader, err := h.IsLeader(); err != nil || !leader {
			return err
		}
		peers, err :=`},
		{"forgotten_removal", `	secret := scenario.Secret{`, `	mux.SecretRemove(func(e *charm.SecretEvent) error { return e.RemoveRevision() })
	secret := scenario.Secret{`},
		{"not_granted_yet", `Content(); err != nil {`, `Content(); errors.Is(err, charm.ErrPermissionDenied) {
			return e.Unit().SetStatus(charm.Waiting("not granted yet"))
		} else if err != nil {`},
		{"not_granted_yet", "import (\n", "import (\n\t\"errors\"\n"},
		{"label_twice", `		secret, err := e.App()`, `		known := e.SecretByLabel("password")
		if _, err := known.Info(); err == nil {
			return known.Grant(e.Relation)
		}
		secret, err := e.App()`},
		{"stale_content", `e.Secret.Content()`, `e.Secret.Refresh()`},
		{"impossible_values", `"8080"`, `8080`},
		{"impossible_values", `ID: "my-secret", `, ``},
		{"impossible_values", `PRIVATE_KEY`, `private-key`},
		{"absent_relation", `{first}`, `{first, second}`},
		{"route_nowhere", `"web-site"`, `"website"`},
		{"nobody_joined", `		if err != nil {`, `		if err != nil || len(units) == 0 {`},
	}
}

// goTest runs the broken tests, their files replaced as overlay says, and returns what each one printed.
func goTest(t *testing.T, overlay map[string]string) (printed map[string]string, failed []string) {
	t.Helper()
	program, err := exec.LookPath("go")
	if err != nil {
		t.Skip("the go command is not on PATH")
	}
	_, err = os.ReadFile("charmcraft.yaml") // for the same reason
	require.NoError(t, err)
	text, err := json.Marshal(map[string]any{"Replace": overlay})
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "overlay.json")
	require.NoError(t, os.WriteFile(file, text, 0o600))
	output, err := exec.CommandContext(t.Context(), program, "test", "-json", "-vet=off", "-tags", "broken", "-overlay", file, ".").Output()
	var status *exec.ExitError
	if err != nil {
		require.ErrorAs(t, err, &status)
	}
	printed = make(map[string]string)
	for decoder := json.NewDecoder(strings.NewReader(string(output))); decoder.More(); {
		var event struct{ Action, Test, Output string }
		require.NoError(t, decoder.Decode(&event))
		switch event.Action {
		case "fail":
			failed = append(failed, event.Test)
		case "output", "build-output":
			printed[event.Test] += event.Output
		}
	}
	return printed, failed
}

// place is a file with its folders, which differ from checkout to checkout.
var place = regexp.MustCompile(`(/[^/\s]+)+/([a-z_]+\.go)`)

// TestBroken: each test fails, and says so as its golden has it.
func TestBroken(t *testing.T) {
	t.Parallel()
	printed, _ := goTest(t, nil)
	cases := 0
	for name, text := range printed {
		if name == "" {
			continue
		}
		cases++
		var lines []string
		for line := range strings.Lines(text) {
			if !strings.HasPrefix(line, "=== ") && !strings.HasPrefix(line, "--- ") {
				lines = append(lines, place.ReplaceAllString(line, "$2"))
			}
		}
		goldens.Text(t, filepath.Join("testdata", name+".txt"), strings.Join(lines, ""))
	}
	require.Equal(t, 10, cases, printed[""])
}

// TestRepaired: the repairs make every test pass.
func TestRepaired(t *testing.T) {
	t.Parallel()
	here, err := os.Getwd()
	require.NoError(t, err)
	texts := make(map[string]string)
	for _, repair := range repairs() {
		path := filepath.Join(here, repair.file+"_test.go")
		if texts[path] == "" {
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			texts[path] = string(text)
		}
		require.Contains(t, texts[path], repair.old, repair.file)
		texts[path] = strings.Replace(texts[path], repair.old, repair.new, 1)
	}
	require.Len(t, texts, 10, "a repair for each")
	overlay, dir := make(map[string]string), t.TempDir()
	for path, text := range texts {
		overlay[path] = filepath.Join(dir, filepath.Base(path))
		require.NoError(t, os.WriteFile(overlay[path], []byte(text), 0o600))
	}
	printed, failed := goTest(t, overlay)
	require.Empty(t, failed, "%v", printed)
	require.Len(t, printed, 11, "ten tests, and the package")
}
