package unit

import "github.com/charmscenario/scenario/call"

// configCall answers the calls of this file.
func (a *Agent) configCall(c call.Call) *call.Error {
	switch c := c.(type) {
	case *call.ConfigGet:
		return a.configGet(c)
	}
	return unknownTool(c)
}

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
	return call.CloneValue(facts.Option(name, facts.Config[name]))
}
