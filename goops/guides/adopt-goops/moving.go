package database

import (
	"github.com/charmscenario/scenario/charm"
	goopscharm "github.com/charmscenario/scenario/goops"
)

// New returns the charm while it moves to package charm: what has a route is there already.
func New() *charm.Mux {
	m := charm.NewMux()
	m.SecretRemove(func(e *charm.SecretEvent) error { return e.RemoveRevision() })
	m.Otherwise(goopscharm.Handler(Configure))
	return m
}
