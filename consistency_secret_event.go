package scenario

import (
	"fmt"

	"github.com/charmscenario/scenario/call"
)

// secretEvent checks that the unit could be told this about the secret.
func (k *checker) secretEvent() {
	e := k.event
	if e.Secret == nil {
		k.add("event-part-missing", "Event.Secret", "%s is about a secret; want one of State.Secrets", e.Kind)
		return
	}
	if len(k.state.Secrets) == 0 {
		k.secretVersion() // of a State with secrets it was checked already
	}
	needsRevision := e.Kind == call.KindSecretRemove || e.Kind == call.KindSecretExpired
	if needsRevision && e.Revision < 1 {
		k.add("event-secret-revision-missing", "Event.Revision", "got %d; %s is about one revision: want 1 or more", e.Revision, e.Kind)
		needsRevision = false
	}
	found := e.Secret.find(k.state.Secrets)
	if len(found) != 1 {
		k.secretNotFound(found)
		return
	}
	s := &k.state.Secrets[found[0]]
	path := secretPath(found[0])
	if e.Kind == call.KindSecretChanged {
		k.secretChanged(path, s)
		return
	}
	switch {
	case s.Owner == OwnerUnit || s.Owner == OwnerApp && k.state.Leader:
	case s.Owner == OwnerApp:
		k.add("event-secret-leadership", "State.Leader", "%s of an application's secret comes to the leader; want Leader: true, or the secret owned by OwnerUnit", e.Kind)
	default:
		k.add("event-secret-owner", path+".Owner", "%s comes to the owner of a secret, and this one belongs to %s; want OwnerApp or OwnerUnit, or secret-changed", e.Kind, describeOwner(s.Owner))
		return
	}
	if needsRevision {
		k.secretRevision(path, s)
	}
}

func (k *checker) secretChanged(path string, s *Secret) {
	if s.TrackedRevision == 0 {
		k.add("event-secret-untracked", path+".TrackedRevision", "secret-changed comes to a unit that has read the secret; want TrackedContent or TrackedRevision")
	}
	if s.LatestRevision == 1 {
		k.add("event-secret-changed-first", path+".LatestRevision", "got 1; secret-changed says that there is a later revision than the first: want 2 or more, or left out")
	}
}

// secretRevision checks the revision of secret-remove and secret-expired.
func (k *checker) secretRevision(path string, s *Secret) {
	e := k.event
	if e.Kind == call.KindSecretExpired {
		if e.Revision > s.LatestRevision {
			k.add("event-secret-expired-revision", "Event.Revision", "got %d; the latest revision is %d (%s.LatestRevision): want one that exists", e.Revision, s.LatestRevision, path)
		}
		return
	}
	switch {
	case e.Revision >= s.LatestRevision:
		k.add("event-secret-remove-latest", "Event.Revision", "got %d; secret-remove is about an obsolete revision, older than the latest, which is %d (%s.LatestRevision): want a lower one", e.Revision, s.LatestRevision, path)
	case e.Revision == s.TrackedRevision:
		k.add("event-secret-remove-tracked", "Event.Revision", "got %d, which this unit tracks (%s.TrackedRevision); secret-remove is about a revision that nobody tracks: want another one, or, when the charm made a newer one, a Refresh after its SetContent: an owner tracks what it reads until then", e.Revision, path)
	}
}

func (k *checker) secretNotFound(found []int) {
	name := k.event.Secret.describe()
	if len(found) == 0 {
		k.add("event-secret-unknown", "Event.Secret", "no secret in State.Secrets has %s; State has %s", name, describeSecrets(k.state.Secrets))
		return
	}
	k.add("event-secret-ambiguous", "Event.Secret", "%s of State.Secrets have %s (%s); want exactly one: give the secret an ID or a Label", number(len(found), "secret"), name, positions(found))
}

// describe says what the reference finds a secret by.
func (ref SecretRef) describe() string {
	if ref.ID != "" {
		return fmt.Sprintf("ID %q", ref.ID)
	}
	name := "owner " + describeOwner(ref.Owner)
	if ref.Label != "" {
		name = fmt.Sprintf("label %q and %s", ref.Label, name)
	}
	return name
}

// describeOwner names an owner for a person.
func describeOwner(owner Owner) string {
	switch owner {
	case "":
		return "another application"
	case OwnerApp:
		return "OwnerApp"
	case OwnerUnit:
		return "OwnerUnit"
	case OwnerUser:
		return "OwnerUser"
	}
	return fmt.Sprintf("%q", string(owner))
}
