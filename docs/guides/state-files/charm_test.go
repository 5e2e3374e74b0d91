package statefiles_test

import (
	"strconv"

	"github.com/charmscenario/scenario/charm"
)

// newCharm shares a credential over "database", renews it, and removes old revisions.
func newCharm() *charm.Mux {
	m := charm.NewMux()
	m.RelationJoined("database", share)
	m.SecretRotate(renew)
	m.SecretRemove(func(e *charm.SecretEvent) error { return e.RemoveRevision() })
	return m
}

func share(e *charm.RelationEvent) error {
	leader, err := e.IsLeader()
	if err != nil || !leader {
		return err
	}
	username, err := e.ConfigString("username")
	if err != nil {
		return err
	}
	secret, err := e.App().AddSecret(
		map[string]string{"username": username, "password": newPassword(e.Hook)},
		charm.SecretLabel("credentials"), charm.SecretRotateEvery(charm.RotateDaily))
	if err != nil {
		return err
	}
	if err := secret.Grant(e.Relation); err != nil {
		return err
	}
	if err := e.Relation.LocalApp().Set("secret-id", secret.ID()); err != nil {
		return err
	}
	return e.Unit().SetStatus(charm.Active("sharing credentials"))
}

func renew(e *charm.SecretEvent) error {
	content, err := e.Secret.Peek()
	if err != nil {
		return err
	}
	content["password"] = newPassword(e.Hook)
	return e.Secret.SetContent(content)
}

func newPassword(h *charm.Hook) string { return strconv.FormatUint(h.Rand().Uint64(), 36) }
