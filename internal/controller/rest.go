package controller

import (
	"fmt"
	"maps"

	"github.com/charmscenario/scenario/call"
)

// maxStoredState is the default of Juju's controller setting max-charm-state-size.
const maxStoredState = 2 * 1024 * 1024

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
	if commit.StoredState != nil && storedSize(*commit.StoredState) > maxStoredState {
		return &CommitError{Cause: &call.Error{
			Code: call.ErrStateTooLarge, Message: fmt.Sprintf("max allowed size (%d) exceeded", maxStoredState),
		}}
	}
	for _, settings := range commit.RelationSettings {
		number, _ := RelationNumber(settings.Relation)
		r := store.Relation(number)
		if len(settings.Unit) > 0 {
			store.SetDatabag(number, false, Changed(r.LocalUnit, settings.Unit))
		}
		if len(settings.App) > 0 {
			store.SetDatabag(number, true, Changed(r.LocalApp, settings.App))
		}
	}
	if commit.StoredState != nil {
		store.Unit().StoredState = maps.Clone(*commit.StoredState)
	}
	return nil
}

// storedSize is the size of stored state as Juju's database measures it: the length of its BSON
// document, which has five bytes of its own and seven for each text beside key and value.
func storedSize(state map[string]string) int {
	size := 5
	for key, value := range state {
		size += len(key) + len(value) + 7
	}
	return size
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
