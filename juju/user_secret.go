package juju

import (
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/chance"
	"github.com/charmscenario/scenario/internal/content"
	"github.com/charmscenario/scenario/internal/controller"
)

// SecretArgs is what a user's secret is made or changed with. The zero value of a field leaves things as they are.
type SecretArgs struct {
	// Content is the content by key. A key may end in "#base64": its value is base64 text; or in "#file": its value is the path
	// of the file to be read.
	Content map[string]string

	// File is the path of a JSON or YAML file of keys and values, which win over those of Content.
	File string

	// Info is the description.
	Info string

	// NoName makes a secret without a name, known by its ID alone (AddSecret): the juju client wants a name, Juju's API does not.
	NoName bool

	// NewName renames the secret (UpdateSecret).
	NewName string

	// AutoPrune says whether revisions that nobody tracks are removed by themselves (UpdateSecret); nil: as it was.
	AutoPrune *bool
}

// AddSecret makes a secret of the user's (juju add-secret) and returns its URI, "secret:<id>". Nobody can read it until it is granted. It
// needs write access.
func (m *Model) AddSecret(name string, args SecretArgs) (uri string, err error) {
	if err := m.writeSecrets(); err != nil {
		return "", err
	}
	if name == "" && !args.NoName {
		return "", refused("", "secret name needs to be supplied as the first argument")
	}
	kept, err := m.userContent(args)
	if err != nil {
		return "", err
	}
	if len(kept) == 0 {
		return "", refused("", "missing secret value or filename")
	}
	if name != "" && m.names[name] != nil {
		return "", refused("", "secret with name %q already exists", name)
	}
	s := &secret{model: m}
	s.facts = controller.Secret{
		ID: m.newSecretID(), Owner: controller.OwnerUser, Description: args.Info, Latest: 1,
		Revisions: []controller.Revision{{Number: 1, Content: kept}},
	}
	m.world.addSecret(s)
	s.facts.Label = name
	s.relabel("", name)
	entry := m.command("juju add-secret %s %s", name, describeKeys(kept))
	m.world.log.note(s.change().of(ChangedSecretAdded, "", ""))
	m.world.renewed(s, cause{entry, secretUpdated})
	return s.id(), nil
}

// newSecretID mints an ID for a user's secret.
func (m *Model) newSecretID() string {
	source := chance.Hash(m.UUID, controller.OwnerUser)
	for n := len(m.secrets); ; n++ {
		if id := chance.SecretID(source, n); !m.minted[id] {
			return id
		}
	}
}

// describeKeys names the keys of a secret's content.
func describeKeys(content map[string]string) string {
	return strings.Join(slices.Sorted(maps.Keys(content)), "=... ") + "=..."
}

// writeSecrets checks that the user may change secrets, and that Juju has those of users.
func (m *Model) writeSecrets() error {
	if err := m.open(); err != nil {
		return err
	}
	if !m.version.AtLeast(3, 3, 0) {
		return refused("", "user secrets not supported")
	}
	return m.write()
}

// userContent reads the content of a user's secret, as it is kept.
func (m *Model) userContent(args SecretArgs) (map[string]string, error) {
	given := make(map[string]string, len(args.Content))
	for _, key := range slices.Sorted(maps.Keys(args.Content)) {
		name, value, err := content.Value(key, args.Content[key], m.version, readFile)
		if err != nil {
			return nil, refused("", "%s", err)
		}
		content.Put(given, name, value)
	}
	if refusal := call.ValidateContent(given, m.version); refusal != nil {
		return nil, refused("", "%s", refusal.Message)
	}
	if args.File != "" {
		fromFile, err := content.File(args.File, m.version, readFile)
		if err != nil {
			return nil, refused("", "%s", err)
		}
		if refusal := call.ValidateContent(fromFile, m.version); refusal != nil {
			return nil, refused("", "%s", refusal.Message)
		}
		if len(fromFile) == 0 {
			return nil, refused("", "%s", m.emptyContent())
		}
		for key, value := range fromFile {
			content.Put(given, key, value)
		}
	}
	return controller.KeepContent(content.Decoded(given)), nil
}

