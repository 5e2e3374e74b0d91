package juju

import (
	"maps"
	"slices"

	"github.com/charmscenario/scenario/call"
)

// reads holds a hook to the right to read: what it was given it owned, had made in the same hook, or was granted when
// it asked; what it was not, it was refused.
func (w *witness) reads(u *unit, e *entry) {
	var made, updated []map[string]string // contents that wait for the end of the hook
	for _, record := range e.journal.Trace {
		switch c := record.Call.(type) {
		case *call.SecretAdd:
			if record.Error == nil {
				made = append(made, c.Content)
			}
		case *call.SecretSet:
			if record.Error == nil && len(c.Content) > 0 {
				updated = append(updated, c.Content)
			}
		case *call.SecretGet:
			w.read(u, c, record.Error, made, updated)
		}
	}
}

func (w *witness) read(u *unit, c *call.SecretGet, refusal *call.Error, made, updated []map[string]string) {
	named := w.ledger.secret(bare(c.ID))
	// Before Juju 3.6, a label beside an ID may be taken for that of another own secret.
	older := c.Label != "" && !u.app.model.version.AtLeast(3, 6, 0)
	if refusal != nil {
		if refusal.Code != call.ErrPermissionDenied || older {
			return
		}
		if named != nil {
			owned, granted := w.ledger.readable(named, u)
			if (owned || granted) && w.spelled(u, c.ID, named) {
				w.fail("%s may read %s, and was refused it", u.name, c.ID)
			}
		}
		w.counts.add("reads: refused without a right")
		return
	}
	is := func(content map[string]string) bool { return maps.Equal(content, c.Content) }
	if slices.ContainsFunc(made, is) || slices.ContainsFunc(updated, is) {
		w.counts.add("reads: of what waits for the end of the hook")
		return
	}
	source := w.contentOf(c.Content)
	if source == nil {
		w.fail("%s was given content that no secret has", u.name)
	}
	if named != nil && named != source && !(older && source.app == u.app) {
		w.fail("%s asked for %s by %s, and was given %s", u.name, named.facts.ID, call.Record{Call: c}, source.facts.ID)
	}
	switch owned, granted := w.ledger.readable(source, u); {
	case owned:
		w.counts.add("reads: of an owner")
	case granted && source.model != u.app.model:
		w.counts.add("reads: granted across models")
	case granted:
		w.counts.add("reads: granted")
	default:
		w.fail("%s was given %s, which it may not read", u.name, source.facts.ID)
	}
}

// spelled reports whether an ID names a secret in the way that its reader must: one of another model with that model.
func (w *witness) spelled(u *unit, id string, s *ledgerSecret) bool {
	uri, _ := call.ParseSecretURI(id)
	if s.model == u.app.model {
		return uri.Source == "" || uri.Source == s.model.UUID
	}
	return uri.Source == s.model.UUID
}

// contentOf finds the secret that has the content in a revision: contents are made so that no two secrets share
// one.
func (w *witness) contentOf(content map[string]string) *ledgerSecret {
	for _, s := range w.ledger.secrets {
		for _, r := range s.facts.Revisions {
			if maps.Equal(r.Content, content) {
				return s
			}
		}
	}
	return nil
}

// moved holds the tracked revisions of a unit to what moves them: the first read, a refresh, or what was to be
// tracked at the end of the hook. Those of other units do not move at all: the ledger would differ.
func (w *witness) moved(u *unit, e *entry, before map[string]int) {
	for _, s := range w.ledger.secrets {
		id := s.facts.ID
		was, is := before[id], s.consumers[u].Tracked
		if was == is {
			if was > 0 && w.asked(e, s, func(c *call.SecretGet) bool { return !c.Refresh }) {
				w.counts.add("tracking: stays on a read")
			}
			continue
		}
		late := e.journal.Commit != nil && slices.ContainsFunc(e.journal.Commit.SecretTrackLatest, func(uri string) bool { return bare(uri) == id })
		switch {
		case is != s.facts.Latest && !late && !w.updatedIn(e, id):
			w.fail("%s tracks revision %d of %s; the latest is %d", u.name, is, id, s.facts.Latest)
		case was == 0 && (w.asked(e, s, nil) || late):
			w.counts.add("tracking: begins with the first read")
		case late:
			w.counts.add("tracking: moves at the end of the hook")
		case w.asked(e, s, func(c *call.SecretGet) bool { return c.Refresh }):
			w.counts.add("tracking: moves on a refresh")
		default:
			w.fail("%s went from revision %d to %d of %s without a refresh", u.name, was, is, id)
		}
	}
}

// asked reports whether the hook asked for the secret, by its ID or by a label, in a way.
func (w *witness) asked(e *entry, s *ledgerSecret, in func(*call.SecretGet) bool) bool {
	for _, record := range e.journal.Trace {
		c, ok := record.Call.(*call.SecretGet)
		if !ok || record.Error != nil && record.Error.Code != call.ErrRevisionNotFound || in != nil && !in(c) {
			continue
		}
		older := c.Label != "" && !s.model.version.AtLeast(3, 6, 0) // takes the label for that of another own secret
		if bare(c.ID) == s.facts.ID || c.ID == "" || older {
			return true
		}
	}
	return false
}

func (w *witness) updatedIn(e *entry, id string) bool {
	return e.journal.Commit != nil && slices.ContainsFunc(e.journal.Commit.SecretUpdates, func(u call.SecretUpdate) bool { return bare(u.ID) == id })
}
