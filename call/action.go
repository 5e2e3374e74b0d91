package call

import (
	"slices"
	"strings"
)

// ActionGet asks for the parameters of the running action, defaults of its schema filled in (hook
// tool action-get). Outside an action: [ErrNotAction].
type ActionGet struct {
	Params map[string]any `yaml:"params,omitempty" json:"params,omitempty"` // the answer
}

// ActionSet adds to the results of the running action (hook tool action-set). Results are sent
// when the action ends, even when it fails. Outside an action: [ErrNotAction].
type ActionSet struct {
	Results []ActionResult `yaml:"results,omitempty" json:"results,omitempty"` // in order: a later one wins
}

// ActionResult is one result of an action. Dots in the key make nested maps.
type ActionResult struct {
	Key   string `yaml:"key" json:"key"`
	Value string `yaml:"value" json:"value"`
}

// ActionLog writes a line of progress, at once (hook tool action-log). Outside an action:
// [ErrNotAction].
type ActionLog struct {
	Message string `yaml:"message" json:"message"`
}

// ActionFail marks the running action as failed (hook tool action-fail); the last message wins.
// What else waits for the end is still committed. Outside an action: [ErrNotAction].
type ActionFail struct {
	Message string `yaml:"message,omitempty" json:"message,omitempty"` // empty: Juju's own message

	NoMessage bool `yaml:"no-message,omitempty" json:"no-message,omitempty"` // empty Message means no message at all (action-fail "")
}

// Tool returns "action-get".
func (*ActionGet) Tool() string { return "action-get" }

// Tool returns "action-set".
func (*ActionSet) Tool() string { return "action-set" }

// Tool returns "action-log".
func (*ActionLog) Tool() string { return "action-log" }

// Tool returns "action-fail".
func (*ActionFail) Tool() string { return "action-fail" }

// Clone returns a detached copy.
func (c *ActionGet) Clone() Call { return &ActionGet{Params: cloneAny(c.Params)} }

// Clone returns a detached copy.
func (c *ActionSet) Clone() Call { return &ActionSet{Results: slices.Clone(c.Results)} }

// Clone returns a detached copy.
func (c *ActionLog) Clone() Call { n := *c; return &n }

// Clone returns a detached copy.
func (c *ActionFail) Clone() Call { n := *c; return &n }

// actionCalls lists the calls of this file, each empty.
func actionCalls() []Call {
	return []Call{&ActionGet{}, &ActionSet{}, &ActionLog{}, &ActionFail{}}
}

func (*ActionGet) validate(Version) *Error { return nil }

func (c *ActionSet) validate(v Version) *Error {
	for _, result := range c.Results {
		for part := range strings.SplitSeq(result.Key, ".") {
			if !isActionKey(part) {
				allowed := "lowercase alphanumeric, hyphens and periods"
				if v.AtLeast(3, 6, 0) {
					allowed = "lowercase alphanumeric and hyphens"
				}
				return notValid("key %q must start and end with lowercase alphanumeric, and contain only %s", part, allowed)
			}
			switch part {
			case "stdout", "stdout-encoding", "stderr", "stderr-encoding":
				return notValid("cannot set reserved action key %q", part)
			}
		}
	}
	return nil
}

func isActionKey(key string) bool {
	for i := range len(key) {
		c := key[i]
		edge := i == 0 || i == len(key)-1
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && (c != '-' || edge) {
			return false
		}
	}
	return key != ""
}

func (*ActionLog) validate(Version) *Error  { return nil }
func (*ActionFail) validate(Version) *Error { return nil }

func (c *ActionGet) widenNumbers() { widened(c.Params) }

func (*ActionGet) print(*line) {}

func (c *ActionSet) print(l *line) {
	for _, result := range c.Results {
		l.size(result.Key, result.Value)
	}
}

func (c *ActionLog) print(l *line) { l.word(c.Message) }

func (c *ActionFail) print(l *line) { l.word(c.Message) }
