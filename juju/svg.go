package juju

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
)

// SVG is the timeline as a picture that needs nothing else, to be opened in a browser: a column for the admin and for each
// unit, a row for each entry, a line from what happened to what it led to (blue for what was written into a databag, orange for news of
// a secret, grey for the rest), and beside each entry what it changed. The colour of a box is the kind of the hook; what failed is
// red. The whole text of an entry shows under the pointer. Equal timelines give equal pictures.
func (t Timeline) SVG() string {
	d := t.picture().drawing()
	var s svg
	fmt.Fprintf(&s.text, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="11">`+"\n",
		d.total, d.height, d.total, d.height)
	title := "Nothing happened"
	if n := len(t); n > 0 {
		title = fmt.Sprintf("Entries %d to %d, %s to %s", t[0].Number, t[n-1].Number, describeMoment(t[0].Time), describeMoment(t[n-1].Time))
	}
	s.text.WriteString("<title>" + escapeXML(title) + "</title>\n")
	fmt.Fprintf(&s.text, `<rect width="%d" height="%d" fill="white"/>`+"\n", d.total, d.height)
	s.legend()
	s.lanes(d)
	for i := range d.entries {
		s.line(d, i)
	}
	for i := range d.entries {
		s.entry(d, i)
	}
	s.text.WriteString("</svg>\n")
	return s.text.String()
}

// colour is how a box is drawn.
type colour struct{ what, fill, stroke string }

// The colours of boxes, by what they stand for.
var (
	ofCommand   = colour{"command", "#ffffff", "#444444"}
	ofLifecycle = colour{"lifecycle", "#e8eaed", "#80868b"}
	ofRelation  = colour{"relation", "#d6e6fb", "#4a84c4"}
	ofSecret    = colour{"secret", "#fde8c8", "#d08a1d"}
	ofAction    = colour{"action", "#d9f0dc", "#4c9a58"}
	ofFailure   = colour{"failed", "#fbd3d3", "#c62828"}
)

func (e Entry) colour() colour {
	switch {
	case e.Failure != "":
		return ofFailure
	case e.Command != "":
		return ofCommand
	case strings.HasPrefix(e.Hook, "action "):
		return ofAction
	case e.Relation != "":
		return ofRelation
	case e.Secret != "":
		return ofSecret
	}
	return ofLifecycle
}

func (n news) colour() string {
	switch n {
	case newsOfDatabag:
		return "#1565c0"
	case newsOfSecret:
		return "#e07b00"
	}
	return "#9aa0a6"
}

// svg is a picture that is being drawn.
type svg struct{ text strings.Builder }

func (s *svg) words(x, y int, attributes, text string) {
	fmt.Fprintf(&s.text, `<text x="%d" y="%d"%s>%s</text>`+"\n", x, y, attributes, escapeXML(text))
}

func (s *svg) box(x, y, width int, c colour) {
	fmt.Fprintf(&s.text, `<rect x="%d" y="%d" width="%d" height="%d" rx="4" fill="%s" stroke="%s"/>`+"\n", x, y, width, svgBox, c.fill, c.stroke)
}

func (s *svg) legend() {
	x := svgMargin
	for _, c := range []colour{ofCommand, ofLifecycle, ofRelation, ofSecret, ofAction, ofFailure} {
		width := (len(c.what) + 3) * svgGlyph
		s.box(x, svgMargin, width, c)
		s.words(x+svgGlyph, svgMargin+svgLine, "", c.what)
		x += width + svgGlyph
	}
	for _, n := range []struct {
		news
		what string
	}{{newsOfDatabag, "wrote a databag"}, {newsOfSecret, "news of a secret"}, {newsOfOther, "led to"}} {
		x += svgGlyph
		fmt.Fprintf(&s.text, `<path d="M%d %dh24" stroke="%s" stroke-width="1.5" fill="none"/>`+"\n", x, svgMargin+svgBox/2, n.colour())
		s.head(x+24, svgMargin+svgBox/2, 1, n.colour())
		s.words(x+24+svgGlyph, svgMargin+svgLine, "", n.what)
		x += 24 + (len(n.what)+2)*svgGlyph
	}
}

// lanes draws the names of who takes part, and a line down for each.
func (s *svg) lanes(d *drawing) {
	for i, l := range d.lanes {
		middle := d.left[i] + d.width[i]/2
		fmt.Fprintf(&s.text, `<path d="M%d %dV%d" stroke="#d0d3d8" stroke-dasharray="2 4" fill="none"/>`+"\n", middle, d.names[0]+svgLine+svgGap, d.height-svgMargin)
		for _, y := range d.names {
			s.words(middle, y+svgLine, ` text-anchor="middle" font-weight="bold"`, l.name())
		}
	}
}

// line draws what leads to an entry: along the row of what led to it, where nothing else stands, down beside the lane, and in.
func (s *svg) line(d *drawing, i int) {
	from := d.from[i]
	if from < 0 {
		return
	}
	news, told := d.told(i)
	x, y := d.tracks[i], d.middle(i)
	start, end, toward := d.left[d.lane[from]], d.left[d.lane[i]], 1
	if x > start {
		start += d.width[d.lane[from]]
	}
	if x > end {
		end, toward = end+d.width[d.lane[i]], -1
	}
	fmt.Fprintf(&s.text, `<path d="M%d %dH%dV%dH%d" stroke="%s" fill="none"><title>%s</title></path>`+"\n",
		start, d.middle(from), x, y, end-toward, news.colour(), escapeXML(fmt.Sprintf("%d to %d: %s", d.entries[from].Number, d.entries[i].Number, told)))
	s.head(end, y, toward, news.colour())
}

// head draws the head of an arrow that points to the right, or with toward -1 to the left.
func (s *svg) head(x, y, toward int, colour string) {
	fmt.Fprintf(&s.text, `<path d="M%d %dl%d -3v6z" fill="%s"/>`+"\n", x, y, -6*toward, colour)
}

// entry draws an entry's number, box and what stands beside it.
func (s *svg) entry(d *drawing, i int) {
	e, r := d.entries[i], d.rows[i]
	if r.time != "" {
		y := r.top - svgGap
		fmt.Fprintf(&s.text, `<path d="M%d %dH%d" stroke="#e0e0e0" fill="none"/>`+"\n", svgMargin, y-svgLine, d.total-svgMargin)
		s.words(svgMargin, y, ` fill="#5f6368"`, r.time)
	}
	baseline := r.top + svgLine
	fmt.Fprintf(&s.text, "<g><title>%s</title>\n", escapeXML(e.String()))
	s.words(svgMargin+5*svgGlyph, baseline, ` text-anchor="end" fill="#5f6368"`, fmt.Sprint(e.Number))
	s.box(d.left[d.lane[i]], r.top, d.width[d.lane[i]], e.colour())
	s.words(d.left[d.lane[i]]+svgGlyph, baseline, "", d.boxText(e))
	for n, line := range r.side {
		colour := ` fill="#5f6368"`
		if line.failed {
			colour = fmt.Sprintf(` fill="%s"`, ofFailure.stroke)
		}
		s.words(d.side, baseline+n*svgLine, colour, line.text)
	}
	s.text.WriteString("</g>\n")
}

// escapeXML writes what means something in XML as entities; what XML has no word for becomes a replacement character.
func escapeXML(text string) string {
	var escaped bytes.Buffer
	_ = xml.EscapeText(&escaped, []byte(text)) // a Buffer takes everything
	return escaped.String()
}
