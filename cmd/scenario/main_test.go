package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// command runs the program as main does.
func command(args ...string) (code int, stdout, stderr string) {
	var out, problems bytes.Buffer
	code = run(args, strings.NewReader(""), &out, &problems)
	return code, out.String(), problems.String()
}

// onModel returns a function that runs juju commands on the model in a new file.
func onModel(t *testing.T) (path string, juju func(argv ...string) string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "model.yaml")
	return path, func(argv ...string) string {
		t.Helper()
		code, stdout, stderr := command(append([]string{"juju", "--model", path, "--"}, argv...)...)
		require.Zero(t, code, "%v: %s", argv, stderr)
		return stdout
	}
}

func TestModelInFile(t *testing.T) {
	t.Parallel()
	path, juju := onModel(t)
	uri := strings.TrimSpace(juju("add-secret", "certificate", "certificate=c", "private-key=k"))
	require.Regexp(t, `^secret:[0-9a-v]{20}$`, uri)
	juju("deploy", "database")
	juju("deploy", "webserver")
	juju("integrate", "webserver", "database")
	juju("grant-secret", "certificate", "webserver")
	juju("config", "webserver", "certificate="+uri)
	require.Contains(t, juju("status"), "serving https")
	require.Contains(t, juju("show-secret", "certificate", "--reveal"), "private-key: k")
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, string(text), "webserver")

	code, stdout, stderr := command("juju", "--model", path, "--", "show-secret", "nothing")
	require.Equal(t, 1, code)
	require.Empty(t, stdout)
	require.Equal(t, "ERROR secret \"nothing\" not found\n", stderr)
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, entries, 2, "the model and its lock")
}

// TestCommandsAtOnce runs many commands at the same time: none is lost.
func TestCommandsAtOnce(t *testing.T) {
	t.Parallel()
	path, juju := onModel(t)
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			code, _, stderr := command("juju", "--model", path, "--", "add-secret", "secret-"+string(rune('a'+i)), "key=value")
			if code != 0 {
				t.Error(stderr)
			}
		})
	}
	all.Wait()
	require.Equal(t, 16, strings.Count(juju("secrets"), "secret-"))
}

func TestSwitchLasts(t *testing.T) {
	t.Parallel()
	_, juju := onModel(t)
	juju("add-model", "first")
	juju("add-model", "other")
	juju("deploy", "database")
	require.Contains(t, juju("status"), "other")
	juju("switch", "first")
	require.NotContains(t, juju("status"), "database")
	require.Contains(t, juju("status", "-m", "other"), "database")
}

// TestDestroyedModels: the current model is destroyed, then all.
func TestDestroyedModels(t *testing.T) {
	t.Parallel()
	path, juju := onModel(t)
	juju("add-model", "other")
	juju("deploy", "database")
	juju("destroy-model", "other", "--no-prompt", "--destroy-storage", "--force")
	for range 2 {
		code, _, stderr := command("juju", "--model", path, "--", "status")
		require.Equal(t, 2, code)
		require.Contains(t, stderr, "ERROR No selected model.")
	}
	require.Contains(t, juju("models"), "scenario ", "which is left, and is not the current one")
	juju("switch", ":scenario")
	require.Contains(t, juju("status"), "scenario  scenario")
	juju("destroy-model", "scenario", "--no-prompt")
	require.NoFileExists(t, path)
	require.Contains(t, juju("models"), "scenario*")
}

func TestMisuse(t *testing.T) {
	t.Parallel()
	broken := filepath.Join(t.TempDir(), "broken.yaml")
	require.NoError(t, os.WriteFile(broken, []byte("applications: {web: {charm: databse}}\n"), 0o600))
	for _, test := range []struct {
		name   string
		args   []string
		code   int
		stderr string
	}{
		{"nothing", nil, 2, "usage:"},
		{"unknown command", []string{"juuj"}, 2, `unknown command "juuj"`},
		{"unknown flag", []string{"juju", "--modell", "x"}, 2, "flag provided but not defined: -modell"},
		{"no directory", []string{"juju-shim"}, 2, "got 0 directories, want one"},
		{"unknown charm in the file", []string{"juju", "--model", broken, "--", "status"}, 1, "databse"},
		{"no folder for the file", []string{"juju", "--model", "/no/such/folder/model.yaml", "--", "status"}, 1, "cannot lock model"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := command(test.args...)
			require.Equal(t, test.code, code)
			require.Empty(t, stdout)
			require.Contains(t, stderr, test.stderr)
		})
	}
	text, err := os.ReadFile(broken)
	require.NoError(t, err)
	require.Equal(t, "applications: {web: {charm: databse}}\n", string(text), "a file that cannot be read stays as it is")
	code, stdout, _ := command("help")
	require.Zero(t, code)
	require.Equal(t, usage, stdout)
}

// shim builds the program and lets it write a juju into a directory.
func shim(t *testing.T) (dir string) {
	t.Helper()
	program := filepath.Join(t.TempDir(), "scenario")
	output, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput()
	require.NoError(t, err, "%s", output)
	dir = filepath.Join(t.TempDir(), "it's a bin")
	output, err = exec.Command(program, "juju-shim", "--model", filepath.Join(t.TempDir(), "model.yaml"), dir).CombinedOutput()
	require.NoError(t, err, "%s", output)
	require.NoError(t, os.Remove(program), "the shim needs nothing else")
	return dir
}

// TestShim runs a script of juju commands, unchanged.
func TestShim(t *testing.T) {
	t.Parallel()
	dir := shim(t)
	script := exec.Command("sh", "-eu", "testdata/script.sh")
	script.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "SCENARIO_MODEL=")
	output, err := script.CombinedOutput()
	require.NoError(t, err, "%s", output)
	require.Contains(t, string(output), "serving https")
	require.True(t, strings.HasSuffix(string(output), "done\n"), "%s", output)
}

// TestJubilant runs a session of jubilant, a client library in Python, unmodified. It needs Python and a package index, so that it runs
// where CI says that it is one.
func TestJubilant(t *testing.T) {
	t.Parallel()
	if os.Getenv("CI") == "" {
		t.Skip("jubilant is installed from PyPI, which takes Python and a network: set CI=true to run its session")
	}
	dir, venv := shim(t), filepath.Join(t.TempDir(), "venv")
	for _, argv := range [][]string{
		{"python3", "-m", "venv", venv},
		{filepath.Join(venv, "bin", "pip"), "install", "--quiet", "--disable-pip-version-check", "jubilant==1.12.0", "pytest==8.4.2"},
	} {
		output, err := exec.Command(argv[0], argv[1:]...).CombinedOutput()
		require.NoError(t, err, "%v: %s", argv, output)
	}
	session := exec.Command(filepath.Join(venv, "bin", "pytest"), "-q", "-p", "no:cacheprovider", "testdata/jubilant/session.py")
	session.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "SCENARIO_MODEL=", "PYTHONDONTWRITEBYTECODE=1")
	output, err := session.CombinedOutput()
	require.NoError(t, err, "%s", output)
	require.Contains(t, string(output), "2 passed")
}
