package scenario_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/metadata"
)

// pages lists the pages of the repository, those of modules of their own too.
func pages(t *testing.T) []string {
	t.Helper()
	var found []string
	require.NoError(t, filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && (entry.Name() == "testdata" || entry.Name() == ".git") {
			return filepath.SkipDir
		}
		if strings.HasSuffix(path, ".md") {
			found = append(found, filepath.ToSlash(path))
		}
		return err
	}))
	return found
}

// TestPagesQuote: what a page shows as code is taken, word for word, from a file that is compiled and run
// with everything else, so that no page can show code that does not work. CONTRIBUTING.md says how a page
// names the file.
func TestPagesQuote(t *testing.T) {
	t.Parallel()
	repository := os.DirFS(".")
	quoted := 0
	for _, page := range pages(t) {
		text, err := fs.ReadFile(repository, page)
		require.NoError(t, err)
		blocks, err := fencedBlocks(string(text))
		require.NoError(t, err, page)
		for _, b := range blocks {
			b.page = page
			if err := b.check(repository); err != nil {
				t.Errorf("%s:%d: %v", page, b.line, err)
			}
			if b.source != "" {
				quoted++
			}
		}
	}
	require.NotZero(t, quoted)
}

// TestModulesAreTested: what a page quotes from a module of its own is run too.
func TestModulesAreTested(t *testing.T) {
	t.Parallel()
	script, err := os.ReadFile(".ci/run")
	require.NoError(t, err)
	modules, err := filepath.Glob("*/go.mod")
	require.NoError(t, err)
	require.NotEmpty(t, modules)
	for _, module := range modules {
		require.Contains(t, string(script), "cd "+filepath.Dir(module)+" ", ".ci/run does not test the module")
	}
}

// block is a fenced block of a page.
type block struct {
	page     string // the path
	line     int    // where it begins
	language string // the first word after the fence
	comment  string // the HTML comment above it
	source   string // the file that the comment names
	text     string
}

var (
	fence   = regexp.MustCompile("^(\\s*)(```+|~~~+)\\s*([^\\s`]*)")
	comment = regexp.MustCompile(`^\s*<!--\s*(.*?)\s*-->\s*$`)
)

// fencedBlocks reads the blocks of a page.
func fencedBlocks(text string) ([]block, error) {
	var blocks []block
	above := ""
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		if match := comment.FindStringSubmatch(lines[i]); match != nil {
			above = match[1]
			continue
		}
		open := fence.FindStringSubmatch(lines[i])
		if open == nil {
			if strings.TrimSpace(lines[i]) != "" {
				above = ""
			}
			continue
		}
		b := block{line: i + 1, language: open[3], comment: above}
		if !strings.HasPrefix(above, notRun) {
			b.source = above
		}
		above = ""
		var content []string
		for i++; ; i++ {
			if i == len(lines) {
				return nil, fmt.Errorf("line %d: the block has no end", b.line)
			}
			if end := strings.TrimSpace(lines[i]); strings.HasPrefix(end, open[2]) && strings.Trim(end, open[2][:1]) == "" {
				break
			}
			content = append(content, strings.TrimPrefix(lines[i], open[1]))
		}
		b.text = strings.Join(content, "\n")
		blocks = append(blocks, b)
	}
	return blocks, nil
}

// notRun begins the comment above commands that cannot be part of the checks, and why.
const notRun = "not run:"

var declaresTest = regexp.MustCompile(`(?m)^func (Test|Example|Fuzz|Benchmark)`)

