package scenario

import (
	"strconv"
	"strings"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/metadata"
)

// StateFor returns a State to start from: one that has everything the charm's metadata tells of, and
// what the event is about. Each endpoint has a relation with a remote unit, each config option its
// default, the unit is the leader. Nothing in it is left to be filled in; [Literal] prints it to be pasted
// and pruned.
//
// An event can be made from a part that says as much as matters: the endpoint of a relation, the owner
// and label of a secret.
//
//	state, err := ctx.StateFor(scenario.RelationChanged(scenario.Relation{Endpoint: "database"}))
//
// The error is that of [Context.Complete]: no State fits the event, such as of an action that the
// metadata does not have.
func (c *Context) StateFor(event Event) (State, error) {
	s, err := c.prepared()
	if err != nil {
		return State{}, err
	}
	state := State{
		Leader:    event.Kind != call.KindLeaderSettingsChanged, // which tells the others
		Config:    startConfig(s),
		Relations: startRelations(s, &event),
		Secrets:   startSecrets(s, &event),
	}
	return c.Complete(event, state)
}

// startConfig has the defaults. That of a secret is left out: it need not be one.
func startConfig(s *setup) map[string]any {
	config := make(map[string]any)
	for name, option := range s.charm.Config {
		switch value := option.Default.(type) {
		case nil:
		case int64:
			config[name] = int(value)
		default:
			if option.Type != "secret" {
				config[name] = value
			}
		}
	}
	return config
}

func startRelations(s *setup, event *Event) []Relation {
	var relations []Relation
	subject := RelationRef{}
	if event.Relation != nil {
		subject = *event.Relation
		if subject.Endpoint == "" {
			subject.Endpoint, _, _ = strings.Cut(subject.ID, ":")
		}
	}
	found := subject.Endpoint == ""
	for _, name := range s.charm.Endpoints() {
		if name == subject.Endpoint {
			found = true
			relations = append(relations, subjectRelation(s, event, subject))
			continue
		}
		relations = append(relations, startRelation(s, Relation{Endpoint: name}))
	}
	if !found { // the check says which there are
		relations = append(relations, subjectRelation(s, event, subject))
	}
	return relations
}

// subjectRelation is the relation that an event is about.
func subjectRelation(s *setup, event *Event, subject RelationRef) Relation {
	r := Relation{ID: subject.ID, Endpoint: subject.Endpoint, RemoteApp: subject.RemoteApp}
	unit := event.RemoteUnit
	if unit == "" && event.DepartingUnit != s.unitName {
		unit = event.DepartingUnit
	}
	if unit != "" {
		if r.RemoteApp == "" {
			r.RemoteApp, _, _ = strings.Cut(unit, "/")
		}
		r.RemoteUnits = map[string]map[string]string{unit: nil}
	}
	r = startRelation(s, r)
	if event.Kind == call.KindRelationCreated || event.Kind == call.KindRelationBroken {
		r.RemoteUnits = nil // none has joined yet, or all have left
	}
	return r
}

// startRelation adds the remote application, and a unit of it if there is none.
func startRelation(s *setup, r Relation) Relation {
	endpoint, _ := s.charm.Endpoint(r.Endpoint)
	number := 0
	switch {
	case endpoint.Role == metadata.Peer:
		r.RemoteApp = s.app
		if s.number == 0 {
			number = 1
		}
	case r.RemoteApp == "" && s.app == "remote":
		r.RemoteApp = "other"
	case r.RemoteApp == "":
		r.RemoteApp = "remote"
	}
	if r.RemoteUnits == nil {
		r.RemoteUnits = map[string]map[string]string{r.RemoteApp + "/" + strconv.Itoa(number): nil}
	}
	return r
}

// startSecrets has the secret that an event is about.
func startSecrets(s *setup, event *Event) []Secret {
	if event.Secret == nil {
		return nil
	}
	secret := Secret{ID: event.Secret.ID, Label: event.Secret.Label, Owner: event.Secret.Owner,
		TrackedContent: map[string]string{"password": "old"}}
	if event.Kind == call.KindSecretChanged {
		secret.LatestContent = map[string]string{"password": "new"}
		return []Secret{secret}
	}
	if secret.Owner == "" && secret.ID != "" {
		secret.Owner = OwnerApp // who else would be told
	}
	switch event.Kind {
	case call.KindSecretRotate:
		secret.Rotate = RotateDaily
	case call.KindSecretExpired:
		secret.Expire = s.now().Truncate(time.Second)
	}
	return []Secret{secret}
}
