package juju_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/juju"
)

// TestUpdateStatusInterval lets time pass with different intervals: any negative one means never.
func TestUpdateStatusInterval(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		interval time.Duration
		passes   []time.Duration
		want     int
	}{
		{0, []time.Duration{4 * time.Minute}, 0},
		{0, []time.Duration{4 * time.Minute, time.Minute}, 1},
		{0, []time.Duration{time.Hour}, 1},
		{0, []time.Duration{5 * time.Minute, 4 * time.Minute, time.Minute}, 2},
		{time.Hour, []time.Duration{59 * time.Minute, time.Minute}, 1},
		{-1, []time.Duration{time.Hour, time.Hour}, 0},
		{-time.Hour, []time.Duration{time.Hour, time.Hour}, 0},
	} {
		m := &juju.Model{UpdateStatusInterval: c.interval}
		related(t, m, scripts{}, scripts{}, 1, 1)
		before := now(m)
		for _, d := range c.passes {
			require.NoError(t, m.Advance(d))
			require.NoError(t, m.Settle())
		}
		require.Len(t, hooksOf(m, "db/0", before), c.want, "interval %s, after %v", c.interval, c.passes)
	}
}
