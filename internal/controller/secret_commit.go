package controller

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmscenario/scenario/call"
)

// commitSecrets works through the secret steps. Each item of a step is its own write; a refused one
// does not keep the others of its step from being done, but ends the commit after it.
func commitSecrets(store Store, env Environment, commit *call.Commit, removed *Removed) *CommitError {
	c := committer{store: store, env: env, removed: removed}
	c.step = "creating secrets"
	for i := range commit.SecretCreates {
		c.create(&commit.SecretCreates[i])
	}
	if c.refusal == nil {
		c.step = "updating secrets"
		for i := range commit.SecretUpdates {
			c.update(&commit.SecretUpdates[i])
		}
	}
	if c.refusal == nil {
		c.step = "updating secret tracked revisions"
		for _, id := range commit.SecretTrackLatest {
			c.trackLatest(id)
		}
	}
	if c.refusal == nil {
		c.step = "granting secrets access"
		for i := range commit.SecretGrants {
			c.grant(&commit.SecretGrants[i])
		}
	}
	if c.refusal == nil {
		c.step = "revoking secrets access"
		for i := range commit.SecretRevokes {
			c.revoke(&commit.SecretRevokes[i])
		}
	}
	if c.refusal == nil {
		c.step = "removing secrets"
		for i := range commit.SecretDeletes {
			c.remove(&commit.SecretDeletes[i])
		}
	}
	return c.refusal
}

type committer struct {
	store   Store
	env     Environment
	removed *Removed
	step    string
	refusal *CommitError
}

// refuse notes a refusal; several of one step are told together.
func (c *committer) refuse(id string, cause *call.Error) {
	if c.refusal == nil {
		c.refusal = &CommitError{Step: c.step, Item: id, Cause: cause}
		return
	}
	c.refusal.Cause = &call.Error{Code: c.refusal.Cause.Code, Message: c.refusal.Cause.Message + "\n" + cause.Message}
}

// manage finds a secret that the unit may change. Juju finds it by the 20 characters alone, the right to
// change it by the model of the URI too.
func (c *committer) manage(text string) (*Secret, call.SecretURI, *call.Error) {
	parsed, err := call.ParseSecretURI(text)
	if err != nil {
		return nil, parsed, &call.Error{Code: call.ErrNotValid, Message: err.Error()}
	}
	secret := c.store.Secret(parsed.ID)
	switch {
	case secret == nil || foreignModel(secret.Source, c.env):
		return nil, parsed, notFound(parsed)
	case foreignModel(parsed.Source, c.env) || !owns(secret, c.env):
		return nil, parsed, denied()
	case secret.Owner == c.env.App && !c.store.Unit().Leader:
		return nil, parsed, &call.Error{Code: call.ErrNotLeader, Message: fmt.Sprintf("%q is not leader of %q", c.env.Unit, c.env.App)}
	}
	return secret, parsed, nil
}

func labelExists(label string) *call.Error {
	return &call.Error{Code: call.ErrLabelExists, Message: fmt.Sprintf("secret with label %q already exists", label)}
}

func (c *committer) create(s *call.SecretCreate) {
	owner := c.env.App
	if s.Owner == call.OwnerUnit {
		owner = c.env.Unit
	}
	if life, _ := c.store.Life(owner); life != Alive {
		c.refuse(s.ID, &call.Error{Code: call.ErrRefused, Message: fmt.Sprintf("cannot create secret for owner %q which is not alive", SubjectTag(owner))})
		return
	}
	if s.Label != "" && ownerLabelClash(c.store, c.env, owner, s.Label) != "" {
		c.refuse(s.ID, labelExists(s.Label))
		return
	}
	uri, _ := call.ParseSecretURI(s.ID)
	c.store.AddSecret(&Secret{
		ID: uri.ID, Owner: owner, Label: s.Label, Description: s.Description, Rotate: s.Rotate,
		NextRotate: NextRotate(s.Rotate, c.env.Now), Expire: wholeSecond(s.Expire),
		Latest: 1, Revisions: []Revision{{Number: 1, Content: KeepContent(s.Content)}},
	})
}

