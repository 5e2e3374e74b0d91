package controller

import (
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/charmscenario/scenario/call"
)

// Read is a request for a secret's content.
type Read struct {
	URI     call.SecretURI // zero: by Label alone
	Label   string         // with a URI: the label to attach
	Refresh bool
	Peek    bool
}

// ReadSecret returns the content of the revision that the unit sees, as the Store keeps it. What the
// unit tracks, and a label that it attaches, are written at once.
func ReadSecret(store Store, env Environment, read Read) (map[string]string, *call.Error) {
	secret, refusal := findSecret(store, env, read)
	if refusal != nil {
		return nil, refusal
	}
	if !CanRead(secret, env) {
		return nil, denied()
	}
	number, track := wanted(secret, env, read)
	revision := findRevision(secret, number)
	if revision == nil && foreignModel(secret.Source, env) {
		return nil, revisionNotFound(secret, number) // the other model is asked before this one notes anything
	}
	if read.URI.ID != "" && read.Label != "" {
		if secret, refusal = attachLabel(store, env, secret, read.Label); refusal != nil {
			return nil, refusal
		}
	}
	if track {
		secret = store.EditSecret(secret.ID)
		editConsumer(secret, env.Unit).Tracked = number
	}
	if revision == nil {
		return nil, revisionNotFound(secret, number)
	}
	return revision.Content, nil
}

// wanted returns the number of the revision that the unit is to see, and whether it tracks it from now on.
func wanted(secret *Secret, env Environment, read Read) (number int, track bool) {
	tracked := consumerOf(secret, env.Unit).Tracked
	switch {
	case owns(secret, env) && !ownersTrack(env.Version):
		return secret.Latest, false
	case tracked == 0 || read.Refresh:
		return secret.Latest, tracked != secret.Latest
	case read.Peek:
		return secret.Latest, false
	}
	return tracked, false
}

// foreignModel reports whether a secret or its URI names another model.
func foreignModel(source string, env Environment) bool {
	return source != "" && source != env.ModelUUID
}

func findSecret(store Store, env Environment, read Read) (*Secret, *call.Error) {
	id := read.URI.ID
	if id == "" {
		if id = LabelledSecret(store, env, read.Label); id == "" {
			return nil, &call.Error{Code: call.ErrSecretNotFound, Message: fmt.Sprintf("consumer label %q not found", read.Label)}
		}
		return store.Secret(id), nil
	}
	secret := store.Secret(id)
	switch {
	case secret != nil && reaches(read.URI, secret, env):
		return secret, nil
	case foreignModel(read.URI.Source, env):
		return nil, denied() // another model does not say what it has
	}
	return nil, notFound(read.URI)
}

// reaches reports whether a URI leads to the secret: one of another model must name that model.
func reaches(uri call.SecretURI, secret *Secret, env Environment) bool {
	if foreignModel(secret.Source, env) {
		return uri.Source == secret.Source
	}
	return !foreignModel(uri.Source, env)
}

// LabelledSecret finds the secret that the unit calls by a label: its own, its application's, or one
// of somebody else.
func LabelledSecret(store Store, env Environment, label string) string {
	if id := store.OwnerLabel(env.Unit, label); id != "" {
		return id
	}
	if id := store.OwnerLabel(env.App, label); id != "" {
		return id
	}
	return store.ConsumerLabel(env.Unit, label)
}

// ownersTrack says that an owner tracks a revision as any other unit does: since Juju 3.1.7 and 3.3.1.
// Before, it always got the latest.
func ownersTrack(v call.Version) bool {
	return v.AtLeast(3, 3, 1) || v.AtLeast(3, 1, 7) && !v.AtLeast(3, 2, 0)
}

// CanRead looks for a permission of the unit, then of its application.
func CanRead(secret *Secret, env Environment) bool {
	if owns(secret, env) {
		return true
	}
	for _, grant := range secret.Grants {
		if grant.Subject == env.Unit || grant.Subject == env.App {
			return true
		}
	}
	return false
}

// owns reports whether the unit or its application has the right that an owner gets with a secret.
func owns(secret *Secret, env Environment) bool {
	return !secret.Disowned && (secret.Owner == env.Unit || secret.Owner == env.App)
}

// attachLabel gives the secret the label by which the unit wants to call it: the owner's own label
// when the unit manages the secret, else the unit's.
func attachLabel(store Store, env Environment, secret *Secret, label string) (*Secret, *call.Error) {
	leader := store.Unit().Leader
	switch {
	case secret.Owner == env.Unit || secret.Owner == env.App && leader:
		if secret.Label == label {
			return secret, nil
		}
		if clash := ownerLabelClash(store, env, secret.Owner, label); clash != "" {
			return nil, &call.Error{Code: call.ErrLabelExists, Message: clash}
		}
		secret = store.EditSecret(secret.ID)
		secret.Label = label
		return secret, nil
	case secret.Owner == env.App && (secret.Label == label || env.Version.AtLeast(3, 6, 0)):
		return secret, nil // a unit that does not lead gives no labels to its application's secrets
	}
	consumer := consumerOf(secret, env.Unit)
	if consumer.Label == label {
		return secret, nil
	}
	if clash := consumerLabelClash(store, env, label); clash != "" {
		if !foreignModel(secret.Source, env) {
			clash = "getting latest secret revision: " + clash
		}
		return nil, &call.Error{Code: call.ErrLabelExists, Message: clash}
	}
	secret = store.EditSecret(secret.ID)
	record := editConsumer(secret, env.Unit)
	if record.Label != "" {
		record.GivenUp = append(record.GivenUp, record.Label)
	}
	record.Label = label
	return secret, nil
}

