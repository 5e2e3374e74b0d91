package usersecrets_test

import "testing"

// Each task of the page with commands of the juju client, from the state that the task before left.

func TestCommandDeploy(t *testing.T) { checkTask(t, "The model", "console") }
func TestCommandAdd(t *testing.T)    { checkTask(t, "Add a secret", "console") }
func TestCommandList(t *testing.T)   { checkTask(t, "View all secrets", "console") }
func TestCommandShow(t *testing.T)   { checkTask(t, "View details of a secret", "console") }
func TestCommandGrant(t *testing.T)  { checkTask(t, "Grant access to a secret", "console") }
func TestCommandConfigure(t *testing.T) {
	checkTask(t, "Put a secret into the configuration", "console")
}
func TestCommandUpdate(t *testing.T)         { checkTask(t, "Update a secret", "console") }
func TestCommandRename(t *testing.T)         { checkTask(t, "Rename and describe a secret", "console") }
func TestCommandRemoveRevision(t *testing.T) { checkTask(t, "Remove one revision", "console") }
func TestCommandAutoPrune(t *testing.T)      { checkTask(t, "Let revisions remove themselves", "console") }
func TestCommandRevoke(t *testing.T)         { checkTask(t, "Revoke access to a secret", "console") }
func TestCommandRemove(t *testing.T)         { checkTask(t, "Remove a secret", "console") }
