package terraform

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/json"
	"github.com/zclconf/go-cty/cty"
)

// Configuration is what files of a plan say, read and checked as terraform validate does: names, references and blocks, but not yet values. It does
// not change, and may be applied to several Workspaces, also at the same time.
type Configuration struct {
	dir       string // of path.module, and where functions look for files
	variables map[string]*variable
	locals    map[string]*local
	outputs   []*output // by name
	resources []*resource
	found     map[string]*resource // by address
	files     []*hcl.Attribute     // values of variables in *.tfvars files, the last one wins
	skip      hcl.Expression       // the provider's skip_failed_deletion
	order     []string             // addresses of resources and locals, dependencies first
	sources   []source
}

// local is a local value.
type local struct {
	name    string
	address string
	expr    hcl.Expression
	refers  []reference
}

// output is an output value.
type output struct {
	name      string
	value     hcl.Expression
	sensitive bool
	after     []reference // depends_on
	refers    []reference
	at        hcl.Range
}

// source is the text of a file.
type source struct{ name, text string }

// largest is how long a file may be, in bytes.
const largest = 1 << 20

// Parse reads the text of one file. The name stands in errors; one that ends in ".json" makes it JSON. path.module and functions that read files
// look in the directory of the name. It returns an [*Error] that tells of all problems.
func Parse(name, text string) (*Configuration, error) {
	return parse(filepath.Dir(name), []source{{name, text}})
}

// ReadFiles reads files that make one configuration together. See [Parse]; path.module is the directory of the first file.
func ReadFiles(paths ...string) (*Configuration, error) {
	sources, err := readSources(paths)
	if err != nil {
		return nil, err
	}
	return parse(filepath.Dir(paths[0]), sources)
}

func readSources(paths []string) ([]source, error) {
	if len(paths) == 0 {
		return nil, &Error{Diagnostics: []Diagnostic{{Summary: "No configuration files", Detail: "Want the path of one at least."}}}
	}
	var sources []source
	for _, path := range paths {
		text, err := readFile(path, largest)
		if err != nil {
			return nil, &Error{Diagnostics: []Diagnostic{{Summary: "Failed to read file", Detail: fmt.Sprintf("Cannot read the file: %s.", err), File: path, Line: 1, Column: 1, Err: err}}}
		}
		sources = append(sources, source{path, text})
	}
	return sources, nil
}

// ReadDir reads the files of a directory that Terraform reads: *.tf and *.tf.json, and terraform.tfvars and *.auto.tfvars with values of variables. See
// [Parse].
func ReadDir(dir string) (*Configuration, error) {
	sources, err := dirSources(dir)
	if err != nil {
		return nil, err
	}
	return parse(dir, sources)
}

func dirSources(dir string) ([]source, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, &Error{Diagnostics: []Diagnostic{{Summary: "Failed to read directory", Detail: fmt.Sprintf("Cannot read the directory: %s.", err), Err: err}}}
	}
	var paths []string
	for _, e := range entries {
		if !e.IsDir() && (isPlan(e.Name()) || isValues(e.Name())) {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	slices.SortStableFunc(paths, func(a, b string) int { return loaded(a) - loaded(b) })
	if !slices.ContainsFunc(paths, isPlan) {
		return nil, &Error{Diagnostics: []Diagnostic{{Summary: "No configuration files", Detail: fmt.Sprintf("The directory %q has no file that ends in .tf or .tf.json.", dir)}}}
	}
	return readSources(paths)
}

func isPlan(path string) bool {
	return strings.HasSuffix(path, ".tf") || strings.HasSuffix(path, ".tf.json")
}

func isValues(path string) bool {
	name := strings.TrimSuffix(filepath.Base(path), ".json")
	return name == "terraform.tfvars" || strings.HasSuffix(name, ".auto.tfvars")
}

// loaded orders the files of a directory: what terraform.tfvars says counts less than what *.auto.tfvars do.
func loaded(path string) int {
	switch {
	case !isValues(path):
		return 0
	case strings.HasPrefix(filepath.Base(path), "terraform.tfvars"):
		return 1
	}
	return 2
}

// readFile reads a text file that is not too long.
func readFile(path string, limit int64) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() {
		return "", fmt.Errorf("%s is no regular file", path)
	}
	if info.Size() > limit {
		return "", fmt.Errorf("%s has %d bytes, want %d at most", path, info.Size(), limit)
	}
	text, err := os.ReadFile(path)
	return string(text), err
}

