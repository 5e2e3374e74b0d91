package juju

import "strings"

// cause is why a hook is due: the entry of the timeline that led to it, and how.
type cause struct {
	entry  int // number of the entry; 0: time alone
	reason reason
}

// set reports whether there is a cause at all.
func (c cause) set() bool { return c.reason != "" }

// reason says how an entry of the timeline led to a hook. The unit or application that did it is that of the entry.
type reason string

// Reasons.
const (
	unitAdded       reason = "unit added"
	unitRemoved     reason = "unit removed"
	related         reason = "related"
	unitEntered     reason = "unit came into the relation"
	unitLeft        reason = "unit left the relation"
	relationEnds    reason = "relation removed"
	relationPauses  reason = "relation suspended"
	relationResumes reason = "relation resumed"
	wroteUnit       reason = "wrote its databag"
	wroteApp        reason = "wrote the application's databag"
	configSet       reason = "config set"
	trustSet        reason = "trust set"
	charmRefreshed  reason = "charm refreshed"
	leaderChanged   reason = "leadership moved"
	leaderDeposed   reason = "leadership lost"
	settingsSet     reason = "leader settings set"
	newRevision     reason = "new revision"
	secretUpdated   reason = "secret updated"
	superseded      reason = "untracked revision superseded"
	firstRead       reason = "first read of a later revision"
	lostReaders     reason = "nobody tracks the revision any more"
	rotationDue     reason = "rotation is due"
	revisionOld     reason = "revision has expired"
	actionAsked     reason = "action run"
	statusInterval  reason = "update-status interval"
	afterConfig     reason = "follows config-changed"
	afterUpgrade    reason = "follows upgrade-charm"
	afterJoined     reason = "follows relation-joined"
	hookResolved    reason = "failure resolved"
	hookRetried     reason = "failed hook retried"
)

// clauses are the reasons as the words after "because". In them {unit} is the unit whose hook the entry is, {app} its application, and {gone}
// the unit that is lost by the hook.
var clauses = map[reason]string{
	unitAdded:       "the unit was added",
	unitRemoved:     "{gone} was removed",
	related:         "the relation was added",
	unitEntered:     "{unit} came into the relation",
	unitLeft:        "{unit} left the relation",
	relationEnds:    "the relation was removed",
	relationPauses:  "the relation was suspended",
	relationResumes: "the relation was resumed",
	wroteUnit:       "{unit} wrote its databag",
	wroteApp:        "{unit} wrote the databag of {app}",
	configSet:       "the configuration was changed",
	trustSet:        "trust was given or taken back",
	charmRefreshed:  "the charm was refreshed",
	leaderChanged:   "it became the leader",
	leaderDeposed:   "it leads no more",
	settingsSet:     "{unit} changed the leader settings",
	newRevision:     "{unit} made a new revision",
	secretUpdated:   "the user updated the secret",
	superseded:      "{unit} made a new revision and nobody tracks this one",
	firstRead:       "it began with a later revision than 1",
	lostReaders:     "{unit} moved on and nobody tracks the revision any more",
	rotationDue:     "the secret is due for rotation",
	revisionOld:     "the revision has expired",
	actionAsked:     "the action was asked for",
	statusInterval:  "the update-status interval has passed",
	afterConfig:     "it follows config-changed",
	afterUpgrade:    "it follows upgrade-charm",
	afterJoined:     "it follows relation-joined",
	hookResolved:    "its failure was resolved",
	hookRetried:     "a failed hook is tried again",
}

// words puts the reason of an entry's hook into words. Who did it is not known any more if that entry was not kept.
func (t *timeline) words(e *entry) string {
	text := clauses[e.cause.reason]
	if !strings.Contains(text, "{") {
		return text
	}
	unit, app := "another unit", "its application"
	if by := t.find(e.cause.entry); by != nil && by.unit != "" {
		unit = by.unit
		app, _, _ = strings.Cut(by.unit, "/")
		switch {
		case by.model != e.model:
			unit += " of model " + by.model.Name
		case by.unit == e.unit:
			unit = "it"
		}
	}
	gone := "the unit"
	if h := e.hook; h != nil && h.DepartingUnit != "" && h.DepartingUnit != e.unit {
		gone = h.DepartingUnit
	}
	return strings.NewReplacer("{unit}", unit, "{app}", app, "{gone}", gone).Replace(text)
}

// find returns the entry with a number, nil when it was not kept.
func (t *timeline) find(number int) *entry {
	first := t.count - len(t.entries) + 1
	if number < first || number > t.count {
		return nil
	}
	return t.at(number - first)
}
