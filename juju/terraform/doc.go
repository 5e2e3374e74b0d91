// Package terraform applies plans written for Terraform's juju provider to a simulated model, without Terraform, the provider or Juju. A test that has
// a plan beside its charm sees in milliseconds what the plan makes of the model: which hooks run, which secrets are granted to whom.
//
//	workspace := &terraform.Workspace{Model: model}
//	result, err := workspace.ApplyText("main.tf", plan)
//
// What is read: files of HCL (and JSON) with variables, locals, outputs, the resources juju_model, juju_application, juju_integration, juju_offer,
// juju_secret and juju_access_secret, and the data sources juju_model, juju_application, juju_offer and juju_secret, with count, for_each, depends_on,
// dynamic blocks, lifecycle's prevent_destroy and ignore_changes, and the functions that need nothing but their arguments or a file. Attributes are those
// of version 1 of the provider; instead of model_uuid the older model is taken too. Everything else that Terraform has (modules, provisioners, backends,
// other providers, moved, import and check blocks, ...) is refused by its name, with file and line.
//
// # What happens
//
// As under Terraform, a configuration is first compared with what the Workspace remembers and the model holds, with values that are not known yet left open;
// then what left it is destroyed, dependents first, and what is new or differs is created and updated, dependents last. Resources that do not depend on each
// other, which Terraform takes several at a time in any order, are taken one by one as they are written. A plan that changes nothing calls no verb of the
// model.
//
// Hooks run where the provider waits for the model, by [juju.Model.Settle]: after an application is created, and until an application, an integration or a model
// that is destroyed is gone. At the end of Apply hooks are left to the test, as they are left to Juju when terraform apply returns.
//
// # Differences
//
// The provider's own defects are not repeated where they would hide something from a test: it tells of the first refusal alone when several applications are
// granted a secret, and cuts options with a fraction when it reads them, so that they differ for ever. An offer that is in use is withdrawn at once, with the
// relations over it, instead of after five minutes. On machines the units with the highest numbers go first, instead of any.
//
// # What has no effect here
//
// Constraints, storage directives, endpoint bindings, resources, registry credentials, the CIDRs of an integration or of expose, and a model's cloud, credential,
// annotations and config are checked, remembered and compared as the provider does, but a simulated model has nothing that they would change.
package terraform
