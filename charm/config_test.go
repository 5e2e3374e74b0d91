package charm_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
)

// configured answers config-get as Juju does.
func configured(options map[string]any) *recorder {
	return answer(&recorder{}, func(c *call.ConfigGet) error {
		if c.Key != "" {
			c.Value = options[c.Key]
		} else {
			c.Options = options
		}
		return nil
	})
}

func TestConfig(t *testing.T) {
	t.Parallel()
	r := configured(map[string]any{"title": "hi", "port": int64(80), "ratio": 0.5, "whole": 3.0, "debug": true, "key": secretID})
	h := r.hook(t, call.Hook{})

	title, err := h.ConfigString("title")
	require.NoError(t, err)
	require.Equal(t, "hi", title)
	port, err := h.ConfigInt("port")
	require.NoError(t, err)
	require.Equal(t, 80, port)
	whole, err := h.ConfigInt("whole")
	require.NoError(t, err)
	require.Equal(t, 3, whole)
	ratio, err := h.ConfigFloat("ratio")
	require.NoError(t, err)
	require.InDelta(t, 0.5, ratio, 0)
	debug, err := h.ConfigBool("debug")
	require.NoError(t, err)
	require.True(t, debug)
	secret, err := h.ConfigSecret("key")
	require.NoError(t, err)
	require.Equal(t, secretID, secret.ID())
	require.Equal(t, &call.ConfigGet{Key: "title"}, r.calls[0])

	into := struct {
		Title string
		Port  uint16 `json:"port"`
		Debug bool
		Limit int `json:"limit"`
	}{Limit: 9}
	require.NoError(t, h.BindConfig(&into))
	require.Equal(t, "hi", into.Title)
	require.EqualValues(t, 80, into.Port)
	require.True(t, into.Debug)
	require.Equal(t, 9, into.Limit, "what is not set keeps what the struct holds")
	require.Error(t, h.BindConfig(nil))
}

func TestConfigNotSet(t *testing.T) {
	t.Parallel()
	h := configured(nil).hook(t, call.Hook{})
	text, err := h.ConfigString("none")
	require.NoError(t, err)
	require.Empty(t, text)
	secret, err := h.ConfigSecret("none")
	require.NoError(t, err)
	require.Nil(t, secret)
}

func TestConfigWrongType(t *testing.T) {
	t.Parallel()
	h := configured(map[string]any{"title": "hi", "port": int64(80), "ratio": 0.5}).hook(t, call.Hook{})
	tests := []struct {
		name string
		get  func() error
		want string
	}{
		{"string", func() error { _, err := h.ConfigString("port"); return err }, `cannot read config option "port" as a string: it is of type int`},
		{"int", func() error { _, err := h.ConfigInt("ratio"); return err }, `cannot read config option "ratio" as a whole number: it is of type float`},
		{"float", func() error { _, err := h.ConfigFloat("title"); return err }, `cannot read config option "title" as a number: it is of type string`},
		{"bool", func() error { _, err := h.ConfigBool("title"); return err }, `cannot read config option "title" as true or false: it is of type string`},
		{"secret", func() error { _, err := h.ConfigSecret("port"); return err }, `cannot read config option "port" as a secret: it is of type int`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			require.EqualError(t, test.get(), test.want)
		})
	}
}

func TestConfigRefused(t *testing.T) {
	t.Parallel()
	h := (&recorder{}).refuse("config-get", call.ErrHookEnded, "hook has ended").hook(t, call.Hook{})
	_, err := h.ConfigInt("port")
	require.ErrorIs(t, err, charm.ErrHookEnded)
	require.EqualError(t, err, `cannot get config option "port": hook has ended`)
	require.ErrorIs(t, h.BindConfig(&struct{}{}), charm.ErrHookEnded)
}
