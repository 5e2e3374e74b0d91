package unit

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// secretCall answers the calls of this file; those about metadata are in a file of their own.
func (a *Agent) secretCall(c call.Call) *call.Error {
	switch c := c.(type) {
	case *call.SecretAdd:
		return a.secretAdd(c)
	case *call.SecretSet:
		return a.secretSet(c)
	case *call.SecretGet:
		return a.secretGet(c)
	case *call.SecretGrant:
		return a.secretGrant(c)
	case *call.SecretRevoke:
		return a.secretRevoke(c)
	case *call.SecretRemove:
		return a.secretRemove(c)
	}
	return a.secretInfoCall(c)
}

// secrets returns what is pending, to be added to.
func (a *Agent) secrets() *pendingSecrets {
	if a.pending.secrets == nil {
		a.pending.secrets = &pendingSecrets{}
	}
	return a.pending.secrets
}

// parse reads a URI that call.Validate has accepted.
func parse(id string) call.SecretURI {
	uri, _ := call.ParseSecretURI(id)
	return uri
}

// modern says that the rules of Juju 3.6 apply.
func (a *Agent) modern() bool { return a.hook.JujuVersion.AtLeast(3, 6, 0) }

// owned returns the committed metadata of a secret that this unit can manage: its own, and its
// application's while it leads. Nil: not one of them.
func (a *Agent) owned(id string) *controller.Secret {
	secret := a.store.Secret(id)
	if secret == nil || len(secret.Revisions) == 0 || secret.Source != "" && secret.Source != a.hook.Model.UUID {
		return nil
	}
	if secret.Owner == a.hook.Unit || secret.Owner == a.hook.App && a.store.Unit().Leader {
		return secret
	}
	return nil
}

func (a *Agent) expiry(at time.Time, in time.Duration) time.Time {
	if in > 0 {
		return a.now().Add(in).UTC()
	}
	if at.IsZero() {
		return time.Time{}
	}
	return at.UTC()
}

func (a *Agent) secretAdd(c *call.SecretAdd) *call.Error {
	owner := or(c.Owner, call.OwnerApplication)
	if owner == call.OwnerApplication && !a.store.Unit().Leader {
		return refuse(call.ErrNotLeader, "this unit is not the leader")
	}
	if len(c.Content) == 0 {
		if a.hook.JujuVersion.AtLeast(4, 0, 0) {
			return refuse(call.ErrNotValid, "empty secret content not valid")
		}
		return refuse(call.ErrNotValid, "empty secrte content not valid") // Juju 3.6's spelling
	}
	p := a.secrets()
	if p.createLabelled(c.Label) != nil {
		return refuse(call.ErrLabelExists, fmt.Sprintf("secret with label %q already exists", c.Label))
	}
	c.ID = call.SecretURI{Source: a.hook.Model.UUID, ID: a.store.NewSecretID()}.String()
	p.creates = append(p.creates, call.SecretCreate{
		ID: c.ID, Owner: owner, Content: controller.KeepContent(c.Content), Label: c.Label,
		Description: c.Description, Rotate: c.Rotate, Expire: a.expiry(c.Expire, c.ExpireIn),
	})
	return nil
}

func (a *Agent) secretSet(c *call.SecretSet) *call.Error {
	a.seeMetadata()
	uri := parse(c.ID)
	update := call.SecretUpdate{
		ID: uri.String(), Content: controller.KeepContent(c.Content), Label: c.Label,
		Description: c.Description, Rotate: c.Rotate, Expire: a.expiry(c.Expire, c.ExpireIn),
	}
	p := a.secrets()
	if made := p.create(uri.ID); made != nil {
		mergeCreate(made, update)
		return nil
	}
	if a.modern() {
		if known := a.owned(uri.ID); known != nil {
			last := known.Revisions[len(known.Revisions)-1]
			if last.Number == known.Latest && sameContent(last.Content, update.Content) {
				update.Content = nil
			}
		}
		if len(update.Content) == 0 && update.Label == "" && update.Description == "" && update.Rotate == "" && update.Expire.IsZero() {
			return nil
		}
	}
	p.addUpdate(update, a.modern())
	return nil
}

