package juju

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// String is the timeline to be read, in a failing test above all: the time whenever it has moved, one line for each command and
// hook, and below it what it changed, one leaf a line. A hook's line has its number, the unit, the hook, what that is about, why it
// was run with the number of what led to it, and what it failed with. Contents of secrets show as keys and sizes; a secret is named
// by its owner's label and its owner, or by the two ends of its ID; long values are shortened. The text is for people, and may
// change: what a program reads is JSON and YAML.
func (t Timeline) String() string {
	if len(t) == 0 {
		return "nothing happened\n"
	}
	width := len(strconv.Itoa(t[len(t)-1].Number))
	var text strings.Builder
	var now time.Time
	for _, e := range t {
		if !e.Time.Equal(now) {
			now = e.Time
			text.WriteString(describeMoment(now) + "\n")
		}
		e.write(&text, width+2)
	}
	return text.String()
}

// String is the entry as it stands in the text of a [Timeline], without the time.
func (e Entry) String() string {
	var text strings.Builder
	e.write(&text, 0)
	return strings.TrimSuffix(text.String(), "\n")
}

// write writes an entry, its number right-aligned.
func (e Entry) write(text *strings.Builder, width int) {
	indent := strings.Repeat(" ", max(width, len(strconv.Itoa(e.Number)))+3)
	fmt.Fprintf(text, "%*d %s%s", width, e.Number, e.title(), onOneLine(e.because()))
	lines := e.told()
	if e.Failure != "" {
		text.WriteString(": " + lines[0])
		lines = lines[1:]
	}
	text.WriteString("\n")
	for _, line := range lines {
		text.WriteString(indent + line + "\n")
	}
}

func describeMoment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 MST") }

// title names an entry and what it is about.
func (e Entry) title() string {
	title := e.deed()
	if e.Command == "" {
		title = e.Unit + " " + title
	}
	if e.Model != "" {
		title = e.Model + ": " + title
	}
	return onOneLine(title)
}

// deed is what was done, without who did it.
func (e Entry) deed() string {
	if e.Command != "" {
		return onOneLine(e.Command)
	}
	if about := e.about(); about != "" {
		return onOneLine(e.Hook + " (" + about + ")")
	}
	return onOneLine(e.Hook)
}

// about names the unit, the application or the secret that a hook is about.
func (e Entry) about() string {
	switch {
	case e.Secret != "":
		owner := e.SecretOwner
		if app, _, _ := strings.Cut(e.Unit, "/"); owner == app || owner == e.Unit {
			owner = ""
		}
		about := secretName(owner, cmp.Or(e.OwnerLabel, e.SecretLabel), e.Secret)
		if e.SecretRevision > 0 {
			about += fmt.Sprintf(", revision %d", e.SecretRevision)
		}
		return about
	case e.RemoteUnit != "":
		return shortRemote(e.RemoteUnit)
	case e.Relation != "":
		return shortRemote(e.RemoteApp)
	}
	return ""
}

// because says why a hook was run, and the number of what led to it.
func (e Entry) because() string {
	switch {
	case e.Reason == "":
		return ""
	case e.Cause == 0:
		return ", because " + e.Reason
	}
	return fmt.Sprintf(", because %s (%d)", e.Reason, e.Cause)
}

// secretName names a secret for a person: by its label, or by the ends of its ID, of which the first characters depend on who made
// it and the last ones count; and by its owner, if that is to be said.
func secretName(owner, label, id string) string {
	name := label
	if name == "" {
		if _, bare, ok := strings.Cut(id, ":"); ok {
			id = bare[strings.LastIndexByte(bare, '/')+1:]
		}
		name = ends(id)
	} else if strings.ContainsFunc(name, func(r rune) bool {
		return r <= ' ' || r == '(' || r == ')' || r == ',' || r == '"' || !strconv.IsPrint(r)
	}) {
		name = strconv.Quote(name)
	}
	switch owner {
	case "":
		return name
	case ownerUser:
		return name + " of the user"
	}
	return name + " of " + owner
}

// shortRemote shortens what a model calls an application of another model, "remote-" and 32 digits.
func shortRemote(name string) string {
	token, unit, isUnit := strings.Cut(name, "/")
	digits, ok := strings.CutPrefix(token, "remote-")
	if !ok || len(digits) != 32 {
		return name
	}
	if isUnit {
		unit = "/" + unit
	}
	return "remote-" + ends(digits) + unit
}

// ends are the ends of an ID that is long.
func ends(id string) string {
	if len(id) <= 10 {
		return id
	}
	return id[:4] + ".." + id[len(id)-4:]
}

// onOneLine shows what would break a line as Go does in quotes.
func onOneLine(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return !strconv.IsPrint(r) }) {
		return text
	}
	var line strings.Builder
	for _, r := range text {
		if strconv.IsPrint(r) {
			line.WriteRune(r)
			continue
		}
		quoted := strconv.QuoteRune(r)
		line.WriteString(quoted[1 : len(quoted)-1])
	}
	return line.String()
}
