package scenario

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmscenario/scenario/call"
)

func (c *checker) checkSecrets() {
	secrets := c.state.Secrets
	for i := range secrets {
		s := &secrets[i]
		if _, err := call.ParseSecretURI(s.ID); err != nil {
			c.find("secret-id", at("Secrets", i, "ID"), "%q is not a secret's ID; want \"secret:\" and 20 of 0-9 and a-v, the last one 0 or g", s.ID)
		}
		if c.checkOwner(i, s) {
			c.checkRevisions(i, s)
			c.checkGrants(i, s)
		}
		c.checkRotation(i, s)
	}
	duplicates(len(secrets), func(i int) string { return bareSecretID(secrets[i].ID) }, func(first, again int) {
		c.find("secret-id-twice", at("Secrets", again, "ID"), "%q is the ID of State.Secrets[%d] too", secrets[again].ID, first)
	})
	duplicates(len(secrets), func(i int) string { return secrets[i].Label }, func(first, again int) {
		c.find("secret-label-twice", at("Secrets", again, "Label"), "%q is the label of State.Secrets[%d] too; a unit has one secret for a label", secrets[again].Label, first)
	})
}

// checkOwner reports whether the owner makes sense.
func (c *checker) checkOwner(i int, s *Secret) bool {
	own := c.owns(s.Owner)
	switch owner := string(s.Owner); {
	case own || s.Owner == "" || s.Owner == OwnerUser:
	case owner == c.app:
		c.find("secret-owner-own", at("Secrets", i, "Owner"), "%q is the application under test; want OwnerApp", owner)
		return false
	case owner == c.unitName:
		c.find("secret-owner-own", at("Secrets", i, "Owner"), "%q is the unit under test; want OwnerUnit", owner)
		return false
	case !call.IsAppName(owner) && !call.IsUnitName(owner):
		c.find("secret-owner", at("Secrets", i, "Owner"), "%q is not an owner; want OwnerApp, OwnerUnit, OwnerUser, or the name of another application or unit", owner)
		return false
	}
	if own && s.NotGranted {
		c.find("secret-not-granted-own", at("Secrets", i, "NotGranted"), "the owner may always read a secret")
	}
	if own && s.SourceModel != "" && s.SourceModel != c.model.UUID {
		c.find("secret-source-own", at("Secrets", i, "SourceModel"), "a secret of this application lives in this model")
	}
	if s.ConsumerLabel != "" && s.Owner != OwnerApp {
		c.find("secret-consumer-label", at("Secrets", i, "ConsumerLabel"), "only a secret of this application has a label of the unit's beside its owner's; want Label")
	}
	return true
}

func (c *checker) checkRevisions(i int, s *Secret) {
	if len(s.TrackedContent) == 0 && len(s.LatestContent) == 0 && s.TrackedRevision == 0 && s.LatestRevision == 0 {
		c.find("secret-content", at("Secrets", i, "LatestContent"), "the secret has no content; want TrackedContent, or LatestContent for one that this unit never read")
		return
	}
	if s.LatestRevision < 1 {
		c.find("secret-revision", at("Secrets", i, "LatestRevision"), "got %d, want 1 or more", s.LatestRevision)
	}
	if s.TrackedRevision < 0 {
		c.find("secret-revision", at("Secrets", i, "TrackedRevision"), "got %d, want 1 or more, or 0 for a secret that this unit never read", s.TrackedRevision)
	}
	if s.TrackedRevision > s.LatestRevision {
		c.find("secret-tracked-late", at("Secrets", i, "TrackedRevision"), "revision %d cannot be tracked: the latest is %d", s.TrackedRevision, s.LatestRevision)
	}
	if s.TrackedRevision > 0 && s.TrackedRevision == s.LatestRevision && !sameTexts(s.TrackedContent, s.LatestContent) {
		c.find("secret-content-differs", at("Secrets", i, "LatestContent"), "differs from TrackedContent, and both are revision %d", s.LatestRevision)
	}
	c.checkContent(at("Secrets", i, "TrackedContent"), s.TrackedContent)
	c.checkContent(at("Secrets", i, "LatestContent"), s.LatestContent)
	for j, r := range s.Revisions {
		path := fmt.Sprintf("%s[%d]", at("Secrets", i, "Revisions"), j)
		c.checkContent(path+".Content", r.Content)
		switch {
		case r.Number < 1:
			c.find("secret-revision", path+".Number", "got %d, want 1 or more", r.Number)
		case r.Number > s.LatestRevision:
			c.find("secret-revision-late", path+".Number", "revision %d is later than the latest, %d", r.Number, s.LatestRevision)
		case r.Number == s.TrackedRevision || r.Number == s.LatestRevision ||
			slices.ContainsFunc(s.Revisions[:j], func(o Revision) bool { return o.Number == r.Number }):
			c.find("secret-revision-twice", path+".Number", "revision %d is there twice", r.Number)
		}
	}
}

func sameTexts(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for key, value := range a {
		if other, ok := b[key]; !ok || other != value {
			return false
		}
	}
	return true
}

func (c *checker) checkContent(path string, content map[string]string) {
	if err := call.ValidateContent(content, c.version); err != nil {
		c.find("secret-content-key", path, "%s; keys have three or more of a-z and 0-9, single dashes between them, a letter first", err.Message)
	}
}

func (c *checker) checkGrants(i int, s *Secret) {
	if len(s.RemoteGrants) > 0 && !c.owns(s.Owner) {
		c.find("secret-grants-foreign", at("Secrets", i, "RemoteGrants"), "only the owner sees and makes grants; whether this unit may read the secret says NotGranted")
		return
	}
	for id, names := range s.RemoteGrants {
		path := fmt.Sprintf("%s[%q]", at("Secrets", i, "RemoteGrants"), id)
		r := c.relationWithID(id)
		if r == nil {
			ids := make([]string, len(c.state.Relations))
			for j := range c.state.Relations {
				ids[j] = c.state.Relations[j].ID
			}
			c.find("secret-grant-relation", path, "no relation in State.Relations has ID %q; State has %s%s", id, describeRelations(c.state.Relations), nearest(id, ids))
			continue
		}
		for _, name := range names {
			if app, _, unit := strings.Cut(name, "/"); app != r.RemoteApp || unit && !call.IsUnitName(name) {
				c.find("secret-grant-subject", path, "%q is neither the remote application %q nor one of its units", name, r.RemoteApp)
			}
		}
	}
}

func (c *checker) relationWithID(id string) *Relation {
	for i := range c.state.Relations {
		if c.state.Relations[i].ID == id {
			return &c.state.Relations[i]
		}
	}
	return nil
}

func (c *checker) checkRotation(i int, s *Secret) {
	policies := []string{"never", "hourly", "daily", "weekly", "monthly", "quarterly", "yearly"}
	if s.Rotate != "" && !slices.Contains(policies, string(s.Rotate)) {
		c.find("secret-rotate", at("Secrets", i, "Rotate"), "%q is not a rotate policy; want one of %s%s", string(s.Rotate), strings.Join(policies, ", "), nearest(string(s.Rotate), policies))
		return
	}
	if !s.NextRotate.IsZero() && (s.Rotate == "" || s.Rotate == RotateNever) {
		c.find("secret-next-rotate", at("Secrets", i, "NextRotate"), "a secret that never rotates is never due; want a Rotate policy")
	}
}
