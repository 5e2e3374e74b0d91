package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/examples/database"
	"github.com/charmscenario/scenario/examples/webserver"
	"github.com/charmscenario/scenario/juju"
)

// The charms of the story.
var (
	databaseCharm  = juju.Charm{Handler: database.New(), Metadata: database.Metadata}
	webserverCharm = juju.Charm{Handler: webserver.New(), Metadata: webserver.Metadata}
)

// day is how often the database renews its password.
const day = 24 * time.Hour

// A chapter is what people and time do to a model, and what is true of it once no unit has anything left to do.
type chapter struct {
	title string
	do    func(*juju.Model) error
	then  facts
}

// life is the story of one credential, from the first web server to the last. It begins with so many web servers.
func life(units int) []chapter {
	return []chapter{
		beginning(units),
		{"the password is renewed", func(m *juju.Model) error {
			return m.Advance(day)
		}, facts{revision: 2, kept: 1, loggedIn: units}},

		{"one more web server", func(m *juju.Model) error {
			return m.Scale("webserver", units+1)
		}, facts{revision: 2, kept: 1, loggedIn: units + 1}},

		{"the leader is lost in the middle of a rotation", func(m *juju.Model) error {
			return errors.Join(m.Advance(day), step(m, "database/leader", charm.KindSecretRotate), m.Failover("database", ""))
		}, facts{revision: 3, kept: 1, loggedIn: units + 1}},

		{"one web server less", func(m *juju.Model) error {
			return m.Scale("webserver", units)
		}, facts{revision: 3, kept: 1, loggedIn: units}},

		{"another application", func(m *juju.Model) error {
			return errors.Join(m.Deploy(webserverCharm, juju.Deployment{Name: "blog"}), m.Integrate("blog", "database"))
		}, facts{revision: 3, kept: 1, loggedIn: units + 1}},

		// The database revokes the grant and renews the password. What the blog has read it tracks until it is removed.
		{"the other application leaves", func(m *juju.Model) error {
			return m.RemoveRelation("blog", "database")
		}, facts{revision: 4, kept: 2, loggedIn: units, inactive: 1}},

		{"it is removed", func(m *juju.Model) error {
			return errors.Join(m.RemoveApplication("blog"), m.Settle(), m.Advance(day))
		}, facts{revision: 5, kept: 1, loggedIn: units}},

		{"the web servers leave", func(m *juju.Model) error {
			return m.RemoveRelation("webserver", "database")
		}, facts{revision: 6, kept: 2, inactive: units}},

		{"they come back", func(m *juju.Model) error {
			return m.Integrate("webserver", "database")
		}, facts{revision: 6, kept: 1, loggedIn: units}},

		{"everything is removed", func(m *juju.Model) error {
			return m.RemoveApplication("database", "webserver")
		}, facts{}},
	}
}

// beginning is the chapter with which every story begins.
func beginning(units int) chapter {
	return chapter{"two applications, one relation", func(m *juju.Model) error {
		return errors.Join(
			m.Deploy(databaseCharm, juju.Deployment{Units: 2}),
			m.Deploy(webserverCharm, juju.Deployment{Units: units}),
			m.Integrate("webserver", "database"),
		)
	}, facts{revision: 1, kept: 1, loggedIn: units}}
}

// step runs the next hook of a unit, which must be one of this kind.
func step(m *juju.Model, unit string, kind charm.Kind) error {
	event, _, err := m.Next(unit)
	if err != nil {
		return err
	}
	if event.Kind != kind {
		return fmt.Errorf("the next hook of %s is %q; want %q", unit, event.Kind, kind)
	}
	_, err = m.StepUnit(unit)
	return err
}

// play plays a story on a model. No hook may fail, and nobody may keep an old revision that it was told of.
func play(m *juju.Model, story []chapter) error {
	m.Check(juju.NoUnitInError)
	m.Check(juju.MaxRevisions(1))
	for _, c := range story {
		found, err := c.play(m)
		if err == nil && found != c.then {
			err = fmt.Errorf("found %+v; want %+v", found, c.then)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", c.title, err)
		}
	}
	return nil
}

// play does what the chapter says, waits until no unit has anything left to do, and looks.
func (c chapter) play(m *juju.Model) (facts, error) {
	if err := c.do(m); err != nil {
		return facts{}, err
	}
	if err := m.Settle(); err != nil {
		return facts{}, err
	}
	return look(m)
}
