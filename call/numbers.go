package call

// widenNumbers gives the whole numbers of a call that have no type of their own the type int64.
func widenNumbers(c Call) {
	switch c := c.(type) {
	case *ConfigGet:
		c.Value = widened(c.Value)
		widened(c.Options)
	case *ActionGet:
		widened(c.Params)
	case *StatusGet:
		widened(c.Status.Data)
		for _, status := range c.Units {
			widened(status.Data)
		}
	}
}

// widened returns the value with int64 for int, maps and lists changed in place.
func widened(value any) any {
	switch value := value.(type) {
	case int:
		return int64(value)
	case map[string]any:
		for key, below := range value {
			value[key] = widened(below)
		}
	case []any:
		for i, below := range value {
			value[i] = widened(below)
		}
	}
	return value
}
