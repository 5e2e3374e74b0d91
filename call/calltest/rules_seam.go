package calltest

import (
	"context"
	"errors"
	"sync"

	"github.com/charmscenario/scenario/call"
)

// seamRules are those of the interface itself.
func seamRules() []rule {
	return []rule{
		{
			name: "nil", text: "a call that is nil is refused, not a panic",
			during: func(t *tester) {
				for _, c := range []call.Call{nil, (*call.IsLeader)(nil)} {
					if err := t.backend.Do(context.Background(), c); !errors.Is(err, call.ErrNotValid) {
						t.Errorf("got %v, want an error with code %q\nrule: %s", err, call.ErrNotValid, t.rule)
					}
				}
			},
		},
		{
			name: "answers belong to the caller", text: "what a call is answered may be written to; nobody else sees that",
			during: func(t *tester) {
				databag := answered(t, &call.RelationGet{Relation: "db:4", Of: "web/0"})
				databag.Data["kept"] = "scribbled"
				t.equal("databag", answered(t, &call.RelationGet{Relation: "db:4", Of: "web/0"}).Data, map[string]string{"kept": "old"})
				content := answered(t, &call.SecretGet{ID: sharedWithUs})
				content.Content["token"] = "scribbled"
				t.equal("content", answered(t, &call.SecretGet{ID: sharedWithUs}).Content, map[string]string{"token": "one"})
				options := answered(t, &call.ConfigGet{})
				options.Options["port"] = "scribbled"
				t.equal("option", answered(t, &call.ConfigGet{Key: "port"}).Value, int64(8080))
			},
		},
		{
			name: "questions belong to the caller", text: "what a call asks may be written to once it is answered; it was read before",
			during: func(t *tester) {
				data := map[string]string{"a": "asked"}
				answered(t, &call.RelationSet{Relation: "db:4", Data: data})
				data["a"] = "scribbled"
				t.equal("databag", answered(t, &call.RelationGet{Relation: "db:4", Of: "web/0"}).Data["a"], "asked")
				content := map[string]string{"password": "asked"}
				made := answered(t, &call.SecretAdd{Content: content})
				content["password"] = "scribbled"
				t.equal("content", answered(t, &call.SecretGet{ID: made.ID}).Content, map[string]string{"password": "asked"})
			},
		},
		{
			name: "old answers are gone", text: "an answer takes the place of what stood in its field before",
			during: func(t *tester) {
				stale := map[string]string{"stale": "x"}
				t.equal("databag", answered(t, &call.RelationGet{Relation: "db:4", Of: "postgresql", Data: stale}).Data, map[string]string{"name": "main"})
				t.equal("content", answered(t, &call.SecretGet{ID: sharedWithUs, Content: stale}).Content, map[string]string{"token": "one"})
				t.sameTexts("settings", answered(t, &call.LeaderGet{Settings: stale}).Settings, map[string]string{"kept": "old"})
				t.equal("option", answered(t, &call.ConfigGet{Key: "none", Value: "stale"}).Value, nil)
				t.equal("units", answered(t, &call.RelationList{Relation: "db:12", Units: []string{"stale"}}).Units, []string(nil))
			},
		},
		{
			name: "goroutines", text: "several goroutines may make calls; each gets its own answer",
			during: func(t *tester) {
				var running sync.WaitGroup
				for range 4 {
					running.Go(func() {
						if c := (&call.SecretGet{ID: sharedWithUs}); t.do(c) != nil || c.Content["token"] != "one" {
							t.Errorf("got %v, want the tracked content\nrule: %s", c.Content, t.rule)
						}
						if err := t.do(&call.RelationSet{Relation: "db:4", Data: map[string]string{"a": "b"}}); err != nil {
							t.Errorf("got error %v, want none\nrule: %s", err, t.rule)
						}
					})
				}
				running.Wait()
			},
		},
		{
			name: "cancelled", text: "a call whose context has ended is not made; the error is the context's",
			during: func(t *tester) {
				ctx, cancel := context.WithCancel(context.Background())
				cancel()
				if err := t.backend.Do(ctx, &call.StateSet{State: map[string]string{"a": "b"}}); !errors.Is(err, context.Canceled) {
					t.Errorf("got %v, want context.Canceled\nrule: %s", err, t.rule)
				}
				t.sameTexts("stored state", answered(t, &call.StateGet{}).State, map[string]string{"kept": "old"})
			},
		},
		{
			name: "after the hook", text: "a call that is made after the end of the hook is refused",
			during: func(t *tester) { answered(t, &call.IsLeader{}) },
			after: func(t *tester) {
				if err := t.do(&call.IsLeader{}); !errors.Is(err, call.ErrHookEnded) {
					t.Errorf("got %v, want an error with code %q\nrule: %s", err, call.ErrHookEnded, t.rule)
				}
			},
		},
		{
			name: "arguments", text: "what a call asks is checked before anything is looked up, and refused in Juju's words",
			during: func(t *tester) {
				for _, c := range invalidCalls() {
					t.refused(c.call, call.ErrNotValid, c.text)
				}
			},
		},
	}
}

