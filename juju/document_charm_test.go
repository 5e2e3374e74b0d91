package juju_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// fickleMetadata has endpoints of every role, peers, options of every type, and actions.
const fickleMetadata = `
name: fickle
type: charm
summary: s
description: d
provides:
  left: {interface: one}
  right: {interface: two}
requires:
  up: {interface: one}
  down: {interface: two}
peers:
  friends: {interface: friends}
config:
  options:
    number: {type: int, default: 1}
    ratio: {type: float}
    flag: {type: boolean}
    text: {type: string}
    secret: {type: secret}
actions:
  work:
    params:
      number: {type: integer, default: 2}
      names: {type: array}
  rest: {}
`

// besideMetadata is that of a subordinate.
const besideMetadata = `
name: beside
type: charm
summary: s
description: d
subordinate: true
requires:
  up: {interface: one, scope: container}
  down: {interface: juju-info, scope: container}
peers:
  friends: {interface: friends}
config:
  options:
    number: {type: int, default: 1}
    secret: {type: secret}
`

// fickle is a charm that does in each hook something else, and the same again in the same situation. With the option
// number at 9 every third hook fails.
func fickle(h *charm.Hook) error {
	number, err := h.ConfigInt("number")
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(h.Rand().Uint64(), uint64(number)))
	f := &fickleHook{h, random}
	moves := []func() error{
		f.status, f.share, f.share, f.share, f.own, f.renew, f.renew, f.renew, f.write, f.read, f.read, f.read, f.read, f.read, f.read, f.refresh, f.store,
		f.forget, f.revoke, f.relabel,
	}
	for range random.IntN(4) {
		if err := moves[random.IntN(len(moves))](); err != nil && random.IntN(20) == 0 {
			return err
		}
	}
	if h.Kind() == charm.KindSecretRemove && random.IntN(3) > 0 {
		e := charm.NewSecretEvent(h)
		if err := e.RemoveRevision(); err != nil {
			return nil
		}
	}
	if number == 9 && random.IntN(3) == 0 {
		return errors.New("it is the third time")
	}
	return nil
}

type fickleHook struct {
	*charm.Hook
	random *rand.Rand
}

func (f *fickleHook) one(of ...string) string { return of[f.random.IntN(len(of))] }

func (f *fickleHook) relation() (*charm.Relation, error) {
	relations, err := f.Relations(f.one("left", "right", "up", "down", "friends"))
	if err == nil && len(relations) == 0 {
		err = errors.New("no relation")
	}
	if err != nil {
		return nil, err
	}
	return relations[f.random.IntN(len(relations))], nil
}

func (f *fickleHook) content() map[string]string {
	return map[string]string{"key": fmt.Sprint(f.random.IntN(1000)), "bytes": string([]byte{0xff, byte(f.random.IntN(200))})}
}

func (f *fickleHook) status() error {
	if err := f.SetWorkloadVersion(f.one("1", "1.0", "")); err != nil {
		return err
	}
	if f.random.IntN(2) == 0 {
		if err := f.App().SetStatus(charm.Active(f.one("", "all is well"))); err != nil {
			return err
		}
	}
	return f.Unit().SetStatus(f.statusOf())
}

func (f *fickleHook) statusOf() charm.Status {
	if f.random.IntN(2) == 0 {
		return charm.Blocked("no: 1")
	}
	return charm.Active()
}

// share makes a secret, grants it and announces it.
func (f *fickleHook) share() error {
	relation, err := f.relation()
	if err != nil {
		return err
	}
	options := []charm.SecretOption{
		charm.SecretLabel(f.one("a", "b", "c", "d")), charm.SecretDescription(f.one("", "of some use")),
		charm.SecretRotateEvery([]charm.RotatePolicy{"", "never", "hourly", "daily"}[f.random.IntN(4)]),
	}
	if f.random.IntN(3) == 0 {
		options = append(options, charm.SecretExpireIn(f.until()))
	}
	var secret *charm.Secret
	if f.random.IntN(2) == 0 {
		secret, err = f.App().AddSecret(f.content(), options...)
	} else {
		secret, err = f.Unit().AddSecret(f.content(), options...)
	}
	if err != nil {
		return err
	}
	if err := secret.Grant(relation); err != nil {
		return err
	}
	return relation.LocalUnit().Set(f.one("id", "id", "y"), secret.ID())
}

