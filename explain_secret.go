package scenario

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/nearest"
)

// secretOf returns what a call names a secret by.
func secretOf(c call.Call) (id, label string) {
	switch c := c.(type) {
	case *call.SecretAdd:
		return c.ID, c.Label
	case *call.SecretSet:
		return c.ID, c.Label
	case *call.SecretGet:
		return c.ID, c.Label
	case *call.SecretInfoGet:
		return c.ID, c.Label
	case *call.SecretGrant:
		return c.ID, ""
	case *call.SecretRevoke:
		return c.ID, ""
	case *call.SecretRemove:
		return c.ID, ""
	}
	return "", ""
}

// find returns the position in State of the secret that a call names; -1 when there is none.
func (x *explainer) find(c call.Call) int {
	id, label := secretOf(c)
	return slices.IndexFunc(x.state.Secrets, func(s Secret) bool {
		if id != "" {
			return bareSecretID(s.ID) == bareSecretID(id)
		}
		return label != "" && s.hasLabel(label)
	})
}

// secretNotFound explains why the unit does not find a secret, above all one that State has.
func (x *explainer) secretNotFound(c call.Call) string {
	i := x.find(c)
	if i < 0 {
		return x.noSuchSecret(c)
	}
	s := &x.state.Secrets[i]
	_, reads := c.(*call.SecretGet)
	switch {
	case x.foreign(s.SourceModel):
		return fmt.Sprintf("%s lives in another model: want its ID with that model, %q", secretPath(i), call.SecretURI{Source: s.SourceModel, ID: bareSecretID(s.ID)})
	case reads:
		return ""
	case s.Owner == OwnerApp && !x.state.Leader:
		return fmt.Sprintf("%s belongs to the application, and %s: only the leader manages it (ask IsLeader first); every unit can read it (Content)", secretPath(i), x.following())
	case !x.owns(s.Owner):
		return fmt.Sprintf("%s belongs to %s, and only its owner manages it; this unit can read it (Content)", secretPath(i), describeOwner(s.Owner))
	case x.removes(s.ID):
		return "the charm asked before that it, or a revision of it, be removed: Juju does not show it any more"
	}
	return ""
}

func (x *explainer) noSuchSecret(c call.Call) string {
	id, label := secretOf(c)
	if id != "" {
		return "no secret in State.Secrets has this ID; State has " + describeSecrets(x.state.Secrets)
	}
	var labels []string
	for i := range x.state.Secrets {
		if s := &x.state.Secrets[i]; s.Label != "" {
			labels = append(labels, s.Label)
		}
	}
	if near := nearest.Name(label, labels); near != "" {
		return fmt.Sprintf("no secret in State.Secrets has this label; did you mean %q?", near)
	}
	text := "no secret in State.Secrets has this label; State has " + describeSecrets(x.state.Secrets)
	if _, reads := c.(*call.SecretGet); reads {
		text += " (a secret of somebody else gets a label when it is read by its ID: SecretByID(id).WithLabel(label))"
	}
	return text
}

// removes reports whether the charm asked before that the whole secret, or a revision, be removed.
func (x *explainer) removes(id string) bool {
	return slices.ContainsFunc(x.trace, func(r call.Record) bool {
		remove, ok := r.Call.(*call.SecretRemove)
		return ok && r.Error == nil && bareSecretID(remove.ID) == bareSecretID(id)
	})
}

func (x *explainer) secretDenied(c call.Call) string {
	i := x.find(c)
	if i < 0 {
		return "no secret in State.Secrets has this ID; of another model, Juju does not say which secrets it has"
	}
	s := &x.state.Secrets[i]
	if _, reads := c.(*call.SecretGet); !reads {
		return fmt.Sprintf("%s belongs to %s, and only its owner changes, grants or removes it", secretPath(i), describeOwner(s.Owner))
	}
	if !s.NotGranted {
		return ""
	}
	return fmt.Sprintf("%s belongs to %s and is not granted to %s (NotGranted): secrets are often announced first and granted later, and granting fires no event; "+
		"expect that (charm.ErrPermissionDenied) and read it again in a later hook", secretPath(i), describeOwner(s.Owner), x.app)
}

func (x *explainer) revisionNotFound(c call.Call) string {
	i := x.find(c)
	if i < 0 {
		return ""
	}
	s := &x.state.Secrets[i]
	if get, ok := c.(*call.SecretGet); ok {
		if s.TrackedRevision != s.LatestRevision && !get.Peek {
			return fmt.Sprintf("revision %d of %s, which this unit tracks, was removed; the latest is %d: Refresh reads it and tracks it", s.TrackedRevision, secretPath(i), s.LatestRevision)
		}
		return fmt.Sprintf("revision %d of %s, the latest, was removed: its owner must make a new one", s.LatestRevision, secretPath(i))
	}
	var have []string
	for _, n := range s.numbers() {
		have = append(have, strconv.Itoa(n))
	}
	return fmt.Sprintf("%s has these revisions: %s", secretPath(i), listOf(have))
}

// numbers lists the revisions that exist, lowest first.
func (s *Secret) numbers() []int {
	var numbers []int
	for i := range s.Revisions {
		numbers = append(numbers, s.Revisions[i].Number)
	}
	if len(s.TrackedContent) > 0 {
		numbers = append(numbers, s.TrackedRevision)
	}
	if len(s.LatestContent) > 0 {
		numbers = append(numbers, s.LatestRevision)
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

// labelTaken says who has the label.
func (x *explainer) labelTaken(c call.Call) string {
	id, label := secretOf(c)
	way := "want another label"
	if _, adds := c.(*call.SecretAdd); adds {
		id, way = "", "look for it with SecretByLabel(label).Info before adding one; SetContent changes its content"
	}
	for i := range x.state.Secrets {
		if s := &x.state.Secrets[i]; bareSecretID(s.ID) != bareSecretID(id) && s.hasLabel(label) {
			if id == "" && s.Owner != OwnerApp && s.Owner != OwnerUnit {
				way = "want another label, or, if the secret is meant to be this charm's, Owner: OwnerApp or OwnerUnit"
			}
			return fmt.Sprintf("%s (Owner: %s) has the label %q: %s", secretPath(i), describeOwner(s.Owner), label, way)
		}
	}
	return fmt.Sprintf("this hook has added a secret with the label %q already: %s", label, way)
}

func (x *explainer) rotatesAlready(c call.Call) string {
	i := x.find(c)
	if i < 0 {
		return ""
	}
	return fmt.Sprintf("%s rotates %s already, and Juju 3 gives no other policy to a secret that rotates: SecretRotateEvery(RotateNever) in one hook, the new policy in a later one",
		secretPath(i), x.state.Secrets[i].Rotate)
}

// wrongKey says what a key of content may be, when one of the call's is not.
func (x *explainer) wrongKey(c call.Call) string {
	var content map[string]string
	switch c := c.(type) {
	case *call.SecretAdd:
		content = c.Content
	case *call.SecretSet:
		content = c.Content
	}
	for _, key := range sortedKeys(content) {
		if !call.IsContentKey(strings.TrimSuffix(key, "#base64")) {
			return "want keys of " + contentKeyForm
		}
	}
	return ""
}
