package terraform

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/charmscenario/scenario/juju"
)

// Error says what is wrong with a configuration, or what went wrong while it was applied. errors.As finds in it what Juju or the model
// refused: a [*juju.Error], [*juju.BusyError] or [*juju.CheckError].
type Error struct {
	Diagnostics []Diagnostic // at least one
}

// Diagnostic is one problem, or one warning.
type Diagnostic struct {
	Summary    string // a few words: "Unsupported argument"; "Client Error" when the provider would say so
	Detail     string // a sentence
	Suggestion string // the nearest valid name, when one is near
	Address    string // of the resource instance, such as `juju_secret.db["a"]`; empty when the problem is none of one
	File       string // empty when no place in a file is to blame
	Line       int    // from 1
	Column     int    // from 1
	Err        error  // what was refused; nil when nothing was
}

// Error tells of all problems, one a line.
func (e *Error) Error() string {
	if len(e.Diagnostics) == 1 {
		return e.Diagnostics[0].String()
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%d problems", len(e.Diagnostics))
	for _, d := range e.Diagnostics {
		text.WriteString("\n  " + strings.ReplaceAll(d.String(), "\n", "\n    "))
	}
	return text.String()
}

// Unwrap returns what was refused.
func (e *Error) Unwrap() []error {
	var causes []error
	for _, d := range e.Diagnostics {
		if d.Err != nil {
			causes = append(causes, d.Err)
		}
	}
	return causes
}

// String is the problem with its place: `main.tf:3:5: juju_secret.db: Unsupported argument: An argument ... Did you mean "value"?`.
func (d Diagnostic) String() string {
	var text strings.Builder
	if d.File != "" {
		fmt.Fprintf(&text, "%s:%d:%d: ", d.File, d.Line, d.Column)
	}
	if d.Address != "" {
		text.WriteString(d.Address + ": ")
	}
	text.WriteString(d.Summary)
	if d.Detail != "" {
		text.WriteString(": " + strings.TrimSpace(d.Detail))
	}
	if d.Suggestion != "" {
		if !strings.HasSuffix(text.String(), ".") && !strings.HasSuffix(text.String(), "?") {
			text.WriteString(".")
		}
		fmt.Fprintf(&text, " Did you mean %q?", d.Suggestion)
	}
	return text.String()
}

// extra is what a diagnostic of this package carries besides what HCL's do.
type extra struct {
	address    string
	suggestion string
	err        error
}

// problem makes a diagnostic.
func problem(at hcl.Range, summary, format string, args ...any) *hcl.Diagnostic {
	return &hcl.Diagnostic{Severity: hcl.DiagError, Summary: summary, Detail: fmt.Sprintf(format, args...), Subject: &at, Extra: extra{}}
}

// meaning adds the name that was probably meant.
func meaning(d *hcl.Diagnostic, name string) *hcl.Diagnostic {
	e, _ := d.Extra.(extra)
	e.suggestion = name
	d.Extra = e
	return d
}

// about says which resource instance diagnostics are about.
func about(address string, diags hcl.Diagnostics) hcl.Diagnostics {
	for _, d := range diags {
		e, ours := d.Extra.(extra)
		if d.Extra == nil || ours {
			if e.address == "" {
				e.address = address
			}
			d.Extra = e
		}
	}
	return diags
}

// clientError is what the provider says when Juju refuses something.
func clientError(at hcl.Range, err error) *hcl.Diagnostic {
	d := problem(at, "Client Error", "%s", err)
	e := extra{err: err}
	var refused *juju.Error
	var near *nearError
	switch {
	case errors.As(err, &near):
		e.suggestion = near.meant
	case errors.As(err, &refused):
		e.suggestion = refused.Meant
	}
	d.Extra = e
	return d
}

// nearError is an error with the name that was probably meant.
type nearError struct {
	err   error
	meant string
}

// Error is the text alone: a diagnostic shows the name apart.
func (e *nearError) Error() string { return e.err.Error() }

// Unwrap returns the error.
func (e *nearError) Unwrap() error { return e.err }

// unable is what the provider says of a verb that failed.
func unable(verb string, err error) error {
	return fmt.Errorf("%s %s, got error: %w", "Unable to", verb, err)
}

// diagnostics puts HCL's diagnostics into the package's own.
func diagnostics(diags hcl.Diagnostics, severity hcl.DiagnosticSeverity, hidden *hidden) []Diagnostic {
	var list []Diagnostic
	for _, d := range diags {
		if d.Severity != severity {
			continue
		}
		e, _ := d.Extra.(extra)
		n := Diagnostic{Summary: d.Summary, Detail: hidden.redact(d.Detail), Suggestion: e.suggestion, Address: e.address, Err: hidden.wrap(e.err)}
		if d.Subject != nil {
			n.File, n.Line, n.Column = d.Subject.Filename, d.Subject.Start.Line, d.Subject.Start.Column
		}
		list = append(list, n)
	}
	return list
}

// failed returns an Error when there is a problem among diagnostics.
func failed(diags hcl.Diagnostics, hidden *hidden) error {
	if !diags.HasErrors() {
		return nil
	}
	return &Error{Diagnostics: diagnostics(diags, hcl.DiagError, hidden)}
}
