package call

import "maps"

// ConfigGet asks for one option of the application's configuration, or for all (hook tool
// config-get). Values are string, int64, float64 or bool; nil is unset, and so is an option that
// does not exist.
type ConfigGet struct {
	Key string `yaml:"key,omitempty" json:"key,omitempty"` // empty: all options
	All bool   `yaml:"all,omitempty" json:"all,omitempty"` // unset options too, when all are asked for

	Value   any            `yaml:"value,omitempty" json:"value,omitempty"`     // the answer for one option
	Options map[string]any `yaml:"options,omitempty" json:"options,omitempty"` // the answer for all
}

// IsLeader asks whether this unit is its application's leader (hook tool is-leader).
type IsLeader struct {
	Leader bool `yaml:"leader,omitempty" json:"leader,omitempty"` // the answer
}

// LeaderGet asks for the settings that leaders of this application left (hook tool leader-get).
type LeaderGet struct {
	Settings map[string]string `yaml:"settings,omitempty" json:"settings,omitempty"` // the answer
}

// LeaderSet writes leader settings at once (hook tool leader-set); an empty value removes the
// key. For the leader alone: [ErrNotLeader].
type LeaderSet struct {
	Settings map[string]string `yaml:"settings,omitempty" json:"settings,omitempty"`
}

// JujuLog writes a line into the unit's log, at once (hook tool juju-log).
type JujuLog struct {
	Level   string `yaml:"level,omitempty" json:"level,omitempty"` // empty: INFO; a level that Juju does not know: INFO and a warning
	Message string `yaml:"message" json:"message"`
}

// ApplicationVersionSet says which version of the workload runs, at once (hook tool
// application-version-set).
type ApplicationVersionSet struct {
	Version string `yaml:"version" json:"version"`
}

// StateGet asks for what the unit stored in the controller (hook tool state-get).
type StateGet struct {
	State map[string]string `yaml:"state,omitempty" json:"state,omitempty"` // the answer; nil: nothing is stored
}

// StateSet stores values for the unit in the controller (hook tool state-set). It waits for the
// end of the hook.
type StateSet struct {
	State map[string]string `yaml:"state,omitempty" json:"state,omitempty"`
}

// StateDelete removes a value that the unit stored (hook tool state-delete). It waits for the end
// of the hook. A key that is not there is no error.
type StateDelete struct {
	Key string `yaml:"key" json:"key"`
}

// Tool returns "config-get".
func (*ConfigGet) Tool() string { return "config-get" }

// Tool returns "is-leader".
func (*IsLeader) Tool() string { return "is-leader" }

// Tool returns "leader-get".
func (*LeaderGet) Tool() string { return "leader-get" }

// Tool returns "leader-set".
func (*LeaderSet) Tool() string { return "leader-set" }

// Tool returns "juju-log".
func (*JujuLog) Tool() string { return "juju-log" }

// Tool returns "application-version-set".
func (*ApplicationVersionSet) Tool() string { return "application-version-set" }

// Tool returns "state-get".
func (*StateGet) Tool() string { return "state-get" }

// Tool returns "state-set".
func (*StateSet) Tool() string { return "state-set" }

// Tool returns "state-delete".
func (*StateDelete) Tool() string { return "state-delete" }

// Clone returns a detached copy.
func (c *ConfigGet) Clone() Call {
	n := *c
	n.Value, n.Options = CloneValue(c.Value), cloneAny(c.Options)
	return &n
}

// Clone returns a detached copy.
func (c *IsLeader) Clone() Call { n := *c; return &n }

// Clone returns a detached copy.
func (c *LeaderGet) Clone() Call { return &LeaderGet{Settings: maps.Clone(c.Settings)} }

// Clone returns a detached copy.
func (c *LeaderSet) Clone() Call { return &LeaderSet{Settings: maps.Clone(c.Settings)} }

// Clone returns a detached copy.
func (c *JujuLog) Clone() Call { n := *c; return &n }

// Clone returns a detached copy.
func (c *ApplicationVersionSet) Clone() Call { n := *c; return &n }

// Clone returns a detached copy.
func (c *StateGet) Clone() Call { return &StateGet{State: maps.Clone(c.State)} }

// Clone returns a detached copy.
func (c *StateSet) Clone() Call { return &StateSet{State: maps.Clone(c.State)} }

// Clone returns a detached copy.
func (c *StateDelete) Clone() Call { n := *c; return &n }

// unitCalls lists the calls of this file, each empty.
func unitCalls() []Call {
	return []Call{&ConfigGet{}, &IsLeader{}, &LeaderGet{}, &LeaderSet{}, &JujuLog{}, &ApplicationVersionSet{}, &StateGet{}, &StateSet{}, &StateDelete{}}
}

func (c *ConfigGet) validate(Version) *Error {
	if c.Key != "" && c.All {
		return notValid("cannot use argument --all together with key %q", c.Key)
	}
	return nil
}

func (*IsLeader) validate(Version) *Error              { return nil }
func (*LeaderGet) validate(Version) *Error             { return nil }
func (*LeaderSet) validate(Version) *Error             { return nil }
func (*JujuLog) validate(Version) *Error               { return nil }
func (*ApplicationVersionSet) validate(Version) *Error { return nil }
func (*StateGet) validate(Version) *Error              { return nil }

// Limits of stored state (Juju's state-set).
const (
	maxStateKey   = 256
	maxStateValue = 64 * 1024
)

func (c *StateSet) validate(Version) *Error {
	for key := range c.State {
		if len(key) > maxStateKey {
			return notValid("max allowed key length (%d) exceeded", maxStateKey)
		}
	}
	for _, value := range c.State {
		if len(value) > maxStateValue {
			return notValid("max allowed value length (%d) exceeded", maxStateValue)
		}
	}
	return nil
}

func (*StateDelete) validate(Version) *Error { return nil }

func (c *ConfigGet) widenNumbers() {
	c.Value = widened(c.Value)
	widened(c.Options)
}

func (c *ConfigGet) print(l *line) {
	l.flag("--all", c.All)
	l.word(c.Key)
}

func (*IsLeader) print(*line)      {}
func (*LeaderGet) print(*line)     {}
func (c *LeaderSet) print(l *line) { l.settings(c.Settings) }

func (c *JujuLog) print(l *line) {
	l.option("-l", c.Level)
	l.word(c.Message)
}

func (c *ApplicationVersionSet) print(l *line) { l.word(c.Version) }
func (*StateGet) print(*line)                  {}
func (c *StateSet) print(l *line)              { l.sizes(c.State) }
func (c *StateDelete) print(l *line)           { l.word(c.Key) }
