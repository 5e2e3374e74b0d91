package controller

import "github.com/charmscenario/scenario/call"

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

// CommitError is the refusal of a commit at one of its steps.
type CommitError struct {
	Step  string // as Juju annotates it: "creating secrets", "updating secrets", ...; "" for the last transaction
	ID    string // of the secret, "secret:<id>"; or of the relation
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
