package hooktool_test

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"go.yaml.in/yaml/v3"
)

// vectorState is the state that a vector starts from.
type vectorState struct {
	Model struct {
		Name string `json:"name"`
		UUID string `json:"uuid"`
		Type string `json:"type"`
	} `json:"model"`
	Unit struct {
		Name            string       `json:"name"`
		Leader          bool         `json:"leader"`
		Principal       string       `json:"principal"`
		WorkloadVersion string       `json:"workload_version"`
		Status          vectorStatus `json:"status"`
	} `json:"unit"`
	Application struct {
		Status         vectorStatus            `json:"status"`
		UnitStatuses   map[string]vectorStatus `json:"unit_statuses"`
		LeaderSettings map[string]string       `json:"leader_settings"`
	} `json:"application"`
	Config []struct {
		Name    string `json:"name"`
		Type    string `json:"type"`
		Default any    `json:"default"`
		Value   any    `json:"value"`
	} `json:"config"`
	Relations []vectorRelation `json:"relations"`
	Secrets   []vectorSecret   `json:"secrets"`
	Action    *struct {
		Name   string         `json:"name"`
		ID     string         `json:"id"`
		Params map[string]any `json:"params"`
	} `json:"action"`
	StoredState map[string]string `json:"stored_state"`
}

type vectorStatus struct {
	Status  string         `json:"status"`
	Message string         `json:"message"`
	Data    map[string]any `json:"data"`
}

func (s vectorStatus) status() scenario.Status {
	if s.Status == "unknown" && s.Message == "" && len(s.Data) == 0 {
		return scenario.Status{} // never set
	}
	return scenario.Status{Name: call.StatusName(s.Status), Message: s.Message, Data: s.Data}
}

type vectorRelation struct {
	ID             int                          `json:"id"`
	Endpoint       string                       `json:"endpoint"`
	Interface      string                       `json:"interface"`
	Role           string                       `json:"role"`
	Scope          string                       `json:"scope"`
	Key            string                       `json:"key"`
	RemoteApp      string                       `json:"remote_app"`
	RemoteUnits    []string                     `json:"remote_units"`
	Life           string                       `json:"life"`
	Suspended      bool                         `json:"suspended"`
	LocalUnitData  map[string]string            `json:"local_unit_data"`
	LocalAppData   map[string]string            `json:"local_app_data"`
	RemoteAppData  map[string]string            `json:"remote_app_data"`
	RemoteUnitData map[string]map[string]string `json:"remote_unit_data"`
	CrossModel     string                       `json:"cross_model"`
}

// id is the relation's ID as Juju prints it.
func (r *vectorRelation) id() string { return r.Endpoint + ":" + strconv.Itoa(r.ID) }

// tag is the relation's tag: its key with other separators.
func (r *vectorRelation) tag() string {
	return "relation-" + strings.NewReplacer(":", ".", " ", "#").Replace(r.Key)
}

type vectorSecret struct {
	ID          string    `json:"id"`
	SourceModel string    `json:"source_model"`
	Owner       string    `json:"owner"`
	Label       string    `json:"label"`
	Description string    `json:"description"`
	Rotate      string    `json:"rotate"`
	NextRotate  time.Time `json:"next_rotate"`
	Expire      time.Time `json:"expire"`
	Latest      int       `json:"latest"`
	Revisions   []struct {
		Revision      int               `json:"revision"`
		Content       map[string]string `json:"content"`
		ContentBase64 map[string]string `json:"content_base64"`
	} `json:"revisions"`
	Grants []struct {
		Subject string `json:"subject"`
		Scope   string `json:"scope"`
	} `json:"grants"`
	Consumers []struct {
		Consumer string `json:"consumer"`
		Label    string `json:"label"`
		Tracked  int    `json:"tracked"`
	} `json:"consumers"`
}

// app is the name of the unit's application, number the unit's number.
func (s *vectorState) app() (app string, number int) {
	app, digits, _ := strings.Cut(s.Unit.Name, "/")
	number, _ = strconv.Atoi(digits)
	return app, number
}

// remoteModel is the other model of a state that has a relation across models.
const remoteModel = "feedface-0bad-400d-8000-4b1d0d06f00d"

