package juju

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/internal/nearest"
)

// unitFlags are the options of commands that add units.
type unitFlags struct {
	number        int
	to            string
	attachStorage listValue
}

func (f *unitFlags) flags(in *invocation) {
	in.flags.IntVar(&f.number, "n", 1, "how many units")
	in.flags.IntVar(&f.number, "num-units", 1, "")
	in.flags.StringVar(&f.to, "to", "", "")
	in.flags.Var(&f.attachStorage, "attach-storage", "")
}

// check refuses what cannot be. Where units are placed makes no difference to the simulation.
func (f *unitFlags) check() error {
	switch {
	case f.number < 1:
		return errors.New("--num-units must be a positive integer")
	case len(f.attachStorage) > 0 && f.number != 1:
		return errors.New("--attach-storage cannot be used with -n")
	case f.to != "" && slices.Contains(strings.Split(f.to, ","), ""):
		return fmt.Errorf("invalid --to parameter %q", f.to)
	case len(f.attachStorage) > 0:
		return absent("option --attach-storage")
	}
	return nil
}

func deployCommand(in *invocation) (func() error, error) {
	in.ofModel()
	var units unitFlags
	units.flags(in)
	var options listValue
	in.flags.Var(&options, "config", "an option as key=value, or a YAML file of options")
	trust := in.flags.Bool("trust", false, "let the charm use the credentials of the cloud")
	series, base := in.flags.String("series", "", ""), in.flags.String("base", "", "")
	in.flags.Int("revision", -1, "")
	in.noDifference("force")
	in.noDifferenceValues("bind", "channel", "constraints", "resource")
	refuseFlags := in.absentFlags("dry-run")
	refuseValues := in.absentValues("device", "map-machines", "overlay", "storage")
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	switch {
	case *series != "" && *base != "":
		return nil, errors.New("--series and --base cannot be specified together")
	case len(units.attachStorage) > 0 && in.onKubernetes():
		return nil, errors.New("--attach-storage cannot be used on k8s models")
	case len(args) == 0:
		return nil, errors.New("no charm or bundle specified")
	case len(args) == 2:
		if err := checkAppName(args[1]); err != nil {
			return nil, err
		}
	case len(args) > 2:
		return nil, none(args[2:])
	}
	if err := units.check(); err != nil {
		return nil, err
	}
	if units.to != "" && in.onKubernetes() {
		return nil, errors.New("--to cannot be used on k8s models")
	}
	if err := errors.Join(refuseFlags(), refuseValues()); err != nil {
		return nil, err
	}
	name := ""
	if len(args) == 2 {
		name = args[1]
	}
	return func() error {
		return in.deploy(args[0], Deployment{Name: name, Units: units.number, Trust: *trust}, options)
	}, nil
}

// checkAppName refuses a name that no application can have, and says why.
func checkAppName(name string) error {
	if call.IsAppName(name) {
		return nil
	}
	refusal := fmt.Sprintf("invalid application name %q", name)
	if strings.ContainsFunc(name, unicode.IsUpper) {
		return errors.New(refusal + ", unexpected uppercase character")
	}
	if i := strings.LastIndexByte(name, '-'); i > 0 && i+1 < len(name) && digits(name[i+1:]) == len(name)-i-1 {
		return errors.New(refusal + ", unexpected number(s) found after last hyphen")
	}
	for _, r := range name {
		if (r < 'a' || r > 'z') && !unicode.IsNumber(r) && r != '-' {
			return fmt.Errorf("%s, unexpected character %c", refusal, r)
		}
	}
	return errors.New(refusal)
}

func (in *invocation) deploy(charm string, as Deployment, options []string) error {
	known, c, err := in.model.knownCharm(charm)
	if err != nil {
		return err
	}
	d, err := c.read()
	if err != nil {
		return fmt.Errorf("cannot deploy %s: %w", known, err)
	}
	if as.Name == "" {
		as.Name = d.metadata.Name
	}
	if as.Config, err = in.deployConfig(as.Name, options); err != nil {
		return err
	}
	if d.metadata.Subordinate {
		if as.Units != 1 {
			return errors.New("cannot use --num-units or --to with subordinate application")
		}
		as.Units, as.NoUnits = 0, true
	}
	in.infof("Located local charm %q, revision %d", d.metadata.Name, c.Revision)
	in.infof("Deploying %q from local charm %q, revision %d on %s/stable", as.Name, d.metadata.Name, c.Revision, d.base())
	_, exists := find(in.model.apps, as.Name)
	err = in.model.Deploy(c, as)
	if err != nil && exists {
		return fmt.Errorf("%w: \n%s", err, otherName)
	}
	return err
}

