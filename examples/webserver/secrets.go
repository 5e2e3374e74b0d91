package webserver

import (
	"errors"
	"fmt"

	"github.com/charmscenario/scenario/charm"
)

var (
	loginKeys       = []string{"username", "password"}
	certificateKeys = []string{"certificate", "private-key"}
)

// readLogin returns what the database shares: found by its label, the first time by the ID that the
// database announced.
func readLogin(h *charm.Hook) (map[string]string, error) {
	relations, err := h.Relations("database")
	if err != nil {
		return nil, err
	}
	if len(relations) == 0 {
		return nil, withoutDatabase
	}
	// A label names one secret, and the next database has another one: the relation's ID tells them apart.
	label := relations[0].ID()
	content, err := tracked(h.SecretByLabel(label))
	if errors.Is(err, charm.ErrSecretNotFound) {
		id, ok, failure := relations[0].RemoteApp().Get("secret-id")
		if failure != nil {
			return nil, failure
		}
		if !ok {
			return nil, &notReady{charm.Waiting("for the database to announce its secret")}
		}
		content, err = tracked(h.SecretByID(id).WithLabel(label))
	}
	if unreadable(err) {
		return nil, &notReady{charm.Waiting("for the database to grant its secret")}
	}
	if err != nil {
		return nil, err
	}
	return content, complete(content, loginKeys)
}

// readCertificate returns what the user gave, nil when the option is not set. The user may set it to
// another secret any time, so that it gets no label.
func readCertificate(h *charm.Hook) (map[string]string, error) {
	secret, err := h.ConfigSecret("certificate")
	if err != nil || secret == nil {
		return nil, err
	}
	content, err := tracked(secret)
	switch {
	case errors.Is(err, charm.ErrPermissionDenied):
		return nil, &notReady{charm.Blocked("grant the certificate's secret to", h.AppName())}
	case errors.Is(err, charm.ErrSecretNotFound):
		return nil, &notReady{charm.Blocked("the certificate's secret does not exist")}
	case err != nil:
		return nil, err
	}
	return content, complete(content, certificateKeys)
}

// tracked returns the content of the revision that this unit tracks; when its owner removed that all the
// same, the latest.
func tracked(secret *charm.Secret) (map[string]string, error) {
	content, err := secret.Content()
	if errors.Is(err, charm.ErrRevisionNotFound) {
		return secret.Refresh()
	}
	return content, err
}

// neededKeys returns what must be in the secret of an event; nothing when it is not used any more.
func neededKeys(e *charm.SecretEvent) ([]string, error) {
	if e.Secret.Label() != "" {
		return loginKeys, nil // readLogin gave it
	}
	certificate, err := e.ConfigSecret("certificate")
	if err != nil || certificate == nil || certificate.UniqueIdentifier() != e.Secret.UniqueIdentifier() {
		return nil, err
	}
	return certificateKeys, nil
}

// complete checks that content has the keys. What it says goes into a status: never a value.
func complete(content map[string]string, keys []string) error {
	for _, key := range keys {
		if content[key] == "" {
			return &notReady{charm.Blocked(fmt.Sprintf("the secret lacks %q", key))}
		}
	}
	return nil
}

func unreadable(err error) bool {
	return errors.Is(err, charm.ErrPermissionDenied) || errors.Is(err, charm.ErrSecretNotFound)
}
