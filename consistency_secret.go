package scenario

import (
	"maps"
	"reflect"
	"strconv"
	"strings"

	"github.com/charmscenario/scenario/call"
)

// checkSecrets checks each secret alone, then all of them together.
func (k *checker) checkSecrets() {
	if len(k.state.Secrets) == 0 {
		return
	}
	k.secretVersion()
	for i := range k.state.Secrets {
		s := &k.state.Secrets[i]
		if _, err := call.ParseSecretURI(s.ID); err != nil {
			k.add("secret-id-form", secretPath(i)+".ID", `%q is not the ID of a secret; want "secret:" and the 20 characters that Juju makes, or empty`, s.ID)
		}
		k.secretOwner(i, s)
		k.secretContents(i, s)
		k.secretRevisions(i, s)
		k.secretRotation(i, s)
		if len(s.RemoteGrants) > 0 {
			k.secretGrants(i, s)
		}
	}
	k.secretsTogether()
}

func secretPath(i int) string { return "State.Secrets[" + strconv.Itoa(i) + "]" }

// secretVersion refuses secrets before Juju 3.0.
func (k *checker) secretVersion() {
	if k.version.Major < 3 {
		k.add("secret-version", "Context.JujuVersion", "Juju %s has no secrets; want 3.0 or later", k.version)
	}
}

// secretOwner checks whose secret it is, and what only some owners can have.
func (k *checker) secretOwner(i int, s *Secret) {
	path := func() string { return secretPath(i) }
	switch owner := string(s.Owner); {
	case s.Owner == "" || s.Owner == OwnerApp || s.Owner == OwnerUnit:
	case s.Owner == OwnerUser:
		if !k.version.AtLeast(3, 3, 0) {
			k.add("secret-user-version", path()+".Owner", "Juju %s has no secrets of users; want Context.JujuVersion 3.3 or later", k.version)
		}
	case owner == k.app:
		k.add("secret-owner-self", path()+".Owner", "%q is the application under test; want OwnerApp", owner)
	case owner == k.unitName:
		k.add("secret-owner-self", path()+".Owner", "%q is the unit under test; want OwnerUnit", owner)
	case !call.IsAppName(owner) && !call.IsUnitName(owner):
		k.add("secret-owner-form", path()+".Owner", `%q is no name of an application or a unit; want OwnerApp, OwnerUnit, OwnerUser, or a name such as "postgresql" or "postgresql/0"`, owner)
	}
	if s.OwnerLabel != "" && !k.isPeer(s.Owner) {
		k.add("secret-owner-label-owner", path()+".OwnerLabel", "only the label of another unit of this application is told apart, with Owner: %q or alike; want Label, or OwnerLabel left out", k.app+"/"+strconv.Itoa(k.number+1))
	}
	if s.ConsumerLabel != "" && s.Owner != OwnerApp {
		k.add("secret-consumer-label-owner", path()+".ConsumerLabel", "only a secret of this application (OwnerApp) has a unit's label beside its owner's; want Label")
	}
	if s.Owner != OwnerApp && s.Owner != OwnerUnit {
		if s.Disowned {
			k.add("secret-disowned-other", path()+".Disowned", "the secret belongs to %s; want NotGranted, or OwnerApp or OwnerUnit", describeOwner(s.Owner))
		}
		return
	}
	if s.NotGranted {
		k.add("secret-not-granted-own", path()+".NotGranted", "the secret belongs to this %s, which can read it; want NotGranted left out, another Owner, or Disowned when the owner's right was revoked", s.Owner)
	}
	if k.foreign(s.SourceModel) {
		k.add("secret-source-model-own", path()+".SourceModel", "the secret belongs to this %s, so it lives in this model; want SourceModel left out, or another Owner", s.Owner)
	}
}

