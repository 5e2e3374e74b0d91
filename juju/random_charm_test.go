package juju

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/internal/chance"
)

// The charms of the property tests: what they ask of Juju is drawn anew for each hook, from the hook's own
// randomness, its time and a config option, so that a hook that is run again need not do the same again.

const randomOptions = `
config:
  options:
    salt: {type: int, default: 0}
    credential: {type: secret}
    calm: {type: boolean, default: false}
    strict: {type: boolean, default: false}
actions:
  poke:
    params:
      times: {type: integer, default: 1}
`

const randomDatabase = `
name: database
provides:
  database: {interface: sql}
  admin: {interface: sql-admin}
peers:
  cluster: {interface: database-cluster}
` + randomOptions

const randomClient = `
name: client
requires:
  database: {interface: sql}
  admin: {interface: sql-admin}
peers:
  cluster: {interface: client-cluster}
` + randomOptions

// randomRefreshed is what an application is refreshed to: an option and a peer relation more.
func randomRefreshed(metadata string) string {
	metadata = strings.Replace(metadata, "peers:\n", "peers:\n  gossip: {interface: talk}\n", 1)
	return strings.Replace(metadata, "options:\n", "options:\n    extra: {type: string, default: more}\n", 1)
}

var (
	errRandom  = errors.New("the program ends with a failure")
	errStopped = errors.New("the program was stopped by a refusal")
)

// randomCharm is the charm of all applications.
type randomCharm struct {
	last error // what the last hook's handler returned; of a panic, what the harness makes of it
}

// Handle runs a program.
func (c *randomCharm) Handle(h *charm.Hook) error {
	c.last = fmt.Errorf("panic: %w", errRandom)
	p := &program{hook: h}
	err := p.run()
	c.last = err
	return err
}

// program is what one hook does.
type program struct {
	hook   *charm.Hook
	random *rand.Rand

	leader    bool
	secrets   []string // IDs that were met, in whatever spelling
	own       []string // IDs of secrets that the unit may manage
	relations []string
	units     []string // remote ones
}

func (p *program) run() error {
	calm, _ := p.option("calm").(bool)
	p.look()
	p.seed()
	if calm {
		p.react(true)
		return nil
	}
	p.react(false)
	calls := p.random.IntN(7)
	if kind := p.hook.Kind(); (kind == call.KindRelationChanged || kind == call.KindSecretChanged || kind == call.KindUpdateStatus) && p.chance(70) {
		calls = 0 // or units would keep each other busy for ever
	}
	for range calls {
		err := p.do(p.draw())
		if err != nil && p.chance(2) {
			return fmt.Errorf("%w: %w", errStopped, err)
		}
	}
	if strict, _ := p.option("strict").(bool); p.chance(3) || strict && p.hook.Kind() == call.KindLeaderElected {
		return errRandom
	}
	if p.random.IntN(200) == 0 {
		panic(errRandom)
	}
	return nil
}

// seed makes randomness of all that the hook is told, and of the secrets that there are: no two get the same content.
func (p *program) seed() {
	told := p.hook.Info()
	salt := fmt.Sprint(p.option("salt"), p.hook.Now().Unix(), told.Name, told.Relation, told.SecretID, told.SecretRevision, told.ActionID, p.own)
	p.random = rand.New(rand.NewPCG(p.hook.Rand().Uint64(), chance.Hash(salt)))
}

func (p *program) chance(percent int) bool { return p.random.IntN(100) < percent }

func (p *program) do(c call.Call) error { return p.hook.Backend().Do(p.hook.Context(), c) }

func (p *program) option(name string) any {
	c := &call.ConfigGet{Key: name}
	_ = p.do(c)
	return c.Value
}

// look gathers the names of what there is, as a charm can: from config, databags and its own secrets.
func (p *program) look() {
	leader := &call.IsLeader{}
	_ = p.do(leader)
	p.leader = leader.Leader
	if told := p.hook.Info(); told.SecretID != "" {
		p.secrets = append(p.secrets, told.SecretID)
	}
	if credential, _ := p.option("credential").(string); credential != "" {
		p.secrets = append(p.secrets, credential)
	}
	ids := &call.SecretIDs{}
	_ = p.do(ids)
	for _, id := range ids.IDs {
		p.own = append(p.own, "secret:"+id)
	}
	for _, endpoint := range []string{"database", "admin", "cluster", "gossip"} {
		relations := &call.RelationIDs{Endpoint: endpoint}
		_ = p.do(relations)
		for _, id := range relations.IDs {
			p.relations = append(p.relations, id)
			p.meet(id)
		}
	}
	if told := p.hook.Info(); told.Relation != "" && !slices.Contains(p.relations, told.Relation) {
		p.relations = append(p.relations, told.Relation)
	}
	p.secrets = append(p.secrets, p.own...)
}

