package hooktool_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestPlaceholders tests the judge itself: what it takes for the same text.
func TestPlaceholders(t *testing.T) {
	t.Parallel()
	const one, two = "cok2vbjioinhfqokm370", "cok2vbjioinhfqokm37g"
	rows := []struct {
		name, want, got string
		same            bool
	}{
		{"plain", "a\n", "a\n", true},
		{"plain differs", "a\n", "a", false},
		{"an ID is bound", "secret:<ID1>\n", "secret:" + one + "\n", true},
		{"the same ID twice", "<ID1> <ID1>", one + " " + one, true},
		{"another ID", "<ID1> <ID1>", one + " " + two, false},
		{"no ID", "<ID1>", "<ID1>", false},
		{"a directory", "open <CHARM_DIR>/x", "open /tmp/charm/x", true},
		{"the directory above", "<UNIT_DIR>/agent.conf", "/tmp/agent.conf", true},
		{"a time", "expiry: <NOW+24h>", "expiry: 2026-01-02T12:00:00Z", true},
		{"another time", "expiry: <NOW+24h>", "expiry: 2026-01-02T13:00:00Z", false},
		{"a time with a trimmed duration", "expiry: <NOW+1h3>", "expiry: 2026-01-01T13:30:00Z", true},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			p := placeholders{ids: map[string]string{}, dir: "/tmp/charm", now: vectorNow}
			require.Equal(t, row.same, p.match(row.want, row.got))
		})
	}
	require.Contains(t, trimmedDurations("5"), 5*time.Minute)
}