func (a *Agent) secretGet(c *call.SecretGet) *call.Error {
	c.Content = nil
	read := controller.Read{Label: c.Label, Refresh: c.Refresh, Peek: c.Peek}
	if c.ID != "" {
		read.URI = parse(c.ID)
	}
	kept, found := a.pendingContent(&read)
	if !found {
		kept, found = a.ownLabel(&read)
	}
	if !found {
		a.keepLabel(read)
		var refusal *call.Error
		if kept, refusal = controller.ReadSecret(a.store, a.environment(), read); refusal != nil {
			return refusal
		}
	}
	content, refusal := controller.DecodeContent(kept)
	c.Content = content
	return refusal
}

// pendingContent returns content that waits for the end of the hook, where Juju shows it: of what has
// the ID, or else of what has the label, also when the label is given along with the ID of another secret.
func (a *Agent) pendingContent(read *controller.Read) (kept map[string]string, found bool) {
	p := a.pending.secrets
	if p == nil {
		return nil, false
	}
	made := p.create(read.URI.ID)
	if made != nil {
		made.Label = or(read.Label, made.Label)
	} else {
		made = p.createLabelled(read.Label)
	}
	if made != nil {
		return made.Content, true
	}
	if !read.Peek && !read.Refresh {
		return nil, false
	}
	// What is said of an update without content is lost since Juju 3.6.
	tells := func(u *call.SecretUpdate) bool { return u != nil && (len(u.Content) > 0 || !a.modern()) }
	changed := p.update(read.URI.ID)
	if tells(changed) {
		changed.Label = or(read.Label, changed.Label)
	} else if changed = p.updateLabelled(read.Label, nil); !tells(changed) {
		return nil, false
	}
	if read.Refresh {
		p.trackLatest(bare(changed.ID))
	}
	return changed.Content, len(changed.Content) > 0
}

func (a *Agent) secretGrant(c *call.SecretGrant) *call.Error {
	r, refusal := a.relation(c.Relation)
	if refusal != nil {
		return refusal
	}
	uri := parse(c.ID)
	subject := r.RemoteApp
	if c.Unit != "" {
		if app, _, _ := strings.Cut(c.Unit, "/"); app != r.RemoteApp {
			return refuse(call.ErrNotValid, fmt.Sprintf("cannot specify unit %q in relation to application %q", c.Unit, r.RemoteApp))
		}
		subject = c.Unit
	}
	a.seeMetadata()
	p := a.secrets()
	known := a.owned(uri.ID)
	if p.create(uri.ID) == nil && (known == nil || p.removed(uri.ID)) {
		return refuse(call.ErrSecretNotFound, fmt.Sprintf("secret %q not found", uri.ID))
	}
	if known != nil {
		for _, grant := range known.Grants {
			if grant.Relation != r.ID {
				continue
			}
			if grant.Subject == r.RemoteApp {
				return nil // the whole application may read already
			}
			if c.Unit == "" {
				return refuse(call.ErrGrant, "any unit level grants need to be revoked before granting access to the corresponding application")
			}
			if grant.Subject == c.Unit {
				return nil
			}
		}
	}
	p.addGrant(call.SecretGrantChange{ID: uri.String(), Relation: r.ID, Subject: subject})
	return nil
}

func (a *Agent) secretRevoke(c *call.SecretRevoke) *call.Error {
	app := c.App
	if c.Relation != "" {
		r, refusal := a.relation(c.Relation)
		if refusal != nil {
			return refusal
		}
		app = r.RemoteApp
	}
	a.seeMetadata()
	a.secrets().addRevoke(parse(c.ID).String(), app, c.Unit)
	return nil
}

func (a *Agent) secretRemove(c *call.SecretRemove) *call.Error {
	a.seeMetadata()
	removal := call.SecretDelete{ID: parse(c.ID).String()}
	if c.Revision > 0 {
		removal.Revisions = []int{c.Revision}
	}
	a.secrets().addDelete(removal, a.modern())
	return nil
}
