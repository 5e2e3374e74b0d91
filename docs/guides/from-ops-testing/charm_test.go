package guide_test

import (
	"errors"
	"fmt"

	"github.com/charmscenario/scenario/charm"
)

// errFull is an error of the charm's own.
var errFull = errors.New("disk is full")

// newCharm returns the charm that the guide tests.
func newCharm() *charm.Mux {
	m := charm.NewMux()
	m.ConfigChanged(configure)
	m.Start(start)
	m.LeaderElected(elect)
	m.RelationChanged("database", connect)
	m.RelationJoined("website", share)
	m.RelationDeparted("website", forget)
	m.RelationJoined("logging", follow)
	m.SecretRotate(rotate)
	m.SecretRemove(func(e *charm.SecretEvent) error { return e.RemoveRevision() })
	m.SecretChanged(reload)
	m.Action("backup", backup)
	return m
}

func configure(h *charm.Hook) error {
	title, err := h.ConfigString("title")
	if err != nil {
		return err
	}
	if err := h.Unit().SetStatus(charm.Maintenance("restarting")); err != nil {
		return err
	}
	h.Logger().Info("serving", "title", title)
	return h.Unit().SetStatus(charm.Active(title))
}

func start(h *charm.Hook) error {
	if err := h.Unit().SetStatus(charm.Maintenance("starting")); err != nil {
		return err
	}
	if err := h.StoredState().Set("started", "yes"); err != nil {
		return err
	}
	return fmt.Errorf("cannot start: %w", errFull)
}

func elect(h *charm.Hook) error {
	peers, err := h.Relations("cluster")
	if err != nil {
		return err
	}
	for _, peer := range peers {
		if err := peer.LocalApp().Set("leader", h.UnitName()); err != nil {
			return err
		}
	}
	return h.App().SetStatus(charm.Active("led"))
}

func connect(e *charm.RelationEvent) error {
	host, ok, err := e.Relation.RemoteUnit(e.RemoteUnit).Get("host")
	if err != nil {
		return err
	}
	if !ok {
		return e.Unit().SetStatus(charm.Waiting("for " + e.RemoteUnit))
	}
	if err := e.StoredState().Set("host", host); err != nil {
		return err
	}
	return e.Relation.LocalUnit().Set("user", "web")
}

func follow(e *charm.RelationEvent) error {
	return e.Relation.LocalUnit().Set("principal", e.RemoteUnit)
}

func share(e *charm.RelationEvent) error {
	secret, err := e.App().AddSecret(map[string]string{"password": fmt.Sprint(e.Rand().Uint64())},
		charm.SecretLabel("login"), charm.SecretRotateEvery(charm.RotateMonthly))
	if err != nil {
		return err
	}
	if err := secret.Grant(e.Relation); err != nil {
		return err
	}
	return e.Relation.LocalApp().Set("login", secret.ID())
}

func forget(e *charm.RelationEvent) error {
	e.Logger().Info("gone", "unit", e.RemoteUnit, "because of", e.DepartingUnit)
	return nil
}

func rotate(e *charm.SecretEvent) error {
	return e.Secret.SetContent(map[string]string{"password": fmt.Sprint(e.Rand().Uint64())})
}

func reload(e *charm.SecretEvent) error {
	content, err := e.Secret.Refresh()
	if err != nil {
		return err
	}
	return e.StoredState().Set("length", fmt.Sprint(len(content["password"])))
}

func backup(e *charm.ActionEvent) error {
	var params struct {
		Target string `json:"target"`
		Copies int    `json:"copies"`
	}
	if err := e.Bind(&params); err != nil {
		return err
	}
	if params.Target == "/" {
		return e.Fail("/ is full")
	}
	if err := e.Logf("copying to %s", params.Target); err != nil {
		return err
	}
	return e.SetResults(map[string]string{"copies.made": fmt.Sprint(params.Copies), "file": params.Target + "/backup"})
}
