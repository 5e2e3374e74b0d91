package unit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// secretInfoCall answers the calls of this file.
func (a *Agent) secretInfoCall(c call.Call) *call.Error {
	switch c := c.(type) {
	case *call.SecretInfoGet:
		return a.secretInfoGet(c)
	case *call.SecretIDs:
		return a.secretIDs(c)
	}
	return unknownTool(c)
}

// managed lists the secrets that this unit can manage, those made in this hook included, those that
// are to be removed in any part left out.
func (a *Agent) managed() []string {
	owners := []string{a.hook.Unit, a.hook.App}
	if !a.store.Unit().Leader {
		owners = owners[:1]
	}
	ids := a.store.OwnedSecrets(owners...)
	p := a.pending.secrets
	ids = slices.DeleteFunc(ids, func(id string) bool {
		return a.owned(id) == nil || p != nil && p.removed(id)
	})
	if p != nil {
		for _, made := range p.creates {
			ids = append(ids, bare(made.ID))
		}
	}
	slices.Sort(ids)
	return ids
}

func (a *Agent) secretIDs(c *call.SecretIDs) *call.Error {
	a.seeMetadata()
	if c.IDs = a.managed(); len(c.IDs) == 0 {
		c.IDs = nil
	}
	return nil
}

func (a *Agent) secretInfoGet(c *call.SecretInfoGet) *call.Error {
	c.Info = call.SecretInfo{}
	a.seeMetadata()
	if c.ID != "" {
		id := parse(c.ID).ID
		info, ok := a.info(id)
		if !ok {
			return refuse(call.ErrSecretNotFound, fmt.Sprintf("secret %q not found", id))
		}
		c.Info = info
		return nil
	}
	for _, id := range a.managed() {
		if info, _ := a.info(id); info.Label == c.Label {
			c.Info = info
			return nil
		}
	}
	return refuse(call.ErrSecretNotFound, fmt.Sprintf("secret %q not found", c.Label))
}

// info returns a secret's metadata: what was committed when the hook first looked, changed by what
// is pending, but for the revision and the grants, which Juju shows as committed.
func (a *Agent) info(id string) (call.SecretInfo, bool) {
	p := a.pending.secrets
	if p != nil {
		if made := p.create(id); made != nil {
			return call.SecretInfo{ID: id, Revision: 1, Label: made.Label, Owner: made.Owner,
				Description: made.Description, Rotate: made.Rotate, Expire: made.Expire}, true
		}
		if p.removed(id) {
			return call.SecretInfo{}, false
		}
	}
	secret := a.owned(id)
	if secret == nil {
		return call.SecretInfo{}, false
	}
	info := call.SecretInfo{ID: id, Revision: secret.Latest, Label: secret.Label, Owner: call.OwnerApplication,
		Description: secret.Description, Rotate: or(secret.Rotate, call.RotateNever), NextRotate: secret.NextRotate,
		Access: a.access(secret)}
	if secret.Owner == a.hook.Unit {
		info.Owner = call.OwnerUnit
	}
	if first, ok := a.firstLabels[id]; ok {
		info.Label = first
	}
	info.Expire = secret.Expire
	if p == nil {
		return info, true
	}
	if changed := p.update(id); changed != nil {
		info.Label = or(changed.Label, info.Label)
		info.Description = or(changed.Description, info.Description)
		info.Rotate = or(changed.Rotate, info.Rotate)
		if !changed.Expire.IsZero() {
			info.Expire = changed.Expire
		}
	}
	return info, true
}

// access lists the grants as Juju keeps them, by subject.
func (a *Agent) access(secret *controller.Secret) []call.SecretAccess {
	var access []call.SecretAccess
	for _, grant := range secret.Grants {
		number, _ := controller.RelationNumber(grant.Relation)
		r := a.store.Relation(number)
		if r == nil {
			continue
		}
		access = append(access, call.SecretAccess{
			Target: controller.SubjectTag(grant.Subject), Scope: controller.RelationTag(r, a.hook.App), Role: "view",
		})
	}
	slices.SortFunc(access, func(a, b call.SecretAccess) int { return strings.Compare(a.Target, b.Target) })
	return access
}