func (m *Model) emptyContent() string {
	if m.version.AtLeast(3, 6, 0) && !m.version.AtLeast(4, 0, 0) {
		return "empty secrte content not valid" // Juju 3.6's spelling
	}
	return "empty secret value not valid"
}

func readFile(path string, limit int) ([]byte, int64, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, 0, err
	}
	text, err := io.ReadAll(io.LimitReader(file, int64(limit)))
	return text, info.Size(), err
}

// UpdateSecret changes a user's secret, named by its name or ID (juju update-secret). Content makes a new revision, of which every unit that has
// read the secret is told; since Juju 3.6 equal content makes none. It needs write access.
func (m *Model) UpdateSecret(nameOrID string, args SecretArgs) error {
	if err := m.writeSecrets(); err != nil {
		return err
	}
	kept, err := m.userContent(args)
	if err != nil {
		return err
	}
	if len(kept) == 0 && args.Info == "" && args.NewName == "" && args.AutoPrune == nil {
		return refused("", "at least one attribute to update must be specified")
	}
	s, err := m.userSecret(nameOrID)
	if err != nil {
		return err
	}
	if args.NewName != "" && args.NewName != s.facts.Label && m.names[args.NewName] != nil {
		return refused("", "secret with name %q already exists", args.NewName)
	}
	entry := m.command("juju update-secret %s%s", nameOrID, args.flags(kept))
	if args.AutoPrune != nil {
		s.autoPrune = *args.AutoPrune
	}
	if args.NewName != "" {
		s.relabel(s.facts.Label, args.NewName)
		s.facts.Label = args.NewName
	}
	if args.Info != "" {
		s.facts.Description = args.Info
	}
	s.updated = m.world.now
	last, ok := s.last()
	if len(kept) > 0 && !(m.version.AtLeast(3, 6, 0) && ok && maps.Equal(last, kept)) {
		s.adopted = nil
		s.facts.Latest++
		s.facts.Revisions = append(slices.Clip(s.facts.Revisions), controller.Revision{Number: s.facts.Latest, Content: kept})
		change := s.change()
		change.Revision = s.facts.Latest
		m.world.log.note(change.of(ChangedRevision, "", describeContent(kept)))
		m.world.renewed(s, cause{entry, secretUpdated})
	}
	if s.autoPrune {
		m.world.prune(s)
	}
	return nil
}

func (a SecretArgs) flags(kept map[string]string) string {
	var text strings.Builder
	if a.NewName != "" {
		fmt.Fprintf(&text, " --name %s", a.NewName)
	}
	if a.Info != "" {
		fmt.Fprintf(&text, " --info %q", a.Info)
	}
	if a.AutoPrune != nil {
		fmt.Fprintf(&text, " --auto-prune=%t", *a.AutoPrune)
	}
	if len(kept) > 0 {
		text.WriteString(" " + describeKeys(kept))
	}
	return text.String()
}

// last returns the content of the latest revision, unless that was removed.
func (s *secret) last() (map[string]string, bool) {
	if n := len(s.facts.Revisions); n > 0 && s.facts.Revisions[n-1].Number == s.facts.Latest {
		return s.facts.Revisions[n-1].Content, true
	}
	return nil, false
}

// RemoveSecret removes a user's secret (juju remove-secret), or one revision of it; revision 0 or less: all of it. Units are told nothing; their
// next read fails. It needs write access.
func (m *Model) RemoveSecret(nameOrID string, revision int) error {
	if err := m.writeSecrets(); err != nil {
		return err
	}
	s, err := m.userSecret(nameOrID)
	if err != nil {
		return err
	}
	if revision <= 0 {
		m.command("juju remove-secret %s", nameOrID)
		m.world.log.note(s.change().of(ChangedSecretRemoved, "", ""))
		m.world.removeSecret(s)
		return nil
	}
	is := func(r controller.Revision) bool { return r.Number == revision }
	if !slices.ContainsFunc(s.facts.Revisions, is) {
		return refused("", "revison %d for secret %q not found", revision, s.id())
	}
	m.command("juju remove-secret %s --revision %d", nameOrID, revision)
	change := s.change()
	change.Revision = revision
	m.world.log.note(change.of(ChangedRevisionRemoved, "", ""))
	s.facts.Revisions = slices.DeleteFunc(slices.Clone(s.facts.Revisions), is)
	m.world.forgetRevision(s, revision)
	if len(s.facts.Revisions) == 0 {
		m.world.removeSecret(s)
	}
	return nil
}

