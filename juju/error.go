package juju

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/charmscenario/scenario/internal/nearest"
)

// Error is Juju's refusal of a verb. Its text is what the juju client prints after "ERROR", and no more, so that it can be compared with
// that. Printed with %+v, as testify's require.NoError prints errors, it also says which valid name was probably meant.
type Error struct {
	Message string
	Code    string // of Juju's API, when the whole call failed: "not found", "already exists", ...; the text ends in it
	Meant   string // the valid name that is nearest to one that is not there, when one is near; not part of the text
}

// Error returns Juju's text, with the code where the juju client prints it.
func (e *Error) Error() string {
	if e.Code == "" {
		return e.Message
	}
	return e.Message + " (" + e.Code + ")"
}

// Format prints Juju's text as the verb asks for; with %+v, Meant follows it.
func (e *Error) Format(f fmt.State, verb rune) {
	if e == nil {
		fmt.Fprint(f, "<nil>")
		return
	}
	text := e.Error()
	if verb == 'v' && f.Flag('+') && e.Meant != "" {
		text += fmt.Sprintf("; did you mean %q?", e.Meant)
	}
	fmt.Fprintf(f, fmt.FormatString(f, verb), text)
}

// The codes of Juju's API.
const (
	codeNotFound      = "not found"
	codeAlreadyExists = "already exists"
	codeUnauthorized  = "unauthorized access"
	codeQuota         = "quota limit exceeded"
)

func refused(code, format string, args ...any) error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// noSuch is a refusal over a name that is not there, with the one that was probably meant.
func noSuch(name string, among []string, code, format string, args ...any) error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), Meant: nearest.Name(name, among)}
}

// namesOf are the names of a list's elements.
func namesOf[T interface{ named() string }](list []T) []string {
	var all []string
	for _, element := range list {
		all = append(all, element.named())
	}
	return all
}

// unitNames are the units that may be meant by a name: the unit with that number of each application.
func (m *Model) unitNames(name string) []string {
	app, number, _ := strings.Cut(name, "/")
	if _, known := find(m.apps, app); known {
		return nil // which unit was meant is anybody's guess
	}
	var all []string
	for _, a := range m.apps {
		if other := a.name + "/" + number; m.unit(other) != nil {
			all = append(all, other)
		}
	}
	return all
}

// sortedKeys are the names that a map has, sorted.
func sortedKeys[T any](values map[string]T) []string { return slices.Sorted(maps.Keys(values)) }
