package terraform_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/charmscenario/scenario/juju"
	"github.com/charmscenario/scenario/juju/terraform"
)

// failer is what a property needs of a test.
type failer interface {
	require.TestingT
	Helper()
	Fatalf(format string, args ...any)
}

// endState is what must be the same however a model came about. Left out are: IDs of secrets, which are new for each; revisions, which count changes; numbers of
// relations, which count relations; and consumed offers, which the provider leaves behind.
func endState(t failer, controller *juju.Model) string {
	t.Helper()
	var text strings.Builder
	names := map[string]string{"": "-"}
	for _, m := range controller.Models() {
		list, err := m.ListSecrets(juju.SecretFilter{}, true)
		require.NoError(t, err)
		var lines []string
		for _, s := range list {
			names[s.URI] = s.Label
			var readers []string
			for _, access := range s.Access {
				readers = append(readers, access.TargetTag)
			}
			slices.Sort(readers)
			lines = append(lines, fmt.Sprintf("%s secret %s: %v, %q, %v\n", m.Name, s.Label, s.Value, s.Description, readers))
		}
		slices.Sort(lines)
		text.WriteString(strings.Join(lines, ""))
	}
	for _, m := range controller.Models() {
		s := m.Status()
		var lines []string
		for name, app := range s.Applications {
			config, err := m.Config(name)
			require.NoError(t, err)
			token, _ := config["token"].(string)
			lines = append(lines, fmt.Sprintf("%s application %s: %s %d, port %v, token %s, exposed %t, %v\n", m.Name, name, app.Charm, app.Scale, config["port"], names[token], app.Exposed, app.Relations))
			for unit, u := range app.Units {
				lines = append(lines, fmt.Sprintf("%s unit %s: %s %q, leader %t, %s\n", m.Name, unit, u.Workload.Name, u.Workload.Message, u.Leader, u.Life))
			}
		}
		for _, r := range s.Relations {
			lines = append(lines, fmt.Sprintf("%s relation %s: %s\n", m.Name, r.Key, r.Status))
		}
		for name, o := range s.Offers {
			lines = append(lines, fmt.Sprintf("%s offer %s: %v\n", m.Name, name, o))
		}
		slices.Sort(lines)
		text.WriteString(strings.Join(lines, ""))
	}
	return text.String()
}

// rest lets hooks run, and time pass until every unit has looked around once more.
func rest(t failer, m *juju.Model) {
	t.Helper()
	require.NoError(t, m.Settle())
	require.NoError(t, m.Advance(10*time.Minute))
	require.NoError(t, m.Settle())
	require.NoError(t, juju.NoUnitInError(m))
}

// byHand changes something in a model that a plan looks after.
func byHand(t failer, m *juju.Model, draw chooser) {
	t.Helper()
	s := m.Status()
	apps := slices.Sorted(maps.Keys(s.Applications))
	if len(apps) == 0 {
		return
	}
	app := one(draw, apps...)
	switch draw(6) {
	case 0:
		require.NoError(t, m.Scale(app, draw(4)))
	case 1:
		require.NoError(t, m.SetConfig(app, map[string]any{"port": draw(100)}))
	case 2:
		require.NoError(t, m.Expose(app))
	case 3:
		list, err := m.ListSecrets(juju.SecretFilter{}, false)
		require.NoError(t, err)
		if len(list) > 0 {
			require.NoError(t, m.UpdateSecret(list[0].URI, juju.SecretArgs{Content: map[string]string{"key": "by hand"}}))
		}
	case 4:
		if len(s.Relations) > 0 {
			ends := strings.Fields(s.Relations[draw(len(s.Relations))].Key)
			require.NoError(t, m.RemoveRelation(ends[0], ends[1]))
		}
	case 5:
		require.NoError(t, m.RemoveApplication(app))
	}
}

// checkPlans applies random plans one after the other to one model, with hooks run in between or not, and changes by hand. The last one, applied until it changes
// nothing, leaves what it gives when it is applied at once; and it takes no more than one further apply to get there, for what was lost with an application that
// was replaced. Destroying it leaves nothing.
func checkPlans(t failer, draw chooser) {
	t.Helper()
	model := &juju.Model{Charms: reflecting()}
	w := &terraform.Workspace{Model: model}
	var plan string
	for range 1 + draw(3) {
		plan = randomize(draw).write(draw)
		_, err := w.ApplyText("main.tf", plan)
		require.NoError(t, err, plan)
		if draw.often(5) {
			rest(t, model)
		}
		if draw.often(3) {
			byHand(t, model, draw)
			require.NoError(t, model.Settle())
		}
	}
	for more := 0; ; more++ {
		last := len(model.Timeline())
		result, err := w.ApplyText("main.tf", plan)
		require.NoError(t, err, plan)
		if result.Empty() {
			require.Len(t, model.Timeline(), last, plan)
			break
		}
		if more > 1 {
			t.Fatalf("still changes after %d further applies: %s\n%s", more, result, plan)
		}
		rest(t, model)
	}
	rest(t, model)

	atOnce := &juju.Model{Charms: reflecting()}
	fresh := &terraform.Workspace{Model: atOnce}
	result, err := fresh.ApplyText("main.tf", plan)
	require.NoError(t, err, plan)
	require.ElementsMatch(t, result.Created, w.Resources(), plan)
	rest(t, atOnce)
	require.Equal(t, endState(t, atOnce), endState(t, model), plan)

	_, err = w.Destroy()
	require.NoError(t, err, plan)
	require.Empty(t, endState(t, model), plan)
}

// TestThousandPlans: see checkPlans. A failure names the seed of its plans.
func TestThousandPlans(t *testing.T) {
	t.Parallel()
	plans := 1000
	if testing.Short() || raceDetector {
		plans = 60
	}
	const parts = 4
	for part := range parts {
		t.Run(fmt.Sprint(part), func(t *testing.T) {
			t.Parallel()
			for seed := part; seed < plans && !t.Failed(); seed += parts {
				t.Run(fmt.Sprint(seed), func(t *testing.T) { checkPlans(t, rand.New(rand.NewPCG(uint64(seed), 1)).IntN) })
			}
		})
	}
}

// TestPlansShrunk is TestThousandPlans with plans that are made smaller when they fail.
func TestPlansShrunk(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		checkPlans(t, func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "choice") })
	})
}
