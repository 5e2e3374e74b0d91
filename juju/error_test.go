package juju_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/juju"
)

// TestErrorMeant: the text of a refusal is Juju's alone; with %+v it says what was probably meant.
func TestErrorMeant(t *testing.T) {
	t.Parallel()
	s := newTeller(t, &juju.Model{})
	s.deploy("database", 1)
	s.deploy("webserver", 1)
	_, err := s.AddSecret("certificate", juju.SecretArgs{Content: map[string]string{"key": "the-first-key"}})
	s.ok(err)
	_, err = s.Offer("database:give", "")
	s.ok(err)
	s.settle()
	ran := func(unit, action string) error {
		_, err := s.Run(unit, action, nil)
		return err
	}
	offered := func(endpoints string) error {
		_, err := s.Offer(endpoints, "")
		return err
	}
	for _, test := range []struct {
		err         error
		text, meant string
	}{
		{s.Scale("databse", 3), `application "databse" does not exist`, "database"},
		{s.Scale("cache", 3), `application "cache" does not exist`, ""},
		{s.RemoveApplication("databse"), `removing application databse failed: application "databse" not found`, "database"},
		{s.SetConfig("database", map[string]any{"titel": "x"}), `parsing settings for application: unknown option "titel"`, "title"},
		{s.ResetConfig("database", "titel"), `updating application charm settings: unknown option "titel"`, "title"},
		{s.Integrate("database:gvie", "webserver"), `application "database" has no "gvie" relation`, "give"},
		{offered("database:gvie"), `application "database" has no "gvie" relation`, "give"},
		{ran("databse/0", "act"), `unit "databse/0" not found`, "database/0"},
		{ran("database/1", "act"), `unit "database/1" not found`, ""},
		{ran("database/0", "atc"), `action "atc" not defined on unit "database/0"`, "act"},
		{s.Resolved("databse/0", true), `unit "databse/0" not found`, "database/0"},
		{s.RemoveOffer("databse"), `application offer "databse" not found (not found)`, "database"},
		{s.Consume("admin/scenario.databse", "db"), `could not consume admin/scenario.databse: application offer "admin/scenario.databse" not found (not found)`, "admin/scenario.database"},
		{s.GrantSecret("certficate", "webserver"), `secret "certficate" not found (not found)`, "certificate"},
		{s.RemoveSecret("certficate", 0), `secret "certficate" not found`, "certificate"},
	} {
		require.EqualError(t, test.err, test.text)
		var refusal *juju.Error
		require.ErrorAs(t, test.err, &refusal)
		require.Equal(t, test.meant, refusal.Meant, test.text)
		hint := ""
		if test.meant != "" {
			hint = fmt.Sprintf("; did you mean %q?", test.meant)
		}
		require.Equal(t, test.text+hint, fmt.Sprintf("%+v", test.err))
		for _, plain := range []string{"%v", "%s"} {
			require.Equal(t, test.text, fmt.Sprintf(plain, test.err))
		}
		require.Equal(t, strconv.Quote(test.text), fmt.Sprintf("%q", test.err))
		require.Equal(t, "cannot go on: "+test.text, fmt.Errorf("cannot go on: %w", test.err).Error())
	}
	require.Equal(t, "<nil>", fmt.Sprintf("%+v", (*juju.Error)(nil)))
}
