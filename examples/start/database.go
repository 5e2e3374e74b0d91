// Package database makes a password for every related application, and shares it.
package database

import (
	"fmt"

	"github.com/charmscenario/scenario/charm"
)

// New returns the charm: which function handles which hook.
func New() *charm.Mux {
	m := charm.NewMux()
	m.RelationCreated("database", share)
	m.RelationBroken("database", func(e *charm.RelationEvent) error {
		return e.SecretByLabel(e.Relation.ID()).RemoveAll()
	})
	m.SecretRemove(func(e *charm.SecretEvent) error { return e.RemoveRevision() })
	return m
}

func share(e *charm.RelationEvent) error {
	password := fmt.Sprintf("%016x%016x", e.Rand().Uint64(), e.Rand().Uint64())
	secret, err := e.Unit().AddSecret(map[string]string{"password": password}, charm.SecretLabel(e.Relation.ID()))
	if err != nil {
		return err
	}
	if err := secret.Grant(e.Relation); err != nil {
		return err
	}
	return e.Relation.LocalUnit().Set("secret-id", secret.ID())
}
