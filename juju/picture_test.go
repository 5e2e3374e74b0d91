package juju_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/charmscenario/scenario/juju"
)

// drawTimeline draws a timeline as no model makes it: anything may stand in its texts, anything may lead to anything.
func drawTimeline(t *rapid.T) juju.Timeline {
	text := rapid.OneOf(
		rapid.SampledFrom([]string{
			"", "plain", "<script>alert(1)</script>", "a;b#c%%{init}%%", "end", "nowrap: x", "]]>", "\x00\x1b[31m\u2028", "a\nb\r\nc", "\xff\xfe", "&amp;", `"'`,
			"<br/>", "#quot;", "participant p0", strings.Repeat("long ", 60), "héé 世界",
		}),
		rapid.String(),
	)
	name := rapid.SampledFrom([]string{"db/0", "db/1", "db/12", "web/0", "odd", "/", "<b>/0"})
	var told juju.Timeline
	now := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	for number := range rapid.IntRange(0, 40).Draw(t, "entries") {
		e := juju.Entry{Number: number + 1, Time: now}
		if rapid.IntRange(0, 4).Draw(t, "later") == 0 {
			now = now.Add(time.Minute)
		}
		if e.Number > 1 {
			e.Cause = rapid.IntRange(0, number).Draw(t, "cause")
		}
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			e.Command = text.Draw(t, "command")
		case 1:
			e.Unit, e.Hook = name.Draw(t, "unit"), "give-relation-changed"
			e.Relation, e.RemoteApp = "give:1", text.Draw(t, "app")
		case 2:
			e.Unit, e.Hook = name.Draw(t, "unit"), rapid.SampledFrom([]string{"secret-changed", "secret-remove"}).Draw(t, "hook")
			e.Secret, e.OwnerLabel = "secret:d0erdgpp4ni1a7hg2cg0", text.Draw(t, "label")
		default:
			e.Unit, e.Hook = name.Draw(t, "unit"), text.Draw(t, "hook")
			e.Model = rapid.SampledFrom([]string{"", "prod"}).Draw(t, "model")
		}
		e.Reason, e.Failure = text.Draw(t, "reason"), text.Draw(t, "failure")
		for range rapid.IntRange(0, 3).Draw(t, "changes") {
			e.Changes = append(e.Changes, juju.Change{
				What: rapid.SampledFrom([]juju.What{juju.ChangedDatabag, juju.ChangedStatus, juju.ChangedRevision, juju.ChangedGranted}).Draw(t, "what"),
				App:  "db", Relation: "give:1", Secret: e.Secret, Key: text.Draw(t, "key"), Label: text.Draw(t, "label"), New: text.Draw(t, "new"),
			})
		}
		told = append(told, e)
	}
	return told
}

// shape is an element of a picture.
type shape struct {
	name       string
	attributes map[string]string
	text       string
}

func (s shape) number(t require.TestingT, name string) int {
	n, err := strconv.Atoi(s.attributes[name])
	require.NoError(t, err, "%s of a %s", name, s.name)
	return n
}

// shapes reads a picture, which must be well-formed and need nothing else.
func shapes(t require.TestingT, picture string) []shape {
	var all []shape
	var open []int
	decoder := xml.NewDecoder(strings.NewReader(picture))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		switch token := token.(type) {
		case xml.StartElement:
			s := shape{name: token.Name.Local, attributes: make(map[string]string)}
			require.Contains(t, []string{"svg", "title", "rect", "path", "text", "g"}, s.name)
			for _, a := range token.Attr {
				s.attributes[a.Name.Local] = a.Value
				require.NotContains(t, a.Value, "url(")
				require.Contains(t, strings.Fields("xmlns width height viewBox font-family font-size font-weight text-anchor x y rx d fill stroke stroke-width stroke-dasharray"), a.Name.Local)
				require.True(t, a.Name.Local == "xmlns" || !strings.Contains(a.Value, "//"), a.Value)
			}
			open, all = append(open, len(all)), append(all, s)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				all[open[len(open)-1]].text += string(token)
			}
		case xml.Directive, xml.ProcInst, xml.Comment:
			require.Fail(t, "a picture has elements and text alone")
		}
	}
	require.Empty(t, open)
	require.Equal(t, "svg", all[0].name)
	return all
}

var svgLine = regexp.MustCompile(`^M(\d+) (\d+)H(\d+)V(\d+)H(\d+)$`)

