package charm

import (
	"errors"
	"fmt"
	"maps"

	"github.com/charmscenario/scenario/call"
)

// The calls of this file wait for the end of the hook. There Juju refuses them to who may not manage
// the secret, and the hook fails. A secret known by its label alone is looked up first, see
// [Hook.SecretByLabel].

// SetContent makes a new revision with the content (hook tool secret-set); options change metadata
// with it. Without an expiry time among them the new revision has none. One hook makes one new
// revision of a secret at most. Juju 3.6 makes none when the content is that of the latest revision.
func (s *Secret) SetContent(content map[string]string, options ...SecretOption) error {
	o := gather(options)
	if len(content) == 0 {
		o.err = errors.Join(o.err, notValid("content is empty"))
	}
	return s.set("set the content of", content, o)
}

// SetInfo changes metadata and makes no new revision (hook tool secret-set). Without any option
// that says something: [ErrNothingToUpdate].
func (s *Secret) SetInfo(options ...SecretOption) error {
	o := gather(options)
	if o.err == nil && o.empty() {
		o.err = &call.Error{Code: call.ErrNothingToUpdate, Message: "no option says what to change"}
	}
	return s.set("change", nil, o)
}

func (s *Secret) set(verb string, content map[string]string, o secretOptions) error {
	if o.err != nil {
		return fmt.Errorf("cannot %s %s: %w", verb, s, o.err)
	}
	return s.manage(verb, "", func(id string) call.Call {
		return &call.SecretSet{
			ID: id, Content: maps.Clone(content), Label: o.label, Description: o.description,
			Rotate: o.rotate, Expire: o.expire, ExpireIn: o.expireIn,
		}
	})
}

// Grant lets the remote application of the relation read the secret, as long as the relation lives
// (hook tool secret-grant). Granting again is no error. [ErrSecretNotFound] at once when this unit
// may not manage the secret, [ErrGrant] when a unit of that application has a grant already. At the end
// of the hook: [ErrGrant] when the application has a grant over another relation, or owns the secret, as
// over a peer relation.
func (s *Secret) Grant(r *Relation) error { return s.grant(r, "") }

// GrantUnit lets one remote unit of the relation read the secret (hook tool secret-grant --unit).
// Juju keeps the last grant that one hook makes of a secret over a relation: to reach several units
// in one hook, grant to the application.
func (s *Secret) GrantUnit(r *Relation, unit string) error {
	if unit == "" {
		return fmt.Errorf("cannot grant %s: %w", s, notValid("no unit is named"))
	}
	return s.grant(r, unit)
}

func (s *Secret) grant(r *Relation, unit string) error {
	if r == nil {
		return fmt.Errorf("cannot grant %s: %w", s, notValid("the relation is nil"))
	}
	return s.manage("grant", toWhom("to", r, unit), func(id string) call.Call {
		return &call.SecretGrant{ID: id, Relation: r.id, Unit: unit}
	})
}

// Revoke takes back what [Secret.Grant] gave to the remote application of the relation (hook tool
// secret-revoke). What was never granted is no error. Grants to single units stay. Over a peer relation
// Juju takes the application's own right to its secret, after which nobody can read or change it.
func (s *Secret) Revoke(r *Relation) error { return s.revoke(r, "") }

// RevokeUnit takes back what [Secret.GrantUnit] gave to one unit (hook tool secret-revoke --unit). Of
// several units of an application that one hook names, Juju takes the grant of the first alone.
func (s *Secret) RevokeUnit(r *Relation, unit string) error {
	if unit == "" {
		return fmt.Errorf("cannot revoke %s: %w", s, notValid("no unit is named"))
	}
	return s.revoke(r, unit)
}

func (s *Secret) revoke(r *Relation, unit string) error {
	if r == nil {
		return fmt.Errorf("cannot revoke %s: %w", s, notValid("the relation is nil"))
	}
	return s.manage("revoke", toWhom("from", r, unit), func(id string) call.Call {
		return &call.SecretRevoke{ID: id, Relation: r.id, Unit: unit}
	})
}

func toWhom(preposition string, r *Relation, unit string) string {
	if unit != "" {
		return " " + preposition + " " + unit + " in " + r.id
	}
	return " " + preposition + " " + r.id
}

// RemoveRevision removes one revision, numbered from 1 (hook tool secret-remove --revision). Removing
// the last one that is left removes the secret.
func (s *Secret) RemoveRevision(revision int) error {
	verb := fmt.Sprintf("remove revision %d of", revision)
	if revision < 1 {
		// Juju would take this for the whole secret.
		return fmt.Errorf("cannot %s %s: %w", verb, s, notValid("revisions count from 1"))
	}
	return s.manage(verb, "", func(id string) call.Call {
		return &call.SecretRemove{ID: id, Revision: revision}
	})
}

// RemoveAll removes the secret with all its revisions (hook tool secret-remove). Those who read it
// are not told.
func (s *Secret) RemoveAll() error {
	return s.manage("remove", "", func(id string) call.Call { return &call.SecretRemove{ID: id} })
}

// manage makes a call that needs the secret's ID.
func (s *Secret) manage(verb, rest string, make func(id string) call.Call) error {
	id := s.callID()
	if id == "" {
		if _, err := s.Info(); err != nil {
			return fmt.Errorf("cannot %s %s%s: %w", verb, s, rest, errors.Unwrap(err))
		}
		id = s.callID()
	}
	if err := s.hook.do(make(id)); err != nil {
		return fmt.Errorf("cannot %s %s%s: %w", verb, s, rest, err)
	}
	return nil
}
