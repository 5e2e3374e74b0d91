package hooktool_test

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/hooktool"
	"github.com/juju/gnuflag"
	"github.com/stretchr/testify/require"
)

const toolSecret = "secret:d0erdgpp4ni1a7hg2cg0"

// relationFinder is a function that finds relations.
type relationFinder func(number int) (call.RelationFacts, bool)

func (f relationFinder) Relation(number int) (call.RelationFacts, bool) { return f(number) }

// toolSession is a session whose calls are answered by a function.
func toolSession(juju string, answer func(call.Call) error) call.Session {
	version, err := call.ParseVersion(juju)
	if err != nil {
		panic(err)
	}
	return call.Session{
		Hook:    call.Hook{Kind: call.KindUpdateStatus, Unit: "web/0", App: "web", JujuVersion: version},
		Backend: call.BackendFunc(func(_ context.Context, c call.Call) error { return answer(c) }),
		Relations: relationFinder(func(number int) (call.RelationFacts, bool) {
			return call.RelationFacts{ID: "db:1", Endpoint: "db", RemoteApp: "postgresql"}, number == 1
		}),
	}
}

func nothing(call.Call) error { return nil }

func TestFormats(t *testing.T) {
	t.Parallel()
	config := func(value any) func(call.Call) error {
		return func(c call.Call) error { c.(*call.ConfigGet).Value = value; return nil }
	}
	action := func(params map[string]any) func(call.Call) error {
		return func(c call.Call) error { c.(*call.ActionGet).Params = params; return nil }
	}
	secret := func(content map[string]string) func(call.Call) error {
		return func(c call.Call) error { c.(*call.SecretGet).Content = content; return nil }
	}
	tests := []struct {
		name   string
		argv   string
		answer func(call.Call) error
		smart  string // of secret-get: not used
		yaml   string
		json   string
	}{
		{"string", "config-get k", config("abc"), "abc\n", "abc\n", "\"abc\"\n"},
		{"empty string", "config-get k", config(""), "", "\"\"\n", "\"\"\n"},
		{"string that YAML 1.1 takes for a boolean", "config-get k", config("yes"), "yes\n", "\"yes\"\n", "\"yes\"\n"},
		{"string of digits", "config-get k", config("0123"), "0123\n", "\"0123\"\n", "\"0123\"\n"},
		{"lines", "config-get k", config("a\nb"), "a\nb\n", "|-\n  a\n  b\n", "\"a\\nb\"\n"},
		{"lines that end", "config-get k", config("a\nb\n"), "a\nb\n\n", "|\n  a\n  b\n", "\"a\\nb\\n\"\n"},
		{"nothing", "config-get k", config(nil), "", "", "null\n"},
		{"boolean", "config-get k", config(true), "True\n", "true\n", "true\n"},
		{"integer comes over JSON", "config-get k", config(int64(123456789)), "1.23456789e+08\n", "1.23456789e+08\n", "123456789\n"},
		{"whole float", "config-get k", config(2.0), "2\n", "2\n", "2\n"},
		{"list", "action-get l", action(map[string]any{"l": []any{"a", 1}}), "- a\n- 1\n", "- a\n- 1\n", "[\"a\",1]\n"},
		{"typed list", "action-get l", action(map[string]any{"l": []string{"a"}}), "- a\n", "- a\n", "[\"a\"]\n"},
		{"deep", "action-get a.b", action(map[string]any{"a": map[string]any{"b": "c"}}), "c\n", "c\n", "\"c\"\n"},
		{"too deep", "action-get a.b.c", action(map[string]any{"a": map[string]any{"b": "c"}}), "", "", "null\n"},
		{"no parameters", "action-get", action(nil), "{}\n", "{}\n", "{}\n"},
		{"HTML", "config-get k", config("<&>"), "<&>\n", "<&>\n", "\"\\u003c\\u0026\\u003e\"\n"},
		{"no units", "relation-list -r 1", nothing, "", "[]\n", "[]\n"},
		{"no relations", "relation-ids db", nothing, "", "[]\n", "[]\n"},
		{"no secrets", "secret-ids", nothing, "", "[]\n", "null\n"},
		{"nothing stored", "state-get", nothing, "{}\n", "{}\n", "null\n"},
		{"not UTF-8", "secret-get " + toolSecret, secret(map[string]string{"key": "\x00\x01\xff"}), "-", "key: !!binary AAH/\n", "{\"key\":\"\\u0000\\u0001\\ufffd\"}\n"},
		{"empty content", "secret-get " + toolSecret, secret(nil), "-", "{}\n", "{}\n"},
		{"numbers in keys sort as numbers", "secret-get " + toolSecret, secret(map[string]string{"key10": "a", "key9": "b"}), "-", "key9: b\nkey10: a\n", "{\"key10\":\"a\",\"key9\":\"b\"}\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for format, want := range map[string]string{"smart": test.smart, "yaml": test.yaml, "json": test.json} {
				if format == "smart" && want == "-" {
					continue
				}
				argv := append(strings.Fields(test.argv), "--format", format)
				got := hooktool.Command(t.Context(), toolSession("3.6.11", test.answer), argv, nil)
				require.Equal(t, want, string(got.Stdout), format)
				require.Empty(t, string(got.Stderr), format)
				require.Zero(t, got.Code, format)
			}
		})
	}
}

