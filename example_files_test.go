package scenario_test

import (
	"fmt"
	"os"

	"go.yaml.in/yaml/v3"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/examples/database"
)

// printer stands for the *testing.T of a test.
type printer struct{}

func (printer) Helper()                           {}
func (printer) Errorf(format string, args ...any) { fmt.Printf(format+"\n", args...) }
func (printer) Fatalf(format string, args ...any) { fmt.Printf(format+"\n", args...) }

func ExampleGolden() {
	ctx := scenario.Context{Charm: database.New(), Dir: "examples/database"}
	secret := scenario.Secret{
		ID: "secret:d0erdgpp4ni1a7hg2cg0", Label: "credentials", Owner: scenario.OwnerApp,
		TrackedContent: map[string]string{"username": "admin", "password": "old"},
	}
	out, err := ctx.Run(scenario.SecretRemove(secret, 1), scenario.State{Leader: true, Secrets: []scenario.Secret{secret}})
	if err != nil {
		panic(err)
	}

	var t printer
	scenario.Golden(t, out, "testdata/remove.yaml") // prints nothing: the file says the same

	text, _ := os.ReadFile("testdata/remove.yaml")
	fmt.Print(string(text))
	// Output:
	// leader: true
	// secrets:
	//   - id: secret:d0erdgpp4ni1a7hg2cg0
	//     label: credentials
	//     owner: application
	//     tracked-revision: 2
	//     tracked-content:
	//       password: old
	//       username: admin
	//     latest-revision: 2
	//     latest-content:
	//       password: old
	//       username: admin
	// removed-secret-revisions:
	//   - secret-id: secret:d0erdgpp4ni1a7hg2cg0
	//     revision: 1
	// trace:
	//   - secret-remove secret:d0erdgpp4ni1a7hg2cg0 --revision 1
}

func ExampleLoadState() {
	ctx := scenario.Context{Charm: database.New(), Dir: "examples/database"}
	state, err := scenario.LoadState("testdata/shared.yaml")
	if err != nil {
		panic(err)
	}
	out, err := ctx.Run(scenario.SecretRotate(state.Secrets[0]), state)
	if err != nil {
		panic(err)
	}
	fmt.Println("revision", out.Secrets[0].LatestRevision)
	// Output:
	// revision 2
}

func ExampleLiteral() {
	state := scenario.State{
		Leader:    true,
		Relations: []scenario.Relation{{ID: "database:3", Endpoint: "database", RemoteApp: "webserver"}},
		Secrets:   []scenario.Secret{{Label: "credentials", Owner: scenario.OwnerApp, LatestContent: map[string]string{"password": "old"}}},
	}
	fmt.Println(scenario.Literal(state))
	// Output:
	// scenario.State{
	// 	Leader:    true,
	// 	Relations: []scenario.Relation{{ID: "database:3", Endpoint: "database", RemoteApp: "webserver"}},
	// 	Secrets: []scenario.Secret{
	// 		{
	// 			Label:         "credentials",
	// 			Owner:         scenario.OwnerApp,
	// 			LatestContent: map[string]string{"password": "old"},
	// 		},
	// 	},
	// }
}

func ExampleContext_StateFor() {
	ctx := scenario.Context{Metadata: `
name: web
requires:
  database: {interface: sql}
peers:
  cluster: {interface: web-cluster}
config:
  options:
    port: {type: int, default: 80}
`}
	state, err := ctx.StateFor(scenario.SecretChanged(scenario.Secret{Label: "credentials", Owner: "postgresql"}))
	if err != nil {
		panic(err)
	}
	fmt.Println(scenario.Literal(state))
	// Output:
	// scenario.State{
	// 	Leader: true,
	// 	Config: map[string]any{"port": 80},
	// 	Relations: []scenario.Relation{
	// 		{
	// 			ID:          "cluster:0",
	// 			Endpoint:    "cluster",
	// 			RemoteApp:   "web",
	// 			RemoteUnits: map[string]map[string]string{"web/1": nil},
	// 		},
	// 		{
	// 			ID:          "database:1",
	// 			Endpoint:    "database",
	// 			RemoteApp:   "remote",
	// 			RemoteUnits: map[string]map[string]string{"remote/0": nil},
	// 		},
	// 	},
	// 	Secrets: []scenario.Secret{
	// 		{
	// 			ID:              "secret:sddv4c040gt220000000",
	// 			Label:           "credentials",
	// 			Owner:           "postgresql",
	// 			TrackedRevision: 1,
	// 			TrackedContent:  map[string]string{"password": "old"},
	// 			LatestRevision:  2,
	// 			LatestContent:   map[string]string{"password": "new"},
	// 		},
	// 	},
	// }
}

func ExampleState() {
	state := scenario.State{
		Leader: true,
		Config: map[string]any{"username": "admin"},
		Secrets: []scenario.Secret{{
			Label: "credentials", Owner: scenario.OwnerApp,
			LatestContent: map[string]string{"password": "old", "key": "\xff\x00"},
		}},
	}
	text, err := yaml.Marshal(state)
	if err != nil {
		panic(err)
	}
	fmt.Print(string(text))

	var read scenario.State
	if err := yaml.Unmarshal(text, &read); err != nil {
		panic(err)
	}
	fmt.Println("differences:", scenario.Diff(state, read))
	// Output:
	// leader: true
	// config:
	//     username: admin
	// secrets:
	//     - label: credentials
	//       owner: application
	//       latest-content:
	//         key#base64: /wA=
	//         password: old
	// differences:
}
