// Package usersecrets_test runs what docs/guides/user-secrets.md shows: its commands, its plans, and the Go code that it quotes.
package usersecrets_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/examples/database"
	"github.com/charmscenario/scenario/examples/webserver"
	"github.com/charmscenario/scenario/internal/goldens"
	"github.com/charmscenario/scenario/juju"
	"github.com/charmscenario/scenario/juju/terraform"
)

const pagePath = "../user-secrets.md"

// newModel is an empty model; the charms of the examples can be deployed on it.
func newModel() *juju.Model {
	return &juju.Model{Name: "site", Charms: map[string]juju.Charm{
		"database":  {Handler: database.New(), Metadata: database.Metadata},
		"webserver": {Handler: webserver.New(), Metadata: webserver.Metadata},
	}}
}

// block is a fenced block of the page.
type block struct {
	task     string // the title that it is under
	language string
	text     string
	line     int // of the opening fence
}

// readPage reads the lines of the page, and its blocks.
func readPage(t *testing.T) (lines []string, blocks []block) {
	t.Helper()
	text, err := os.ReadFile(pagePath)
	require.NoError(t, err)
	lines = strings.Split(string(text), "\n")
	task := ""
	for i := 0; i < len(lines); i++ {
		if title, ok := strings.CutPrefix(lines[i], "## "); ok {
			task = title
		}
		language, ok := strings.CutPrefix(lines[i], "```")
		if !ok {
			continue
		}
		b := block{task: task, language: language, line: i + 1}
		for i++; lines[i] != "```"; i++ {
			b.text += lines[i] + "\n"
		}
		blocks = append(blocks, b)
	}
	return lines, blocks
}

// A player runs blocks one after the other, the commands on one model and the plans on another, and says what each would show.
type player struct {
	t       *testing.T
	client  *juju.Client
	planned *juju.Model
	plans   map[string]*plan // by directory
	last    *plan            // that the last block of HCL belongs to; nil once it was applied
}

// plan is a directory of HCL and what was applied of it.
type plan struct {
	dir       string
	workspace *terraform.Workspace
}

func newPlayer(t *testing.T) *player {
	return &player{t: t, client: &juju.Client{Model: newModel()}, planned: newModel(), plans: make(map[string]*plan)}
}

// play returns the text of the block as it ought to be.
func (p *player) play(b block) string {
	p.t.Helper()
	if b.language == "console" || b.language == "go" {
		require.Nil(p.t, p.last, "%s:%d: a block of text, with what applying the plan did, comes first", pagePath, b.line)
	}
	switch b.language {
	case "console":
		return p.session(b)
	case "hcl":
		p.write(b)
	case "text":
		require.NotNil(p.t, p.last, "%s:%d: what follows no plan", pagePath, b.line)
		return p.apply(b)
	}
	return b.text
}

var (
	command = regexp.MustCompile(`(?m)^\$ juju (.*)\n`)
	word    = regexp.MustCompile(`([^\s']|'[^']*')+`)
)

// session runs the commands of a block, and leaves no blanks at the end of a line.
func (p *player) session(b block) string {
	p.t.Helper()
	commands := command.FindAllStringSubmatch(b.text, -1)
	require.NotEmpty(p.t, commands, "%s:%d", pagePath, b.line)
	var out strings.Builder
	for _, match := range commands {
		argv := word.FindAllString(match[1], -1)
		for i := range argv {
			argv[i] = strings.ReplaceAll(argv[i], "'", "")
		}
		result := p.client.Command(argv...)
		require.Zero(p.t, result.Code, "%s:%d: juju %s: %s", pagePath, b.line, match[1], result.Stderr)
		out.WriteString(match[0])
		for line := range strings.Lines(string(result.Stdout) + string(result.Stderr)) {
			out.WriteString(strings.TrimRight(line, " \n") + "\n")
		}
	}
	return out.String()
}

var path = regexp.MustCompile(`^# ((\w+)/\w+\.tf)\n`)

// write writes the file that the first line of a block names.
func (p *player) write(b block) {
	p.t.Helper()
	match := path.FindStringSubmatch(b.text)
	require.NotNil(p.t, match, "%s:%d: want a first line such as \"# site/main.tf\"", pagePath, b.line)
	name := match[2]
	if p.plans[name] == nil {
		p.plans[name] = &plan{p.t.TempDir(), &terraform.Workspace{Model: p.planned}}
	}
	p.last = p.plans[name]
	require.NoError(p.t, os.WriteFile(filepath.Join(p.last.dir, filepath.Base(match[1])), []byte(b.text), 0o600))
}

// apply applies the plan that the blocks before belong to.
func (p *player) apply(b block) string {
	p.t.Helper()
	result, err := p.last.workspace.ApplyDir(p.last.dir)
	require.NoError(p.t, err, "%s:%d", pagePath, b.line)
	require.NoError(p.t, p.planned.Settle())
	p.last = nil
	return result.String()
}

// TestPage runs every block of the page; SCENARIO_UPDATE=1 writes what it prints into the page.
func TestPage(t *testing.T) {
	lines, blocks := readPage(t) // before any test writes it
	t.Parallel()
	p := newPlayer(t)
	ran := make(map[string]int)
	var page strings.Builder
	at := 0
	for _, b := range blocks {
		ran[b.language]++
		for ; at < b.line; at++ {
			page.WriteString(lines[at] + "\n")
		}
		page.WriteString(p.play(b))
		at += strings.Count(b.text, "\n")
	}
	page.WriteString(strings.Join(lines[at:], "\n"))
	require.Nil(t, p.last, "the last plan of the page is applied")
	for _, language := range []string{"console", "hcl", "text", "go"} {
		require.NotZero(t, ran[language], language)
	}
	require.NoError(t, juju.NoUnitInError(p.client.Model))
	require.NoError(t, juju.NoUnitInError(p.planned))
	goldens.Text(t, pagePath, page.String())
}

// checkTask runs the blocks of some languages down to those of a task, which must show what the page does.
func checkTask(t *testing.T, task string, languages ...string) {
	t.Helper()
	_, blocks := readPage(t) // before TestPage writes it
	t.Parallel()
	updating, err := goldens.Updating()
	require.NoError(t, err)
	p := newPlayer(t)
	found := false
	for _, b := range blocks {
		if !slices.Contains(languages, b.language) {
			continue
		}
		if found && b.task != task {
			break
		}
		found = found || b.task == task
		got := p.play(b)
		if b.task == task && !updating {
			require.Equal(t, b.text, got, "%s:%d", pagePath, b.line)
		}
	}
	require.True(t, found, "%q has no block of %v", task, languages)
}
