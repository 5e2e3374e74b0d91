package juju

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// picture is a timeline as it is drawn: who takes part, and which entry led to which.
type picture struct {
	entries Timeline
	lanes   []lane
	lane    []int // of each entry: whose it is
	from    []int // of each entry: which other one led to it; -1: none that is there
}

// lane is one who takes part: a unit, or the admin who gives commands.
type lane struct{ model, unit string } // unit is empty for the admin

func (l lane) admin() bool { return l.unit == "" }

func (l lane) name() string {
	switch {
	case l.admin():
		return "admin"
	case l.model != "":
		return onOneLine(l.model + ": " + l.unit)
	}
	return onOneLine(l.unit)
}

func laneOf(e Entry) lane {
	if e.Unit == "" {
		return lane{}
	}
	return lane{e.Model, e.Unit}
}

// picture lays out who takes part: the admin first, applications as they appear, their units by number.
func (t Timeline) picture() *picture {
	p := &picture{entries: t}
	type application struct{ model, name string }
	appeared := make(map[application]int)
	known := make(map[lane]bool)
	for i, e := range t {
		l := laneOf(e)
		app, _, _ := strings.Cut(l.unit, "/")
		a := application{l.model, app}
		if _, ok := appeared[a]; !ok && !l.admin() {
			appeared[a] = i
		}
		if !known[l] {
			known[l] = true
			p.lanes = append(p.lanes, l)
		}
	}
	slices.SortFunc(p.lanes, func(a, b lane) int {
		if a.admin() || b.admin() {
			return cmp.Compare(len(a.unit), len(b.unit))
		}
		appA, numberA := unitNumber(a.unit)
		appB, numberB := unitNumber(b.unit)
		return cmp.Or(cmp.Compare(appeared[application{a.model, appA}], appeared[application{b.model, appB}]), cmp.Compare(numberA, numberB))
	})
	columns := make(map[lane]int)
	for i, l := range p.lanes {
		columns[l] = i
	}
	numbers := make(map[int]int)
	for i, e := range t {
		p.lane = append(p.lane, columns[laneOf(e)])
		from := -1
		if at, ok := numbers[e.Cause]; ok && e.Cause > 0 {
			from = at
		}
		p.from = append(p.from, from)
		numbers[e.Number] = i
	}
	return p
}

func unitNumber(unit string) (app string, number int) {
	app, digits, _ := strings.Cut(unit, "/")
	number, _ = strconv.Atoi(digits)
	return app, number
}

// news is what an entry is told of by the one that led to it.
type news int

const (
	newsOfOther   news = iota
	newsOfDatabag      // what was written
	newsOfSecret       // a revision
)

// told says what the entry that led to another one told it of, in a few words.
func (p *picture) told(i int) (news, string) {
	e, by := p.entries[i], p.entries[p.from[i]]
	var words, grants []string
	switch {
	case strings.HasSuffix(e.Hook, "-relation-changed"):
		for _, c := range by.Changes {
			switch {
			case by.Model == e.Model && relationNumber(c.Relation) != relationNumber(e.Relation):
			case c.What == ChangedDatabag && (c.Unit == "") == (e.RemoteUnit == ""):
				words = append(words, "wrote "+onOneLine(c.Key))
			case c.What == ChangedGranted:
				grants = append(grants, "granted "+secretName("", c.Label, c.Secret))
			}
		}
		if len(words) > 0 {
			return newsOfDatabag, strings.Join(append(words, grants...), ", ")
		}
	case e.Hook == "secret-changed":
		for _, c := range by.Changes {
			if c.What == ChangedRevision && strings.HasSuffix(e.Secret, strings.TrimPrefix(c.Secret, "secret:")) {
				words = append(words, fmt.Sprintf("made revision %d of %s", c.Revision, secretName("", c.Label, c.Secret)))
			}
		}
		if len(words) > 0 {
			return newsOfSecret, strings.Join(words, ", ")
		}
	case e.Hook == "secret-remove":
		return newsOfSecret, fmt.Sprintf("nobody tracks revision %d of %s", e.SecretRevision, secretName("", cmp.Or(e.OwnerLabel, e.SecretLabel), e.Secret))
	}
	return newsOfOther, cmp.Or(e.Reason, "led to")
}

// caption is what stands in the lane of an entry. All models have one admin.
func (e Entry) caption() string {
	if e.Command != "" {
		return e.title()
	}
	return e.deed()
}

// relationNumber is the 3 of "database:3": both sides of a relation in one model have it.
func relationNumber(id string) string { return id[strings.LastIndexByte(id, ':')+1:] }

// brief returns the beginning of a text that is long.
func brief(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}
