package hooktool

import "github.com/charmscenario/scenario/call"

// tool is one row of the table of hook tools, which is read in both directions: arguments become a call
// and its answer is printed, or a call becomes arguments and what is printed becomes its answer.
type tool struct {
	usage   string // the arguments that are no options
	purpose string // for --help
	read    func(*invocation) (step, error)
	write   func(*commandLine, call.Call)
	answer  func(call.Call, []byte) error
}

// row makes a tool of functions over its own call. A nil answer is for tools that print nothing.
func row[C call.Call](usage, purpose string, read func(*invocation) (step, error), write func(*commandLine, C), answer func(C, []byte) error) tool {
	return tool{
		usage: usage, purpose: purpose, read: read,
		write: func(l *commandLine, c call.Call) { write(l, c.(C)) },
		answer: func(c call.Call, text []byte) error {
			if answer == nil {
				return nil
			}
			return answer(c.(C), text)
		},
	}
}

// Tools lists the hook tools of a version of Juju, sorted by name.
func Tools(v call.Version) []string {
	var names []string
	for _, name := range call.Tools() {
		if hasTool(name, v) {
			names = append(names, name)
		}
	}
	return names
}

// hasTool reports whether a version of Juju has the tool.
func hasTool(name string, v call.Version) bool {
	switch name {
	case "relation-model-get":
		return v.AtLeast(3, 6, 0)
	case "leader-get", "leader-set":
		return !v.AtLeast(4, 0, 0)
	}
	return true
}

// lookUp finds a hook tool.
func lookUp(name string) (tool, bool) {
	switch name {
	case "secret-add":
		return row("[<key>[#base64|#file]=<value> ...]", "Adds a secret.", secretAdd, writeSecretAdd, answerSecretAdd), true
	case "secret-set":
		return row("<ID> [<key>[#base64|#file]=<value> ...]", "Updates a secret.", secretSet, writeSecretSet, nil), true
	case "secret-get":
		return row("[<ID>] [<key>[#base64]]", "Prints the content of a secret.", secretGet, writeSecretGet, answerSecretGet), true
	case "secret-info-get":
		return row("[<ID>]", "Prints the metadata of a secret that this unit manages.", secretInfoGet, writeSecretInfoGet, answerSecretInfoGet), true
	case "secret-ids":
		return row("", "Prints the IDs of the secrets that this unit manages.", secretIDs, writeSecretIDs, answerSecretIDs), true
	case "secret-grant":
		return row("<ID>", "Lets the other side of a relation read a secret.", secretGrant, writeSecretGrant, nil), true
	case "secret-revoke":
		return row("<ID>", "Takes back a grant of a secret.", secretRevoke, writeSecretRevoke, nil), true
	case "secret-remove":
		return row("<ID>", "Removes a secret or one of its revisions.", secretRemove, writeSecretRemove, nil), true
	case "relation-ids":
		return row("[<endpoint>]", "Prints the relations of an endpoint.", relationIDs, writeRelationIDs, answerRelationIDs), true
	case "relation-list":
		return row("", "Prints the units, or the application, on the other side of a relation.", relationList, writeRelationList, answerRelationList), true
	case "relation-get":
		return row("[<key>|-] [<unit>|<application>]", "Prints relation data.", relationGet, writeRelationGet, answerRelationGet), true
	case "relation-set":
		return row("<key>=<value> ...", "Writes relation data.", relationSet, writeRelationSet, nil), true
	case "relation-model-get":
		return row("", "Prints the model of the other side of a relation.", relationModelGet, writeRelationModelGet, answerRelationModelGet), true
	}
	return lookUpUnit(name)
}

// lookUpUnit finds the tools that concern the unit itself.
func lookUpUnit(name string) (tool, bool) {
	switch name {
	case "config-get":
		return row("[<key>]", "Prints the application's configuration.", configGet, writeConfigGet, answerConfigGet), true
	case "is-leader":
		return row("", "Prints whether this unit is the leader.", isLeader, writeIsLeader, answerIsLeader), true
	case "leader-get":
		return row("[<key>|-]", "Prints the leader's settings.", leaderGet, writeLeaderGet, answerLeaderGet), true
	case "leader-set":
		return row("<key>=<value> ...", "Writes the leader's settings.", leaderSet, writeLeaderSet, nil), true
	case "status-get":
		return row("", "Prints the status of the unit or application.", statusGet, writeStatusGet, answerStatusGet), true
	case "status-set":
		return row("<maintenance|blocked|waiting|active> [<message>]", "Sets the status of the unit or application.", statusSet, writeStatusSet, nil), true
	case "juju-log":
		return row("<message> ...", "Writes a line into the log.", jujuLog, writeJujuLog, nil), true
	case "application-version-set":
		return row("<version>", "Says which version of the workload runs.", applicationVersionSet, writeApplicationVersionSet, nil), true
	case "state-get":
		return row("[<key>|-]", "Prints the unit's stored state.", stateGet, writeStateGet, answerStateGet), true
	case "state-set":
		return row("<key>=<value> ...", "Stores state of the unit.", stateSet, writeStateSet, nil), true
	case "state-delete":
		return row("<key>", "Deletes a value of the unit's stored state.", stateDelete, writeStateDelete, nil), true
	case "action-get":
		return row("[<key>[.<key> ...]]", "Prints the parameters of the action.", actionGet, writeActionGet, answerActionGet), true
	case "action-set":
		return row("<key>=<value> ...", "Adds to the results of the action.", actionSet, writeActionSet, nil), true
	case "action-log":
		return row("<message> ...", "Writes a line of the action's progress.", actionLog, writeActionLog, nil), true
	case "action-fail":
		return row("[<message>]", "Marks the action as failed.", actionFail, writeActionFail, nil), true
	}
	return tool{}, false
}
