package hooktool

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/charmscenario/scenario/call"
)

// subjects lists the kinds of hooks whose names begin with what they concern: an endpoint, a storage, a
// container.
func subjects() []call.Kind {
	return []call.Kind{
		call.KindRelationCreated, call.KindRelationJoined, call.KindRelationChanged, call.KindRelationDeparted, call.KindRelationBroken,
		"storage-attached", "storage-detaching",
		"pebble-ready", "pebble-custom-notice", "pebble-check-failed", "pebble-check-recovered", "pebble-change-updated",
	}
}

// Environment returns the variables that Juju tells a hook with what it is about, sorted by name: all but
// those of directories, sockets and the running context. [ReadEnvironment] is its inverse.
func Environment(hook *call.Hook) []string {
	var env []string
	set := func(name, value string) { env = append(env, name+"="+value) }
	set("JUJU_UNIT_NAME", hook.Unit)
	set("JUJU_MODEL_NAME", hook.Model.Name)
	set("JUJU_MODEL_UUID", hook.Model.UUID)
	set("JUJU_VERSION", hook.JujuVersion.String())
	set("JUJU_MACHINE_ID", hook.MachineID)
	set("JUJU_AVAILABILITY_ZONE", hook.AvailabilityZone)
	set("JUJU_PRINCIPAL_UNIT", hook.PrincipalUnit)
	if hook.Kind == call.KindAction {
		set("JUJU_DISPATCH_PATH", "actions/"+hook.Action)
		set("JUJU_HOOK_NAME", "")
		set("JUJU_ACTION_NAME", hook.Action)
		set("JUJU_ACTION_UUID", hook.ActionID)
		set("JUJU_ACTION_TAG", "action-"+hook.ActionID)
	} else {
		set("JUJU_DISPATCH_PATH", "hooks/"+hook.Name)
		set("JUJU_HOOK_NAME", hook.Name)
	}
	if hook.Kind.IsRelation() {
		set("JUJU_RELATION", hook.Endpoint)
		set("JUJU_RELATION_ID", hook.Relation)
		set("JUJU_REMOTE_APP", hook.RemoteApp)
		set("JUJU_REMOTE_UNIT", hook.RemoteUnit)
		if hook.Kind == call.KindRelationDeparted {
			set("JUJU_DEPARTING_UNIT", hook.DepartingUnit)
		}
	}
	if hook.Kind.IsSecret() {
		set("JUJU_SECRET_ID", hook.SecretID)
		set("JUJU_SECRET_LABEL", hook.SecretLabel)
		if hook.SecretRevision > 0 {
			set("JUJU_SECRET_REVISION", strconv.Itoa(hook.SecretRevision))
		}
	}
	if hook.StorageID != "" {
		set("JUJU_STORAGE_ID", hook.StorageID)
		set("JUJU_STORAGE_KIND", hook.StorageKind)
		set("JUJU_STORAGE_LOCATION", hook.StorageLocation)
	}
	if hook.Workload != "" {
		set("JUJU_WORKLOAD_NAME", hook.Workload)
	}
	slices.Sort(env)
	return env
}