func (c *committer) update(u *call.SecretUpdate) {
	secret, refusal := c.checkUpdate(u)
	if refusal != nil {
		c.refuse(u.ID, refusal)
		return
	}
	secret = c.store.EditSecret(secret.ID)
	if u.Label != "" {
		secret.Label = u.Label
	}
	if u.Description != "" {
		secret.Description = u.Description
	}
	c.changeRotation(secret, u.Rotate)
	expire := wholeSecond(u.Expire)
	if len(u.Content) > 0 {
		if latest := findRevision(secret, secret.Latest); latest != nil {
			latest.Expire = secret.Expire // the old revision still expires when it would have
		}
		secret.Latest++
		secret.Revisions = append(secret.Revisions, Revision{Number: secret.Latest, Content: KeepContent(u.Content)})
		secret.Expire = expire
	} else if !expire.IsZero() {
		secret.Expire = expire
	}
}

// checkUpdate looks in Juju's order: at the update, at the right to make it, at each change.
func (c *committer) checkUpdate(u *call.SecretUpdate) (*Secret, *call.Error) {
	if len(u.Content) == 0 && u.Label == "" && u.Description == "" && u.Rotate == "" && u.Expire.IsZero() {
		return nil, &call.Error{Code: call.ErrNothingToUpdate, Message: "at least one attribute to update must be specified"}
	}
	secret, uri, refusal := c.manage(u.ID)
	if refusal != nil {
		return nil, refusal
	}
	if u.Label != "" && u.Label != secret.Label && ownerLabelClash(c.store, c.env, secret.Owner, u.Label) != "" {
		return nil, labelExists(u.Label)
	}
	if len(u.Content) == 0 && !u.Expire.IsZero() && findRevision(secret, secret.Latest) == nil {
		return nil, &call.Error{Code: call.ErrRevisionNotFound, Message: fmt.Sprintf("reversion %d for secret %q not found", secret.Latest, uri.String())}
	}
	if rotates(u.Rotate) && rotates(secret.Rotate) && !c.env.Version.AtLeast(4, 0, 0) {
		return nil, &call.Error{Code: call.ErrRotateTime, Message: "must specify a secret rotate time"}
	}
	return secret, nil
}

// changeRotation gives a secret another policy. Between rotating policies, which needs Juju 4, only a more
// frequent one changes when the secret is due.
func (c *committer) changeRotation(secret *Secret, policy call.RotatePolicy) {
	if policy == "" {
		return
	}
	if !rotates(policy) || !rotates(secret.Rotate) || moreFrequent(policy, secret.Rotate) {
		secret.NextRotate = NextRotate(policy, c.env.Now)
	}
	secret.Rotate = policy
}

func (c *committer) trackLatest(id string) {
	parsed, err := call.ParseSecretURI(id)
	if err != nil {
		return
	}
	if secret := c.store.Secret(parsed.ID); secret != nil {
		secret = c.store.EditSecret(secret.ID)
		editConsumer(secret, c.env.Unit).Tracked = secret.Latest
	}
}

func (c *committer) grant(g *call.SecretGrantChange) {
	secret, uri, refusal := c.manage(g.ID)
	if refusal == nil {
		if reason := c.checkGrant(secret, g); reason != "" {
			refusal = &call.Error{Code: call.ErrGrant, Message: fmt.Sprintf("cannot change access to %q for %q: %s", uri.String(), SubjectTag(g.Subject), reason)}
		}
	}
	if refusal != nil {
		c.refuse(g.ID, refusal)
		return
	}
	for _, grant := range secret.Grants {
		if grant.Subject == g.Subject {
			return
		}
	}
	secret = c.store.EditSecret(secret.ID)
	secret.Grants = append(secret.Grants, Grant{Subject: g.Subject, Relation: g.Relation})
}

