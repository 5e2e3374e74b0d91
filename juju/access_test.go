package juju_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/juju"
)

// TestAccess tries every verb with every level of access.
func TestAccess(t *testing.T) {
	t.Parallel()
	content := juju.SecretArgs{Content: map[string]string{"key": "value"}}
	verbs := []struct {
		name  string
		needs juju.Access
		call  func(*juju.Model) error
	}{
		{"Deploy", juju.AccessWrite, func(m *juju.Model) error { return m.Deploy(webserverCharm, juju.Deployment{Name: "other"}) }},
		{"AddUnit", juju.AccessWrite, func(m *juju.Model) error { return m.AddUnit("web", 1) }},
		{"Scale", juju.AccessWrite, func(m *juju.Model) error { return m.Scale("web", 2) }},
		{"RemoveApplication", juju.AccessWrite, func(m *juju.Model) error { return m.RemoveApplication("web") }},
		{"Integrate", juju.AccessWrite, func(m *juju.Model) error { return m.Integrate("db", "web") }},
		{"SetConfig", juju.AccessWrite, func(m *juju.Model) error { return m.SetConfig("db", map[string]any{"username": "root"}) }},
		{"ResetConfig", juju.AccessWrite, func(m *juju.Model) error { return m.ResetConfig("db", "username") }},
		{"Run", juju.AccessWrite, func(m *juju.Model) error { _, err := m.Run("db/0", "get-password", nil); return err }},
		{"Refresh", juju.AccessWrite, func(m *juju.Model) error { return m.Refresh("db", databaseCharm) }},
		{"Offer", juju.AccessAdmin, func(m *juju.Model) error { _, err := m.Offer("db:database", ""); return err }},
		{"AddSecret", juju.AccessWrite, func(m *juju.Model) error { _, err := m.AddSecret("another", content); return err }},
		{"UpdateSecret", juju.AccessWrite, func(m *juju.Model) error { return m.UpdateSecret("one", juju.SecretArgs{Info: "new"}) }},
		{"GrantSecret", juju.AccessWrite, func(m *juju.Model) error { return m.GrantSecret("one", "web") }},
		{"RevokeSecret", juju.AccessWrite, func(m *juju.Model) error { return m.RevokeSecret("one", "web") }},
		{"RemoveSecret", juju.AccessWrite, func(m *juju.Model) error { return m.RemoveSecret("one", 0) }},
		{"ListSecrets", juju.AccessRead, func(m *juju.Model) error { _, err := m.ListSecrets(juju.SecretFilter{}, false); return err }},
		{"ListSecrets revealed", juju.AccessAdmin, func(m *juju.Model) error { _, err := m.ListSecrets(juju.SecretFilter{}, true); return err }},
		{"ShowSecret", juju.AccessRead, func(m *juju.Model) error { _, err := m.ShowSecret("one", 0, false); return err }},
		{"ShowSecret revealed", juju.AccessAdmin, func(m *juju.Model) error { _, err := m.ShowSecret("one", 0, true); return err }},
	}
	levels := []juju.Access{juju.AccessRead, juju.AccessWrite, juju.AccessAdmin, ""}
	rank := map[juju.Access]int{juju.AccessRead: 0, juju.AccessWrite: 1, juju.AccessAdmin: 2, "": 2}
	for _, verb := range verbs {
		for _, level := range levels {
			t.Run(verb.name+" as "+string(level), func(t *testing.T) {
				t.Parallel()
				model := &juju.Model{}
				require.NoError(t, model.Deploy(databaseCharm, juju.Deployment{Name: "db"}))
				require.NoError(t, model.Deploy(webserverCharm, juju.Deployment{Name: "web"}))
				require.NoError(t, model.Settle())
				_, err := model.AddSecret("one", content)
				require.NoError(t, err)
				before := len(model.Timeline())
				model.Access = level
				err = verb.call(model)
				if rank[level] >= rank[verb.needs] {
					require.NoError(t, err)
					return
				}
				require.EqualError(t, err, "permission denied (unauthorized access)")
				require.Len(t, model.Timeline(), before)
			})
		}
	}
	model := &juju.Model{Access: "root"}
	require.ErrorContains(t, model.AddUnit("db", 1), `Model.Access: "root" is not a level of access; want "read", "write" or "admin"`)
}
