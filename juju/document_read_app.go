package juju

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/chance"
	"github.com/charmscenario/scenario/internal/controller"
	"github.com/charmscenario/scenario/metadata"
)

func (r *reader) applications(p *part) {
	for _, name := range sorted(p.content.Applications) {
		d, at := p.content.Applications[name], p.at.field("applications").entry(name)
		if !call.IsAppName(name) {
			r.add(at, "%q is not the name of an application", name)
			continue
		}
		a := &application{
			model: p.model, name: name, trust: d.Trust, exposed: d.Exposed, address: d.Address, workloadVersion: d.WorkloadVersion, settings: d.LeaderSettings,
			configCause: cause{reason: cmp.Or(d.ConfigReason, configSet)}, leaderCause: cause{reason: leaderChanged}, settingsCause: cause{reason: unitAdded}, settingsVersion: 1,
		}
		p.model.apps = append(p.model.apps, a)
		if charm := r.charm(at.field("charm"), d.Charm); charm != nil {
			a.use(charm)
			a.config = r.config(charm, at.field("config"), d.Config)
		} else {
			a.use(&deployed{metadata: &metadata.Charm{}})
		}
		a.life = r.life(at, d.Life)
		a.status, a.statusSince = r.status(at.field("status"), d.Status)
		r.countAtLeast(at.field("leader-settings-written"), d.SettingsWritten, 0)
		if d.SettingsWritten == 0 && len(d.LeaderSettings) > 0 {
			d.SettingsWritten = 1
		}
		if d.SettingsWritten > 0 {
			a.settingsVersion, a.settingsCause.reason = 1+d.SettingsWritten, settingsSet
		}
		r.units(p, a, at, &d)
	}
}

// units makes the units of an application.
func (r *reader) units(p *part, a *application, at *place, d *documentApplication) {
	for _, name := range sorted(d.Units) {
		of := at.field("units").entry(name)
		number, ok := numberOfUnit(a.name, name)
		if !ok {
			r.add(of, "it is not the name of a unit of %s; want a form such as %q", a.name, a.name+"/0")
			continue
		}
		unit := d.Units[name]
		a.units = append(a.units, r.unit(a, of, number, &unit))
	}
	slices.SortFunc(a.units, func(x, y *unit) int { return x.number - y.number })
	if a.next = a.afterLast(); d.NextUnit != 0 {
		r.countAtLeast(at.field("next-unit"), d.NextUnit, a.next)
		a.next = d.NextUnit
	}
	r.scale(a, at.field("scale"), d.Scale)
	if d.Leader != "" {
		i := slices.IndexFunc(a.units, func(u *unit) bool { return u.name == d.Leader })
		if i < 0 {
			r.unknown(at.field("leader"), "unit", d.Leader, a.unitNames())
		} else {
			a.leader = a.units[i]
		}
	}
	for _, u := range a.units {
		unit, of := d.Units[u.name], at.field("units").entry(u.name)
		if u.leading = unit.LeaderElected; u.leading && a.leader != u {
			r.add(of.field("leader-elected"), "the unit is not the leader of %s", a.name)
		}
		switch {
		case !oneOf(r, of.field("leader-settings-seen"), unit.SettingsSeen, "", seenLatest, seenEarlier) || unit.SettingsSeen == "":
		case unit.SettingsSeen == seenLatest:
			u.settingsSeen = a.settingsVersion
		default:
			u.settingsSeen = -1 // any other than the latest
		}
		if oneOf(r, of.field("deposed"), unit.Deposed, "", seenLatest, seenEarlier); unit.Deposed != "" {
			u.deposed = cause{reason: leaderDeposed}
			if unit.Deposed == seenLatest {
				u.deposedAt = a.settingsVersion
			}
		}
	}
}

// numberOfUnit is the number in the name of a unit.
func numberOfUnit(app, name string) (int, bool) {
	digits, ok := strings.CutPrefix(name, app+"/")
	number, err := strconv.Atoi(digits)
	return number, ok && err == nil && number >= 0 && number < maxNumber && strconv.Itoa(number) == digits
}

// unit makes a unit of what the document says of it alone.
func (r *reader) unit(a *application, at *place, number int, d *documentUnit) *unit {
	name := a.name + "/" + strconv.Itoa(number)
	u := &unit{
		app: a, name: name, number: number, life: r.life(at, d.Life), machine: d.Machine, address: d.Address, source: chance.Hash(a.model.UUID, name),
		charmSetStatus: d.CharmSetStatus, removed: d.Removed, stored: d.StoredState, ranAt: r.past(at.field("last-hook"), d.LastHook),
		created: cause{reason: unitAdded}, charm: a.charm,
	}
	if u.life != controller.Alive {
		u.removal = r.becauseOf(at.field("removal"), cmp.Or(d.Removal, unitRemoved))
	}
	r.phase(u, at, d)
	r.charmOf(u, at, d)
	if u.status, u.statusSince = r.status(at.field("status"), d.Status); d.Status.Name == "" && !u.installed && d.Failed == nil {
		u.status = newUnitStatus(a.model.Type)
	}
	u.lastStatus = r.past(at.field("last-update-status"), d.LastUpdateStatus).Unix()
	if d.UpdateStatusDue {
		u.statusDue = cause{reason: statusInterval}
	}
	if !u.started && (d.UpdateStatusDue || !d.LastUpdateStatus.IsZero()) {
		r.add(at, "update-status comes after start, and the unit has not started")
	}
	if d.Queued != "" && oneOf(r, at.field("queued"), d.Queued, call.KindStart, call.KindConfigChanged) {
		u.queued = &planned{kind: d.Queued, cause: cause{reason: afterUpgrade}}
		if d.Queued == call.KindStart {
			u.queued.cause.reason = afterConfig
		}
		if !u.installed || d.Queued == call.KindStart && (u.started || !u.configured) {
			r.add(at.field("queued"), "%s cannot come next in phase %q", d.Queued, d.Phase)
		}
	}
	return u
}

