package juju

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmscenario/scenario/internal/nearest"
)

// commands lists the commands of the client, by what they are about.
func commands() []command {
	return slices.Concat(secretCommands(), applicationCommands(), relationCommands(), actionCommands(), offerCommands(), modelCommands(), clientCommands())
}

func secretCommands() []command {
	const content = "[<key>[#base64|#file]=<value> ...]"
	return []command{
		{name: "add-secret", users: true, args: "<name> " + content, summary: "Adds a secret of the user's.", read: addSecretCommand},
		{name: "update-secret", users: true, args: "<ID>|<name> " + content, summary: "Changes a secret of the user's.", read: updateSecretCommand},
		{name: "remove-secret", users: true, args: "<ID>|<name>", summary: "Removes a secret of the user's, or one revision of it.", read: removeSecretCommand},
		{name: "grant-secret", users: true, args: "<ID>|<name> <application>[,<application>...]", summary: "Lets applications read a secret of the user's.", read: grantSecretCommand},
		{name: "revoke-secret", users: true, args: "<ID>|<name> <application>[,<application>...]", summary: "Takes back what grant-secret gave.", read: revokeSecretCommand},
		{name: "secrets", aliases: []string{"list-secrets"}, summary: "Lists the secrets of the model.", read: listSecretsCommand},
		{name: "show-secret", args: "<ID>|<name>", summary: "Shows a secret.", read: showSecretCommand},
	}
}

func applicationCommands() []command {
	const removals = "Units run their last hooks."
	return []command{
		{name: "deploy", args: "<charm> [<application>]", summary: "Deploys a charm that the model knows.", read: deployCommand},
		{name: "refresh", args: "<application>", summary: "Gives an application another charm, or a newer one.", read: refreshCommand},
		{name: "config", args: "<application> [<key>[=<value>] ...]", summary: "Shows or changes the configuration of an application.", read: configCommand},
		{name: "trust", args: "<application>", summary: "Lets an application use the credentials of the cloud.", read: trustCommand},
		{name: "expose", args: "<application>", summary: "Lets an application be reached from outside.", read: exposeCommand},
		{name: "unexpose", args: "<application>", summary: "Takes back what expose gave.", read: unexposeCommand},
		{name: "add-unit", args: "<application>", summary: "Adds units to an application.", read: addUnitCommand},
		{name: "remove-unit", args: "<unit> ...|<application>", summary: "Removes units. " + removals, read: removeUnitCommand},
		{name: "scale-application", args: "<application> <number>", summary: "Gives an application so many units.", read: scaleApplicationCommand},
		{name: "remove-application", args: "<application> ...", summary: "Removes applications. " + removals, read: removeApplicationCommand},
		{name: "resolved", aliases: []string{"resolve"}, args: "<unit> ...", summary: "Runs failed hooks of units again.", read: resolvedCommand},
	}
}

func relationCommands() []command {
	const pair = "<application>[:<endpoint>] <application>[:<endpoint>]"
	return []command{
		{name: "integrate", aliases: []string{"relate"}, args: pair, summary: "Relates two applications.", read: integrateCommand},
		{name: "remove-relation", args: pair + "|<number>", summary: "Removes a relation.", read: removeRelationCommand},
		{name: "suspend-relation", args: "<number> ...", summary: "Suspends relations over an offer.", read: suspendRelationCommand},
		{name: "resume-relation", args: "<number> ...", summary: "Resumes suspended relations.", read: resumeRelationCommand},
	}
}

func actionCommands() []command {
	return []command{
		{name: "run", args: "<unit> ... <action> [<key>=<value> ...]", summary: "Runs an action.", read: runCommand},
		{name: "actions", aliases: []string{"list-actions"}, args: "<application>", summary: "Lists the actions of an application.", read: actionsCommand},
		{name: "show-operation", args: "<operation>", summary: "Shows an operation.", read: showOperationCommand},
		{name: "show-task", args: "<task>", summary: "Shows a task.", read: showTaskCommand},
	}
}

func offerCommands() []command {
	return []command{
		{name: "offer", args: "[<model>.]<application>:<endpoint>[,...] [<offer>]", summary: "Offers endpoints to other models.", read: offerCommand},
		{name: "offers", aliases: []string{"list-offers"}, args: "[<offer>]", summary: "Lists the offers of the model.", read: offersCommand},
		{name: "remove-offer", args: "<offer> ...", summary: "Withdraws offers.", read: removeOfferCommand},
		{name: "consume", args: "<offer> [<application>]", summary: "Makes an offer of another model known to this one.", read: consumeCommand},
		{name: "remove-saas", args: "<application> ...", summary: "Forgets consumed offers.", read: removeSAASCommand},
	}
}

