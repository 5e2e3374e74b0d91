package goopscharm

import (
	"path/filepath"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/hooktool"
)

// environment returns what Juju starts a hook with (HookVars): what hooktool tells of the hook, and the
// directories, the socket and the context of a unit. Nothing of the process's own environment is among it.
func environment(hook *call.Hook, charmDir string) map[string]string {
	what := hook.Name
	if hook.Kind == call.KindAction {
		what = hook.Action
	}
	env := map[string]string{
		"CHARM_DIR":                 charmDir,
		"JUJU_CHARM_DIR":            charmDir,
		"JUJU_CONTEXT_ID":           hook.Unit + "-" + what + "-" + strings.Repeat("0", 32),
		"JUJU_AGENT_SOCKET_ADDRESS": "@/var/lib/juju/agents/" + unitTag(hook.Unit) + "/agent.socket",
		"JUJU_AGENT_SOCKET_NETWORK": "unix",
		"PATH":                      toolsDir(hook.Unit) + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
	}
	for _, empty := range []string{
		"CLOUD_API_VERSION", "JUJU_API_ADDRESSES", "JUJU_CHARM_FTP_PROXY", "JUJU_CHARM_HTTP_PROXY", "JUJU_CHARM_HTTPS_PROXY", "JUJU_CHARM_NO_PROXY",
	} {
		env[empty] = ""
	}
	for _, variable := range hooktool.Environment(hook) {
		name, value, _ := strings.Cut(variable, "=")
		env[name] = value
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
