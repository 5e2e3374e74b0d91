package controller_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/controller"
)

// TestRelationNumber: what "db:7" and "7" mean to a hook tool (hook-tools.md 1.2).
func TestRelationNumber(t *testing.T) {
	t.Parallel()
	const none = -1
	for id, want := range map[string]int{
		"db:7": 7, "7": 7, ":7": 7, "else:7": 7, "a:b:7": 7, "db:0": 0, "db:10": 10, "db:90": 90, "db:019": 19, "db:123456789": 123456789,
		"": none, "db": none, "db:": none, "db:x": none, "db:7x": none, "db:x7": none, "db:-1": none, "db:+1": none, "db: 7": none, "db:7/": none, "db:7;": none, "db:1234567890": none,
	} {
		got, ok := controller.RelationNumber(id)
		require.Equal(t, want != none, ok, id)
		if ok {
			require.Equal(t, want, got, id)
		} else {
			require.Zero(t, got, id)
		}
	}
}

// TestNextRotate: calendar arithmetic (secrets.md 11.4, NextRotateTime).
func TestNextRotate(t *testing.T) {
	t.Parallel()
	from := time.Date(2000, 1, 31, 10, 30, 0, 0, time.UTC)
	for policy, want := range map[call.RotatePolicy]string{
		call.RotateHourly: "2000-01-31 11:30:00", call.RotateDaily: "2000-02-01 10:30:00", call.RotateWeekly: "2000-02-07 10:30:00",
		call.RotateMonthly: "2000-03-02 10:30:00", call.RotateQuarterly: "2000-05-01 10:30:00", call.RotateYearly: "2001-01-31 10:30:00",
	} {
		require.Equal(t, want, controller.NextRotate(policy, from).Format(time.DateTime), policy)
	}
	for _, policy := range []call.RotatePolicy{"", call.RotateNever, "sometimes"} {
		require.Zero(t, controller.NextRotate(policy, from), policy)
	}
	east := time.FixedZone("east", 60*60)
	require.Equal(t, time.Date(2000, 1, 1, 0, 0, 1, 0, time.UTC), controller.NextRotate(call.RotateHourly, time.Date(2000, 1, 1, 0, 0, 0, 5e8, east)), "rounded, UTC")
}

func TestTags(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"web": "application-web", "my-web": "application-my-web", "web/0": "unit-web-0", "my-web/10": "unit-my-web-10"} {
		require.Equal(t, want, controller.SubjectTag(name))
	}
	for _, row := range []struct {
		rule
		role     controller.Role
		key, tag string
	}{
		{rule{"requirer", "secrets.md 10: relation-app1.ep1#app2.ep2, requirer first"}, controller.Requirer, "web:db postgresql:pg", "relation-web.db#postgresql.pg"},
		{rule{"provider", "secrets.md 10: the other side is the requirer"}, controller.Provider, "postgresql:pg web:db", "relation-postgresql.pg#web.db"},
		{rule{"peer", "secrets.md 10: relation-app.ep"}, controller.Peer, "web:db", "relation-web.db"},
	} {
		r := &controller.Relation{Endpoint: "db", RemoteApp: "postgresql", RemoteEndpoint: "pg", Role: row.role}
		require.NotEmpty(t, row.why)
		require.Equal(t, row.key, controller.RelationKey(r, "web"), row.name)
		require.Equal(t, row.tag, controller.RelationTag(r, "web"), row.name)
	}
}
