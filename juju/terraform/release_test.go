package terraform_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/juju"
	"github.com/charmscenario/scenario/juju/terraform"
)

// TestReleases: which revision of a charm is deployed: the newest of the channel, or the one that is asked for.
func TestReleases(t *testing.T) {
	t.Parallel()
	everywhere := still("name: app\nconfig: {options: {port: {type: int}}}\nsummary: everywhere")
	everywhere.Revision = 2
	tests := []struct {
		charm string
		want  int // revision; -1: it is refused
		error string
	}{
		{"", 2, ""},
		{"    channel = \"latest/stable\"", 2, ""},
		{"    channel = \"latest/edge\"", 3, ""},
		{"    channel = \"14/stable\"", 2, ""},
		{"    revision = 1", 1, ""},
		{"    revision = 3", -1, `charm "app" has no revision 3 in channel "latest/stable": there are 2, 1, 2`},
		{"    channel = \"latest/edge\"\n    revision = 3", 3, ""},
	}
	for _, test := range tests {
		model := &juju.Model{Charms: map[string]juju.Charm{"app": everywhere}}
		w := &terraform.Workspace{Model: model, Charms: releases()}
		_, err := w.ApplyText("main.tf", head+charmBlock(test.charm, ""))
		if test.want < 0 {
			require.ErrorContains(t, err, test.error)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, test.want, model.Status().Applications["app"].CharmRevision, test.charm)
	}

	only := []terraform.Release{{Charm: still("name: app"), Channel: "14/stable"}, {Charm: still("name: app"), Channel: "latest/edge"}}
	w := &terraform.Workspace{Model: &juju.Model{}, Charms: only}
	_, err := w.ApplyText("main.tf", head+charmBlock("    channel = \"14/stabel\"", ""))
	require.ErrorContains(t, err, "string must conform to track/risk")
	_, err = w.ApplyText("main.tf", head+charmBlock("    channel = \"15/stable\"", ""))
	require.ErrorContains(t, err, `charm "app" has no release in channel "15/stable": there are 14/stable, latest/edge. Did you mean "14/stable"?`)

	w = &terraform.Workspace{Model: &juju.Model{}, Charms: []terraform.Release{{Charm: juju.Charm{Dir: "testdata/nothing"}}}}
	_, err = w.ApplyText("main.tf", "")
	require.ErrorContains(t, err, "Unusable charm: Workspace.Charms: ")
}
