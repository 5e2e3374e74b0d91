// Package webserver reads secrets of others: the login that a database shares over the "database"
// relation, and the certificate that a user names in the configuration. docs/guides/secrets.md explains
// what it does, and why.
package webserver

import (
	_ "embed"
	"errors"

	"github.com/charmscenario/scenario/charm"
)

// Metadata is the charm's charmcraft.yaml, for programs that deploy it without its directory.
//
//go:embed charmcraft.yaml
var Metadata string

// New returns the charm.
func New() *charm.Mux {
	m := charm.NewMux()
	m.On(charm.HandlerFunc(serve), charm.KindStart, charm.KindConfigChanged, charm.KindUpdateStatus,
		charm.KindRelationChanged)
	m.RelationBroken("database", leave)
	m.SecretChanged(moveOn)
	return m
}

// serve works with the revisions that this unit tracks, or says in its status what is missing. No event
// tells that a secret was granted: update-status finds out.
func serve(h *charm.Hook) error {
	login, err := readLogin(h)
	if err != nil {
		return report(h, err)
	}
	certificate, err := readCertificate(h)
	if err != nil {
		return report(h, err)
	}
	return h.Unit().SetStatus(configure(login, certificate))
}

// leave says that the database is gone. Before Juju 3.6 its relation is listed to the end, and the login can still be read.
func leave(e *charm.RelationEvent) error {
	return e.Unit().SetStatus(withoutDatabase.status)
}

// moveOn tracks the new revision of a secret once it is known to be of use. Until then this unit goes on
// with the one that it has: its owner keeps that while somebody tracks it.
func moveOn(e *charm.SecretEvent) error {
	content, err := e.Secret.Peek()
	if unreadable(err) {
		return serve(e.Hook) // taken away since
	}
	if err != nil {
		return err
	}
	keys, err := neededKeys(e)
	if err != nil {
		return err
	}
	if err := complete(content, keys); err != nil {
		return report(e.Hook, err)
	}
	if _, err := e.Secret.Refresh(); err != nil {
		return err
	}
	return serve(e.Hook)
}

// configure is where the web server would be told. A certificate that is nil was not configured.
func configure(_, certificate map[string]string) charm.Status {
	if certificate == nil {
		return charm.Active("serving http")
	}
	return charm.Active("serving https")
}

// notReady is why the web server cannot serve, as the unit's status says it. The hook succeeds: trying
// again would not help.
type notReady struct{ status charm.Status }

var withoutDatabase = &notReady{charm.Blocked("relate a database")}

func (n *notReady) Error() string { return n.status.Message }

func report(h *charm.Hook, err error) error {
	var waits *notReady
	if errors.As(err, &waits) {
		return h.Unit().SetStatus(waits.status)
	}
	return err
}
