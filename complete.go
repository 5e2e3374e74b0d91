package scenario

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/chance"
	"github.com/charmscenario/scenario/internal/controller"
)

// completion fills in what a State and an Event leave out, so that the whole is possible. What
// they say is never changed. Parts are copied when something is filled in; maps are never written.
type completion struct {
	setup *setup
	event *Event
	state *State

	ownRelations bool // whether state.Relations is already a copy
	ownSecrets   bool // the same of state.Secrets

	// Room for the copies, kept from run to run.
	relationRoom []Relation
	secretRoom   []Secret
}

// complete fills in an Event and a State.
func (c *completion) complete(setup *setup, event *Event, state *State) {
	c.setup, c.event, c.state = setup, event, state
	c.relations()
	c.secrets()
	if event.Action != nil && event.Action.ID == "" {
		action := *event.Action
		action.ID = "1"
		event.Action = &action
	}
}

// reset makes the completion ready for another State, and keeps its room.
func (c *completion) reset() {
	if c.ownRelations {
		clear(c.relationRoom)
		c.relationRoom, c.ownRelations = c.relationRoom[:0], false
	}
	if c.ownSecrets {
		clear(c.secretRoom)
		c.secretRoom, c.ownSecrets = c.secretRoom[:0], false
	}
}

// relation returns a relation to be written to.
func (c *completion) relation(i int) *Relation {
	if !c.ownRelations {
		c.relationRoom = append(c.relationRoom, c.state.Relations...)
		c.state.Relations = c.relationRoom
		c.ownRelations = true
	}
	return &c.state.Relations[i]
}

func (c *completion) relations() {
	subject := -1
	if ref := c.event.Relation; ref != nil {
		// Found before names are filled in: the event was made from the same literal.
		if found := ref.find(c.state.Relations); len(found) == 1 {
			subject = found[0]
		}
	}
	var used, names map[string]bool
	next := 0
	for i := range c.state.Relations {
		r := &c.state.Relations[i]
		if r.ID == "" {
			if used == nil {
				used = usedNumbers(c.state.Relations)
			}
			for used[strconv.Itoa(next)] {
				next++
			}
			r = c.relation(i)
			r.ID = r.Endpoint + ":" + strconv.Itoa(next)
			next++
		}
		if r.RemoteApp == "" {
			name := c.remoteApp(r)
			if name == "" {
				if names == nil {
					names = remoteNames(c.state.Relations)
				}
				name = freeName(names, r.Endpoint)
			}
			r = c.relation(i)
			r.RemoteApp = name
		}
	}
	if subject >= 0 && c.event.Kind.IsRelation() {
		c.subject(subject)
	}
}

func usedNumbers(relations []Relation) map[string]bool {
	used := make(map[string]bool, len(relations))
	for i := range relations {
		if number, ok := relationNumber(relations[i].ID); ok {
			used[strconv.Itoa(number)] = true
		}
	}
	return used
}

// remoteNames lists which remote applications are named on which endpoint.
func remoteNames(relations []Relation) map[string]bool {
	names := make(map[string]bool)
	for i := range relations {
		if r := &relations[i]; r.RemoteApp != "" {
			names[r.Endpoint+" "+r.RemoteApp] = true
		}
	}
	return names
}

// freeName returns "remote", "remote2", ...: the first that is not yet on the endpoint.
func freeName(names map[string]bool, endpoint string) string {
	name := "remote"
	for n := 2; names[endpoint+" "+name]; n++ {
		name = "remote" + strconv.Itoa(n)
	}
	names[endpoint+" "+name] = true
	return name
}

// remoteApp returns the remote application that follows from the rest; "" when none does.
func (c *completion) remoteApp(r *Relation) string {
	if endpoint, ok := c.setup.endpoint(r.Endpoint); ok && controller.Role(endpoint.Role) == controller.Peer {
		return c.setup.app
	}
	for _, units := range []map[string]map[string]string{r.RemoteUnits, r.DepartedUnits} {
		if len(units) > 0 {
			app, _, _ := strings.Cut(slices.Min(slices.Collect(maps.Keys(units))), "/")
			return app
		}
	}
	if app, _, ok := strings.Cut(c.event.RemoteUnit, "/"); ok && c.event.Relation != nil && c.event.Relation.Endpoint == r.Endpoint {
		return app
	}
	return ""
}

