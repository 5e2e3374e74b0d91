package scenario_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
)

// TestLabelOfSecretEvents: a unit that labelled a secret of its own application hears its own label of changes, and
// the owner's of what concerns the owner.
func TestLabelOfSecretEvents(t *testing.T) {
	t.Parallel()
	twoLabels := scenario.Secret{Owner: scenario.OwnerApp, Label: "owner's", ConsumerLabel: "unit's", TrackedRevision: 1, LatestRevision: 3,
		TrackedContent: map[string]string{"password": "old"}, LatestContent: map[string]string{"password": "new"}}
	oneLabel := twoLabels
	oneLabel.ConsumerLabel = ""
	rows := []struct {
		name, why string
		event     scenario.Event
		secret    scenario.Secret
		want      string
	}{
		{"changed", "secrets.md 11: consumer label first", scenario.SecretChanged(twoLabels), twoLabels, "unit's"},
		{"changed, no label of the unit", "secrets.md 11: else the owner label", scenario.SecretChanged(oneLabel), oneLabel, "owner's"},
		{"rotate", "secrets.md 11: owner label", scenario.SecretRotate(twoLabels), twoLabels, "owner's"},
		{"expired", "secrets.md 11: owner label", scenario.SecretExpired(twoLabels, 3), twoLabels, "owner's"},
		{"remove", "secrets.md 11: owner label", scenario.SecretRemove(twoLabels, 2), twoLabels, "owner's"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			require.NotEmpty(t, row.why)
			var told call.Hook
			var label string
			ctx := scenario.Context{Metadata: programMetadata, Charm: charm.HandlerFunc(func(h *charm.Hook) error {
				told, label = h.Info(), charm.NewSecretEvent(h).Secret.Label()
				return nil
			})}
			_, err := ctx.Run(row.event, scenario.State{Leader: true, Secrets: []scenario.Secret{row.secret}})
			require.NoError(t, err)
			require.Equal(t, row.want, told.SecretLabel)
			require.Equal(t, row.want, label)
		})
	}
}

// TestConfigKinds: an option has the type that the metadata names, whatever a literal or JSON made of its value.
func TestConfigKinds(t *testing.T) {
	t.Parallel()
	const metadata = "name: web\nconfig: {options: {port: {type: int}, ratio: {type: float, default: 1}, title: {type: string}}}\n"
	rows := []struct {
		name, why string
		config    map[string]any
		want      map[string]any
	}{
		{"defaults", "charm/config.go: coerced by type", nil, map[string]any{"ratio": 1.0}},
		{"a literal", "Go's own types", map[string]any{"port": 80, "ratio": 2}, map[string]any{"port": int64(80), "ratio": 2.0}},
		{"from JSON", "State survives JSON", map[string]any{"port": 80.0, "ratio": 2.0}, map[string]any{"port": int64(80), "ratio": 2.0}},
		{"nil is not set", "charm/config.go: nil is the default", map[string]any{"port": nil, "ratio": nil, "title": ""}, map[string]any{"ratio": 1.0, "title": ""}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			require.NotEmpty(t, row.why)
			var got map[string]any
			ctx := scenario.Context{Metadata: metadata, Charm: charm.HandlerFunc(func(h *charm.Hook) (err error) {
				got, err = h.Config()
				return err
			})}
			_, err := ctx.Run(scenario.ConfigChanged(), scenario.State{Config: row.config})
			require.NoError(t, err)
			require.Equal(t, row.want, got)
		})
	}
}

// TestRelationsThatEnd: Juju 3.6 lists a relation that ends until its last unit has departed (contextfactory.go,
// getContextRelations); 3.5 lists it to the end.
func TestRelationsThatEnd(t *testing.T) {
	t.Parallel()
	ending := func(change func(*scenario.Relation)) scenario.Relation {
		r := scenario.Relation{ID: "db:4", Endpoint: "db", RemoteApp: "postgresql", Life: scenario.Dying}
		if change != nil {
			change(&r)
		}
		return r
	}
	member := func(r *scenario.Relation) { r.RemoteUnits = map[string]map[string]string{"postgresql/0": nil} }
	departed := func(r *scenario.Relation) { r.DepartedUnits = map[string]map[string]string{"postgresql/0": nil} }
	suspended := func(r *scenario.Relation) { r.Life, r.Suspended = scenario.Alive, true }
	alive := func(r *scenario.Relation) { r.Life = scenario.Alive }
	rows := []struct {
		name, why string
		relation  scenario.Relation
		event     func(scenario.Relation) scenario.Event
		listed    bool // by 3.6
	}{
		{"nobody is left", "broken: inactive and empty", ending(nil), nil, false},
		{"nobody is left, suspended", "broken: inactive and empty", ending(suspended), nil, false},
		{"nobody is left, alive", "this unit leaves, the relation stays", ending(alive), scenario.RelationBroken, true},
		{"somebody is left", "not empty", ending(member), nil, true},
		{"the last one departs", "a member until the hook is over", ending(member), scenario.RelationDeparted, true},
		{"the last one departs, told as departed", "the same", ending(departed), func(r scenario.Relation) scenario.Event {
			return scenario.RelationDeparted(r).ByUnit("postgresql/0")
		}, true},
		{"broken", "all have departed", ending(departed), scenario.RelationBroken, false},
		{"broken, with members told", "all have departed", ending(member), scenario.RelationBroken, false},
	}
	for _, row := range rows {
		for version, listed := range map[string]bool{"3.6.11": row.listed, "3.5.0": true} {
			t.Run(row.name+" "+version, func(t *testing.T) {
				t.Parallel()
				require.NotEmpty(t, row.why)
				event := scenario.UpdateStatus()
				if row.event != nil {
					event = row.event(row.relation)
				}
				ctx := scenario.Context{Metadata: programMetadata, JujuVersion: version, Charm: charm.HandlerFunc(func(h *charm.Hook) error {
					relations, err := h.Relations("db")
					require.Equal(t, listed, len(relations) == 1)
					_, known := h.RelationByID("db:4").Units()
					require.NoError(t, known, "by its ID it is there all the same")
					return err
				})}
				_, err := ctx.Run(event, scenario.State{Relations: []scenario.Relation{row.relation}})
				require.NoError(t, err)
			})
		}
	}
}