func (f *fickleHook) until() time.Duration {
	return time.Duration(1+f.random.IntN(100)) * 37 * time.Minute
}

// own adds a secret for the units of the application.
func (f *fickleHook) own() error {
	_, err := f.App().AddSecret(f.content(), charm.SecretLabel(f.one("own", "a")))
	return err
}

func (f *fickleHook) secret() (*charm.Secret, error) {
	ids, err := f.SecretIDs()
	if err == nil && len(ids) == 0 {
		err = errors.New("no secret")
	}
	if err != nil {
		return nil, err
	}
	return f.SecretByID(ids[f.random.IntN(len(ids))]), nil
}

func (f *fickleHook) renew() error {
	secret, err := f.secret()
	if err != nil {
		return err
	}
	if f.random.IntN(3) == 0 {
		return secret.SetContent(f.content(), charm.SecretExpireIn(f.until()))
	}
	return secret.SetContent(f.content())
}

func (f *fickleHook) relabel() error {
	secret, err := f.secret()
	if err != nil {
		return err
	}
	return secret.SetInfo(charm.SecretLabel(f.one("a", "b", "e", "f")), charm.SecretExpireIn(f.until()))
}

func (f *fickleHook) forget() error {
	secret, err := f.secret()
	if err != nil {
		return err
	}
	if f.random.IntN(2) == 0 {
		return secret.RemoveAll()
	}
	return secret.RemoveRevision(1 + f.random.IntN(3))
}

func (f *fickleHook) revoke() error {
	secret, err := f.secret()
	if err != nil {
		return err
	}
	relation, err := f.relation()
	if err != nil {
		return err
	}
	if f.random.IntN(2) == 0 {
		return secret.Grant(relation)
	}
	return secret.Revoke(relation)
}

func (f *fickleHook) write() error {
	relation, err := f.relation()
	if err != nil {
		return err
	}
	bag := relation.LocalUnit()
	if f.random.IntN(2) == 0 {
		bag = relation.LocalApp()
	}
	return bag.Set(f.one("x", "y", "ingress-address"), f.one("", "1", "2", "true"))
}

// read reads what others announced, and a user's secret.
func (f *fickleHook) read() error {
	if user, err := f.ConfigSecret("secret"); err == nil && user != nil && f.random.IntN(2) == 0 {
		_, err = user.Content()
		return err
	}
	relation, err := f.relation()
	if err != nil {
		return err
	}
	units, err := relation.Units()
	if err != nil || len(units) == 0 {
		return err
	}
	id, _, err := relation.RemoteUnit(units[f.random.IntN(len(units))]).Get(f.one("id", "id", "id", "y"))
	if err != nil {
		return err
	}
	secret := f.SecretByID(id)
	switch f.random.IntN(4) {
	case 0:
		secret = secret.WithLabel(f.one("a", "g", "h", "i"))
	case 1:
		_, err = secret.Refresh()
		return err
	case 2:
		_, err = secret.Peek()
		return err
	}
	_, err = secret.Content()
	return err
}

func (f *fickleHook) refresh() error {
	_, err := f.SecretByLabel(f.one("a", "b", "g", "h", "own")).Refresh()
	return err
}

func (f *fickleHook) store() error {
	if f.random.IntN(2) == 0 {
		if err := f.LeaderSettings().Set(f.one("k", "l"), f.one("", "v", "w")); err != nil {
			return err
		}
	}
	return f.StoredState().Set(f.one("s", "t"), f.one("", "u", "yes"))
}

// documentCharms are the charms of models that go into files. One has a failing twin, two have the same metadata.
func documentCharms() map[string]juju.Charm {
	return map[string]juju.Charm{
		"database": databaseCharm, "webserver": webserverCharm,
		"fickle": {Handler: charm.HandlerFunc(fickle), Metadata: fickleMetadata},
		"beside": {Handler: charm.HandlerFunc(fickle), Metadata: besideMetadata},
		"other":  {Handler: charm.HandlerFunc(fickle), Metadata: fickleMetadata + "title: other\n"},
	}
}
