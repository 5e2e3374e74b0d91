package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/internal/goldens"
	"github.com/charmscenario/scenario/juju"
)

// TestSession is what the program prints without flags.
func TestSession(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	require.Zero(t, run(nil, &stdout, &stderr))
	require.Empty(t, stderr.String())
	goldens.Text(t, "testdata/session.txt", stdout.String())
}

// TestSessionInAnyOrder: the story is true in other orders of hooks, and with other numbers of web servers.
func TestSessionInAnyOrder(t *testing.T) {
	t.Parallel()
	for seed := range uint64(50) {
		m := &juju.Model{Name: "site", Seed: seed}
		require.NoError(t, play(m, story(1+int(seed)%4), new(bytes.Buffer)), "seed %d\n%v", seed, m.Timeline())
	}
}

// TestSessionFlags: as many web servers as asked for; the same seed prints the same.
func TestSessionFlags(t *testing.T) {
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
	require.Contains(t, print("-units=3"), "# web/2: active, serving https\n")
	require.NotContains(t, print("-units=3"), "web/3")
	require.Equal(t, len(story(1)), strings.Count(print("-units=1"), "# web/0: "))
}

// TestSessionWrongArguments: each is refused with what was wrong and what was expected, and exit code 2.
func TestSessionWrongArguments(t *testing.T) {
	t.Parallel()
	tests := []struct {
		args []string
		code int
		want string
	}{
		{[]string{"-units", "0"}, 2, `invalid value "0" for flag -units: want 1 to 100`},
		{[]string{"-units", "101"}, 2, `invalid value "101" for flag -units: want 1 to 100`},
		{[]string{"-seed", "-1"}, 2, `invalid value "-1" for flag -seed`},
		{[]string{"-sed", "1"}, 2, "flag provided but not defined: -sed"},
		{[]string{"secrets"}, 2, `unexpected argument "secrets"; want flags alone`},
		{[]string{"-help"}, 0, "how many web servers there are, 1 to 100 (default 2)"},
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

// TestSessionUntrueStories: what went wrong is said after all that was printed until then.
func TestSessionUntrueStories(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		next    act
		printed string
		want    string
	}{
		{"refused", act{"grant", []string{"grant-secret certificat web"}, 0, charm.Active("serving http")},
			"ERROR secret \"certificat\" not found (not found)\n", "grant: juju grant-secret certificat web: exit code 1\n"},
		{"otherwise", act{"nothing", nil, updateStatus, charm.Active("serving https")},
			"# web/0: active, serving http\n", "nothing: web/0 is active \"serving http\"; want active \"serving https\"\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			require.Equal(t, 1, tell(&juju.Model{}, append(story(2)[:1], test.next), &stdout, &stderr))
			require.Equal(t, test.want, stderr.String())
			require.True(t, strings.HasSuffix(stdout.String(), test.printed), stdout.String())
		})
	}

	var stderr bytes.Buffer
	require.Equal(t, 1, tell(&juju.Model{}, story(1), full{}, &stderr))
	require.Equal(t, "no space left\n", stderr.String())
}

// full is a file that nothing can be written to.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }
