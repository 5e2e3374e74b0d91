package juju

import (
	"maps"
	"slices"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// ledger is a second truth about secrets and databags, as simple as can be: lists that are searched from end to end,
// changed by what hooks were seen to do and by who went away.
type ledger struct {
	secrets []*ledgerSecret // in the order in which they were made
	bags    map[bagKey]map[string]string
	ends    map[*end]bool // the sides of relations that there were when they were last looked at
}

// ledgerSecret is a secret with the records of all units.
type ledgerSecret struct {
	model     *Model
	app       *application
	unit      *unit // nil: the application owns it
	facts     controller.Secret
	consumers map[*unit]controller.Consumer
	obsolete  map[int]bool // revisions that were obsolete when Juju last looked
	due       map[int]bool // revisions that have expired at some time; 0: whether a rotation was due since the last
}

// bagKey names a databag: of the side's application when the unit's name is empty.
type bagKey struct {
	end  *end
	unit string
}

func (l *ledger) secret(id string) *ledgerSecret {
	for _, s := range l.secrets {
		if s.facts.ID == id {
			return s
		}
	}
	return nil
}

func (l *ledger) remove(gone func(*ledgerSecret) bool) {
	l.secrets = slices.DeleteFunc(l.secrets, gone)
}

// owner is who is told of the secret: the unit that owns it, or the leader.
func (s *ledgerSecret) owner() *unit {
	if s.unit != nil {
		return s.unit
	}
	return s.app.leader
}

// readable reports whether a unit may read the secret, by owner and grants alone.
func (l *ledger) readable(s *ledgerSecret, u *unit) (owned, granted bool) {
	if s.model == u.app.model {
		owned = !s.facts.Disowned && (s.unit == u || s.unit == nil && s.app == u.app)
		for _, g := range s.facts.Grants {
			granted = granted || g.Subject == u.name || g.Subject == u.app.name
		}
		return owned, granted
	}
	for e := range l.ends {
		for _, g := range s.facts.Grants {
			granted = granted || e.app == u.app && e.other().app.model == s.model && g.Subject == e.calls
		}
	}
	return false, granted
}

// tracked reports whether any unit tracks the revision.
func (s *ledgerSecret) tracked(revision int) bool {
	for _, c := range s.consumers {
		if c.Tracked == revision {
			return true
		}
	}
	return false
}

// pane is the ledger as one unit meets it: a Store for the hook of that unit. What it opens is written back at the
// end.
type pane struct {
	ledger *ledger
	unit   *unit
	facts  controller.Unit
	links  map[string]*link
	rooms  map[*link]*room
	before *shape
	minted []string // IDs to be made, as they were made on the model
	opened map[string]*controller.Secret
	order  []string // IDs of opened, in order
	made   map[string]bool
	gone   map[string]bool
}

func (p *pane) Unit() *controller.Unit { return &p.facts }

// reaches reports whether the unit's controller finds a secret.
func (p *pane) reaches(s *ledgerSecret) bool {
	if _, recorded := s.consumers[p.unit]; recorded || s.model == p.unit.app.model {
		return true
	}
	for e := range p.ledger.ends {
		if e.app == p.unit.app && e.other().app.model == s.model {
			return true
		}
	}
	return false
}

// compose puts together what the unit's hooks know of a secret.
func (p *pane) compose(s *ledgerSecret) *controller.Secret {
	n := s.facts
	n.Revisions, n.Grants, n.Consumers = slices.Clone(n.Revisions), slices.Clone(n.Grants), nil
	if c, ok := s.consumers[p.unit]; ok {
		c.GivenUp = slices.Clone(c.GivenUp)
		n.Consumers = []controller.Consumer{c}
	}
	if s.model != p.unit.app.model {
		n.Source, n.Grants = s.model.UUID, nil
		if _, granted := p.ledger.readable(s, p.unit); granted {
			n.Grants = []controller.Grant{{Subject: p.unit.app.name}}
		}
	}
	return &n
}

func (p *pane) Secret(id string) *controller.Secret {
	if p.gone[id] {
		return nil
	}
	if opened := p.opened[id]; opened != nil {
		return opened
	}
	if s := p.ledger.secret(id); s != nil && p.reaches(s) {
		return p.compose(s)
	}
	return nil
}

func (p *pane) EditSecret(id string) *controller.Secret {
	s := p.Secret(id)
	if s != nil && p.opened[id] == nil {
		p.opened[id] = s
		p.order = append(p.order, id)
	}
	return s
}

func (p *pane) NewSecretID() string {
	if len(p.minted) == 0 {
		return strings.Repeat("0", 20)
	}
	id := p.minted[0]
	p.minted = p.minted[1:]
	return id
}

func (p *pane) AddSecret(s *controller.Secret) {
	delete(p.gone, s.ID)
	p.opened[s.ID], p.made[s.ID] = s, true
	p.order = append(p.order, s.ID)
}

func (p *pane) RemoveSecret(id string) {
	p.gone[id] = true
}

// all lists the secrets that the unit's controller finds.
func (p *pane) all() []*controller.Secret {
	var list []*controller.Secret
	for _, s := range p.ledger.secrets {
		if now := p.Secret(s.facts.ID); now != nil {
			list = append(list, now)
		}
	}
	for _, id := range p.order {
		if p.made[id] && !p.gone[id] {
			list = append(list, p.opened[id])
		}
	}
	return list
}

// local reports whether the secret lives in the unit's model.
func (p *pane) local(s *controller.Secret) bool { return s.Source == "" }

func (p *pane) OwnedSecrets(owners ...string) []string {
	var ids []string
	for _, s := range p.all() {
		if p.local(s) && slices.Contains(owners, s.Owner) {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

func (p *pane) OwnerLabel(owner, label string) string {
	for _, s := range p.all() {
		if p.local(s) && s.Owner == owner && s.Label == label {
			return s.ID
		}
	}
	return ""
}

func (p *pane) ConsumerLabel(unit, label string) string {
	for _, s := range p.all() {
		for _, c := range s.Consumers {
			if c.Unit == unit && c.Label == label {
				return s.ID
			}
		}
	}
	return ""
}

func (p *pane) LabelGivenUp(unit, label string) bool {
	for _, s := range p.all() {
		for _, c := range s.Consumers {
			if c.Unit == unit && slices.Contains(c.GivenUp, label) {
				return true
			}
		}
	}
	return false
}

func (p *pane) UnitLabel(app, label string) bool {
	for _, s := range p.all() {
		if p.local(s) && strings.HasPrefix(s.Owner, app+"/") && s.Label == label {
			return true
		}
	}
	if p.ConsumerLabel(p.unit.name, label) != "" || p.LabelGivenUp(p.unit.name, label) {
		return true
	}
	for _, s := range p.ledger.secrets {
		for u, c := range s.consumers {
			if u != p.unit && u.app == p.unit.app && !p.gone[s.facts.ID] && (c.Label == label || slices.Contains(c.GivenUp, label)) {
				return true
			}
		}
	}
	return false
}

func (p *pane) Relation(number int) *controller.Relation {
	for _, l := range p.links {
		if l.end.number == number {
			return p.relation(l)
		}
	}
	return nil
}

// relation puts together a relation: its databags are the ledger's, who has joined is what the State said.
func (p *pane) relation(l *link) *controller.Relation {
	e, other := l.end, l.end.other()
	r := &controller.Relation{
		Number: e.number, ID: e.id, Endpoint: e.endpoint.Name, RemoteApp: other.calls, RemoteEndpoint: other.endpoint.Name,
		Role: controller.Role(e.endpoint.Role), RemoteModel: e.remoteModel(), Offered: e.offering,
		LocalUnit: p.ledger.bags[bagKey{e, e.seen(p.unit)}], LocalApp: p.ledger.bags[bagKey{e, ""}], UnitData: make(map[string]map[string]string),
	}
	if !e.peer() {
		r.RemoteData = p.ledger.bags[bagKey{other, ""}]
	}
	for key, bag := range p.ledger.bags {
		if key.end == other && key.unit != "" {
			r.UnitData[key.unit] = bag
		}
	}
	if in := p.rooms[l]; in != nil {
		maps.Copy(r.UnitData, in.kept)
	}
	for i := range p.before.state.Relations {
		if told := &p.before.state.Relations[i]; told.ID == e.id {
			r.Members = slices.Sorted(maps.Keys(told.RemoteUnits))
			r.Life, r.Suspended = controller.Life(told.Life), told.Suspended
		}
	}
	return r
}

func (p *pane) SetDatabag(number int, app bool, bag map[string]string) {
	for _, l := range p.links {
		switch {
		case l.end.number != number:
		case app:
			p.ledger.bags[bagKey{l.end, ""}] = bag
		default:
			p.ledger.bags[bagKey{l.end, l.end.seen(p.unit)}] = bag
		}
	}
}

func (p *pane) Relations(endpoint string) []int {
	var numbers []int
	for _, l := range p.links {
		if endpoint == "" || l.end.endpoint.Name == endpoint {
			numbers = append(numbers, l.end.number)
		}
	}
	slices.Sort(numbers)
	return numbers
}

// Life looks through all applications and units of the model.
func (p *pane) Life(name string) (controller.Life, bool) {
	for _, a := range p.unit.app.model.apps {
		if a.name == name {
			return a.life, true
		}
		for _, u := range a.units {
			if u.name == name {
				return u.life, true
			}
		}
	}
	return controller.Dead, false
}

// close writes back what was opened, and reports which secrets got a revision and which the unit went on in.
func (p *pane) close() (changed map[string]bool) {
	changed = make(map[string]bool)
	for _, id := range p.order {
		now := p.opened[id]
		if p.gone[id] {
			continue
		}
		s := p.ledger.secret(id)
		if s == nil {
			s = p.add(now)
		}
		var before controller.Consumer
		if s.consumers[p.unit].Unit != "" {
			before = s.consumers[p.unit]
		}
		if s.facts.Latest != now.Latest {
			changed[id] = true
		}
		for _, c := range now.Consumers {
			if c.Unit == p.unit.name {
				s.consumers[p.unit] = c
				changed[id] = changed[id] || before.Tracked > 0 && before.Tracked != c.Tracked
			}
		}
		if s.model == p.unit.app.model {
			s.facts = *now
			s.facts.Consumers = nil
		}
	}
	p.ledger.remove(func(s *ledgerSecret) bool { return p.gone[s.facts.ID] })
	return changed
}

func (p *pane) add(facts *controller.Secret) *ledgerSecret {
	s := &ledgerSecret{
		model: p.unit.app.model, app: p.unit.app, facts: *facts, consumers: make(map[*unit]controller.Consumer),
		obsolete: make(map[int]bool), due: make(map[int]bool),
	}
	if facts.Owner == p.unit.name {
		s.unit = p.unit
	}
	p.ledger.secrets = append(p.ledger.secrets, s)
	return s
}

var _ controller.Store = (*pane)(nil)

// bare returns the 20 characters of a secret's ID, however it is spelled.
func bare(id string) string {
	uri, err := call.ParseSecretURI(id)
	if err != nil {
		return ""
	}
	return uri.ID
}