// subject fills in the relation that the event is about, and the event.
func (c *completion) subject(i int) {
	r := &c.state.Relations[i]
	c.event.Relation = &RelationRef{ID: r.ID, Endpoint: r.Endpoint, RemoteApp: r.RemoteApp}
	switch c.event.Kind {
	case call.KindRelationJoined, call.KindRelationChanged, call.KindRelationDeparted:
	default:
		return
	}
	if c.event.ByApplication {
		return
	}
	if len(r.RemoteUnits) == 0 && len(r.DepartedUnits) == 0 {
		unit := c.event.RemoteUnit
		if unit == "" {
			number := 0
			if r.RemoteApp == c.setup.app && c.setup.number == 0 {
				number = 1
			}
			unit = r.RemoteApp + "/" + strconv.Itoa(number)
		}
		if strings.HasPrefix(unit, r.RemoteApp+"/") {
			c.relation(i).RemoteUnits = map[string]map[string]string{unit: nil}
			r = &c.state.Relations[i]
		}
		c.event.RemoteUnit = unit
	}
	if c.event.RemoteUnit == "" {
		c.event.RemoteUnit = firstUnit(r.RemoteUnits)
	}
	if c.event.Kind == call.KindRelationDeparted && c.event.DepartingUnit == "" {
		c.event.DepartingUnit = c.event.RemoteUnit
	}
}

// firstUnit returns the unit with the lowest number.
func firstUnit(units map[string]map[string]string) string {
	first, lowest := "", 0
	for unit := range units {
		_, digits, _ := strings.Cut(unit, "/")
		number, _ := strconv.Atoi(digits)
		if first == "" || number < lowest || number == lowest && unit < first {
			first, lowest = unit, number
		}
	}
	return first
}

// secret returns a secret to be written to.
func (c *completion) secret(i int) *Secret {
	if !c.ownSecrets {
		c.secretRoom = append(c.secretRoom, c.state.Secrets...)
		c.state.Secrets = c.secretRoom
		c.ownSecrets = true
	}
	return &c.state.Secrets[i]
}

func (c *completion) secrets() {
	subject := -1
	if ref := c.event.Secret; ref != nil {
		if found := ref.find(c.state.Secrets); len(found) == 1 {
			subject = found[0]
		}
	}
	var used map[string]bool
	counter := 0
	for i := range c.state.Secrets {
		s := &c.state.Secrets[i]
		if s.ID == "" {
			if used == nil {
				used = usedSecretIDs(c.state.Secrets)
			}
			id := ""
			for id == "" || used[id] {
				id = chance.SecretID(c.setup.source, counter)
				counter++
			}
			s = c.secret(i)
			s.ID = "secret:" + id
		} else if len(s.ID) != len("secret:")+20 || !strings.HasPrefix(s.ID, "secret:") {
			if uri, err := call.ParseSecretURI(s.ID); err == nil {
				s = c.secret(i)
				s.ID = "secret:" + uri.ID
				if uri.Source != "" && uri.Source != c.setup.model.UUID && s.SourceModel == "" {
					s.SourceModel = uri.Source
				}
			}
		}
		revision, kind := 0, Kind("")
		if i == subject {
			revision, kind = c.event.Revision, c.event.Kind
		}
		if incomplete(s) || kind != "" {
			s = c.secret(i)
			fillRevisions(s, kind, revision)
		}
		if s.NextRotate.IsZero() && s.Rotate != "" && s.Rotate != RotateNever {
			c.secret(i).NextRotate = controller.NextRotate(s.Rotate, c.setup.now())
		}
	}
	if subject >= 0 {
		s := &c.state.Secrets[subject]
		c.event.Secret = &SecretRef{ID: s.ID, Label: s.Label, Owner: s.Owner}
	}
}

