package juju_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/juju"
)

// mark is in every value of every secret of the model, and in nothing else.
const mark = "MARKED"

// blabbing is a model whose charms tell the contents of their secrets wherever they can.
type blabbing struct {
	*juju.Model
	t      *rapid.T
	values int               // how many secret values were made
	heard  string            // what the hook that runs has read
	blabs  map[string]string // how units tell what they read, by unit
	told   map[string]int    // how often they did, by how
	errors []error           // all that verbs returned
}

// value makes the value of a secret, as charms and users would not.
func (b *blabbing) value() string {
	b.values++
	shape := rapid.SampledFrom([]string{"%s-%d", "a\"%s\\%d", "line\n%s\t%d\n", "é%s\x00%d", "\xff%s%d"}).Draw(b.t, "shape")
	return fmt.Sprintf(shape, mark, b.values)
}

// Handle reads a secret that the unit may read, or makes one, and tells what is in it.
func (b *blabbing) Handle(h *charm.Hook) error {
	b.heard = "nothing"
	leader, _ := h.IsLeader()
	secret := h.SecretByLabel("own")
	content, err := secret.Refresh()
	if leader && err != nil {
		content = map[string]string{"password": b.value()}
		if secret, err = h.App().AddSecret(content, charm.SecretLabel("own"), charm.SecretRotateEvery(charm.RotateHourly)); err != nil {
			return err
		}
	}
	if leader && (h.Kind() == charm.KindSecretRotate || h.Kind() == charm.KindConfigChanged) {
		content = map[string]string{"password": b.value()}
		_ = secret.SetContent(content)
	}
	b.hear(content)
	relations, _ := h.Relations("give")
	for _, r := range relations {
		if leader {
			_ = secret.Grant(r)
			_ = r.LocalApp().Set("secret-id", secret.ID())
		}
	}
	relations, _ = h.Relations("take")
	for _, r := range relations {
		if id, ok, _ := r.RemoteApp().Get("secret-id"); ok {
			content, _ := h.SecretByID(id).Refresh()
			b.hear(content)
		}
		if text, ok, _ := r.RemoteApp().Get("text"); ok { // what the other charm told
			b.heard = text
		}
	}
	if secret, err := h.ConfigSecret("certificate"); err == nil {
		content, _ := secret.Refresh()
		b.hear(content)
	}
	return b.blab(h)
}

func (b *blabbing) hear(content map[string]string) {
	for _, value := range content {
		b.heard = value
	}
}

// blab tells what the hook has read.
func (b *blabbing) blab(h *charm.Hook) error {
	how := b.blabs[h.UnitName()]
	if strings.Contains(b.heard, mark) {
		b.told[how]++
	}
	text := "it is " + b.heard + "!"
	databag := func(endpoint, key, value string) error {
		relations, err := h.Relations(endpoint)
		for _, r := range relations {
			if r.LocalApp().Set(key, value) != nil {
				err = errors.Join(err, r.LocalUnit().Set(key, value))
			}
		}
		return err
	}
	switch how {
	case "databag":
		return errors.Join(databag("give", "text", text), databag("take", "text", text))
	case "key":
		return databag("give", text, "text")
	case "status":
		return errors.Join(h.Unit().SetStatus(charm.Blocked(text)), h.App().SetStatus(charm.Active(text)))
	case "version":
		return h.SetWorkloadVersion(text)
	case "settings":
		return h.LeaderSettings().Set("text", text)
	case "description":
		return h.SecretByLabel("own").SetInfo(charm.SecretDescription(text))
	case "stored":
		return h.StoredState().Set("text", text)
	case "error":
		return fmt.Errorf("cannot log in: %q, that is %s", text, text)
	case "panic":
		panic(errors.New(text))
	case "fail":
		if h.Kind() == charm.KindAction {
			return charm.NewActionEvent(h).Fail(text)
		}
	}
	return nil
}

var blabs = []string{"databag", "key", "status", "version", "settings", "description", "stored", "error", "panic", "fail"}

var blabbers = []string{"db/0", "db/1", "web/0", "web/1"}

