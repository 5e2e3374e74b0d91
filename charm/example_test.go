package charm_test

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
)

// printing is a Backend that prints which hook tool is called, and answers nothing but new IDs.
func printing() call.Backend {
	return call.BackendFunc(func(_ context.Context, c call.Call) error {
		fmt.Println(c.Tool())
		if add, ok := c.(*call.SecretAdd); ok {
			add.ID = secretID
		}
		return nil
	})
}

// A charm that owns a credential and shares it over the relation "database".
func ExampleMux() {
	m := charm.NewMux()
	m.RelationJoined("database", share)
	m.SecretRotate(renew)
	m.SecretRemove(func(e *charm.SecretEvent) error { return e.RemoveRevision() })

	hook := joined() // of unit web/0
	hook.App, hook.Unit = "web", "web/0"
	h := charm.NewHook(context.Background(), &call.Session{Hook: hook, Backend: printing()})
	fmt.Println(m.Handle(h))
	// Output:
	// secret-add
	// secret-grant
	// relation-set
	// <nil>
}

func share(e *charm.RelationEvent) error {
	secret, err := e.App().AddSecret(
		map[string]string{"username": "admin", "password": newPassword(e.Rand())},
		charm.SecretLabel("credentials"), charm.SecretRotateEvery(charm.RotateDaily))
	if err != nil {
		return err
	}
	if err := secret.Grant(e.Relation); err != nil {
		return err
	}
	return e.Relation.LocalApp().Set("secret-id", secret.ID())
}

func renew(e *charm.SecretEvent) error {
	return e.Secret.SetContent(map[string]string{"username": "admin", "password": newPassword(e.Rand())})
}

func newPassword(random *rand.Rand) string {
	return fmt.Sprintf("%016x%016x", random.Uint64(), random.Uint64())
}

// A charm that does the same for every event.
func ExampleHandlerFunc() {
	reconcile := charm.HandlerFunc(func(h *charm.Hook) error {
		return h.Unit().SetStatus(charm.Active("reconciled on " + h.Name()))
	})

	hook := call.Hook{Kind: call.KindConfigChanged, Name: "config-changed"}
	fmt.Println(reconcile.Handle(charm.NewHook(context.Background(), &call.Session{Hook: hook, Backend: printing()})))
	// Output:
	// status-set
	// <nil>
}

// One handler for some kinds of events, others with their own.
func ExampleMux_On() {
	reconcile := charm.HandlerFunc(func(h *charm.Hook) error {
		fmt.Println("reconcile:", h.Kind())
		return nil
	})
	m := charm.NewMux()
	m.On(reconcile, charm.KindStart, charm.KindConfigChanged, charm.KindRelationChanged)
	m.Action("backup", func(e *charm.ActionEvent) error { return e.Set("file", "backup.tar") })

	_ = m.Handle(charm.NewHook(context.Background(), &call.Session{Hook: call.Hook{Kind: call.KindStart}}))
	// Output:
	// reconcile: start
}
