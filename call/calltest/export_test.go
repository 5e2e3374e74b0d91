package calltest

import "testing"

// Rules lists the names of all rules.
func Rules() []string {
	var names []string
	for _, r := range rules() {
		names = append(names, r.name)
	}
	return names
}

// Check checks one rule.
func Check(t testing.TB, name string, harness Harness) {
	for _, r := range rules() {
		if r.name == name {
			r.test(t, harness)
		}
	}
}
