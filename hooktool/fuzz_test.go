package hooktool_test

import (
	"strings"
	"testing"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/hooktool"
)

// FuzzCommand gives arbitrary arguments, one a line, to every tool: none panics, each keeps to the
// exit codes of hook tools, and a refusal says why.
func FuzzCommand(f *testing.F) {
	for _, seed := range []string{
		"secret-add\nkey#base64=YQ==\n--expire\n24h", "secret-get\nsecret:d0erdgpp4ni1a7hg2cg0\nkey#base64",
		"relation-get\n-r\ndb:1\n-\npostgresql/0\n--format=json", "relation-set\n-r1\n--file\n-\na=b",
		"config-get\n-a", "action-set\na.b=c", "status-set\n--\nactive\n-x", "state-set\n--file=-", "juju-log\n-lINFO\nx",
	} {
		f.Add(seed, "a: 1\nb: [x\n", true)
	}
	f.Fuzz(func(t *testing.T, text, stdin string, old bool) {
		argv := strings.Split(text, "\n")
		for _, arg := range argv {
			if strings.HasPrefix(arg, "-") && strings.Contains(arg, "o") || strings.Contains(arg, "file") && strings.Contains(arg, "/") {
				t.Skip("writes or reads files")
			}
		}
		juju := "3.6.11"
		if old {
			juju = "3.5-beta1"
		}
		session := toolSession(juju, func(c call.Call) error { c.Clone(); return nil })
		session.Hook.Relation, session.Hook.Endpoint, session.Hook.RemoteApp = "db:1", "db", "postgresql"
		got := hooktool.Command(t.Context(), session, argv, strings.NewReader(stdin))
		if got.Code < 0 || got.Code > 2 {
			t.Fatalf("%q: exit code %d", argv, got.Code)
		}
		if refused := strings.Contains(string(got.Stderr), "ERROR "); refused != (got.Code != 0) {
			t.Fatalf("%q: exit code %d, stderr %q", argv, got.Code, got.Stderr)
		}
	})
}