// otherName is the way out when the name is taken, in Juju's words.
const otherName = `deploy application using an alias name:
    juju deploy <application> <alias>
or use remove-application to remove the existing one and try again.`

// deployConfig reads the options that an application is deployed with: files first, then those given one by one.
func (in *invocation) deployConfig(app string, options []string) (map[string]any, error) {
	values := make(map[string]any)
	for _, option := range options {
		if strings.Contains(option, "=") {
			continue
		}
		fromFile, err := in.readSettings(app, option)
		if err != nil {
			return nil, err
		}
		maps.Copy(values, fromFile)
	}
	for _, option := range options {
		key, text, ok := strings.Cut(option, "=")
		if !ok {
			continue
		}
		value, err := optionText(key, text)
		if err != nil {
			return nil, err
		}
		values[key] = value
	}
	return values, nil
}

// knownCharm finds a charm of the model by its name, or by the path of a packed charm or a directory that is named after it:
// "./database_ubuntu-24.04-amd64.charm" is database.
func (m *Model) knownCharm(path string) (string, Charm, error) {
	name, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(strings.TrimPrefix(path, "ch:")), ".charm"), "_")
	if c, known := m.Charms[name]; known {
		return name, c, nil
	}
	names := slices.Sorted(maps.Keys(m.Charms))
	text := fmt.Sprintf("cannot deploy %q: Model.Charms has no charm %q", path, name)
	if meant := nearest.Name(name, names); meant != "" {
		text += fmt.Sprintf("; did you mean %q?", meant)
	} else if len(names) > 0 {
		text += "; it has " + strings.Join(names, ", ")
	}
	return "", Charm{}, errors.New(text)
}

func refreshCommand(in *invocation) (func() error, error) {
	in.ofModel()
	path := in.flags.String("path", "", "the charm")
	other := in.flags.String("switch", "", "another charm")
	revision := in.flags.Int("revision", -1, "")
	in.noDifference("force", "force-base", "force-series", "force-units")
	in.noDifferenceValues("base", "bind", "channel", "resource")
	refuse := in.absentValues("config", "storage", "trust")
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	switch {
	case len(args) == 0:
		return nil, errors.New("no application specified")
	case len(args) > 1:
		return nil, none(args[1:])
	case !call.IsAppName(args[0]):
		return nil, fmt.Errorf("invalid application name %q", args[0])
	case *other != "" && *revision != -1:
		return nil, errors.New("--switch and --revision are mutually exclusive")
	case *path != "" && *revision != -1:
		return nil, errors.New("--path and --revision are mutually exclusive")
	case *other != "" && *path != "":
		return nil, errors.New("--switch and --path are mutually exclusive")
	}
	return func() error { return in.refresh(args[0], *path+*other) }, refuse()
}

// refresh gives an application another charm; empty: what the model has now under the charm's name.
func (in *invocation) refresh(app, charm string) error {
	a, err := in.model.findApp(app)
	if err != nil {
		return err
	}
	asked := charm != ""
	if !asked {
		charm = a.charm.name
	}
	_, c, err := in.model.knownCharm(charm)
	if err != nil {
		return err
	}
	d, err := c.read()
	if err != nil {
		return fmt.Errorf("cannot refresh %s: %w", app, err)
	}
	if !asked && c.alike(a.charm.charm) > 0 && c.Revision == a.charm.charm.Revision {
		in.infof("charm %q: already up-to-date", d.metadata.Name)
		return nil
	}
	in.infof("Added local charm %q, revision %d, to the model", d.metadata.Name, c.Revision)
	return in.model.Refresh(app, c)
}