// check says what is wrong with the block.
func (b block) check(repository fs.FS) error {
	switch b.language {
	case "go", "yaml", "json":
		if b.source == "" {
			return fmt.Errorf("%s block: nothing above it names the file that it is from; want a line such as <!-- examples/database/database_test.go -->", b.language)
		}
	case "sh":
		return b.checkCommands(repository)
	case "python": // the other side of a comparison
		if b.source != "" {
			return errors.New("python block: only for reading, but names a file")
		}
	case "console", "hcl":
		return b.checkRun(repository)
	case "text":
	default:
		return fmt.Errorf("block of language %q; want one of go, yaml, json, sh, console, hcl, python, text", b.language)
	}
	if b.source == "" {
		return nil
	}
	file, err := fs.ReadFile(repository, b.source)
	if err != nil {
		return fmt.Errorf("%s block: %w", b.language, err)
	}
	if !quotes(string(file), b.text) {
		return fmt.Errorf("%s block: its lines are not in %s, one after the other", b.language, b.source)
	}
	switch {
	case b.language == "go" && !isCompiled(b.source, string(file)):
		return fmt.Errorf("go block: %s is not compiled with everything else", b.source)
	case declaresTest.MatchString(b.text) && !strings.HasSuffix(b.source, "_test.go"):
		return fmt.Errorf("go block: it has a test, which %s cannot run", b.source)
	case path.Base(b.source) == "charmcraft.yaml":
		_, err = metadata.Load(path.Dir(b.source))
	}
	return err
}

// checkRun checks that a test runs the block, as one that reads all blocks of the page does.
func (b block) checkRun(repository fs.FS) error {
	if b.source == "" {
		return fmt.Errorf("%s block: nothing above it names the test that runs it", b.language)
	}
	file, err := fs.ReadFile(repository, b.source)
	if err != nil {
		return fmt.Errorf("%s block: %w", b.language, err)
	}
	if !strings.HasSuffix(b.source, "_test.go") || !isCompiled(b.source, string(file)) {
		return fmt.Errorf("%s block: %s is no test", b.language, b.source)
	}
	if !strings.Contains(string(file), path.Base(b.page)) {
		return fmt.Errorf("%s block: %s does not read %s", b.language, b.source, path.Base(b.page))
	}
	return nil
}

// checkCommands finds each command among the checks that every change must pass.
func (b block) checkCommands(repository fs.FS) error {
	if reason, ok := strings.CutPrefix(b.comment, notRun); ok {
		if strings.TrimSpace(reason) == "" {
			return fmt.Errorf("sh block: %q gives no reason", b.comment)
		}
		return nil
	}
	script, err := fs.ReadFile(repository, ".ci/run")
	if err != nil {
		return err
	}
	lines := strings.Split(string(script), "\n")
	for _, line := range strings.Split(b.text, "\n") {
		command, _, _ := strings.Cut(line, " #")
		if command = strings.TrimSpace(command); command != "" && !slices.Contains(lines, command) {
			return fmt.Errorf("sh block: %q is no line of .ci/run; add it, or say why above: <!-- %s ... -->", command, notRun)
		}
	}
	return nil
}

// isCompiled reports whether go vet ./... and go test ./... see the file.
func isCompiled(source, text string) bool {
	for _, part := range strings.Split(source, "/") {
		if part == "testdata" || part == "vendor" || strings.HasPrefix(part, "_") || strings.HasPrefix(part, ".") {
			return false
		}
	}
	return strings.HasSuffix(source, ".go") && !strings.Contains(text, "//go:build ")
}

// quotes reports whether the file has these lines, one after the other; all may be indented further there
// by the same tabs or spaces.
func quotes(file, text string) bool {
	have, want := strings.Split(file, "\n"), strings.Split(strings.Trim(text, "\n"), "\n")
	for i := range len(have) - len(want) + 1 {
		indent, ok := strings.CutSuffix(have[i], want[0])
		if ok = ok && want[0] != "" && strings.TrimSpace(indent) == ""; !ok {
			continue
		}
		if slices.EqualFunc(have[i:i+len(want)], want, func(have, want string) bool {
			return have == indent+want || have == "" && want == ""
		}) {
			return true
		}
	}
	return false
}

