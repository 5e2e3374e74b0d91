package juju

import (
	"fmt"

	"github.com/charmscenario/scenario/internal/controller"
)

// Refresh gives an application another charm, or another version of its own (juju refresh): units run upgrade-charm and then
// config-changed. Options that the new charm does not have are forgotten.
func (m *Model) Refresh(app string, c Charm) error {
	if err := m.write(); err != nil {
		return err
	}
	a, err := m.findApp(app)
	if err != nil {
		return err
	}
	d, err := c.read()
	if err != nil {
		return fmt.Errorf("cannot refresh %s: %w", app, err)
	}
	if d.metadata.Subordinate != a.charm.metadata.Subordinate {
		return refused("", "cannot upgrade application %q to charm %q: cannot change an application's subordinacy", app, d.url())
	}
	for _, e := range a.ends {
		if endpoint, known := d.metadata.Endpoint(e.endpoint.Name); !known || endpoint.Role != e.endpoint.Role || endpoint.Interface != e.endpoint.Interface {
			return refused("", "cannot upgrade application %q to charm %q: would break relation %q", app, d.url(), e.relation.keyIn(m))
		}
	}
	m.nameCharm(d)
	entry := m.command("juju refresh %s", app)
	a.use(d)
	config := make(map[string]any)
	for key, value := range a.config {
		if option, known := d.metadata.Config[key]; known {
			if typed, err := a.optionValue(key, option, value); err == nil {
				config[key] = typed
			}
		}
	}
	if len(config) == 0 {
		config = nil
	}
	a.config = config
	m.addPeers(a, entry)
	for _, u := range a.units {
		if u.life == controller.Alive && u.installed {
			u.charmCause = cause{entry, charmRefreshed}
		}
		m.world.wake(u)
	}
	return nil
}
