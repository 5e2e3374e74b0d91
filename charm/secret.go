package charm

import (
	"fmt"
	"maps"
	"strconv"
	"sync/atomic"

	"github.com/charmscenario/scenario/call"
)

// Secret is a secret that the charm owns or may read, known by its ID, its label or both. It holds
// no content: each method asks Juju. A Secret is valid as long as its Hook.
type Secret struct {
	hook   *Hook
	label  string
	attach bool // label is to be attached when the content is read

	id    string                 // as it was given; empty when only the label was
	found atomic.Pointer[string] // the 20 characters that Juju told since
}

// SecretByID returns the secret with the ID, in any of Juju's spellings. No call is made: a secret
// that does not exist is found out by the first method that asks Juju.
func (h *Hook) SecretByID(id string) *Secret { return &Secret{hook: h, id: id} }

// SecretByLabel returns the secret with the label: one that this unit or application owns, or one
// that this unit gave the label with [Secret.WithLabel]. No call is made, as in [Hook.SecretByID].
//
// Managing calls need an ID, which is asked for first (hook tool secret-info-get); that finds only
// what the unit may manage: on any unit but the leader a secret of the application is
// [ErrSecretNotFound] there, though its content can be read.
func (h *Hook) SecretByLabel(label string) *Secret { return &Secret{hook: h, label: label} }

// SecretIDs returns the IDs of all secrets that this unit may manage, 20 characters each, sorted
// (hook tool secret-ids).
func (h *Hook) SecretIDs() ([]string, error) {
	c := &call.SecretIDs{}
	if err := h.do(c); err != nil {
		return nil, fmt.Errorf("cannot list secrets: %w", err)
	}
	return c.IDs, nil
}

func (h *Hook) addSecret(owner call.SecretOwner, content map[string]string, options []SecretOption) (*Secret, error) {
	o := gather(options)
	what := string(owner) + " secret"
	if o.label != "" {
		what += " " + strconv.Quote(o.label)
	}
	if o.err != nil {
		return nil, fmt.Errorf("cannot add %s: %w", what, o.err)
	}
	c := &call.SecretAdd{
		Content: maps.Clone(content), Owner: owner, Label: o.label, Description: o.description,
		Rotate: o.rotate, Expire: o.expire, ExpireIn: o.expireIn,
	}
	if err := h.do(c); err != nil {
		return nil, fmt.Errorf("cannot add %s: %w", what, err)
	}
	return &Secret{hook: h, id: c.ID, label: o.label}, nil
}

// ID returns the secret's ID as it is known: what secret-add answered, what the event told, what
// [Hook.SecretByID] was given. It is empty for a secret known by its label alone, until a managing
// call or [Secret.Info] has found it: then it names the model too, as secret-add does, so that it can
// be announced to another model.
func (s *Secret) ID() string {
	if found := s.found.Load(); s.id == "" && found != nil {
		return call.SecretURI{Source: s.hook.Model().UUID, ID: *found}.String()
	}
	return s.id
}

// callID is the ID that calls name the secret by: in this model it needs no more than its 20 characters.
func (s *Secret) callID() string {
	if found := s.found.Load(); s.id == "" && found != nil {
		return call.SecretURI{ID: *found}.String()
	}
	return s.id
}

// UniqueIdentifier returns the 20 characters that name the secret in whatever spelling, empty when
// the ID is not known or malformed.
func (s *Secret) UniqueIdentifier() string {
	uri, err := call.ParseSecretURI(s.ID())
	if err != nil {
		return ""
	}
	return uri.ID
}

// Label returns the label that the secret is known by here, empty when it is known by ID alone.
// [Secret.Info] tells the owner's label.
func (s *Secret) Label() string { return s.label }

// WithLabel returns the same secret for attaching a label of this unit's own: reading content
// through it (Content, Peek, Refresh) attaches the label, at once, and [Hook.SecretByLabel] finds
// the secret from then on. The secret must be known by its ID: [ErrNotValid]. To change the label of
// a secret that the charm owns, use [Secret.SetInfo].
func (s *Secret) WithLabel(label string) *Secret {
	return &Secret{hook: s.hook, id: s.ID(), label: label, attach: true}
}

// Content returns the content of the revision that this unit tracks; the first time, that is the
// latest one (hook tool secret-get). [ErrSecretNotFound], [ErrPermissionDenied],
// [ErrRevisionNotFound] when the tracked revision was removed.
func (s *Secret) Content() (map[string]string, error) {
	return s.get("get the content of", call.SecretGet{})
}

// Peek returns the latest content and leaves the tracked revision as it is (hook tool secret-get
// --peek); what tracks none yet tracks the latest then, as Juju has it. Errors: as [Secret.Content].
func (s *Secret) Peek() (map[string]string, error) {
	return s.get("peek at", call.SecretGet{Peek: true})
}

// Refresh returns the latest content and makes the unit track that revision from now on (hook tool
// secret-get --refresh); that stays even if the hook fails. Errors: as [Secret.Content].
func (s *Secret) Refresh() (map[string]string, error) {
	return s.get("refresh", call.SecretGet{Refresh: true})
}

func (s *Secret) get(verb string, c call.SecretGet) (map[string]string, error) {
	c.ID = s.callID()
	if c.ID == "" && s.attach {
		// The new label alone would name another secret.
		return nil, fmt.Errorf("cannot label %s: %w", s.String(), notValid("its ID is not known"))
	}
	if c.ID == "" || s.attach {
		c.Label = s.label
	}
	if err := s.hook.do(&c); err != nil {
		return nil, fmt.Errorf("cannot %s %s: %w", verb, s.String(), err)
	}
	return c.Content, nil
}

// Info returns the secret's metadata, to those who may manage it; to others the secret is not found
// (hook tool secret-info-get): [ErrSecretNotFound].
func (s *Secret) Info() (SecretInfo, error) {
	c := &call.SecretInfoGet{ID: s.callID()}
	if c.ID == "" {
		c.Label = s.label
	}
	if err := s.hook.do(c); err != nil {
		return SecretInfo{}, fmt.Errorf("cannot get the metadata of %s: %w", s, err)
	}
	if s.id == "" && c.Info.ID != "" {
		id := c.Info.ID
		s.found.CompareAndSwap(nil, &id)
	}
	return c.Info, nil
}

// String names the secret for a person: by its ID, else by its label.
func (s *Secret) String() string {
	if id := s.callID(); id != "" {
		return "secret " + strconv.Quote(id)
	}
	return "secret " + strconv.Quote(s.label)
}
