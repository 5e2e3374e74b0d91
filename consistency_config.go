package scenario

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/charmscenario/scenario/call"
)

// checkConfig checks the options that are set against those of the metadata.
func (k *checker) checkConfig() {
	if !k.secrets {
		k.secretOptions()
	}
	if len(k.state.Config) == 0 {
		return
	}
	for name, value := range k.state.Config {
		option, ok := k.charm.Config[name]
		if !ok {
			k.add("config-option-unknown", configPath(name), "%q is not a config option in %s%s",
				name, k.charm.File, meant(name, sortedNames(k.charm.Config)))
			continue
		}
		if !fitsOption(option.Type, value) {
			k.add("config-value-type", configPath(name), "got %s, want %s as %s says", described(value), wanted(option.Type), k.charm.File)
			continue
		}
		if text, ok := value.(string); ok && option.Type == "secret" && text != "" {
			k.secretOption(name, text)
		}
	}
}

func configPath(name string) string { return "State.Config[" + quote(name) + "]" }

// secretOption checks the form alone: whether the secret exists is for the charm to find out.
func (k *checker) secretOption(name, value string) {
	if scheme, _, ok := strings.Cut(value, ":"); !ok || !strings.EqualFold(scheme, "secret") {
		k.add("config-secret-form", configPath(name), `%q does not begin with "secret:"; Juju takes no bare ID and no name here: want the secret's ID, such as "secret:<id>"`, value)
		return
	}
	if _, err := call.ParseSecretURI(value); err != nil {
		k.add("config-secret-form", configPath(name), `%q is not the ID of a secret; want "secret:" and 20 characters, as in Secret.ID`, value)
	}
}

// secretOptions refuses the option type secret before Juju 3.4, which does not know it.
func (k *checker) secretOptions() {
	for name, option := range k.charm.Config {
		if option.Type == "secret" {
			k.add("config-secret-version", "Context.JujuVersion", "Juju %s knows no config option of type secret, which %s has (%q); want 3.4 or later",
				k.version, k.charm.File, name)
		}
	}
}

// fitsOption reports whether Juju can hold the value. JSON makes every number a float, so that a
// whole one fits an int.
func fitsOption(kind string, value any) bool {
	switch value := value.(type) {
	case nil:
		return true // not set
	case string:
		return kind == "string" || kind == "secret"
	case bool:
		return kind == "boolean"
	case int, int64:
		return kind == "int" || kind == "float"
	case float64:
		return kind == "float" || kind == "int" && value == math.Trunc(value) && math.Abs(value) < 1<<53
	}
	return false
}

func wanted(kind string) string {
	switch kind {
	case "int":
		return "a whole number (int or int64)"
	case "float":
		return "a number (float64, int or int64)"
	case "boolean":
		return "true or false (bool)"
	case "secret":
		return "the ID of a secret (string)"
	}
	return "text (string)"
}

func (k *checker) checkStoredState() {
	if len(k.state.StoredState) == 0 || call.Validate(&call.StateSet{State: k.state.StoredState}, k.version) == nil {
		return
	}
	for key, value := range k.state.StoredState {
		if err := call.Validate(&call.StateSet{State: map[string]string{key: value}}, k.version); err != nil {
			if len(key) > 40 {
				key = key[:40] + "..."
			}
			k.add("stored-state-size", "State.StoredState["+quote(key)+"]", "%s (hook tool state-set); want it shorter", err.Message)
		}
	}
}

func quote(text string) string { return strconv.Quote(text) }

// described shows a value of configuration with its type.
func described(value any) string {
	switch kind := reflect.ValueOf(value).Kind(); {
	case kind == reflect.String:
		return quote(fmt.Sprint(value)) + fmt.Sprintf(" (%T)", value)
	case kind == reflect.Bool, kind >= reflect.Int && kind <= reflect.Float64:
		return fmt.Sprintf("%v (%T)", value, value)
	}
	return fmt.Sprintf("a value of type %T", value)
}
