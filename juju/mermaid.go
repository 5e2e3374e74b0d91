package juju

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Mermaid is the timeline as a sequence diagram in Mermaid's language, as pages on GitHub and many editors show it: the admin and the
// units take part; an arrow leads from who did something to who was told of it, with what was told; the hook that
// this led to, and what it changed, is the note that follows. What failed stands on red. Equal timelines give equal texts.
func (t Timeline) Mermaid() string {
	p := t.picture()
	var text strings.Builder
	text.WriteString("sequenceDiagram\n")
	for i, l := range p.lanes {
		kind := "participant"
		if l.admin() {
			kind = "actor"
		}
		fmt.Fprintf(&text, "  %s p%d as %s\n", kind, i, mermaidText(l.name()))
	}
	if len(t) == 0 {
		text.WriteString("  participant p0 as nothing happened\n")
	}
	var now time.Time
	for i, e := range t {
		if !e.Time.Equal(now) {
			now = e.Time
			fmt.Fprintf(&text, "  Note over p0%s: %s\n", map[bool]string{true: ",p" + strconv.Itoa(len(p.lanes)-1)}[len(p.lanes) > 1], describeMoment(now))
		}
		p.mermaid(&text, i)
	}
	return text.String()
}

// mermaid writes one entry: the arrow that leads to it, and its note.
func (p *picture) mermaid(text *strings.Builder, i int) {
	e, to := p.entries[i], p.lane[i]
	lines := []string{strconv.Itoa(e.Number) + " " + e.caption()}
	if from := p.from[i]; from >= 0 && p.lane[from] != to {
		_, told := p.told(i)
		fmt.Fprintf(text, "  p%d->>p%d: %s\n", p.lane[from], to, mermaidText(brief(onOneLine(told), mermaidWidth)))
	} else if e.Reason != "" {
		lines = append(lines, strings.TrimPrefix(e.because(), ", "))
	}
	indent := "  "
	if e.Failure != "" {
		first, _, _ := strings.Cut(e.Failure, "\n")
		lines = append(lines, "failed: "+first)
		text.WriteString("  rect rgb(255, 205, 205)\n")
		indent = "    "
	}
	lines = append(lines, changeLines(e.Changes)...)
	for i := range lines {
		lines[i] = mermaidText(brief(onOneLine(lines[i]), mermaidWidth))
	}
	fmt.Fprintf(text, "%sNote over p%d: %s\n", indent, to, strings.Join(lines, "<br/>"))
	if e.Failure != "" {
		text.WriteString("  end\n")
	}
}

// mermaidWidth is how many characters of a line show.
const mermaidWidth = 72

// mermaidText writes characters that mean something to Mermaid as its entities.
func mermaidText(text string) string {
	var escaped strings.Builder
	for _, r := range text {
		switch r {
		case '#', ';', '%', '<', '&', '\\':
			fmt.Fprintf(&escaped, "#%d;", r)
		default:
			escaped.WriteRune(r)
		}
	}
	return escaped.String()
}
