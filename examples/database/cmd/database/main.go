// Command database is the charm as a program: what Juju runs for every hook and action.
package main

import (
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/examples/database"
)

func main() { charm.Main(database.New()) }
