package secrets_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/charm"
)

// whoMay holds the rows of the page's table: a unit, and a secret as it knows it.
var whoMay = map[string]scenario.State{
	"leader, secret of the application":        {Leader: true, Secrets: []scenario.Secret{its(scenario.OwnerApp)}},
	"other unit, secret of the application":    {Secrets: []scenario.Secret{its(scenario.OwnerApp)}},
	"any unit, its own secret":                 {Secrets: []scenario.Secret{its(scenario.OwnerUnit)}},
	"any unit, secret of another unit like it": {Leader: true, Secrets: []scenario.Secret{notGranted("app/1")}},
	"observer, granted":                        {Leader: true, Secrets: []scenario.Secret{its("postgresql")}},
	"observer, not granted":                    {Leader: true, Secrets: []scenario.Secret{notGranted("postgresql")}},
	"any unit, secret of a user, granted":      {Leader: true, Secrets: []scenario.Secret{its(scenario.OwnerUser)}},
	"any unit, secret that does not exist":     {Leader: true},
}

func its(owner scenario.Owner) scenario.Secret {
	return scenario.Secret{ID: firstID, Owner: owner, TrackedContent: map[string]string{"password": "x"}}
}

func notGranted(owner scenario.Owner) scenario.Secret {
	return scenario.Secret{ID: firstID, Owner: owner, NotGranted: true}
}

// toDo holds the columns.
var toDo = map[string]func(h *charm.Hook) error{
	"read":   func(h *charm.Hook) error { _, err := h.SecretByID(firstID).Content(); return err },
	"info":   func(h *charm.Hook) error { _, err := h.SecretByID(firstID).Info(); return err },
	"set":    func(h *charm.Hook) error { return h.SecretByID(firstID).SetContent(map[string]string{"password": "y"}) },
	"grant":  func(h *charm.Hook) error { return h.SecretByID(firstID).Grant(h.RelationByID("database:3")) },
	"revoke": func(h *charm.Hook) error { return h.SecretByID(firstID).Revoke(h.RelationByID("database:3")) },
	"remove": func(h *charm.Hook) error { return h.SecretByID(firstID).RemoveAll() },
}

// TestWhoMay compares the table of the page with what happens.
func TestWhoMay(t *testing.T) {
	t.Parallel()
	columns, rows := table(t, "who | ")
	require.Len(t, columns, len(toDo))
	require.Len(t, rows, len(whoMay))
	for who, cells := range rows {
		state, ok := whoMay[who]
		require.True(t, ok, who)
		state.Relations = []scenario.Relation{{ID: "database:3", Endpoint: "database", RemoteApp: "webserver"}}
		for i, what := range columns {
			t.Run(who+": "+what, func(t *testing.T) {
				t.Parallel()
				do, ok := toDo[what]
				require.True(t, ok)
				ctx := scenario.Context{Charm: charm.HandlerFunc(do), Dir: "."}
				_, err := ctx.Run(scenario.UpdateStatus(), state)
				require.Equal(t, cells[i], inWords(err))
			})
		}
	}
}

// inWords says what came of it: errors of a call at once, errors of the commit "at the end".
func inWords(err error) string {
	end := ""
	var refused *scenario.CommitError
	if errors.As(err, &refused) {
		end = " at the end"
	}
	switch {
	case err == nil:
		return "yes"
	case errors.Is(err, charm.ErrPermissionDenied):
		return "denied" + end
	case errors.Is(err, charm.ErrSecretNotFound):
		return "not found" + end
	case errors.Is(err, charm.ErrNotLeader):
		return "not leader" + end
	}
	return err.Error()
}

// table reads the table of the page whose heading begins with these words.
func table(t *testing.T, heading string) (columns []string, rows map[string][]string) {
	t.Helper()
	page, err := os.ReadFile("../secrets.md")
	require.NoError(t, err)
	_, text, ok := strings.Cut(string(page), "\n| "+heading)
	require.True(t, ok, "the page has no table %q", heading)
	text, _, _ = strings.Cut(heading+text, "\n\n")
	rows = map[string][]string{}
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		cells := strings.Split(strings.Trim(line, "| "), " | ")
		switch i {
		case 0:
			columns = cells[1:]
		case 1: // the rule below the heading
		default:
			rows[cells[0]] = cells[1:]
		}
	}
	return columns, rows
}

