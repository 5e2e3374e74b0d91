package juju_test

import (
	"errors"
	"log/slog"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/examples/database"
	"github.com/charmscenario/scenario/examples/webserver"
	"github.com/charmscenario/scenario/juju"
)

// exampleCharms are what can be deployed in the tests of commands.
func exampleCharms() map[string]juju.Charm {
	return map[string]juju.Charm{
		"database":  {Handler: database.New(), Dir: "../examples/database"},
		"webserver": {Handler: webserver.New(), Dir: "../examples/webserver", Revision: 7},
		"store":     {Handler: newStore(), Metadata: storeMetadata},
		"shop":      {Handler: newShop(), Metadata: shopMetadata},
		"logger":    {Handler: charm.NewMux(), Metadata: loggerMetadata},
	}
}

const storeMetadata = `
name: store
type: charm
summary: Stores.
description: Stores.
base: ubuntu@24.04
provides:
  shelf: {interface: shelf}
peers:
  members: {interface: members}
config:
  options:
    size: {type: int, default: 3, description: How large.}
    open: {type: boolean, description: Whether it is open.}
    price: {type: float, default: 1.5, description: What it costs.}
    motto: {type: string, description: What it says.}
    key: {type: secret, description: What opens it.}
actions:
  count:
    description: |
      Counts what there is.

      All of it.
    params:
      of: {type: string, default: apples, description: What to count.}
      from: {type: object, properties: {row: {type: integer}}}
  fail: {description: Fails.}
  crash: {}
`

// newStore is a charm whose options, actions and failures the tests choose.
func newStore() *charm.Mux {
	m := charm.NewMux()
	m.Start(func(h *charm.Hook) error {
		if err := h.Log(slog.LevelWarn, "open"); err != nil {
			return err
		}
		return errors.Join(h.SetWorkloadVersion("14.2"), h.Unit().SetStatus(charm.Active("open")))
	})
	m.ConfigChanged(func(h *charm.Hook) error {
		if size, err := h.ConfigInt("size"); err != nil || size > 100 {
			return errors.Join(err, errors.New("too large"))
		}
		return nil
	})
	m.RelationChanged("shelf", func(e *charm.RelationEvent) error { return e.Log(slog.LevelInfo, "seen") })
	m.Action("count", func(e *charm.ActionEvent) error {
		e.Logf("counting")
		return e.SetResults(map[string]string{"sum": "12"})
	})
	m.Action("fail", func(e *charm.ActionEvent) error { return e.Fail("nothing to count") })
	m.Action("crash", func(*charm.ActionEvent) error { return errors.New("crashed") })
	return m
}

const shopMetadata = `
name: shop
type: charm
summary: Sells.
description: Sells.
requires:
  shelf: {interface: shelf, limit: 1}
  spare: {interface: shelf}
`

func newShop() *charm.Mux {
	m := charm.NewMux()
	m.RelationJoined("shelf", func(*charm.RelationEvent) error { return errors.New("no room") })
	return m
}

const loggerMetadata = `
name: logger
type: charm
summary: Logs.
description: Logs.
subordinate: true
requires:
  host: {interface: juju-info, scope: container}
`
