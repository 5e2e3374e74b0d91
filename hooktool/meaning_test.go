package hooktool_test

import (
	"slices"
	"testing"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/hooktool"
	"github.com/stretchr/testify/require"
)

// TestMeanings checks which code each text of Juju stands for. Every row of the table is met.
func TestMeanings(t *testing.T) {
	t.Parallel()
	tests := []struct {
		tool, text string
		code       int
		want       call.Code
	}{
		{"relation-get", `invalid value "9" for option -r: relation not found`, 2, call.ErrRelationNotFound},
		{"secret-get", `secret revision "d0erdgpp4ni1a7hg2cg0/3" not found`, 1, call.ErrRevisionNotFound},
		{"secret-get", `secret key value "user" not found`, 1, call.ErrNotValid},
		{"secret-get", `secret "secret:d0erdgpp4ni1a7hg2cg0" not found`, 1, call.ErrSecretNotFound},
		{"secret-grant", `secret "d0erdgpp4ni1a7hg2cg0" not found`, 1, call.ErrSecretNotFound},
		{"secret-get", `consumer label "db" not found`, 1, call.ErrSecretNotFound},
		{"relation-get", `cannot read settings for unit "db/9" in relation "web:db db:db": unit "db/9": settings not found`, 1, call.ErrSettingsNotFound},
		{"secret-get", `permission denied`, 1, call.ErrPermissionDenied},
		{"secret-add", `reading content for secret key "key": open /tmp/x/0: permission denied`, 2, call.ErrNotValid},
		{"secret-add", `secret with label "db" already exists`, 1, call.ErrLabelExists},
		{"secret-get", `secret label "db" for consumer "unit-web-0" already exists`, 1, call.ErrLabelExists},
		{"secret-get", `getting latest secret revision: secret label "db" for consumer "unit-web-0" already exists`, 1, call.ErrLabelExists},
		{"secret-add", `this unit is not the leader`, 1, call.ErrNotLeader},
		{"status-get", `finding application status: this unit is not the leader`, 1, call.ErrNotLeader},
		{"leader-set", `cannot write leadership settings: cannot write settings: not the leader`, 1, call.ErrNotLeader},
		{"relation-set", `cannot write relation settings`, 1, call.ErrNotLeader},
		{"secret-get", `only unit leaders can update an application owned secret label`, 1, call.ErrNotLeader},
		{"secret-grant", `any unit level grants need to be revoked before granting access to the corresponding application`, 1, call.ErrGrant},
		{"action-get", `not running an action`, 1, call.ErrNotAction},
		{"relation-model-get", `bad request: unknown command: relation-model-get`, 1, call.ErrNotSupported},
		{"is-leader", `bad request: wrong context ID; got "b"`, 1, call.ErrHookEnded},
		{"is-leader", `bad request: expected context id "a", got "b"`, 1, call.ErrHookEnded},
		{"is-leader", `cannot make call is-leader: the hook has ended`, 1, call.ErrHookEnded},
		{"secret-get", `illegal base64 data at input byte 3`, 1, call.ErrContent},
		{"state-set", `max allowed key length (256) exceeded`, 1, call.ErrNotValid},
		{"state-set", `max allowed value length (65536) exceeded`, 1, call.ErrNotValid},
		{"state-set", `max allowed size (2097152) exceeded`, 1, call.ErrStateTooLarge},
		{"secret-add", `empty secrte content not valid`, 1, call.ErrNotValid},
		{"secret-get", `secret URI "x" not valid`, 2, call.ErrNotValid},
		{"relation-get", `"" is not a valid unit or application`, 1, call.ErrNotValid},
		{"state-get", `"key" not found`, 1, call.ErrStateNotFound},
		{"status-set", `invalid status "great", expected one of [maintenance blocked waiting active]`, 2, call.ErrNotValid},
		{"is-leader", `leadership status unknown: timed out`, 1, call.ErrRefused},
		{"relation-set", "yaml: unmarshal errors:\n  line 2: cannot unmarshal !!map into string", 1, call.ErrRefused},
	}
	met := make([]bool, hooktool.Meanings())
	for _, test := range tests {
		got, row := hooktool.RefusalOf(test.tool, hooktool.Result{Code: test.code, Stderr: []byte("ERROR " + test.text + "\n")})
		require.Equal(t, &call.Error{Code: test.want, Message: test.text}, got)
		if row >= 0 {
			met[row] = true
		}
	}
	require.Equal(t, -1, slices.Index(met, false), "a row that no text above fits")
}

// TestRefusalText: whatever stands around it, Juju's own text is what counts.
func TestRefusalText(t *testing.T) {
	t.Parallel()
	for stderr, want := range map[string]string{
		"ERROR permission denied\n":               "permission denied",
		"WARNING slow\nERROR permission denied\n": "permission denied",
		"ERROR a\n  line 2: ERROR b\n":            "a\n  line 2: ERROR b",
		"permission denied":                       "permission denied",
		"":                                        "secret-get: exit status 1",
		"--format flag deprecated\nERROR too many\n\n\n": "too many",
	} {
		got, _ := hooktool.RefusalOf("secret-get", hooktool.Result{Code: 1, Stderr: []byte(stderr)})
		require.Equal(t, want, got.Message)
	}
}

// TestRecordedRefusals: each text that Juju's tools were recorded to refuse a call with has a code.
func TestRecordedRefusals(t *testing.T) {
	t.Parallel()
	tools, _, err := loadVectors("testdata/vectors")
	require.NoError(t, err)
	counted := 0
	for _, tool := range tools {
		for _, v := range tool.Vectors {
			for _, hook := range v.hooks() {
				for _, step := range hook.Steps {
					if step.RC == 0 || len(step.Argv) == 0 || !slices.Contains(call.Tools(), step.Argv[0]) {
						continue
					}
					got, row := hooktool.RefusalOf(step.Argv[0], hooktool.Result{Code: step.RC, Stderr: []byte(step.Stderr)})
					if got.Code == call.ErrRefused {
						require.Contains(t, got.Message, "yaml: ", "%s: %q", v.Name, step.Argv)
						continue
					}
					require.True(t, row >= 0 || step.RC == 2, "%s: %q", v.Name, step.Argv)
					counted++
				}
			}
		}
	}
	require.Greater(t, counted, 450)
}