// invalidCall is a call that Juju takes for malformed, and what it says.
type invalidCall struct {
	call call.Call
	text string
}

func invalidCalls() []invalidCall {
	content := map[string]string{"password": "x"}
	return []invalidCall{
		{&call.SecretAdd{}, "empty secrte content not valid"}, // Juju's spelling
		{&call.SecretAdd{Content: map[string]string{"no": "x"}}, `key "no" not valid`},
		{&call.SecretAdd{Content: content, Rotate: "often"}, `rotate policy "often" not valid`},
		{&call.SecretAdd{Content: content, Owner: "me"}, `secret owner "me" not valid`},
		{&call.SecretAdd{Content: content, ExpireIn: -3600e9}, `negative expire duration "-1h0m0s" not valid`},
		{&call.SecretSet{}, "missing secret URI"},
		{&call.SecretSet{ID: "nonsense", Label: "l"}, `secret URI "nonsense" not valid`},
		{&call.SecretSet{ID: "http:" + ownedByApp[7:]}, `secret URI scheme "http" not valid`},
		{&call.SecretGet{}, "require either a secret URI or label"},
		{&call.SecretGet{ID: "http:x"}, `secret URI "http:x" not valid`},
		{&call.SecretGet{ID: ownedByApp, Peek: true, Refresh: true}, "specify one of --peek or --refresh but not both"},
		{&call.SecretInfoGet{ID: ownedByApp, Label: "app-label"}, "specify either a secret URI or label but not both"},
		{&call.SecretGrant{ID: "nonsense", Relation: "db:4"}, `secret URI "nonsense" not valid`},
		{&call.SecretGrant{ID: ownedByApp}, "no relation id specified"},
		{&call.SecretGrant{ID: ownedByApp, Relation: "db:4", Unit: "0"}, `unit "0" not valid`},
		{&call.SecretGrant{ID: ownedByApp, Relation: "db:4", Unit: "mysql/0"}, `cannot specify unit "mysql/0" in relation to application "postgresql"`},
		{&call.SecretRevoke{ID: ownedByApp}, "missing relation or application or unit"},
		{&call.SecretRevoke{ID: ownedByApp, Relation: "db:4", App: "postgresql"}, "do not specify both relation and app"},
		{&call.SecretRemove{}, "missing secret URI"},
		{&call.RelationGet{Relation: "db:4"}, `"" is not a valid unit or application`},
		{&call.RelationGet{Of: "web/0"}, "no relation id specified"},
		{&call.RelationList{Relation: "db:x"}, `invalid value "db:x" for option -r: invalid relation id`},
		{&call.StatusSet{Name: "great"}, `invalid status "great", expected one of [maintenance blocked waiting active]`},
		{&call.StatusSet{Name: call.StatusUnknown}, `invalid status "unknown", expected one of [maintenance blocked waiting active]`},
		{&call.ConfigGet{Key: "port", All: true}, `cannot use argument --all together with key "port"`},
		{&call.ActionSet{Results: []call.ActionResult{{Key: "stdout", Value: "x"}}}, `cannot set reserved action key "stdout"`},
	}
}
