package juju

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/charm"
)

// TestReplaced conceals values where they count: short ones not within a word.
func TestReplaced(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, value, want string }{
		{"logged in with hunter22hunter22", "hunter22", "logged in with (secret content)(secret content)"},
		{"user admin of administration", "admin", "user (secret content) of administration"},
		{"admin:admin@host", "admin", "(secret content):(secret content)@host"},
		{"éadmin admin1", "admin", "éadmin admin1"},
		{"adminadmin", "admin", "adminadmin"},
		{"", "admin", ""},
	} {
		require.Equal(t, test.want, replaced(test.text, test.value), test.text)
	}
}

// TestNamesAreNotConcealed: a user that is called as its application is hides nothing.
func TestNamesAreNotConcealed(t *testing.T) {
	t.Parallel()
	m := &Model{}
	require.NoError(t, m.Deploy(Charm{Handler: charm.NewMux(), Metadata: "name: web\ntype: charm\nsummary: s\ndescription: d\nprovides: {site: {interface: http}}\nconfig: {options: {port: {type: int}}}\n"}, Deployment{}))
	for text, name := range map[string]bool{"web": true, "web/0": true, "site": true, "port": true, "scenario": true, "webs": false, "web/1": false} {
		require.Equal(t, name, m.world.isName(text), text)
	}
}