// TestPagesQuoteRefuses: each way to show code that nobody compiles.
func TestPagesQuoteRefuses(t *testing.T) {
	t.Parallel()
	repository := os.DirFS(".")
	tests := []struct {
		name, page string
		want       string // empty: fine
	}{
		{"quoted", "<!-- examples/database/database.go -->\n```go\nconst label = \"credentials\"\n```", ""},
		{"quoted, blank line between", "<!-- examples/database/database.go -->\n\n~~~go\nconst label = \"credentials\"\n~~~", ""},
		{"quoted without indentation", "<!-- examples/database/database.go -->\n```go\nm := charm.NewMux()\nm.RelationJoined(\"database\", share)\n```", ""},
		{"in a list", "- text\n  <!-- examples/database/database.go -->\n  ```go\n  const label = \"credentials\"\n  ```", ""},
		{"no file", "```go\nconst label = \"credentials\"\n```", "nothing above it names the file"},
		{"comment further up", "<!-- examples/database/database.go -->\ntext\n```go\nconst label = \"credentials\"\n```", "nothing above it names the file"},
		{"no such file", "<!-- examples/databse.go -->\n```go\nconst label = \"credentials\"\n```", "no such file"},
		{"outside", "<!-- ../secret.go -->\n```go\nconst label = \"credentials\"\n```", "invalid"},
		{"other words", "<!-- examples/database/database.go -->\n```go\nconst label = \"credential\"\n```", "its lines are not in examples/database/database.go"},
		{"part of a line", "<!-- examples/database/database.go -->\n```go\nlabel = \"credentials\"\n```", "its lines are not in"},
		{"lines left out", "<!-- examples/database/database.go -->\n```go\nm := charm.NewMux()\nm.SecretRotate(renew)\n```", "its lines are not in"},
		{"empty", "<!-- examples/database/database.go -->\n```go\n```", "its lines are not in"},
		{"not Go", "<!-- examples/database/charmcraft.yaml -->\n```go\nname: database\n```", "is not compiled"},
		{"metadata", "<!-- examples/database/charmcraft.yaml -->\n```yaml\nname: database\ntype: charm\n```", ""},
		{"metadata of nobody", "```yaml\nname: database\n```", "nothing above it names the file"},
		{"untagged", "```\nconst label = \"credentials\"\n```", `language ""`},
		{"other language", "```golang\nconst label = \"credentials\"\n```", `language "golang"`},
		{"no end", "```go\nconst label", "the block has no end"},
		{"session", "<!-- docs/guides/usersecrets/page_test.go -->\n```console\n$ juju secrets\n```", ""},
		{"session of nobody", "```console\n$ juju secrets\n```", "nothing above it names the test that runs it"},
		{"plan", "<!-- docs/guides/usersecrets/page_test.go -->\n```hcl\n```", ""},
		{"plan of no test", "<!-- examples/database/database.go -->\n```hcl\n```", "examples/database/database.go is no test"},
		{"plan of another page's test", "<!-- examples/database/database_test.go -->\n```hcl\n```", "examples/database/database_test.go does not read user-secrets.md"},
		{"plan of no file", "<!-- examples/database/plan_test.go -->\n```hcl\n```", "no such file"},
		{"python", "```python\nctx.run()\n```", ""},
		{"python of a file", "<!-- README.md -->\n```python\nctx.run()\n```", "only for reading"},
		{"command that is run", "```sh\ngo test ./...   # everything\n```", ""},
		{"command that is not run", "```sh\ngo test ./nothing\n```", "is no line of .ci/run"},
		{"command that cannot be run", "<!-- not run: needs Juju -->\n```sh\njuju deploy ./database.charm\n```", ""},
		{"no reason", "<!-- not run: -->\n```sh\njuju deploy ./database.charm\n```", "gives no reason"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			blocks, err := fencedBlocks(test.page)
			if err == nil {
				require.Len(t, blocks, 1)
				blocks[0].page = "docs/guides/user-secrets.md"
				err = blocks[0].check(repository)
			}
			if test.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, test.want)
		})
	}
	require.False(t, isCompiled("hooktool/testdata/x.go", "package x"))
	require.False(t, isCompiled("_drafts/x.go", "package x"))
	require.False(t, isCompiled("x.go", "//go:build ignore\n\npackage x"))
	text := "func TestShare(t *testing.T) {\n"
	require.ErrorContains(t, block{language: "go", source: "x.go", text: text}.check(fstest.MapFS{"x.go": {Data: []byte(text)}}), "it has a test")
}