func parse(dir string, sources []source) (*Configuration, error) {
	c := &Configuration{dir: dir, sources: sources, variables: make(map[string]*variable), locals: make(map[string]*local), found: make(map[string]*resource)}
	var diags hcl.Diagnostics
	for _, s := range sources {
		body, more := s.parse()
		diags = append(diags, more...)
		if more.HasErrors() {
			continue // what else is said of a file that cannot be read leads astray
		}
		if isValues(s.name) {
			values, more := body.JustAttributes()
			c.files, diags = append(c.files, sorted(values)...), append(diags, more...)
			continue
		}
		diags = append(diags, c.readBlocks(body)...)
	}
	slices.SortFunc(c.outputs, func(a, b *output) int { return strings.Compare(a.name, b.name) })
	if !diags.HasErrors() {
		diags = append(diags, c.checkReferences()...)
	}
	if !diags.HasErrors() {
		diags = append(diags, c.sortByDependency()...)
	}
	if err := failed(diags, nil); err != nil {
		return nil, err
	}
	return c, nil
}

// parse reads the syntax of a file.
func (s source) parse() (hcl.Body, hcl.Diagnostics) {
	start := hcl.Range{Filename: s.name, Start: hcl.InitialPos, End: hcl.InitialPos}
	if len(s.text) > largest {
		return nil, hcl.Diagnostics{problem(start, "File too large", "The file has %d bytes, want %d at most.", len(s.text), largest)}
	}
	if tooDeep(s.text) {
		return nil, hcl.Diagnostics{problem(start, "Nested too deep", "Expressions are nested deeper than can be read.")}
	}
	if strings.HasSuffix(s.name, ".json") {
		file, diags := json.Parse([]byte(s.text), s.name)
		if diags.HasErrors() {
			return nil, diags
		}
		return file.Body, nil
	}
	file, diags := hclsyntax.ParseConfig([]byte(s.text), s.name, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, diags
	}
	return file.Body, immense(file.Body.(*hclsyntax.Body))
}

// tooDeep reports whether something is nested deeper than anybody would write: the parser, which calls itself for each level, would run out of
// stack. Brackets in texts count too.
func tooDeep(text string) bool {
	const brackets, signs, choices = 500, 10_000, 20_000
	if strings.Count(text, "?")+strings.Count(text, "%{") > choices {
		return true
	}
	depth, run := 0, 0
	for i := range len(text) {
		switch text[i] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth = max(0, depth-1)
		case '!', '-':
			run++
			continue
		case ' ', '\t', '\n':
			continue
		}
		if depth > brackets || run > signs {
			return true
		}
		run = 0
	}
	return false
}

// immense refuses numbers that take longer to print than a test takes.
func immense(body *hclsyntax.Body) hcl.Diagnostics {
	return hclsyntax.VisitAll(body, func(node hclsyntax.Node) hcl.Diagnostics {
		literal, ok := node.(*hclsyntax.LiteralValueExpr)
		if !ok || literal.Val.Type() != cty.Number || literal.Val.IsNull() {
			return nil
		}
		if f := literal.Val.AsBigFloat(); f.IsInf() || f.MantExp(nil) > 1024 || f.MantExp(nil) < -1100 {
			return hcl.Diagnostics{problem(literal.SrcRange, "Number out of range", "Want a number of at most 308 digits.")}
		}
		return nil
	})
}

func sorted(attributes hcl.Attributes) []*hcl.Attribute {
	var list []*hcl.Attribute
	for _, a := range attributes {
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b *hcl.Attribute) int { return a.Range.Start.Byte - b.Range.Start.Byte })
	return list
}
