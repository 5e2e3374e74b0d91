package main

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/examples/database"
	"github.com/charmscenario/scenario/examples/webserver"
	"github.com/charmscenario/scenario/juju"
)

// charms are what can be deployed, by name.
func charms() map[string]juju.Charm {
	return map[string]juju.Charm{
		"database":  {Handler: database.New(), Metadata: database.Metadata},
		"webserver": {Handler: webserver.New(), Metadata: webserver.Metadata},
	}
}

// updateStatus is the time within which every unit looks again.
const updateStatus = 5 * time.Minute

// An act is what a person does at the terminal, and what the web servers' status is once no unit has anything left to do. Time passes
// before the status is looked at if the act says so.
type act struct {
	title    string
	commands []string // without "juju"; URI stands for the secret's
	waits    time.Duration
	then     charm.Status
}

// story is what happens to a certificate, with so many web servers.
func story(units int) []act {
	return []act{
		{"a web server and its database", []string{
			"deploy database db",
			fmt.Sprintf("deploy webserver web -n %d", units),
			"integrate db web",
		}, 0, charm.Active("serving http")},

		{"add a secret", []string{
			"add-secret certificate certificate=one private-key=one --info 'for the site'",
			"secrets",
		}, 0, charm.Active("serving http")},

		{"set it before it is granted", []string{
			"config web certificate=URI",
		}, 0, charm.Blocked("grant the certificate's secret to web")},

		{"grant it: no unit is told, each looks again in update-status", []string{
			"grant-secret certificate web",
			"show-secret certificate",
		}, updateStatus, charm.Active("serving https")},

		{"update it, with a key misspelt: the charm goes on with what it has", []string{
			"update-secret certificate certificate=two private-kye=two",
			"show-secret certificate --revisions",
		}, 0, charm.Blocked(`the secret lacks "private-key"`)},

		{"correct it: secret-changed tells the units", []string{
			"update-secret certificate certificate=two private-key=two",
		}, 0, charm.Active("serving https")},

		{"remove the revisions that nobody tracks any more", []string{
			"remove-secret certificate --revision 1",
			"remove-secret certificate --revision 2",
			"show-secret certificate --revisions",
		}, 0, charm.Active("serving https")},

		{"from now on they go by themselves", []string{
			"update-secret certificate --auto-prune --name tls",
			"update-secret tls certificate=three private-key=three",
			"show-secret tls --revisions",
		}, 0, charm.Active("serving https")},

		{"revoke it", []string{
			"revoke-secret tls web",
		}, updateStatus, charm.Blocked("grant the certificate's secret to web")},

		{"remove it", []string{
			"remove-secret tls",
			"secrets --owner model-UUID",
		}, updateStatus, charm.Blocked("the certificate's secret does not exist")},

		{"go without", []string{
			"config web --reset certificate",
		}, 0, charm.Active("serving http")},
	}
}

// play plays a story on a model and prints the session. No command may be refused, and no unit fail.
func play(m *juju.Model, story []act, w io.Writer) error {
	m.Charms = charms()
	m.Check(juju.NoUnitInError)
	s := &session{client: &juju.Client{Model: m}, w: w}
	for i, a := range story {
		if i > 0 {
			s.printf("\n")
		}
		if err := s.play(a); err != nil {
			return fmt.Errorf("%s: %w", a.title, err)
		}
		if s.failed != nil {
			return s.failed
		}
	}
	return nil
}

// session is a terminal.
type session struct {
	client *juju.Client
	w      io.Writer
	uri    string // what add-secret printed last
	failed error  // of the first write that failed
}

func (s *session) printf(format string, args ...any) {
	if s.failed == nil {
		_, s.failed = fmt.Fprintf(s.w, format, args...)
	}
}

// play runs the commands of an act, lets time pass, and looks at the web servers.
func (s *session) play(a act) error {
	s.printf("# %s\n", a.title)
	for _, line := range a.commands {
		line = strings.NewReplacer("URI", s.uri, "UUID", s.client.Model.UUID).Replace(line)
		argv := words(line)
		s.printf("$ juju %s\n", line)
		result := s.client.Command(argv...)
		s.printf("%s%s", result.Stdout, result.Stderr)
		if result.Code != 0 {
			return fmt.Errorf("juju %s: exit code %d", line, result.Code)
		}
		if argv[0] == "add-secret" {
			s.uri = strings.TrimSpace(string(result.Stdout))
		}
	}
	m := s.client.Model
	if a.waits > 0 {
		s.printf("# %.0f minutes later\n", a.waits.Minutes())
		if err := m.Advance(a.waits); err != nil {
			return err
		}
		if err := m.Settle(); err != nil {
			return err
		}
	}
	return s.look(a.then)
}

// look prints the status of every web server, which must be as wanted.
func (s *session) look(want charm.Status) error {
	status := s.client.Model.Status()
	for _, unit := range s.client.Model.Units() {
		workload := status.Applications["web"].Units[unit].Workload
		if !strings.HasPrefix(unit, "web/") {
			continue
		}
		s.printf("# %s: %s, %s\n", unit, workload.Name, workload.Message)
		if workload.Name != want.Name || workload.Message != want.Message {
			return fmt.Errorf("%s is %s %q; want %s %q", unit, workload.Name, workload.Message, want.Name, want.Message)
		}
	}
	return nil
}

var word = regexp.MustCompile(`([^\s']|'[^']*')+`)

// words splits a command line at blanks; single quotes keep them.
func words(line string) []string {
	argv := word.FindAllString(line, -1)
	for i := range argv {
		argv[i] = strings.ReplaceAll(argv[i], "'", "")
	}
	return argv
}
