package scenario

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmscenario/scenario/call"
)

// String shows the run for a person: every call, what was committed, what was logged. It never
// shows the content of a secret.
func (o Outcome) String() string {
	var text strings.Builder
	section := func(title string, lines []string) {
		if len(lines) == 0 {
			return
		}
		text.WriteString(title + "\n")
		for _, line := range lines {
			text.WriteString("  " + line + "\n")
		}
	}
	section("calls", traceLines(o.Trace))
	title := "committed"
	if !o.Committed {
		title = "not committed, or not all of it"
	}
	section(title, commitLines(o.Commit))
	var removed []string
	for _, r := range o.RemovedSecretRevisions {
		removed = append(removed, fmt.Sprintf("%s revision %d", r.SecretID, r.Revision))
	}
	section("removed", append(removed, o.RemovedSecrets...))
	section("unit status", statusLines(o.UnitStatusHistory))
	section("application status", statusLines(o.AppStatusHistory))
	section("action log", o.ActionLog)
	if o.ActionFailure != "" {
		section("action failed", []string{o.ActionFailure})
	}
	var log []string
	for _, line := range o.JujuLog {
		log = append(log, line.Level+" "+line.Message)
	}
	section("log", log)
	switch {
	case o.Unrouted:
		return "nothing ran: the charm has no route for this event\n"
	case text.Len() == 0:
		return "nothing happened\n"
	}
	return text.String()
}

func traceLines(trace []call.Record) []string {
	var lines []string
	for i, record := range trace {
		lines = append(lines, fmt.Sprintf("%d %s", i+1, record.String()))
	}
	return lines
}

func statusLines(history []Status) []string {
	var lines []string
	for _, status := range history {
		line := string(status.Name)
		if status.Message != "" {
			line += ": " + status.Message
		}
		lines = append(lines, line)
	}
	return lines
}

func commitLines(c *call.Commit) []string {
	if c == nil {
		return nil
	}
	var lines []string
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	for _, s := range c.SecretCreates {
		add("new secret %s%s of the %s with %s", s.ID, labelled(s.Label), s.Owner, contentKeys(s.Content))
	}
	for _, s := range c.SecretUpdates {
		add("secret %s%s changed, new content: %s", s.ID, labelled(s.Label), contentKeys(s.Content))
	}
	for _, id := range c.SecretTrackLatest {
		add("secret %s: track the latest revision", id)
	}
	for _, s := range c.SecretGrants {
		add("secret %s granted to %s over %s", s.ID, s.Subject, s.Relation)
	}
	for _, s := range c.SecretRevokes {
		add("secret %s revoked from %s", s.ID, s.Subject)
	}
	for _, s := range c.SecretDeletes {
		if len(s.Revisions) == 0 {
			add("secret %s removed", s.ID)
		} else {
			add("secret %s: revisions %v removed", s.ID, s.Revisions)
		}
	}
	for _, r := range c.RelationSettings {
		for _, side := range []struct {
			name string
			data map[string]string
		}{{"unit", r.Unit}, {"application", r.App}} {
			for _, key := range sortedKeys(side.data) {
				add("%s %s databag: %s=%q", r.Relation, side.name, key, side.data[key])
			}
		}
	}
	if c.StoredState != nil {
		add("stored state: %s", strings.Join(sortedKeys(*c.StoredState), ", "))
	}
	return lines
}

func labelled(label string) string {
	if label == "" {
		return ""
	}
	return fmt.Sprintf(" (label %q)", label)
}

// contentKeys names the keys and sizes of secret content.
func contentKeys(content map[string]string) string {
	if len(content) == 0 {
		return "none"
	}
	var parts []string
	for _, key := range sortedKeys(content) {
		parts = append(parts, fmt.Sprintf("%s (%d bytes)", key, len(content[key])))
	}
	return strings.Join(parts, ", ")
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
