package juju

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Measures of the drawing, in pixels.
const (
	svgGlyph    = 7  // width of a character
	svgLine     = 14 // height of a line of text
	svgBox      = 20 // height of a box
	svgGap      = 8  // below an entry
	svgMargin   = 12
	svgTrack    = 7  // between lines that run down beside each other
	svgBoxText  = 44 // characters of a box, at most
	svgSideText = 90 // characters beside an entry
	svgSideMost = 6  // lines beside an entry
	svgRepeat   = 25 // entries after which the names of the units stand there again

	svgLegend = 900 // width of the legend
)

// drawing is a picture with the place of everything.
type drawing struct {
	*picture
	left   []int // of each lane, its left edge
	width  []int // of each lane
	side   int   // where the text beside the entries begins
	rows   []row // of each entry
	names  []int // where the names of the units stand
	total  int   // width of all
	height int
	tracks []int // of each entry, where the line that leads to it runs down; -1: nothing leads to it
}

// row is where an entry stands, and what stands beside it.
type row struct {
	top  int
	time string // above the entry, when it has moved
	side []sideLine
}

// sideLine is a line of text beside an entry.
type sideLine struct {
	text   string
	failed bool
}

func (p *picture) drawing() *drawing {
	d := &drawing{picture: p}
	d.placeRows()
	d.placeLanes()
	return d
}

// placeRows puts entries below each other.
func (d *drawing) placeRows() {
	y := 3*svgMargin + 2*svgLine // below the legend
	d.names = append(d.names, y)
	y += 2 * svgLine
	var now time.Time
	for i, e := range d.entries {
		if i > 0 && i%svgRepeat == 0 {
			d.names = append(d.names, y)
			y += 2*svgLine + svgGap
		}
		r := row{side: d.beside(i)}
		if !e.Time.Equal(now) {
			now = e.Time
			r.time = describeMoment(now)
			y += svgLine + svgGap
		}
		r.top = y
		y += max(svgBox, len(r.side)*svgLine) + svgGap
		d.rows = append(d.rows, r)
	}
	d.height = y + svgMargin
}

// beside is the text beside an entry: why it failed, why it was run when no line says so, and what it changed.
func (d *drawing) beside(i int) []sideLine {
	e := d.entries[i]
	var lines []sideLine
	if e.Failure != "" {
		first, _, _ := strings.Cut(e.Failure, "\n")
		lines = append(lines, sideLine{"failed: " + first, true})
	}
	if from := d.from[i]; from >= 0 {
		if news, told := d.told(i); news != newsOfOther {
			lines = append(lines, sideLine{text: fmt.Sprintf("news (%d): %s", e.Cause, told)})
		}
	} else if e.Reason != "" {
		lines = append(lines, sideLine{text: strings.TrimPrefix(e.because(), ", ")})
	}
	for _, line := range changeLines(e.Changes) {
		lines = append(lines, sideLine{text: line})
	}
	if n := len(lines); n > svgSideMost {
		lines = append(lines[:svgSideMost-1], sideLine{text: fmt.Sprintf("and %d more", n-svgSideMost+1)})
	}
	for i := range lines {
		lines[i].text = brief(onOneLine(lines[i].text), svgSideText)
	}
	return lines
}

// placeLanes puts lanes beside each other, with room between them for the lines that run down there.
func (d *drawing) placeLanes() {
	d.width = make([]int, len(d.lanes))
	for i, l := range d.lanes {
		d.width[i] = (utf8.RuneCountInString(l.name()) + 2) * svgGlyph
	}
	for i, e := range d.entries {
		d.width[d.lane[i]] = max(d.width[d.lane[i]], (utf8.RuneCountInString(d.boxText(e))+2)*svgGlyph)
	}
	slots, most := d.placeTracks()
	x := svgMargin + 6*svgGlyph
	gaps := make([]int, len(d.lanes)+1) // where the room before each lane, and after the last, begins
	for i := range d.lanes {
		gaps[i] = x
		x += 2*svgMargin + most[i]*svgTrack
		d.left = append(d.left, x)
		x += d.width[i]
	}
	gaps[len(d.lanes)] = x
	x += 2*svgMargin + most[len(d.lanes)]*svgTrack
	d.side = x
	widest := svgSideText / 2
	for _, r := range d.rows {
		for _, line := range r.side {
			widest = max(widest, utf8.RuneCountInString(line.text))
		}
	}
	d.total = max(svgLegend, x+widest*svgGlyph+svgMargin)
	for i, slot := range slots {
		d.tracks = append(d.tracks, -1)
		if slot >= 0 {
			d.tracks[i] = gaps[d.gap(i)] + svgMargin + slot*svgTrack
		}
	}
}

// gap is the room in which the line to an entry runs down: on the side of its lane from which it comes.
func (d *drawing) gap(i int) int {
	if d.lane[d.from[i]] > d.lane[i] {
		return d.lane[i] + 1
	}
	return d.lane[i]
}

// placeTracks gives each line that runs down a place in its room in which no other line runs at that height. Lines from one
// entry share a place. It returns the place for each entry, and how many there are in each room.
func (d *drawing) placeTracks() (slots, most []int) {
	type trunk struct{ gap, from, to int }
	last := make(map[[2]int]int) // of the lines from an entry in a room, how far down they go
	for i, from := range d.from {
		if from >= 0 {
			last[[2]int{d.gap(i), from}] = i
		}
	}
	var trunks []trunk
	for key, to := range last {
		trunks = append(trunks, trunk{key[0], key[1], to})
	}
	slices.SortFunc(trunks, func(a, b trunk) int { return cmp.Or(cmp.Compare(a.gap, b.gap), cmp.Compare(a.from, b.from)) })
	most = make([]int, len(d.lanes)+1)
	ends := make([][]int, len(d.lanes)+1) // of each place in each room, where its last line ends
	place := make(map[[2]int]int)
	for _, t := range trunks {
		slot := slices.IndexFunc(ends[t.gap], func(end int) bool { return end < t.from })
		if slot < 0 {
			slot = len(ends[t.gap])
			ends[t.gap] = append(ends[t.gap], 0)
		}
		ends[t.gap][slot] = t.to
		place[[2]int{t.gap, t.from}] = slot
		most[t.gap] = len(ends[t.gap])
	}
	for i, from := range d.from {
		slots = append(slots, -1)
		if from >= 0 {
			slots[i] = place[[2]int{d.gap(i), from}]
		}
	}
	return slots, most
}

func (d *drawing) boxText(e Entry) string { return brief(e.caption(), svgBoxText) }

// middle is the height at which lines lead from and to an entry.
func (d *drawing) middle(i int) int { return d.rows[i].top + svgBox/2 }
