package scenario

import (
	"errors"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/runner"
)

// hideOutput takes the content of secrets out of what a failed executable printed: what it wrote is in its
// error, and errors hold no content.
func (r *run) hideOutput(failure error, trace []call.Record) {
	var exit *runner.ExitError
	if r.context.Executable == "" || !errors.As(failure, &exit) {
		return
	}
	var known []map[string]string
	for i := range r.state.Secrets {
		s := &r.state.Secrets[i]
		known = append(known, s.TrackedContent, s.LatestContent)
		for j := range s.Revisions {
			known = append(known, s.Revisions[j].Content)
		}
	}
	exit.Hide(trace, known)
}
