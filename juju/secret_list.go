package juju

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// SecretFilter chooses secrets; the zero one chooses all.
type SecretFilter struct {
	URI      string
	Label    string // the name of a user's secret, or the label that its owner gave a charm's
	Revision int    // the one that Value tells of, which every chosen secret must have; 0: the latest
	OwnerTag string // "application-db", "unit-db-0" or "model-<uuid>"
}

// SecretInfo is what juju secrets and show-secret tell of a secret.
type SecretInfo struct {
	URI              string // "secret:<id>"
	OwnerTag         string // "application-db", "unit-db-0" or "model-<uuid>"
	Owner            string // as the client shows it: "db", "db/0" or "<model>"
	Label            string // a user's: its name
	Description      string
	RotatePolicy     call.RotatePolicy
	NextRotateTime   time.Time
	LatestRevision   int
	LatestExpireTime time.Time
	CreateTime       time.Time
	UpdateTime       time.Time
	Checksum         string // of the latest revision; since Juju 3.6
	Revisions        []SecretRevisionInfo
	Access           []SecretAccess
	Value            map[string]string // when revealed; nil else
	Error            string            // why there is no Value to reveal
}

// SecretRevisionInfo is one revision of a secret.
type SecretRevisionInfo struct {
	Revision   int
	Backend    string // "internal": the controller
	CreateTime time.Time
	UpdateTime time.Time
	ExpireTime time.Time
}

// SecretAccess is who may read a secret.
type SecretAccess struct{ TargetTag, ScopeTag, Role string }

// ListSecrets lists the secrets of the model that the filter chooses, users' and charms', oldest first (juju secrets). Values are shown if reveal
// says so, which needs admin access; the list alone needs read access.
func (m *Model) ListSecrets(filter SecretFilter, reveal bool) ([]SecretInfo, error) {
	if err := m.open(); err != nil {
		return nil, err
	}
	needed := AccessRead
	if reveal {
		needed = AccessAdmin
	}
	if err := m.allowed(needed); err != nil {
		return nil, err
	}
	var list []SecretInfo
	for _, s := range m.secrets {
		if filter.chooses(s) {
			info, err := s.info(filter.Revision, reveal)
			if err != nil {
				return nil, err
			}
			list = append(list, info)
		}
	}
	return list, nil
}

func (f SecretFilter) chooses(s *secret) bool {
	if f.URI != "" {
		uri, err := call.ParseSecretURI(f.URI)
		if err != nil || uri.ID != s.facts.ID || uri.Source != "" && uri.Source != s.model.UUID {
			return false
		}
	}
	return (f.Label == "" || f.Label == s.facts.Label) && (f.OwnerTag == "" || f.OwnerTag == s.ownerTag())
}

// ShowSecret shows one secret by name, label or ID (juju show-secret), of revision 0 the latest.
func (m *Model) ShowSecret(nameOrID string, revision int, reveal bool) (SecretInfo, error) {
	filter := SecretFilter{Label: nameOrID, Revision: revision}
	if _, err := call.ParseSecretURI(nameOrID); err == nil {
		filter = SecretFilter{URI: nameOrID, Revision: revision}
	}
	if nameOrID == "" {
		return SecretInfo{}, refused("", "missing secret URI")
	}
	list, err := m.ListSecrets(filter, reveal)
	if err != nil {
		return SecretInfo{}, err
	}
	if len(list) == 0 {
		return SecretInfo{}, noSuch(nameOrID, sortedKeys(m.names), "", "secret %q not found", nameOrID)
	}
	return list[0], nil
}

// ownerTag is the owner as Juju's API names it.
func (s *secret) ownerTag() string {
	if s.app == nil {
		return "model-" + s.model.UUID
	}
	return controller.SubjectTag(s.facts.Owner)
}

// info tells of the secret; the value is that of a revision, of 0 the latest.
func (s *secret) info(revision int, reveal bool) (SecretInfo, error) {
	f := &s.facts
	info := SecretInfo{
		URI: s.id(), OwnerTag: s.ownerTag(), Owner: f.Owner, Label: f.Label, Description: f.Description, RotatePolicy: f.Rotate,
		NextRotateTime: f.NextRotate, LatestRevision: f.Latest, LatestExpireTime: f.Expire, CreateTime: s.created, UpdateTime: s.updated,
	}
	if s.app == nil {
		info.Owner = "<model>"
	}
	if content, ok := s.last(); ok && s.model.version.AtLeast(3, 6, 0) {
		info.Checksum = controller.Checksum(content)
	}
	shown := revision
	if shown == 0 {
		shown = f.Latest
	}
	found := false
	for _, r := range f.Revisions {
		found = found || r.Number == shown
		expire := r.Expire
		if r.Number == f.Latest {
			expire = f.Expire
		}
		info.Revisions = append(info.Revisions, SecretRevisionInfo{
			Revision: r.Number, Backend: "internal", CreateTime: s.made[r.Number], UpdateTime: s.made[r.Number], ExpireTime: expire,
		})
		if reveal && r.Number == shown {
			value, refusal := controller.DecodeContent(r.Content)
			if info.Value = value; refusal != nil {
				info.Error = refusal.Message
			}
		}
	}
	switch {
	case !found && revision > 0:
		return info, refused(codeNotFound, "revison %d for secret %q not found", revision, s.id()) // Juju's spelling
	case !found && reveal:
		info.Error = fmt.Sprintf("secret revision \"%s/%d\" not found", f.ID, shown)
	}
	for _, g := range f.Grants {
		info.Access = append(info.Access, SecretAccess{TargetTag: controller.SubjectTag(g.Subject), ScopeTag: s.scopeTag(g), Role: "view"})
	}
	return info, nil
}

// scopeTag is what a grant is for the life of.
func (s *secret) scopeTag(g controller.Grant) string {
	if g.Relation == "" {
		return "model-" + s.model.UUID
	}
	for _, e := range s.app.ends {
		if e.id == g.Relation {
			return "relation-" + strings.ReplaceAll(strings.ReplaceAll(e.relation.keyIn(s.model), ":", "."), " ", "#")
		}
	}
	return g.Relation
}
