// Package database owns a credential and shares it over the "database" relation.
package database

import (
	"errors"
	"math/rand/v2"

	"github.com/charmscenario/scenario/charm"
)

const label = "credentials"

// New returns the charm.
func New() *charm.Mux {
	m := charm.NewMux()
	m.RelationJoined("database", share)
	m.RelationBroken("database", withdraw)
	m.SecretRotate(renew)
	m.SecretExpired(renew)
	m.SecretRemove(func(e *charm.SecretEvent) error { return e.RemoveRevision() })
	m.Action("get-password", showPassword)
	return m
}

// share grants the credential to whoever joined, and makes it first if need be. Only the leader can.
func share(e *charm.RelationEvent) error {
	leader, err := e.IsLeader()
	if err != nil || !leader {
		return err
	}
	secret, err := credentials(e.Hook)
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

// credentials finds the application's credential, or makes it.
func credentials(h *charm.Hook) (*charm.Secret, error) {
	secret := h.SecretByLabel(label)
	info, err := secret.Info()
	if err == nil {
		return h.SecretByID(info.ID), nil
	}
	if !errors.Is(err, charm.ErrSecretNotFound) {
		return nil, err
	}
	username, err := h.ConfigString("username")
	if err != nil {
		return nil, err
	}
	return h.App().AddSecret(
		map[string]string{"username": username, "password": newPassword(h.Rand())},
		charm.SecretLabel(label), charm.SecretRotateEvery(charm.RotateDaily))
}

// withdraw takes the grant back when the relation is gone.
func withdraw(e *charm.RelationEvent) error {
	err := e.SecretByLabel(label).Revoke(e.Relation)
	if errors.Is(err, charm.ErrSecretNotFound) {
		return nil // no credential yet, or this unit does not lead
	}
	return err
}

// renew makes a new revision; those who track the old one are told.
func renew(e *charm.SecretEvent) error {
	content, err := e.Secret.Peek()
	if err != nil {
		return err
	}
	content["password"] = newPassword(e.Rand())
	if err := e.Secret.SetContent(content); err != nil {
		return err
	}
	// The charm itself has no use for the old password: what it tracks cannot be removed.
	_, err = e.Secret.Refresh()
	return err
}

func showPassword(e *charm.ActionEvent) error {
	content, err := e.SecretByLabel(label).Peek()
	if errors.Is(err, charm.ErrSecretNotFound) {
		return e.Fail("no credential yet: relate an application first")
	}
	if err != nil {
		return err
	}
	return e.SetResults(map[string]string{"username": content["username"], "password": content["password"]})
}

func newPassword(random *rand.Rand) string {
	const letters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	password := make([]byte, 24)
	for i := range password {
		password[i] = letters[random.IntN(len(letters))]
	}
	return string(password)
}
