package guide_test

import (
	"testing"

	"github.com/gruyaume/goops"
	"github.com/gruyaume/goops/goopstest"
	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	goopscharm "github.com/charmscenario/scenario/goops"
)

const secretID = "secret:d0erdgpp4ni1a7hg2cg0"

// TestDifferences: each row of the guide's table of what tests that move may meet.
func TestDifferences(t *testing.T) {
	database := scenario.Relation{ID: "database:0", Endpoint: "database", RemoteApp: "postgresql", LocalUnitData: map[string]string{"user": "web"}}
	peerDatabase := func() goopstest.Relation {
		return goopstest.Relation{ID: "database:0", Endpoint: "database", RemoteAppName: "postgresql", LocalUnitData: goopstest.DataBag{"user": "web"}}
	}
	own := scenario.Secret{ID: secretID, Label: "own", Owner: scenario.OwnerApp, TrackedContent: map[string]string{"password": "x"}}
	peerOwn := func() goopstest.Secret {
		return goopstest.Secret{ID: secretID, Label: "own", Owner: "application", Content: map[string]string{"password": "x"}}
	}
	tests := []struct {
		name   string
		charm  func() error
		theirs goopstest.State
		before func(*testing.T, goopstest.State, goopstest.State, error) // the State given, the one returned, the charm's error
		ours   scenario.State
		after  func(*testing.T, scenario.Outcome, error)
	}{
		{"a State is written", func() error { return goops.SetUnitRelationData("database:0", map[string]string{"user": "other"}) },
			goopstest.State{Relations: []goopstest.Relation{peerDatabase()}}, func(t *testing.T, given, _ goopstest.State, _ error) {
				require.Equal(t, "other", given.Relations[0].LocalUnitData["user"])
			},
			scenario.State{Relations: []scenario.Relation{database}}, func(t *testing.T, out scenario.Outcome, err error) {
				require.NoError(t, err)
				require.Equal(t, "other", out.Relations[0].LocalUnitData["user"])
				require.Equal(t, "web", database.LocalUnitData["user"])
			}},
		{"a non-leader sets", func() error {
			return goops.SetSecret(&goops.SetSecretOptions{ID: secretID, Content: map[string]string{"password": "y"}})
		},
			goopstest.State{Secrets: []goopstest.Secret{peerOwn()}}, func(t *testing.T, _, out goopstest.State, err error) {
				require.NoError(t, err)
				require.Equal(t, "x", out.Secrets[0].Content["password"])
			},
			scenario.State{Secrets: []scenario.Secret{own}}, refusedAtEnd},
		{"a non-leader removes", func() error { return goops.RemoveSecret(secretID) },
			goopstest.State{Secrets: []goopstest.Secret{peerOwn()}}, func(t *testing.T, _, out goopstest.State, err error) {
				require.NoError(t, err)
				require.Len(t, out.Secrets, 1)
			},
			scenario.State{Secrets: []scenario.Secret{own}}, refusedAtEnd},
		{"metadata alone", func() error { return goops.SetSecret(&goops.SetSecretOptions{ID: secretID, Description: "d"}) },
			goopstest.State{Leader: true, Secrets: []goopstest.Secret{peerOwn()}}, func(t *testing.T, _, out goopstest.State, err error) {
				require.NoError(t, err)
				require.Empty(t, out.Secrets[0].Content)
			},
			scenario.State{Leader: true, Secrets: []scenario.Secret{own}}, func(t *testing.T, out scenario.Outcome, err error) {
				require.NoError(t, err)
				require.Equal(t, "x", out.Secret(t, "own").LatestContent["password"])
			}},
		{"a grant", func() error { return goops.GrantSecretToRelation(secretID, "database:9") },
			goopstest.State{Leader: true, Secrets: []goopstest.Secret{peerOwn()}}, func(t *testing.T, _, _ goopstest.State, err error) {
				require.NoError(t, err)
			},
			scenario.State{Leader: true, Secrets: []scenario.Secret{own}}, func(t *testing.T, _ scenario.Outcome, err error) {
				require.ErrorContains(t, err, "relation not found")
			}},
		{"an empty value", func() error { return goops.SetUnitRelationData("database:0", map[string]string{"user": ""}) },
			goopstest.State{Relations: []goopstest.Relation{peerDatabase()}}, func(t *testing.T, _, out goopstest.State, _ error) {
				require.Contains(t, out.Relations[0].LocalUnitData, "user")
			},
			scenario.State{Relations: []scenario.Relation{database}}, func(t *testing.T, out scenario.Outcome, err error) {
				require.NoError(t, err)
				require.NotContains(t, out.Relations[0].LocalUnitData, "user")
			}},
		{"no endpoint", func() error { _, err := goops.GetRelationIDs(""); return err },
			goopstest.State{}, func(t *testing.T, _, _ goopstest.State, err error) { require.Error(t, err) },
			scenario.State{}, func(t *testing.T, _ scenario.Outcome, err error) { require.NoError(t, err) }},
		{"the remote application", func() error { _, err := goops.GetRelationApp("database:0"); return err },
			goopstest.State{Relations: []goopstest.Relation{peerDatabase()}}, func(t *testing.T, _, _ goopstest.State, err error) { require.Error(t, err) },
			scenario.State{Relations: []scenario.Relation{database}}, func(t *testing.T, _ scenario.Outcome, err error) { require.NoError(t, err) }},
		{"any status", func() error { return goops.SetUnitStatus("unknown") },
			goopstest.State{}, func(t *testing.T, _, _ goopstest.State, err error) { require.NoError(t, err) },
			scenario.State{}, func(t *testing.T, _ scenario.Outcome, err error) { require.ErrorContains(t, err, "invalid status") }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			theirs := goopstest.NewContext(test.charm, goopstest.WithAppName("web"))
			after := theirs.Run("update-status", test.theirs)
			test.before(t, test.theirs, after, theirs.CharmErr)

			ours := scenario.Context{Charm: goopscharm.Handler(test.charm), Dir: "."}
			out, err := ours.Run(scenario.UpdateStatus(), test.ours)
			test.after(t, out, err)
		})
	}
}

func refusedAtEnd(t *testing.T, _ scenario.Outcome, err error) {
	t.Helper()
	var refused *scenario.CommitError
	require.ErrorAs(t, err, &refused)
}
