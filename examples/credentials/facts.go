package main

import (
	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/juju"
)

// facts are what matters of a model once it is quiet: how far the credential is, and who logs in with it.
type facts struct {
	revision int // the latest of the credential; 0: there is none
	kept     int // how many of its revisions Juju keeps
	loggedIn int // units that are active, and log in with the latest revision
	outdated int // units that are active, and log in with an older one
	inactive int // units whose status is not active, those of the database too
}

// look finds the facts.
func look(m *juju.Model) (facts, error) {
	var found facts
	var tracked map[string]int
	credentials, err := m.ListSecrets(juju.SecretFilter{Label: "credentials"}, false)
	if err != nil {
		return found, err
	}
	for _, secret := range credentials {
		found.revision, found.kept = secret.LatestRevision, len(secret.Revisions)
		if tracked, err = m.TrackedRevisions(secret.URI); err != nil {
			return found, err
		}
	}
	for _, app := range m.Status().Applications {
		for name, unit := range app.Units {
			switch {
			case unit.Workload.Name != scenario.StatusActive:
				found.inactive++
			case app.Charm != "webserver": // it owns the credential
			case tracked[name] == found.revision:
				found.loggedIn++
			default:
				found.outdated++
			}
		}
	}
	return found, nil
}
