package scenario

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/runner"
)

// shortest is how long a value of a secret must be to be masked: shorter ones stand in any text by chance.
const shortest = 4

// maskOutput takes the content of secrets out of what a failed executable printed: what it wrote is in its
// error, and errors hold no content.
func (r *run) maskOutput(failure error, trace []call.Record) {
	var exit *runner.ExitError
	if r.context.Executable == "" || !errors.As(failure, &exit) {
		return
	}
	for _, value := range r.secretValues(trace) {
		mask := func(text string) string { return strings.ReplaceAll(text, value, "(secret content)") }
		exit.Stdout, exit.Stderr = mask(exit.Stdout), mask(exit.Stderr)
		for i := range exit.Mistakes {
			exit.Mistakes[i] = mask(exit.Mistakes[i])
		}
	}
}

// secretValues lists the values of secrets that the hook could know, the longest first.
func (r *run) secretValues(trace []call.Record) []string {
	var values []string
	add := func(content map[string]string) {
		for _, value := range content {
			if len(value) >= shortest {
				values = append(values, value)
			}
		}
	}
	for i := range r.state.Secrets {
		s := &r.state.Secrets[i]
		add(s.TrackedContent)
		add(s.LatestContent)
		for j := range s.Revisions {
			add(s.Revisions[j].Content)
		}
	}
	for i := range trace {
		switch c := trace[i].Call.(type) {
		case *call.SecretAdd:
			add(c.Content)
		case *call.SecretSet:
			add(c.Content)
		}
	}
	slices.SortFunc(values, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), strings.Compare(a, b)) })
	return slices.Compact(values)
}
