package scenario

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/charmscenario/scenario/internal/nearest"
)

// Finding is one thing that Juju could never produce, in State, Event or both together. See
// docs/consistency.md for the rules.
type Finding struct {
	Rule    string // the rule's short name, which stays the same: "relation-endpoint-unknown"
	Path    string // where: "State.Relations[1].Endpoint"
	Problem string // what is wrong, and what to consider; never the content of a secret
}

// fewParts is up to how many parts are compared one with another; of more, an index is made.
const fewParts = 12

// belongs reports whether the name has the form of a unit of the application.
func belongs(name, app string) bool {
	return len(name) > len(app) && name[:len(app)] == app && name[len(app)] == '/'
}

// checker holds what is checked together, and what was found. State and Event are as filled in.
type checker struct {
	*setup
	event    *Event
	state    *State
	byID     map[string]int // positions by ID, made when there are many and a grant names one
	findings []Finding
}

// checkConsistency reports everything in State and Event that Juju could not produce for this charm
// and unit, sorted by path. State and Event must have been filled in.
func checkConsistency(s *setup, event *Event, state *State) []Finding {
	k := checker{setup: s, event: event, state: state}
	k.checkConfig()
	k.checkRelations()
	k.checkSecrets()
	k.checkStatuses()
	k.checkStoredState()
	k.checkEvent()
	if len(k.findings) > 1 {
		slices.SortStableFunc(k.findings, func(a, b Finding) int {
			return cmp.Or(comparePaths(a.Path, b.Path), strings.Compare(a.Rule, b.Rule), strings.Compare(a.Problem, b.Problem))
		})
	}
	return k.findings
}

// add notes a finding. It is called only when something is wrong.
func (k *checker) add(rule, path, format string, args ...any) {
	k.findings = append(k.findings, Finding{Rule: rule, Path: path, Problem: fmt.Sprintf(format, args...)})
}

// comparePaths orders paths by their text, with positions in lists as numbers.
func comparePaths(a, b string) int {
	for a != "" && b != "" {
		if isDigit(a[0]) && isDigit(b[0]) {
			m, n := digitsOf(a), digitsOf(b)
			if c := cmp.Or(cmp.Compare(m, n), strings.Compare(a[:m], b[:n])); c != 0 {
				return c
			}
			a, b = a[m:], b[n:]
			continue
		}
		if a[0] != b[0] {
			return cmp.Compare(a[0], b[0])
		}
		a, b = a[1:], b[1:]
	}
	return cmp.Compare(len(a), len(b))
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func digitsOf(text string) int {
	n := 0
	for n < len(text) && isDigit(text[n]) {
		n++
	}
	return n
}

// meant is the end of a message: the name that was probably meant, else what there is.
func meant(name string, among []string) string { return nearest.Meant(name, among) }

// sortedNames lists the keys of a map in a stable order.
func sortedNames[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}

// consistencyRules lists the names of all rules, sorted.
func consistencyRules() []string {
	return []string{
		"action-params", "action-unknown",
		"config-option-unknown", "config-secret-form", "config-secret-version", "config-value-type",
		"event-departing-unit", "event-kind-unknown", "event-leader-elected", "event-part-missing",
		"event-peer-broken", "event-relation-ambiguous", "event-relation-dead", "event-relation-implicit", "event-relation-unknown",
		"event-remote-unit-missing", "event-remote-unit-unknown",
		"event-secret-ambiguous", "event-secret-changed-first", "event-secret-expired-revision",
		"event-secret-leadership", "event-secret-owner", "event-secret-remove-latest", "event-secret-remove-tracked",
		"event-secret-revision-missing", "event-secret-unknown", "event-secret-untracked", "event-stray-field",
		"relation-container-units", "relation-data-of-peer-app", "relation-endpoint-unknown",
		"relation-id-duplicate", "relation-id-endpoint", "relation-id-form", "relation-life",
		"relation-offering", "relation-peer-across-models", "relation-peer-own-unit", "relation-peer-remote-app",
		"relation-peer-suspended", "relation-remote-app-form", "relation-twice", "relation-unit-departed", "relation-unit-of-other-app",
		"secret-consumer-label-owner", "secret-content-key", "secret-content-missing", "secret-content-of-same-revision", "secret-disowned-other",
		"secret-grant-across-models", "secret-grant-relation", "secret-grant-subject", "secret-grant-twice", "secret-grants-of-other",
		"secret-id-duplicate", "secret-id-form", "secret-label-duplicate", "secret-next-rotate",
		"secret-not-granted-own", "secret-owner-form", "secret-owner-label-owner", "secret-owner-self",
		"secret-revision-beyond-latest", "secret-revision-duplicate", "secret-revision-number", "secret-revision-order",
		"secret-rotate-unknown", "secret-source-model-own", "secret-tracked-beyond-latest",
		"secret-user-version", "secret-version",
		"status-peer-unit", "status-unknown", "stored-state-size", "value-cyclic",
	}
}
