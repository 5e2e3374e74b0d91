package controller

import (
	"fmt"
	"maps"
	"strings"

	"github.com/charmscenario/scenario/call"
)

// Limits of stored state in Juju's database: of a key, and, by default of the controller setting
// max-charm-state-size, of all together.
const (
	maxStoredKey   = 256
	maxStoredState = 2 * 1024 * 1024
)

// checkSettings checks again that the application's databags are the leader's to write.
func checkSettings(store Store, env Environment, commit *call.Commit) *CommitError {
	for _, settings := range commit.RelationSettings {
		number, _ := RelationNumber(settings.Relation)
		if store.Relation(number) == nil {
			return &CommitError{Item: settings.Relation, Cause: &call.Error{Code: call.ErrRelationNotFound, Message: "permission denied"}}
		}
		if len(settings.App) > 0 && !store.Unit().Leader {
			return &CommitError{Item: settings.Relation, Cause: &call.Error{
				Code: call.ErrNotLeader, Message: fmt.Sprintf("%q is not leader of %q", env.Unit, env.App),
			}}
		}
	}
	return nil
}

// commitRest does what is one transaction in Juju: all of it or nothing.
func commitRest(store Store, _ Environment, commit *call.Commit) *CommitError {
	if commit.StoredState != nil {
		if refusal := checkStoredState(*commit.StoredState); refusal != nil {
			return &CommitError{Cause: refusal}
		}
	}
	for _, settings := range commit.RelationSettings {
		number, _ := RelationNumber(settings.Relation)
		r := store.Relation(number)
		if len(settings.Unit) > 0 {
			store.SetDatabag(number, false, ChangedBy(r.LocalUnit, settings.Unit))
		}
		if len(settings.App) > 0 {
			store.SetDatabag(number, true, ChangedBy(r.LocalApp, settings.App))
		}
	}
	if commit.StoredState != nil {
		store.Unit().StoredState = maps.Clone(received(*commit.StoredState))
	}
	return nil
}

// checkStoredState measures stored state as Juju's database does: by the length of its BSON document, which has five
// bytes of its own and seven for each text beside key and value.
func checkStoredState(state map[string]string) *call.Error {
	size := 5
	for key, value := range state {
		length := storedKeyLength(key)
		if length > maxStoredKey {
			return tooLarge("max allowed key length (%d) exceeded", maxStoredKey)
		}
		size += length + len(value) + 7
	}
	if size > maxStoredState {
		return tooLarge("max allowed size (%d) exceeded", maxStoredState)
	}
	return nil
}

// storedKeyLength is the length of a key in the database, where a dot and a dollar take three bytes each.
func storedKeyLength(key string) int {
	return len(key) + 2*(strings.Count(key, ".")+strings.Count(key, "$"))
}

func tooLarge(format string, limit int) *call.Error {
	return &call.Error{Code: call.ErrStateTooLarge, Message: "persisting charm state: " + fmt.Sprintf(format, limit)}
}

// ChangedBy is [Changed] by what was sent to the controller.
func ChangedBy(bag, changes map[string]string) map[string]string {
	return Changed(bag, received(changes))
}

// Changed returns a new bag: what was there, with the changes; an empty value deletes.
func Changed(bag, changes map[string]string) map[string]string {
	n := maps.Clone(bag)
	if n == nil {
		n = make(map[string]string, len(changes))
	}
	for key, value := range changes {
		if value == "" {
			delete(n, key)
		} else {
			n[key] = value
		}
	}
	return n
}