// phase takes in how far a unit has come.
func (r *reader) phase(u *unit, at *place, d *documentUnit) {
	phases := []phase{"", phaseInstalled, phaseConfigured, phaseStarted, phaseStopped}
	if !oneOf(r, at.field("phase"), d.Phase, phases...) {
		return
	}
	reached := slices.Index(phases, d.Phase)
	u.installed, u.configured, u.started, u.stopped = reached > 0, reached > 1, reached > 2, reached > 3
	switch {
	case u.stopped && u.life == controller.Alive:
		r.add(at.field("phase"), "it is stopped and not being removed; want life: dying")
	case u.life != controller.Alive && !u.installed && d.Failed == nil:
		r.add(at.field("life"), "a unit that is not installed is removed at once")
	}
	if u.configured {
		u.config, u.trusted = u.app.config, u.app.trust
	}
	if d.TrustSeen != nil {
		u.trusted = *d.TrustSeen
	}
	u.entering = !u.installed || d.Entering
	if d.ConfigSeen == nil {
		return
	}
	if !u.configured {
		r.add(at.field("config-seen"), "the unit has not run config-changed")
	}
	u.config = r.scalars(at.field("config-seen"), *d.ConfigSeen)
}

// charmOf takes in which charm a unit runs.
func (r *reader) charmOf(u *unit, at *place, d *documentUnit) {
	if !u.installed && d.Failed == nil {
		u.charm = nil
	}
	if d.Charm == "" {
		return
	}
	if !u.installed && d.Failed == nil {
		r.add(at.field("charm"), "the unit is not installed; want its application's charm alone")
	}
	if charm := r.charm(at.field("charm"), d.Charm); charm != nil {
		older := *charm
		u.charm, u.charmCause = &older, cause{reason: charmRefreshed}
		if u.app.former == nil {
			u.app.former = make(map[*deployed]map[string]any)
		}
		u.app.former[u.charm] = r.config(&older, at.field("charm-config"), d.CharmConfig)
	}
}

func (r *reader) life(at *place, life controller.Life) controller.Life {
	oneOf(r, at.field("life"), life, controller.Alive, controller.Dying)
	return life
}

// statusNames are the words that Juju has for a workload.
var statusNames = append([]call.StatusName{"", "unset"}, severity...)

func (r *reader) status(at *place, d documentStatus) (status call.Status, since time.Time) {
	oneOf(r, at.field("name"), d.Name, statusNames...)
	return d.Status, r.past(at.field("since"), d.Since)
}

// charm finds a charm that was given.
func (r *reader) charm(at *place, name string) *deployed {
	given, ok := r.given[name]
	if !ok {
		r.unknown(at, "charm", name, slices.Collect(maps.Keys(r.given)))
		return nil
	}
	d := r.readCharm(name)
	if d == nil {
		_, err := given.read()
		r.add(at, "cannot use charm %q: %v", name, err)
	}
	return d
}

// readCharm reads a charm; nil: it is of no use.
func (r *reader) readCharm(name string) *deployed {
	if d, known := r.charms[name]; known {
		return d
	}
	d, err := r.given[name].read()
	if err == nil {
		d.name = name
	} else {
		d = nil
	}
	if r.charms == nil {
		r.charms = make(map[string]*deployed)
	}
	r.charms[name] = d
	return d
}

// config takes in what is set of the options of a charm.
func (r *reader) config(charm *deployed, at *place, values map[string]any) map[string]any {
	config := make(map[string]any, len(values))
	for _, key := range sorted(values) {
		option, known := charm.metadata.Config[key]
		if !known {
			r.unknown(at.entry(key), "option", key, slices.Clone(charm.options))
			continue
		}
		value, err := (*application)(nil).optionValue(key, option, values[key])
		if err != nil {
			r.add(at.entry(key), "want a value of type %s", option.Type)
			continue
		}
		config[key] = value
	}
	if len(config) == 0 {
		return nil
	}
	return config
}

// scalars takes in options of which the types are those of an earlier charm.
func (r *reader) scalars(at *place, values map[string]any) map[string]any {
	config := make(map[string]any, len(values))
	for _, key := range sorted(values) {
		switch value := values[key].(type) {
		case string, bool, float64:
			config[key] = value
		case int:
			config[key] = int64(value)
		default:
			r.add(at.entry(key), "want a text, a number, true or false")
		}
	}
	return config
}
