package call

import (
	"maps"
	"slices"
	"strconv"
	"time"
)

// RotatePolicy says how often Juju asks the owner of a secret for a new revision.
type RotatePolicy string

// Juju's rotate policies. The empty policy means that none was given, which counts as never.
const (
	RotateNever     RotatePolicy = "never"
	RotateHourly    RotatePolicy = "hourly"
	RotateDaily     RotatePolicy = "daily"
	RotateWeekly    RotatePolicy = "weekly"
	RotateMonthly   RotatePolicy = "monthly"
	RotateQuarterly RotatePolicy = "quarterly"
	RotateYearly    RotatePolicy = "yearly"
)

// SecretOwner is whom a charm makes a secret for.
type SecretOwner string

// The owners that a charm can name.
const (
	OwnerApplication SecretOwner = "application"
	OwnerUnit        SecretOwner = "unit"
)

// SecretAdd makes a secret with its first revision (hook tool secret-add). It waits for the end
// of the hook; only the ID is minted at once. For the application it needs leadership at once:
// [ErrNotLeader].
//
// A key of Content may end in "#base64": its value is then base64 text, kept as given.
type SecretAdd struct {
	Content     map[string]string `yaml:"content,omitempty" json:"content,omitempty"`
	Owner       SecretOwner       `yaml:"owner,omitempty" json:"owner,omitempty"` // empty: application
	Label       string            `yaml:"label,omitempty" json:"label,omitempty"`
	Description string            `yaml:"description,omitempty" json:"description,omitempty"`
	Rotate      RotatePolicy      `yaml:"rotate,omitempty" json:"rotate,omitempty"`
	Expire      time.Time         `yaml:"expire,omitempty" json:"expire,omitzero"`        // when the first revision expires; zero: never
	ExpireIn    time.Duration     `yaml:"expire-in,omitempty" json:"expire-in,omitempty"` // the same, counted from now; at most one of both

	ID string `yaml:"id,omitempty" json:"id,omitempty"` // the answer: "secret://<model-uuid>/<id>"
}

// SecretSet gives a secret a new revision, other metadata, or both (hook tool secret-set). It
// waits for the end of the hook, where it is refused to who may not manage the secret. What is
// zero stays as it is, but for one: new content without an expiry time clears that time.
type SecretSet struct {
	ID          string            `yaml:"id" json:"id"`
	Content     map[string]string `yaml:"content,omitempty" json:"content,omitempty"` // empty: no new revision
	Label       string            `yaml:"label,omitempty" json:"label,omitempty"`
	Description string            `yaml:"description,omitempty" json:"description,omitempty"`
	Rotate      RotatePolicy      `yaml:"rotate,omitempty" json:"rotate,omitempty"`
	Expire      time.Time         `yaml:"expire,omitempty" json:"expire,omitzero"`
	ExpireIn    time.Duration     `yaml:"expire-in,omitempty" json:"expire-in,omitempty"`
}

// SecretGet asks for a secret's content (hook tool secret-get). Which revision is tracked, and a
// label given along with an ID, are changed at once.
type SecretGet struct {
	ID      string `yaml:"id,omitempty" json:"id,omitempty"`
	Label   string `yaml:"label,omitempty" json:"label,omitempty"` // with an ID: the label to attach
	Refresh bool   `yaml:"refresh,omitempty" json:"refresh,omitempty"`
	Peek    bool   `yaml:"peek,omitempty" json:"peek,omitempty"`

	Content map[string]string `yaml:"content,omitempty" json:"content,omitempty"` // the answer, decoded
}

// SecretInfoGet asks for the metadata of a secret that this unit can manage (hook tool
// secret-info-get).
type SecretInfoGet struct {
	ID    string `yaml:"id,omitempty" json:"id,omitempty"` // one of ID and Label
	Label string `yaml:"label,omitempty" json:"label,omitempty"`

	Info SecretInfo `yaml:"info,omitempty" json:"info,omitzero"` // the answer
}

// SecretInfo is the metadata of a secret.
type SecretInfo struct {
	ID          string         `yaml:"id" json:"id"` // the 20 characters alone, as Juju prints them here
	Revision    int            `yaml:"revision" json:"revision"`
	Label       string         `yaml:"label,omitempty" json:"label,omitempty"`
	Owner       SecretOwner    `yaml:"owner" json:"owner"`
	Description string         `yaml:"description,omitempty" json:"description,omitempty"`
	Rotate      RotatePolicy   `yaml:"rotate,omitempty" json:"rotate,omitempty"` // empty for a secret made in this hook without one
	Expire      time.Time      `yaml:"expire,omitempty" json:"expire,omitzero"`
	NextRotate  time.Time      `yaml:"next-rotate,omitempty" json:"next-rotate,omitzero"`
	Access      []SecretAccess `yaml:"access,omitempty" json:"access,omitempty"`
}

