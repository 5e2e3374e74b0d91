package juju

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/charm"
	"github.com/charmscenario/scenario/metadata"
)

// Charm is something that can be deployed: a handler in this process, or an executable in any language, and its
// metadata.
type Charm struct {
	// Handler is the charm's handler. One value serves all units of all applications, so it must keep nothing between hooks.
	Handler charm.Handler

	// Executable is the path of an executable charm instead of Handler; see Executable of scenario.Context.
	Executable string

	// Dir is the directory of the charm's charmcraft.yaml, or of its metadata.yaml, config.yaml and actions.yaml.
	Dir string

	// Metadata is the text of a charmcraft.yaml, instead of Dir.
	Metadata string

	// Revision is the number that Juju shows for the charm.
	Revision int
}

// deployed is a charm with its metadata, as an application has it.
type deployed struct {
	charm    Charm
	metadata *metadata.Charm
	name     string // in Model.Charms; else the name in the metadata

	option  func(name string, value any) any // see controller.Unit
	options []string                         // names of all options, sorted
}

// url is how Juju names the charm.
func (d *deployed) url() string { return fmt.Sprintf("local:%s-%d", d.metadata.Name, d.charm.Revision) }

// base is what the charm runs on.
func (d *deployed) base() string {
	for _, key := range []string{"base", "build-base"} {
		if base, ok := d.metadata.Extra[key].(string); ok && strings.Contains(base, "@") {
			return base
		}
	}
	return "ubuntu@22.04"
}

// read reads the charm's metadata and asks its handler whether it fits.
func (c Charm) read() (*deployed, error) {
	var m *metadata.Charm
	var err error
	switch {
	case c.Handler == nil && c.Executable == "":
		return nil, errors.New("charm has neither Handler nor Executable; want one")
	case c.Handler != nil && c.Executable != "":
		return nil, errors.New("charm has both Handler and Executable; want one")
	case c.Dir != "" && c.Metadata != "":
		return nil, errors.New("charm has both Dir and Metadata; want one")
	case c.Metadata != "":
		m, err = parsed(c.Metadata)
	case c.Dir != "":
		m, err = loaded(c.Dir)
	default:
		return nil, errors.New(`charm has neither Dir nor Metadata; want the directory of its charmcraft.yaml`)
	}
	if err != nil {
		return nil, err
	}
	if err := checkHandler(c.Handler, m); err != nil {
		return nil, fmt.Errorf("charm does not fit its metadata: %w", err)
	}
	d := &deployed{charm: c, metadata: m, name: m.Name}
	d.describeOptions()
	return d, nil
}

// nameCharm gives a charm the name that it has in Charms. Of several that are alike, the one with its handler and revision counts, else
// the first by name.
func (m *Model) nameCharm(d *deployed) {
	most := 0
	for _, name := range slices.Sorted(maps.Keys(m.Charms)) {
		if alike := m.Charms[name].alike(d.charm); alike > most {
			most, d.name = alike, name
		}
	}
}

// alike counts what is the same of two charms; 0: they are different ones.
func (c Charm) alike(other Charm) int {
	if c.Dir != other.Dir || c.Metadata != other.Metadata || c.Executable != other.Executable || c.Dir+c.Metadata == "" {
		return 0
	}
	n := 1
	if c.Revision == other.Revision {
		n++
	}
	if sameHandler(c.Handler, other.Handler) {
		n += 2
	}
	return n
}

// sameHandler reports whether two handlers are one, as far as that can be told: two of one kind of function that keeps
// variables look alike.
func sameHandler(a, b charm.Handler) bool {
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	switch {
	case !x.IsValid() || !y.IsValid() || x.Type() != y.Type():
		return x.IsValid() == y.IsValid() && !x.IsValid()
	case x.Kind() == reflect.Func:
		return x.Pointer() == y.Pointer()
	}
	return x.Comparable() && y.Comparable() && x.Equal(y)
}

// texts and dirs remember metadata that was read: it does not change while a test runs.
var texts, dirs sync.Map

func parsed(text string) (*metadata.Charm, error) {
	if m, ok := texts.Load(text); ok {
		return m.(*metadata.Charm), nil
	}
	m, err := metadata.Parse([]byte(text), "charmcraft.yaml")
	if err != nil {
		return nil, err
	}
	texts.Store(text, m)
	return m, nil
}

func loaded(dir string) (*metadata.Charm, error) {
	if m, ok := dirs.Load(dir); ok {
		return m.(*metadata.Charm), nil
	}
	m, err := metadata.Load(dir)
	if err != nil {
		return nil, err
	}
	dirs.Store(dir, m)
	return m, nil
}

// checkHandler asks a handler that can tell whether it fits the metadata.
func checkHandler(handler charm.Handler, m *metadata.Charm) (err error) {
	asked, ok := handler.(interface{ Check(*metadata.Charm) error })
	if !ok {
		return nil
	}
	defer func() {
		if value := recover(); value != nil {
			err = fmt.Errorf("its Check panicked: %v", value)
		}
	}()
	return asked.Check(m)
}

// routes reports whether the handler does something about hooks of a kind; true when it cannot tell.
func (d *deployed) routes(kind call.Kind) (routes bool) {
	defer func() {
		if recover() != nil { // the method is the charm's
			routes = true
		}
	}()
	router, ok := d.charm.Handler.(interface{ Routes(*charm.Hook) bool })
	if !ok {
		return true
	}
	return router.Routes(charm.NewHook(context.Background(), &call.Session{Hook: call.Hook{Kind: kind, Name: string(kind)}}))
}

// use makes an application have the charm. Units run it once they are upgraded.
func (a *application) use(d *deployed) {
	if a.charm != nil {
		if a.former == nil {
			a.former = make(map[*deployed]map[string]any)
		}
		a.former[a.charm] = a.config
	}
	a.charm = d
}

// describeOptions prepares what is asked of the charm's options in each hook.
func (d *deployed) describeOptions() {
	d.option = func(name string, value any) any {
		option := d.metadata.Config[name]
		if value == nil {
			value = option.Default
		}
		return option.Typed(value)
	}
	for name := range d.metadata.Config {
		d.options = append(d.options, name)
	}
	slices.Sort(d.options)
}

// charmFor is the charm that runs a planned hook: the application's from install or upgrade-charm on, before that the one
// that the unit has.
func (u *unit) charmFor(plan *planned) *deployed {
	if u.charm == nil || u.failed == nil && (plan.kind == call.KindInstall || plan.kind == call.KindUpgradeCharm) {
		return u.app.charm
	}
	return u.charm
}

// configOf is what is set of a charm's options. Juju keeps for each charm what it had: a unit that was not upgraded yet
// finds what was set for its own (state/unit.go, ConfigSettings).
func (a *application) configOf(d *deployed) map[string]any {
	if d == a.charm {
		return a.config
	}
	return a.former[d]
}
