package hooktool_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/hooktool"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestBothDirections: the table of tools, read backwards and then forwards, changes nothing. A call that
// becomes arguments and is read from them is the same call; so is what it was answered, once printed and
// read; so is a refusal.
func TestBothDirections(t *testing.T) {
	t.Parallel()
	for _, tool := range call.Tools() {
		t.Run(tool, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				question, answer := drawCall(t, tool)
				var refusal error
				if rapid.IntRange(0, 5).Draw(t, "refused") == 0 {
					refusal = &call.Error{Code: call.ErrPermissionDenied, Message: "permission denied"}
				}
				session := toolSession("3.6.11", func(c call.Call) error {
					require.Equal(t, question, c.Clone(), "the question")
					answer(c)
					return refusal
				})
				session.Refused = func(c call.Call, refusal *call.Error) { t.Errorf("refused: %s: %s", c.Tool(), refusal) }
				client := hooktool.NewClient(func(ctx context.Context, argv []string, stdin []byte) (hooktool.Result, error) {
					return hooktool.Command(ctx, session, argv, bytes.NewReader(stdin)), nil
				})
				got, want := question.Clone(), question.Clone()
				err := client.Do(t.Context(), got)
				require.Equal(t, refusal, err)
				if refusal == nil {
					answer(want)
				}
				require.Equal(t, want, got, "the answer")
			})
		})
	}
}

// drawText draws texts that are hard to pass on, but no NUL, which no argument can hold.
func drawText(t *rapid.T, name string) string {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"", "-", "--", "-x", "--help", "a=b", "=", " a ", "a b", "\"'", "é", "\xff\xfe", "a\n", "\n\n", "a\n\n\n",
			"\u2028", "\u0085x", "true", "1", "1e3", "~", "null", "#base64", "!!binary x", "{}", "[a]", "- a", "a: b", "\ta", "$(x)"}),
		rapid.StringMatching(`[ -~\n\t]{0,12}`),
		rapid.Custom(func(t *rapid.T) string {
			return strings.ReplaceAll(string(rapid.SliceOfN(rapid.Byte(), 0, 6).Draw(t, "bytes")), "\x00", "")
		}),
	).Draw(t, name)
}

func drawFilled(t *rapid.T, name string) string { return drawText(t, name) + "x" }

func drawMap(t *rapid.T, name string) map[string]string {
	values := make(map[string]string)
	for range rapid.IntRange(0, 3).Draw(t, name) {
		values[drawText(t, "key")] = drawText(t, "value")
	}
	return values
}

func drawSecretContent(t *rapid.T, least int) map[string]string {
	content := make(map[string]string)
	for i := range rapid.IntRange(least, 3).Draw(t, "content") {
		content[[]string{"user", "key-one", "aa0"}[i]] = drawText(t, "value")
	}
	return orNilMap(content)
}

func orNilMap(m map[string]string) map[string]string {
	if len(m) == 0 {
		return nil
	}
	return m
}

// drawValue draws what comes out of JSON unchanged: valid text, and numbers that are no whole floats.
func drawValue(t *rapid.T) any {
	return rapid.SampledFrom([]any{nil, true, "", "text", "é\n", int64(0), int64(-8080), int64(1) << 52, 0.5, 1e300,
		[]any{"a", int64(1), nil}, map[string]any{"a": map[string]any{"b": 1.5}}}).Draw(t, "value")
}

func drawStatus(t *rapid.T) call.Status {
	status := call.Status{Name: call.StatusBlocked, Message: rapid.StringMatching(`[a-z -]{0,5}`).Draw(t, "message")}
	if rapid.Bool().Draw(t, "data") {
		status.Data = map[string]any{"a": drawValue(t)}
	}
	return status
}

func drawTime(t *rapid.T, name string) time.Time {
	if rapid.Bool().Draw(t, name) {
		return time.Time{}
	}
	return time.Date(2026, 1, 2, 3, 4, 5, rapid.IntRange(0, 999_999_999).Draw(t, "ns"), time.UTC)
}

