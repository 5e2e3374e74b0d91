package hooktool_test

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/hooktool"
)

// FuzzClient has every tool print arbitrary text: no Client panics, success leaves what can be written
// down, and a failure is a refusal with a text.
func FuzzClient(f *testing.F) {
	for _, seed := range []string{"", "{}\n", "null\n", "a: b\n", "{\"a\":1}\n", "[\"a\"]", "true", "key: !!binary AAH/\n", "secret:d0erdgpp4ni1a7hg2cg0\n",
		`{"application-status":{"status":"x","units":{"web/0":null}}}`, `{"x":{"expiry":"2026-01-01T00:00:00Z"}}`, "a: &a\n  *a\n", "1e999"} {
		f.Add(seed, "", byte(0))
		f.Add("", "ERROR "+seed, byte(1))
	}
	f.Fuzz(func(t *testing.T, stdout, stderr string, code byte) {
		client := hooktool.NewClient(func(context.Context, []string, []byte) (hooktool.Result, error) {
			return hooktool.Result{Code: int(code), Stdout: []byte(stdout), Stderr: []byte(stderr)}, nil
		})
		for _, tool := range call.Tools() {
			c := call.New(tool)
			if relation := reflect.ValueOf(c).Elem().FieldByName("Relation"); relation.IsValid() {
				relation.SetString("db:1")
			}
			err := client.Do(t.Context(), c)
			if (code != 0) && err == nil || err != nil && err.Error() == "" {
				t.Fatalf("%s: exit code %d: error %v", tool, code, err)
			}
			_ = c.Clone()
		}
	})
}

// FuzzReadEnvironment: an environment that can be read is told again as it was understood.
func FuzzReadEnvironment(f *testing.F) {
	f.Add("JUJU_UNIT_NAME=web/0\nJUJU_DISPATCH_PATH=hooks/start")
	f.Add("JUJU_UNIT_NAME=web/0\nJUJU_HOOK_NAME=db-relation-departed\nJUJU_RELATION=db\nJUJU_DEPARTING_UNIT=db/1")
	f.Add("JUJU_UNIT_NAME=web/0\nJUJU_DISPATCH_PATH=actions/backup\nJUJU_ACTION_UUID=1")
	f.Add("JUJU_UNIT_NAME=web/0\nJUJU_HOOK_NAME=secret-remove\nJUJU_SECRET_REVISION=-1")
	f.Fuzz(func(t *testing.T, text string) {
		hook, err := hooktool.ReadEnvironment(strings.Split(text, "\n"))
		if err != nil {
			return
		}
		if hook.Kind == "" || hook.Unit == "" || hook.App == "" {
			t.Fatalf("%q: read as %+v", text, hook)
		}
		again, err := hooktool.ReadEnvironment(hooktool.Environment(&hook))
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if again.Kind != hook.Kind || again.Name != hook.Name || again.Action != hook.Action || again.Unit != hook.Unit {
			t.Fatalf("%q: read as %+v, then as %+v", text, hook, again)
		}
	})
}
