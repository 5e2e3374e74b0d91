package call_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
)

func TestParseVersion(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text, printed string
		want          call.Version
	}{
		{"3.6.11", "3.6.11", call.Version{Major: 3, Minor: 6, Patch: 11}},
		{"3.6", "3.6.0", call.Version{Major: 3, Minor: 6}},
		{"3.5-beta1", "3.5-beta1", call.Version{Major: 3, Minor: 5, Tag: "beta1"}},
		{"3.5-beta1.2", "3.5-beta1", call.Version{Major: 3, Minor: 5, Tag: "beta1"}},
		{"3.6.11.1", "3.6.11", call.Version{Major: 3, Minor: 6, Patch: 11}},
		{"4.0-rc2", "4.0-rc2", call.Version{Major: 4, Tag: "rc2"}},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			t.Parallel()
			got, err := call.ParseVersion(test.text)
			require.NoError(t, err)
			require.Equal(t, test.want, got)
			require.Equal(t, test.printed, got.String())
			again, err := call.ParseVersion(got.String())
			require.NoError(t, err)
			require.Equal(t, got, again)
		})
	}
}

func TestParseVersionRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "3", "v3.6", "3.6.", "3.6.x", "3.6.1 ", "-3.6", "3.6-beta", "3.6.1.2.3", "3.9999999999"} {
		_, err := call.ParseVersion(text)
		require.ErrorContains(t, err, "cannot read Juju version", text)
	}
}

func TestVersionAtLeast(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text                string
		major, minor, patch int
		want                bool
	}{
		{"3.6.0", 3, 6, 0, true}, {"3.6.11", 3, 6, 0, true}, {"3.5.99", 3, 6, 0, false}, {"4.0", 3, 6, 0, true}, {"2.9.51", 3, 6, 0, false},
		{"3.6-beta2", 3, 6, 0, false}, {"3.7-beta2", 3, 6, 0, true}, {"3.6.10", 3, 6, 10, true}, {"3.6.9", 3, 6, 10, false},
	}
	for _, test := range tests {
		v, err := call.ParseVersion(test.text)
		require.NoError(t, err)
		require.Equal(t, test.want, v.AtLeast(test.major, test.minor, test.patch), "%s at least %d.%d.%d", test.text, test.major, test.minor, test.patch)
	}
}

func TestVersionInText(t *testing.T) {
	t.Parallel()
	v := call.Version{Major: 3, Minor: 5, Tag: "beta1"}
	text, err := v.MarshalText()
	require.NoError(t, err)
	var read call.Version
	require.NoError(t, read.UnmarshalText(text))
	require.Equal(t, v, read)
	require.Error(t, read.UnmarshalText([]byte("x")))
	require.Equal(t, v, read, "a bad text changes nothing")
}