// drawCall draws a call that Juju's tools accept, and what fills in an answer.
func drawCall(t *rapid.T, tool string) (question call.Call, answer func(call.Call)) {
	label := func() string { return drawText(t, "label") }
	flag := func() bool { return rapid.Bool().Draw(t, "flag") }
	data := make(map[string]string)
	for key, text := range drawMap(t, "answer") {
		data[strings.ToValidUTF8(key, "?")] = text // Juju's keys are UTF-8
	}
	value := drawValue(t)
	silent := func(call.Call) {}
	switch tool {
	case "secret-add":
		c := &call.SecretAdd{Content: drawSecretContent(t, 1), Label: label(), Description: label(),
			Owner:  rapid.SampledFrom([]call.SecretOwner{"", call.OwnerUnit, call.OwnerApplication}).Draw(t, "owner"),
			Rotate: rapid.SampledFrom([]call.RotatePolicy{"", call.RotateNever, call.RotateYearly}).Draw(t, "rotate"), Expire: drawTime(t, "expire")}
		if c.Expire.IsZero() {
			c.ExpireIn = time.Duration(rapid.Int64Range(0, 1<<60).Draw(t, "expire in"))
		}
		return c, func(c call.Call) { c.(*call.SecretAdd).ID = toolSecret }
	case "secret-set":
		return &call.SecretSet{ID: toolSecret, Content: drawSecretContent(t, 0), Label: label(), Description: label(), Expire: drawTime(t, "expire")}, silent
	case "secret-get":
		return &call.SecretGet{ID: toolSecret, Label: label(), Peek: flag()}, func(c call.Call) { c.(*call.SecretGet).Content = data }
	case "secret-info-get":
		info := call.SecretInfo{ID: toolSecret[7:], Revision: 3, Label: "é", Owner: call.OwnerUnit, Rotate: call.RotateDaily,
			Expire: drawTime(t, "expire"), NextRotate: drawTime(t, "rotates")}
		if flag() {
			info.Access = []call.SecretAccess{{Target: "application-db", Scope: "relation-x", Role: "view"}}
		}
		return &call.SecretInfoGet{Label: "x" + label()}, func(c call.Call) { c.(*call.SecretInfoGet).Info = info }
	case "secret-ids":
		return &call.SecretIDs{}, func(c call.Call) { c.(*call.SecretIDs).IDs = drawNames(data) }
	case "secret-grant":
		return &call.SecretGrant{ID: toolSecret, Relation: "db:1", Unit: rapid.SampledFrom([]string{"", "postgresql/0"}).Draw(t, "unit")}, silent
	case "secret-revoke":
		return &call.SecretRevoke{ID: toolSecret, Relation: "db:1", Unit: rapid.SampledFrom([]string{"", "postgresql/0"}).Draw(t, "unit")}, silent
	case "secret-remove":
		return &call.SecretRemove{ID: toolSecret, Revision: rapid.IntRange(-1, 12).Draw(t, "revision")}, silent
	case "relation-ids":
		return &call.RelationIDs{Endpoint: label()}, func(c call.Call) { c.(*call.RelationIDs).IDs = drawNames(data) }
	case "relation-list":
		c := &call.RelationList{Relation: "db:1", App: flag()}
		return c, func(c call.Call) {
			if c := c.(*call.RelationList); c.App {
				c.RemoteApp = "postgresql"
			} else {
				c.Units = drawNames(data)
			}
		}
	case "relation-get":
		of := rapid.SampledFrom([]string{"web", "web/0", "postgresql/9", "not a name", "-x"}).Draw(t, "of")
		return &call.RelationGet{Relation: "db:1", Of: of}, func(c call.Call) { c.(*call.RelationGet).Data = data }
	case "relation-set":
		return &call.RelationSet{Relation: "db:1", App: flag(), Data: orNilMap(drawMap(t, "data"))}, silent
	case "relation-model-get":
		return &call.RelationModelGet{Relation: "db:1"}, func(c call.Call) { c.(*call.RelationModelGet).ModelUUID = "u" }
	}
	return drawUnitCall(t, tool, data, value)
}

func drawUnitCall(t *rapid.T, tool string, data map[string]string, value any) (question call.Call, answer func(call.Call)) {
	flag := func() bool { return rapid.Bool().Draw(t, "flag") }
	silent := func(call.Call) {}
	switch tool {
	case "config-get":
		if flag() {
			return &call.ConfigGet{Key: drawFilled(t, "key")}, func(c call.Call) { c.(*call.ConfigGet).Value = call.CloneValue(value) }
		}
		return &call.ConfigGet{All: flag()}, func(c call.Call) {
			c.(*call.ConfigGet).Options = map[string]any{"a": call.CloneValue(value), "b": nil}
		}
	case "is-leader":
		leader := flag()
		return &call.IsLeader{}, func(c call.Call) { c.(*call.IsLeader).Leader = leader }
	case "leader-get":
		return &call.LeaderGet{}, func(c call.Call) { c.(*call.LeaderGet).Settings = orNilMap(data) }
	case "leader-set": // what surrounds keys and values is trimmed, and a key holds no separator
		settings := map[string]string{"a": strings.TrimSpace(drawText(t, "value")), "-b": "="}
		return &call.LeaderSet{Settings: settings}, silent
	case "status-get":
		c, status := &call.StatusGet{App: flag()}, drawStatus(t)
		return c, func(c call.Call) {
			answered := c.(*call.StatusGet)
			if answered.Status = status.Clone(); answered.App {
				answered.Units = map[string]call.Status{"web/0": status.Clone(), "web/1": {Name: call.StatusUnknown}}
			}
		}
	case "status-set":
		return &call.StatusSet{App: flag(), Name: call.StatusActive, Message: drawText(t, "message")}, silent
	case "juju-log":
		return &call.JujuLog{Level: drawText(t, "level"), Message: drawText(t, "message")}, silent
	case "application-version-set":
		return &call.ApplicationVersionSet{Version: drawText(t, "version")}, silent
	case "state-get":
		return &call.StateGet{}, func(c call.Call) { c.(*call.StateGet).State = orNilMap(data) }
	case "state-set":
		return &call.StateSet{State: map[string]string{drawText(t, "key"): drawText(t, "value")}}, silent
	case "state-delete":
		return &call.StateDelete{Key: drawFilled(t, "key")}, silent
	case "action-get":
		return &call.ActionGet{}, func(c call.Call) {
			c.(*call.ActionGet).Params = map[string]any{"a": call.CloneValue(value)}
		}
	case "action-set":
		return &call.ActionSet{Results: []call.ActionResult{{Key: "a.b", Value: drawText(t, "value")}, {Key: "a", Value: drawText(t, "value")}}}, silent
	case "action-log":
		return &call.ActionLog{Message: drawText(t, "message")}, silent
	case "action-fail":
		message := drawText(t, "message")
		return &call.ActionFail{Message: message, NoMessage: message == "" && flag()}, silent
	}
	t.Fatalf("no call is drawn for %s", tool)
	return nil, nil
}

// drawNames makes a sorted list of valid texts of a map's keys.
func drawNames(data map[string]string) []string {
	var names []string
	for key := range data {
		names = append(names, strings.ToValidUTF8(key, "?"))
	}
	slices.Sort(names)
	return slices.Compact(names)
}
