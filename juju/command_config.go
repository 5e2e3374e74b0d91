package juju

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v2"
)

// trustOption is the option that every application has, besides those of its charm.
const trustOption = "trust"

func configCommand(in *invocation) (func() error, error) {
	in.ofModel()
	var s settings
	s.flags(in)
	in.prints("yaml", "json")
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	if len(args) == 0 || strings.Contains(args[0], "=") {
		return nil, errors.New("no application name specified")
	}
	if _, err := in.client.find(in.modelFlag); err != nil {
		return nil, err // the client looks for the model's branch before anything else
	}
	app := args[0]
	return func() error {
		switch {
		case s.all():
			return in.showConfig(app)
		case len(s.get) > 0:
			return in.getConfig(app, s.get[0])
		}
		return in.changeConfig(app, &s)
	}, s.read(args[1:])
}

// showConfig prints all that can be configured.
func (in *invocation) showConfig(app string) error {
	a, err := in.model.findApp(app)
	if err != nil {
		return err
	}
	return in.write(map[string]any{
		"application": a.name, "charm": a.charm.metadata.Name, "settings": a.describeConfig(), "application-config": a.describeTrust(),
	}, nil)
}

// describeConfig describes the options of the charm, each with its value and where it comes from.
func (a *application) describeConfig() map[string]any {
	described := make(map[string]any, len(a.charm.metadata.Config))
	for name, option := range a.charm.metadata.Config {
		info := map[string]any{"description": option.Description, "type": option.Type, "source": "unset"}
		fallback := option.Typed(option.Default)
		if fallback != nil {
			info["default"], info["value"], info["source"] = overWire(fallback), overWire(fallback), "default"
		}
		if value, set := a.config[name]; set && value != fallback {
			info["value"], info["source"] = overWire(value), "user"
		}
		described[name] = info
	}
	return described
}

// describeTrust describes the one option that every application has.
func (a *application) describeTrust() map[string]any {
	info := map[string]any{
		"default": false, "description": "Does this application have access to trusted credentials", "source": "default", "type": "bool", "value": a.trust,
	}
	if a.trust {
		info["source"] = "user"
	}
	return map[string]any{trustOption: info}
}

// overWire is a value as it comes out of Juju's API, which knows one kind of number.
func overWire(value any) any {
	if n, ok := value.(int64); ok {
		return float64(n)
	}
	return value
}

// getConfig prints the value of one option.
func (in *invocation) getConfig(app, key string) error {
	a, err := in.model.findApp(app)
	if err != nil {
		return err
	}
	info, found := a.describeConfig()[key].(map[string]any)
	if !found {
		info, found = a.describeTrust()[key].(map[string]any)
	}
	if !found {
		return refused("", "key %q not found in %q application config or charm settings.", key, app)
	}
	value := info["value"]
	if value == nil {
		value = ""
	}
	in.printf("%v\n", value)
	return nil
}

// changeConfig takes the settings of a file, then resets some, then sets some.
func (in *invocation) changeConfig(app string, s *settings) error {
	if s.file != "" {
		if err := in.configFromFile(app, s.file); err != nil {
			return err
		}
	}
	if len(s.reset) > 0 {
		if err := in.resetConfig(app, s.reset); err != nil {
			return err
		}
	}
	if len(s.set) == 0 {
		return nil
	}
	values := make(map[string]any, len(s.set))
	for _, key := range s.keys {
		value, err := optionText(key, s.set[key])
		if err != nil {
			return err
		}
		values[key] = value
	}
	return in.setConfig(app, values)
}

// optionText is the value of an option as it is typed: a text, or "@" and the file that holds it.
func optionText(key, text string) (string, error) {
	if path, isFile := strings.CutPrefix(text, "@"); isFile {
		const limit = 5 << 20
		content, size, err := readFile(path, limit)
		if err != nil {
			return "", fmt.Errorf("cannot read option from file %q: %w", path, err)
		}
		if size > limit {
			return "", errors.New("size of option file is larger than 5M")
		}
		text = string(content)
	}
	if !utf8.ValidString(text) {
		return "", fmt.Errorf("value for option %q contains non-UTF-8 sequences", key)
	}
	return text, nil
}

// setConfig sets options of the charm and trust, all or none.
func (in *invocation) setConfig(app string, values map[string]any) error {
	trust, trusts := values[trustOption]
	var trusted bool
	if trusts {
		var err error
		if trusted, err = strconv.ParseBool(fmt.Sprint(trust)); err != nil {
			return fmt.Errorf("parsing settings for application: converting trust: expected bool, got %T(%#v)", trust, trust)
		}
		delete(values, trustOption)
	}
	if len(values) > 0 || !trusts {
		if err := in.model.SetConfig(app, values); err != nil {
			return withoutCode(err)
		}
	}
	if trusts {
		return withoutCode(in.model.Trust(app, trusted))
	}
	return nil
}

func (in *invocation) resetConfig(app string, keys []string) error {
	charms := slices.DeleteFunc(slices.Clone(keys), func(key string) bool { return key == trustOption })
	if len(charms) > 0 {
		if err := in.model.ResetConfig(app, charms...); err != nil {
			return withoutCode(err)
		}
	}
	if len(charms) < len(keys) {
		return withoutCode(in.model.Trust(app, false))
	}
	return nil
}

// withoutCode is an error as it comes inside a list of results, where the client does not print its code. Who may not ask at all is told with it.
func withoutCode(err error) error {
	var refusal *Error
	if errors.As(err, &refusal) && refusal.Code != codeUnauthorized {
		return errors.New(refusal.Message)
	}
	return err
}

// configFromFile takes the settings of an application from a file: a map under the application's name, or what config prints.
func (in *invocation) configFromFile(app, path string) error {
	values, err := in.readSettings(app, path)
	if err != nil {
		return err
	}
	var unset []string
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if values[key] == nil {
			unset = append(unset, key)
			delete(values, key)
		}
	}
	if len(unset) > 0 {
		if err := in.resetConfig(app, unset); err != nil {
			return err
		}
	}
	return in.setConfig(app, values)
}

func (in *invocation) readSettings(app, path string) (map[string]any, error) {
	var text []byte
	var err error
	if path == "-" {
		text, err = io.ReadAll(in.stdin())
	} else {
		text, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, err
	}
	var plain map[string]map[string]any
	failure := yaml.Unmarshal(text, &plain)
	if values, found := plain[app]; failure == nil && found {
		return maps.Clone(values), nil
	}
	var printed struct {
		Settings map[string]struct {
			Value  any
			Source string
		}
	}
	if err := yaml.Unmarshal(text, &printed); err == nil && printed.Settings != nil {
		values := make(map[string]any)
		for key, setting := range printed.Settings {
			if setting.Source == "user" && setting.Value != nil {
				values[key] = setting.Value
			}
		}
		return values, nil
	}
	if failure != nil {
		return nil, fmt.Errorf("parsing settings for application: cannot parse settings data: %w", failure)
	}
	return nil, fmt.Errorf("parsing settings for application: no settings found for %q", app)
}
