// Package database owns a credential and shares it over the "database" relation. Each unit has a
// password of its own for whoever monitors it. docs/guides/secrets.md explains what it does, and why.
package database

import (
	_ "embed"
	"errors"
	"math/rand/v2"
	"slices"

	"github.com/charmscenario/scenario/charm"
)

// Metadata is the charm's charmcraft.yaml, for programs that deploy it without its directory.
//
//go:embed charmcraft.yaml
var Metadata string

// label is that of the application's secret. The leader owns it; every unit can read it.
const label = "credentials"

// New returns the charm.
func New() *charm.Mux {
	m := charm.NewMux()
	m.RelationJoined("database", share)
	m.LeaderElected(shareWithAll)
	m.RelationBroken("database", withdraw)
	m.ConfigChanged(rename)
	m.Start(serve)
	m.Action("get-password", showPassword)

	m.RelationJoined("monitoring", admit)
	m.RelationBroken("monitoring", dismiss)

	m.SecretRotate(renew)
	m.SecretExpired(renewExpired)
	m.SecretChanged(follow)
	m.SecretRemove(func(e *charm.SecretEvent) error { return e.RemoveRevision() })
	return m
}

// serve is where the database would be started: by every unit, leader or not.
func serve(h *charm.Hook) error { return h.Unit().SetStatus(charm.Active()) }

// share grants the credential to the application that joined, and makes it first if need be.
func share(e *charm.RelationEvent) error {
	leader, err := e.IsLeader()
	if err != nil || !leader {
		return err
	}
	return shareOver(e.Hook, e.Relation)
}

// shareWithAll makes up for applications that joined while no unit was leader. Where an earlier leader has announced the secret, there is
// nothing to make up for. To grant it once more would do harm if that leader took the grant back: a relation that is being removed
// looks like any other until this unit is told, and Juju refuses a grant over it.
func shareWithAll(h *charm.Hook) error {
	relations, err := h.Relations("database")
	if err != nil {
		return err
	}
	for _, relation := range relations {
		_, announced, err := relation.LocalApp().Get("secret-id")
		if err != nil {
			return err
		}
		if announced {
			continue
		}
		if err := shareOver(h, relation); err != nil {
			return err
		}
	}
	return nil
}

func shareOver(h *charm.Hook, relation *charm.Relation) error {
	secret := h.SecretByLabel(label)
	_, err := secret.Info()
	if errors.Is(err, charm.ErrSecretNotFound) {
		secret, err = addCredentials(h)
	}
	if err != nil {
		return err
	}
	if err := secret.Grant(relation); err != nil {
		return err
	}
	return relation.LocalApp().Set("secret-id", secret.ID())
}

func addCredentials(h *charm.Hook) (*charm.Secret, error) {
	username, err := h.ConfigString("username")
	if err != nil {
		return nil, err
	}
	return h.App().AddSecret(
		map[string]string{"username": username, "password": newPassword(h.Rand())},
		charm.SecretLabel(label), charm.SecretRotateEvery(charm.RotateDaily))
}

// rename follows the configuration.
func rename(h *charm.Hook) error {
	leader, err := h.IsLeader()
	if err != nil || !leader {
		return err
	}
	username, err := h.ConfigString("username")
	if err != nil {
		return err
	}
	err = update(h.SecretByLabel(label), "username", username)
	if errors.Is(err, charm.ErrSecretNotFound) {
		return nil // it will be made with the new name
	}
	return err
}

// renew makes a new revision; those who track the old one are told.
func renew(e *charm.SecretEvent) error {
	return update(e.Secret, "password", newPassword(e.Rand()))
}

// withdraw takes the grant back when the relation is gone, and renews the password that went with it.
// Before Juju 3.6 a relation is listed to its end: there it is left to Juju to end the grant.
func withdraw(e *charm.RelationEvent) error {
	leader, err := e.IsLeader()
	if err != nil || !leader {
		return err
	}
	relations, err := e.Relations("database")
	if err != nil {
		return err
	}
	if slices.ContainsFunc(relations, func(r *charm.Relation) bool { return r.ID() == e.Relation.ID() }) {
		return nil // this unit alone leaves, and the others of its application stay related
	}
	secret := e.SecretByLabel(label)
	err = secret.Revoke(e.Relation)
	if errors.Is(err, charm.ErrSecretNotFound) {
		return nil // nothing was shared yet
	}
	if err != nil {
		return err
	}
	return update(secret, "password", newPassword(e.Rand()))
}

// update makes a new revision that differs from the latest in one key. The old one goes on to be valid
// until secret-remove tells that nobody tracks it.
func update(secret *charm.Secret, key, value string) error {
	content, err := secret.Peek()
	if err != nil || content[key] == value {
		return err
	}
	content[key] = value
	if err := secret.SetContent(content); err != nil {
		return err
	}
	// Whoever reads a secret tracks it, its owner too: what this unit tracks cannot be removed.
	_, err = secret.Refresh()
	return err
}

// follow lets go of the revision that this unit read. The owner's units are told of new ones as all are
// that read the secret: here, those that ran the action.
func follow(e *charm.SecretEvent) error {
	_, err := e.Secret.Refresh()
	return err
}

func showPassword(e *charm.ActionEvent) error {
	content, err := e.SecretByLabel(label).Refresh()
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