// secretContents checks the keys of contents; it never shows a value.
func (k *checker) secretContents(i int, s *Secret) {
	if len(s.TrackedContent) == 0 && len(s.LatestContent) == 0 && s.TrackedRevision == 0 && s.LatestRevision == 0 && !s.NotGranted {
		k.add("secret-content-missing", secretPath(i), `the secret has no content and no revision; want TrackedContent (or LatestContent, when this unit never read it) such as {"password": "..."}`)
	}
	k.secretContent(i, ".TrackedContent", s.TrackedContent)
	if s.TrackedRevision != s.LatestRevision || len(s.TrackedContent) == 0 {
		k.secretContent(i, ".LatestContent", s.LatestContent)
	} else if len(s.LatestContent) > 0 && !sameContent(s.TrackedContent, s.LatestContent) {
		k.add("secret-content-of-same-revision", secretPath(i)+".LatestContent", "it differs from TrackedContent, and both are of revision %d; want them equal, or LatestRevision higher", s.LatestRevision)
	}
	for j := range s.Revisions {
		if len(s.Revisions[j].Content) == 0 {
			continue
		}
		k.secretContent(i, ".Revisions["+strconv.Itoa(j)+"].Content", s.Revisions[j].Content)
	}
}

// secretContent checks keys. Sizes are not looked at: Juju's limits differ by version and by how a secret was added.
// Nor are the keys of users: hook tools and command line look at keys, the controller's own API does not.
func (k *checker) secretContent(i int, field string, content map[string]string) {
	if k.state.Secrets[i].Owner == OwnerUser {
		return
	}
	for key := range content {
		if !call.IsContentKey(key) {
			k.add("secret-content-key", secretPath(i)+field, "key %q is not valid; want "+contentKeyForm, strings.TrimSuffix(key, "#base64"))
		}
	}
}

// contentKeyForm is what Juju takes for a key of content.
const contentKeyForm = "lower-case letters, digits and single dashes, a letter first, 3 or more without the dashes"

// sameContent reports whether two contents are equal: most often they are one map.
func sameContent(a, b map[string]string) bool {
	return reflect.ValueOf(a).UnsafePointer() == reflect.ValueOf(b).UnsafePointer() || maps.Equal(a, b)
}

// secretRevisions checks the numbers of revisions.
func (k *checker) secretRevisions(i int, s *Secret) {
	if s.TrackedRevision < 0 || s.LatestRevision < 0 {
		k.add("secret-revision-number", secretPath(i), "got tracked revision %d, latest %d; Juju counts from 1", s.TrackedRevision, s.LatestRevision)
		return
	}
	if s.TrackedRevision > s.LatestRevision {
		k.add("secret-tracked-beyond-latest", secretPath(i)+".TrackedRevision", "got %d, later than LatestRevision %d; want it no later, or LatestRevision left out", s.TrackedRevision, s.LatestRevision)
		return
	}
	for j := range s.Revisions {
		n := s.Revisions[j].Number
		path := func() string { return secretPath(i) + ".Revisions[" + strconv.Itoa(j) + "].Number" }
		switch {
		case n < 1:
			k.add("secret-revision-number", path(), "got %d; Juju counts from 1", n)
		case n > s.LatestRevision:
			k.add("secret-revision-beyond-latest", path(), "got %d, later than LatestRevision %d; want an earlier one, or LatestRevision higher", n, s.LatestRevision)
		case n == s.LatestRevision:
			k.add("secret-revision-duplicate", path(), "got %d, the latest revision, whose content is LatestContent; want it left out here", n)
		case n == s.TrackedRevision:
			k.add("secret-revision-duplicate", path(), "got %d, the tracked revision, whose content is TrackedContent; want it left out here", n)
		case j > 0 && n == s.Revisions[j-1].Number:
			k.add("secret-revision-duplicate", path(), "got %d twice; want each revision once", n)
		case j > 0 && n < s.Revisions[j-1].Number:
			k.add("secret-revision-order", path(), "got %d after %d; want the lowest first", n, s.Revisions[j-1].Number)
		}
	}
}

func (k *checker) secretRotation(i int, s *Secret) {
	switch s.Rotate {
	case "", RotateNever:
		if !s.NextRotate.IsZero() {
			k.add("secret-next-rotate", secretPath(i)+".NextRotate", "the secret does not rotate; want Rotate, such as RotateDaily, or NextRotate left out")
		}
	case RotateHourly, RotateDaily, RotateWeekly, RotateMonthly, RotateQuarterly, RotateYearly:
	default:
		k.add("secret-rotate-unknown", secretPath(i)+".Rotate", "%q is not a rotate policy%s", s.Rotate,
			meant(string(s.Rotate), []string{"never", "hourly", "daily", "weekly", "monthly", "quarterly", "yearly"}))
	}
}

