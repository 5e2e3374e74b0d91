package calltest

import (
	"maps"

	"github.com/charmscenario/scenario/call"
)

// relationRules are those of relations and databags.
func relationRules() []rule {
	return []rule{
		{
			name: "relation-ids", text: "relations of an endpoint are sorted as text; an endpoint that does not exist has none",
			during: func(t *tester) {
				t.equal("IDs", answered(t, &call.RelationIDs{Endpoint: "db"}).IDs, []string{"db:12", "db:4"})
				t.equal("IDs", answered(t, &call.RelationIDs{Endpoint: "--format"}).IDs, []string(nil))
				t.equal("IDs", answered(t, &call.RelationIDs{}).IDs, []string(nil))
			},
		},
		{
			name: "relation-list", text: "remote units are sorted as text, without this unit; the remote application is told when asked for",
			during: func(t *tester) {
				t.equal("units", answered(t, &call.RelationList{Relation: "db:4"}).Units, []string{"postgresql/0", "postgresql/10"})
				t.equal("units", answered(t, &call.RelationList{Relation: "cluster:0"}).Units, []string{"web/1"})
				t.equal("application", answered(t, &call.RelationList{Relation: "db:4", App: true}).RemoteApp, "postgresql")
				t.equal("application of peers", answered(t, &call.RelationList{Relation: "cluster:0", App: true}).RemoteApp, "web")
			},
		},
		{
			name: "relation-list, departed", text: "in relation-departed the departing unit is not listed, and its databag can be read", situation: inDeparted,
			during: func(t *tester) {
				t.equal("units", answered(t, &call.RelationList{Relation: "db:4"}).Units, []string{"postgresql/10"})
				t.equal("databag", answered(t, &call.RelationGet{Relation: "db:4", Of: "postgresql/0"}).Data, map[string]string{"host": "10.0.0.1"})
			},
		},
		{
			name: "relation-get", text: "each databag that the unit may read is told whole",
			during: func(t *tester) {
				for of, want := range map[string]map[string]string{
					"web/0": {"kept": "old"}, "web": {"user": "web"}, "postgresql": {"name": "main"}, "postgresql/0": {"host": "10.0.0.1"}, "postgresql/10": {},
				} {
					t.equal("databag of "+of, answered(t, &call.RelationGet{Relation: "db:4", Of: of}).Data, want)
				}
				t.equal("databag of a peer", answered(t, &call.RelationGet{Relation: "cluster:0", Of: "web/1"}).Data, map[string]string{"address": "10.0.0.2"})
			},
		},
		{
			name: "relation-get, refused", text: "a databag that is out of reach is told from one that is not there",
			during: func(t *tester) {
				t.refused(&call.RelationGet{Relation: "db:4", Of: "mysql"}, call.ErrPermissionDenied, "permission denied")
				t.refused(&call.RelationGet{Relation: "db:4", Of: "mysql/0"}, call.ErrPermissionDenied, "permission denied")
				t.refused(&call.RelationGet{Relation: "db:4", Of: "--format=json"}, call.ErrNotValid, `"" is not a valid unit or application`)
				if err := t.do(&call.RelationGet{Relation: "db:4", Of: "postgresql/7"}); !isCode(err, call.ErrSettingsNotFound) {
					t.Errorf("databag of a unit that never was there: got %v, want an error with code %q\nrule: %s", err, call.ErrSettingsNotFound, t.rule)
				}
			},
		},
		{
			name: "relation-get, not the leader", text: "the own application's databag is the leader's to read, but for peers", situation: notLeader,
			during: func(t *tester) {
				t.refused(&call.RelationGet{Relation: "db:4", Of: "web"}, call.ErrPermissionDenied, "permission denied")
				t.equal("databag", answered(t, &call.RelationGet{Relation: "cluster:0", Of: "web"}).Data, map[string]string{})
			},
		},
		{
			name: "relation not found", text: "a relation that the unit is not in is told as such by every call that names one",
			during: func(t *tester) {
				for _, c := range []call.Call{
					&call.RelationGet{Relation: "db:99", Of: "web"}, &call.RelationSet{Relation: "db:99", Data: map[string]string{"a": "b"}},
					&call.RelationList{Relation: "db:99"}, &call.RelationModelGet{Relation: "db:99"},
					&call.SecretGrant{ID: ownedByApp, Relation: "db:99"}, &call.SecretRevoke{ID: ownedByApp, Relation: "db:99"},
					&call.SecretGrant{ID: "nonsense", Relation: "db:99"},
				} {
					t.refused(c, call.ErrRelationNotFound, `invalid value "db:99" for option -r: relation not found`)
				}
			},
		},
		{
			name: "relation-set", text: "the hook reads its own writes, to the byte; an empty value deletes its key; other keys stay",
			during: func(t *tester) {
				want := hard()
				answered(t, &call.RelationSet{Relation: "db:4", Data: want})
				want["kept"] = "old"
				t.equal("databag", answered(t, &call.RelationGet{Relation: "db:4", Of: "web/0"}).Data, want)
				answered(t, &call.RelationSet{Relation: "db:4", Data: map[string]string{"kept": "", "dash": "new"}})
				want = maps.Clone(want)
				delete(want, "kept")
				want["dash"] = "new"
				t.equal("databag", answered(t, &call.RelationGet{Relation: "db:4", Of: "web/0"}).Data, want)

				answered(t, &call.RelationSet{Relation: "db:4", App: true, Data: map[string]string{"-a": "b"}})
				t.equal("application's databag", answered(t, &call.RelationGet{Relation: "db:4", Of: "web"}).Data, map[string]string{"user": "web", "-a": "b"})
				answered(t, &call.RelationSet{Relation: "db:4"})
			},
		},
		{
			name: "relation-model-get", text: "a relation within the model is told by the model's UUID",
			during: func(t *tester) {
				model := answered(t, &call.RelationModelGet{Relation: "db:4"}).ModelUUID
				t.equal("model", answered(t, &call.RelationModelGet{Relation: "db:12"}).ModelUUID, model)
				if len(model) != 36 {
					t.Errorf("got %q, want a UUID\nrule: %s", model, t.rule)
				}
			},
		},
		{
			name: "relation-model-get, Juju 3.5", text: "a call that the version of Juju does not have is refused",
			situation: func(s *Situation) { s.Hook.JujuVersion = call.Version{Major: 3, Minor: 5} },
			during: func(t *tester) {
				t.refused(&call.RelationModelGet{Relation: "db:4"}, call.ErrNotSupported, "bad request: unknown command: relation-model-get")
			},
		},
	}
}
