package scenario

import (
	"math/rand/v2"

	"github.com/charmscenario/scenario/call"
)

// rand makes the run's source of randomness. The harness's own is seeded when it is first drawn from.
func (r *run) rand() *rand.Rand {
	if r.context.Rand != nil {
		return r.context.Rand()
	}
	chance := &r.left.chance
	chance.hook, chance.source = &r.left.session.Hook, r.setup.source
	chance.revisions = uint64(len(r.state.Secrets)) << 32
	for i := range r.state.Secrets {
		chance.revisions += uint64(r.state.Secrets[i].LatestRevision)
	}
	r.left.random = *rand.New(chance)
	return &r.left.random
}

// chance is the source of randomness of a run: equal runs draw equal numbers, and a charm that ran draws
// others in its next run, because the revisions of secrets went on.
type chance struct {
	hook              *call.Hook
	source, revisions uint64
	generator         rand.PCG
	seeded            bool
}

// Uint64 draws the next number.
func (c *chance) Uint64() uint64 {
	if !c.seeded {
		c.generator.Seed(c.source^hashTexts(c.hook.Name, c.hook.RemoteUnit), c.revisions)
		c.seeded = true
	}
	return c.generator.Uint64()
}
