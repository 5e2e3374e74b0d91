package juju_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// TestCharmNames: of charms that share their metadata, the one that was deployed gives its name.
func TestCharmNames(t *testing.T) {
	t.Parallel()
	const metadata = "name: app\ntype: charm\nsummary: s\ndescription: d\n"
	first, second := charm.NewMux(), charm.NewMux()
	function := charm.HandlerFunc(func(*charm.Hook) error { return nil })
	charms := map[string]juju.Charm{
		"a": {Handler: first, Metadata: metadata}, "b": {Handler: second, Metadata: metadata},
		"c": {Handler: second, Metadata: metadata, Revision: 7}, "d": {Handler: function, Metadata: metadata},
		"e": {Handler: first, Metadata: metadata + "# another\n"},
	}
	tests := []struct {
		name  string
		charm juju.Charm
	}{
		{name: "a", charm: charms["a"]},
		{name: "b", charm: charms["b"]},
		{name: "c", charm: charms["c"]},
		{name: "d", charm: charms["d"]},
		{name: "a", charm: juju.Charm{Handler: charm.NewMux(), Metadata: metadata}},
		{name: "app", charm: juju.Charm{Handler: first, Metadata: metadata + "# a third\n"}},
	}
	for i, test := range tests {
		t.Run(fmt.Sprint(i, test.name), func(t *testing.T) {
			t.Parallel()
			model := &juju.Model{Charms: charms}
			require.NoError(t, model.Deploy(test.charm, juju.Deployment{Name: "web"}))
			require.Equal(t, test.name, model.Status().Applications["web"].Charm)
		})
	}
}