// run does something to the model, and keeps the error.
func (b *blabbing) run(err error) { b.errors = append(b.errors, err) }

func (b *blabbing) step(uri string) {
	t := b.t
	unit := rapid.SampledFrom(blabbers).Draw(t, "unit")
	app, _, _ := strings.Cut(unit, "/")
	switch rapid.IntRange(0, 9).Draw(t, "verb") {
	case 0, 1:
		b.blabs[unit] = rapid.SampledFrom(blabs).Draw(t, "how")
	case 2:
		b.run(b.SetConfig(app, map[string]any{"title": fmt.Sprint(b.values)}))
	case 3:
		b.run(b.UpdateSecret(uri, juju.SecretArgs{Content: map[string]string{"key": b.value()}}))
	case 4:
		_, err := b.Run(unit, "act", nil)
		b.run(err)
	case 5:
		b.run(b.Resolved(unit, rapid.Bool().Draw(t, "retry")))
	case 6:
		b.run(b.Failover("db", ""))
	case 7:
		b.run(b.Advance(time.Hour))
	case 8:
		_, err := b.Model.AddSecret("other", juju.SecretArgs{Content: map[string]string{"key#base64": b.value()}})
		b.run(err)
	default:
		b.run(b.Settle())
	}
}

// TestTimelineHidesContent: no value of a secret is in any text about a model, whatever its charms tell: not in a timeline, in
// none of its forms, and in no error.
func TestTimelineHidesContent(t *testing.T) {
	t.Parallel()
	for _, how := range blabs {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			told := make(map[string]int)
			concealed, failures := 0, 0
			rapid.Check(t, func(t *rapid.T) {
				b := newBlabbing(t, how, told)
				texts := b.play()
				for _, text := range texts {
					if i := strings.Index(text, mark); i >= 0 {
						require.Fail(t, "content of a secret", "%s", text[max(0, i-300):min(len(text), i+100)])
					}
				}
				concealed += strings.Count(texts[0], "(secret content)")
				for _, err := range b.errors {
					if err != nil {
						failures++
					}
				}
			})
			require.NotZero(t, told[how], "nobody told what is in a secret")
			require.NotZero(t, concealed)
			require.NotZero(t, failures)
		})
	}
}

// newBlabbing deploys charms of which all tell in one way at first.
func newBlabbing(t *rapid.T, how string, told map[string]int) *blabbing {
	b := &blabbing{Model: &juju.Model{MaxHooks: rapid.IntRange(8, 60).Draw(t, "most")}, t: t, blabs: make(map[string]string), told: told}
	for _, unit := range blabbers {
		b.blabs[unit] = how
	}
	return b
}

// play lets things happen, and returns all texts about the model.
func (b *blabbing) play() []string {
	t := b.t
	if rapid.Bool().Draw(t, "checked") {
		b.Check(juju.NoUnitInError)
	}
	uri, err := b.AddSecret("certificate", juju.SecretArgs{Content: map[string]string{"key": b.value()}, Info: "for the web"})
	require.NoError(t, err)
	for _, app := range []string{"db", "web"} {
		require.NoError(t, b.Deploy(juju.Charm{Handler: b, Metadata: doingsMetadata}, juju.Deployment{Name: app, Units: 2}))
	}
	require.NoError(t, b.Integrate("db:give", "web:take"))
	require.NoError(t, b.GrantSecret("certificate", "web"))
	require.NoError(t, b.SetConfig("web", map[string]any{"certificate": uri}))
	b.run(b.Settle())
	for range rapid.IntRange(1, 30).Draw(t, "steps") {
		b.step(uri)
	}
	timeline := b.Timeline()
	asJSON, err := json.Marshal(timeline)
	require.NoError(t, err)
	asYAML, err := yaml.Marshal(timeline)
	require.NoError(t, err)
	texts := []string{timeline.String(), string(asJSON), string(asYAML), timeline.Mermaid(), timeline.SVG(), fmt.Sprint(juju.NoUnitInError(b.Model))}
	for _, err := range b.errors {
		texts = append(texts, fmt.Sprintf("%+v", err))
	}
	return texts
}