func usedSecretIDs(secrets []Secret) map[string]bool {
	used := make(map[string]bool, len(secrets))
	for i := range secrets {
		if secrets[i].ID != "" {
			used[bareSecretID(secrets[i].ID)] = true
		}
	}
	return used
}

// incomplete reports whether fillRevisions may have something to fill in.
func incomplete(s *Secret) bool {
	return s.LatestRevision == 0 || s.TrackedRevision == 0 ||
		s.TrackedRevision == s.LatestRevision && (len(s.TrackedContent) == 0) != (len(s.LatestContent) == 0)
}

// fillRevisions numbers the revisions of a secret and completes its contents; kind and revision
// are those of an event about this secret.
func fillRevisions(s *Secret, kind Kind, revision int) {
	hasTracked, hasLatest := len(s.TrackedContent) > 0, len(s.LatestContent) > 0
	if !hasTracked && !hasLatest && s.TrackedRevision == 0 && s.LatestRevision == 0 {
		return // nothing is known: the checker says so
	}
	differ := hasTracked && hasLatest && !sameContent(s.TrackedContent, s.LatestContent)
	tracked, unnumbered := hasTracked || s.TrackedRevision > 0, s.LatestRevision == 0
	numberRevisions(s, kind, revision, tracked, differ)
	if s.TrackedRevision == s.LatestRevision && tracked {
		if hasTracked && !hasLatest {
			s.LatestContent = s.TrackedContent
		}
		if hasLatest && !hasTracked {
			s.TrackedContent = s.LatestContent
		}
	}
	// Who gives the latest revision a number says which others exist: an event may come late, or twice.
	if unnumbered && (kind == call.KindSecretRemove || kind == call.KindSecretExpired) {
		addRevision(s, revision)
	}
}

// numberRevisions gives the lowest numbers that fit: what else exists, and the event, lie below.
func numberRevisions(n *Secret, kind Kind, revision int, tracked, differ bool) {
	lowest := 1
	for i := range n.Revisions {
		lowest = max(lowest, n.Revisions[i].Number+1)
	}
	switch kind {
	case call.KindSecretRemove: // an obsolete revision is older than the latest
		lowest = max(lowest, revision+1)
	case call.KindSecretExpired:
		lowest = max(lowest, revision)
	case call.KindSecretChanged: // there was an earlier revision
		if !differ {
			lowest = max(lowest, 2)
		}
	}
	switch {
	case n.LatestRevision == 0 && n.TrackedRevision == 0:
		n.LatestRevision = lowest
		if tracked {
			n.TrackedRevision = lowest
		}
		if differ {
			n.LatestRevision = lowest + 1
			if kind == call.KindSecretExpired && revision > 1 && revision == lowest {
				n.TrackedRevision, n.LatestRevision = revision-1, revision
			}
		}
	case n.LatestRevision == 0:
		n.LatestRevision = max(lowest, n.TrackedRevision)
		if differ {
			n.LatestRevision = max(lowest, n.TrackedRevision+1)
		}
		if n.LatestRevision > n.TrackedRevision && len(n.LatestContent) == 0 {
			n.LatestContent = n.TrackedContent
		}
	case n.TrackedRevision == 0 && tracked:
		n.TrackedRevision = n.LatestRevision
		if differ {
			n.TrackedRevision = max(n.LatestRevision-1, 0)
			if kind == call.KindSecretRemove && n.TrackedRevision == revision {
				n.TrackedRevision-- // nobody tracks what can be removed
			}
		}
	}
}

// addRevision makes the revision that an event is about exist.
func addRevision(n *Secret, revision int) {
	if revision < 1 || revision == n.TrackedRevision || revision == n.LatestRevision || revision > n.LatestRevision ||
		slices.ContainsFunc(n.Revisions, func(r Revision) bool { return r.Number == revision }) {
		return
	}
	n.Revisions = append(slices.Clone(n.Revisions), Revision{Number: revision})
	slices.SortFunc(n.Revisions, func(a, b Revision) int { return a.Number - b.Number })
}
