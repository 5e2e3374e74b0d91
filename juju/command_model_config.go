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
	"time"

	"go.yaml.in/yaml/v2"

	"github.com/charmscenario/scenario/internal/nearest"
	"github.com/charmscenario/scenario/internal/tabular"
)

// The model config that is simulated, and what it makes no difference to set.
const (
	configMode     = "mode"
	configInterval = "update-status-hook-interval"
	configRetry    = "automatically-retry-hooks"
	configLogging  = "logging-config"
)

var modelConfigDefaults = map[string]any{configMode: "requires-prompts", configInterval: "5m", configRetry: true, configLogging: "<root>=INFO"}

// modelSetting is one value of model config as it is printed.
type modelSetting struct {
	Value  any
	Source string
}

// describeModelConfig describes the model config.
func (m *Model) describeModelConfig() map[string]modelSetting {
	values := map[string]any{configRetry: m.RetryHooks, configInterval: describeDuration(m.UpdateStatusInterval)}
	if m.UpdateStatusInterval < 0 {
		values[configInterval] = "never"
	}
	described := make(map[string]modelSetting, len(values))
	for key, fallback := range modelConfigDefaults {
		value, known := values[key]
		if set, ok := m.settings[key]; ok {
			value = set
		} else if !known {
			value = fallback
		}
		described[key] = modelSetting{value, "model"}
		if value == fallback {
			described[key] = modelSetting{value, "default"}
		}
	}
	return described
}

// checkModelConfig refuses values that the model cannot have, and keys that are not simulated.
func checkModelConfig(values map[string]string) error {
	for _, key := range slices.Sorted(maps.Keys(values)) {
		value := values[key]
		switch key {
		case configMode, configLogging:
		case configRetry:
			if _, err := strconv.ParseBool(value); err != nil {
				return fmt.Errorf("%s: expected bool, got string(%q)", key, value)
			}
		case configInterval:
			d, err := time.ParseDuration(value)
			if err == nil && d <= 0 {
				err = fmt.Errorf("%s is no time to wait", value)
			}
			if err != nil {
				return fmt.Errorf("invalid update status hook interval in model configuration: %w", err)
			}
		default:
			text := fmt.Sprintf("model config %q", key)
			if meant := nearest.Name(key, slices.Collect(maps.Keys(modelConfigDefaults))); meant != "" {
				text += fmt.Sprintf(" (did you mean %q?)", meant)
			}
			return absent("%s", text)
		}
	}
	return nil
}

// applyConfig sets model config that was checked.
func (m *Model) applyConfig(values map[string]string) {
	for key, value := range values {
		switch key {
		case configMode, configLogging:
			if m.settings == nil {
				m.settings = make(map[string]string)
			}
			m.settings[key] = value
		case configRetry:
			m.RetryHooks, _ = strconv.ParseBool(value)
		case configInterval:
			m.UpdateStatusInterval, _ = time.ParseDuration(value)
		}
	}
}

// prompts reports whether commands ask before they remove anything.
func (m *Model) prompts() bool {
	mode, set := m.settings[configMode]
	return !set || slices.Contains(strings.Split(mode, ","), "requires-prompts")
}

func modelConfigCommand(in *invocation) (func() error, error) {
	in.ofModel()
	var s settings
	s.flags(in)
	in.noDifference("ignore-read-only-fields")
	in.prints("tabular", "json", "yaml")
	args, err := in.parse()
	if err != nil {
		return nil, err
	}
	return func() error {
		switch {
		case s.all():
			return in.showModelConfig("")
		case len(s.get) > 0:
			return in.showModelConfig(s.get[0])
		}
		return in.changeModelConfig(&s)
	}, s.read(args, "agent-version", "charmhub-url")
}

func (in *invocation) showModelConfig(key string) error {
	described := in.model.describeModelConfig()
	if key == "" {
		return in.write(described, func() string {
			var table tabular.Table
			table.Row("Attribute", "From", "Value")
			for _, key := range slices.Sorted(maps.Keys(described)) {
				text, err := yamlText(described[key].Value)
				if err != nil {
					return err.Error()
				}
				table.Row(key, described[key].Source, strings.TrimSuffix(string(text), "\n"))
			}
			return table.String()
		})
	}
	setting, known := described[key]
	if !known {
		return fmt.Errorf("%q is not a key of the currently targeted model: %q", key, in.identifier())
	}
	return in.write(map[string]modelSetting{key: setting}, func() string {
		text, err := smartText(setting.Value)
		if err != nil {
			return err.Error()
		}
		return string(text)
	})
}

func (in *invocation) changeModelConfig(s *settings) error {
	values := make(map[string]string)
	if s.file != "" {
		if err := in.readModelConfig(s.file, values); err != nil {
			return err
		}
	}
	for _, key := range s.reset {
		values[key] = fmt.Sprint(modelConfigDefaults[key])
		if modelConfigDefaults[key] == nil {
			values[key] = ""
		}
	}
	maps.Copy(values, s.set)
	if err := errors.Join(in.model.allowed(AccessWrite), checkModelConfig(values)); err != nil {
		return err
	}
	var text strings.Builder
	for _, key := range slices.Sorted(maps.Keys(values)) {
		fmt.Fprintf(&text, " %s=%s", key, values[key])
	}
	in.model.command("juju model-config%s", text.String())
	in.model.applyConfig(values)
	return nil
}

func (in *invocation) readModelConfig(path string, values map[string]string) error {
	var text []byte
	var err error
	if path == "-" {
		text, err = io.ReadAll(in.stdin())
	} else {
		text, err = os.ReadFile(path)
	}
	if err != nil {
		return err
	}
	var given map[string]any
	if err := yaml.Unmarshal(text, &given); err != nil {
		return err
	}
	for key, value := range given {
		if setting, ok := value.(map[any]any); ok {
			value = setting["value"]
		}
		values[key] = fmt.Sprint(value)
	}
	return nil
}