// secretsTogether finds secrets that have one ID, and labels that are taken. The labels of the
// application, of the unit, and those that the unit attached clash with one another.
func (k *checker) secretsTogether() {
	secrets := k.state.Secrets
	if len(secrets) <= fewParts {
		for i := range secrets {
			for j := range i {
				if bareSecretID(secrets[i].ID) == bareSecretID(secrets[j].ID) {
					k.sameSecretID(i, j)
				}
			}
		}
	} else {
		ids := make(map[string]int, len(secrets))
		for i := range secrets {
			id := bareSecretID(secrets[i].ID)
			if j, taken := ids[id]; taken {
				k.sameSecretID(i, j)
			} else {
				ids[id] = i
			}
		}
	}
	k.labels()
}

func (k *checker) sameSecretID(i, j int) {
	k.add("secret-id-duplicate", secretPath(i)+".ID", "%q is the ID of %s too; want another one, or empty", k.state.Secrets[i].ID, secretPath(j))
}

func (k *checker) labels() {
	secrets := k.state.Secrets
	for i := range secrets {
		if secrets[i].OwnerLabel != "" {
			k.labelOfPeer(i)
		}
	}
	if len(secrets) <= fewParts {
		for i := range secrets {
			for j := range i {
				k.labelsOfTwo(i, j)
			}
		}
		return
	}
	taken := make(map[string]int, len(secrets))
	for i := range secrets {
		s := &secrets[i]
		k.takeLabel(taken, i, ".Label", s.Label)
		k.takeLabel(taken, i, ".ConsumerLabel", s.ConsumerLabel)
		for j, label := range s.GivenUpLabels {
			k.takeLabel(taken, i, ".GivenUpLabels["+strconv.Itoa(j)+"]", label)
		}
	}
}

func (k *checker) takeLabel(taken map[string]int, i int, field, label string) {
	if label == "" {
		return
	}
	if j, ok := taken[label]; !ok {
		taken[label] = i
	} else if j != i {
		k.sameLabel(i, j, field, label)
	}
}

// labelOfPeer looks for the label of another unit's secret among those of the application's.
func (k *checker) labelOfPeer(i int) {
	label := k.state.Secrets[i].OwnerLabel
	for j := range k.state.Secrets {
		if other := &k.state.Secrets[j]; other.Owner == OwnerApp && other.Label == label {
			k.add("secret-label-duplicate", secretPath(i)+".OwnerLabel", "%q is the label of %s too; units and their application share one set: want another one", label, secretPath(j))
		}
	}
}

// labelsOfTwo compares the labels of two secrets.
func (k *checker) labelsOfTwo(i, j int) {
	s, other := &k.state.Secrets[i], &k.state.Secrets[j]
	if s.Label != "" && other.hasLabel(s.Label) {
		k.sameLabel(i, j, ".Label", s.Label)
	}
	if s.ConsumerLabel != "" && other.hasLabel(s.ConsumerLabel) {
		k.sameLabel(i, j, ".ConsumerLabel", s.ConsumerLabel)
	}
	for n, label := range s.GivenUpLabels {
		if label != "" && other.hasLabel(label) {
			k.sameLabel(i, j, ".GivenUpLabels["+strconv.Itoa(n)+"]", label)
		}
	}
}

func (s *Secret) hasLabel(label string) bool {
	if s.Label == label || s.ConsumerLabel == label {
		return true
	}
	for _, other := range s.GivenUpLabels {
		if other == label {
			return true
		}
	}
	return false
}

func (k *checker) sameLabel(i, j int, field, label string) {
	k.add("secret-label-duplicate", secretPath(i)+field, "%q is a label of %s too; the labels of this application, this unit and those it attached are one set: want another one", label, secretPath(j))
}
