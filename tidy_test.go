package scenario_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/charmscenario/scenario"

// goFiles parses the Go files of the module, tests too when asked for.
func goFiles(t *testing.T, tests bool) map[string]*ast.File {
	t.Helper()
	files := make(map[string]*ast.File)
	require.NoError(t, filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() && (entry.Name() == "testdata" || entry.Name() == ".git") {
			if err == nil {
				err = filepath.SkipDir
			}
			return err
		}
		if !strings.HasSuffix(path, ".go") || !tests && strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
		files[filepath.ToSlash(path)] = file
		return err
	}))
	return files
}

// TestArrows: which package may import which, as docs/architecture.md has it.
func TestArrows(t *testing.T) {
	t.Parallel()
	allowed := map[string][]string{
		".":                              {"call", "charm", "metadata", "runner", "internal/unit", "internal/controller"},
		"call":                           {},
		"call/calltest":                  {"call"},
		"charm":                          {"call", "hooktool", "metadata"},
		"hooktool":                       {"call"},
		"metadata":                       {},
		"internal/unit":                  {"call", "internal/controller"},
		"internal/controller":            {"call"},
		"runner":                         {"call", "charm", "hooktool"},
		"runner/tool":                    {},
		"examples/database":              {"charm"},
		"examples/database/cmd/database": {"charm", "examples/database"},
	}
	for path, file := range goFiles(t, false) {
		folder := filepath.ToSlash(filepath.Dir(path))
		if folder == "bench" || strings.HasPrefix(folder, "bench/") {
			continue // a module of its own
		}
		arrows, ok := allowed[folder]
		require.True(t, ok, "%s: say what package %s may import", path, folder)
		for _, spec := range file.Imports {
			imported := strings.Trim(spec.Path.Value, `"`)
			if rest, ours := strings.CutPrefix(imported, module+"/"); ours {
				require.Contains(t, arrows, rest, "%s imports what %s must not", path, folder)
			}
			require.NotContains(t, imported, "canonical/pebble", "%s: GPL", path)
		}
	}
}

// TestFileLength: a file holds one thing.
func TestFileLength(t *testing.T) {
	t.Parallel()
	for path := range goFiles(t, false) {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		require.LessOrEqual(t, strings.Count(string(text), "\n"), 400, path)
	}
}

// TestDocComments: every exported name says what it is.
func TestDocComments(t *testing.T) {
	t.Parallel()
	for path, file := range goFiles(t, false) {
		for _, declaration := range file.Decls {
			switch d := declaration.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && exportedReceiver(d) {
					require.NotEmpty(t, d.Doc.Text(), "%s: %s has no comment", path, d.Name.Name)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if s, ok := spec.(*ast.TypeSpec); ok && s.Name.IsExported() {
						require.NotEmpty(t, d.Doc.Text()+s.Doc.Text(), "%s: %s has no comment", path, s.Name.Name)
					}
				}
			}
		}
	}
}

// exportedReceiver reports whether the method's type is exported; functions count as such.
func exportedReceiver(f *ast.FuncDecl) bool {
	if f.Recv == nil {
		return true
	}
	kind := f.Recv.List[0].Type
	if star, ok := kind.(*ast.StarExpr); ok {
		kind = star.X
	}
	name, ok := kind.(*ast.Ident)
	return ok && name.IsExported()
}

// TestDocumentedTestsExist: no row of the documents names a test that is not there.
func TestDocumentedTestsExist(t *testing.T) {
	t.Parallel()
	var names []string
	for _, file := range goFiles(t, true) {
		for _, declaration := range file.Decls {
			if f, ok := declaration.(*ast.FuncDecl); ok && f.Recv == nil {
				names = append(names, f.Name.Name)
			}
		}
	}
	documents, err := filepath.Glob("docs/*.md")
	require.NoError(t, err)
	require.NotEmpty(t, documents)
	named := 0
	for _, path := range documents {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, match := range regexp.MustCompile("`((?:Test|Fuzz|Benchmark|Example)[A-Za-z0-9_]+)`").FindAllStringSubmatch(string(text), -1) {
			named++
			require.True(t, slices.Contains(names, match[1]), "%s names %s, which does not exist", path, match[1])
		}
	}
	require.Greater(t, named, 50)
}
