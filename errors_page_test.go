package scenario_test

import (
	"go/ast"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/internal/goldens"
)

// errorNames lists what the module's packages have for errors, as docs/errors.md has it in titles: types by
// package, codes by name.
func errorNames(t *testing.T) []string {
	t.Helper()
	var names []string
	for path, file := range goFiles(t, false) {
		folder := filepath.ToSlash(filepath.Dir(path))
		if strings.HasPrefix(folder, "internal/") || strings.HasPrefix(folder, "bench") {
			continue
		}
		for _, declaration := range file.Decls {
			switch d := declaration.(type) {
			case *ast.FuncDecl:
				if d.Name.Name == "Error" && d.Recv != nil && exportedReceiver(d) {
					kind := d.Recv.List[0].Type
					if star, ok := kind.(*ast.StarExpr); ok {
						kind = star.X
					}
					names = append(names, file.Name.Name+"."+kind.(*ast.Ident).Name)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if value, ok := spec.(*ast.ValueSpec); ok {
						for _, name := range value.Names {
							if name.IsExported() && strings.HasPrefix(name.Name, "Err") {
								names = append(names, name.Name)
							}
						}
					}
				}
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// TestErrorsPage: docs/errors.md has every type of error, every code, every group of consistency rules and every
// golden of a failure, and no text that is in none.
func TestErrorsPage(t *testing.T) {
	t.Parallel()
	const path = "docs/errors.md"
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	if update, err := goldens.Updating(); err == nil && update {
		text = []byte(withGoldens(t, string(text)))
		require.NoError(t, os.WriteFile(path, text, 0o666))
	}
	titles := readPage(t, path).titles
	names := errorNames(t)
	require.Greater(t, len(names), 20)
	for _, name := range names {
		if name == "call.Error" || name == "call.Code" {
			require.Contains(t, string(text), "`*call.Error`") // the section on codes
			continue
		}
		require.Contains(t, titles, "### "+name)
	}
	rules, err := os.ReadFile("docs/consistency.md")
	require.NoError(t, err)
	for line := range strings.Lines(string(rules)) {
		if rule, ok := strings.CutPrefix(line, "| `"); ok {
			group, _, _ := strings.Cut(rule, "-")
			require.Contains(t, string(text), "\n`"+group+"-`: ", "the group of rule %s", rule)
		}
	}
	blocks, err := fencedBlocks(string(text))
	require.NoError(t, err)
	quoted := make(map[string]bool)
	for _, b := range blocks {
		golden, err := os.ReadFile(b.source)
		require.NoError(t, err, "%s:%d", path, b.line)
		require.Equal(t, string(golden), b.text+"\n", "%s:%d: SCENARIO_UPDATE=1 writes it anew", path, b.line)
		quoted[b.source] = true
	}
	files, err := filepath.Glob("testdata/failures/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		require.True(t, quoted[filepath.ToSlash(file)], "%s does not quote %s", path, file)
	}
}

// withGoldens puts the present text of goldens into a page.
func withGoldens(t *testing.T, text string) string {
	t.Helper()
	blocks, err := fencedBlocks(text)
	require.NoError(t, err)
	for _, b := range blocks {
		golden, err := os.ReadFile(b.source)
		require.NoError(t, err)
		head := "<!-- " + b.source + " -->\n```text\n"
		text = strings.Replace(text, head+b.text+"\n", head+string(golden), 1)
	}
	return text
}