// TestNonLeader: juju/juju #14481, canonical/postgresql-operator #322.
func TestNonLeader(t *testing.T) {
	t.Parallel()
	add := scenario.Context{Dir: ".", Charm: charm.HandlerFunc(func(h *charm.Hook) error {
		_, err := h.App().AddSecret(map[string]string{"password": "x"})
		return err
	})}
	_, err := add.Run(scenario.UpdateStatus(), scenario.State{})
	require.ErrorIs(t, err, charm.ErrNotLeader, "adding is refused at once")

	set := scenario.Context{Dir: ".", Charm: charm.HandlerFunc(func(h *charm.Hook) error {
		content, err := h.SecretByLabel("credentials").Content()
		if err != nil || content["password"] != "first" {
			return errors.New("every unit reads its application's secrets")
		}
		return h.SecretByID(firstID).SetContent(map[string]string{"password": "second"})
	})}
	secret := credentials()
	secret.ID = firstID
	out, err := set.Run(scenario.UpdateStatus(), scenario.State{Secrets: []scenario.Secret{secret}})
	var refused *scenario.CommitError
	require.ErrorAs(t, err, &refused, "setting is refused when the hook ends")
	require.Equal(t, `updating secrets: "app/0" is not leader of "app"`, refused.Text())
	require.Equal(t, 1, out.Secrets[0].LatestRevision)
}

// TestNotGrantedIsNotNotFound: canonical/operator #1229, #1248, gruyaume/certificates-operator.
func TestNotGrantedIsNotNotFound(t *testing.T) {
	t.Parallel()
	ctx := scenario.Context{Dir: ".", Charm: charm.HandlerFunc(toDo["read"])}
	_, err := ctx.Run(scenario.UpdateStatus(), scenario.State{Secrets: []scenario.Secret{notGranted("postgresql")}})
	require.ErrorIs(t, err, charm.ErrPermissionDenied)
	require.NotErrorIs(t, err, charm.ErrSecretNotFound)
	_, err = ctx.Run(scenario.UpdateStatus(), scenario.State{})
	require.ErrorIs(t, err, charm.ErrSecretNotFound)
	require.NotErrorIs(t, err, charm.ErrPermissionDenied)
}

func TestGuideOtherRelation(t *testing.T) {
	t.Parallel()
	first := scenario.Relation{ID: "database:3", Endpoint: "database", RemoteApp: "webserver", RemoteEndpoint: "database"}
	second := scenario.Relation{ID: "database:4", Endpoint: "database", RemoteApp: "webserver", RemoteEndpoint: "replica"}
	secret := credentials()
	secret.RemoteGrants = map[string][]string{"database:3": {"webserver"}}
	ctx := scenario.Context{Charm: owner(), Dir: "."}

	_, err := ctx.Run(scenario.RelationJoined(second), scenario.State{
		Leader:    true,
		Relations: []scenario.Relation{first, second},
		Secrets:   []scenario.Secret{secret},
	})

	require.ErrorIs(t, err, charm.ErrGrant)
	require.ErrorContains(t, err, "cannot change secret permission scope")
}

// TestGuideReadInAnyHook: a grant over one relation is good in every hook, those of other relations too.
func TestGuideReadInAnyHook(t *testing.T) {
	t.Parallel()
	var content map[string]string
	read := charm.HandlerFunc(func(h *charm.Hook) (err error) { content, err = h.SecretByID(firstID).Content(); return err })
	shared, other := backend(), backend()
	other.ID, other.RemoteApp = "backend:8", "mysql"
	for _, event := range []scenario.Event{scenario.RelationChanged(shared), scenario.RelationChanged(other), scenario.UpdateStatus()} {
		content = nil
		run(t, read, event, scenario.State{Relations: []scenario.Relation{shared, other}, Secrets: []scenario.Secret{its("postgresql")}})
		require.Equal(t, its("postgresql").TrackedContent, content, event.String())
	}
}
