package call_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/charmscenario/scenario/call"
)

// TestTools: the registry names every call once, and no other.
func TestTools(t *testing.T) {
	t.Parallel()
	require.True(t, slices.IsSorted(call.Tools()))
	seen := map[reflect.Type]bool{}
	for _, tool := range call.Tools() {
		c := call.New(tool)
		require.NotNil(t, c, tool)
		require.Equal(t, tool, c.Tool())
		require.True(t, reflect.ValueOf(c).Elem().IsZero(), tool)
		require.False(t, seen[reflect.TypeOf(c)], tool)
		seen[reflect.TypeOf(c)] = true
	}
	require.Nil(t, call.New("no-such-tool"))
}

// TestCloneIsDetached: a clone equals its call, and nothing done to the one shows in the other.
func TestCloneIsDetached(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := drawCall(t)
		before := deepCopy(reflect.ValueOf(c)).Interface()

		clone := c.Clone()
		require.Equal(t, before, clone)
		require.Equal(t, c.Tool(), clone.Tool())

		scribble(reflect.ValueOf(clone))
		require.Equal(t, before, c, "writing to the clone changed the call")

		clone = c.Clone()
		scribble(reflect.ValueOf(c))
		require.Equal(t, before, clone, "writing to the call changed the clone")
	})
}

func TestCommitCloneIsDetached(t *testing.T) {
	t.Parallel()
	require.Nil(t, (*call.Commit)(nil).Clone())
	rapid.Check(t, func(t *rapid.T) {
		commit := &call.Commit{}
		v := reflect.ValueOf(commit).Elem()
		for i := range v.NumField() {
			if v.Field(i).Kind() == reflect.Slice && v.Type().Field(i).Name != "SecretDeletes" {
				fill(t, v.Field(i))
			}
		}
		commit.SecretDeletes = []call.SecretDelete{{ID: "x", Revisions: []int{1, 2}}}
		commit.StoredState = &map[string]string{"key": drawText(t)}
		before := deepCopy(reflect.ValueOf(commit)).Interface()

		clone := commit.Clone()
		require.Equal(t, before, clone)
		scribble(reflect.ValueOf(clone))
		require.Equal(t, before, commit)
	})
}

func TestCommitEmpty(t *testing.T) {
	t.Parallel()
	require.True(t, (&call.Commit{}).Empty())
	v := reflect.ValueOf(&call.Commit{}).Elem()
	for i := range v.NumField() {
		commit := &call.Commit{}
		field := reflect.ValueOf(commit).Elem().Field(i)
		if field.Kind() == reflect.Slice {
			field.Set(reflect.MakeSlice(field.Type(), 1, 1))
		} else {
			field.Set(reflect.New(field.Type().Elem()))
		}
		require.False(t, commit.Empty(), v.Type().Field(i).Name)
	}
}

func TestCloneValue(t *testing.T) {
	t.Parallel()
	tests := []any{nil, "text", true, 1, int64(1), 1.5, uint8(3), time.Unix(0, 0).UTC(),
		map[string]any{"a": map[string]any{"b": []any{int64(1), "c"}}}, map[string]any(nil), []any(nil), []any{},
		[]string{"a"}, []string(nil), map[string]string{"a": "b"}, map[string]string(nil), map[string][]string{"a": {"b"}},
		[]map[string]any{{"a": []any{"b", nil}}}}
	for _, value := range tests {
		v := reflect.ValueOf(&value)
		before := deepCopy(v.Elem()).Interface()
		clone := call.CloneValue(value)
		require.Equal(t, before, clone)
		scribble(reflect.ValueOf(&clone))
		require.Equal(t, before, value)
	}
}
