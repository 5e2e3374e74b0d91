package juju

// Reasons are why the hooks of the timeline were run, without the words for who did it.
func (m *Model) Reasons() []string {
	var reasons []string
	for i := range m.world.log.entries {
		reasons = append(reasons, string(m.world.log.at(i).cause.reason))
	}
	return reasons
}
