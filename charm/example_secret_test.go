package charm_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

// run runs a function as the charm "web", which is the leader, over some secrets, and returns the State afterwards.
func run(handler func(h *charm.Hook) error, secrets ...scenario.Secret) scenario.State {
	ctx := scenario.Context{Metadata: "name: web\nrequires:\n  db: {interface: sql}\n", Charm: charm.HandlerFunc(handler)}
	out, err := ctx.Run(scenario.UpdateStatus(), scenario.State{
		Leader: true, Secrets: secrets, Relations: []scenario.Relation{{ID: "db:1", Endpoint: "db", RemoteApp: "postgresql"}},
	})
	if err != nil {
		fmt.Println(err)
	}
	return out.State
}

// A secret of the application, which expires and rotates.
func ExampleApp_AddSecret() {
	state := run(func(h *charm.Hook) error {
		_, err := h.App().AddSecret(map[string]string{"password": "x"},
			charm.SecretLabel("credentials"), charm.SecretRotateEvery(charm.RotateMonthly), charm.SecretExpireIn(48*time.Hour))
		return err
	})
	secret := state.Secrets[0]
	fmt.Println(secret.Label, secret.Owner, secret.Rotate, secret.Expire.Format(time.DateOnly))
	// Output: credentials application monthly 2000-01-03
}

// A reader keeps to the revision that it tracks until it asks for the latest.
func ExampleSecret_Refresh() {
	secret := scenario.Secret{Label: "login", Owner: "postgresql",
		TrackedContent: map[string]string{"password": "old"}, LatestContent: map[string]string{"password": "new"}}
	state := run(func(h *charm.Hook) error {
		login := h.SecretByLabel("login")
		tracked, err1 := login.Content()
		latest, err2 := login.Peek()
		fmt.Println(tracked["password"], latest["password"])
		_, err3 := login.Refresh()
		return errors.Join(err1, err2, err3)
	}, secret)
	fmt.Println("tracks revision", state.Secrets[0].TrackedRevision)
	// Output:
	// old new
	// tracks revision 2
}

// An owner grants a secret for the life of a relation, and takes it back.
func ExampleSecret_Grant() {
	own := scenario.Secret{Label: "credentials", Owner: scenario.OwnerApp, TrackedContent: map[string]string{"password": "x"}}
	state := run(func(h *charm.Hook) error { return h.SecretByLabel("credentials").Grant(h.RelationByID("db:1")) }, own)
	fmt.Println(state.Secrets[0].RemoteGrants)
	state = run(func(h *charm.Hook) error { return h.SecretByLabel("credentials").Revoke(h.RelationByID("db:1")) }, state.Secrets...)
	fmt.Println(len(state.Secrets[0].RemoteGrants))
	// Output:
	// map[db:1:[postgresql]]
	// 0
}

// A databag as a struct, by its json tags.
func ExampleDatabag_Save() {
	type request struct {
		Database string   `json:"database"`
		Roles    []string `json:"extra-user-roles,omitempty"`
	}
	state := run(func(h *charm.Hook) error {
		return h.RelationByID("db:1").LocalApp().Save(request{Database: "web", Roles: []string{"admin"}})
	})
	fmt.Println(state.Relations[0].LocalAppData)
	// Output: map[database:web extra-user-roles:["admin"]]
}

// A charm's program: one line runs the handler for the hook that Juju started it for.
func ExampleMain() {
	main := func() { charm.Main(charm.NewMux()) }
	_ = main // under Juju it is the function main of package main
}
