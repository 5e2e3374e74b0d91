package juju_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/examples/database"
	"github.com/charmscenario/scenario/examples/webserver"
	"github.com/charmscenario/scenario/juju"
)

// story is the whole life of a shared credential.
func story(tb testing.TB, db, web juju.Charm) *juju.Model {
	model := &juju.Model{}
	require.NoError(tb, model.Deploy(db, juju.Deployment{Name: "db"}))
	require.NoError(tb, model.Deploy(web, juju.Deployment{Name: "web"}))
	require.NoError(tb, model.Integrate("db", "web"))
	require.NoError(tb, model.Advance(24*time.Hour))
	require.NoError(tb, model.Settle())
	require.NoError(tb, model.Scale("web", 3))
	require.NoError(tb, model.Settle())
	require.NoError(tb, model.RemoveRelation("db", "web"))
	require.NoError(tb, model.Settle())
	return model
}

var (
	databaseCharm  = juju.Charm{Handler: database.New(), Dir: "../examples/database"}
	webserverCharm = juju.Charm{Handler: webserver.New(), Dir: "../examples/webserver"}
)

// BenchmarkStory deploys both, integrates, rotates, scales to three units and removes the relation.
func BenchmarkStory(b *testing.B) {
	hooks := 0
	for b.Loop() {
		hooks += len(story(b, databaseCharm, webserverCharm).Timeline())
	}
	b.ReportMetric(float64(hooks)/float64(b.N), "hooks/op")
}

// BenchmarkYear is a year of daily rotation of a secret that so many units observe.
func BenchmarkYear(b *testing.B) {
	for _, units := range []int{10, 100, 1000} {
		b.Run(fmt.Sprint(units), func(b *testing.B) {
			hooks := 0
			for b.Loop() {
				model := &juju.Model{KeepHooks: 1000, UpdateStatusInterval: -1}
				require.NoError(b, model.Deploy(databaseCharm, juju.Deployment{Name: "db"}))
				require.NoError(b, model.Deploy(webserverCharm, juju.Deployment{Name: "web", Units: units}))
				require.NoError(b, model.Integrate("db", "web"))
				require.NoError(b, model.Advance(365*24*time.Hour))
				require.NoError(b, model.Settle())
				timeline := model.Timeline()
				hooks = timeline[len(timeline)-1].Number
			}
			b.ReportMetric(float64(hooks), "hooks/op")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(hooks), "ns/hook")
		})
	}
}

// BenchmarkMemory measures what a model holds after a secret was renewed so often, with and without a charm that removes what
// nobody tracks: memory goes with the revisions that there are, not with the hooks that were.
func BenchmarkMemory(b *testing.B) {
	for _, days := range []int{1000, 4000} {
		b.Run(fmt.Sprintf("removed/%d", days), func(b *testing.B) { measureMemory(b, databaseCharm, days) })
		b.Run(fmt.Sprintf("kept/%d", days), func(b *testing.B) {
			careful := database.New()
			forgetful := charm.HandlerFunc(func(h *charm.Hook) error {
				if h.Kind() == charm.KindSecretRemove {
					return nil
				}
				return careful.Handle(h)
			})
			measureMemory(b, juju.Charm{Handler: forgetful, Dir: "../examples/database"}, days)
		})
	}
}

func measureMemory(b *testing.B, db juju.Charm, days int) {
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		model := &juju.Model{KeepHooks: 100, UpdateStatusInterval: -1}
		require.NoError(b, model.Deploy(db, juju.Deployment{Name: "db"}))
		require.NoError(b, model.Deploy(webserverCharm, juju.Deployment{Name: "web"}))
		require.NoError(b, model.Integrate("db", "web"))
		require.NoError(b, model.Advance(time.Duration(days)*24*time.Hour))
		require.NoError(b, model.Settle())
		info, err := model.ListSecrets(juju.SecretFilter{}, false)
		require.NoError(b, err)
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc), "heap-B")
		b.ReportMetric(float64(len(info[0].Revisions)), "revisions")
		runtime.KeepAlive(model)
	}
}

// BenchmarkHook runs one hook of a charm that sets its status: on a model, and alone.
func BenchmarkHook(b *testing.B) {
	handler := charm.HandlerFunc(func(h *charm.Hook) error { return h.Unit().SetStatus(charm.Active("")) })
	const metadata = "name: app\ntype: charm\nsummary: s\ndescription: d\n"
	b.Run("model", func(b *testing.B) {
		model := &juju.Model{KeepHooks: 100, UpdateStatusInterval: time.Second}
		require.NoError(b, model.Deploy(juju.Charm{Handler: handler, Metadata: metadata}, juju.Deployment{}))
		require.NoError(b, model.Settle())
		for b.Loop() {
			if err := model.Advance(time.Second); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("context", func(b *testing.B) {
		ctx := scenario.Context{Charm: handler, Metadata: metadata}
		for b.Loop() {
			if _, err := ctx.Run(scenario.UpdateStatus(), scenario.State{Leader: true}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkUserStory adds a user's secret, grants it, sets it in the configuration, updates it, lets every observer move on, and
// removes it: on a model that is there already, and that it leaves as it found it.
func BenchmarkUserStory(b *testing.B) {
	model := &juju.Model{}
	require.NoError(b, model.Deploy(databaseCharm, juju.Deployment{Name: "db"}))
	require.NoError(b, model.Deploy(webserverCharm, juju.Deployment{Name: "web", Units: 3}))
	require.NoError(b, model.Integrate("db", "web"))
	require.NoError(b, model.Settle())
	content := func(text string) juju.SecretArgs {
		return juju.SecretArgs{Content: map[string]string{"certificate": text, "private-key": text}}
	}
	for b.Loop() {
		uri, err := model.AddSecret("certificate", content("one"))
		require.NoError(b, err)
		require.NoError(b, model.GrantSecret("certificate", "web"))
		require.NoError(b, model.SetConfig("web", map[string]any{"certificate": uri}))
		require.NoError(b, model.Settle())
		require.NoError(b, model.UpdateSecret("certificate", content("two")))
		require.NoError(b, model.Settle())
		require.NoError(b, model.ResetConfig("web", "certificate"))
		require.NoError(b, model.RemoveSecret("certificate", 0))
		require.NoError(b, model.Settle())
	}
}
