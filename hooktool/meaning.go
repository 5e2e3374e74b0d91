package hooktool

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmscenario/scenario/call"
)

// meaning says which code a text of Juju stands for: one that begins and ends so.
type meaning struct {
	begins, ends string
	code         call.Code
}

// meanings returns the table of Juju's texts. The first row that fits counts. Texts that wrap another one
// put their own words before it.
func meanings() []meaning {
	return []meaning{
		{"invalid value ", "relation not found", call.ErrRelationNotFound},
		{"secret revision ", " not found", call.ErrRevisionNotFound},
		{"secret key value ", " not found", call.ErrNotValid},
		{"secret ", " not found", call.ErrSecretNotFound},
		{"consumer label ", " not found", call.ErrSecretNotFound},
		{"cannot read settings for unit ", "settings not found", call.ErrSettingsNotFound},
		{"permission denied", "permission denied", call.ErrPermissionDenied}, // not of files
		{"secret with label ", " already exists", call.ErrLabelExists},
		{"secret label ", " already exists", call.ErrLabelExists},
		{"getting latest secret revision: secret label ", " already exists", call.ErrLabelExists},
		{"", "this unit is not the leader", call.ErrNotLeader},
		{"cannot write leadership settings: ", "not the leader", call.ErrNotLeader},
		{"cannot write relation settings", "", call.ErrNotLeader},
		{"only unit leaders can update an application owned secret label", "", call.ErrNotLeader},
		{"any unit level grants need to be revoked before granting access", "", call.ErrGrant},
		{"not running an action", "", call.ErrNotAction},
		{"bad request: unknown command: ", "", call.ErrNotSupported},
		{"bad request: wrong context ID", "", call.ErrHookEnded},
		{"bad request: expected context id ", "", call.ErrHookEnded},
		{"cannot make call ", ": the hook has ended", call.ErrHookEnded},
		{"illegal base64 data at input byte ", "", call.ErrContent},
		{"max allowed key length ", " exceeded", call.ErrNotValid},
		{"max allowed value length ", " exceeded", call.ErrNotValid},
		{"max allowed size ", " exceeded", call.ErrStateTooLarge},
		{"", " not valid", call.ErrNotValid},
		{`"" is not a valid unit or application`, "", call.ErrNotValid},
		{`"`, `" not found`, call.ErrStateNotFound},
	}
}

// refusalOf reads the failure of a tool. What the tool calls wrong arguments is not valid, unless the
// text says more.
func refusalOf(tool string, result Result) *call.Error {
	message := refusalText(string(result.Stderr))
	if message == "" {
		message = fmt.Sprintf("%s: exit status %d", tool, result.Code)
	}
	if i := rowOf(message); i >= 0 {
		return &call.Error{Code: meanings()[i].code, Message: message}
	}
	if result.Code == exitArguments {
		return &call.Error{Code: call.ErrNotValid, Message: message}
	}
	return &call.Error{Code: call.ErrRefused, Message: message}
}

// rowOf returns the index of the first row that a text fits, -1 when there is none.
func rowOf(message string) int {
	return slices.IndexFunc(meanings(), func(m meaning) bool {
		return strings.HasPrefix(message, m.begins) && strings.HasSuffix(message, m.ends)
	})
}

// refusalText returns Juju's own text: what stands behind ERROR, which other lines may precede.
func refusalText(stderr string) string {
	const mark = "ERROR "
	if !strings.HasPrefix(stderr, mark) {
		if at := strings.Index(stderr, "\n"+mark); at >= 0 {
			stderr = stderr[at+1:]
		}
	}
	return strings.TrimRight(strings.TrimPrefix(stderr, mark), "\n")
}
