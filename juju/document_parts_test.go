package juju_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/juju"
)

// inDocument says for each field of what a model is made of how it comes back from a file: the document has it, or it follows
// from what the document has, or it does not come back and need not.
var inDocument = map[string]struct{ has, follows, without string }{
	"Model": {
		has: "Name UUID Type JujuVersion Start Seed MaxHooks KeepHooks UpdateStatusInterval RetryHooks Access life began settings world apps saas offers relation counters " +
			"tasks secrets minted",
		follows: "opened version names latest",
		without: "Charms", // the reader is given them
	},
	"world": {
		has:     "models now seed busy clock exposed",
		follows: "secrets",
		without: "log checks checking nowFunc running store memory", // what happened, what a test asks, and what a hook needs while it runs
	},
	"counters": {has: "relation task address service machine", follows: "secret"},
	"application": {
		has:     "name charm life units next config former scale status statusSince address workloadVersion leader settings settingsVersion trust exposed",
		follows: "model configCause leaderCause settingsCause ends secrets labels unitLabels",
	},
	"unit": {
		has: "name life machine address subordinates removal removed status statusSince charmSetStatus ranAt stored installed started stopped queued failed charm config trusted configured " +
			"leading settingsSeen deposed deposedAt links entering statusDue lastStatus consumed news rotating expired obsolete toldOf",
		follows: "app number principal source charmCause tasks secrets labels called givenUp created waiting",
		without: "ran", // each Settle counts anew
	},
	"failure": {
		has:     "plan cause since retry resolved retries retryAt",
		follows: "hook message due",
		without: "err entry", // the error is no value any more, the entry is not there
	},
	"planned":  {has: "kind link remote secret revision task cause"},
	"relation": {has: "ends life suspended", follows: "cause"},
	"end":      {has: "app number calls offering endpoint bag bags places", follows: "relation id wrote joined"},
	"link":     {has: "inScope departing created entered owed arrived gone changed app cache view", follows: "unit end owedBy"},
	"secret": {
		has:     "facts consumers obsolete autoPrune created updated made expiring due",
		follows: "model number app unit trackers gone",
		without: "adopted own", // whose record was looked at last
	},
	"expiry":        {has: "revision from at due"},
	"consumption":   {has: "unit tracked label givenUp told cause", follows: "secret listed"},
	"revisionEvent": {has: "secret revision cause"},
	"offer":         {has: "name app endpoints ended", follows: "model"},
	"remoteApp":     {has: "name offer"},
	"task":          {has: "Task", follows: "cause"},
}

// TestDocumentHasAll: whoever adds a field to a model decides whether it must come back from a file.
func TestDocumentHasAll(t *testing.T) {
	t.Parallel()
	for _, part := range juju.Parts() {
		fields := inDocument[part.Name()]
		var known, there []string
		for _, list := range []string{fields.has, fields.follows, fields.without} {
			known = append(known, strings.Fields(list)...)
		}
		for i := range part.NumField() {
			there = append(there, part.Field(i).Name)
		}
		slices.Sort(known)
		slices.Sort(there)
		require.Equal(t, there, known, "the fields of %s: document.go has them, or they follow, or they do not come back", part.Name())
	}
	require.Len(t, inDocument, len(juju.Parts()))
}
