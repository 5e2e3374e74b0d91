package juju_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// idle is a charm that does nothing.
func idle(metadata string) juju.Charm {
	return juju.Charm{Handler: charm.HandlerFunc(func(*charm.Hook) error { return nil }), Metadata: metadata}
}

// hooks lists the hooks that ran, as "unit hook", from an entry of the timeline on.
func hooksSince(m *juju.Model, from int) []string {
	var list []string
	for _, e := range m.Timeline() {
		if e.Hook != "" && e.Number > from {
			list = append(list, e.Unit+" "+e.Hook)
		}
	}
	return list
}

// TestExpose: exposing an application is told to nobody, and undone by Unexpose.
func TestExpose(t *testing.T) {
	t.Parallel()
	model := &juju.Model{}
	require.NoError(t, model.Deploy(idle("name: web"), juju.Deployment{}))
	require.NoError(t, model.Settle())
	last := len(model.Timeline())

	require.NoError(t, model.Expose("web"))
	require.NoError(t, model.Settle())
	web, err := model.Application("web")
	require.NoError(t, err)
	require.True(t, web.Exposed)
	require.Equal(t, model.Status().Applications["web"], web)
	require.NoError(t, model.Unexpose("web"))
	require.NoError(t, model.Settle())
	require.False(t, model.Status().Applications["web"].Exposed)
	require.Empty(t, hooksSince(model, last))
	require.EqualError(t, model.Expose("wed"), `application "wed" not found (not found)`)
	_, err = model.Application("wed")
	require.EqualError(t, err, `application "wed" not found (not found)`)
}

// TestTrust: units run config-changed when trust changes, and not when it is set to what it was (hooks.md 1).
func TestTrust(t *testing.T) {
	t.Parallel()
	model := &juju.Model{}
	require.NoError(t, model.Deploy(idle("name: web"), juju.Deployment{Trust: true}))
	require.NoError(t, model.Settle())
	last := len(model.Timeline())

	require.NoError(t, model.Trust("web", true))
	require.NoError(t, model.Settle())
	require.Empty(t, hooksSince(model, last))
	require.NoError(t, model.Trust("web", false))
	require.NoError(t, model.Settle())
	require.Equal(t, []string{"web/0 config-changed"}, hooksSince(model, last))
	require.EqualError(t, model.Trust("wed", true), `application "wed" not found (not found)`)
}

// TestRelation: one relation is found by its applications, with their endpoints when there are several.
func TestRelation(t *testing.T) {
	t.Parallel()
	model := &juju.Model{}
	require.NoError(t, model.Deploy(idle("name: db\nprovides: {a: {interface: x}, b: {interface: x}}"), juju.Deployment{}))
	require.NoError(t, model.Deploy(idle("name: web\nrequires: {db: {interface: x}}"), juju.Deployment{}))
	require.NoError(t, model.Integrate("web", "db:b"))
	require.NoError(t, model.Settle())

	relation, err := model.Relation("db", "web")
	require.NoError(t, err)
	require.Equal(t, "web:db db:b", relation.Key)
	require.Equal(t, model.Status().Relations[0], relation)
	_, err = model.Relation("db:a", "web")
	require.EqualError(t, err, `relation matching "db:a web" not found (not found)`)
	require.NoError(t, model.Integrate("web", "db:a"))
	_, err = model.Relation("db", "web")
	require.EqualError(t, err, `ambiguous relation: "db web" could refer to "web:db db:b"; "web:db db:a"`)
}

// TestNamelessSecret: two secrets without a name do not clash, are found by ID, and can be named later.
func TestNamelessSecret(t *testing.T) {
	t.Parallel()
	model := &juju.Model{}
	first, err := model.AddSecret("", juju.SecretArgs{NoName: true, Content: map[string]string{"key": "one"}})
	require.NoError(t, err)
	second, err := model.AddSecret("", juju.SecretArgs{NoName: true, Content: map[string]string{"key": "two"}})
	require.NoError(t, err)
	require.NotEqual(t, first, second)
	require.NoError(t, model.UpdateSecret(first, juju.SecretArgs{NewName: "named"}))
	info, err := model.ShowSecret("named", 0, true)
	require.NoError(t, err)
	require.Equal(t, map[string]string{"key": "one"}, info.Value)
	require.NoError(t, model.RemoveSecret(second, 0))
}

// TestRevokeFromNobody: Juju does not mind when there is nothing to revoke, nor when the application is gone.
func TestRevokeFromNobody(t *testing.T) {
	t.Parallel()
	model := &juju.Model{}
	require.NoError(t, model.Deploy(idle("name: web"), juju.Deployment{}))
	_, err := model.AddSecret("mine", juju.SecretArgs{Content: map[string]string{"key": "value"}})
	require.NoError(t, err)
	require.NoError(t, model.RevokeSecret("mine", "web"))
	require.NoError(t, model.RevokeSecret("mine", "gone"))
	require.ErrorContains(t, model.GrantSecret("mine", "gone"), `application "gone" not found`)
}
