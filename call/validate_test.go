package call_test

import (
	"strings"
	"testing"

	"github.com/charmscenario/scenario/call"
	"github.com/stretchr/testify/require"
)

// TestValidate checks rules that a charm in Go meets too; an empty want means that the call is fine.
func TestValidate(t *testing.T) {
	t.Parallel()
	const id = "secret:" + uriID
	content := map[string]string{"key": "value"}
	old, current := call.Version{Major: 3, Minor: 5}, call.Version{Major: 3, Minor: 6, Patch: 11}
	tests := []struct {
		name    string
		call    call.Call
		version call.Version
		want    string
	}{
		{"content", &call.SecretAdd{Content: content}, current, ""},
		{"no content, old words", &call.SecretAdd{}, old, "empty secret value not valid"},
		{"no content, looked at after leadership", &call.SecretAdd{}, current, ""},
		{"no new content", &call.SecretSet{ID: id}, current, ""},
		{"owner", &call.SecretAdd{Owner: "model", Content: content}, current, `secret owner "model" not valid`},
		{"rotate policy", &call.SecretSet{ID: id, Rotate: "often"}, current, `rotate policy "often" not valid`},
		{"short key", &call.SecretAdd{Content: map[string]string{"ab": "x"}}, current, `key "ab" not valid`},
		{"dashes do not count", &call.SecretAdd{Content: map[string]string{"a-b": "x"}}, current, `key "a-b" not valid`},
		{"double dash", &call.SecretAdd{Content: map[string]string{"ab--cd": "x"}}, current, `key "ab--cd" not valid`},
		{"first bad key is told", &call.SecretAdd{Content: map[string]string{"Z": "x", "A": "x"}}, current, `key "A" not valid`},
		{"old limit of a value", &call.SecretAdd{Content: map[string]string{"key": strings.Repeat("x", 8*1024)}}, old, ""},
		{"beyond it", &call.SecretAdd{Content: map[string]string{"key#base64": strings.Repeat("x", 8*1024+1)}}, old, `secret content for key "key#base64" too large: 8193 bytes`},
		{"new limit of a value", &call.SecretAdd{Content: map[string]string{"key": strings.Repeat("x", 750_000)}}, current, ""},
		{"beyond the new one", &call.SecretAdd{Content: map[string]string{"key": strings.Repeat("x", 750_001)}}, current, `base64 encoded secret content for key "key" too large: 1000004 bytes`},
		{"old limit before the key", &call.SecretAdd{Content: map[string]string{"x": strings.Repeat("x", 8*1024+1)}}, old, `secret content for key "x" too large: 8193 bytes`},
		{"new limit after the key", &call.SecretAdd{Content: map[string]string{"x": strings.Repeat("x", 750_001)}}, current, `key "x" not valid`},
		{"text that is no URI, when reading", &call.SecretGet{ID: "%zz"}, current, `secret URI "%zz" not valid`},
		{"text that is no URI, when writing", &call.SecretSet{ID: "%zz"}, current, `parse "%zz": invalid URL escape "%zz"`},
		{"which secret to get", &call.SecretGet{}, current, "require either a secret URI or label"},
		{"peek and refresh", &call.SecretGet{ID: id, Peek: true, Refresh: true}, current, "specify one of --peek or --refresh but not both"},
		{"scheme, when reading", &call.SecretGet{ID: "http:" + uriID}, current, `secret URI "http:` + uriID + `" not valid`},
		{"scheme, when writing", &call.SecretRemove{ID: "http:" + uriID}, current, `secret URI scheme "http" not valid`},
		{"info of which", &call.SecretInfoGet{ID: id, Label: "l"}, current, "specify either a secret URI or label but not both"},
		{"grant over nothing", &call.SecretGrant{ID: id}, current, "no relation id specified"},
		{"grant to no unit", &call.SecretGrant{ID: id, Relation: "db:1", Unit: "db"}, current, `unit "db" not valid`},
		{"revoke from whom", &call.SecretRevoke{ID: id}, current, "missing relation or application or unit"},
		{"revoke from both", &call.SecretRevoke{ID: id, App: "db", Unit: "db/0"}, current, "specify only one of application or unit"},
		{"endpoint that nobody has", &call.RelationIDs{}, current, ""},
		{"nobody's data", &call.RelationGet{Relation: "db:1"}, current, `"" is not a valid unit or application`},
		{"status", &call.StatusSet{Name: "error"}, current, `invalid status "error", expected one of [maintenance blocked waiting active]`},
		{"state key", &call.StateSet{State: map[string]string{strings.Repeat("k", 257): ""}}, current, "max allowed key length (256) exceeded"},
		{"state value", &call.StateSet{State: map[string]string{"k": strings.Repeat("v", 65537)}}, current, "max allowed value length (65536) exceeded"},
		{"reserved result", &call.ActionSet{Results: []call.ActionResult{{Key: "a.stdout"}}}, current, `cannot set reserved action key "stdout"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			refusal := call.Validate(test.call, test.version)
			if test.want == "" {
				require.Nil(t, refusal)
				return
			}
			require.NotNil(t, refusal)
			require.Equal(t, test.want, refusal.Message)
			require.ErrorIs(t, refusal, call.ErrNotValid)
		})
	}
}
