package call

import (
	"maps"
	"reflect"
)

// StatusName is the word of a status.
type StatusName string

// The words of statuses. A charm sets the first four; the others are Juju's own.
const (
	StatusActive      StatusName = "active"
	StatusBlocked     StatusName = "blocked"
	StatusMaintenance StatusName = "maintenance"
	StatusWaiting     StatusName = "waiting"
	StatusUnknown     StatusName = "unknown"
	StatusError       StatusName = "error"
	StatusTerminated  StatusName = "terminated"
)

// Status is the workload status of a unit or the status of an application. The zero Status
// counts as unknown with no message, as Juju has it before a charm sets one.
type Status struct {
	Name    StatusName     `yaml:"name,omitempty" json:"name,omitempty"`       // empty: unknown
	Message string         `yaml:"message,omitempty" json:"message,omitempty"` // for people
	Data    map[string]any `yaml:"data,omitempty" json:"data,omitempty"`       // never set by status-set
}

// Clone returns a copy that shares no memory with s.
func (s Status) Clone() Status {
	s.Data = cloneAny(s.Data)
	return s
}

// StatusGet asks for the status of the unit, or of the application and all its units (hook
// tool status-get). The application's is for the leader alone: [ErrNotLeader].
type StatusGet struct {
	App bool `yaml:"app,omitempty" json:"app,omitempty"`

	Status Status            `yaml:"status,omitempty" json:"status,omitzero"` // the answer
	Units  map[string]Status `yaml:"units,omitempty" json:"units,omitempty"`  // the answer, by unit name, when App
}

// StatusSet sets the status of the unit, or of the application, at once (hook tool status-set).
// The application's is for the leader alone: [ErrNotLeader].
type StatusSet struct {
	App     bool       `yaml:"app,omitempty" json:"app,omitempty"`
	Name    StatusName `yaml:"name" json:"name"` // active, blocked, maintenance or waiting
	Message string     `yaml:"message,omitempty" json:"message,omitempty"`
}

// Tool returns "status-get".
func (*StatusGet) Tool() string { return "status-get" }

// Clone returns a detached copy.
func (c *StatusGet) Clone() Call {
	n := &StatusGet{App: c.App, Status: c.Status.Clone()}
	if c.Units != nil {
		n.Units = make(map[string]Status, len(c.Units))
		for unit, status := range c.Units {
			n.Units[unit] = status.Clone()
		}
	}
	return n
}

// Tool returns "status-set".
func (*StatusSet) Tool() string { return "status-set" }

// Clone returns a detached copy.
func (c *StatusSet) Clone() Call { n := *c; return &n }

// statusCalls lists the calls of this file, each empty.
func statusCalls() []Call {
	return []Call{&StatusGet{}, &StatusSet{}}
}

func (*StatusGet) validate(Version) *Error { return nil }

func (c *StatusSet) validate(Version) *Error {
	switch c.Name {
	case StatusMaintenance, StatusBlocked, StatusWaiting, StatusActive:
		return nil
	}
	return notValid("invalid status %q, expected one of [maintenance blocked waiting active]", string(c.Name))
}

func (c *StatusGet) widenNumbers() {
	widened(c.Status.Data)
	for _, status := range c.Units {
		widened(status.Data)
	}
}

func (c *StatusGet) print(l *line) { l.flag("--application", c.App) }

func (c *StatusSet) print(l *line) {
	l.flag("--application", c.App)
	l.word(string(c.Name))
	l.word(c.Message)
}

// cloneAny copies a map of decoded YAML or JSON, however deep.
func cloneAny(m map[string]any) map[string]any {
	if m == nil {
		return nil
	}
	n := maps.Clone(m)
	for k, v := range n {
		n[k] = CloneValue(v)
	}
	return n
}

// CloneValue copies a decoded YAML or JSON value (maps, lists, scalars), however deep. Maps and
// slices of other types are copied too.
func CloneValue(v any) any {
	switch v := v.(type) {
	case nil, string, bool, int, int64, float64:
		return v
	case map[string]any:
		return cloneAny(v)
	case []any:
		if v == nil {
			return v
		}
		n := make([]any, len(v))
		for i := range v {
			n[i] = CloneValue(v[i])
		}
		return n
	}
	return cloneReflected(reflect.ValueOf(v)).Interface()
}

// cloneReflected copies the maps and slices that a literal may hold, such as []string.
func cloneReflected(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Interface:
		if v.IsNil() {
			return v
		}
		n := reflect.New(v.Type()).Elem()
		n.Set(cloneReflected(v.Elem()))
		return n
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		n := reflect.MakeMapWithSize(v.Type(), v.Len())
		for entries := v.MapRange(); entries.Next(); {
			n.SetMapIndex(entries.Key(), cloneReflected(entries.Value()))
		}
		return n
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		n := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			n.Index(i).Set(cloneReflected(v.Index(i)))
		}
		return n
	}
	return v
}
