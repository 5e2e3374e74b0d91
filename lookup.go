package scenario

import (
	"fmt"
	"strings"
)

// TB is what look-ups and [Golden] need of a *testing.T to fail the test.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Secret returns the secret that has this label or ID. When there is not exactly one, it fails the
// test and says what there is.
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

// describeSecrets lists secrets by ID and label, never their content.
func describeSecrets(secrets []Secret) string {
	if len(secrets) == 0 {
		return "no secrets"
	}
	parts := make([]string, len(secrets))
	for i, secret := range secrets {
		parts[i] = fmt.Sprintf("%q", secret.ID)
		if secret.Label != "" {
			parts[i] += fmt.Sprintf(" (label %q)", secret.Label)
		}
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