// meet reads the databags of a relation.
func (p *program) meet(relation string) {
	list := &call.RelationList{Relation: relation}
	_ = p.do(list)
	app := &call.RelationList{Relation: relation, App: true}
	_ = p.do(app)
	p.units = append(p.units, list.Units...)
	for _, of := range append([]string{app.RemoteApp}, list.Units...) {
		bag := &call.RelationGet{Relation: relation, Of: of}
		_ = p.do(bag)
		for _, key := range []string{"one", "two"} {
			if strings.HasPrefix(bag.Data[key], "secret:") {
				p.secrets = append(p.secrets, bag.Data[key])
			}
		}
	}
}

// react does what the hook is for, most of the time.
func (p *program) react(always bool) {
	told := p.hook.Info()
	if !always && p.chance(25) {
		return
	}
	switch told.Kind {
	case call.KindSecretChanged:
		_ = p.do(&call.SecretGet{ID: told.SecretID, Refresh: true})
	case call.KindSecretRemove:
		_ = p.do(&call.SecretRemove{ID: told.SecretID, Revision: told.SecretRevision})
	case call.KindSecretExpired:
		if !always && p.chance(40) {
			_ = p.do(&call.SecretSet{ID: told.SecretID, Content: p.fresh()})
		} else {
			_ = p.do(&call.SecretRemove{ID: told.SecretID, Revision: told.SecretRevision})
		}
	case call.KindSecretRotate:
		_ = p.do(&call.SecretSet{ID: told.SecretID, Content: p.fresh()})
		if p.chance(50) {
			_ = p.do(&call.SecretGet{ID: told.SecretID, Refresh: true})
		}
	case call.KindRelationCreated, call.KindRelationJoined:
		if !always && told.Endpoint != "" {
			p.share(told.Relation)
		}
	case call.KindRelationChanged:
		if id := p.of(p.secrets...); id != "" {
			_ = p.do(&call.SecretGet{ID: id})
		}
	case call.KindAction:
		_ = p.do(&call.ActionGet{})
		_ = p.do(&call.ActionSet{Results: []call.ActionResult{{Key: "a.b", Value: "c"}}})
		if !always && p.chance(20) {
			_ = p.do(&call.ActionFail{Message: "no"})
		}
	}
}

// share makes a secret, grants it over a relation and says so there.
func (p *program) share(relation string) {
	add := &call.SecretAdd{Owner: call.OwnerUnit, Content: p.fresh(), Label: p.label()}
	if p.leader && p.hook.Info().RemoteApp != p.hook.AppName() && p.chance(70) {
		add.Owner = ""
	}
	if len(p.own) > 5 || p.do(add) != nil {
		return
	}
	p.secrets = append(p.secrets, add.ID)
	if p.hook.Info().RemoteApp != "remote-db" { // who consumes an offer cannot share
		_ = p.do(&call.SecretGrant{ID: add.ID, Relation: relation})
	}
	_ = p.do(&call.RelationSet{Relation: relation, App: p.leader, Data: map[string]string{p.key(): add.ID}})
}

// fresh is content that no other secret has.
func (p *program) fresh() map[string]string {
	content := map[string]string{"token": fmt.Sprintf("%016x", p.random.Uint64())}
	if p.chance(20) {
		content["user"] = "admin"
	}
	return content
}

func (p *program) key() string { return p.of("one", "two") }

// label is a label or none: one that many want, or one of many that is seldom taken yet.
func (p *program) label() string {
	switch {
	case p.chance(45):
		return ""
	case p.chance(60):
		return fmt.Sprintf("label%d", p.random.IntN(40))
	}
	return p.color()
}

// color is a label that many want.
func (p *program) color() string { return p.of("red", "green", "blue", "grey") }

func (p *program) of(texts ...string) string {
	if len(texts) == 0 {
		return ""
	}
	return texts[p.random.IntN(len(texts))]
}

func (p *program) secret() string {
	if p.chance(2) {
		return "secret:d0erdgpp4ni1a7hg2cv0" // nobody's
	}
	return p.or(p.of(p.secrets...), "secret:d0erdgpp4ni1a7hg2cv0")
}

// managed is a secret to be changed: most often one that the unit may change.
func (p *program) managed() string {
	if len(p.own) > 0 && p.chance(92) {
		return p.of(p.own...)
	}
	return p.secret()
}

func (p *program) relation() string {
	if p.chance(4) {
		return "database:99"
	}
	return p.or(p.of(p.relations...), "cluster:0")
}

func (p *program) unit() string {
	return p.or(p.of(p.units...), "db/0")
}

func (p *program) or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
