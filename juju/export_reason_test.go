package juju

// Reasons lists the reasons that a hook can have.
func Reasons() []string {
	var all []string
	for r := range clauses {
		all = append(all, string(r))
	}
	return all
}

// SeenReasons adds the reasons of the hooks that the timeline has.
func (m *Model) SeenReasons(seen map[string]bool) {
	for i := range m.world.log.entries {
		seen[string(m.world.log.entries[i].cause.reason)] = true
	}
}
