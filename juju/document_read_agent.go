package juju

import (
	"slices"
	"strconv"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// actions takes in actions that were run, and those still to be run.
func (r *reader) actions(p *part) {
	last := 0
	for i, d := range p.content.Actions {
		at := p.at.field("actions").item(i)
		number, err := strconv.Atoi(d.ID)
		if err != nil || strconv.Itoa(number) != d.ID || number <= last || number > maxNumber {
			r.add(at.field("id"), "it is %q; want a number of more than %d, in quotes", d.ID, last)
		} else {
			last = number
		}
		if d.Operation == "" {
			d.Operation = strconv.Itoa(number - 1)
		}
		oneOf(r, at.field("status"), d.Status, TaskPending, TaskCompleted, TaskFailed, TaskCancelled)
		t := &task{Task: d, cause: cause{reason: actionAsked}}
		t.Enqueued = r.past(at.field("enqueued"), d.Enqueued)
		if t.Params, _ = longNumbers(d.Params).(map[string]any); t.Params == nil {
			t.Params = make(map[string]any)
		}
		p.model.tasks = append(p.model.tasks, t)
		if d.Status != TaskPending {
			continue
		}
		if u := r.findUnit(p, at.field("unit"), d.Unit); u != nil && u.app.model == p.model {
			u.tasks = append(u.tasks, t)
			if !r.actionExists(u.app, d.Action) {
				r.unknown(at.field("action"), "action", d.Action, sorted(u.app.charm.metadata.Actions))
			}
		}
	}
	p.model.counters.task = r.count(p, "tasks", p.content.Counters.Tasks, last, true)
}

// longNumbers gives whole numbers the type that the parameters of actions have.
func longNumbers(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for key, below := range value {
			value[key] = longNumbers(below)
		}
	case []any:
		for i, below := range value {
			value[i] = longNumbers(below)
		}
	case int:
		return int64(value)
	}
	return value
}

// actionExists reports whether the application has an action, or had it with an earlier charm.
func (r *reader) actionExists(a *application, name string) bool {
	if _, known := a.charm.metadata.Actions[name]; known || a.charm.name == "" {
		return true
	}
	for _, charm := range sorted(r.given) {
		if d := r.readCharm(charm); d != nil {
			if _, known := d.metadata.Actions[name]; known {
				return true
			}
		}
	}
	return false
}

// agents takes in what agents remember of relations and secrets: hooks that failed, and hooks to come.
func (r *reader) agents(p *part) {
	for _, a := range p.model.apps {
		for _, u := range a.units {
			d, at := p.content.Applications[a.name].Units[u.name], p.at.field("applications").entry(a.name).field("units").entry(u.name)
			if d.Failed != nil {
				u.failed = r.failure(p, u, at.field("failed"), d.Failed)
			}
			u.expired = r.events(u, at.field("secret-expired"), d.SecretExpired, revisionOld)
			u.obsolete = r.events(u, at.field("secret-remove"), d.SecretRemove, "")
			for i, id := range d.SecretRotate {
				of := at.field("secret-rotate").item(i)
				if s := r.ownSecret(u, of, id); s != nil && !slices.Contains(u.rotating, s) {
					u.rotating = append(u.rotating, s)
				} else if s != nil {
					r.add(of, "it is there twice")
				}
			}
			r.news(u, at.field("secret-changed"), d.SecretChanged)
		}
	}
}

// events takes in revisions that the owner of a secret is to be told of.
func (r *reader) events(u *unit, at *place, list []documentRevision, always reason) []revisionEvent {
	var events []revisionEvent
	for i, d := range list {
		of := at.item(i)
		s := r.ownSecret(u, of.field("secret"), d.Secret)
		if s == nil {
			continue
		}
		if !slices.ContainsFunc(s.facts.Revisions, func(v controller.Revision) bool { return v.Number == d.Revision }) {
			r.add(of.field("revision"), "there is no revision %d; there is %s", d.Revision, numbersOf(s))
		}
		if slices.ContainsFunc(events, func(e revisionEvent) bool { return e.secret == s && e.revision == d.Revision }) {
			r.add(of, "it is there twice")
		}
		if d.Reason == "" {
			d.Reason = always
		}
		events = append(events, revisionEvent{s, d.Revision, r.becauseOf(of.field("reason"), d.Reason)})
	}
	return events
}

func numbersOf(s *secret) string {
	var numbers []string
	for _, v := range s.facts.Revisions {
		numbers = append(numbers, strconv.Itoa(v.Number))
	}
	return strings.Join(numbers, ", ")
}

// ownSecret finds a secret that the unit looks after.
func (r *reader) ownSecret(u *unit, at *place, id string) *secret {
	s := r.findSecret(at, id)
	if s != nil && s.owner() != u {
		r.add(at, "the unit does not look after it: its owner is %s", s.facts.Owner)
		return nil
	}
	return s
}

// news takes in the secrets that have a revision which the unit was not told of.
func (r *reader) news(u *unit, at *place, ids []string) {
	for i, id := range ids {
		s := r.findSecret(at.item(i), id)
		if s == nil {
			continue
		}
		c := u.consumed[s.facts.ID]
		switch {
		case c == nil:
			r.add(at.item(i), "the unit has not read the secret; want it among consumers")
		case c.listed:
			r.add(at.item(i), "it is there twice")
		default:
			c.listed = true
			u.news = append(u.news, c)
		}
	}
}

