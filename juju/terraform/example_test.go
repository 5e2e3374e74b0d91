package terraform_test

import (
	"fmt"
	"log"
	"time"

	"github.com/charmscenario/scenario/examples/database"
	"github.com/charmscenario/scenario/examples/webserver"
	"github.com/charmscenario/scenario/juju"
	"github.com/charmscenario/scenario/juju/terraform"
)

// The plan of a site: two applications that are related, and a user's secret for one of them. Juju tells nobody of a grant, so that the web server finds out
// at the next update-status.
func Example() {
	model := &juju.Model{Charms: map[string]juju.Charm{
		"database":  {Handler: database.New(), Dir: "../../examples/database"},
		"webserver": {Handler: webserver.New(), Dir: "../../examples/webserver"},
	}}
	site := &terraform.Workspace{Model: model, Variables: map[string]any{
		"certificate": map[string]string{"certificate": "cert", "private-key": "key"},
	}}
	apply := func() {
		result, err := site.ApplyDir("testdata/site")
		if err != nil {
			log.Fatal(err)
		}
		fmt.Print(result)
		if err := model.Advance(5 * time.Minute); err != nil {
			log.Fatal(err)
		}
		if err := model.Settle(); err != nil {
			log.Fatal(err)
		}
		web := model.Status().Applications["web"]
		fmt.Printf("web is %s: %s\n\n", web.Status.Name, web.Status.Message)
	}
	apply()
	site.Variables["may_read"] = []string{"web"}
	apply()
	apply()

	// Output:
	//   + juju_application.database
	//   + juju_secret.certificate
	//   + juju_application.web
	//   + juju_integration.login
	//   + juju_access_secret.certificate
	// integration = 5ce9a210-0000-4000-8000-000000000001:database:database:web:database
	// web is blocked: grant the certificate's secret to web
	//
	//   ~ juju_access_secret.certificate: applications
	// integration = 5ce9a210-0000-4000-8000-000000000001:database:database:web:database
	// web is active: serving https
	//
	// No changes.
	// integration = 5ce9a210-0000-4000-8000-000000000001:database:database:web:database
	// web is active: serving https
}
