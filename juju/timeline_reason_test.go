package juju_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// relate lets a charm do something with the databags of its first relation over an endpoint.
func relate(endpoint string, do func(*charm.Relation) error) func(*charm.Hook) error {
	return func(h *charm.Hook) error {
		relations, err := h.Relations(endpoint)
		if err != nil || len(relations) == 0 {
			return errors.Join(err, errors.New("no relation"))
		}
		return do(relations[0])
	}
}

// addToken adds the application's secret, with further options.
func addToken(options ...charm.SecretOption) func(*charm.Hook) error {
	return func(h *charm.Hook) error {
		_, err := h.App().AddSecret(map[string]string{"token": "the-first-token"}, append(options, charm.SecretLabel("token"))...)
		return err
	}
}

// renewToken makes another revision of it.
func renewToken(content string) func(*charm.Hook) error {
	return func(h *charm.Hook) error {
		return h.SecretByLabel("token").SetContent(map[string]string{"token": content})
	}
}

// readToken reads the secret as another unit of the application does.
func readToken(h *charm.Hook) error {
	_, err := h.SecretByLabel("token").Refresh()
	return err
}

// reasonStories are stories that end in hooks with each reason that there is.
var reasonStories = []struct {
	name  string
	why   string // what a reader wants to know
	play  func(*teller)
	lines []string // of the timeline, without the numbers at their beginning; (N) stands for any
}{
	{"a unit comes up", "what began it", func(s *teller) { s.deploy("db", 2); s.settle() }, []string{
		"db/0 install, because the unit was added (N)",
		"db/0 ring-relation-created (db), because it came into the relation (N)",
		"db/0 leader-elected, because it became the leader (N)",
		"db/1 leader-settings-changed, because the unit was added (N)",
		"db/0 start, because it follows config-changed (N)",
		"db/0 ring-relation-joined (db/1), because db/1 came into the relation (N)",
		"db/0 ring-relation-changed (db/1), because it follows relation-joined (N)",
	}},
	{"databags", "who wrote what", func(s *teller) {
		s.deploy("db", 1)
		s.deploy("web", 1)
		s.ok(s.Integrate("db:give", "web:take"))
		s.settle()
		s.do("db/0", relate("give", func(r *charm.Relation) error { return r.LocalApp().Set("host", "db") }))
		s.settle()
		s.do("web/0", relate("take", func(r *charm.Relation) error { return r.LocalUnit().Set("user", "web") }))
		s.settle()
		s.do("db/0", relate("ring", func(r *charm.Relation) error { return r.LocalApp().Set("primary", "db/0") }))
		s.settle()
	}, []string{
		"db/0 action act, because the action was asked for (N)",
		"databag of db in give:2, host: \"db\"",
		"web/0 take-relation-changed (db), because db/0 wrote the databag of db (N)",
		"databag of web/0 in take:2, user: \"web\"",
		"db/0 give-relation-changed (web/0), because web/0 wrote its databag (N)",
		"db/0 ring-relation-changed (db), because it wrote the databag of db (N)",
	}},
	{"a relation that is added and removed", "what the admin did", func(s *teller) {
		s.deploy("db", 1)
		s.deploy("web", 1)
		s.settle()
		s.ok(s.Integrate("db:give", "web:take"))
		s.settle()
		s.ok(s.RemoveRelation("db", "web"))
		s.settle()
	}, []string{
		"web/0 take-relation-created (db), because the relation was added (N)",
		"web/0 take-relation-joined (db/0), because the relation was added (N)",
		"db/0 give-relation-departed (web/0), because the relation was removed (N)",
		"web/0 take-relation-broken (db), because the relation was removed (N)",
	}},
	{"config, charm and leader settings", "what was changed", func(s *teller) {
		s.deploy("db", 2)
		s.settle()
		s.ok(s.SetConfig("db", map[string]any{"title": "a\nb"}))
		s.settle()
		s.ok(s.Trust("db", true))
		s.settle()
		s.ok(s.Refresh("db", juju.Charm{Handler: s.doings, Metadata: doingsMetadata + "\n"}))
		s.settle()
		s.do("db/0", func(h *charm.Hook) error { return h.LeaderSettings().Set("primary", "db/0") })
		s.settle()
		s.ok(s.Failover("db", "db/1"))
		s.settle()
	}, []string{
		`juju config db title=a\nb`,
		"db/1 config-changed, because the configuration was changed (N)",
		"db/1 config-changed, because trust was given or taken back (N)",
		"db/0 upgrade-charm, because the charm was refreshed (N)",
		"db/0 config-changed, because it follows upgrade-charm (N)",
		`leader settings of db, primary: "db/0"`,
		"db/1 leader-settings-changed, because db/0 changed the leader settings (N)",
		"# leadership of db moves to db/1",
		"db/0 leader-settings-changed, because it leads no more (N)",
		"db/1 leader-elected, because it became the leader (N)",
	}},
	{"secrets", "who is told of what, and why", func(s *teller) {
		s.deploy("db", 2)
		s.settle()
		s.do("db/0", addToken(charm.SecretRotateEvery(charm.RotateHourly), charm.SecretExpireIn(90*time.Minute), charm.SecretDescription("of all")))
		s.do("db/1", readToken)
		s.do("db/0", renewToken("the-second-token"))
		s.settle()
		s.do("db/1", readToken)
		s.settle()
		s.do("db/0", renewToken("the-third-token"))
		s.do("db/0", renewToken("the-fourth-token"))
		s.settle()
		s.do("db/0", readToken)
		s.settle()
		s.ok(s.Advance(90 * time.Minute))
		s.settle()
	}, []string{
		`secret token of db: added with description "of all", rotation hourly, revision 1 (token 15 bytes), expiry 2000-01-01T01:30:00Z`,
		"secret token of db: db/1 tracks revision 1",
		"db/1 secret-changed (token), because db/0 made a new revision (N)",
		"secret token of db: db/1 goes from revision 1 to 2",
		"db/0 secret-remove (token, revision 1), because db/1 moved on and nobody tracks the revision any more (N)",
		"db/0 secret-remove (token, revision 3), because it made a new revision and nobody tracks this one (N)",
		"db/0 secret-changed (token), because it began with a later revision than 1 (N)",
		"db/0 secret-rotate (token), because the secret is due for rotation",
		"db/0 secret-expired (token, revision 1), because the revision has expired",
		"db/1 update-status, because the update-status interval has passed",
	}},
	{"a user's secret", "its name, and who owns it", func(s *teller) {
		uri, err := s.AddSecret("certificate", juju.SecretArgs{Content: map[string]string{"key": "the-first-key"}})
		s.ok(err)
		s.deploy("web", 1)
		s.ok(s.SetConfig("web", map[string]any{"certificate": uri}))
		s.ok(s.GrantSecret("certificate", "web"))
		s.doings["config-changed"] = func(h *charm.Hook) error {
			secret, err := h.ConfigSecret("certificate")
			if err == nil {
				_, err = secret.WithLabel("of the user").Content()
			}
			return err
		}
		s.settle()
		s.ok(s.UpdateSecret("certificate", juju.SecretArgs{Content: map[string]string{"key": "the-second-key"}}))
		s.settle()
		s.ok(s.RevokeSecret("certificate", "web"))
		s.ok(s.RemoveSecret("certificate", 0))
	}, []string{
		"secret certificate of the user: added",
		"secret certificate of the user: granted to web",
		`secret certificate of the user: web/0 labels it "of the user"`,
		"secret certificate of the user: revision 2 added (key 14 bytes)",
		"web/0 secret-changed (certificate of the user), because the user updated the secret (N)",
		"secret certificate of the user: revoked from web",
		"secret certificate of the user: removed",
	}},
	{"removal", "who goes", func(s *teller) {
		s.deploy("db", 2)
		s.deploy("web", 1)
		s.ok(s.Integrate("db:give", "web:take"))
		s.settle()
		s.do("db/0", func(h *charm.Hook) error {
			if err := addToken()(h); err != nil {
				return err
			}
			return relate("give", h.SecretByLabel("token").Grant)(h)
		})
		s.settle()
		s.ok(s.Scale("db", 1))
		s.settle()
		s.ok(s.RemoveApplication("web"))
		s.settle()
		s.ok(s.RemoveApplication("db"))
		s.settle()
	}, []string{
		"db/1 give-relation-departed (web/0), because the unit was removed (N)",
		"db/1 stop, because the unit was removed (N)",
		"web/0 take-relation-departed (db/1), because db/1 was removed (N)",
		"secret token of db: granted to web over give:2",
		"secret token of db: revoked from web",
		"secret token of db: removed",
		`status of db/1: maintenance -> maintenance "cleaning up prior to charm deletion" -> terminated`,
		"web/0 stop, because the unit was removed (N)",
	}},
	{"a failed joining", "who left meanwhile", func(s *teller) {
		s.deploy("db", 1)
		s.deploy("web", 1)
		s.doings["take-relation-joined"] = func(*charm.Hook) error { return errors.New("not yet") }
		s.ok(s.Integrate("db:give", "web:take"))
		s.settle()
		s.ok(s.Scale("db", 0))
		s.settle()
		s.doings["take-relation-joined"] = nil
		s.ok(s.Resolved("web/0", true))
		s.settle()
	}, []string{
		"web/0 take-relation-joined (db/0), because db/0 came into the relation (N): failed: not yet",
		"web/0 take-relation-departed (db/0), because another unit left the relation",
	}},
	{"failures", "what failed, and what brought it back", func(s *teller) {
		s.RetryHooks = true
		tries := 0
		s.doings["config-changed"] = func(h *charm.Hook) error {
			switch tries++; tries {
			case 1:
				return errors.New("no title\tyet:\nset one")
			case 2:
				return h.App().SetStatus(charm.Active("a\nb"))
			}
			return nil
		}
		s.deploy("web", 1)
		s.settle()
		s.ok(s.Advance(5 * time.Second))
		s.settle()
		s.doings["config-changed"] = func(*charm.Hook) error { return errors.New("again") }
		s.ok(s.SetConfig("web", map[string]any{"title": "x"}))
		s.settle()
		s.doings["config-changed"] = nil
		s.ok(s.Resolved("web/0", true))
		s.settle()
		s.do("web/0", func(h *charm.Hook) error { return charm.NewActionEvent(h).Fail("no backup yet") })
	}, []string{
		"web/0 config-changed, because the unit was added (N): failed: no title    yet:",
		"| set one",
		"web/0 config-changed, because a failed hook is tried again (N)",
		`status of web: unknown -> active "a\nb"`,
		"web/0 config-changed, because the configuration was changed (N): failed: again",
		"web/0 config-changed, because its failure was resolved (N)",
		"web/0 action act, because the action was asked for (N): failed: no backup yet",
	}},
	{"two models", "in which of them", func(s *teller) {
		s.Name = "prod"
		s.deploy("db", 1)
		other, err := s.AddModel("shop")
		s.ok(err)
		url, err := s.Offer("db:give", "")
		s.ok(err)
		s.ok(other.Deploy(juju.Charm{Handler: s.doings, Metadata: doingsMetadata}, juju.Deployment{Name: "web"}))
		s.ok(other.Consume(url, ""))
		s.ok(other.Integrate("db", "web:take"))
		s.settle()
		s.do("db/0", relate("give", func(r *charm.Relation) error { return r.LocalUnit().Set("host", "db") }))
		s.settle()
		s.ok(s.Suspend("db", s.remote()))
		s.settle()
		s.ok(s.Resume("db", s.remote()))
		s.settle()
	}, []string{
		"prod: juju deploy any db",
		"shop: web/0 take-relation-changed (db/0), because db/0 of model prod wrote its databag (N)",
		"shop: web/0 take-relation-broken (db), because the relation was suspended (N)",
		"shop: web/0 take-relation-created (db), because the relation was resumed (N)",
	}},
	{"an application that is trusted", "Trust and config-changed", func(s *teller) {
		s.deploy("db", 1)
		s.settle()
		s.ok(s.Trust("db", true))
		s.settle()
	}, []string{
		"db/0 config-changed, because trust was given or taken back (N)",
	}},
	{"a timeline that is kept in part", "what is not known any more", func(s *teller) {
		s.KeepHooks = 2
		s.deploy("db", 1)
		s.deploy("web", 1)
		s.ok(s.Integrate("db:give", "web:take"))
		s.settle()
		s.do("db/0", relate("give", func(r *charm.Relation) error { return r.LocalApp().Set("host", "db") }))
		s.ok(s.SetConfig("web", map[string]any{"title": "x"}))
		s.ok(s.SetConfig("web", map[string]any{"title": "y"}))
		s.settle()
	}, []string{
		"web/0 take-relation-changed (db), because another unit wrote the databag of its application (N)",
	}},
}

// remote is how the model calls the application on the other side of its first offer.
func (s *teller) remote() string {
	for _, r := range s.Status().Relations {
		for _, e := range r.Endpoints {
			if len(e.Application) > 30 {
				return e.Application
			}
		}
	}
	return ""
}

// TestTimelineReasons: why each hook was run reads as English, what it changed stands below it, and there is no reason that no
// story has.
func TestTimelineReasons(t *testing.T) {
	t.Parallel()
	seen := make(map[string]bool)
	for _, story := range reasonStories {
		s := newTeller(t, &juju.Model{})
		story.play(s)
		text := s.Timeline().String()
		require.NotContains(t, text, "{", story.name)
		for _, line := range story.lines {
			pattern := strings.ReplaceAll(regexp.QuoteMeta(line), `\(N\)`, `\(\d+\)`)
			require.Regexp(t, `(?m)^ +(\d+ )?`+pattern+`$`, text, story.name)
		}
		s.SeenReasons(seen)
	}
	for _, reason := range juju.Reasons() {
		require.True(t, seen[reason], "no story has a hook with the reason %q", reason)
	}
}
