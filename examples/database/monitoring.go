package database

import (
	"errors"
	"time"

	"github.com/charmscenario/scenario/charm"
)

// monitoring is the label of each unit's own secret. The unit owns it, leader or not, and shares it over
// the endpoint of that name.
const monitoring = "monitoring"

// lifetime is how long a password for monitoring is valid.
const lifetime = 30 * 24 * time.Hour

// admit shares this unit's password for monitoring, and makes it first if need be.
func admit(e *charm.RelationEvent) error {
	secret := e.SecretByLabel(monitoring)
	_, err := secret.Info()
	if errors.Is(err, charm.ErrSecretNotFound) {
		secret, err = e.Unit().AddSecret(
			map[string]string{"password": newPassword(e.Rand())},
			charm.SecretLabel(monitoring), charm.SecretExpireIn(lifetime))
	}
	if err != nil {
		return err
	}
	if err := secret.Grant(e.Relation); err != nil {
		return err
	}
	return e.Relation.LocalUnit().Set("secret-id", secret.ID())
}

// renewExpired makes a new revision when the latest has expired. Juju says every five minutes that a
// revision has expired, until that is gone: one that was replaced already is removed.
func renewExpired(e *charm.SecretEvent) error {
	info, err := e.Secret.Info()
	if err != nil {
		return err
	}
	if e.Revision < info.Revision {
		return e.RemoveRevision()
	}
	// Not both at once: of a new revision and a removal in one hook, Juju does what was asked last.
	return e.Secret.SetContent(map[string]string{"password": newPassword(e.Rand())}, charm.SecretExpireIn(lifetime))
}

// dismiss removes the password when nobody monitors this unit any more.
func dismiss(e *charm.RelationEvent) error {
	err := e.SecretByLabel(monitoring).RemoveAll()
	if errors.Is(err, charm.ErrSecretNotFound) {
		return nil
	}
	return err
}