func TestSecretInfo(t *testing.T) {
	t.Parallel()
	answer := func(c call.Call) error {
		c.(*call.SecretInfoGet).Info = call.SecretInfo{
			ID: "d0erdgpp4ni1a7hg2cg0", Revision: 3, Owner: call.OwnerApplication, Rotate: call.RotateDaily,
			Expire:     time.Date(2026, 6, 1, 2, 0, 0, 0, time.FixedZone("CEST", 7200)),
			NextRotate: time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC),
			Access:     []call.SecretAccess{{Target: "application-db", Scope: "relation-web.db#db.db", Role: "view"}},
		}
		return nil
	}
	got := hooktool.Command(t.Context(), toolSession("3.6.11", answer), []string{"secret-info-get", toolSecret}, nil)
	require.Equal(t, `d0erdgpp4ni1a7hg2cg0:
  revision: 3
  label: ""
  owner: application
  rotation: daily
  expiry: 2026-06-01T00:00:00Z
  rotates: 2026-01-02T00:00:00Z
  access:
  - target: application-db
    scope: relation-web.db#db.db
    role: view
`, string(got.Stdout))
	got = hooktool.Command(t.Context(), toolSession("3.6.11", answer), []string{"secret-info-get", toolSecret, "--format=json"}, nil)
	require.Equal(t, `{"d0erdgpp4ni1a7hg2cg0":{"revision":3,"label":"","owner":"application","rotation":"daily",`+
		`"expiry":"2026-06-01T00:00:00Z","rotates":"2026-01-02T00:00:00Z","access":[{"target":"application-db",`+
		`"scope":"relation-web.db#db.db","role":"view"}]}}`+"\n", string(got.Stdout))
}

