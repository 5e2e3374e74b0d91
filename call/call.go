// Package call is the vocabulary of a hook: every request that a charm can make of Juju while
// it handles one event, as plain data.
//
// A call is a small struct, one for each of Juju's hook tools, that holds its question and, once
// it was carried out, its answer. A [Backend] carries calls out: the simulated unit agent under
// test, Juju's own hook tools in production. Nothing else passes between a charm and the world.
package call

import "context"

// Call is a request of a charm: one of the pointer types of this package, such as *[SecretGet].
// The set is closed.
type Call interface {
	// Tool is the name of the hook tool that makes this call, such as "secret-get".
	Tool() string

	// Clone returns a copy, question and answer, that shares no memory with the original.
	Clone() Call

	sealed()
}

// Backend carries out the calls that a charm makes during one hook. Do fills in the call's answer.
//
// Do may be called from several goroutines; calls are carried out one at a time, as Juju does.
// After the hook it returns [ErrHookEnded]. The caller owns its call: no Backend keeps a map or
// slice of it, nor gives out one of its own. A refusal by Juju is a *[Error].
type Backend interface {
	Do(ctx context.Context, c Call) error
}

// BackendFunc is a function that is a [Backend], for a Backend around another one.
type BackendFunc func(ctx context.Context, c Call) error

// Do calls f.
func (f BackendFunc) Do(ctx context.Context, c Call) error { return f(ctx, c) }

// New returns an empty call of the hook tool, nil when there is no such tool.
func New(tool string) Call {
	switch tool {
	case "secret-add":
		return &SecretAdd{}
	case "secret-set":
		return &SecretSet{}
	case "secret-get":
		return &SecretGet{}
	case "secret-info-get":
		return &SecretInfoGet{}
	case "secret-ids":
		return &SecretIDs{}
	case "secret-grant":
		return &SecretGrant{}
	case "secret-revoke":
		return &SecretRevoke{}
	case "secret-remove":
		return &SecretRemove{}
	case "relation-ids":
		return &RelationIDs{}
	case "relation-list":
		return &RelationList{}
	case "relation-get":
		return &RelationGet{}
	case "relation-set":
		return &RelationSet{}
	case "relation-model-get":
		return &RelationModelGet{}
	case "config-get":
		return &ConfigGet{}
	case "is-leader":
		return &IsLeader{}
	case "leader-get":
		return &LeaderGet{}
	case "leader-set":
		return &LeaderSet{}
	case "status-get":
		return &StatusGet{}
	case "status-set":
		return &StatusSet{}
	case "juju-log":
		return &JujuLog{}
	case "action-get":
		return &ActionGet{}
	case "action-set":
		return &ActionSet{}
	case "action-log":
		return &ActionLog{}
	case "action-fail":
		return &ActionFail{}
	case "application-version-set":
		return &ApplicationVersionSet{}
	case "state-get":
		return &StateGet{}
	case "state-set":
		return &StateSet{}
	case "state-delete":
		return &StateDelete{}
	}
	return nil
}

// Tools lists the hook tools that have a call, sorted by name.
func Tools() []string {
	return []string{
		"action-fail", "action-get", "action-log", "action-set", "application-version-set",
		"config-get", "is-leader", "juju-log", "leader-get", "leader-set",
		"relation-get", "relation-ids", "relation-list", "relation-model-get", "relation-set",
		"secret-add", "secret-get", "secret-grant", "secret-ids", "secret-info-get",
		"secret-remove", "secret-revoke", "secret-set",
		"state-delete", "state-get", "state-set", "status-get", "status-set",
	}
}
