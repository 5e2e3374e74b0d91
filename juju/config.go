package juju

import (
	"fmt"
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/metadata"
)

// SetConfig sets options of an application (juju config app key=value ...): a value in the option's type, or a text that is
// read as the juju client reads it. All are set or none. Units run config-changed if a value changed.
func (m *Model) SetConfig(app string, values map[string]any) error {
	if err := m.write(); err != nil {
		return err
	}
	a, err := m.findApp(app)
	if err != nil {
		return err
	}
	config, err := a.changedConfig(a.config, values)
	if err != nil {
		return err
	}
	var text strings.Builder
	for _, key := range slices.Sorted(maps.Keys(values)) {
		fmt.Fprintf(&text, " %s=%v", key, values[key])
	}
	m.setConfig(a, config, m.command("juju config %s%s", app, text.String()))
	return nil
}

// ResetConfig gives options of an application their defaults again (juju config app --reset).
func (m *Model) ResetConfig(app string, keys ...string) error {
	if err := m.write(); err != nil {
		return err
	}
	a, ok := find(m.apps, app)
	if !ok {
		return noSuch(app, namesOf(m.apps), "", "application %q not found", app)
	}
	config := maps.Clone(a.config)
	for _, key := range keys {
		if _, known := a.charm.metadata.Config[key]; !known {
			return a.unknownOption("updating application charm settings", key)
		}
		delete(config, key)
	}
	if len(config) == 0 {
		config = nil
	}
	m.setConfig(a, config, m.command("juju config %s --reset %s", app, strings.Join(keys, ",")))
	return nil
}

func (m *Model) setConfig(a *application, config map[string]any, entry int) {
	if equalConfig(a.config, config) {
		return
	}
	a.config, a.configCause = config, cause{entry, configSet}
	for _, u := range a.units {
		m.world.wake(u)
	}
}

// Config returns the options of an application in their types, defaults included; those without a value are left out.
func (m *Model) Config(app string) (map[string]any, error) {
	if err := m.open(); err != nil {
		return nil, err
	}
	a, err := m.findApp(app)
	if err != nil {
		return nil, err
	}
	config := make(map[string]any)
	for _, name := range a.charm.options {
		if value := a.charm.option(name, a.config[name]); value != nil {
			config[name] = value
		}
	}
	return config, nil
}

func equalConfig(a, b map[string]any) bool { return maps.Equal(a, b) }

// changedConfig returns a new config: what was set, with changes that fit the charm's options.
func (a *application) changedConfig(config, changes map[string]any) (map[string]any, error) {
	n := make(map[string]any, len(config)+len(changes))
	maps.Copy(n, config)
	for _, key := range slices.Sorted(maps.Keys(changes)) {
		option, known := a.charm.metadata.Config[key]
		if !known {
			return nil, a.unknownOption("parsing settings for application", key)
		}
		value, err := a.optionValue(key, option, changes[key])
		if err != nil {
			return nil, err
		}
		n[key] = value
	}
	if len(n) == 0 {
		return nil, nil
	}
	return n, nil
}

func (a *application) unknownOption(doing, key string) error {
	return noSuch(key, a.charm.options, "", "%s: unknown option %q", doing, key)
}

// optionValue returns a value in the type of its option, or Juju's refusal.
func (a *application) optionValue(key string, option metadata.Option, value any) (any, error) {
	text, isText := value.(string)
	if isText {
		return parsedOption(key, option.Type, text)
	}
	typed := option.Typed(value)
	fits := false
	switch v := typed.(type) {
	case bool:
		fits = option.Type == "boolean"
	case int64:
		fits = option.Type == "int"
	case float64:
		fits = option.Type == "float" && !math.IsNaN(v) && !math.IsInf(v, 0)
	}
	if !fits {
		return nil, refused("", "option %q expected %s, got %#v", key, option.Type, value)
	}
	return typed, nil
}

// parsedOption reads the text of an option's value.
func parsedOption(key, kind, text string) (any, error) {
	var value any
	var err error
	switch kind {
	case "int":
		value, err = strconv.ParseInt(text, 10, 64)
	case "float":
		var number float64
		if number, err = strconv.ParseFloat(text, 64); math.IsNaN(number) || math.IsInf(number, 0) {
			err = strconv.ErrRange
		}
		value = number
	case "boolean":
		value, err = strconv.ParseBool(text)
	case "secret":
		return text, checkSecretOption(key, text)
	default:
		return text, nil
	}
	if err != nil {
		return nil, refused("", "option %q expected %s, got %q", key, kind, text)
	}
	return value, nil
}

// checkSecretOption checks the form of a secret option: whether the secret exists is for the charm to find out.
func checkSecretOption(key, text string) error {
	if text == "" {
		return nil
	}
	parsed, err := url.Parse(text)
	switch {
	case err != nil || parsed.Scheme == "":
		return refused("", "secret URI scheme missing not valid")
	case parsed.Scheme != "secret":
		return refused("", "secret URI scheme %q not valid", parsed.Scheme)
	}
	if _, err := call.ParseSecretURI(text); err != nil {
		return refused("", "invalid secret URI for option %q: %s", key, err)
	}
	return nil
}
