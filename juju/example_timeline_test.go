package juju_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// announcer is a charm whose leader tells the other side its name.
func announcer() *charm.Mux {
	m := charm.NewMux()
	m.RelationJoined("database", func(e *charm.RelationEvent) error {
		return e.Relation.LocalApp().Set("host", e.AppName())
	})
	return m
}

// connector is a charm that connects to what it is told.
func connector() *charm.Mux {
	m := charm.NewMux()
	m.RelationChanged("database", func(e *charm.RelationEvent) error {
		host, ok, err := e.Relation.RemoteApp().Get("host")
		if err != nil || !ok {
			return err
		}
		return e.Unit().SetStatus(charm.Active("connected to " + host))
	})
	return m
}

// connected is a model in which both have met.
func connected() (*juju.Model, error) {
	model := &juju.Model{}
	err := model.Deploy(juju.Charm{Handler: announcer(), Metadata: "name: db\nprovides:\n  database: {interface: sql}\n"}, juju.Deployment{})
	if err != nil {
		return nil, err
	}
	err = model.Deploy(juju.Charm{Handler: connector(), Metadata: "name: web\nrequires:\n  database: {interface: sql}\n"}, juju.Deployment{})
	if err != nil {
		return nil, err
	}
	if err := model.Settle(); err != nil {
		return nil, err
	}
	if err := model.Integrate("db", "web"); err != nil {
		return nil, err
	}
	return model, model.Settle()
}

// The timeline tells what happened and why. A test prints the part that matters: here, what followed the last command.
func ExampleTimeline() {
	model, err := connected()
	if err != nil {
		panic(err)
	}
	fmt.Print(model.Timeline().Since(11))
	// Output:
	// 2000-01-01 00:00:00 UTC
	//   11 juju integrate db web
	//   12 web/0 database-relation-created (db), because the relation was added (11)
	//   13 db/0 database-relation-created (web), because the relation was added (11)
	//   14 web/0 database-relation-joined (db/0), because the relation was added (11)
	//   15 db/0 database-relation-joined (web/0), because the relation was added (11)
	//        databag of db in database:0, host: "db"
	//   16 web/0 database-relation-changed (db/0), because it follows relation-joined (14)
	//        status of web/0: unknown -> active "connected to db"
	//   17 db/0 database-relation-changed (web/0), because it follows relation-joined (15)
	//   18 web/0 database-relation-changed (db), because db/0 wrote the databag of db (15)
}

// Causes tells what led to one hook, back to the command that began it.
func ExampleTimeline_Causes() {
	model, err := connected()
	if err != nil {
		panic(err)
	}
	fmt.Print(model.Timeline().Causes(18))
	// Output:
	// 2000-01-01 00:00:00 UTC
	//   11 juju integrate db web
	//   15 db/0 database-relation-joined (web/0), because the relation was added (11)
	//        databag of db in database:0, host: "db"
	//   18 web/0 database-relation-changed (db), because db/0 wrote the databag of db (15)
}

// Of chooses the hooks of a unit, or of all units of an application.
func ExampleTimeline_Of() {
	model, err := connected()
	if err != nil {
		panic(err)
	}
	for _, entry := range model.Timeline().Of("web/0").Last(2) {
		fmt.Println(entry)
	}
	// Output:
	// 16 web/0 database-relation-changed (db/0), because it follows relation-joined (14)
	//      status of web/0: unknown -> active "connected to db"
	// 18 web/0 database-relation-changed (db), because db/0 wrote the databag of db (15)
}

// Mermaid is for a page or an issue, SVG for a browser.
func ExampleTimeline_Mermaid() {
	model, err := connected()
	if err != nil {
		panic(err)
	}
	fmt.Print(model.Timeline().Causes(18).Mermaid())
	// Output:
	// sequenceDiagram
	//   actor p0 as admin
	//   participant p1 as db/0
	//   participant p2 as web/0
	//   Note over p0,p2: 2000-01-01 00:00:00 UTC
	//   Note over p0: 11 juju integrate db web
	//   p0->>p1: the relation was added
	//   Note over p1: 15 database-relation-joined (web/0)<br/>databag of db in database:0, host: "db"
	//   p1->>p2: wrote host
	//   Note over p2: 18 database-relation-changed (db)
}

// A change is one leaf of what a hook did.
func ExampleChange() {
	model, err := connected()
	if err != nil {
		panic(err)
	}
	if err := model.Advance(5 * time.Minute); err != nil {
		panic(err)
	}
	for _, entry := range model.Timeline() {
		for _, change := range entry.Changes {
			if strings.HasPrefix(entry.Hook, "database-") {
				fmt.Println(change.What, "|", change)
			}
		}
	}
	// Output:
	// databag | databag of db in database:0, host: "db"
	// status | status of web/0: unknown -> active "connected to db"
}