// ReadEnvironment reads what the hook is about from the environment that Juju starts it with. Which hook
// it is stands in JUJU_DISPATCH_PATH, else in JUJU_HOOK_NAME; a hook of a kind that this package does not
// know keeps its whole name as its kind. An error says which variable is missing or wrong.
func ReadEnvironment(environ []string) (call.Hook, error) {
	get := func(name string) string { return variable(environ, name) }
	hook := call.Hook{
		Endpoint: get("JUJU_RELATION"), Relation: get("JUJU_RELATION_ID"), RemoteApp: get("JUJU_REMOTE_APP"),
		RemoteUnit: get("JUJU_REMOTE_UNIT"), DepartingUnit: get("JUJU_DEPARTING_UNIT"),
		SecretID: get("JUJU_SECRET_ID"), SecretLabel: get("JUJU_SECRET_LABEL"),
		StorageID: get("JUJU_STORAGE_ID"), StorageKind: get("JUJU_STORAGE_KIND"), StorageLocation: get("JUJU_STORAGE_LOCATION"),
		Workload: get("JUJU_WORKLOAD_NAME"), Action: get("JUJU_ACTION_NAME"), ActionID: get("JUJU_ACTION_UUID"),
		Unit: get("JUJU_UNIT_NAME"), Model: call.Model{Name: get("JUJU_MODEL_NAME"), UUID: get("JUJU_MODEL_UUID"), Type: call.ModelKubernetes},
		MachineID: get("JUJU_MACHINE_ID"), AvailabilityZone: get("JUJU_AVAILABILITY_ZONE"), PrincipalUnit: get("JUJU_PRINCIPAL_UNIT"),
	}
	switch {
	case hook.Unit == "":
		return call.Hook{}, errors.New("cannot read the hook: JUJU_UNIT_NAME is not set: this is a charm, to be started by Juju or by a test")
	case !call.IsUnitName(hook.Unit):
		return call.Hook{}, fmt.Errorf("cannot read the hook: JUJU_UNIT_NAME: %q is not the name of a unit; want a form such as \"web/0\"", hook.Unit)
	}
	hook.App, _, _ = strings.Cut(hook.Unit, "/")
	if hook.MachineID != "" {
		hook.Model.Type = call.ModelMachines // units on Kubernetes have no machine
	}
	if text := get("JUJU_VERSION"); text != "" {
		version, err := call.ParseVersion(text)
		if err != nil {
			return call.Hook{}, fmt.Errorf("cannot read the hook: JUJU_VERSION: %w", err)
		}
		hook.JujuVersion = version
	}
	if text := get("JUJU_SECRET_REVISION"); text != "" {
		revision, err := strconv.Atoi(text)
		if err != nil {
			return call.Hook{}, fmt.Errorf("cannot read the hook: JUJU_SECRET_REVISION: got %q, want a number", text)
		}
		hook.SecretRevision = revision
	}
	if err := nameHook(&hook, get("JUJU_DISPATCH_PATH"), get("JUJU_HOOK_NAME")); err != nil {
		return call.Hook{}, err
	}
	return hook, nil
}

// nameHook fills in which hook it is.
func nameHook(hook *call.Hook, dispatch, name string) error {
	folder, base := path.Split(dispatch)
	switch {
	case strings.Contains(name, "/"):
		return fmt.Errorf("cannot read the hook: JUJU_HOOK_NAME: %q is not the name of a hook; want a form such as \"config-changed\"", name)
	case strings.Contains(hook.Action, "/"):
		return fmt.Errorf("cannot read the hook: JUJU_ACTION_NAME: %q is not the name of an action; want a form such as \"backup\"", hook.Action)
	case folder == "actions/" || dispatch == "" && name == "" && hook.Action != "":
		hook.Kind = call.KindAction
		if hook.Action == "" {
			hook.Action = base
		}
		return nil
	case base != "":
		name = base
	}
	switch name {
	case string(call.KindAction):
		return fmt.Errorf("cannot read the hook: %q is not the name of a hook; an action is told by JUJU_DISPATCH_PATH=\"actions/<name>\"", name)
	case "":
		return errors.New(`cannot tell which hook this is: neither JUJU_DISPATCH_PATH nor JUJU_HOOK_NAME is set; want a form such as JUJU_DISPATCH_PATH="hooks/config-changed"`)
	}
	hook.Kind, hook.Name = call.Kind(name), name
	for _, kind := range subjects() {
		subject, ok := strings.CutSuffix(name, "-"+string(kind))
		if !ok || subject == "" {
			continue
		}
		hook.Kind = kind
		switch {
		case kind.IsRelation() && hook.Endpoint == "":
			hook.Endpoint = subject
		case strings.HasPrefix(string(kind), "pebble-") && hook.Workload == "":
			hook.Workload = subject
		}
	}
	return nil
}
