package scenario

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmscenario/scenario/call"
)

// TB is what look-ups and [Golden] need of a *testing.T to fail the test.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Secret returns the secret that has this label or ID, in any of Juju's spellings, such as a charm put into a
// databag. When there is not exactly one, it fails the test and says what there is.
func (s *State) Secret(t TB, labelOrID string) Secret {
	t.Helper()
	var found []Secret
	for _, secret := range s.Secrets {
		if labelOrID != "" && (secret.Label == labelOrID || bareSecretID(secret.ID) == bareSecretID(labelOrID)) {
			found = append(found, secret)
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	t.Fatalf("State has %s with label or ID %q; it has %s", number(len(found), "secret"), labelOrID, describeSecrets(s.Secrets))
	return Secret{}
}

// Relation returns the relation that has this ID or endpoint. When there is not exactly one, it
// fails the test and says what there is.
func (s *State) Relation(t TB, idOrEndpoint string) Relation {
	t.Helper()
	var found []Relation
	for _, relation := range s.Relations {
		if idOrEndpoint != "" && (relation.ID == idOrEndpoint || relation.Endpoint == idOrEndpoint) {
			found = append(found, relation)
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	t.Fatalf("State has %s with ID or endpoint %q; it has %s", number(len(found), "relation"), idOrEndpoint, describeRelations(s.Relations))
	return Relation{}
}

// RemovedRevision returns the revision of the secret that the run removed. When the run did not remove
// it, it fails the test and says what the charm did instead. The secret is found as that of an [Event] is,
// by its ID, else by owner and label.
func (o *Outcome) RemovedRevision(t TB, secret Secret, revision int) SecretRevision {
	t.Helper()
	ref := SecretRef{ID: secret.ID, Label: secret.Label, Owner: secret.Owner}
	found := ref.find(o.Secrets)
	if len(found) > 1 {
		t.Fatalf("%s in State.Secrets have %s; want exactly one: give the secret an ID or a Label; State has %s",
			number(len(found), "secret"), ref.describe(), describeSecrets(o.Secrets))
		return SecretRevision{}
	}
	isMeant := func(id string) bool {
		if len(found) == 1 {
			return bareSecretID(id) == bareSecretID(o.Secrets[found[0]].ID)
		}
		return ref.ID == "" || bareSecretID(id) == bareSecretID(ref.ID) // its last revision went, and the secret with it
	}
	for _, removed := range o.RemovedSecretRevisions {
		if removed.Revision == revision && isMeant(removed.SecretID) {
			return removed
		}
	}
	name := "with " + ref.describe()
	if len(found) == 1 {
		name = describeSecrets(o.Secrets[found[0] : found[0]+1])
	}
	t.Fatalf("revision %d of secret %s was not removed\n  want it in RemovedSecretRevisions; got %s\n  %s",
		revision, name, describeRevisions(o.RemovedSecretRevisions), o.whyNotRemoved(isMeant, revision))
	return SecretRevision{}
}

// whyNotRemoved says what the charm did instead of removing the revision, and what it should do.
func (o *Outcome) whyNotRemoved(isMeant func(id string) bool, revision int) string {
	if slices.ContainsFunc(o.RemovedSecrets, isMeant) {
		return "the charm removed the whole secret (RemovedSecrets)"
	}
	for _, record := range o.Trace {
		remove, ok := record.Call.(*call.SecretRemove)
		switch {
		case !ok || !isMeant(remove.ID) || remove.Revision != revision:
		case record.Error != nil:
			return "the charm asked for it and was refused: " + record.Error.Message
		case !o.Committed:
			return "the charm asked for it, and the hook failed: what waits for its end was dropped"
		default:
			return "the charm asked for it, and the secret had no such revision"
		}
	}
	advice := "Juju keeps a revision until the charm removes it: call e.RemoveRevision() on secret-remove"
	if len(o.Trace) == 0 {
		return "the charm made no call: it has no route for this event, or one that does nothing\n  " + advice
	}
	return advice
}

// Logged reports whether a line of the log at this level contains the text; an empty level stands
// for any.
func (o *Outcome) Logged(level, text string) bool {
	for _, line := range o.JujuLog {
		if (level == "" || strings.EqualFold(level, line.Level)) && strings.Contains(line.Message, text) {
			return true
		}
	}
	return false
}

func number(n int, what string) string {
	if n == 0 {
		return "no " + what
	}
	return count(n, what)
}

// describeSecrets lists secrets by ID, label and owner, never their content.
func describeSecrets(secrets []Secret) string {
	if len(secrets) == 0 {
		return "no secrets"
	}
	parts := make([]string, len(secrets))
	for i, secret := range secrets {
		about := "Owner: " + describeOwner(secret.Owner)
		if secret.Label != "" {
			about = fmt.Sprintf("label %q, %s", secret.Label, about)
		}
		parts[i] = fmt.Sprintf("%q (%s)", secret.ID, about)
	}
	return strings.Join(parts, ", ")
}

func describeRevisions(revisions []SecretRevision) string {
	if len(revisions) == 0 {
		return "none"
	}
	parts := make([]string, len(revisions))
	for i, removed := range revisions {
		parts[i] = fmt.Sprintf("revision %d of %s", removed.Revision, removed.SecretID)
	}
	return strings.Join(parts, ", ")
}

func describeRelations(relations []Relation) string {
	if len(relations) == 0 {
		return "no relations"
	}
	parts := make([]string, len(relations))
	for i, relation := range relations {
		parts[i] = fmt.Sprintf("%q with %s", relation.ID, relation.RemoteApp)
	}
	return strings.Join(parts, ", ")
}