// metadata is the charmcraft.yaml of a charm that fits the state.
func (s *vectorState) metadata() (string, error) {
	app, _ := s.app()
	file := map[string]any{"name": app, "type": "charm", "summary": "A charm.", "description": "A charm."}
	if s.Unit.Principal != "" {
		file["subordinate"] = true
	}
	sections := map[string]string{"provider": "provides", "requirer": "requires", "peer": "peers"}
	for i := range s.Relations {
		r := &s.Relations[i]
		section := sections[r.Role]
		if file[section] == nil {
			file[section] = map[string]any{}
		}
		endpoint := map[string]any{"interface": r.Interface}
		if r.Scope == "container" {
			endpoint["scope"] = "container"
		}
		file[section].(map[string]any)[r.Endpoint] = endpoint
	}
	if len(s.Config) > 0 {
		options := map[string]any{}
		for _, o := range s.Config {
			option := map[string]any{"type": o.Type, "description": "An option."}
			if o.Default != nil {
				option["default"] = configValue(o.Type, o.Default)
			}
			options[o.Name] = option
		}
		file["config"] = map[string]any{"options": options}
	}
	if s.Action != nil {
		file["actions"] = map[string]any{s.Action.Name: map[string]any{"description": "An action."}}
	}
	text, err := yaml.Marshal(file)
	return string(text), err
}

// configValue gives an option the type that JSON has lost.
func configValue(kind string, value any) any {
	if number, ok := value.(float64); ok && kind == "int" {
		return int64(number)
	}
	return value
}

// context returns the Context of the unit.
func (s *vectorState) context(handler charm.Handler) (*scenario.Context, error) {
	metadata, err := s.metadata()
	if err != nil {
		return nil, err
	}
	app, number := s.app()
	return &scenario.Context{
		Charm: handler, Metadata: metadata, AppName: app, UnitNumber: number, JujuVersion: vectorJuju,
		Model: scenario.Model{Name: s.Model.Name, UUID: s.Model.UUID, Type: call.ModelType(s.Model.Type)},
		Now:   func() time.Time { return vectorNow },
	}, nil
}

// state returns what the unit sees of the vector's state.
func (s *vectorState) state() (scenario.State, error) {
	state := scenario.State{
		Leader:          s.Unit.Leader,
		UnitStatus:      s.Unit.Status.status(),
		AppStatus:       s.Application.Status.status(),
		WorkloadVersion: s.Unit.WorkloadVersion,
		LeaderSettings:  s.Application.LeaderSettings,
		StoredState:     s.StoredState,
	}
	for unit, status := range s.Application.UnitStatuses {
		if state.PeerStatuses == nil {
			state.PeerStatuses = make(map[string]scenario.Status)
		}
		state.PeerStatuses[unit] = status.status()
	}
	for _, o := range s.Config {
		if o.Value == nil {
			continue
		}
		if state.Config == nil {
			state.Config = make(map[string]any)
		}
		state.Config[o.Name] = configValue(o.Type, o.Value)
	}
	for i := range s.Relations {
		state.Relations = append(state.Relations, s.Relations[i].relation())
	}
	for i := range s.Secrets {
		secret, err := s.secret(&s.Secrets[i])
		if err != nil {
			return state, err
		}
		state.Secrets = append(state.Secrets, secret)
	}
	return state, nil
}

func (r *vectorRelation) relation() scenario.Relation {
	relation := scenario.Relation{
		ID: r.id(), Endpoint: r.Endpoint, RemoteApp: r.RemoteApp,
		LocalAppData: r.LocalAppData, LocalUnitData: r.LocalUnitData, RemoteAppData: r.RemoteAppData,
		Suspended: r.Suspended,
	}
	if r.Life != "alive" {
		relation.Life = scenario.Life(r.Life)
	}
	for _, end := range strings.Fields(r.Key) {
		app, endpoint, _ := strings.Cut(end, ":")
		if app == r.RemoteApp {
			relation.RemoteEndpoint = endpoint
		}
	}
	if r.CrossModel != "" {
		relation.RemoteModel, relation.Offering = remoteModel, r.CrossModel == "consumer"
	}
	for _, unit := range r.RemoteUnits {
		if relation.RemoteUnits == nil {
			relation.RemoteUnits = make(map[string]map[string]string)
		}
		relation.RemoteUnits[unit] = r.RemoteUnitData[unit]
	}
	for unit, bag := range r.RemoteUnitData {
		if _, member := relation.RemoteUnits[unit]; member {
			continue
		}
		if relation.DepartedUnits == nil {
			relation.DepartedUnits = make(map[string]map[string]string)
		}
		relation.DepartedUnits[unit] = bag
	}
	return relation
}

