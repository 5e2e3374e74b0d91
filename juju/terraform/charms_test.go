package terraform_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/examples/database"
	"github.com/charmscenario/scenario/examples/webserver"
	"github.com/charmscenario/scenario/juju"
)

// examples are the charms of the example plans.
func examples() map[string]juju.Charm {
	return map[string]juju.Charm{
		"database":  {Handler: database.New(), Dir: "../../examples/database", Revision: 1},
		"webserver": {Handler: webserver.New(), Dir: "../../examples/webserver", Revision: 7},
	}
}

// still makes a charm that does nothing.
func still(metadata string) juju.Charm {
	return juju.Charm{Handler: charm.HandlerFunc(func(*charm.Hook) error { return nil }), Metadata: metadata}
}

// stills are charms that do nothing: one provides what the other requires.
func stills() map[string]juju.Charm {
	return map[string]juju.Charm{
		"server": still("name: server\nprovides: {db: {interface: sql}, web: {interface: http}}\nconfig: {options: {port: {type: int, default: 80}, token: {type: secret}, name: {type: string}}}"),
		"client": still("name: client\nrequires: {db: {interface: sql}}\nconfig: {options: {port: {type: int, default: 80}, token: {type: secret}, name: {type: string}}}"),
	}
}

// describe lists what the models of a controller hold: applications with their units, options and relations, offers, what was consumed, and secrets with who
// may read them. IDs of secrets show as their names.
func describe(t *testing.T, controller *juju.Model) string {
	t.Helper()
	var text strings.Builder
	names := make(map[string]string)
	for _, m := range controller.Models() {
		secrets, err := m.ListSecrets(juju.SecretFilter{}, false)
		require.NoError(t, err)
		for _, s := range secrets {
			names[s.URI] = "<" + s.Label + ">"
		}
	}
	for _, m := range controller.Models() {
		fmt.Fprintf(&text, "model %s\n", m.Name)
		s := m.Status()
		for _, name := range slices.Sorted(maps.Keys(s.Applications)) {
			a := s.Applications[name]
			fmt.Fprintf(&text, "  application %s: %s %d, %d units%s%s\n", name, a.Charm, a.CharmRevision, a.Scale, describeConfig(t, m, name, names), map[bool]string{true: ", exposed"}[a.Exposed])
		}
		for _, r := range s.Relations {
			fmt.Fprintf(&text, "  relation %s\n", r.Key)
		}
		for _, name := range slices.Sorted(maps.Keys(s.Offers)) {
			fmt.Fprintf(&text, "  offer %s: %s %v, %d relations\n", s.Offers[name].URL, s.Offers[name].Application, s.Offers[name].Endpoints, s.Offers[name].Total)
		}
		for _, name := range slices.Sorted(maps.Keys(s.SAAS)) {
			fmt.Fprintf(&text, "  saas %s: %s\n", name, s.SAAS[name].URL)
		}
		text.WriteString(describeSecrets(t, m))
	}
	return text.String()
}

func describeConfig(t *testing.T, m *juju.Model, app string, secrets map[string]string) string {
	t.Helper()
	config, err := m.Config(app)
	require.NoError(t, err)
	var text strings.Builder
	for _, key := range slices.Sorted(maps.Keys(config)) {
		value := fmt.Sprint(config[key])
		if name := secrets[value]; name != "" {
			value = name
		}
		fmt.Fprintf(&text, ", %s=%s", key, value)
	}
	return text.String()
}

func describeSecrets(t *testing.T, m *juju.Model) string {
	t.Helper()
	secrets, err := m.ListSecrets(juju.SecretFilter{OwnerTag: "model-" + m.UUID}, true)
	require.NoError(t, err)
	var lines []string
	for _, s := range secrets {
		var readers []string
		for _, access := range s.Access {
			readers = append(readers, strings.TrimPrefix(access.TargetTag, "application-"))
		}
		slices.Sort(readers)
		lines = append(lines, fmt.Sprintf("  secret %s: %v %q, readers %v\n", s.Label, s.Value, s.Description, readers))
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

// commands lists what was done to the models after an entry of the timeline. IDs of secrets are left out.
func commands(m *juju.Model, after int) []string {
	var list []string
	for _, e := range m.Timeline() {
		if e.Command != "" && e.Number > after {
			list = append(list, secretID.ReplaceAllString(e.Command, "SECRET"))
		}
	}
	return list
}

var secretID = regexp.MustCompile(`(secret:)?[a-z0-9]{20}\b`)

// replaceOnce replaces what must be there.
func replaceOnce(text, part, by string) string {
	if !strings.Contains(text, part) {
		panic(fmt.Sprintf("no %q in %s", part, text))
	}
	return strings.Replace(text, part, by, 1)
}
