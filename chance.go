package scenario

import "math/rand/v2"

// rand makes the run's source of randomness. The harness's own is seeded when it is first drawn from.
func (r *run) rand() *rand.Rand {
	if r.context.Rand != nil {
		return r.context.Rand()
	}
	source := &r.left.chance
	source.Hook, source.Source = &r.left.session.Hook, r.setup.source
	source.Revisions = uint64(len(r.state.Secrets)) << 32
	for i := range r.state.Secrets {
		source.Revisions += uint64(r.state.Secrets[i].LatestRevision)
	}
	r.left.random = *rand.New(source)
	return &r.left.random
}
