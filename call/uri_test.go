package call_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/charmscenario/scenario/call"
	"github.com/stretchr/testify/require"
)

const (
	uriID   = "d0erdgpp4ni1a7hg2cg0"
	uriUUID = "deadbeef-0bad-400d-8000-4b1d0d06f00d"
)

func TestParseSecretURI(t *testing.T) {
	t.Parallel()
	plain, full := call.SecretURI{ID: uriID}, call.SecretURI{Source: uriUUID, ID: uriID}
	tests := []struct {
		text    string
		want    call.SecretURI
		refusal string
	}{
		{text: uriID, want: plain},
		{text: "secret:" + uriID, want: plain},
		{text: "secret:/" + uriID, want: plain},
		{text: "secret:///" + uriID, want: plain},
		{text: "secret:" + uriID + "?revision=2", want: plain},
		{text: "secret://" + uriUUID + "/" + uriID, want: full},
		{text: uriUUID + "/" + uriID, want: full},
		{text: "secret:" + uriUUID + "/" + uriID, want: full},
		{text: "", refusal: `secret URI "" not valid`},
		{text: "not a secret", refusal: `secret URI "not a secret" not valid`},
		{text: "secret:" + uriID + "0", refusal: `secret URI "secret:` + uriID + `0" not valid`},
		{text: "secret:" + uriID[:19] + "1", refusal: `secret URI "secret:` + uriID[:19] + `1" not valid`},
		{text: "http:" + uriID, refusal: `secret URI scheme "http" not valid`},
		{text: "secret://host/" + uriID, refusal: `host controller UUID "host" not valid`},
		{text: "other/" + uriID, refusal: `secret URI "other/` + uriID + `" not valid`},
		{text: "secret://feedface-0bad-400d-8000-4b1d0d06f00d/" + uriUUID + "/" + uriID, want: full}, // the path wins over the host
		{text: "%zz", refusal: `parse "%zz": invalid URL escape "%zz"`},
		{text: ":" + uriID, refusal: `parse ":` + uriID + `": missing protocol scheme`},
		{text: "secret:%zz", refusal: `secret URI "secret:%zz" not valid`},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			t.Parallel()
			got, err := call.ParseSecretURI(test.text)
			if test.refusal != "" {
				require.EqualError(t, err, test.refusal)
				require.ErrorIs(t, err, call.ErrNotValid)
				return
			}
			require.NoError(t, err)
			require.Equal(t, test.want, got)
		})
	}
}

func TestParseSecretURIAllocates(t *testing.T) {
	text := "secret:" + uriID
	require.Zero(t, testing.AllocsPerRun(100, func() { _, _ = call.ParseSecretURI(text) }))
}

// FuzzParseSecretURI checks that what is accepted reads the same once it is printed.
func FuzzParseSecretURI(f *testing.F) {
	for _, seed := range []string{uriID, "secret:" + uriID, "secret:///" + uriID, "secret://" + uriUUID + "/" + uriID, uriUUID + "/" + uriID, "%", "secret:?"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		uri, err := call.ParseSecretURI(text)
		if err != nil {
			var refusal *call.Error
			if !errors.As(err, &refusal) || refusal.Code != call.ErrNotValid ||
				!strings.HasSuffix(err.Error(), "not valid") && !strings.HasPrefix(err.Error(), "parse ") {
				t.Fatalf("%q: error %v", text, err)
			}
			return
		}
		again, err := call.ParseSecretURI(uri.String())
		if err != nil || again != uri {
			t.Fatalf("%q: %+v prints as %q, which reads as %+v, %v", text, uri, uri, again, err)
		}
	})
}
