package scenario_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
)

const exampleMetadata = `
name: web
requires:
  database: {interface: sql}
config:
  options:
    title: {type: string, default: Hello}
actions:
  backup: {}
`

// One hook over one State: what comes out is the State that Juju would hold afterwards.
func ExampleContext_Run() {
	ctx := scenario.Context{Metadata: exampleMetadata, Charm: charm.HandlerFunc(func(h *charm.Hook) error {
		title, err := h.ConfigString("title")
		if err != nil {
			return err
		}
		return h.Unit().SetStatus(charm.Active("serving " + title))
	})}

	out, err := ctx.Run(scenario.ConfigChanged(), scenario.State{Config: map[string]any{"title": "Moin"}})

	fmt.Println(out.UnitStatus.Name, out.UnitStatus.Message, err)
	// Output: active serving Moin <nil>
}

// Runs chain: what one hook left behind is what the next one finds, and an event that was made from the
// literal goes with every later State.
func ExampleContext_Run_chain() {
	mux := charm.NewMux()
	mux.RelationCreated("database", func(e *charm.RelationEvent) error { return e.Relation.LocalUnit().Set("user", "web") })
	mux.RelationChanged("database", func(e *charm.RelationEvent) error {
		return e.Unit().SetStatus(charm.Active("connected to " + e.RemoteApp))
	})
	ctx := scenario.Context{Metadata: exampleMetadata, Charm: mux}
	relation := scenario.Relation{Endpoint: "database", RemoteApp: "postgresql"}

	out, err := ctx.Run(scenario.RelationCreated(relation), scenario.State{Relations: []scenario.Relation{relation}})
	fmt.Println(out.Relations[0].ID, out.Relations[0].LocalUnitData, err)
	out, err = ctx.Run(scenario.RelationChanged(relation), out.State)
	fmt.Println(out.UnitStatus.Message, err)
	// Output:
	// database:0 map[user:web] <nil>
	// connected to postgresql <nil>
}

// Errors say what was wrong, and can be matched.
func ExampleContext_Run_errors() {
	ctx := scenario.Context{Metadata: exampleMetadata, Charm: charm.HandlerFunc(func(h *charm.Hook) error {
		_, err := h.App().AddSecret(map[string]string{"token": "s3cr3t"})
		return err
	})}

	_, err := ctx.Run(scenario.Install(), scenario.State{}) // not the leader
	fmt.Println(errors.Is(err, charm.ErrNotLeader), errors.As(err, new(*scenario.CharmError)))
	_, err = ctx.Run(scenario.Install(), scenario.State{Leader: true, Config: map[string]any{"titel": "Moin"}})
	fmt.Println(err)
	// Output:
	// true true
	// cannot run install: 1 problem
	//   State.Config["titel"]: "titel" is not a config option in charmcraft.yaml; did you mean "title"?
}

// An action: its parameters, results and failure.
func ExampleRunAction() {
	mux := charm.NewMux()
	mux.Action("backup", func(e *charm.ActionEvent) error { return e.Set("file", "/srv/backup.tar") })
	ctx := scenario.Context{Metadata: exampleMetadata, Charm: mux}

	out, err := ctx.Run(scenario.RunAction("backup", nil), scenario.State{})

	fmt.Println(out.ActionResults["file"], err)
	// Output: /srv/backup.tar <nil>
}

// What a literal leaves out is filled in, so that the whole is possible.
func ExampleContext_Complete() {
	ctx := scenario.Context{Metadata: exampleMetadata, Charm: charm.NewMux()}
	secret := scenario.Secret{Owner: scenario.OwnerApp, TrackedContent: map[string]string{"password": "x"}}

	state, err := ctx.Complete(scenario.SecretRemove(secret, 42), scenario.State{Leader: true, Secrets: []scenario.Secret{secret}})

	fmt.Println(state.Secrets[0].LatestRevision, state.Secrets[0].Revisions[0].Number, err)
	// Output: 43 42 <nil>
}

// A difference names each leaf that is not the same, with its whole path.
func ExampleDiff() {
	before := scenario.State{Secrets: []scenario.Secret{{ID: "secret:d0erdgpp4ni1a7hg2cg0", Label: "credentials", LatestRevision: 1}}}
	after := scenario.State{Secrets: []scenario.Secret{{ID: "secret:d0erdgpp4ni1a7hg2cg0", Label: "credentials", LatestRevision: 2}}, Leader: true}
	fmt.Println(scenario.Diff(before, after))
	// Output:
	// leader: +true
	// secrets["credentials"].latest-revision: -1 +2
}

// What happened, for a person to read; secrets are named by keys and sizes.
func ExampleOutcome_String() {
	ctx := scenario.Context{Metadata: exampleMetadata, Charm: charm.HandlerFunc(func(h *charm.Hook) error {
		_, err := h.App().AddSecret(map[string]string{"token": "s3cr3t"}, charm.SecretLabel("api"))
		return err
	})}
	out, err := ctx.Run(scenario.LeaderElected(), scenario.State{Leader: true})
	fmt.Printf("%v%v\n", out, err)
	// Output:
	// calls
	//   1 secret-add token=(6 bytes) --owner application --label api
	// committed
	//   new secret secret://5ce9a210-0000-4000-8000-000000000001/sddv4c040gt220000000 (label "api") of the application with token (6 bytes)
	// <nil>
}

// A Backend around the simulated unit injects faults.
func ExampleContext_wrap() {
	refuse := func(next call.Backend) call.Backend {
		return call.BackendFunc(func(ctx context.Context, c call.Call) error {
			if c.Tool() == "secret-get" {
				return &call.Error{Code: call.ErrPermissionDenied, Message: "permission denied"}
			}
			return next.Do(ctx, c)
		})
	}
	ctx := scenario.Context{Metadata: exampleMetadata, Wrap: refuse, Charm: charm.HandlerFunc(func(h *charm.Hook) error {
		_, err := h.SecretByLabel("api").Content()
		return err
	})}
	_, err := ctx.Run(scenario.UpdateStatus(), scenario.State{})
	fmt.Println(errors.Is(err, charm.ErrPermissionDenied))
	// Output: true
}