// GrantSecret lets applications read a user's secret (juju grant-secret). No unit is told. It needs write access.
func (m *Model) GrantSecret(nameOrID string, applications ...string) error {
	return m.changeAccess("grant", nameOrID, applications, func(s *secret, app string) error {
		a, ok := find(m.apps, app)
		if !ok {
			return fmt.Errorf("cannot change access to %q for %q: invalid subject reference: application %q not found", s.id(), app, app)
		}
		if !alive(a.life) {
			return fmt.Errorf("cannot change access to %q for %q: cannot grant dying %q access to secret", s.id(), app, controller.SubjectTag(app))
		}
		grant := controller.Grant{Subject: app}
		if !slices.Contains(s.facts.Grants, grant) {
			s.facts.Grants = append(slices.Clip(s.facts.Grants), grant)
			m.world.log.note(s.change().of(ChangedGranted, "", app))
		}
		return nil
	})
}

// RevokeSecret takes back what GrantSecret gave (juju revoke-secret). To revoke what was not granted, or from an application that is not there, is no error. Units that have read the secret keep what they track, but cannot
// read it. It needs write access.
func (m *Model) RevokeSecret(nameOrID string, applications ...string) error {
	return m.changeAccess("revoke", nameOrID, applications, func(s *secret, app string) error {
		before := len(s.facts.Grants)
		s.facts.Grants = slices.DeleteFunc(slices.Clone(s.facts.Grants), func(g controller.Grant) bool { return g.Subject == app })
		if len(s.facts.Grants) < before {
			m.world.log.note(s.change().of(ChangedRevoked, app, ""))
		}
		return nil
	})
}

// changeAccess grants or revokes one by one; refusals are joined, and the others done.
func (m *Model) changeAccess(verb, nameOrID string, applications []string, change func(*secret, string) error) error {
	if err := m.writeSecrets(); err != nil {
		return err
	}
	if len(applications) == 0 {
		return refused("", "missing secret URI or application name")
	}
	s, err := m.findSecret(nameOrID)
	if err != nil {
		return noSuch(nameOrID, sortedKeys(m.names), codeNotFound, "secret %q not found", nameOrID)
	}
	if s.app != nil {
		return refused(codeUnauthorized, "permission denied")
	}
	m.command("juju %s-secret %s %s", verb, nameOrID, strings.Join(applications, ","))
	var failures []string
	for _, app := range applications {
		if err := change(s, app); err != nil {
			failures = append(failures, err.Error())
		}
	}
	m.world.readersChanged(s)
	if len(failures) > 0 {
		return refused("", "failed to grant/revoke secret: %s", strings.Join(failures, ", "))
	}
	return nil
}

// userSecret finds a secret of the user's by name or ID. One of a charm is not the user's to change.
func (m *Model) userSecret(nameOrID string) (*secret, error) {
	s, err := m.findSecret(nameOrID)
	if err == nil && s.app != nil {
		return nil, refused("", "permission denied")
	}
	return s, err
}

// findSecret finds a secret of the model by ID, else a user's by name.
func (m *Model) findSecret(nameOrID string) (*secret, error) {
	if nameOrID == "" {
		return nil, refused("", "missing secret URI")
	}
	if uri, err := call.ParseSecretURI(nameOrID); err == nil {
		if s := m.world.secrets[uri.ID]; s != nil && s.model == m && (uri.Source == "" || uri.Source == m.UUID) {
			return s, nil
		}
	} else if s := m.names[nameOrID]; s != nil {
		return s, nil
	}
	return nil, noSuch(nameOrID, sortedKeys(m.names), "", "secret %q not found", nameOrID)
}
