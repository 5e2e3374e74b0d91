package call

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// line is a command line as it grows.
type line struct{ strings.Builder }

// word adds an argument, quoted where a shell would want it; an empty one is left out.
func (l *line) word(text string) {
	if text == "" {
		return
	}
	l.WriteByte(' ')
	l.WriteString(quoted(text))
}

// option adds an option with a value; an empty one is left out.
func (l *line) option(name, value string) {
	if value != "" {
		l.word(name)
		l.word(value)
	}
}

// flag adds an option without a value when it is set.
func (l *line) flag(name string, set bool) {
	if set {
		l.word(name)
	}
}

// settings adds key=value pairs, sorted by key.
func (l *line) settings(values map[string]string) {
	for _, key := range sortedKeys(values) {
		l.WriteString(" " + quoted(key) + "=")
		if value := values[key]; value != "" {
			l.WriteString(quoted(value))
		}
	}
}

// sizes adds key=(n bytes) pairs, sorted by key.
func (l *line) sizes(values map[string]string) {
	for _, key := range sortedKeys(values) {
		l.size(key, values[key])
	}
}

func (l *line) size(key, value string) {
	fmt.Fprintf(l, " %s=(%d bytes)", quoted(key), len(value))
}

// relation adds which relation is meant.
func (l *line) relation(id string) { l.option("-r", id) }

func (l *line) expire(at time.Time, in time.Duration) {
	if !at.IsZero() {
		l.option("--expire", at.UTC().Format(time.RFC3339))
	}
	if in != 0 {
		l.option("--expire", in.String())
	}
}

// quoted returns text as a shell would take it for one word, or at least so that a reader can tell.
func quoted(text string) string {
	for _, c := range text {
		if c <= ' ' || c == '"' || c == '\'' || c == '\\' || c >= 0x7f && !strconv.IsPrint(c) || c == '\uFFFD' {
			return strconv.Quote(text)
		}
	}
	return text
}

// commandLine shows what a call asks, without its answer.
func commandLine(c Call) string {
	l := &line{}
	l.WriteString(c.Tool())
	if printSecret(l, c) || printRelation(l, c) {
		return l.String()
	}
	switch c := c.(type) {
	case *ConfigGet:
		l.flag("--all", c.All)
		l.word(c.Key)
	case *LeaderSet:
		l.settings(c.Settings)
	case *StatusGet:
		l.flag("--application", c.App)
	case *StatusSet:
		l.flag("--application", c.App)
		l.word(string(c.Name))
		l.word(c.Message)
	case *JujuLog:
		l.option("-l", c.Level)
		l.word(c.Message)
	case *ApplicationVersionSet:
		l.word(c.Version)
	case *StateSet:
		l.sizes(c.State)
	case *StateDelete:
		l.word(c.Key)
	case *ActionSet:
		for _, result := range c.Results {
			l.size(result.Key, result.Value)
		}
	case *ActionLog:
		l.word(c.Message)
	case *ActionFail:
		l.word(c.Message)
	}
	return l.String()
}

// printSecret adds the arguments of a call about a secret.
func printSecret(l *line, c Call) bool {
	switch c := c.(type) {
	case *SecretAdd:
		l.sizes(c.Content)
		l.option("--owner", string(c.Owner))
		l.option("--label", c.Label)
		l.option("--description", c.Description)
		l.option("--rotate", string(c.Rotate))
		l.expire(c.Expire, c.ExpireIn)
	case *SecretSet:
		l.word(c.ID)
		l.sizes(c.Content)
		l.option("--label", c.Label)
		l.option("--description", c.Description)
		l.option("--rotate", string(c.Rotate))
		l.expire(c.Expire, c.ExpireIn)
	case *SecretGet:
		l.word(c.ID)
		l.option("--label", c.Label)
		l.flag("--refresh", c.Refresh)
		l.flag("--peek", c.Peek)
	case *SecretInfoGet:
		l.word(c.ID)
		l.option("--label", c.Label)
	case *SecretIDs:
	case *SecretGrant:
		l.word(c.ID)
		l.relation(c.Relation)
		l.option("--unit", c.Unit)
	case *SecretRevoke:
		l.word(c.ID)
		l.relation(c.Relation)
		l.option("--app", c.App)
		l.option("--unit", c.Unit)
	case *SecretRemove:
		l.word(c.ID)
		if c.Revision > 0 {
			l.option("--revision", strconv.Itoa(c.Revision))
		}
	default:
		return false
	}
	return true
}

// printRelation adds the arguments of a call about a relation.
func printRelation(l *line, c Call) bool {
	switch c := c.(type) {
	case *RelationIDs:
		l.word(c.Endpoint)
	case *RelationList:
		l.relation(c.Relation)
		l.flag("--app", c.App)
	case *RelationGet:
		l.relation(c.Relation)
		l.flag("--app", IsAppName(c.Of))
		l.word("-")
		l.word(c.Of)
	case *RelationSet:
		l.relation(c.Relation)
		l.flag("--app", c.App)
		l.settings(c.Data)
	case *RelationModelGet:
		l.relation(c.Relation)
	default:
		return false
	}
	return true
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