func modelCommands() []command {
	return []command{
		{name: "status", args: "[<selector> ...]", summary: "Shows the status of the model.", read: statusCommand},
		{name: "show-unit", args: "<unit> ...", summary: "Shows units, with the data of their relations.", read: showUnitCommand},
		{name: "debug-log", summary: "Shows the log of the model.", read: debugLogCommand},
		{name: "models", aliases: []string{"list-models"}, summary: "Lists the models of the controller.", read: modelsCommand},
		{name: "show-model", args: "[<model>]", summary: "Shows a model.", read: showModelCommand},
		{name: "add-model", args: "<model>", summary: "Adds a model.", read: addModelCommand},
		{name: "destroy-model", args: "<model>", summary: "Ends a model.", read: destroyModelCommand},
		{name: "model-config", args: "[<key>[=<value>] ...]", summary: "Shows or changes the configuration of the model.", read: modelConfigCommand},
	}
}

func clientCommands() []command {
	return []command{
		{name: "switch", args: "[<model>]", summary: "Shows or chooses the current model.", read: switchCommand},
		{name: "whoami", summary: "Shows the current controller, model and user.", read: whoamiCommand},
		{name: "version", summary: "Shows the version of the client.", read: versionCommand},
		{name: "help", args: "[commands|<command>]", summary: "Shows help.", read: helpCommand},
	}
}

// lookUp finds a command by its name. Of a name that is no command's, the one that is returned says so.
func (c *Client) lookUp(name string) command {
	var names []string
	for _, known := range commands() {
		if known.users && !c.Model.version.AtLeast(3, 3, 0) {
			continue
		}
		if known.name == name || slices.Contains(known.aliases, name) {
			return known
		}
		names = append(append(names, known.name), known.aliases...)
	}
	return command{name: name, read: func(*invocation) (func() error, error) {
		return func() error {
			if slices.Contains(strings.Fields(absentCommands), name) {
				return absent("juju %s", name)
			}
			text := fmt.Sprintf(`juju: %q is not a juju command. See "juju --help".`, name)
			if meant := nearest.Name(name, names); meant != "" {
				text += "\n\nDid you mean:\n\t" + meant
			}
			return fmt.Errorf("%s", text)
		}, nil
	}}
}

// absentCommands are those of Juju's client that are not simulated.
const absentCommands = `
add-cloud add-credential add-k8s add-machine add-secret-backend add-space add-ssh-key add-storage add-user agree agreements
attach-resource attach-storage autoload-credentials bind bootstrap cancel-task change-user-password charm-resources clouds
constraints controller-config controllers create-backup create-storage-pool credentials dashboard debug-code debug-hook debug-hooks
default-credential default-region destroy-controller detach-storage diff-bundle disable-command disable-user disabled-commands
documentation download download-backup enable-command enable-destroy-controller enable-ha enable-user exec export-bundle find find-offers
firewall-rules grant grant-cloud help-action-commands help-hook-commands help-tool import-filesystem import-ssh-key info kill-controller list-agreements
list-charm-resources list-clouds list-controllers list-credentials list-disabled-commands list-firewall-rules list-machines list-operations
list-regions list-resources list-secret-backends list-spaces list-ssh-keys list-storage
list-storage-pools list-subnets list-users login logout machines migrate model-constraints model-default model-defaults
model-secret-backend move-to-space operations regions register reload-spaces remove-cloud remove-credential remove-k8s remove-machine
remove-secret-backend remove-space remove-ssh-key remove-storage remove-storage-pool remove-user rename-space resources
retry-provisioning revoke revoke-cloud scp secret-backends set-application-base set-constraints set-credential
set-default-credentials set-default-region set-firewall-rule set-meter-status set-model-constraints show-action show-application
show-cloud show-controller show-credential show-credentials show-machine show-offer show-secret-backend show-space
show-status-log show-storage show-user spaces ssh ssh-keys storage storage-pools subnets sync-agent-binary
unregister update-cloud update-credential update-credentials update-k8s update-public-clouds
update-secret-backend update-storage-pool upgrade-controller upgrade-machine upgrade-model users wait-for`
