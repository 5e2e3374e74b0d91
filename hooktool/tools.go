package hooktool

import "github.com/charmscenario/scenario/call"

// tool is one row of the table of hook tools.
type tool struct {
	usage   string // the arguments that are no options
	purpose string // for --help
	read    func(*invocation) (step, error)
}

// lookUp finds a hook tool of a version of Juju.
func lookUp(name string, v call.Version) (tool, bool) {
	switch name {
	case "secret-add":
		return tool{"[<key>[#base64|#file]=<value> ...]", "Adds a secret.", secretAdd}, true
	case "secret-set":
		return tool{"<ID> [<key>[#base64|#file]=<value> ...]", "Updates a secret.", secretSet}, true
	case "secret-get":
		return tool{"[<ID>] [<key>[#base64]]", "Prints the content of a secret.", secretGet}, true
	case "secret-info-get":
		return tool{"[<ID>]", "Prints the metadata of a secret that this unit manages.", secretInfoGet}, true
	case "secret-ids":
		return tool{"", "Prints the IDs of the secrets that this unit manages.", secretIDs}, true
	case "secret-grant":
		return tool{"<ID>", "Lets the other side of a relation read a secret.", secretGrant}, true
	case "secret-revoke":
		return tool{"<ID>", "Takes back a grant of a secret.", secretRevoke}, true
	case "secret-remove":
		return tool{"<ID>", "Removes a secret or one of its revisions.", secretRemove}, true
	case "relation-ids":
		return tool{"[<endpoint>]", "Prints the relations of an endpoint.", relationIDs}, true
	case "relation-list":
		return tool{"", "Prints the units, or the application, on the other side of a relation.", relationList}, true
	case "relation-get":
		return tool{"[<key>|-] [<unit>|<application>]", "Prints relation data.", relationGet}, true
	case "relation-set":
		return tool{"<key>=<value> ...", "Writes relation data.", relationSet}, true
	case "relation-model-get":
		return tool{"", "Prints the model of the other side of a relation.", relationModelGet}, v.AtLeast(3, 6, 0)
	}
	return lookUpUnit(name, v)
}

// lookUpUnit finds the tools that concern the unit itself.
func lookUpUnit(name string, v call.Version) (tool, bool) {
	switch name {
	case "config-get":
		return tool{"[<key>]", "Prints the application's configuration.", configGet}, true
	case "is-leader":
		return tool{"", "Prints whether this unit is the leader.", isLeader}, true
	case "leader-get":
		return tool{"[<key>|-]", "Prints the leader's settings.", leaderGet}, !v.AtLeast(4, 0, 0)
	case "leader-set":
		return tool{"<key>=<value> ...", "Writes the leader's settings.", leaderSet}, !v.AtLeast(4, 0, 0)
	case "status-get":
		return tool{"", "Prints the status of the unit or application.", statusGet}, true
	case "status-set":
		return tool{"<maintenance|blocked|waiting|active> [<message>]", "Sets the status of the unit or application.", statusSet}, true
	case "juju-log":
		return tool{"<message> ...", "Writes a line into the log.", jujuLog}, true
	case "application-version-set":
		return tool{"<version>", "Says which version of the workload runs.", applicationVersionSet}, true
	case "state-get":
		return tool{"[<key>|-]", "Prints the unit's stored state.", stateGet}, true
	case "state-set":
		return tool{"<key>=<value> ...", "Stores state of the unit.", stateSet}, true
	case "state-delete":
		return tool{"<key>", "Deletes a value of the unit's stored state.", stateDelete}, true
	case "action-get":
		return tool{"[<key>[.<key> ...]]", "Prints the parameters of the action.", actionGet}, true
	case "action-set":
		return tool{"<key>=<value> ...", "Adds to the results of the action.", actionSet}, true
	case "action-log":
		return tool{"<message> ...", "Writes a line of the action's progress.", actionLog}, true
	case "action-fail":
		return tool{"[<message>]", "Marks the action as failed.", actionFail}, true
	}
	return tool{}, false
}