// SecretAccess is one grant, named by tags as Juju prints them.
type SecretAccess struct {
	Target string `yaml:"target" json:"target"` // "application-web", "unit-web-0"
	Scope  string `yaml:"scope" json:"scope"`   // "relation-web.db#postgresql.db"
	Role   string `yaml:"role" json:"role"`     // "view"
}

// SecretIDs asks for the IDs of the secrets that this unit can manage (hook tool secret-ids).
type SecretIDs struct {
	IDs []string `yaml:"ids,omitempty" json:"ids,omitempty"` // the answer: 20 characters each, sorted
}

// SecretGrant lets the other side of a relation read a secret (hook tool secret-grant). It waits
// for the end of the hook.
type SecretGrant struct {
	ID       string `yaml:"id" json:"id"`
	Relation string `yaml:"relation" json:"relation"`             // "database:3"
	Unit     string `yaml:"unit,omitempty" json:"unit,omitempty"` // empty: the whole remote application
}

// SecretRevoke takes a grant back (hook tool secret-revoke). It waits for the end of the hook.
// Whose: Unit, else App, else the remote application of Relation.
type SecretRevoke struct {
	ID       string `yaml:"id" json:"id"`
	Relation string `yaml:"relation,omitempty" json:"relation,omitempty"`
	App      string `yaml:"app,omitempty" json:"app,omitempty"`
	Unit     string `yaml:"unit,omitempty" json:"unit,omitempty"`
}

// SecretRemove removes one revision of a secret, or the whole secret (hook tool secret-remove).
// It waits for the end of the hook.
type SecretRemove struct {
	ID       string `yaml:"id" json:"id"`
	Revision int    `yaml:"revision,omitempty" json:"revision,omitempty"` // 0 or less: the whole secret
}

// Tool returns "secret-add".
func (*SecretAdd) Tool() string { return "secret-add" }

// Tool returns "secret-set".
func (*SecretSet) Tool() string { return "secret-set" }

// Tool returns "secret-get".
func (*SecretGet) Tool() string { return "secret-get" }

// Tool returns "secret-info-get".
func (*SecretInfoGet) Tool() string { return "secret-info-get" }

// Tool returns "secret-ids".
func (*SecretIDs) Tool() string { return "secret-ids" }

// Tool returns "secret-grant".
func (*SecretGrant) Tool() string { return "secret-grant" }

// Tool returns "secret-revoke".
func (*SecretRevoke) Tool() string { return "secret-revoke" }

// Tool returns "secret-remove".
func (*SecretRemove) Tool() string { return "secret-remove" }

// Clone returns a detached copy.
func (c *SecretAdd) Clone() Call { n := *c; n.Content = maps.Clone(c.Content); return &n }

// Clone returns a detached copy.
func (c *SecretSet) Clone() Call { n := *c; n.Content = maps.Clone(c.Content); return &n }

// Clone returns a detached copy.
func (c *SecretGet) Clone() Call { n := *c; n.Content = maps.Clone(c.Content); return &n }

// Clone returns a detached copy.
func (c *SecretInfoGet) Clone() Call { n := *c; n.Info.Access = slices.Clone(c.Info.Access); return &n }

// Clone returns a detached copy.
func (c *SecretIDs) Clone() Call { return &SecretIDs{IDs: slices.Clone(c.IDs)} }

// Clone returns a detached copy.
func (c *SecretGrant) Clone() Call { n := *c; return &n }

// Clone returns a detached copy.
func (c *SecretRevoke) Clone() Call { n := *c; return &n }

// Clone returns a detached copy.
func (c *SecretRemove) Clone() Call { n := *c; return &n }

// secretCalls lists the calls of this file, each empty.
func secretCalls() []Call {
	return []Call{&SecretAdd{}, &SecretSet{}, &SecretGet{}, &SecretInfoGet{}, &SecretIDs{}, &SecretGrant{}, &SecretRevoke{}, &SecretRemove{}}
}

