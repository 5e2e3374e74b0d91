package terraform

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/charmscenario/scenario/internal/nearest"
	"github.com/charmscenario/scenario/juju"
	"github.com/charmscenario/scenario/metadata"
)

// Release is a charm as a store offers it: one revision under a name in a channel. Charms of Model.Charms are such too, in every channel.
type Release struct {
	juju.Charm

	// Name is what a plan calls the charm; empty: the name in its metadata.
	Name string

	// Channel is where the revision is, as "latest/edge" or "14/stable"; empty: in every channel.
	Channel string
}

// charms finds the charms that plans name.
type charms struct {
	read  map[string]*metadata.Charm // by directory or text
	names map[string][]Release
}

// defaultChannel is where a charm is from when the plan names no channel.
const defaultChannel = "latest/stable"

// open collects the charms that there are, anew for each run: Model.Charms may have changed.
func (c *charms) open(w *Workspace) error {
	c.names = make(map[string][]Release)
	for _, r := range w.Charms {
		if r.Name == "" {
			m, err := c.metadata(r.Charm)
			if err != nil {
				return fmt.Errorf("Workspace.Charms: %w", err)
			}
			r.Name = m.Name
		}
		c.names[r.Name] = append(c.names[r.Name], r)
	}
	for _, name := range slices.Sorted(maps.Keys(w.Model.Charms)) {
		c.names[name] = append(c.names[name], Release{Charm: w.Model.Charms[name], Name: name})
	}
	return nil
}

// metadata reads what a charm says of itself.
func (c *charms) metadata(charm juju.Charm) (m *metadata.Charm, err error) {
	key := charm.Dir + "\x00" + charm.Metadata
	if m = c.read[key]; m != nil {
		return m, nil
	}
	if charm.Metadata != "" {
		m, err = metadata.Parse([]byte(charm.Metadata), "charmcraft.yaml")
	} else {
		m, err = metadata.Load(charm.Dir)
	}
	if err != nil {
		return nil, err
	}
	if c.read == nil {
		c.read = make(map[string]*metadata.Charm)
	}
	c.read[key] = m
	return m, nil
}

// missingCharm says which part of what a plan asks for is not there.
type missingCharm struct {
	part  string // "name", "channel" or "revision"
	text  string
	meant string
}

// find finds the newest revision of a charm in a channel, or the one that is asked for; revision -1: none is.
func (c *charms) find(name, channel string, revision int) (Release, *missingCharm) {
	releases := c.names[name]
	if len(releases) == 0 {
		known := slices.Sorted(maps.Keys(c.names))
		return Release{}, &missingCharm{"name", fmt.Sprintf("charm %q not found: it is neither in Model.Charms nor in Workspace.Charms%s", name, listed(known)), nearest.Name(name, known)}
	}
	var channels, revisions []string
	var best *Release
	for i := range releases {
		r := &releases[i]
		channels = append(channels, r.Channel)
		if r.Channel != "" && normalChannel(r.Channel) != normalChannel(channel) {
			continue
		}
		revisions = append(revisions, strconv.Itoa(r.Revision))
		if revision >= 0 && r.Revision != revision {
			continue
		}
		if best == nil || r.Revision > best.Revision {
			best = r
		}
	}
	switch {
	case best != nil:
		return *best, nil
	case len(revisions) > 0:
		return Release{}, &missingCharm{"revision", fmt.Sprintf("charm %q has no revision %d in channel %q%s", name, revision, normalChannel(channel), listed(revisions)), ""}
	}
	slices.Sort(channels)
	channels = slices.Compact(channels)
	return Release{}, &missingCharm{"channel", fmt.Sprintf("charm %q has no release in channel %q%s", name, normalChannel(channel), listed(channels)), nearest.Name(channel, channels)}
}

// normalChannel is a channel with its track.
func normalChannel(channel string) string {
	switch {
	case channel == "":
		return defaultChannel
	case !strings.Contains(channel, "/"):
		return "latest/" + channel
	}
	return channel
}