// secret returns a secret as the state's unit knows it.
func (s *vectorState) secret(v *vectorSecret) (scenario.Secret, error) {
	app, _ := s.app()
	secret := scenario.Secret{
		ID: "secret:" + v.ID, SourceModel: v.SourceModel, Owner: s.owner(v.Owner), Description: v.Description,
		Rotate: scenario.RotatePolicy(v.Rotate), NextRotate: v.NextRotate, Expire: v.Expire, LatestRevision: v.Latest,
	}
	consumerLabel := ""
	for _, consumer := range v.Consumers {
		if nameOfTag(consumer.Consumer) == s.Unit.Name {
			consumerLabel, secret.TrackedRevision = consumer.Label, consumer.Tracked
		}
	}
	owned := secret.Owner == scenario.OwnerApp || secret.Owner == scenario.OwnerUnit
	if owned {
		secret.Label, secret.ConsumerLabel = v.Label, consumerLabel
	} else {
		secret.Label, secret.NotGranted = consumerLabel, true
		if owner, _, isUnit := strings.Cut(string(secret.Owner), "/"); isUnit && owner == app {
			secret.OwnerLabel = v.Label
		}
	}
	for _, grant := range v.Grants {
		subject := nameOfTag(grant.Subject)
		if !owned {
			if subject == app || subject == s.Unit.Name {
				secret.NotGranted = false
			}
			continue
		}
		relation := s.relationOfTag(grant.Scope)
		if relation == nil {
			// The state of a smaller vector leaves out the relation of the grant: a relation that
			// this unit has not entered. Its grants are nothing that the unit can say.
			return secret, fmt.Errorf("secret %s: no relation has the tag %s", v.ID, grant.Scope)
		}
		if secret.RemoteGrants == nil {
			secret.RemoteGrants = make(map[string][]string)
		}
		secret.RemoteGrants[relation.id()] = append(secret.RemoteGrants[relation.id()], subject)
	}
	for _, revision := range v.Revisions {
		content := make(map[string]string)
		for key, value := range revision.Content {
			content[key] = value
		}
		for key, value := range revision.ContentBase64 {
			content[key+"#base64"] = value
		}
		tracked, latest := revision.Revision == secret.TrackedRevision, revision.Revision == secret.LatestRevision
		if tracked {
			secret.TrackedContent = content
		}
		if latest {
			secret.LatestContent = content
		}
		if !tracked && !latest {
			secret.Revisions = append(secret.Revisions, scenario.Revision{Number: revision.Revision, Content: content})
		}
	}
	return secret, nil
}

func (s *vectorState) owner(tag string) scenario.Owner {
	app, _ := s.app()
	name := nameOfTag(tag)
	switch {
	case strings.HasPrefix(tag, "model-"):
		return scenario.OwnerUser
	case name == app:
		return scenario.OwnerApp
	case name == s.Unit.Name:
		return scenario.OwnerUnit
	}
	return scenario.Owner(name)
}

func (s *vectorState) relationOfTag(tag string) *vectorRelation {
	for i := range s.Relations {
		if s.Relations[i].tag() == tag {
			return &s.Relations[i]
		}
	}
	return nil
}

// event returns the event that runs the hook.
func (s *vectorState) event(h *vectorEvent) (scenario.Event, error) {
	event := scenario.Event{Kind: scenario.Kind(h.Name)}
	switch {
	case event.Kind.IsRelation():
		event.Relation = &scenario.RelationRef{ID: h.Relation, Endpoint: h.Endpoint, RemoteApp: h.RemoteApp}
		event.RemoteUnit, event.DepartingUnit = h.RemoteUnit, h.DepartingUnit
		event.ByApplication = event.Kind == call.KindRelationChanged && h.RemoteUnit == ""
	case event.Kind.IsSecret():
		event.Secret = &scenario.SecretRef{ID: h.Secret}
		event.Revision = h.Revision
	case event.Kind == call.KindAction:
		if s.Action == nil {
			return event, fmt.Errorf("the state has no action")
		}
		event.Action = &scenario.ActionRef{Name: s.Action.Name, ID: s.Action.ID, Params: s.Action.Params}
	}
	return event, nil
}

// nameOfTag returns "web" of "application-web" and "web/0" of "unit-web-0".
func nameOfTag(tag string) string {
	if name, ok := strings.CutPrefix(tag, "application-"); ok {
		return name
	}
	if name, ok := strings.CutPrefix(tag, "unit-"); ok {
		last := strings.LastIndexByte(name, '-')
		return name[:last] + "/" + name[last+1:]
	}
	return tag
}

// tagOf is the inverse of nameOfTag.
func tagOf(name string) string {
	if app, number, ok := strings.Cut(name, "/"); ok {
		return "unit-" + app + "-" + number
	}
	return "application-" + name
}