// checkGrant returns why a grant is refused, in Juju's order; "" when it is not.
func (c *committer) checkGrant(secret *Secret, g *call.SecretGrantChange) string {
	number, _ := RelationNumber(g.Relation)
	r := c.store.Relation(number)
	if r == nil {
		return fmt.Sprintf("invalid scope reference: relation %q not found", g.Relation)
	}
	isUnit, across := strings.Contains(g.Subject, "/"), foreignModel(r.RemoteModel, c.env)
	life, exists := Alive, true
	if isUnit {
		life, exists = c.store.Life(g.Subject)
	}
	switch {
	case r.Life != Alive:
		return fmt.Sprintf("cannot grant access to secret in scope of %q which is not alive", RelationTag(r, c.env.App))
	case across && isUnit:
		return "sharing secrets with a unit across a cross model relation not supported"
	case !exists:
		return fmt.Sprintf("invalid subject reference: unit %q not found", g.Subject)
	case life != Alive:
		return fmt.Sprintf("cannot grant dying %q access to secret", SubjectTag(g.Subject))
	case across && !r.Offered:
		return "sharing consumer secrets across a cross model relation not supported"
	}
	const otherScope = "cannot change secret permission scope"
	if g.Subject == secret.Owner {
		return otherScope // the owner's own right has the owner for its scope
	}
	for _, grant := range secret.Grants {
		if grant.Subject == g.Subject && grant.Relation != g.Relation {
			return otherScope
		}
	}
	return ""
}

// revoke takes back what the subject may do, the owner's own right not excepted.
func (c *committer) revoke(r *call.SecretRevokeChange) {
	secret, _, refusal := c.manage(r.ID)
	if refusal != nil {
		c.refuse(r.ID, refusal)
		return
	}
	if r.Subject == secret.Owner {
		c.store.EditSecret(secret.ID).Disowned = true
		return
	}
	isSubject := func(grant Grant) bool { return grant.Subject == r.Subject }
	if slices.ContainsFunc(secret.Grants, isSubject) {
		secret = c.store.EditSecret(secret.ID)
		secret.Grants = slices.DeleteFunc(secret.Grants, isSubject)
	}
}

func (c *committer) remove(d *call.SecretDelete) {
	forgiving := c.env.Version.AtLeast(3, 6, 0)
	secret, uri, refusal := c.manage(d.ID)
	if refusal != nil {
		if !forgiving || refusal.Code != call.ErrSecretNotFound {
			c.refuse(d.ID, refusal)
		}
		return
	}
	if len(d.Revisions) == 0 {
		c.removeSecret(secret)
		return
	}
	for _, number := range d.Revisions {
		switch {
		case findRevision(secret, number) != nil:
			secret = c.removeRevision(secret, number)
		case !forgiving:
			c.refuse(d.ID, &call.Error{Code: call.ErrRevisionNotFound, Message: fmt.Sprintf("revison %d for secret %q not found", number, uri.String())})
			return
		}
	}
	if len(secret.Revisions) == 0 {
		c.removeSecret(secret)
	}
}

// removeRevision removes one revision; Juju 3.5 looks for its number with a pattern that has no end, so that
// 1 stands for 10 too.
func (c *committer) removeRevision(secret *Secret, number int) *Secret {
	secret = c.store.EditSecret(secret.ID)
	exact, text := c.env.Version.AtLeast(3, 6, 0), strconv.Itoa(number)
	secret.Revisions = slices.DeleteFunc(secret.Revisions, func(r Revision) bool {
		matches := r.Number == number || !exact && strings.HasPrefix(strconv.Itoa(r.Number), text)
		if matches {
			c.removed.Revisions = append(c.removed.Revisions, SecretRevision{ID: secret.ID, Number: r.Number})
		}
		return matches
	})
	return secret
}

func (c *committer) removeSecret(secret *Secret) {
	c.removed.Secrets = append(c.removed.Secrets, secret.ID)
	c.store.RemoveSecret(secret.ID)
}

func wholeSecond(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.Round(time.Second).UTC()
}
