package call

import (
	"maps"
	"slices"
	"time"
)

// Commit is what a hook left to be done at its end, shaped as the one request that the unit agent
// sends to the controller (CommitHookChanges). The controller works through it in this order,
// field by field; the secret steps one by one, the rest in a single transaction.
type Commit struct {
	SecretCreates     []SecretCreate       `yaml:"secret-creates,omitempty" json:"secret-creates,omitempty"`
	SecretUpdates     []SecretUpdate       `yaml:"secret-updates,omitempty" json:"secret-updates,omitempty"`
	SecretTrackLatest []string             `yaml:"secret-track-latest,omitempty" json:"secret-track-latest,omitempty"` // IDs
	SecretGrants      []SecretGrantChange  `yaml:"secret-grants,omitempty" json:"secret-grants,omitempty"`
	SecretRevokes     []SecretRevokeChange `yaml:"secret-revokes,omitempty" json:"secret-revokes,omitempty"`
	SecretDeletes     []SecretDelete       `yaml:"secret-deletes,omitempty" json:"secret-deletes,omitempty"`

	RelationSettings []RelationSettings `yaml:"relation-settings,omitempty" json:"relation-settings,omitempty"`
	StoredState      *map[string]string `yaml:"stored-state,omitempty" json:"stored-state,omitempty"` // the whole of it; nil: untouched
}

// SecretCreate is a secret to be made.
type SecretCreate struct {
	ID          string            `yaml:"id" json:"id"` // "secret://<model-uuid>/<id>"
	Owner       SecretOwner       `yaml:"owner" json:"owner"`
	Content     map[string]string `yaml:"content,omitempty" json:"content,omitempty"`
	Label       string            `yaml:"label,omitempty" json:"label,omitempty"`
	Description string            `yaml:"description,omitempty" json:"description,omitempty"`
	Rotate      RotatePolicy      `yaml:"rotate,omitempty" json:"rotate,omitempty"`
	Expire      time.Time         `yaml:"expire,omitempty" json:"expire,omitzero"`
}

// SecretUpdate is a secret to be changed; what is zero stays as it is.
type SecretUpdate struct {
	ID          string            `yaml:"id" json:"id"`
	Content     map[string]string `yaml:"content,omitempty" json:"content,omitempty"`
	Label       string            `yaml:"label,omitempty" json:"label,omitempty"`
	Description string            `yaml:"description,omitempty" json:"description,omitempty"`
	Rotate      RotatePolicy      `yaml:"rotate,omitempty" json:"rotate,omitempty"`
	Expire      time.Time         `yaml:"expire,omitempty" json:"expire,omitzero"`
}

// SecretGrantChange is a grant to be made: to one application or unit, for the life of a relation.
type SecretGrantChange struct {
	ID       string `yaml:"id" json:"id"`
	Relation string `yaml:"relation" json:"relation"` // "database:3"
	Subject  string `yaml:"subject" json:"subject"`   // "web" or "web/0"
}

// SecretRevokeChange is a grant to be taken back.
type SecretRevokeChange struct {
	ID      string `yaml:"id" json:"id"`
	Subject string `yaml:"subject" json:"subject"` // "web" or "web/0"
	App     string `yaml:"app" json:"app"`         // the application that Juju sends as the scope
}

// SecretDelete is a secret to be removed, or some of its revisions.
type SecretDelete struct {
	ID        string `yaml:"id" json:"id"`
	Revisions []int  `yaml:"revisions,omitempty" json:"revisions,omitempty"` // empty: the whole secret
}

// RelationSettings are the databags of one relation as the hook left them.
type RelationSettings struct {
	Relation string            `yaml:"relation" json:"relation"`             // "database:3"
	Unit     map[string]string `yaml:"unit,omitempty" json:"unit,omitempty"` // changed keys of the unit's bag; an empty value deletes
	App      map[string]string `yaml:"app,omitempty" json:"app,omitempty"`   // the same of the application's
}

// Empty reports whether there is nothing to be done.
func (c *Commit) Empty() bool {
	return len(c.SecretCreates) == 0 && len(c.SecretUpdates) == 0 && len(c.SecretTrackLatest) == 0 &&
		len(c.SecretGrants) == 0 && len(c.SecretRevokes) == 0 && len(c.SecretDeletes) == 0 &&
		len(c.RelationSettings) == 0 && c.StoredState == nil
}

// Clone returns a detached copy; nil of nil.
func (c *Commit) Clone() *Commit {
	if c == nil {
		return nil
	}
	n := &Commit{
		SecretCreates:     slices.Clone(c.SecretCreates),
		SecretUpdates:     slices.Clone(c.SecretUpdates),
		SecretTrackLatest: slices.Clone(c.SecretTrackLatest),
		SecretGrants:      slices.Clone(c.SecretGrants),
		SecretRevokes:     slices.Clone(c.SecretRevokes),
		SecretDeletes:     slices.Clone(c.SecretDeletes),
		RelationSettings:  slices.Clone(c.RelationSettings),
	}
	for i := range n.SecretCreates {
		n.SecretCreates[i].Content = maps.Clone(n.SecretCreates[i].Content)
	}
	for i := range n.SecretUpdates {
		n.SecretUpdates[i].Content = maps.Clone(n.SecretUpdates[i].Content)
	}
	for i := range n.SecretDeletes {
		n.SecretDeletes[i].Revisions = slices.Clone(n.SecretDeletes[i].Revisions)
	}
	for i := range n.RelationSettings {
		n.RelationSettings[i].Unit = maps.Clone(n.RelationSettings[i].Unit)
		n.RelationSettings[i].App = maps.Clone(n.RelationSettings[i].App)
	}
	if c.StoredState != nil {
		state := maps.Clone(*c.StoredState)
		n.StoredState = &state
	}
	return n
}
