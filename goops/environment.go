package goopscharm

import (
	"path/filepath"
	"strconv"
	"strings"

	"github.com/charmscenario/scenario/call"
)

// environment returns what Juju starts a hook with (HookVars), as far as it follows from what the hook is
// told. Nothing of the process's own environment is among it.
func environment(hook *call.Hook, charmDir string) map[string]string {
	what, path := hook.Name, "hooks/"+hook.Name
	if hook.Kind == call.KindAction {
		what, path = hook.Action, "actions/"+hook.Action
	}
	env := map[string]string{
		"CHARM_DIR":                 charmDir,
		"JUJU_CHARM_DIR":            charmDir,
		"JUJU_DISPATCH_PATH":        path,
		"JUJU_HOOK_NAME":            hook.Name,
		"JUJU_CONTEXT_ID":           hook.Unit + "-" + what + "-" + strings.Repeat("0", 32),
		"JUJU_AGENT_SOCKET_ADDRESS": "@/var/lib/juju/agents/" + unitTag(hook.Unit) + "/agent.socket",
		"JUJU_AGENT_SOCKET_NETWORK": "unix",
		"JUJU_UNIT_NAME":            hook.Unit,
		"JUJU_MODEL_NAME":           hook.Model.Name,
		"JUJU_MODEL_UUID":           hook.Model.UUID,
		"JUJU_VERSION":              hook.JujuVersion.String(),
		"PATH":                      toolsDir(hook.Unit) + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
	}
	for _, empty := range []string{
		"CLOUD_API_VERSION", "JUJU_API_ADDRESSES", "JUJU_AVAILABILITY_ZONE", "JUJU_MACHINE_ID", "JUJU_PRINCIPAL_UNIT",
		"JUJU_CHARM_FTP_PROXY", "JUJU_CHARM_HTTP_PROXY", "JUJU_CHARM_HTTPS_PROXY", "JUJU_CHARM_NO_PROXY",
	} {
		env[empty] = ""
	}
	if hook.Kind.IsRelation() {
		env["JUJU_RELATION"], env["JUJU_RELATION_ID"] = hook.Endpoint, hook.Relation
		env["JUJU_REMOTE_APP"], env["JUJU_REMOTE_UNIT"] = hook.RemoteApp, hook.RemoteUnit
	}
	if hook.Kind == call.KindRelationDeparted {
		env["JUJU_DEPARTING_UNIT"] = hook.DepartingUnit
	}
	if hook.Kind.IsSecret() {
		env["JUJU_SECRET_ID"], env["JUJU_SECRET_LABEL"] = hook.SecretID, hook.SecretLabel
	}
	if hook.Kind == call.KindSecretRemove || hook.Kind == call.KindSecretExpired {
		env["JUJU_SECRET_REVISION"] = strconv.Itoa(hook.SecretRevision)
	}
	if hook.Kind == call.KindAction {
		env["JUJU_ACTION_NAME"], env["JUJU_ACTION_UUID"], env["JUJU_ACTION_TAG"] = hook.Action, hook.ActionID, "action-"+hook.ActionID
	}
	return env
}

// charmDir is the charm's directory: that of the test, or where a unit has it.
func charmDir(session *call.Session) string {
	if dir, err := filepath.Abs(session.CharmDir); err == nil && session.CharmDir != "" {
		return dir
	}
	return "/var/lib/juju/agents/" + unitTag(session.Hook.Unit) + "/charm"
}

// toolsDir is where a unit has its hook tools.
func toolsDir(unit string) string { return "/var/lib/juju/tools/" + unitTag(unit) }

// unitTag returns "unit-web-0" for "web/0".
func unitTag(unit string) string { return "unit-" + strings.ReplaceAll(unit, "/", "-") }