// TestCalls checks the call that arguments become.
func TestCalls(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		argv []string
		want call.Call
	}{
		{"duration stays one", []string{"secret-add", "--expire", "24h", "key=v"}, &call.SecretAdd{Content: map[string]string{"key": "v"}, ExpireIn: 24 * time.Hour}},
		{"time becomes UTC", []string{"secret-add", "--expire", "2031-01-02T03:04:05+02:00", "key=v"}, &call.SecretAdd{Content: map[string]string{"key": "v"}, Expire: time.Date(2031, 1, 2, 1, 4, 5, 0, time.UTC)}},
		{"time without zone", []string{"secret-set", toolSecret, "--expire", "2031-01-02T03:04:05"}, &call.SecretSet{ID: toolSecret, Expire: time.Date(2031, 1, 2, 3, 4, 5, 0, time.UTC)}},
		{"base64 is decoded", []string{"secret-add", "key#base64=c2VjcmV0"}, &call.SecretAdd{Content: map[string]string{"key": "secret"}}},
		{"what is not base64 stays", []string{"secret-add", "key#base64=not base64!"}, &call.SecretAdd{Content: map[string]string{"key#base64": "not base64!"}}},
		{"last of one key wins, however given", []string{"secret-add", "key#base64=!", "key=v"}, &call.SecretAdd{Content: map[string]string{"key": "v"}}},
		{"padding belongs to the value", []string{"secret-add", "key=a=="}, &call.SecretAdd{Content: map[string]string{"key": "a=="}}},
		{"owner", []string{"secret-add", "--owner", "application", "key=v"}, &call.SecretAdd{Owner: call.OwnerApplication, Content: map[string]string{"key": "v"}}},
		{"URI stays as it is spelled", []string{"secret-remove", "--revision=7", "secret:/d0erdgpp4ni1a7hg2cg0?x=y"}, &call.SecretRemove{ID: "secret:/d0erdgpp4ni1a7hg2cg0?x=y", Revision: 7}},
		{"relation by number", []string{"relation-set", "-r1", "a= b ", "", "c="}, &call.RelationSet{Relation: "db:1", Data: map[string]string{"a": "b", "c": ""}}},
		{"name before the number is ignored", []string{"relation-list", "-r", "x:1"}, &call.RelationList{Relation: "db:1"}},
		{"unit stands for its application", []string{"relation-get", "-r", "1", "--app", "-", "postgresql/0"}, &call.RelationGet{Relation: "db:1", Of: "postgresql"}},
		{"silent action-fail", []string{"action-fail", ""}, &call.ActionFail{NoMessage: true}},
		{"debug", []string{"juju-log", "a", "--debug", "b"}, &call.JujuLog{Level: "DEBUG", Message: "a b"}},
		{"state-delete of nothing", []string{"state-delete"}, nil},
		{"action-set of nothing", []string{"action-set"}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var made call.Call
			got := hooktool.Command(t.Context(), toolSession("3.6.11", func(c call.Call) error { made = c.Clone(); return nil }), test.argv, nil)
			require.Zero(t, got.Code, string(got.Stderr))
			require.Equal(t, test.want, made)
		})
	}
}

// TestRefusals checks errors that no vector of Juju 3.5 holds.
func TestRefusals(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, juju string
		argv       []string
		code       int
		want       string
	}{
		{"owner that is empty", "3.6.11", []string{"secret-add", "--owner", "", "key=v"}, 2, `secret owner "" not valid`},
		{"URI that is empty", "3.6.11", []string{"secret-get", "", "--label", "l"}, 2, `secret URI "" not valid`},
		{"the first wrong value is told", "3.6.11", []string{"relation-get", "--relation", "9", "--nope"}, 2, `invalid value "9" for option --relation: relation not found`},
		{"no tool", "3.6.11", nil, 1, "bad request: unknown command: "},
		{"unknown tool", "3.6.11", []string{"secret-steal"}, 1, "bad request: unknown command: secret-steal"},
		{"tool of later versions", "3.5.0", []string{"relation-model-get", "-r", "1"}, 1, "bad request: unknown command: relation-model-get"},
		{"tool of earlier versions", "4.0.0", []string{"leader-get"}, 1, "bad request: unknown command: leader-get"},
		{"no endpoint, old words", "3.5.0", []string{"relation-ids"}, 2, "no relation name specified"},
		{"no endpoint, new words", "3.6.0", []string{"relation-ids"}, 2, "no endpoint name specified"},
		{"action key, old words", "3.5.0", []string{"action-set", "A=1"}, 2, `key "A" must start and end with lowercase alphanumeric, and contain only lowercase alphanumeric, hyphens and periods`},
		{"action key, new words", "3.6.0", []string{"action-set", "A=1"}, 2, `key "A" must start and end with lowercase alphanumeric, and contain only lowercase alphanumeric and hyphens`},
		{"value, old limit", "3.5.0", []string{"secret-add", "key=" + strings.Repeat("x", 8193)}, 2, `secret content for key "key" too large: 8193 bytes`},
		{"value, new limit", "3.6.0", []string{"secret-add", "key=" + strings.Repeat("x", 750_001)}, 2, `base64 encoded secret content for key "key" too large: 1000004 bytes`},
		{"value given as base64, new limit", "3.6.0", []string{"secret-add", "key#base64=" + strings.Repeat("x", 1_000_001)}, 2, `base64 encoded secret content for key "key" too large: 1000001 bytes`},
		{"whole, new limit", "3.6.0", []string{"secret-add", "key1=" + strings.Repeat("x", 600_000), "key2=" + strings.Repeat("x", 600_000)}, 2, "base64 encoded secret content too large: 1600000 bytes"},
		{"nothing to add, before the options", "3.6.0", []string{"secret-add", "--rotate", "sometimes"}, 2, "missing secret value or filename"},
		{"no URI", "3.6.0", []string{"secret-set", "%zz", "key=value"}, 2, `parse "%zz": invalid URL escape "%zz"`},
		{"two suffixes", "3.6.0", []string{"secret-add", "key#base64#base64=YQ=="}, 2, `key "key#base64" not valid`},
		{"option without a name", "3.6.0", []string{"is-leader", "--=x"}, 2, `empty option in argument "--=x"`},
		{"boolean", "3.6.0", []string{"secret-get", toolSecret, "--peek=maybe"}, 2, `invalid value "maybe" for option --peek: strconv.ParseBool: parsing "maybe": invalid syntax`},
		{"unit of another application", "3.6.0", []string{"secret-grant", toolSecret, "-r", "1", "--unit", "mysql/0"}, 2, `cannot specify unit "mysql/0" in relation to application "postgresql"`},
		{"garbage for a unit", "3.6.0", []string{"relation-get", "-r", "1", "-", "not a unit"}, 2, `invalid unit name "not a unit"`},
		{"scheme, to a tool that reads", "3.6.0", []string{"secret-info-get", "http:" + toolSecret[7:]}, 2, `secret URI "http:d0erdgpp4ni1a7hg2cg0" not valid`},
		{"scheme, to a tool that writes", "3.6.0", []string{"secret-remove", "http:" + toolSecret[7:]}, 2, `secret URI scheme "http" not valid`},
		{"no directory for relative paths", "3.6.0", []string{"state-set", "--file", "s.yaml"}, 1, "open s.yaml: no such file or directory"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := hooktool.Command(t.Context(), toolSession(test.juju, nothing), test.argv, nil)
			require.Equal(t, "ERROR "+test.want+"\n", string(got.Stderr))
			require.Equal(t, test.code, got.Code)
			require.Empty(t, got.Stdout)
		})
	}
}

