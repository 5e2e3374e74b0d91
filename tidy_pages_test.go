package scenario_test

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

// page is a Markdown page: its text without blocks of code, and what its titles can be reached by.
type page struct {
	text    string
	titles  []string
	anchors map[string]bool
}

func readPage(t *testing.T, path string) page {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	p := page{anchors: make(map[string]bool)}
	code := false
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "```") {
			code = !code
			continue
		}
		if code {
			continue
		}
		p.text += line
		if title := strings.TrimLeft(line, "#"); title != line && strings.HasPrefix(title, " ") {
			p.titles = append(p.titles, strings.TrimSpace(line))
			p.anchors[anchor(title)] = true
		}
	}
	require.False(t, code, "%s: a block of code has no end", path)
	return p
}

// anchor is what a title is reached by: lower case, dashes for blanks, nothing else but letters and digits.
func anchor(title string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == ' ' || c == '-':
			return '-'
		case unicode.IsLetter(c) || unicode.IsDigit(c) || c == '_':
			return unicode.ToLower(c)
		}
		return -1
	}, strings.TrimSpace(title))
}

var (
	link     = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	codeSpan = regexp.MustCompile("`[^`]*`")
)

// TestPages: every page has one title, which comes first, and every link leads somewhere.
func TestPages(t *testing.T) {
	t.Parallel()
	links := 0
	for _, at := range pages(t) {
		p := readPage(t, at)
		require.True(t, strings.HasPrefix(p.text, "# "), "%s: want a title in the first line", at)
		for _, title := range p.titles[1:] {
			require.True(t, strings.HasPrefix(title, "##"), "%s: %q is a second title of the page", at, title)
		}
		for _, match := range link.FindAllStringSubmatch(codeSpan.ReplaceAllString(p.text, ""), -1) {
			target, fragment, _ := strings.Cut(match[1], "#")
			if strings.Contains(target, "://") {
				require.True(t, strings.HasPrefix(target, "https://"), "%s: link %s", at, match[1])
				continue
			}
			links++
			to := path.Join(path.Dir(at), target)
			if target == "" {
				to = at
			}
			_, err := os.Stat(to)
			require.NoError(t, err, "%s: link %s leads nowhere", at, match[1])
			if fragment != "" {
				require.True(t, readPage(t, to).anchors[fragment], "%s: link %s: the page has no such title", at, match[1])
			}
		}
	}
	require.Greater(t, links, 10)
}

// banned is what no page and no file of Go holds.
var banned = []struct {
	words *regexp.Regexp
	why   string
}{
	{regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X|HA` + `CK)\b`), "what is left to do is said in docs/parity.md"},
	{regexp.MustCompile(`(?m)(^|[\s"'(])/(work|home)/`), "a path of somebody's machine"},
	{regexp.MustCompile(`\b[Ss]imply\b`), "nothing is simple to who reads about it"},
}

// TestBannedWords: nothing is left to be done later, and no file is a drawer for odds and ends.
func TestBannedWords(t *testing.T) {
	t.Parallel()
	paths := pages(t)
	for path := range goFiles(t, true) {
		paths = append(paths, path)
		name := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(path), ".go"), "_test")
		for _, part := range append(strings.Split(filepath.ToSlash(filepath.Dir(path)), "/"), name) {
			require.NotContains(t, []string{"util", "utils", "common", "helper", "helpers", "base", "misc"}, part, "%s: want a name for what is in it", path)
		}
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, b := range banned {
			require.Empty(t, b.words.FindString(string(text)), "%s: %s", path, b.why)
		}
	}
}