// failable are the hooks that can fail, but for those about relations and secrets.
var failable = []call.Kind{
	call.KindInstall, call.KindStart, call.KindConfigChanged, call.KindUpgradeCharm, call.KindUpdateStatus, call.KindLeaderElected,
	call.KindLeaderSettingsChanged, call.KindStop, call.KindRemove, call.KindRelationCreated, call.KindRelationJoined, call.KindRelationChanged,
	call.KindRelationDeparted, call.KindRelationBroken, call.KindSecretChanged, call.KindSecretRemove, call.KindSecretRotate, call.KindSecretExpired,
}

// failure takes in the hook that failed.
func (r *reader) failure(p *part, u *unit, at *place, d *documentFailure) *failure {
	f := &failure{
		plan: planned{kind: d.Hook, revision: d.Revision, cause: r.becauseOf(at.field("reason"), d.Reason)}, cause: d.Error,
		since: r.past(at.field("since"), d.Since), retry: d.Retry, resolved: d.Resolved, retries: d.Retries,
	}
	r.countAtLeast(at.field("retries"), d.Retries, 0)
	if r.whole(at.field("retry-at"), d.RetryAt); !d.RetryAt.IsZero() {
		if f.retryAt = d.RetryAt.Unix(); d.RetryAt.After(r.world.now) {
			f.due = inClock
		}
	}
	if !oneOf(r, at.field("hook"), d.Hook, failable...) {
		return nil
	}
	if (d.Hook == call.KindInstall) == u.installed {
		r.add(at.field("hook"), "%s cannot have failed in phase %q", d.Hook, u.phase())
	}
	switch {
	case d.Hook.IsRelation():
		if f.plan.link = r.failedLink(u, at, d); f.plan.link == nil {
			return nil
		}
		f.plan.remote = r.failedMember(p, at, f.plan.link, d)
	case d.Hook.IsSecret():
		if f.plan.secret = r.failedSecret(u, at, d); f.plan.secret == nil {
			return nil
		}
	case d.Relation != "" || d.Unit != "":
		r.add(at.field("hook"), "%s is not about a relation", d.Hook)
	case d.Secret != "" || d.Revision != 0:
		r.add(at.field("hook"), "%s is not about a secret", d.Hook)
	}
	u.tell(&f.hook, &f.plan)
	f.hook.SecretLabel = d.SecretLabel
	f.message = failedMessage(&f.hook)
	return f
}

// failedLink finds the relation that a failed hook is about.
func (r *reader) failedLink(u *unit, at *place, d *documentFailure) *link {
	var ids []string
	for _, l := range u.links {
		if l.view.ID == d.Relation {
			return l
		}
		ids = append(ids, l.view.ID)
	}
	if !r.lostRelation {
		r.unknown(at.field("relation"), "relation", d.Relation, ids)
	}
	return nil
}

// failedMember finds the unit on the other side that a failed hook is about.
func (r *reader) failedMember(p *part, at *place, l *link, d *documentFailure) string {
	named := d.Hook == call.KindRelationJoined || d.Hook == call.KindRelationDeparted
	switch {
	case d.Unit == "" && named:
		r.add(at.field("unit"), "%s is about a unit; want its name", d.Hook)
	case d.Unit == "":
	case !named && d.Hook != call.KindRelationChanged:
		r.add(at.field("unit"), "%s is about no unit", d.Hook)
	default:
		seen, _ := r.known(p, at.field("unit"), l.end.other(), d.Unit)
		return seen
	}
	return ""
}

// failedSecret finds the secret that a failed hook is about, which may be gone.
func (r *reader) failedSecret(u *unit, at *place, d *documentFailure) *secret {
	numbered := d.Hook == call.KindSecretRemove || d.Hook == call.KindSecretExpired
	if numbered && d.Revision < 1 {
		r.add(at.field("revision"), "it is %d; want the revision that %s is about", d.Revision, d.Hook)
	}
	if d.SecretGone != nil {
		return r.goneSecret(u, at, d)
	}
	s := r.findSecret(at.field("secret"), d.Secret)
	if s != nil && (d.Revision < 0 || d.Revision > s.facts.Latest) {
		r.add(at.field("revision"), "there is no revision %d; the latest is %d", d.Revision, s.facts.Latest)
	}
	return s
}

// goneSecret makes a secret that is no more.
func (r *reader) goneSecret(u *unit, at *place, d *documentFailure) *secret {
	uri, err := call.ParseSecretURI(d.Secret)
	m := u.app.model
	for _, p := range r.parts {
		if uri.Source == p.model.UUID {
			m = p.model
		}
	}
	switch {
	case err != nil || !m.minted[uri.ID]:
		r.add(at.field("secret"), "it is not the ID of a secret that was; want one of used-secret-ids")
		return nil
	case r.world.secrets[uri.ID] != nil:
		r.add(at.field("secret-gone"), "the secret is there")
		return nil
	}
	gone := &secret{model: m, gone: true}
	gone.facts.ID, gone.facts.Owner, gone.facts.Label = uri.ID, d.SecretGone.Owner, d.SecretGone.Label
	app, _, ofUnit := strings.Cut(gone.facts.Owner, "/")
	if gone.app, _ = find(m.apps, app); gone.app == nil {
		gone.app = &application{model: m, name: app}
	}
	if gone.facts.Owner == controller.OwnerUser {
		gone.app = nil
	} else if ofUnit {
		if gone.unit = m.unit(gone.facts.Owner); gone.unit == nil {
			gone.unit = &unit{app: gone.app, name: gone.facts.Owner}
		}
	}
	return gone
}
