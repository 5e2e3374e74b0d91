package hooktool_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/charmscenario/scenario"
	"github.com/charmscenario/scenario/call"
)

// vectorPending is what a hook left to be done, as Juju's agent sends it.
type vectorPending struct {
	Creates      []vectorSecretChange `json:"secret-creates"`
	Updates      []vectorSecretChange `json:"secret-updates"`
	TrackLatest  []string             `json:"secret-track-latest"`
	Grants       []vectorAccess       `json:"secret-grants"`
	Revokes      []vectorAccess       `json:"secret-revokes"`
	Deletes      []vectorDelete       `json:"secret-deletes"`
	Settings     []vectorSettings     `json:"relation-unit-settings"`
	StoredState  *vectorStoredState   `json:"unit-state"`
	OpenPorts    []json.RawMessage    `json:"open-ports"`
	ClosePorts   []json.RawMessage    `json:"close-ports"`
	AddedStorage []json.RawMessage    `json:"add-storage"`
}

type vectorSecretChange struct {
	URI     string `json:"uri"`
	Owner   string `json:"owner-tag"`
	Content struct {
		Data map[string]string `json:"data"`
	} `json:"content"`
	Label       string `json:"label"`
	Description string `json:"description"`
	Rotate      string `json:"rotate-policy"`
	Expire      string `json:"expire-time"`
}

type vectorAccess struct {
	URI      string   `json:"uri"`
	Scope    string   `json:"scope-tag"`
	Subjects []string `json:"subject-tags"`
}

type vectorDelete struct {
	URI       string `json:"uri"`
	Revisions []int  `json:"revisions"`
}

type vectorSettings struct {
	Relation string            `json:"relation"`
	Unit     map[string]string `json:"settings"`
	App      map[string]string `json:"application-settings"`
}

type vectorStoredState struct {
	State map[string]string `json:"charm-state"`
}

// lines renders the changes, one a line. Databags, which Juju sends whole, become the keys that
// differ from what they were before the hook.
func (p *vectorPending) lines(before *scenario.State, s *vectorState) []string {
	if p == nil {
		return nil
	}
	var lines []string
	for _, c := range p.Creates {
		lines = append(lines, c.line("create"))
	}
	for _, c := range p.Updates {
		lines = append(lines, c.line("update"))
	}
	for _, id := range p.TrackLatest {
		lines = append(lines, "track latest "+bareURI(id))
	}
	for _, a := range p.Grants {
		lines = append(lines, fmt.Sprintf("grant %s scope %s to %v", bareURI(a.URI), a.Scope, a.Subjects))
	}
	for _, a := range p.Revokes {
		lines = append(lines, fmt.Sprintf("revoke %s scope %s from %v", bareURI(a.URI), a.Scope, a.Subjects))
	}
	for _, d := range p.Deletes {
		lines = append(lines, fmt.Sprintf("delete %s revisions %v", bareURI(d.URI), d.Revisions))
	}
	for _, r := range p.Settings {
		id := ""
		if relation := s.relationOfTag(r.Relation); relation != nil {
			id = relation.id()
		}
		lines = append(lines, settingsLines(before, id, r.Unit, r.App)...)
	}
	if p.StoredState != nil {
		lines = append(lines, "stored state "+sortedJSON(p.StoredState.State))
	}
	for _, other := range slices.Concat(p.OpenPorts, p.ClosePorts, p.AddedStorage) {
		lines = append(lines, "not built: "+string(other))
	}
	return lines
}

func (c *vectorSecretChange) line(verb string) string {
	return fmt.Sprintf("%s %s owner %q label %q description %q rotate %q expire %q content %s",
		verb, bareURI(c.URI), c.Owner, c.Label, c.Description, c.Rotate, c.Expire, sortedJSON(c.Content.Data))
}

// commitLines renders a Commit in the same form.
func commitLines(commit *call.Commit, before *scenario.State, s *vectorState) []string {
	if commit == nil {
		return nil
	}
	app, _ := s.app()
	var lines []string
	for _, c := range commit.SecretCreates {
		owner := "application-" + app
		if string(c.Owner) == string(scenario.OwnerUnit) {
			owner = tagOf(s.Unit.Name)
		}
		change := vectorSecretChange{URI: c.ID, Owner: owner, Label: c.Label, Description: c.Description, Rotate: string(c.Rotate), Expire: timeText(c.Expire)}
		change.Content.Data = encoded(c.Content)
		lines = append(lines, change.line("create"))
	}
	for _, c := range commit.SecretUpdates {
		change := vectorSecretChange{URI: c.ID, Label: c.Label, Description: c.Description, Rotate: string(c.Rotate), Expire: timeText(c.Expire)}
		change.Content.Data = encoded(c.Content)
		lines = append(lines, change.line("update"))
	}
	for _, id := range commit.SecretTrackLatest {
		lines = append(lines, "track latest "+bareURI(id))
	}
	for _, g := range commit.SecretGrants {
		scope := g.Relation
		for i := range s.Relations {
			if s.Relations[i].id() == g.Relation {
				scope = s.Relations[i].tag()
			}
		}
		lines = append(lines, fmt.Sprintf("grant %s scope %s to %v", bareURI(g.ID), scope, []string{tagOf(g.Subject)}))
	}
	for _, r := range commit.SecretRevokes {
		lines = append(lines, fmt.Sprintf("revoke %s scope %s from %v", bareURI(r.ID), tagOf(r.App), []string{tagOf(r.Subject)}))
	}
	for _, d := range commit.SecretDeletes {
		lines = append(lines, fmt.Sprintf("delete %s revisions %v", bareURI(d.ID), d.Revisions))
	}
	for _, r := range commit.RelationSettings {
		lines = append(lines, settingsLines(before, r.Relation, r.Unit, r.App)...)
	}
	if commit.StoredState != nil {
		lines = append(lines, "stored state "+sortedJSON(*commit.StoredState))
	}
	return lines
}

// settingsLines renders what settings change in a relation's databags. Only what differs counts:
// Juju's agent sends the whole of a bag that was looked at.
func settingsLines(before *scenario.State, relation string, unit, app map[string]string) []string {
	var lines []string
	for i := range before.Relations {
		r := &before.Relations[i]
		if r.ID != relation {
			continue
		}
		if changed := changedKeys(r.LocalUnitData, unit); len(changed) > 0 {
			lines = append(lines, "unit settings "+relation+" "+sortedJSON(changed))
		}
		if changed := changedKeys(r.LocalAppData, app); len(changed) > 0 {
			lines = append(lines, "application settings "+relation+" "+sortedJSON(changed))
		}
		return lines
	}
	return []string{"settings of a relation that is not there: " + relation}
}

func changedKeys(before, settings map[string]string) map[string]string {
	changed := maps.Clone(settings)
	maps.DeleteFunc(changed, func(key, value string) bool { return before[key] == value })
	return changed
}

// encoded returns content as Juju keeps it, every value in base64.
func encoded(content map[string]string) map[string]string {
	data := make(map[string]string, len(content))
	for key, value := range content {
		if raw, ok := strings.CutSuffix(key, "#base64"); ok {
			data[raw] = value
		} else {
			data[key] = base64.StdEncoding.EncodeToString([]byte(value))
		}
	}
	return data
}

func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// bareURI shortens "secret:<id>" to "<id>" and "secret://<uuid>/<id>" to "<uuid>/<id>".
func bareURI(uri string) string {
	return strings.TrimLeft(strings.TrimPrefix(uri, "secret:"), "/")
}

func sortedJSON(m map[string]string) string {
	if m == nil {
		m = map[string]string{}
	}
	text, err := json.Marshal(m)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
