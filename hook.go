package scenario

import (
	"fmt"

	"github.com/charmscenario/scenario/call"
)

// tellHook fills in what the hook is told of an event. The error is met only when the check was
// skipped: the part that the event is about cannot be told.
func tellHook(hook *call.Hook, s *setup, event *Event, state *State) error {
	hook.Kind, hook.Name = event.Kind, string(event.Kind)
	hook.Unit, hook.App, hook.Model, hook.JujuVersion, hook.MachineID = s.unitName, s.app, s.model, s.version, s.machine
	switch {
	case event.Kind.IsRelation():
		if event.Relation == nil {
			return fmt.Errorf("cannot run %s: Event.Relation is nil; want a relation of State", event.Kind)
		}
		found := event.Relation.find(state.Relations)
		if len(found) != 1 {
			return fmt.Errorf("cannot run %s: %d relations of State match Event.Relation; want exactly one", event, len(found))
		}
		r := &state.Relations[found[0]]
		hook.Name = r.Endpoint + "-" + string(event.Kind)
		hook.Endpoint, hook.Relation, hook.RemoteApp = r.Endpoint, r.ID, r.RemoteApp
		hook.RemoteUnit = event.RemoteUnit
		if event.Kind == call.KindRelationDeparted {
			hook.DepartingUnit = event.DepartingUnit
		}
	case event.Kind.IsSecret():
		if event.Secret == nil {
			return fmt.Errorf("cannot run %s: Event.Secret is nil; want a secret of State", event.Kind)
		}
		found := event.Secret.find(state.Secrets)
		if len(found) != 1 {
			return fmt.Errorf("cannot run %s: %d secrets of State match Event.Secret; want exactly one", event, len(found))
		}
		secret := &state.Secrets[found[0]]
		hook.SecretID, hook.SecretLabel = secret.ID, secret.Label
		if event.Kind == call.KindSecretChanged && secret.ConsumerLabel != "" {
			hook.SecretLabel = secret.ConsumerLabel // the other events are for the owner
		}
		if s.foreign(secret.SourceModel) {
			hook.SecretID = "secret://" + secret.SourceModel + "/" + bareSecretID(secret.ID)
		}
		if event.Kind == call.KindSecretRemove || event.Kind == call.KindSecretExpired {
			hook.SecretRevision = event.Revision
		}
	case event.Kind == call.KindAction:
		if event.Action == nil {
			return fmt.Errorf("cannot run an action: Event.Action is nil; want RunAction(name, params)")
		}
		hook.Name, hook.Action, hook.ActionID = "", event.Action.Name, event.Action.ID
	}
	return nil
}

// describeHook names a hook and what it is about, for a person.
func describeHook(hook *call.Hook) string {
	switch {
	case hook.Kind == call.KindAction:
		return "action " + hook.Action
	case hook.Relation != "":
		about := hook.Relation
		if remote := hook.RemoteUnit; remote != "" {
			about += ", remote " + remote
		} else if hook.RemoteApp != "" {
			about += ", remote " + hook.RemoteApp
		}
		return fmt.Sprintf("%s (%s)", hook.Kind, about)
	case hook.SecretID != "":
		about := hook.SecretID
		if hook.SecretLabel != "" {
			about += fmt.Sprintf(" %q", hook.SecretLabel)
		}
		if hook.SecretRevision != 0 {
			about += fmt.Sprintf(" revision %d", hook.SecretRevision)
		}
		return fmt.Sprintf("%s (%s)", hook.Kind, about)
	}
	return string(hook.Kind)
}
