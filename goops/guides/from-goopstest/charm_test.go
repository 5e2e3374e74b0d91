package guide_test

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gruyaume/goops"
)

// The charms that both harnesses test.

func configure() error {
	var config struct {
		Title string `json:"title"`
	}
	if err := goops.GetConfig(&config); err != nil {
		return err
	}
	if config.Title == "" {
		return goops.SetUnitStatus(goops.StatusBlocked, "title is empty")
	}
	goops.LogInfof("serving %s", config.Title)
	return goops.SetUnitStatus(goops.StatusActive, config.Title)
}

func connect() error {
	relations, err := goops.GetRelationIDs("database")
	if err != nil {
		return err
	}
	for _, relation := range relations {
		units, err := goops.ListRelationUnits(relation)
		if err != nil {
			return err
		}
		for _, unit := range units {
			data, err := goops.GetUnitRelationData(relation, unit)
			if err != nil {
				return err
			}
			goops.LogInfof("%s is at %s", unit, data["host"])
		}
		if err := goops.SetUnitRelationData(relation, map[string]string{"user": "web"}); err != nil {
			return err
		}
	}
	return nil
}

func elect() error {
	leader, err := goops.IsLeader()
	if err != nil || !leader {
		return err
	}
	return goops.SetAppRelationData("cluster:1", map[string]string{"leader": goops.ReadEnv().UnitName})
}

func readPassword() error {
	content, err := goops.GetSecretByLabel("password", false, false)
	if err != nil {
		return fmt.Errorf("cannot read the password: %w", err)
	}
	return goops.SetState("length", fmt.Sprint(len(content["password"])))
}

func addPassword() error {
	id, err := goops.AddSecret(&goops.AddSecretOptions{
		Content: map[string]string{"password": "xxxxxxxx"}, Label: "password", Owner: goops.OwnerApplication,
	})
	if err != nil {
		return err
	}
	return goops.GrantSecretToRelation(strings.TrimSpace(id), "database:0")
}

func backup() error {
	var params struct {
		Target string `json:"target"`
	}
	if err := goops.GetActionParams(&params); err != nil {
		return err
	}
	if params.Target == "/" {
		return goops.FailActionf("%s is full", params.Target)
	}
	return goops.SetActionResults(map[string]string{"file": params.Target + "/backup"})
}

var errDisk = errors.New("disk is full")

func store() error {
	if err := goops.SetState("seen", "yes"); err != nil {
		return err
	}
	return fmt.Errorf("cannot store: %w", errDisk)
}
