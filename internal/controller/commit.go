package controller

import (
	"time"

	"github.com/charmscenario/scenario/call"
)

// Environment is what the controller must know of the unit that calls it.
type Environment struct {
	Unit, App string
	ModelUUID string
	Version   call.Version
	Now       time.Time
}

// Removed lists what a commit removed.
type Removed struct {
	Revisions []SecretRevision // one by one
	Secrets   []string         // whole secrets: 20 characters each
}

// SecretRevision names a revision of a secret.
type SecretRevision struct {
	ID     string // 20 characters
	Number int
}

// CommitError is the refusal of a commit at one of its steps. What was done before stays done.
type CommitError struct {
	Step  string // as Juju annotates it: "creating secrets", "updating secrets", ...; empty for the last transaction
	Item  string // which secret ("secret:<id>") or relation ("database:3")
	Cause *call.Error
}

// Error returns Juju's text, such as `updating secrets: permission denied`.
func (e *CommitError) Error() string {
	if e.Step == "" {
		return e.Cause.Message
	}
	return e.Step + ": " + e.Cause.Message
}

// Unwrap returns the cause.
func (e *CommitError) Unwrap() error { return e.Cause }

// Commit carries out what a hook left to be done, in Juju's order: permission to write databags,
// then secrets step by step, then the rest at once. It stops at the first refusal.
func Commit(store Store, env Environment, commit *call.Commit, removed *Removed) *CommitError {
	if refusal := checkSettings(store, env, commit); refusal != nil {
		return refusal
	}
	if refusal := commitSecrets(store, env, commit, removed); refusal != nil {
		return refusal
	}
	return commitRest(store, env, commit)
}
