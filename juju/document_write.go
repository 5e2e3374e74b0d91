package juju

import (
	"fmt"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/codec"
	"github.com/charmscenario/scenario/internal/controller"
)

// MarshalYAML writes the model and all others of its controller: what there is, what every agent remembers and was not yet
// told, and what is due. [Load] makes a model of it that goes on as this one would. Charms are named, as in Charms where
// they are there, else as in their metadata. The timeline, what Check was given and MaxHooks' count are not part of
// it. Contents of secrets are.
func (m *Model) MarshalYAML() (any, error) {
	node, err := m.encode()
	if err != nil {
		return nil, err
	}
	return node, nil
}

// MarshalJSON writes the model as MarshalYAML does.
func (m *Model) MarshalJSON() ([]byte, error) {
	node, err := m.encode()
	if err != nil {
		return nil, err
	}
	return codec.JSON(node)
}

func (m *Model) encode() (*yaml.Node, error) {
	err := m.open()
	var node *yaml.Node
	if err == nil {
		node, err = codec.Encode(m.world.document())
	}
	if err != nil {
		return nil, fmt.Errorf("cannot write model: %w", err)
	}
	return node, nil
}

// document tells of all models.
func (w *world) document() *document {
	m := w.models[0]
	d := &document{
		documentSettings: m.documentSettings(), Type: m.Type, JujuVersion: m.JujuVersion, Start: m.Start.UTC().Truncate(time.Second), Seed: w.seed,
		MaxHooks: m.MaxHooks, KeepHooks: m.KeepHooks, documentContent: m.content(), DueOrder: w.dueOrder(), Concealed: w.exposed,
	}
	d.Now = w.since(w.now)
	if w.seed != 0 {
		d.Entries = w.log.count
	}
	if d.Start.Equal(defaultStart) {
		d.Start = time.Time{}
	}
	for _, other := range w.models[1:] {
		d.Models = append(d.Models, documentModel{other.documentSettings(), other.content()})
	}
	for _, u := range w.busy {
		d.Busy = append(d.Busy, m.nameOf(u.app.model, u.name))
	}
	return d
}

func (m *Model) documentSettings() documentSettings {
	d := documentSettings{Name: m.Name, UUID: m.UUID, Access: m.Access, Life: m.life, Began: m.world.since(m.began), ModelConfig: m.settings}
	interval, retry := defaultInterval, false
	if first := m.world.models[0]; first != m {
		interval, retry = first.UpdateStatusInterval, first.RetryHooks
	}
	if m.UpdateStatusInterval != interval {
		d.UpdateStatusInterval = &m.UpdateStatusInterval
	}
	if m.RetryHooks != retry {
		d.RetryHooks = &m.RetryHooks
	}
	return d
}

// nameOf is how the document calls something of a model in the part of m.
func (m *Model) nameOf(of *Model, name string) string {
	if of == m {
		return name
	}
	return of.Name + "." + name
}

// start is when the models began.
func (w *world) start() time.Time { return w.models[0].Start.UTC().Truncate(time.Second) }

// since is a moment as the document has it: empty for the start.
func (w *world) since(at time.Time) time.Time {
	if at.Equal(w.start()) {
		return time.Time{}
	}
	return at
}

func (m *Model) content() documentContent {
	c := documentContent{
		Applications: make(map[string]documentApplication), Offers: make(map[string]documentOffer), Consumed: make(map[string]documentConsumed),
		Counters: documentCounters{
			Relations: m.counters.relation, Tasks: m.counters.task, Addresses: m.counters.address, Services: m.counters.service, Machines: m.counters.machine,
		},
	}
	for _, a := range m.apps {
		c.Applications[a.name] = a.document()
	}
	for _, r := range m.relation {
		if r.ends[0].app.model == m {
			c.Relations = append(c.Relations, r.document())
		}
	}
	for _, s := range m.secrets {
		c.Secrets = append(c.Secrets, s.document())
	}
	for _, o := range m.offers {
		c.Offers[o.name] = documentOffer{Application: o.app.name, Endpoints: o.endpoints}
	}
	for _, r := range m.saas {
		d := documentConsumed{Offer: r.offer.url()}
		if r.offer.withdrawn() {
			d.Removed, d.Endpoints, d.Since = removedOffer, r.offer.endpoints, m.world.since(r.offer.ended)
		}
		if r.offer.model.life == controller.Dead {
			d.Removed = removedModel
		}
		c.Consumed[r.name] = d
	}
	for _, t := range m.tasks {
		c.Actions = append(c.Actions, t.Task)
	}
	for id := range m.minted {
		if s := m.world.secrets[id]; s == nil || s.model != m {
			c.UsedSecretIDs = append(c.UsedSecretIDs, id)
		}
	}
	slices.Sort(c.UsedSecretIDs)
	return c
}

