package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/internal/goldens"
	"github.com/charmscenario/scenario/juju"
)

// TestPrinted is what the program prints without flags.
func TestPrinted(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	require.Zero(t, run(nil, &stdout, &stderr))
	require.Empty(t, stderr.String())
	goldens.Text(t, "testdata/timeline.txt", stdout.String())
}

// TestPrintedSecrets: no password is ever printed.
func TestPrintedSecrets(t *testing.T) {
	t.Parallel()
	m := &juju.Model{}
	passwords := make(map[string]bool)
	m.Check(func(m *juju.Model) error {
		credentials, err := m.ListSecrets(juju.SecretFilter{}, true)
		for _, secret := range credentials {
			passwords[secret.Value["password"]] = true
		}
		return err
	})
	require.NoError(t, play(m, life(2)))
	require.Len(t, passwords, 7, "of six revisions in the story, and of one when everything is removed")
	for _, args := range [][]string{nil, {"-json"}} {
		var stdout, stderr bytes.Buffer
		require.Zero(t, run(args, &stdout, &stderr))
		for password := range passwords {
			require.NotContains(t, stdout.String(), password)
		}
	}
}

// TestJSON: the same timeline for programs to read.
func TestJSON(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	require.Zero(t, run([]string{"-json"}, &stdout, &stderr))
	require.Empty(t, stderr.String())
	m := &juju.Model{}
	require.NoError(t, play(m, life(2)))
	var timeline juju.Timeline
	require.NoError(t, json.Unmarshal(stdout.Bytes(), &timeline))
	require.Equal(t, m.Timeline(), timeline)
}

// TestFlags: a seed is another order of hooks, the same each time; more web servers run more hooks.
func TestFlags(t *testing.T) {
	t.Parallel()
	print := func(args ...string) string {
		t.Helper()
		var stdout, stderr bytes.Buffer
		require.Zero(t, run(args, &stdout, &stderr), "%s", stderr.String())
		require.Empty(t, stderr.String())
		return stdout.String()
	}
	require.Equal(t, print("-seed", "0", "-units", "2"), print())
	require.Equal(t, print("-seed", "7"), print("-seed", "7"))
	require.NotEqual(t, print("-seed", "7"), print("-seed", "8"))
	require.Contains(t, print("-units=5"), "webserver/5", "one is added later")
	require.NotContains(t, print("-units=5"), "webserver/6")
	require.Greater(t, strings.Count(print("-units", "100"), "\n"), 4000)
}

// TestWrongArguments: each is refused with what was wrong and what was expected, and exit code 2.
func TestWrongArguments(t *testing.T) {
	t.Parallel()
	tests := []struct {
		args []string
		code int
		want string
	}{
		{[]string{"-units", "0"}, 2, `invalid value "0" for flag -units: want 1 to 100`},
		{[]string{"-units", "101"}, 2, `invalid value "101" for flag -units: want 1 to 100`},
		{[]string{"-units", "many"}, 2, `invalid value "many" for flag -units`},
		{[]string{"-seed", "-1"}, 2, `invalid value "-1" for flag -seed`},
		{[]string{"-seed"}, 2, "flag needs an argument: -seed"},
		{[]string{"-sed", "1"}, 2, "flag provided but not defined: -sed"},
		{[]string{"-json", "7"}, 2, `unexpected argument "7"; want flags alone`},
		{[]string{"-help"}, 0, "how many web servers there are in the beginning, 1 to 100 (default 2)"},
	}
	for _, test := range tests {
		t.Run(strings.Join(test.args, " "), func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			require.Equal(t, test.code, run(test.args, &stdout, &stderr))
			require.Empty(t, stdout.String())
			require.Contains(t, stderr.String(), test.want)
		})
	}
}

// TestUntrueStories: what went wrong is said after all that happened until then.
func TestUntrueStories(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		next chapter
		want string
	}{
		{"refused", chapter{"more", scale("webservers", 3), facts{}}, `more: application "webservers" does not exist`},
		{"otherwise", chapter{"more", scale("webserver", 3), facts{revision: 1, kept: 1, loggedIn: 2}},
			"more: found {revision:1 kept:1 loggedIn:3 outdated:0 inactive:0}; want {revision:1 kept:1 loggedIn:2 outdated:0 inactive:0}"},
		{"another hook comes first", chapter{"rotation", func(m *juju.Model) error {
			return step(m, "database/0", "secret-rotate")
		}, facts{}}, `rotation: the next hook of database/0 is ""; want "secret-rotate"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			code := tell(&juju.Model{}, []chapter{beginning(2), test.next}, false, &stdout, &stderr)
			require.Equal(t, 1, code)
			require.Contains(t, stderr.String(), test.want)
			require.Contains(t, stdout.String(), "juju integrate webserver database")
		})
	}

	var stderr bytes.Buffer
	require.Equal(t, 1, tell(&juju.Model{}, nil, true, full{}, &stderr))
	require.Equal(t, "no space left\n", stderr.String())
}

// full is a file that nothing can be written to.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }
