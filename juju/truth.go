package juju

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
	"github.com/charmscenario/scenario/metadata"
)

// application is an application of the model.
type application struct {
	model *Model
	name  string
	charm *deployed
	life  controller.Life
	units []*unit // by number
	next  int     // number of the next unit; machines
	scale int     // how many units are wanted; Kubernetes

	config          map[string]any               // what was set; replaced, never written
	former          map[*deployed]map[string]any // the same of charms that it had before
	configCause     cause
	status          call.Status
	statusSince     time.Time
	address         string // of the service; Kubernetes
	workloadVersion string
	leader          *unit // nil: nobody leads
	leaderCause     cause
	settings        map[string]string // of leader-set; replaced, never written
	settingsVersion int
	settingsCause   cause
	trust           bool
	exposed         bool

	ends       []*end    // its sides of relations, by number
	secrets    []*secret // that it owns, oldest first
	labels     map[string]*secret
	unitLabels map[string]int // labels that units of it have in any way: how often
}

func (a *application) named() string { return a.name }

// unit returns the unit with the number, nil when there is none.
func (a *application) unit(number int) *unit {
	for _, u := range a.units {
		if u.number == number {
			return u
		}
	}
	return nil
}

// unit is a unit and its agent: what it is in the model's truth, and what its agent remembers of what it has done.
type unit struct {
	app     *application
	name    string // "web/0"
	number  int
	life    controller.Life
	machine string
	address string

	principal    *unit   // of a subordinate
	subordinates []*unit // beside a principal, in the order in which they came
	removed      bool    // it has run its last hook, and waits for its subordinates to be gone

	source uint64 // of IDs and randomness

	status         call.Status
	statusSince    time.Time
	charmSetStatus bool      // whether a hook ever set the status
	ranAt          time.Time // when the last hook ran
	stored         map[string]string

	installed, started, stopped bool
	queued                      *planned // the hook that must come next, whatever else happens
	failed                      *failure // the hook that failed; nothing but actions runs
	charm                       *deployed
	charmCause                  cause
	config                      map[string]any // as of the last config-changed
	trusted                     bool           // likewise
	configured                  bool           // whether there was one
	leading                     bool           // whether leader-elected has run since it became leader
	settingsSeen                int
	deposed                     cause   // why it leads no more, if it once did
	deposedAt                   int     // the version of the leader settings then
	links                       []*link // by number
	entering                    bool    // whether there are relations whose scope the unit has not entered yet
	tasks                       []*task // actions to be run, oldest first
	statusDue                   cause   // of update-status; zero: not due
	lastStatus                  int64   // Unix time of the last update-status

	secrets  []*secret               // that it owns, oldest first
	labels   map[string]*secret      // of secrets that it owns
	consumed map[string]*consumption // its records of secrets, by ID
	called   map[string]*consumption // by its own label
	givenUp  map[string]bool         // labels that it gave and then replaced
	news     []*consumption          // secrets that have a revision it was not told of, oldest news first
	rotating []*secret               // secrets that are due, oldest first
	expired  []revisionEvent         // revisions that have expired
	obsolete []revisionEvent         // revisions that nobody tracks any more
	toldOf   map[*secret][]int       // those that it ran secret-remove for and that are still there

	created cause // what made the unit
	removal cause // what ends it
	waiting bool  // in world.busy
	ran     int   // hooks since Settle began
}

// revisionEvent is a revision of a secret that its owner is to be told of.
type revisionEvent struct {
	secret   *secret
	revision int
	cause    cause
}

// leads reports whether the unit is its application's leader.
func (u *unit) leads() bool { return u.app.leader == u }

// failure is a hook that failed.
type failure struct {
	plan     planned
	hook     call.Hook
	message  string
	cause    string // why it failed
	err      error  // the same; nil when the model was read from a file
	entry    int    // number of the hook in the timeline
	since    time.Time
	retry    bool  // run it again
	resolved bool  // because somebody said so
	retries  int   // how often Juju did so by itself
	retryAt  int64 // Unix time of the next time; 0: never
	due      int   // the order of that in the clock
}

// relation is a relation of the model, of two applications or among the units of one.
type relation struct {
	ends      []*end // one for a peer relation
	life      controller.Life
	suspended bool
	cause     cause // of its last change of life
}

