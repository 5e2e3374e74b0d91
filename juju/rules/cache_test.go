package rules_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/juju"
)

// TestCachedDatabag: hooks.md 5.2, remote unit databags stay cached across hooks until a joined or changed hook for that
// unit.
func TestCachedDatabag(t *testing.T) {
	t.Parallel()
	host := func(value string) func(*stage) { return writes("db", write("database", "host", value)) }
	tests := []struct {
		name, why string
		reads     bool // whether web reads db's databag in relation hooks
		then      func(*stage)
		want      []string
	}{
		{"read before the write", "worker/uniter/runner/context/cache.go: config-changed comes before the changed that is due", true, func(s *stage) {
			host("two")(s)
			_, err := s.StepUnit("db/0")
			s.ok(err)
			s.reconfigure("web")
		}, []string{"web/0 config-changed: ids [database:1], list [db/0], host=one", "web/0 database changed db/0: ids [database:1], list [db/0], host=two"}},
		{"written twice", "worker/uniter/runner/context/cache.go: what was read stays", true, func(s *stage) {
			for _, value := range []string{"two", "three"} {
				host(value)(s)
				_, err := s.StepUnit("db/0")
				s.ok(err)
			}
			s.reconfigure("web")
		}, []string{"web/0 config-changed: ids [database:1], list [db/0], host=one", "web/0 database changed db/0: ids [database:1], list [db/0], host=three"}},
		{"never read", "worker/uniter/runner/context/cache.go: what is not cached is asked for", false, func(s *stage) {
			host("two")(s)
			_, err := s.StepUnit("db/0")
			s.ok(err)
			s.reconfigure("web")
		}, []string{"web/0 config-changed: ids [database:1], list [db/0], host=two"}},
		{"after relation-changed", "worker/uniter/runner/context/contextfactory.go: the hook clears it", true, func(s *stage) {
			host("two")(s)
			s.settle()
			s.forget()
			s.reconfigure("web")
		}, []string{"web/0 config-changed: ids [database:1], list [db/0], host=two"}},
		{"by an action", "worker/uniter/runner/context/contextfactory.go: actions have the same cache", true, func(s *stage) {
			host("two")(s)
			_, err := s.StepUnit("db/0")
			s.ok(err)
			_, err = s.Run("web/0", "look", nil)
			s.ok(err)
		}, []string{"web/0 action look: ids [database:1], list [db/0], host=one", "web/0 database changed db/0: ids [database:1], list [db/0], host=two"}},
		{"in relation-departed", "worker/uniter/runner/context/contextfactory.go: who departs is no member, and its databag is asked for", true, func(s *stage) {
			host("two")(s)
			_, err := s.StepUnit("db/0")
			s.ok(err)
			s.ok(s.Scale("db", 0))
		}, []string{"web/0 database departed db/0: ids [database:1], list [], host=two"}},
		{"a failed relation-changed", "worker/uniter/runner/context/contextfactory.go: each run of the hook clears it", false, func(s *stage) {
			s.does["web/0 database changed"] = both(s.look("database:1", "db/0"), failing)
			host("two")(s)
			s.settle()
			host("three")(s)
			s.settle()
			s.mend("web/0 database changed")
			s.do("web/0 database changed", s.look("database:1", "db/0"))
			s.ok(s.Resolved("web/0", true))
		}, []string{
			"web/0 database changed db/0: ids [database:1], list [db/0], host=two", // failed
			"web/0 database changed db/0: ids [database:1], list [db/0], host=three",
			"web/0 database changed db/0: ids [database:1], list [db/0], host=three",
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := onStage(t, &juju.Model{})
			s.deploy(dbMetadata, "db", 1)
			s.deploy(webMetadata+"actions: {look: {description: Looks.}}\n", "web", 1)
			s.ok(s.Integrate("db", "web"))
			s.settle()
			if test.reads {
				s.do("web/0 database", s.look("database:1", "db/0"))
			}
			host("one")(s)
			s.settle()
			s.do("web/0 config-changed", s.look("database:1", "db/0"))
			s.do("web/0 action", s.look("database:1", "db/0"))
			s.forget()
			test.then(s)
			s.sameInState()
			s.settle()
			require.Equal(t, test.want, s.saw, test.why)
		})
	}
}

// sameInState runs the next hook of each unit on its derived State, and notes nothing: what the charm sees there must be
// what it sees on the model, which the test compares.
func (s *stage) sameInState() {
	s.t.Helper()
	for _, unit := range []string{"db/0", "web/0"} {
		event, ok, err := s.Next(unit)
		s.ok(err)
		if !ok {
			continue
		}
		state, err := s.State(unit)
		s.ok(err)
		context, err := s.Context(unit)
		s.ok(err)
		lines, saw := s.lines, s.saw
		s.forget()
		_, err = context.Run(event, state)
		s.ok(err)
		alone := s.saw
		s.lines, s.saw = lines, saw
		from := len(s.saw)
		_, err = s.StepUnit(unit)
		s.ok(err)
		require.Equal(s.t, alone, append([]string(nil), s.saw[from:]...))
	}
}
