package call

// widener is a call that holds numbers that have no type of their own.
type widener interface {
	widenNumbers() // gives whole ones the type int64
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
