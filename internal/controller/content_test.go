package controller_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

func TestKeepContent(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		rule
		given, want map[string]string
	}{
		{rule{"nothing", "secrets.md 7: an update need not have content"}, nil, nil},
		{rule{"texts", "secrets.md 2: values are strings"}, map[string]string{"a": "1", "b": ""}, map[string]string{"a": "1", "b": ""}},
		{rule{"base64", "secrets.md 2: stored as is, the suffix is no part of the key"}, map[string]string{"a#base64": "/w==", "b": "2"}, map[string]string{"a": "\xff", "b": "2"}},
		{rule{"a key in both ways", "secrets.md 2: the key is the same"}, map[string]string{"a#base64": "eA==", "a": "1"}, map[string]string{"a": "x"}},
		{rule{"no base64", "secrets.md 2: unchecked"}, map[string]string{"a#base64": "?"}, map[string]string{"a#base64": "?"}},
		{rule{"base64 with a line break", "secret-get key#base64 prints what was stored"}, map[string]string{"a#base64": "eA==\n"}, map[string]string{"a#base64": "eA==\n"}},
		{rule{"base64 with spare bits", "secret-get key#base64 prints what was stored"}, map[string]string{"a#base64": "/x=="}, map[string]string{"a#base64": "/x=="}},
		{rule{"the suffix in the middle", "secrets.md 2: a suffix"}, map[string]string{"a#base64z": "eA=="}, map[string]string{"a#base64z": "eA=="}},
	} {
		require.NotEmpty(t, row.why)
		for range 20 { // maps are walked in another order each time
			got := controller.KeepContent(row.given)
			require.Equal(t, row.want, got, row.name)
			if got != nil {
				given := len(row.given)
				got["own"] = "now"
				require.Len(t, row.given, given, "a map of its own")
			}
		}
	}
}

func TestDecodeContent(t *testing.T) {
	t.Parallel()
	many := func(more map[string]string) map[string]string {
		content := map[string]string{}
		for i := range 9 {
			content[fmt.Sprintf("key%d", i)] = "v"
		}
		for key, value := range more {
			content[key] = value
		}
		return content
	}
	for _, row := range []struct {
		rule
		kept, want map[string]string
		refusal    string
	}{
		{rule{"nothing", "secret-get prints {}"}, nil, map[string]string{}, ""},
		{rule{"texts", "secrets.md 2"}, map[string]string{"a": "1"}, map[string]string{"a": "1"}, ""},
		{rule{"base64 with a line break", "secrets.md 2: decoded when read"}, many(map[string]string{"a#base64": "eA==\n"}), many(map[string]string{"a": "x"}), ""},
		{rule{"no base64", "secrets.md 2: one bad value spoils every read"}, many(map[string]string{"a#base64": "eA==", "b#base64": "eA?="}), nil, "illegal base64 data at input byte 2"},
		{rule{"several that are not base64", "Juju tells the first it meets, in the order of a map; here always the same"},
			many(map[string]string{"a#base64": "eA?=", "b#base64": "e?==", "c#base64": "?", "d#base64": "eA=?", "e#base64": "eA=="}), nil, "illegal base64 data at input byte 0"},
	} {
		require.NotEmpty(t, row.why)
		for range 20 { // maps are walked in another order each time
			got, refusal := controller.DecodeContent(row.kept)
			require.Equal(t, row.want, got, row.name)
			if row.refusal == "" {
				require.Nil(t, refusal, row.name)
				kept := len(row.kept)
				got["own"] = "now"
				require.Len(t, row.kept, kept, "a map of its own")
				continue
			}
			require.Equal(t, &call.Error{Code: call.ErrContent, Message: row.refusal}, refusal, row.name)
		}
	}
}