// end is one application's side of a relation. Across models each side has a number of its own.
type end struct {
	relation *relation
	app      *application
	number   int
	id       string // "database:3"
	endpoint metadata.Endpoint
	// calls is how the other side calls the application: by its name, or by another across models.
	calls    string
	offering bool // across models: whether this is the side on offer

	bag    map[string]string            // the application's databag; replaced, never written
	wrote  cause                        // who wrote it last
	bags   map[string]map[string]string // the units' databags by their names on the other side, of those that left too; the bags are replaced
	joined []*link                      // those in scope, by unit number
	places map[string]*unit             // the principals beside which units are or were, by the units' names; contained relations
}

// other returns the other side; for a peer relation the same.
func (e *end) other() *end {
	if ends := e.relation.ends; len(ends) == 2 && ends[0] == e {
		return ends[1]
	}
	return e.relation.ends[0]
}

func (e *end) peer() bool { return len(e.relation.ends) == 1 }

// seen is how the other side calls a unit.
func (e *end) seen(u *unit) string {
	if e.calls == u.app.name {
		return u.name
	}
	return e.calls + "/" + strconv.Itoa(u.number)
}

// has reports whether the unit, as the other side calls it, is in scope and not about to leave it.
func (e *end) has(name string) bool {
	for _, l := range e.joined {
		if !l.departing && e.seen(l.unit) == name {
			return true
		}
	}
	return false
}

// remoteModel is the UUID of the other side's model, empty when it is the same.
func (e *end) remoteModel() string {
	if other := e.other(); other.app.model != e.app.model {
		return other.app.model.UUID
	}
	return ""
}

// link is one unit's view of a relation: what its agent remembers, and what it was not yet told.
type link struct {
	unit      *unit
	end       *end
	inScope   bool
	departing bool // in scope, but gone as far as the other side is told
	created   bool // whether relation-created has run
	entered   cause
	owed      string // the member whose relation-changed must follow its relation-joined
	owedBy    cause

	arrived []newcomer // units that came into scope, to be joined; sorted by name
	gone    []newcomer // members that left, sorted by name
	changed []newcomer // members whose databag changed, sorted by name
	app     cause      // the write to the counterpart application's databag that it was not told of

	cache cache
	view  controller.Relation
}

// newcomer is a unit, as this side calls it, and why there is news of it.
type newcomer struct {
	name  string
	cause cause
}

func byName(n newcomer, name string) int { return strings.Compare(n.name, name) }

// note adds news of a unit to a sorted list; news that is there already stays as it is.
func note(list []newcomer, name string, why cause) []newcomer {
	i, ok := slices.BinarySearchFunc(list, name, byName)
	if ok {
		return list
	}
	return slices.Insert(list, i, newcomer{name: name, cause: why})
}

// drop takes news of a unit out of a sorted list.
func drop(list []newcomer, name string) []newcomer {
	if i, ok := slices.BinarySearchFunc(list, name, byName); ok {
		return slices.Delete(list, i, i+1)
	}
	return list
}

// member reports whether the unit has joined, as far as this side was told.
func (l *link) member(name string) bool {
	_, ok := slices.BinarySearch(l.view.Members, name)
	return ok
}

// join makes a unit a member.
func (l *link) join(name string) {
	if i, known := slices.BinarySearch(l.view.Members, name); !known {
		l.view.Members = slices.Insert(l.view.Members, i, name)
	}
	l.arrived = drop(l.arrived, name)
}

// fresh returns the view with what may have changed since the last hook.
func (l *link) fresh() *controller.Relation {
	e, other := l.end, l.end.other()
	v := &l.view
	v.LocalUnit, v.LocalApp = e.bags[e.seen(l.unit)], e.bag
	v.UnitData = l.cache.over(l.within(other.bags))
	if !e.peer() {
		v.RemoteData = other.bag
	}
	v.Life, v.Suspended = e.relation.life, e.relation.suspended
	return v
}

// newLink makes a unit's view of a relation it is not in yet.
func newLink(u *unit, e *end, why cause) *link {
	other := e.other()
	l := &link{unit: u, end: e, entered: why}
	l.view = controller.Relation{
		Number: e.number, ID: e.id, Endpoint: e.endpoint.Name, RemoteApp: other.calls, RemoteEndpoint: other.endpoint.Name,
		Role: controller.Role(e.endpoint.Role), Container: e.relation.contained(),
		RemoteModel: e.remoteModel(), Offered: e.offering,
	}
	return l
}

// setStatus gives the unit a status, and remembers when.
func (u *unit) setStatus(status call.Status) {
	u.status, u.statusSince = status, u.app.model.world.now
}

func itoa(n int) string { return strconv.Itoa(n) }
