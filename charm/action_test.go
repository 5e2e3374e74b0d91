package charm_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
)

func TestAction(t *testing.T) {
	t.Parallel()
	r := answer(&recorder{}, func(c *call.ActionGet) error {
		c.Params = map[string]any{"target": "s3", "depth": int64(3), "tags": []any{"a"}, "opts": map[string]any{"fast": true}}
		return nil
	})
	e := charm.NewActionEvent(r.hook(t, call.Hook{Kind: call.KindAction, Action: "backup", ActionID: "7"}))
	require.Equal(t, "backup", e.Name)
	require.Equal(t, "7", e.ID)

	params := struct {
		Target string
		Depth  int
		Tags   []string
		Opts   struct{ Fast bool }
		Other  string
	}{Other: "kept"}
	require.NoError(t, e.Bind(&params))
	require.Equal(t, "s3", params.Target)
	require.Equal(t, 3, params.Depth)
	require.Equal(t, []string{"a"}, params.Tags)
	require.True(t, params.Opts.Fast)
	require.Equal(t, "kept", params.Other)
	require.ErrorContains(t, e.Bind(params), "cannot read the parameters of action backup")

	value, ok, err := e.Param("target")
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, "s3", value)
	_, ok, err = e.Param("none")
	require.NoError(t, err)
	require.False(t, ok)

	r.calls = nil
	require.NoError(t, e.Set("size.bytes", "5"))
	require.NoError(t, e.SetResults(map[string]string{"b": "2", "a": "1"}))
	require.NoError(t, e.Logf("%d%%", 50))
	require.NoError(t, e.Fail("disk 100% full"))
	require.Equal(t, []call.Call{
		&call.ActionSet{Results: []call.ActionResult{{Key: "size.bytes", Value: "5"}}},
		&call.ActionSet{Results: []call.ActionResult{{Key: "a", Value: "1"}, {Key: "b", Value: "2"}}},
		&call.ActionLog{Message: "50%"},
		&call.ActionFail{Message: "disk 100% full"},
	}, r.calls)
}

func TestActionOutsideAction(t *testing.T) {
	t.Parallel()
	r := (&recorder{}).refuse("action-get", call.ErrNotAction, "not running an action")
	_, _, err := charm.NewActionEvent(r.hook(t, call.Hook{})).Param("x")
	require.True(t, errors.Is(err, charm.ErrNotAction))
}