// TestRefused: a call that the arguments say and the tool refuses is told, and not made.
func TestRefused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		argv string
		want string // the record that a trace would have; empty: arguments say no call
	}{
		{"relation", "relation-get -r db:9 - web/0", `relation-get -r db:9 - web/0: refused: invalid value "db:9" for option -r: relation not found`},
		{"relation and URI", "secret-grant -r db:9 nonsense", `secret-grant nonsense -r db:9: refused: invalid value "db:9" for option -r: relation not found`},
		{"URI", "secret-set nonsense key=v", `secret-set nonsense key=(1 bytes): refused: secret URI "nonsense" not valid`},
		{"no URI", "secret-set", `secret-set: refused: missing secret URI`},
		{"key", "secret-add k=v", `secret-add k=(1 bytes): refused: key "k" not valid`},
		{"negative duration", "secret-add key=v --expire -1h0m0s", `secret-add key=(1 bytes) --expire -1h0m0s: refused: negative expire duration "-1h0m0s" not valid`},
		{"status", "status-set great", `status-set great: refused: invalid status "great", expected one of [maintenance blocked waiting active]`},
		{"result", "action-set a=b A=b", `action-set a=(1 bytes) A=(1 bytes): refused: key "A" must start and end with lowercase alphanumeric, and contain only lowercase alphanumeric and hyphens`},
		{"unknown option", "status-set great --loud", ""},
		{"unknown option after a wrong value", "relation-get -r 9 --loud", ""},
		{"too many arguments", "secret-remove nonsense more", ""},
		{"help", "relation-get --help", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var told []string
			session := toolSession("3.6.11", func(c call.Call) error { t.Errorf("call made: %s", c.Tool()); return nil })
			session.Refused = func(c call.Call, refusal *call.Error) {
				told = append(told, call.Record{Call: c, Error: refusal}.String())
			}
			hooktool.Command(t.Context(), session, strings.Fields(test.argv), nil)
			if test.want == "" {
				require.Empty(t, told)
				return
			}
			require.Equal(t, []string{test.want}, told)
		})
	}
}

