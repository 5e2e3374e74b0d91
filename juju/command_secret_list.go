package juju

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/tabular"
)

// secretDocument is a secret as secrets and show-secret print it.
type secretDocument struct {
	Revision    int                      `json:"revision" yaml:"revision"`
	Checksum    string                   `json:"checksum,omitempty" yaml:"checksum,omitempty"`
	Expires     *time.Time               `json:"expires,omitempty" yaml:"expires,omitempty"`
	Rotation    call.RotatePolicy        `json:"rotation,omitempty" yaml:"rotation,omitempty"`
	Rotates     *time.Time               `json:"rotates,omitempty" yaml:"rotates,omitempty"`
	Owner       string                   `json:"owner,omitempty" yaml:"owner,omitempty"`
	Description string                   `json:"description,omitempty" yaml:"description,omitempty"`
	Name        string                   `json:"name,omitempty" yaml:"name,omitempty"`
	Label       string                   `json:"label,omitempty" yaml:"label,omitempty"`
	Created     time.Time                `json:"created" yaml:"created"`
	Updated     time.Time                `json:"updated" yaml:"updated"`
	Error       string                   `json:"error,omitempty" yaml:"error,omitempty"`
	Content     *contentDocument         `json:"content,omitempty" yaml:"content,omitempty"`
	Revisions   []secretRevisionDocument `json:"revisions,omitempty" yaml:"revisions,omitempty"`
	Access      []secretAccessDocument   `json:"access,omitempty" yaml:"access,omitempty"`
}

// contentDocument is revealed content, which JSON has one level deeper than YAML.
type contentDocument struct {
	Data map[string]string `yaml:",inline"`
}

type secretRevisionDocument struct {
	Revision int        `json:"revision" yaml:"revision"`
	Backend  string     `json:"backend,omitempty" yaml:"backend,omitempty"`
	Created  time.Time  `json:"created" yaml:"created"`
	Updated  time.Time  `json:"updated" yaml:"updated"`
	Expires  *time.Time `json:"expires,omitempty" yaml:"expires,omitempty"`
}

type secretAccessDocument struct {
	Target string `json:"target" yaml:"target"`
	Scope  string `json:"scope" yaml:"scope"`
	Role   string `json:"role" yaml:"role"`
}

func optionalTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// document is the secret as it is printed.
func (info *SecretInfo) document() secretDocument {
	d := secretDocument{
		Revision: info.LatestRevision, Checksum: info.Checksum, Expires: optionalTime(info.LatestExpireTime), Rotation: info.RotatePolicy,
		Rotates: optionalTime(info.NextRotateTime), Owner: info.Owner, Description: info.Description, Created: info.CreateTime, Updated: info.UpdateTime,
		Error: info.Error,
	}
	if strings.HasPrefix(info.OwnerTag, "model-") {
		d.Name = info.Label
	} else {
		d.Label = info.Label
	}
	return d
}

func listSecretsCommand(in *invocation) (func() error, error) {
	in.ofModel()
	owner := in.flags.String("owner", "", "only secrets of this owner, such as application-db or unit-db-0")
	in.prints("tabular", "json", "yaml")
	args, err := in.parse()
	if err == nil {
		err = none(args)
	}
	return func() error {
		if *owner != "" && !isTag(*owner) {
			return fmt.Errorf("invalid owner %q", *owner)
		}
		list, err := in.model.ListSecrets(SecretFilter{OwnerTag: *owner}, false)
		if err != nil {
			return err
		}
		documents := make(map[string]secretDocument, len(list))
		for i := range list {
			documents[bareID(list[i].URI)] = list[i].document()
		}
		return in.write(documents, func() string { return secretTable(list, in.model.world.now) })
	}, err
}

// bareID is the ID in a URI.
func bareID(uri string) string { return strings.TrimPrefix(uri, "secret:") }

// isTag reports whether a text is the tag of an application, a unit or a model.
func isTag(text string) bool {
	kind, id, _ := strings.Cut(text, "-")
	switch kind {
	case "application":
		return call.IsAppName(id)
	case "unit":
		i := strings.LastIndex(id, "-")
		return i > 0 && call.IsUnitName(id[:i]+"/"+id[i+1:])
	case "model":
		return call.IsUUID(id)
	}
	return false
}

// secretTable is the table of secrets: by owner, of each owner those with most revisions first, of equal ones the oldest.
func secretTable(list []SecretInfo, now time.Time) string {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b SecretInfo) int {
		if c := strings.Compare(a.Owner, b.Owner); c != 0 {
			return c
		}
		return b.LatestRevision - a.LatestRevision
	})
	var table tabular.Table
	table.AlignRight(4)
	table.Row("ID", "Name", "Owner", "Rotation", "Revision", "Last updated")
	for i := range list {
		info, d := &list[i], list[i].document()
		name, rotation := d.Name, string(d.Rotation)
		if name == "" {
			name = "-"
		}
		if rotation == "" {
			rotation = string(call.RotateNever)
		}
		table.Filled(bareID(info.URI), name, info.Owner, rotation, strconv.Itoa(info.LatestRevision), age(info.UpdateTime, now))
	}
	return table.String()
}

func showSecretCommand(in *invocation) (func() error, error) {
	in.ofModel()
	reveal := in.flags.Bool("reveal", false, "show the content")
	revisions := in.flags.Bool("revisions", false, "show what there is to say of each revision")
	revision := in.flags.Int("revision", 0, "of which revision the content is; 0: of the latest")
	in.flags.IntVar(revision, "r", 0, "")
	in.prints("yaml", "json")
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	if len(args) == 0 {
		return nil, errors.New("secret ID is required")
	}
	filter := SecretFilter{Label: args[0], Revision: *revision}
	if _, err := call.ParseSecretURI(args[0]); err == nil {
		filter = SecretFilter{URI: args[0], Revision: *revision}
	}
	switch {
	case *revisions && *reveal:
		return nil, errors.New("specify either --revisions or --reveal but not both")
	case *revisions && *revision > 0:
		return nil, errors.New("specify either --revisions or --revision but not both")
	case *revision < 0:
		return nil, errors.New("revision must be a positive integer")
	}
	return func() error {
		list, err := in.model.ListSecrets(filter, *reveal)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			name := args[0]
			if uri, err := call.ParseSecretURI(name); err == nil {
				name = uri.ID
			}
			return fmt.Errorf("secret %q not found", name)
		}
		documents := make(map[string]secretDocument, len(list))
		for i := range list {
			documents[bareID(list[i].URI)] = list[i].shown(*revisions)
		}
		return in.write(documents, nil)
	}, none(args[1:])
}

// shown is the secret as show-secret prints it.
func (info *SecretInfo) shown(revisions bool) secretDocument {
	d := info.document()
	if len(info.Value) > 0 {
		d.Content = &contentDocument{Data: info.Value}
	}
	if revisions {
		for _, r := range info.Revisions {
			d.Revisions = append(d.Revisions, secretRevisionDocument{
				Revision: r.Revision, Backend: r.Backend, Created: r.CreateTime, Updated: r.UpdateTime, Expires: optionalTime(r.ExpireTime),
			})
		}
	}
	for _, a := range info.Access {
		d.Access = append(d.Access, secretAccessDocument{Target: a.TargetTag, Scope: a.ScopeTag, Role: a.Role})
	}
	return d
}
