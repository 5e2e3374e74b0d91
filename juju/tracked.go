package juju

import "strconv"

// TrackedRevisions tells which revision of a secret each unit tracks, by unit; the secret is named as for [Model.ShowSecret]. A unit that
// never read the secret is not in it; one that lost its grant is, because its record stays until the unit goes. Units of
// another model are named as this one calls them. No juju command tells this, but everything else about a secret follows from it:
// who reads which content, who is to be told of a later one, which revisions are of use.
func (m *Model) TrackedRevisions(nameOrID string) (map[string]int, error) {
	info, err := m.ShowSecret(nameOrID, 0, false)
	if err != nil {
		return nil, err
	}
	tracked := make(map[string]int)
	for _, c := range m.world.secrets[info.URI[len("secret:"):]].consumers {
		name := c.unit.name
		if c.unit.app.model != m {
			name = token(c.unit.app) + "/" + strconv.Itoa(c.unit.number)
		}
		if c.tracked > 0 {
			tracked[name] = c.tracked
		}
	}
	return tracked, nil
}
