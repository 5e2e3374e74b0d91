package juju

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/charmscenario/scenario/call"
)

// Change is one thing that a hook changed in the model. Which fields say what it concerns depends on What.
type Change struct {
	What     What   `yaml:"what" json:"what"`
	Unit     string `yaml:"unit,omitempty" json:"unit,omitempty"`
	App      string `yaml:"app,omitempty" json:"app,omitempty"`
	Relation string `yaml:"relation,omitempty" json:"relation,omitempty"`
	Secret   string `yaml:"secret,omitempty" json:"secret,omitempty"`
	Owner    string `yaml:"owner,omitempty" json:"owner,omitempty"` // of the secret: an application, a unit, or "user"
	Label    string `yaml:"label,omitempty" json:"label,omitempty"` // the owner's, of the secret
	Revision int    `yaml:"revision,omitempty" json:"revision,omitempty"`
	Key      string `yaml:"key,omitempty" json:"key,omitempty"` // of a databag or of settings
	Old      string `yaml:"old,omitempty" json:"old,omitempty"` // empty: there was none
	New      string `yaml:"new,omitempty" json:"new,omitempty"` // empty: there is none any more
}

// What is what a Change concerns.
type What string

// What hooks change.
const (
	ChangedStatus          What = "status"           // of Unit or App
	ChangedVersion         What = "workload-version" // of App
	ChangedSettings        What = "leader-settings"  // of App: Key
	ChangedStored          What = "stored-state"     // of Unit: Key; Old and New are sizes
	ChangedDatabag         What = "databag"          // of Unit or App in Relation: Key
	ChangedSecretAdded     What = "secret-added"
	ChangedSecretRemoved   What = "secret-removed"
	ChangedLabel           What = "label" // the owner's
	ChangedDescription     What = "description"
	ChangedRotation        What = "rotation"
	ChangedExpiry          What = "expiry"
	ChangedRevision        What = "revision"         // Revision was added; New is keys and sizes
	ChangedRevisionRemoved What = "revision-removed" // Revision was removed
	ChangedGranted         What = "granted"          // to New, over Relation
	ChangedRevoked         What = "revoked"          // from Old
	ChangedTracking        What = "tracking"         // Unit went from revision Old to New
	ChangedConsumerLabel   What = "consumer-label"   // Unit calls the secret New
)

// change begins a change of a secret.
func (s *secret) change() Change {
	return Change{Secret: s.id(), Owner: s.facts.Owner, Label: s.facts.Label}
}

// of returns the change with what it is and from what to what.
func (c Change) of(what What, before, now string) Change {
	c.What, c.Old, c.New = what, before, now
	return c
}

// note adds a change to those of the hook.
func (s *unitStore) note(c Change) { s.notes = append(s.notes, c) }

// noteTexts adds a change for each key that differs.
func (s *unitStore) noteTexts(c Change, before, now map[string]string) {
	s.noteEach(c, before, now, func(text string) string { return text })
}

// noteKeys is noteTexts for what must not show: sizes stand for values.
func (s *unitStore) noteKeys(c Change, before, now map[string]string) {
	s.noteEach(c, before, now, size)
}

func size(text string) string { return fmt.Sprintf("%d bytes", len(text)) }

func (s *unitStore) noteEach(c Change, before, now map[string]string, show func(string) string) {
	from := len(s.notes)
	for key, value := range now {
		old, had := before[key]
		if had && old == value {
			continue
		}
		c.Key, c.Old, c.New = key, "", show(value)
		if had {
			c.Old = show(old)
		}
		s.note(c)
	}
	for key, value := range before {
		if _, kept := now[key]; !kept {
			c.Key, c.Old, c.New = key, show(value), ""
			s.note(c)
		}
	}
	slices.SortFunc(s.notes[from:], func(a, b Change) int { return strings.Compare(a.Key, b.Key) })
}

func equalStatus(a, b call.Status) bool {
	return a.Name == b.Name && a.Message == b.Message && len(a.Data) == 0 && len(b.Data) == 0
}

func describeStatus(s call.Status) string {
	name := s.Name
	if name == "" {
		name = call.StatusUnknown
	}
	if s.Message == "" {
		return string(name)
	}
	return fmt.Sprintf("%s %q", name, s.Message)
}

func describeTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// describeContent names the keys of a secret's content, and how long their values are.
func describeContent(content map[string]string) string {
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(content)) {
		parts = append(parts, key+" "+size(content[key]))
	}
	return strings.Join(parts, ", ")
}

// describeDuration is a duration without the parts that are zero: "24h", "90m".
func describeDuration(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
