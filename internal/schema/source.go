package schema

import (
	"go/ast"
	"go/token"
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

// New returns a generator that takes comments and constants from source files. In comments, the names of the fields of these
// types, and of constants, become the words of files.
func New(files []*ast.File, types ...reflect.Type) *Generator {
	g := &Generator{
		comments: make(map[string]string), constants: make(map[string][]string), words: make(map[string]string), definitions: make(map[string]*Form),
	}
	for _, file := range files {
		g.read(file)
	}
	for _, part := range types {
		for i := range part.NumField() {
			name, _, _ := strings.Cut(part.Field(i).Tag.Get("yaml"), ",")
			g.words[part.Field(i).Name] = name
		}
	}
	return g
}

// read gathers comments and constants.
func (g *Generator) read(file *ast.File) {
	for _, declaration := range file.Decls {
		d, ok := declaration.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				g.readType(spec, d.Doc.Text())
			case *ast.ValueSpec:
				if kind, ok := spec.Type.(*ast.Ident); ok && d.Tok == token.CONST {
					if literal, ok := spec.Values[0].(*ast.BasicLit); ok && literal.Kind == token.STRING {
						value, _ := strconv.Unquote(literal.Value)
						g.constants[kind.Name] = append(g.constants[kind.Name], value)
						g.words[spec.Names[0].Name] = value
					}
				}
			}
		}
	}
}

func (g *Generator) readType(spec *ast.TypeSpec, comment string) {
	structure, ok := spec.Type.(*ast.StructType)
	if !ok {
		return
	}
	g.comments[spec.Name.Name] = comment
	before := ""
	for _, field := range structure.Fields.List {
		if field.Doc != nil { // it may speak of the fields below too
			before = field.Doc.Text()
		}
		for _, name := range field.Names {
			g.comments[spec.Name.Name+"."+name.Name] = before + field.Comment.Text()
		}
	}
}

var goName = regexp.MustCompile(`\[?\b[A-Z][A-Za-z]*\b\]?`)

// describe is a comment in the words of files.
func (g *Generator) describe(name string) string {
	text := strings.Join(strings.Fields(g.comments[name]), " ")
	return goName.ReplaceAllStringFunc(text, func(word string) string {
		word = strings.Trim(word, "[]")
		if known, ok := g.words[word]; ok {
			return known
		}
		return word
	})
}
