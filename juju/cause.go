package juju

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
	unitAdded      reason = "unit added"
	unitRemoved    reason = "unit removed"
	unitGone       reason = "unit is gone"
	related        reason = "related"
	unitEntered    reason = "unit came into the relation"
	unitLeft       reason = "unit left the relation"
	relationEnds   reason = "relation removed"
	relationPauses reason = "relation suspended"
	wroteUnit      reason = "wrote its databag"
	wroteApp       reason = "wrote the application's databag"
	configSet      reason = "config set"
	charmRefreshed reason = "charm refreshed"
	leaderChanged  reason = "leadership moved"
	settingsSet    reason = "leader settings set"
	newRevision    reason = "new revision"
	firstRead      reason = "first read of a later revision"
	lostReaders    reason = "nobody tracks the revision any more"
	rotationDue    reason = "rotation is due"
	revisionOld    reason = "revision has expired"
	actionAsked    reason = "action run"
	statusInterval reason = "update-status interval"
	afterConfig    reason = "follows config-changed"
	afterUpgrade   reason = "follows upgrade-charm"
	afterJoined    reason = "follows relation-joined"
)
