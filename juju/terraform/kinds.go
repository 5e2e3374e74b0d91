package terraform

// resourceKinds are the types of resources that are read.
var resourceKinds = []*kind{accessSecretKind, applicationKind, integrationKind, modelKind, offerKind, secretKind}

// dataKinds are the data sources that are read.
var dataKinds = []*kind{applicationData, modelData, offerData, secretData}

// unreadResources are the types of resources that the provider has besides.
var unreadResources = []string{
	"juju_access_model", "juju_access_offer", "juju_cloud", "juju_controller", "juju_credential", "juju_jaas_access_cloud", "juju_jaas_access_controller",
	"juju_jaas_access_group", "juju_jaas_access_model", "juju_jaas_access_offer", "juju_jaas_access_role", "juju_jaas_controller", "juju_jaas_group", "juju_jaas_role",
	"juju_kubernetes_cloud", "juju_machine", "juju_secret_backend", "juju_space", "juju_ssh_key", "juju_storage_pool", "juju_subnet", "juju_user",
}

// unreadData are the data sources that the provider has besides.
var unreadData = []string{"juju_charm", "juju_jaas_group", "juju_jaas_role", "juju_machine", "juju_space", "juju_storage_pool", "juju_subnets"}
