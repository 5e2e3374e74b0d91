package juju

import (
	"maps"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// cache is what a unit's agent remembers of the databags of a relation's members (worker/uniter/runner/context/cache.go): one
// that a hook read stays as it was read, until the agent runs relation-joined, -changed or -departed for that member. So a
// hook that comes before the relation-changed finds what was there before the write.
type cache struct {
	read  map[string]bool              // members whose databags were read
	stale map[string]map[string]string // of those, what was read, when it was written since
}

// note remembers that a member's databag was read.
func (c *cache) note(member string) {
	if c.read == nil {
		c.read = make(map[string]bool)
	}
	c.read[member] = true
}

// written remembers what a databag held, if it was read.
func (c *cache) written(member string, before map[string]string) {
	if _, known := c.stale[member]; known || !c.read[member] {
		return
	}
	if c.stale == nil {
		c.stale = make(map[string]map[string]string)
	}
	c.stale[member] = before
}

// drop forgets a member's databag.
func (c *cache) drop(member string) {
	delete(c.read, member)
	delete(c.stale, member)
}

// over lays what is remembered over the databags as they are.
func (c *cache) over(bags map[string]map[string]string) map[string]map[string]string {
	if len(c.stale) == 0 {
		return bags
	}
	seen := maps.Clone(bags)
	maps.Copy(seen, c.stale)
	return seen
}

// remember notes which members' databags a hook of the unit has read.
func (u *unit) remember(trace []call.Record) {
	for i := range trace {
		c, ok := trace[i].Call.(*call.RelationGet)
		if !ok || trace[i].Error != nil {
			continue
		}
		number, _ := controller.RelationNumber(c.Relation)
		for _, l := range u.links {
			if l.end.number == number && l.member(c.Of) {
				l.cache.note(c.Of)
			}
		}
	}
}

// refreshes reports whether a hook reads the databag of a member anew.
func (p *planned) refreshes(l *link, member string) bool {
	if p.link != l || p.remote != member {
		return false
	}
	switch p.kind {
	case call.KindRelationJoined, call.KindRelationChanged, call.KindRelationDeparted:
		return true
	}
	return false
}
