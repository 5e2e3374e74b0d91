package hooktool_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/charmscenario/scenario/call"
	"github.com/stretchr/testify/require"
)

// The version of Juju that the vectors were recorded with, and its clock.
const vectorJuju = "3.5-beta1"

var vectorNow = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

// notBuilt lists the hook tools that are to come later. A vector that runs one is skipped until it has a call.
var notBuilt = []string{
	"add-metric", "close-port", "credential-get", "goal-state", "juju-reboot",
	"k8s-raw-get", "k8s-raw-set", "k8s-spec-get", "k8s-spec-set", "network-get", "open-port",
	"opened-ports", "payload-register", "payload-status-set", "payload-unregister", "pod-spec-get",
	"pod-spec-set", "resource-get", "storage-add", "storage-get", "storage-list", "unit-get",
}

// tolerated lists the consistency rules that states of vectors break, with the reason. A vector whose
// state breaks no other rule runs unchecked.
var tolerated = map[string]string{
	"secret-content-key":     "states hold secrets with keys that Juju's tools refuse to add; they were put into its database",
	"event-secret-untracked": "secret-changed is recorded for a secret that the unit never read",
	"event-*":                "a hook is recorded that nothing in its state has caused",
	"status-peer-unit":       "states tell the unit's own status twice, with other data",
}

// toleration says why a rule may be broken; empty: it may not.
func toleration(rule string) string {
	if reason, ok := tolerated[rule]; ok || !strings.HasPrefix(rule, "event-") {
		return reason
	}
	return tolerated["event-*"]
}

// TestVectors runs every recorded vector: the answers of Juju's own hook tools. SCENARIO_VECTORS
// names another folder of the same layout.
func TestVectors(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("SCENARIO_VECTORS")
	if dir == "" {
		dir = "testdata/vectors"
	}
	tools, states, err := loadVectors(dir)
	require.NoError(t, err)
	var counts vectorCounts
	for _, tool := range tools {
		counts.add(tool.Name, 0, 0, 0)
		t.Run(tool.Name, func(t *testing.T) {
			for i := range tool.Vectors {
				v := &tool.Vectors[i]
				t.Run(v.Name, func(t *testing.T) {
					t.Parallel()
					defer func() { counts.record(tool.Name, t) }()
					if reason := skipReason(v); reason != "" {
						t.Skip(reason)
					}
					counts.tolerate(runVector(t, v, states[v.State]))
				})
			}
		})
	}
	table := counts.table()
	t.Log("\n" + table)
	fmt.Print(table)
}

// skipReason says why a vector cannot be run yet; empty: it can.
func skipReason(v *vector) string {
	for _, hook := range v.hooks() {
		if !slices.Contains(vectorKinds, call.Kind(hook.Hook.Name)) {
			return "hook not built yet: " + hook.Hook.Name
		}
		for _, step := range hook.Steps {
			if len(step.Argv) > 0 && slices.Contains(notBuilt, step.Argv[0]) && call.New(step.Argv[0]) == nil {
				return "tool not built yet: " + step.Argv[0]
			}
		}
	}
	return ""
}

// vectorKinds lists the kinds of hooks that there are events for.
var vectorKinds = []call.Kind{
	call.KindInstall, call.KindStart, call.KindConfigChanged, call.KindUpgradeCharm, call.KindUpdateStatus,
	call.KindLeaderElected, call.KindLeaderSettingsChanged, call.KindStop, call.KindRemove,
	call.KindPreSeriesUpgrade, call.KindPostSeriesUpgrade,
	call.KindRelationCreated, call.KindRelationJoined, call.KindRelationChanged, call.KindRelationDeparted,
	call.KindRelationBroken,
	call.KindSecretChanged, call.KindSecretRemove, call.KindSecretRotate, call.KindSecretExpired,
	call.KindAction,
}

// vectorCounts counts vectors by tool.
type vectorCounts struct {
	mu    sync.Mutex
	tools []string
	count map[string][3]int // passed, failed, skipped
	rules map[string]int    // vectors whose states break a tolerated rule
}

func (c *vectorCounts) tolerate(rules []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rules == nil {
		c.rules = make(map[string]int)
	}
	slices.Sort(rules)
	for _, rule := range slices.Compact(rules) {
		c.rules[rule]++
	}
}

func (c *vectorCounts) record(tool string, t *testing.T) {
	switch {
	case t.Skipped():
		c.add(tool, 0, 0, 1)
	case t.Failed():
		c.add(tool, 0, 1, 0)
	default:
		c.add(tool, 1, 0, 0)
	}
}

func (c *vectorCounts) add(tool string, passed, failed, skipped int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.count == nil {
		c.count = make(map[string][3]int)
	}
	n, known := c.count[tool]
	if !known {
		c.tools = append(c.tools, tool)
	}
	c.count[tool] = [3]int{n[0] + passed, n[1] + failed, n[2] + skipped}
}

func (c *vectorCounts) table() string {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "tool\tpassed\tfailed\tskipped\t")
	var all [3]int
	for _, tool := range c.tools {
		n := c.count[tool]
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t\n", tool, n[0], n[1], n[2])
		for i := range all {
			all[i] += n[i]
		}
	}
	fmt.Fprintf(w, "all\t%d\t%d\t%d\t\n", all[0], all[1], all[2])
	w.Flush()
	for _, rule := range slices.Sorted(maps.Keys(c.rules)) {
		fmt.Fprintf(&text, "%d run without the check, which says %s: %s\n", c.rules[rule], rule, toleration(rule))
	}
	return text.String()
}
