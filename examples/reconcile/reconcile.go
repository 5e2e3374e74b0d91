// Package reconcile is a charm of one function. Whatever happened, it looks at all that Juju holds and
// makes it what it should be; run again, it changes nothing.
package reconcile

import (
	_ "embed"
	"errors"
	"fmt"
	"strconv"

	"github.com/charmscenario/scenario/charm"
)

// Metadata is the charm's charmcraft.yaml, for programs that deploy it without its directory.
//
//go:embed charmcraft.yaml
var Metadata string

// New returns the charm.
func New() charm.Handler { return charm.HandlerFunc(reconcile) }

func reconcile(h *charm.Hook) error {
	// What these ask for shows nowhere else. A charm of one function easily forgets them.
	switch h.Kind() {
	case charm.KindSecretRemove:
		return charm.NewSecretEvent(h).RemoveRevision()
	case charm.KindSecretRotate:
		return charm.NewSecretEvent(h).Secret.SetContent(newToken(h))
	}
	users, err := h.Relations("cache")
	if err != nil {
		return err
	}
	peers, err := h.Relations("cluster")
	if err != nil {
		return err
	}
	if err := announce(h, append(peers, users...)); err != nil {
		return err
	}
	if err := share(h, users); err != nil {
		return err
	}
	if len(users) == 0 {
		return h.Unit().SetStatus(charm.Waiting("for an application to use the cache"))
	}
	return h.Unit().SetStatus(charm.Active())
}

// announce tells everybody where this unit listens.
func announce(h *charm.Hook, relations []*charm.Relation) error {
	port, err := h.ConfigInt("port")
	if err != nil {
		return err
	}
	for _, relation := range relations {
		if err := relation.LocalUnit().Set("port", strconv.Itoa(port)); err != nil {
			return err
		}
	}
	return nil
}

// share gives every application the token. The leader does it for all units.
func share(h *charm.Hook, users []*charm.Relation) error {
	leader, err := h.IsLeader()
	if err != nil || !leader || len(users) == 0 {
		return err
	}
	token := h.SecretByLabel("token")
	_, err = token.Info()
	if errors.Is(err, charm.ErrSecretNotFound) {
		token, err = h.App().AddSecret(newToken(h), charm.SecretLabel("token"), charm.SecretRotateEvery(charm.RotateWeekly))
	}
	if err != nil {
		return err
	}
	for _, relation := range users {
		if err := token.Grant(relation); err != nil {
			return err
		}
		if err := relation.LocalApp().Set("secret-id", token.ID()); err != nil {
			return err
		}
	}
	return nil
}

func newToken(h *charm.Hook) map[string]string {
	random := h.Rand()
	return map[string]string{"token": fmt.Sprintf("%016x%016x", random.Uint64(), random.Uint64())}
}
