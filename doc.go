// Package scenario tests Juju charms by state transition: [Context.Run] runs a charm's handler for
// one [Event] over an immutable [State], and returns the [Outcome], the State afterwards with a log
// of what happened.
//
//	ctx := scenario.Context{Charm: database.New(), Dir: "."}
//	out, err := ctx.Run(scenario.SecretRotate(secret), scenario.State{
//		Leader:  true,
//		Secrets: []scenario.Secret{secret},
//	})
//
// State, Event and Outcome are plain data. What a State leaves out is filled in so that the whole
// is possible; what cannot be is reported before the charm runs. Juju's rules decide what a hook
// reads, what its calls answer, and what is left after it.
package scenario
