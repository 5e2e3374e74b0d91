package juju

import (
	"slices"
	"time"

	"github.com/charmscenario/scenario/internal/controller"
)

// secret is a secret of the model, with what the controller's facts for one unit do not hold.
type secret struct {
	// facts are shared with the units' hooks. Consumers holds the record of the unit whose hook runs, no other.
	facts   controller.Secret
	adopted *unit // whose record is in facts.Consumers
	own     [1]controller.Consumer

	model     *Model
	number    int            // in the order in which the model's secrets were made
	app       *application   // that owns it, or whose unit does; nil: a user's
	unit      *unit          // that owns it; nil: an application's or a user's
	consumers []*consumption // in the order of first read
	trackers  map[int]int    // how many units track a revision
	obsolete  []int          // revisions that were found to be obsolete, ascending
	autoPrune bool
	created   time.Time
	updated   time.Time
	made      map[int]time.Time // when each revision was made
	expiring  []expiry          // when secret-expired is due next, of revisions that expire
	due       int               // the order of its next rotation in the clock; 0: it is not there
	gone      bool
}

// expiry is when secret-expired is due next for a revision.
type expiry struct {
	revision int
	from     time.Time // when the revision expires
	at       time.Time
	due      int // its order in the clock
}

// consumption is a unit's record of a secret: what its agent tracks and calls it, and what it was told.
type consumption struct {
	unit    *unit
	secret  *secret
	tracked int
	label   string
	givenUp []string
	told    int   // the latest revision that the unit ran secret-changed for, or had when it first read the secret
	cause   cause // of the latest revision
	listed  bool  // in unit.news
}

// untold reports whether the unit must be told of a new revision (secret-changed).
func (c *consumption) untold() bool {
	s := c.secret
	return !s.gone && s.facts.Latest > 1 && s.facts.Latest != c.told && s.readableBy(c.unit)
}

// readableBy reports whether the unit may read the secret.
func (s *secret) readableBy(u *unit) bool {
	return controller.CanRead(s.factsFor(u), u.environment())
}

// owner is the unit that looks after the secret: its owner, or the leader of its owner. Nil: nobody does.
func (s *secret) owner() *unit {
	switch {
	case s.unit != nil:
		return s.unit
	case s.app != nil:
		return s.app.leader
	}
	return nil
}

// adopt puts the unit's own record into the facts, and returns them.
func (s *secret) adopt(u *unit) *controller.Secret {
	if s.adopted == u {
		return &s.facts
	}
	s.adopted, s.facts.Consumers = u, nil
	if c := u.consumed[s.facts.ID]; c != nil {
		s.own[0] = controller.Consumer{Unit: u.name, Label: c.label, GivenUp: c.givenUp, Tracked: c.tracked}
		s.facts.Consumers = s.own[:1:1]
	}
	return &s.facts
}

// factsFor returns the facts as the unit meets them: of a secret of another model with the grants to the
// application by the name it has here.
func (s *secret) factsFor(u *unit) *controller.Secret {
	if s.model == u.app.model {
		return s.adopt(u)
	}
	facts := *s.adopt(u)
	facts.Source, facts.Grants = s.model.UUID, nil
	for _, e := range u.app.ends {
		if e.remoteModel() != s.model.UUID {
			continue
		}
		if slices.ContainsFunc(s.facts.Grants, func(g controller.Grant) bool { return g.Subject == e.calls }) {
			facts.Grants = append(facts.Grants, controller.Grant{Subject: u.app.name})
		}
	}
	return &facts
}
