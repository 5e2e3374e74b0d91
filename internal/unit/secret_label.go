package unit

import (
	"slices"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// ownLabel resolves a label that this unit gave a secret of its own, or gives a secret at the end of the
// hook. Since Juju 4 the agent looks for pending content again once it knows which secret is meant.
//
// Juju 3.5 also takes the label that is given along with an ID for the label of another own secret.
func (a *Agent) ownLabel(read *controller.Read) (kept map[string]string, found bool) {
	switch {
	case read.Label == "":
	case read.URI.ID == "":
		uri, ok := a.labelled(read.Label)
		if !ok {
			return nil, false
		}
		read.URI, read.Label = uri, ""
		if a.hook.JujuVersion.AtLeast(4, 0, 0) {
			return a.pendingContent(read)
		}
	case !a.modern() && (read.URI.Source == "" || read.URI.Source == a.hook.Model.UUID):
		if id := a.olderLabel(read); id != "" {
			read.URI, read.Label = call.SecretURI{ID: id}, ""
		}
	}
	return nil, false
}

// labelled finds what the agent knows by a label: a secret that the unit owns, since Juju 4 also one that it
// manages as leader, or one that a pending update gives the label.
func (a *Agent) labelled(label string) (call.SecretURI, bool) {
	a.seeMetadata()
	id := a.firstLabelled(label)
	if id == "" {
		id = a.store.OwnerLabel(a.hook.Unit, label)
	}
	if id == "" && a.hook.JujuVersion.AtLeast(4, 0, 0) && a.store.Unit().Leader {
		id = a.store.OwnerLabel(a.hook.App, label)
	}
	p := a.pending.secrets
	if id != "" {
		// Under its old label, one that is to be renamed is the controller's to find.
		changed := p.update(id)
		if changed == nil || changed.Label == "" || changed.Label == label {
			return call.SecretURI{ID: id}, true
		}
	}
	changed := p.updateLabelled(label, a.ownsAlone)
	if changed == nil {
		changed = p.updateLabelled(label, nil)
	}
	if changed == nil {
		return call.SecretURI{}, false
	}
	return parse(changed.ID), true
}

// ownsAlone reports whether the unit, not its application, owns the secret of an update.
func (a *Agent) ownsAlone(u *call.SecretUpdate) bool {
	secret := a.owned(bare(u.ID))
	return secret != nil && secret.Owner == a.hook.Unit
}

// firstLabelled finds a secret of this unit by the label that it had when the hook first saw it.
func (a *Agent) firstLabelled(label string) string {
	var ids []string
	for id, first := range a.firstLabels {
		if secret := a.store.Secret(id); first == label && secret != nil && secret.Owner == a.hook.Unit {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return ""
	}
	return slices.Min(ids)
}

// olderLabel finds the secret that Juju 3.5 takes for meant. It goes through the own secrets, oldest first,
// and takes the first that has the ID or the label; "" when that has the ID, or there is none.
func (a *Agent) olderLabel(read *controller.Read) string {
	for _, id := range a.store.OwnedSecrets(a.hook.Unit, a.hook.App) {
		if id == read.URI.ID {
			return ""
		}
		if a.store.Secret(id).Label == read.Label {
			return id
		}
	}
	return ""
}

// seeMetadata notes that the agent asked for the metadata of the secrets that the unit manages, which it
// does once in a hook: since Juju 3.6 with the first call that needs it, before that as the hook starts.
func (a *Agent) seeMetadata() { a.metadataSeen = true }

// keepLabel notes the label of a managed secret before a get changes it: what the agent knows is
// the metadata as the hook first saw it.
func (a *Agent) keepLabel(read controller.Read) {
	if read.Label == "" || a.modern() && !a.metadataSeen {
		return
	}
	secret := a.owned(read.URI.ID)
	if secret == nil || secret.Label == read.Label {
		return
	}
	if _, ok := a.firstLabels[secret.ID]; ok {
		return
	}
	if a.firstLabels == nil {
		a.firstLabels = make(map[string]string)
	}
	a.firstLabels[secret.ID] = secret.Label
}
