package hooktool_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/hooktool"
)

func TestMistake(t *testing.T) {
	t.Parallel()
	const id = "secret:d0erdgpp4ni1a7hg2cg0"
	tests := []struct {
		name string
		argv []string
		want string
	}{
		{"a misspelt option", []string{"secret-get", "--peak", id}, `charm ran: secret-get --peak ` + id + `   exit 2, stderr "ERROR option provided but not defined: --peak"
  from hook config-changed; did you mean --peek?`},
		{"an option like none", []string{"secret-get", "--zzzzzzzz"}, `charm ran: secret-get --zzzzzzzz   exit 2, stderr "ERROR option provided but not defined: --zzzzzzzz"
  from hook config-changed`},
		{"a misspelt tool", []string{"secret-gte"}, `charm ran: secret-gte   exit 1, stderr "ERROR bad request: unknown command: secret-gte"
  from hook config-changed; did you mean secret-get?`},
		{"content", []string{"secret-add", "--lable", "x", "password=hunter2", "hunter3"}, `charm ran: secret-add --lable x password=(7 bytes) (7 bytes)   exit 2, stderr "ERROR option provided but not defined: --lable"
  from hook config-changed; did you mean --label?`},
		{"content without a key", []string{"secret-set", id, "hunter2"}, `charm ran: secret-set ` + id + ` (7 bytes)   exit 2, stderr "ERROR key value (7 bytes) not valid"
  from hook config-changed`},
		{"an option that holds content", []string{"action-set", "--lable", "a=hunter2"}, `charm ran: action-set --lable a=(7 bytes)   exit 2, stderr "ERROR option provided but not defined: --lable"
  from hook config-changed`},
		{"content as an option", []string{"secret-add", "--password=hunter2", "-phunter3"}, `charm ran: secret-add --password=(7 bytes) -p(7 bytes)   exit 2, stderr "ERROR option provided but not defined: --password"
  from hook config-changed`},
		{"content after an option that is none", []string{"secret-add", "--password", "hunter2"}, `charm ran: secret-add --password (7 bytes)   exit 2, stderr "ERROR option provided but not defined: --password"
  from hook config-changed`},
		{"content after the options", []string{"secret-add", "--label", "x", "--", "hunter2"}, `charm ran: secret-add --label x -- (7 bytes)   exit 2, stderr "ERROR key value (7 bytes) not valid"
  from hook config-changed`},
		{"a lone dash", []string{"secret-add", "--file", "-"}, `charm ran: secret-add --file -   exit 2, stderr "ERROR open -: no such file or directory"
  from hook config-changed`},
		{"stored state without a key", []string{"state-set", "hunter2"}, `charm ran: state-set (7 bytes)   exit 2, stderr "ERROR expected \"key=value\", got (7 bytes)"
  from hook config-changed`},
		{"content for a misspelt tool", []string{"secret-ad", "--label", "hunter2", "hunter3"}, `charm ran: secret-ad --label (7 bytes) (7 bytes)   exit 1, stderr "ERROR bad request: unknown command: secret-ad"
  from hook config-changed; did you mean secret-add?`},
		{"a refusal", []string{"secret-get", id}, ""},
		{"a success", []string{"is-leader"}, ""},
		{"nothing", nil, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			session := toolSession("3.6.11", func(c call.Call) error {
				if _, ok := c.(*call.SecretGet); ok {
					return &call.Error{Code: call.ErrSecretNotFound, Message: "not found"}
				}
				return nil
			})
			session.Hook.Kind, session.Hook.Name = call.KindConfigChanged, "config-changed"
			require.Equal(t, test.want, hooktool.Mistake(session, test.argv, hooktool.Command(t.Context(), session, test.argv, nil)))
		})
	}
	session := call.Session{Hook: call.Hook{Kind: call.KindAction, Action: "backup"}}
	require.Contains(t, hooktool.Mistake(session, []string{"secret-get"}, hooktool.Result{Code: 2}), "\n  from action backup")
}
