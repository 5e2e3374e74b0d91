package juju

// Expose makes an application reachable from outside the model (juju expose). No unit is told.
func (m *Model) Expose(app string) error { return m.expose(app, true, "juju expose %s") }

// Unexpose takes back what Expose gave (juju unexpose).
func (m *Model) Unexpose(app string) error { return m.expose(app, false, "juju unexpose %s") }

func (m *Model) expose(app string, exposed bool, command string) error {
	if err := m.write(); err != nil {
		return err
	}
	a, err := m.findApp(app)
	if err != nil {
		return err
	}
	a.exposed = exposed
	m.command(command, app)
	return nil
}

// Trust lets an application use the credentials of its cloud (juju trust), or with trusted false no longer (juju trust
// --remove). Units run config-changed if that is a change.
func (m *Model) Trust(app string, trusted bool) error {
	if err := m.write(); err != nil {
		return err
	}
	a, err := m.findApp(app)
	if err != nil {
		return err
	}
	command := "juju trust %s"
	if !trusted {
		command = "juju trust --remove %s"
	}
	entry := m.command(command, app)
	if a.trust == trusted {
		return nil
	}
	a.trust, a.configCause = trusted, cause{entry, trustSet}
	for _, u := range a.units {
		m.world.wake(u)
	}
	return nil
}
