package unit

import "github.com/charmscenario/scenario/call"

func (a *Agent) configGet(c *call.ConfigGet) *call.Error {
	c.Value, c.Options = nil, nil
	if c.Key != "" {
		c.Value = a.option(c.Key)
		return nil
	}
	facts := a.store.Unit()
	c.Options = make(map[string]any, len(facts.Options))
	for _, name := range facts.Options {
		if value := a.option(name); value != nil || c.All {
			c.Options[name] = value
		}
	}
	return nil
}

// option returns the value of a config option, its default when it has none, nil when it has
// neither or does not exist.
func (a *Agent) option(name string) any {
	facts := a.store.Unit()
	value, ok := facts.Config[name]
	if !ok || value == nil {
		value = facts.Default(name)
	}
	kind := ""
	if facts.Kind != nil {
		kind = facts.Kind(name)
	}
	return ofKind(kind, value)
}

// ofKind returns a value in the type of its option: a State that was read from JSON has floats for ints, and a literal
// may have ints for floats.
func ofKind(kind string, value any) any {
	switch number := value.(type) {
	case int:
		value = int64(number)
	case int32:
		value = int64(number)
	case float32:
		value = float64(number)
	}
	switch number := value.(type) {
	case int64:
		if kind == "float" {
			return float64(number)
		}
		return number
	case float64:
		if whole := int64(number); kind == "int" && float64(whole) == number {
			return whole
		}
		return number
	}
	return call.CloneValue(value)
}
