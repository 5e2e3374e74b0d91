package usersecrets_test

import "testing"

// Each task of the page with Terraform, as far as the provider has it, from the state that the task before left.

func TestPlanDeploy(t *testing.T) { checkTask(t, "The model", "hcl", "text") }
func TestPlanAdd(t *testing.T)    { checkTask(t, "Add a secret", "hcl", "text") }
func TestPlanShow(t *testing.T)   { checkTask(t, "View details of a secret", "hcl", "text") }
func TestPlanGrant(t *testing.T)  { checkTask(t, "Grant access to a secret", "hcl", "text") }
func TestPlanConfigure(t *testing.T) {
	checkTask(t, "Put a secret into the configuration", "hcl", "text")
}
func TestPlanUpdate(t *testing.T) { checkTask(t, "Update a secret", "hcl", "text") }
func TestPlanRename(t *testing.T) { checkTask(t, "Rename and describe a secret", "hcl", "text") }
func TestPlanRevoke(t *testing.T) { checkTask(t, "Revoke access to a secret", "hcl", "text") }
func TestPlanRemove(t *testing.T) { checkTask(t, "Remove a secret", "hcl", "text") }
