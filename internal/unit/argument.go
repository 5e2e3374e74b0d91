package unit

import "github.com/charmscenario/scenario/call"

// Refused enters a call into the trace that a hook tool refused because of its arguments, and so did not
// make. The same call made without a tool would have been refused here.
func (a *Agent) Refused(c call.Call, refusal *call.Error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.ended {
		a.Journal.Trace = append(a.Journal.Trace, call.Record{Call: c.Clone(), Error: refusal})
	}
}

// invalid returns the refusal of a call that is not valid. Hook tools look the relation up before they look
// at anything else.
func (a *Agent) invalid(c call.Call, refusal *call.Error) *call.Error {
	relation := call.LookedUp(c)
	if relation == "" {
		return refusal
	}
	if _, unknown := a.relation(relation); unknown != nil {
		return unknown
	}
	return refusal
}