// consumerLabelClash returns Juju's text when the unit cannot give the label to a secret of somebody
// else; "" when it can.
func consumerLabelClash(store Store, env Environment, label string) string {
	switch {
	case store.OwnerLabel(env.Unit, label) != "":
		return fmt.Sprintf("secret label %q for owner %q already exists", label, SubjectTag(env.Unit))
	case store.ConsumerLabel(env.Unit, label) != "" || store.LabelGivenUp(env.Unit, label):
		return fmt.Sprintf("secret label %q for consumer %q already exists", label, SubjectTag(env.Unit))
	case store.OwnerLabel(env.App, label) != "":
		return fmt.Sprintf("secret label %q for application %q already exists", label, env.App)
	}
	return ""
}

// ownerLabelClash returns Juju's text when a secret of this owner cannot get the label; "" when it can.
func ownerLabelClash(store Store, env Environment, owner, label string) string {
	appHas := store.OwnerLabel(env.App, label) != ""
	switch {
	case owner == env.App && appHas:
		return fmt.Sprintf("secret label %q for owner %q already exists", label, SubjectTag(env.App))
	case owner == env.App && store.UnitLabel(env.App, label):
		return fmt.Sprintf("secret label %q for a unit of application %q already exists", label, env.App)
	case owner == env.Unit && store.OwnerLabel(env.Unit, label) != "":
		return fmt.Sprintf("secret label %q for owner %q already exists", label, SubjectTag(env.Unit))
	case owner == env.Unit && (store.ConsumerLabel(env.Unit, label) != "" || store.LabelGivenUp(env.Unit, label)):
		return fmt.Sprintf("secret label %q for consumer %q already exists", label, SubjectTag(env.Unit))
	case owner == env.Unit && appHas:
		return fmt.Sprintf("secret label %q for application %q already exists", label, env.App)
	}
	return ""
}

func consumerOf(secret *Secret, unit string) Consumer {
	for _, consumer := range secret.Consumers {
		if consumer.Unit == unit {
			return consumer
		}
	}
	return Consumer{Unit: unit}
}

// editConsumer returns the unit's record in a secret that is being edited, made if need be.
func editConsumer(secret *Secret, unit string) *Consumer {
	for i := range secret.Consumers {
		if secret.Consumers[i].Unit == unit {
			return &secret.Consumers[i]
		}
	}
	secret.Consumers = append(secret.Consumers, Consumer{Unit: unit})
	return &secret.Consumers[len(secret.Consumers)-1]
}

func findRevision(secret *Secret, number int) *Revision {
	for i := range secret.Revisions {
		if secret.Revisions[i].Number == number {
			return &secret.Revisions[i]
		}
	}
	return nil
}

func denied() *call.Error {
	return &call.Error{Code: call.ErrPermissionDenied, Message: "permission denied"}
}

func revisionNotFound(secret *Secret, number int) *call.Error {
	return &call.Error{Code: call.ErrRevisionNotFound, Message: fmt.Sprintf(`secret revision "%s/%d" not found`, secret.ID, number)}
}

func notFound(uri call.SecretURI) *call.Error {
	return &call.Error{Code: call.ErrSecretNotFound, Message: fmt.Sprintf("secret %q not found", uri.String())}
}

const base64Suffix = "#base64"

// KeepContent returns content as the Store keeps it, in a map of its own: decoded where a key says
// that the value is base64, as text under that key where it is none or is written in an unusual way.
func KeepContent(content map[string]string) map[string]string {
	kept := maps.Clone(content)
	for key, value := range content {
		name, encoded := strings.CutSuffix(key, base64Suffix)
		if !encoded {
			continue
		}
		if decoded, err := base64.StdEncoding.DecodeString(value); err == nil && base64.StdEncoding.EncodeToString(decoded) == value {
			delete(kept, key)
			kept[name] = string(decoded)
		}
	}
	return kept
}

// DecodeContent returns content as a charm gets it, in a map of its own. One value that is not base64
// spoils them all, as in Juju.
func DecodeContent(kept map[string]string) (map[string]string, *call.Error) {
	encoded := false
	for key := range kept {
		if encoded = strings.HasSuffix(key, base64Suffix); encoded {
			break
		}
	}
	if !encoded {
		if kept == nil {
			return map[string]string{}, nil
		}
		return maps.Clone(kept), nil
	}
	content := make(map[string]string, len(kept))
	var faults []string
	for key, value := range kept {
		name, encoded := strings.CutSuffix(key, base64Suffix)
		if !encoded {
			content[key] = value
			continue
		}
		decoded, err := base64.StdEncoding.DecodeString(value)
		if err != nil {
			faults = append(faults, err.Error())
			continue
		}
		content[name] = string(decoded)
	}
	if len(faults) > 0 {
		return nil, &call.Error{Code: call.ErrContent, Message: slices.Min(faults)} // always the same one
	}
	return content, nil
}
