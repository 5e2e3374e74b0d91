// Package database is a charm on goops: one function runs for every hook and action.
package database

import (
	"crypto/rand"
	"fmt"
	"strings"

	"github.com/gruyaume/goops"
)

const label = "credentials"

// Configure brings the unit to where it should be.
func Configure() error {
	env := goops.ReadEnv()
	if env.ActionName == "get-password" {
		return showPassword()
	}
	leader, err := goops.IsLeader()
	if err != nil {
		return err
	}
	if !leader {
		return goops.SetUnitStatus(goops.StatusActive, "")
	}
	id, err := credentials()
	if err != nil {
		return err
	}
	if env.HookName == "secret-rotate" {
		if err := renew(id); err != nil {
			return err
		}
	}
	if err := share(id); err != nil {
		return err
	}
	return goops.SetUnitStatus(goops.StatusActive, "sharing credentials")
}

// credentials finds the credential, or makes it.
func credentials() (string, error) {
	infos, err := goops.GetSecretInfoByLabel(label)
	if err != nil {
		goops.LogInfof("Making a credential: %v", err)
		return addCredentials()
	}
	for id := range infos {
		return "secret:" + id, nil
	}
	return "", fmt.Errorf("secret %s has no ID", label)
}

func addCredentials() (string, error) {
	var config struct {
		Username string `json:"username"`
	}
	if err := goops.GetConfig(&config); err != nil {
		return "", err
	}
	id, err := goops.AddSecret(&goops.AddSecretOptions{
		Content: map[string]string{"username": config.Username, "password": rand.Text()},
		Label:   label, Owner: goops.OwnerApplication, Rotate: goops.RotateDaily,
	})
	return strings.TrimSpace(id), err
}

// renew makes a new revision.
func renew(id string) error {
	content, err := goops.GetSecretByID(id, true, false)
	if err != nil {
		return err
	}
	content["password"] = rand.Text()
	return goops.SetSecret(&goops.SetSecretOptions{ID: id, Content: content})
}

// share grants the credential to every application that is related.
func share(id string) error {
	relations, err := goops.GetRelationIDs("database")
	if err != nil {
		return err
	}
	for _, relation := range relations {
		if err := goops.GrantSecretToRelation(id, relation); err != nil {
			return err
		}
		if err := goops.SetAppRelationData(relation, map[string]string{"secret-id": id}); err != nil {
			return err
		}
	}
	return nil
}

func showPassword() error {
	content, err := goops.GetSecretByLabel(label, true, false)
	if err != nil {
		return goops.FailActionf("no credential yet: relate an application first")
	}
	return goops.SetActionResults(content)
}
