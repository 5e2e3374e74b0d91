terraform {
  required_providers {
    juju = {
      source  = "juju/juju"
      version = "~> 1.0"
    }
  }
}

variable "certificate" {
  type      = map(string)
  sensitive = true
}

variable "may_read" {
  type    = set(string)
  default = []
}

data "juju_model" "this" {
  name  = "scenario"
  owner = "admin"
}

resource "juju_application" "database" {
  model_uuid = data.juju_model.this.uuid
  charm { name = "database" }
}

resource "juju_application" "web" {
  model_uuid = data.juju_model.this.uuid
  name       = "web"
  units      = 2
  charm { name = "webserver" }
  config = { certificate = juju_secret.certificate.secret_uri }
}

resource "juju_integration" "login" {
  model_uuid = data.juju_model.this.uuid
  application { name = juju_application.database.name }
  application { name = juju_application.web.name }
}

resource "juju_secret" "certificate" {
  model_uuid = data.juju_model.this.uuid
  name       = "certificate"
  value      = var.certificate
}

resource "juju_access_secret" "certificate" {
  model_uuid   = data.juju_model.this.uuid
  secret_id    = juju_secret.certificate.secret_id
  applications = var.may_read
  depends_on   = [juju_application.web]
}

output "integration" {
  value = juju_integration.login.id
}