func (a *application) document() documentApplication {
	w := a.model.world
	d := documentApplication{
		Charm: a.charm.name, Life: a.life, Trust: a.trust, Exposed: a.exposed, Address: a.address, Config: a.config,
		Status: w.status(a.status, a.statusSince), WorkloadVersion: a.workloadVersion, LeaderSettings: a.settings,
		SettingsWritten: a.settingsVersion - 1, Units: make(map[string]documentUnit),
	}
	if a.leader != nil {
		d.Leader = a.leader.name
	}
	if a.scale != a.presentScale() {
		d.Scale = &a.scale
	}
	if a.configCause.reason != configSet && slices.ContainsFunc(a.units, (*unit).configChanges) {
		d.ConfigReason = a.configCause.reason
	}
	if a.next != a.afterLast() {
		d.NextUnit = a.next
	}
	for _, u := range a.units {
		d.Units[u.name] = u.document()
	}
	return d
}

// afterLast is the number after the highest that a unit has.
func (a *application) afterLast() int {
	if len(a.units) == 0 {
		return 0
	}
	return a.units[len(a.units)-1].number + 1
}

// presentScale is how many units are wanted if those are that are not being removed.
func (a *application) presentScale() int {
	scale := 0
	for _, u := range a.units {
		if a.model.Type == call.ModelKubernetes && alive(u.life) {
			scale = u.number + 1
		}
	}
	return scale
}

// configChanges reports whether the unit has another configuration than it was told of.
func (u *unit) configChanges() bool {
	return u.configured && (!equalConfig(u.config, u.app.config) || u.trusted != u.app.trust)
}

func (w *world) status(status call.Status, since time.Time) documentStatus {
	return documentStatus{Status: status, Since: w.since(since)}
}

func (u *unit) document() documentUnit {
	w := u.app.model.world
	d := documentUnit{
		Life: u.life, Removed: u.removed, Machine: u.machine, Address: u.address, Status: w.status(u.status, u.statusSince), CharmSetStatus: u.charmSetStatus,
		Phase: u.phase(), LeaderElected: u.leads() && u.leading,
		StoredState: u.stored, LastHook: w.since(u.ranAt), UpdateStatusDue: u.statusDue.set(),
	}
	switch u.settingsSeen {
	case 0:
	case u.app.settingsVersion:
		d.SettingsSeen = seenLatest
	default:
		d.SettingsSeen = seenEarlier
	}
	if due := u.settingsSeen != u.app.settingsVersion && !u.leads(); due && u.deposed.set() {
		d.Deposed = seenEarlier
		if u.deposedAt == u.app.settingsVersion {
			d.Deposed = seenLatest
		}
	}
	if u.removal.reason != unitRemoved {
		d.Removal = u.removal.reason
	}
	for _, s := range u.subordinates {
		d.Subordinates = append(d.Subordinates, s.name)
	}
	if u.started {
		d.LastUpdateStatus = w.since(time.Unix(u.lastStatus, 0).UTC())
	}
	if u.configured && !equalConfig(u.config, u.app.config) {
		seen := u.config
		d.ConfigSeen = &seen
	}
	if u.configured && u.trusted != u.app.trust {
		d.TrustSeen = &u.trusted
	}
	d.Entering = u.installed && u.entering
	if u.charm != nil && u.charm != u.app.charm {
		d.Charm, d.CharmConfig = u.charm.name, u.app.configOf(u.charm)
	}
	if u.queued != nil {
		d.Queued = u.queued.kind
	}
	if u.failed != nil {
		d.Failed = u.failed.document(u)
	}
	d.SecretExpired, d.SecretRemove = describeEvents(u.expired), describeEvents(u.obsolete)
	for i := range d.SecretExpired {
		d.SecretExpired[i].Reason = "" // there is one alone
	}
	for _, s := range u.rotating {
		d.SecretRotate = append(d.SecretRotate, s.id())
	}
	for _, c := range u.news {
		if !c.secret.gone {
			d.SecretChanged = append(d.SecretChanged, c.secret.id())
		}
	}
	return d
}

func (u *unit) phase() phase {
	switch {
	case u.stopped:
		return phaseStopped
	case u.started:
		return phaseStarted
	case u.configured:
		return phaseConfigured
	case u.installed:
		return phaseInstalled
	}
	return ""
}

func describeEvents(events []revisionEvent) []documentRevision {
	var list []documentRevision
	for _, e := range events {
		list = append(list, documentRevision{Secret: e.secret.id(), Revision: e.revision, Reason: e.cause.reason})
	}
	return list
}

func (f *failure) document(u *unit) *documentFailure {
	w := u.app.model.world
	d := &documentFailure{
		Hook: f.plan.kind, SecretLabel: f.hook.SecretLabel, Revision: f.plan.revision, Reason: f.plan.cause.reason,
		Error: f.cause, Since: w.since(f.since), Retry: f.retry, Resolved: f.resolved, Retries: f.retries,
	}
	if f.retryAt != 0 {
		d.RetryAt = time.Unix(f.retryAt, 0).UTC()
	}
	if l := f.plan.link; l != nil {
		d.Relation = l.view.ID
		d.Unit = l.end.other().unitIn(u.app.model, f.plan.remote)
	}
	if s := f.plan.secret; s != nil {
		d.Secret = s.id()
		if s.gone {
			d.SecretGone = &documentGone{s.facts.Owner, s.facts.Label}
			if s.model != u.app.model {
				d.Secret = call.SecretURI{Source: s.model.UUID, ID: s.facts.ID}.String()
			}
		}
	}
	return d
}
