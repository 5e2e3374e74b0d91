//go:build unix

package runner_test

import (
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/hooktool"
	"github.com/charmscenario/scenario/runner"
)

// BenchmarkToolCall compares the cost of one call of a hook tool, from a charm's process to the Backend and
// back, with that of starting /bin/true. Both are measured in turns, so that what else the machine does
// weighs on both alike.
func BenchmarkToolCall(b *testing.B) {
	backend := &world{}
	session := &call.Session{Hook: call.Hook{Kind: call.KindStart, Name: "start", Unit: "web/0", App: "web", JujuVersion: call.Version{Major: 3, Minor: 6}}, Backend: backend}
	tools, err := runner.ServeTools(b.Context(), session)
	require.NoError(b, err)
	defer tools.Close()
	client := &hooktool.Client{Env: tools.Environ()}
	var starting, calling time.Duration
	for b.Loop() {
		begin := time.Now()
		nothing := exec.Command("/bin/true")
		nothing.Env = client.Env
		if err := nothing.Run(); err != nil {
			b.Fatal(err)
		}
		started := time.Now()
		if err := client.Do(b.Context(), &call.IsLeader{}); err != nil {
			b.Fatal(err)
		}
		starting += started.Sub(begin)
		calling += time.Since(started)
	}
	b.ReportMetric(float64(starting.Microseconds())/float64(b.N), "µs/true")
	b.ReportMetric(float64(calling.Microseconds())/float64(b.N), "µs/call")
	b.ReportMetric(float64(calling)/float64(starting), "calls/true")
}