func TestRefusalOfTheBackend(t *testing.T) {
	t.Parallel()
	refused := func(call.Call) error {
		return &call.Error{Code: call.ErrPermissionDenied, Message: "permission denied"}
	}
	got := hooktool.Command(t.Context(), toolSession("3.6.11", refused), []string{"secret-get", toolSecret}, nil)
	require.Equal(t, hooktool.Result{Code: 1, Stderr: []byte("ERROR permission denied\n")}, got)

	ended := func(call.Call) error { return errors.New("context canceled") }
	got = hooktool.Command(t.Context(), toolSession("3.6.11", ended), []string{"is-leader"}, nil)
	require.Equal(t, hooktool.Result{Code: 1, Stderr: []byte("ERROR context canceled\n")}, got)

	unprintable := func(c call.Call) error { c.(*call.ConfigGet).Value = math.NaN(); return nil }
	got = hooktool.Command(t.Context(), toolSession("3.6.11", unprintable), []string{"config-get", "k"}, nil)
	require.Equal(t, 1, got.Code)
}

func TestHelp(t *testing.T) {
	t.Parallel()
	for _, tool := range call.Tools() {
		juju := "3.6.11"
		got := hooktool.Command(t.Context(), toolSession(juju, func(call.Call) error {
			t.Errorf("%s --help makes a call", tool)
			return nil
		}), []string{tool, "--help"}, nil)
		require.Zero(t, got.Code, "%s: %s", tool, got.Stderr)
		require.True(t, strings.HasPrefix(string(got.Stdout), "Usage: "+tool), "%s", got.Stdout)
		require.Empty(t, got.Stderr, tool)
	}
}

// TestHelpSpelled holds every spelling of --help to what Juju's package of options makes of it. That package notes
// a request for help in a variable of its own, which units that run at once would share: it must not change.
func TestHelpSpelled(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		why, argv string
		code      int
		want      string // how the output begins
	}{
		{"the usual one", "--help", 0, "Usage: relation-get"},
		{"short", "-h", 0, "Usage: relation-get"},
		{"one letter, two dashes", "--h", 0, "Usage: relation-get"},
		{"one dash: -h, and what follows counts no more", "-help", 0, "Usage: relation-get"},
		{"a value is not looked at", "--help=no", 0, "Usage: relation-get"},
		{"nor is one of the short form", "-h=no", 0, "Usage: relation-get"},
		{"among arguments", "a b c d --help", 0, "Usage: relation-get"},
		{"before an unknown option", "--help --loud", 0, "Usage: relation-get"},
		{"after an unknown option", "--loud --help", 2, "ERROR option provided but not defined: --loud"},
		{"a value of another option", "--format --help", 2, `ERROR invalid value "--help" for option --format`},
		{"after the end of options", "-r 9 -- --help", 2, "ERROR "},
	} {
		t.Run(test.why, func(t *testing.T) {
			t.Parallel()
			got := hooktool.Command(t.Context(), toolSession("3.6.11", func(call.Call) error { return nil }),
				append([]string{"relation-get"}, strings.Fields(test.argv)...), nil)
			require.Equal(t, test.code, got.Code)
			require.True(t, strings.HasPrefix(string(got.Stdout)+string(got.Stderr), test.want), "%s%s", got.Stdout, got.Stderr)
			require.NotContains(t, string(got.Stdout), "-h ", "help lists what the tool declares")
			require.EqualError(t, gnuflag.ErrHelp, "help requested")
		})
	}
}

func TestOutputFile(t *testing.T) {
	t.Parallel()
	session := toolSession("3.6.11", func(c call.Call) error { c.(*call.IsLeader).Leader = true; return nil })
	session.CharmDir = t.TempDir()
	got := hooktool.Command(t.Context(), session, []string{"is-leader", "-o", "out"}, nil)
	require.Equal(t, hooktool.Result{}, got)
	content, err := os.ReadFile(filepath.Join(session.CharmDir, "out"))
	require.NoError(t, err)
	require.Equal(t, "True\n", string(content))

	got = hooktool.Command(t.Context(), session, []string{"is-leader", "-o", "no/such/directory"}, nil)
	require.Equal(t, 1, got.Code)
	require.Contains(t, string(got.Stderr), "no such file or directory")
}
