package hooktool_test

import (
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// placeholders binds what a vector leaves open: the IDs of secrets that it makes, its directory
// and the time. An ID is bound where it first appears.
type placeholders struct {
	ids map[string]string // "<ID1>": the 20 characters
	dir string            // the charm's directory
	now time.Time
}

var (
	placeholderForm = regexp.MustCompile(`<ID\d+>|<CHARM_DIR>|<UNIT_DIR>|<NOW\+[^>]*>`)
	mintedForm      = regexp.MustCompile(`^[0-9a-v]{19}[0g]`)
)

// resolve puts what is bound into a text.
func (p *placeholders) resolve(text string) string {
	return placeholderForm.ReplaceAllStringFunc(text, func(name string) string {
		switch {
		case name == "<CHARM_DIR>":
			return p.dir
		case name == "<UNIT_DIR>":
			return filepath.Dir(p.dir)
		case p.ids[name] != "":
			return p.ids[name]
		}
		return name
	})
}

// match reports whether the text got is the text want, and binds the IDs that appear in it.
func (p *placeholders) match(want, got string) bool {
	bound := maps.Clone(p.ids)
	for {
		where := placeholderForm.FindStringIndex(want)
		if where == nil {
			break
		}
		rest, ok := strings.CutPrefix(got, want[:where[0]])
		if !ok {
			return false
		}
		got, ok = p.take(bound, want[where[0]:where[1]], rest)
		if !ok {
			return false
		}
		want = want[where[1]:]
	}
	if want != got {
		return false
	}
	p.ids = bound
	return true
}

// take takes what a placeholder stands for from the start of a text.
func (p *placeholders) take(bound map[string]string, name, text string) (string, bool) {
	var forms []string
	switch {
	case name == "<CHARM_DIR>":
		forms = []string{p.dir}
	case name == "<UNIT_DIR>":
		forms = []string{filepath.Dir(p.dir)}
	case strings.HasPrefix(name, "<NOW+"):
		for _, d := range trimmedDurations(strings.TrimSuffix(strings.TrimPrefix(name, "<NOW+"), ">")) {
			forms = append(forms, p.now.Add(d).UTC().Format(time.RFC3339Nano))
		}
	case bound[name] != "":
		forms = []string{bound[name]}
	default:
		id := mintedForm.FindString(text)
		if id == "" || !strings.HasPrefix(name, "<ID") {
			return text, false
		}
		bound[name] = id
		forms = []string{id}
	}
	for _, form := range forms {
		if rest, ok := strings.CutPrefix(text, form); ok {
			return rest, true
		}
	}
	return text, false
}

// trimmedDurations lists the durations that a placeholder may stand for: the recorder cut all of
// "0", "m" and "s" off the end, so that "1h3" is what was left of "1h30m0s".
func trimmedDurations(text string) []time.Duration {
	var durations []time.Duration
	for _, cut := range []string{"", "s", "m", "0s", "0m", "h"} {
		d, err := time.ParseDuration(text + cut)
		if err == nil && strings.TrimRight(d.String(), "0ms") == text && !slices.Contains(durations, d) {
			durations = append(durations, d)
		}
	}
	return durations
}

// matchLines reports whether two lists hold the same lines, whatever their order.
func (p *placeholders) matchLines(want, got []string) bool {
	if len(want) != len(got) {
		return false
	}
	rest := slices.Clone(got)
	for _, line := range want {
		found := slices.IndexFunc(rest, func(other string) bool { return p.match(line, other) })
		if found < 0 {
			return false
		}
		rest = slices.Delete(rest, found, found+1)
	}
	return true
}
