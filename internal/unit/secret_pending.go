package unit

import (
	"maps"
	"slices"
	"strings"

	"github.com/charmscenario/scenario/call"
)

// pendingSecrets is what waits for the end of the hook, in order of first use. Secrets are known by
// their 20 characters, however a call spelled them.
type pendingSecrets struct {
	creates []call.SecretCreate
	updates []call.SecretUpdate
	track   []string
	grants  []call.SecretGrantChange
	revokes []call.SecretRevokeChange
	deletes []call.SecretDelete

	revokedApps []string // for each of revokes the application that was named, by itself or by a relation
}

func (p *pendingSecrets) fill(commit *call.Commit) {
	commit.SecretCreates, commit.SecretUpdates, commit.SecretTrackLatest = some(p.creates), some(p.updates), some(p.track)
	commit.SecretGrants, commit.SecretRevokes, commit.SecretDeletes = some(p.grants), some(p.revokes), some(p.deletes)
}

// some returns nil for no items: a list of which all was dropped is none.
func some[T any](items []T) []T {
	if len(items) == 0 {
		return nil
	}
	return items
}

// bare returns the 20 characters of a URI that was read before.
func bare(uri string) string { return uri[max(0, len(uri)-20):] }

func (p *pendingSecrets) create(id string) *call.SecretCreate {
	for i := range p.creates {
		if bare(p.creates[i].ID) == id {
			return &p.creates[i]
		}
	}
	return nil
}

// createLabelled finds nothing for an empty label.
func (p *pendingSecrets) createLabelled(label string) *call.SecretCreate {
	if label == "" {
		return nil
	}
	for i := range p.creates {
		if p.creates[i].Label == label {
			return &p.creates[i]
		}
	}
	return nil
}

// update finds nothing in nil.
func (p *pendingSecrets) update(id string) *call.SecretUpdate {
	if p == nil {
		return nil
	}
	for i := range p.updates {
		if bare(p.updates[i].ID) == id {
			return &p.updates[i]
		}
	}
	return nil
}

// updateLabelled finds an update that gives the label, and of which is says that it is one to find; nil: any.
// It finds nothing in nil, nor for an empty label.
func (p *pendingSecrets) updateLabelled(label string, is func(*call.SecretUpdate) bool) *call.SecretUpdate {
	if p == nil || label == "" {
		return nil
	}
	for i := range p.updates {
		if u := &p.updates[i]; u.Label == label && (is == nil || is(u)) {
			return u
		}
	}
	return nil
}

func (p *pendingSecrets) removed(id string) bool {
	return slices.ContainsFunc(p.deletes, func(d call.SecretDelete) bool { return bare(d.ID) == id })
}

func (p *pendingSecrets) clearDelete(id string) {
	p.deletes = slices.DeleteFunc(p.deletes, func(d call.SecretDelete) bool { return bare(d.ID) == id })
}

// mergeCreate changes a secret that this hook made: it still is revision 1.
func mergeCreate(s *call.SecretCreate, u call.SecretUpdate) {
	if len(u.Content) > 0 {
		s.Content = u.Content
	}
	s.Label = or(u.Label, s.Label)
	s.Description = or(u.Description, s.Description)
	s.Rotate = or(u.Rotate, s.Rotate)
	if !u.Expire.IsZero() {
		s.Expire = u.Expire
	}
}

// addUpdate records an update. Juju 3.5 lets it replace an earlier one of the same secret; later
// versions merge them field by field.
func (p *pendingSecrets) addUpdate(u call.SecretUpdate, merge bool) {
	id := bare(u.ID)
	p.clearDelete(id)
	earlier := p.update(id)
	switch {
	case earlier == nil:
		p.updates = append(p.updates, u)
	case !merge:
		*earlier = u
	default:
		if len(u.Content) > 0 {
			earlier.Content = u.Content
		}
		earlier.Label = or(u.Label, earlier.Label)
		earlier.Description = or(u.Description, earlier.Description)
		earlier.Rotate = or(u.Rotate, earlier.Rotate)
		if !u.Expire.IsZero() {
			earlier.Expire = u.Expire
		}
	}
}

func or[T comparable](given, otherwise T) T {
	var none T
	if given != none {
		return given
	}
	return otherwise
}

// addDelete records a removal, which drops everything else about the secret that is pending. Juju 3.5
// lets it replace an earlier removal; later versions gather revisions, and the whole secret wins.
func (p *pendingSecrets) addDelete(d call.SecretDelete, gather bool) {
	id := bare(d.ID)
	p.creates = slices.DeleteFunc(p.creates, func(s call.SecretCreate) bool { return bare(s.ID) == id })
	p.updates = slices.DeleteFunc(p.updates, func(s call.SecretUpdate) bool { return bare(s.ID) == id })
	p.track = slices.DeleteFunc(p.track, func(s string) bool { return bare(s) == id })
	p.grants = slices.DeleteFunc(p.grants, func(s call.SecretGrantChange) bool { return bare(s.ID) == id })
	p.dropRevokes(id)
	for i := range p.deletes {
		earlier := &p.deletes[i]
		if bare(earlier.ID) != id {
			continue
		}
		switch {
		case !gather:
			*earlier = d
		case len(earlier.Revisions) == 0 || len(d.Revisions) == 0:
			earlier.Revisions = nil
		case !slices.Contains(earlier.Revisions, d.Revisions[0]):
			earlier.Revisions = append(earlier.Revisions, d.Revisions[0])
		}
		return
	}
	p.deletes = append(p.deletes, d)
}

// addGrant records a grant; one for the same relation takes the place of an earlier one.
func (p *pendingSecrets) addGrant(g call.SecretGrantChange) {
	for i := range p.grants {
		if bare(p.grants[i].ID) == bare(g.ID) && p.grants[i].Relation == g.Relation {
			p.grants[i] = g
			return
		}
	}
	p.grants = append(p.grants, g)
}

// addRevoke records a revocation from a unit, or from an application when no unit is named, unless it is
// recorded already. Juju also drops one from a unit of an application that an earlier one named, though
// that one may have been from another unit alone: with --relation it names the application too.
func (p *pendingSecrets) addRevoke(id, app, unit string) {
	unitApp, _, _ := strings.Cut(unit, "/")
	for i, earlier := range p.revokes {
		if bare(earlier.ID) != bare(id) {
			continue
		}
		named := p.revokedApps[i]
		if earlier.Subject == or(unit, app) && named == app || unit != "" && named == unitApp {
			return
		}
	}
	subject := or(unit, app)
	p.revokes = append(p.revokes, call.SecretRevokeChange{ID: id, Subject: subject, App: subject})
	p.revokedApps = append(p.revokedApps, app)
}

// dropRevokes forgets the revocations of a secret.
func (p *pendingSecrets) dropRevokes(id string) {
	for i := len(p.revokes) - 1; i >= 0; i-- {
		if bare(p.revokes[i].ID) == id {
			p.revokes, p.revokedApps = slices.Delete(p.revokes, i, i+1), slices.Delete(p.revokedApps, i, i+1)
		}
	}
}

func (p *pendingSecrets) trackLatest(id string) {
	if !slices.Contains(p.track, id) {
		p.track = append(p.track, id)
	}
}

// sameContent compares what a charm gives with what is kept.
func sameContent(a, b map[string]string) bool { return maps.Equal(a, b) }
