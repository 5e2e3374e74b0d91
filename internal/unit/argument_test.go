package unit_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
)

// TestRefused: what a hook tool refused by itself is in the trace as it was asked, until the hook ends.
func TestRefused(t *testing.T) {
	t.Parallel()
	agent := newAgent(world())
	refusal := &call.Error{Code: call.ErrNotValid, Message: "missing secret URI"}
	c := &call.SecretSet{Content: content("x")}
	agent.Refused(c, refusal)
	c.Content["password"] = "scribbled"
	require.Equal(t, []call.Record{{Call: &call.SecretSet{Content: content("x")}, Error: refusal}}, agent.Journal.Trace)
	require.NoError(t, agent.End(true))
	agent.Refused(c, refusal)
	require.Len(t, agent.Journal.Trace, 1, "the hook is over")
}

// TestInvalidInRelation: of a call that is not valid and names a relation that the unit is not in, the
// relation is told: hook tools look it up before they look at anything else (hook-tools.md 1.2).
func TestInvalidInRelation(t *testing.T) {
	unknown := `invalid value "db:9" for option -r: relation not found`
	check(t, []row{
		{rule: rule{"grant", "hook-tools.md 1.2"}, call: &call.SecretGrant{Relation: "db:9"}, refusal: unknown, code: call.ErrRelationNotFound},
		{rule: rule{"grant, known", "hook-tools.md 7"}, call: &call.SecretGrant{Relation: "db:1"}, refusal: "missing secret URI", code: call.ErrNotValid},
		{rule: rule{"revoke", "hook-tools.md 1.2"}, call: &call.SecretRevoke{Relation: "db:9"}, refusal: unknown, code: call.ErrRelationNotFound},
		{rule: rule{"revoke, known", "hook-tools.md 7"}, call: &call.SecretRevoke{Relation: "db:1"}, refusal: "missing secret URI", code: call.ErrNotValid},
		{rule: rule{"get", "hook-tools.md 1.2"}, call: &call.RelationGet{Relation: "db:9"}, refusal: unknown, code: call.ErrRelationNotFound},
		{rule: rule{"get, known", "hook-tools.md 2"}, call: &call.RelationGet{Relation: "db:1"}, refusal: `"" is not a valid unit or application`, code: call.ErrNotValid},
		{rule: rule{"of no relation", "hook-tools.md 7"}, call: &call.SecretRevoke{}, refusal: "missing secret URI", code: call.ErrNotValid},
	})
}
