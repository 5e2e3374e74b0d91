// Package calltest checks that a [call.Backend] keeps the rules that charms rely on, whatever is behind it.
//
//	func TestBackend(t *testing.T) {
//		calltest.Run(t, func(t testing.TB, s calltest.Situation, during func(call.Backend)) {
//			... begin a hook in the situation
//			during(backend)
//			... end it
//		})
//	}
package calltest

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"github.com/charmscenario/scenario/call"
)

// Harness runs one hook in a situation. It calls during once, with a Backend for this hook, and ends the
// hook when that returns. The Backend must stay usable until the test is over: it then has to refuse.
type Harness func(t testing.TB, s Situation, during func(call.Backend))

// Run checks every rule in a subtest of its own. A failure tells the rule.
func Run(t *testing.T, harness Harness) {
	for _, r := range rules() {
		t.Run(r.name, func(t *testing.T) { r.test(t, harness) })
	}
}

// rule is one rule, and what shows that a Backend keeps it.
type rule struct {
	name      string
	text      string
	situation func(*Situation) // changes the usual one; nil: nothing
	during    func(*tester)
	after     func(*tester) // once the hook has ended; nil: nothing
}

func rules() []rule {
	var all []rule
	for _, some := range [][]rule{seamRules(), unitRules(), actionRules(), relationRules(), secretRules(), secretManageRules()} {
		all = append(all, some...)
	}
	return all
}

func (r rule) test(t testing.TB, harness Harness) {
	t.Helper()
	s := usual()
	if r.situation != nil {
		r.situation(&s)
	}
	var subject *tester
	harness(t, s, func(b call.Backend) {
		subject = &tester{TB: t, rule: r.text, situation: s, backend: b}
		r.during(subject)
	})
	switch {
	case subject == nil:
		t.Errorf("the harness did not call during")
	case r.after != nil:
		r.after(subject)
	}
}

// tester makes calls, and compares what comes of them.
type tester struct {
	testing.TB
	rule      string
	situation Situation
	backend   call.Backend
}

func (t *tester) do(c call.Call) error { return t.backend.Do(context.Background(), c) }

// answered makes a call that must be carried out.
func answered[C call.Call](t *tester, c C) C {
	t.Helper()
	if err := t.do(c); err != nil {
		t.Errorf("%s: got error %v, want none\nrule: %s", call.Record{Call: c}, err, t.rule)
	}
	return c
}

// refused makes a call that must be refused, with this code and Juju's text.
func (t *tester) refused(c call.Call, code call.Code, text string) {
	t.Helper()
	err := t.do(c)
	var refusal *call.Error
	switch {
	case err == nil:
		t.Errorf("%s: got no error, want %q\nrule: %s", call.Record{Call: c}, text, t.rule)
	case !errors.As(err, &refusal):
		t.Errorf("%s: got a %T (%v), want a *call.Error\nrule: %s", call.Record{Call: c}, err, err, t.rule)
	case refusal.Message != text || !errors.Is(err, code):
		t.Errorf("%s: got %q (%s), want %q (%s)\nrule: %s", call.Record{Call: c}, refusal.Message, refusal.Code, text, code, t.rule)
	}
}

// equal compares an answer.
func (t *tester) equal(what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %#v, want %#v\nrule: %s", what, got, want, t.rule)
	}
}

// sameTexts compares maps; nil and empty are the same.
func (t *tester) sameTexts(what string, got, want map[string]string) {
	t.Helper()
	if len(got) != 0 || len(want) != 0 {
		t.equal(what, got, want)
	}
}
