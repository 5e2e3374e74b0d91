package scenario_test

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
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

// arrows reads from the table in docs/architecture.md which package may import which of ours.
func arrows(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("docs/architecture.md")
	require.NoError(t, err)
	allowed := make(map[string][]string)
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) != 5 || !strings.Contains(cells[1], "`") {
			continue
		}
		for _, folder := range strings.Split(cells[1], ",") {
			folder = strings.TrimSuffix(strings.Trim(folder, " `"), "/")
			allowed[cmp.Or(folder, ".")] = strings.Split(strings.TrimSpace(cells[3]), ", ")
		}
	}
	return allowed
}

// matches finds a folder among names, some of which end in "*".
func matches(names []string, folder string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		prefix, any := strings.CutSuffix(name, "*")
		return name == folder || any && strings.HasPrefix(folder, prefix)
	})
}

// TestArrows: imports go one way, as the documentation has it, and it names no folder that is not there.
func TestArrows(t *testing.T) {
	t.Parallel()
	allowed := arrows(t)
	rows := slices.Sorted(maps.Keys(allowed))
	used := make(map[string]bool)
	for path, file := range goFiles(t, false) {
		folder := filepath.ToSlash(filepath.Dir(path))
		top, _, _ := strings.Cut(folder, "/")
		if _, err := os.Stat(top + "/go.mod"); err == nil && top != "." {
			continue // a module of its own
		}
		row := slices.IndexFunc(rows, func(row string) bool { return matches([]string{row}, folder) })
		require.GreaterOrEqual(t, row, 0, "%s: docs/architecture.md does not say what package %s may import", path, folder)
		used[rows[row]] = true
		for _, spec := range file.Imports {
			imported := strings.Trim(spec.Path.Value, `"`)
			if rest, ours := strings.CutPrefix(imported, module+"/"); ours {
				require.True(t, matches(allowed[rows[row]], rest), "%s imports %s, which docs/architecture.md does not allow %s", path, rest, folder)
			}
			require.NotContains(t, imported, "canonical/pebble", "%s: GPL", path)
		}
	}
	for _, row := range rows {
		_, err := os.Stat(row + "/go.mod")
		require.True(t, used[row] || err == nil, "docs/architecture.md has %s, which is not there", row)
	}
}

// TestFileLength: a file holds one thing.
func TestFileLength(t *testing.T) {
	t.Parallel()
	for path := range goFiles(t, true) {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		require.LessOrEqual(t, strings.Count(string(text), "\n"), 400, path)
	}
}

// TestDocComments: every package and every exported name says what it is.
func TestDocComments(t *testing.T) {
	t.Parallel()
	packages := make(map[string]string)
	for path, file := range goFiles(t, false) {
		packages[filepath.Dir(path)] += file.Doc.Text()
		for _, declaration := range file.Decls {
			switch d := declaration.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && exportedReceiver(d) {
					require.NotEmpty(t, d.Doc.Text(), "%s: %s has no comment", path, d.Name.Name)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					switch s := spec.(type) {
					case *ast.TypeSpec:
						require.True(t, !s.Name.IsExported() || d.Doc.Text()+s.Doc.Text() != "", "%s: %s has no comment", path, s.Name.Name)
					case *ast.ValueSpec:
						for _, name := range s.Names {
							require.True(t, !name.IsExported() || d.Doc.Text()+s.Doc.Text()+s.Comment.Text() != "", "%s: %s has no comment", path, name.Name)
						}
					}
				}
			}
		}
	}
	for folder, comment := range packages {
		require.NotEmpty(t, comment, "package %s has no comment", folder)
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

// TestDocumentedTestsExist: no page names a test that is not there.
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
	named := 0
	for _, path := range pages(t) {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, match := range regexp.MustCompile("`((?:Test|Fuzz|Benchmark|Example)[A-Za-z0-9_]+)`").FindAllStringSubmatch(string(text), -1) {
			named++
			require.True(t, slices.Contains(names, match[1]), "%s names %s, which does not exist", path, match[1])
		}
	}
	require.Greater(t, named, 50)
}

// TestAddingATool: every hook tool is known in at most four files, those that CONTRIBUTING.md lists: one of
// its family in each of three packages, and the table of tools.
func TestAddingATool(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("CONTRIBUTING.md")
	require.NoError(t, err)
	listed := regexp.MustCompile("(?m)^[0-9]\\. .*`(.*?)`").FindAllStringSubmatch(string(text), -1)
	require.Len(t, listed, 4)
	const table = "hooktool/tools.go"
	require.Equal(t, []string{"call/", "internal/unit/", "hooktool/", table}, []string{listed[0][1], listed[1][1], listed[2][1], listed[3][1]})
	sources := make(map[string]map[string]string) // without comments, by folder and file
	for _, folder := range []string{"call/", "internal/unit/", "hooktool/"} {
		sources[folder] = make(map[string]string)
		paths, err := filepath.Glob(folder + "*.go")
		require.NoError(t, err)
		for _, path := range paths {
			source, err := os.ReadFile(path)
			require.NoError(t, err)
			if !strings.HasSuffix(path, "_test.go") {
				sources[folder][filepath.ToSlash(path)] = regexp.MustCompile("//.*").ReplaceAllString(string(source), "")
			}
		}
	}
	rows := sources["hooktool/"][table]
	delete(sources["hooktool/"], table)
	for _, tool := range call.Tools() {
		kind := reflect.TypeOf(call.New(tool)).Elem().Name()
		known := regexp.MustCompile(`(\bcall\.` + kind + `\b|[*&]` + kind + `\b|type ` + kind + ` )`)
		for folder := range sources {
			var files []string
			for path, source := range sources[folder] {
				if known.MatchString(source) {
					files = append(files, path)
				}
			}
			require.Len(t, files, 1, "%s: want it known in one file of %s besides %s: %v", tool, folder, table, files)
		}
		require.Contains(t, rows, strconv.Quote(tool), "%s has no row in %s", tool, table)
	}
}