func (c *SecretAdd) validate(v Version) *Error {
	if c.ExpireIn < 0 {
		return notValid("negative expire duration %q not valid", c.ExpireIn.String())
	}
	if err := ValidateRotatePolicy(c.Rotate); err != nil {
		return err
	}
	if c.Owner != "" && c.Owner != OwnerApplication && c.Owner != OwnerUnit {
		return notValid("secret owner %q not valid", string(c.Owner))
	}
	if len(c.Content) == 0 && !v.AtLeast(3, 6, 0) {
		// Later versions look at leadership first, so that it is not an argument's fault any more.
		return notValid("empty secret value not valid")
	}
	return ValidateContent(c.Content, v)
}

func (c *SecretSet) validate(v Version) *Error {
	if err := validateURI(c.ID); err != nil {
		return err
	}
	if c.ExpireIn < 0 {
		return notValid("negative expire duration %q not valid", c.ExpireIn.String())
	}
	if err := ValidateRotatePolicy(c.Rotate); err != nil {
		return err
	}
	return ValidateContent(c.Content, v)
}

func (c *SecretGet) validate(Version) *Error {
	if c.ID == "" && c.Label == "" {
		return notValid("require either a secret URI or label")
	}
	if c.Peek && c.Refresh {
		return notValid("specify one of --peek or --refresh but not both")
	}
	return validateReadURI(c.ID)
}

func (c *SecretInfoGet) validate(Version) *Error {
	if c.ID != "" && c.Label != "" {
		return notValid("specify either a secret URI or label but not both")
	}
	if c.ID == "" && c.Label == "" {
		return notValid("require either a secret URI or label")
	}
	return validateReadURI(c.ID)
}

func (*SecretIDs) validate(Version) *Error { return nil }

func (c *SecretGrant) validate(Version) *Error {
	if err := validateURI(c.ID); err != nil {
		return err
	}
	if c.Relation == "" {
		return notValid("no relation id specified")
	}
	if c.Unit != "" && !IsUnitName(c.Unit) {
		return notValid("unit %q not valid", c.Unit)
	}
	return nil
}

func (c *SecretRevoke) validate(Version) *Error {
	if err := validateURI(c.ID); err != nil {
		return err
	}
	switch {
	case c.App != "" && !IsAppName(c.App):
		return notValid("application %q not valid", c.App)
	case c.Unit != "" && !IsUnitName(c.Unit):
		return notValid("unit %q not valid", c.Unit)
	case c.App != "" && c.Unit != "":
		return notValid("specify only one of application or unit")
	case c.App != "" && c.Relation != "":
		return notValid("do not specify both relation and app")
	case c.App == "" && c.Unit == "" && c.Relation == "":
		return notValid("missing relation or application or unit")
	}
	return nil
}

func (c *SecretRemove) validate(Version) *Error {
	return validateURI(c.ID)
}

func (c *SecretAdd) print(l *line) {
	l.sizes(c.Content)
	l.option("--owner", string(c.Owner))
	l.option("--label", c.Label)
	l.option("--description", c.Description)
	l.option("--rotate", string(c.Rotate))
	l.expire(c.Expire, c.ExpireIn)
}

func (c *SecretSet) print(l *line) {
	l.word(c.ID)
	l.sizes(c.Content)
	l.option("--label", c.Label)
	l.option("--description", c.Description)
	l.option("--rotate", string(c.Rotate))
	l.expire(c.Expire, c.ExpireIn)
}

func (c *SecretGet) print(l *line) {
	l.word(c.ID)
	l.option("--label", c.Label)
	l.flag("--refresh", c.Refresh)
	l.flag("--peek", c.Peek)
}

func (c *SecretInfoGet) print(l *line) {
	l.word(c.ID)
	l.option("--label", c.Label)
}

func (*SecretIDs) print(*line) {}

func (c *SecretGrant) print(l *line) {
	l.word(c.ID)
	l.relation(c.Relation)
	l.option("--unit", c.Unit)
}

func (c *SecretRevoke) print(l *line) {
	l.word(c.ID)
	l.relation(c.Relation)
	l.option("--app", c.App)
	l.option("--unit", c.Unit)
}

func (c *SecretRemove) print(l *line) {
	l.word(c.ID)
	if c.Revision > 0 {
		l.option("--revision", strconv.Itoa(c.Revision))
	}
}

func (c *SecretGrant) lookedUp() string  { return c.Relation }
func (c *SecretRevoke) lookedUp() string { return c.Relation }