// TestSVG: whatever a timeline holds, its picture is well-formed, has all its entries, and no box lies on another, nor any line
// on a box that it does not begin or end at.
func TestSVG(t *testing.T) {
	t.Parallel()
	lines, boxes := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		told := drawTimeline(t)
		all := shapes(t, told.SVG())
		require.Equal(t, told.SVG(), told.SVG())
		width, height := all[0].number(t, "width"), all[0].number(t, "height")
		type box struct{ left, right, top, bottom int }
		var entries []box
		for _, s := range all[8:] { // after the background and the legend's boxes
			if s.name != "rect" {
				continue
			}
			b := box{left: s.number(t, "x"), top: s.number(t, "y")}
			b.right, b.bottom = b.left+s.number(t, "width"), b.top+s.number(t, "height")
			if b.top > 40 {
				entries = append(entries, b)
			}
			require.True(t, b.right <= width && b.bottom <= height, "inside the picture")
		}
		require.Len(t, entries, len(told))
		for i := range entries {
			require.True(t, i == 0 || entries[i].top >= entries[i-1].bottom, "one entry a row")
		}
		boxes += len(entries)
		for _, s := range all {
			match := svgLine.FindStringSubmatch(s.attributes["d"])
			if match == nil {
				continue
			}
			lines++
			var at [5]int
			for i := range at {
				at[i], _ = strconv.Atoi(match[i+1])
			}
			start, from, down, to, end := at[0], at[1], at[2], at[3], at[4]
			require.Less(t, from, to, "time goes down")
			ends := 0
			for _, b := range entries {
				runs := b.left < down && down < b.right && b.top < to && from < b.bottom // the part that runs down
				require.False(t, runs, "line %s runs down over a box", match[0])
				if b.top < from && from < b.bottom {
					require.True(t, start == b.left || start == b.right, "line %s begins at the edge of a box", match[0])
					ends++
				}
				if b.top < to && to < b.bottom {
					require.True(t, end == b.left-1 || end == b.right+1, "line %s ends at the edge of a box", match[0])
					ends++
				}
			}
			require.Equal(t, 2, ends)
		}
	})
	require.NotZero(t, boxes)
	require.NotZero(t, lines)
}

// mermaidLines are the lines that a sequence diagram of ours may have. In a text, what means something to Mermaid stands as
// an entity.
var mermaidLines = regexp.MustCompile(`^(sequenceDiagram|` +
	`  (participant|actor) p\d+ as TEXT|` +
	`  p\d+->>p\d+: TEXT|` +
	` {2,4}Note over p\d+(,p\d+)?: TEXT(<br/>TEXT)*|` +
	`  rect rgb\(255, 205, 205\)|  end)$`)

// TestMermaid: whatever a timeline holds, its diagram has one note for each entry, an arrow for each that another lane led to,
// and no text that Mermaid would take for anything else.
func TestMermaid(t *testing.T) {
	t.Parallel()
	grammar := regexp.MustCompile(strings.ReplaceAll(mermaidLines.String(), "TEXT", `(?:[^#;%<&\\\x00-\x1f]|#\d+;)*`))
	arrows, failures := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		told := drawTimeline(t)
		text := told.Mermaid()
		require.Equal(t, text, told.Mermaid())
		notes, depth := 0, 0
		for line := range strings.Lines(text) {
			require.Regexp(t, grammar, strings.TrimSuffix(line, "\n"))
			switch {
			case regexp.MustCompile(`^ +Note over p\d+: \d+ `).MatchString(line):
				notes++
			case strings.Contains(line, "->>"):
				arrows++
			case strings.HasPrefix(line, "  rect "):
				depth++
				failures++
			case line == "  end\n":
				depth--
			}
			require.True(t, depth == 0 || depth == 1)
		}
		require.Zero(t, depth)
		require.Equal(t, len(told), notes)
	})
	require.NotZero(t, arrows)
	require.NotZero(t, failures)
}

// TestPictureLanes: the admin stands first, then the applications as they appear, their units by number.
func TestPictureLanes(t *testing.T) {
	t.Parallel()
	told := juju.Timeline{
		{Number: 1, Unit: "web/10", Hook: "install"}, {Number: 2, Unit: "db/0", Hook: "install", Model: "prod"}, {Number: 3, Command: "juju deploy web", Model: "prod"},
		{Number: 4, Unit: "web/9", Hook: "install"}, {Number: 5, Unit: "db/0", Hook: "install"},
	}
	require.Regexp(t, "(?s)actor p0 as admin\n.*p1 as web/9\n.*p2 as web/10\n.*p3 as prod: db/0\n.*p4 as db/0\n  Note", told.Mermaid())
	var names []string
	for _, s := range shapes(t, told.SVG()) {
		if s.attributes["font-weight"] == "bold" {
			names = append(names, s.text)
		}
	}
	require.Contains(t, told.Mermaid(), "Note over p0: 3 prod: juju deploy web\n")
	require.Equal(t, []string{"admin", "web/9", "web/10", "prod: db/0", "db/0"}, names)
	require.Equal(t, "sequenceDiagram\n  participant p0 as nothing happened\n", juju.Timeline{}.Mermaid())
	require.Contains(t, juju.Timeline{}.SVG(), "<title>Nothing happened</title>")
}

// TestPictureOfManyUnits: the names of the units stand there again every so often, and nothing of an entry is lost: its whole
// text shows under the pointer.
func TestPictureOfManyUnits(t *testing.T) {
	t.Parallel()
	s := newTeller(t, &juju.Model{})
	s.deploy("db", 20)
	s.settle()
	told := s.Timeline()
	require.Greater(t, len(told), 100)
	names := 0
	titles := make(map[string]bool)
	for _, s := range shapes(t, told.SVG()) {
		if s.text == "db/19" && s.attributes["font-weight"] == "bold" {
			names++
		}
		titles[s.text] = titles[s.text] || s.name == "title"
	}
	require.Equal(t, (len(told)+24)/25, names)
	for _, e := range told {
		require.True(t, titles[e.String()], fmt.Sprint(e))
	}
}
