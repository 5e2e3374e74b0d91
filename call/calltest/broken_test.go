package calltest_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/call/calltest"
	"github.com/charmscenario/scenario/charm"
)

// recorder is a test that keeps its failures to itself.
type recorder struct {
	testing.TB
	mu       sync.Mutex
	failures []string
}

func (r *recorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

// oneByOne keeps a broken Backend, which keeps things between calls, from being called twice at a time.
func oneByOne(b call.Backend) call.Backend {
	var mu sync.Mutex
	return call.BackendFunc(func(ctx context.Context, c call.Call) error {
		mu.Lock()
		defer mu.Unlock()
		return b.Do(ctx, c)
	})
}

func clean(text string) string { return strings.ToValidUTF8(strings.TrimSpace(text), "?") }

// TestBrokenBackends: a Backend that breaks a rule is found out, by the rule that it breaks.
func TestBrokenBackends(t *testing.T) {
	t.Parallel()
	type do = call.BackendFunc
	tests := []struct {
		name  string
		rules []string // that must fail
		broke func(b call.Backend) do
	}{
		{"panics on nil", []string{"nil"}, func(b call.Backend) do {
			return func(ctx context.Context, c call.Call) error {
				if c == nil {
					return errors.New("nil")
				}
				return b.Do(ctx, c)
			}
		}},
		{"hands out one map twice", []string{"answers belong to the caller"}, func(b call.Backend) do {
			var kept map[string]string
			return func(ctx context.Context, c call.Call) error {
				err := b.Do(ctx, c)
				if get, ok := c.(*call.RelationGet); ok {
					if kept == nil {
						kept = get.Data
					}
					get.Data = kept
				}
				return err
			}
		}},
		{"keeps a map of the call", []string{"questions belong to the caller"}, func(b call.Backend) do {
			var kept *call.RelationSet
			return func(ctx context.Context, c call.Call) error {
				if set, ok := c.(*call.RelationSet); ok {
					kept = set
				}
				if kept != nil {
					if err := b.Do(ctx, kept); err != nil {
						return err
					}
				}
				return b.Do(ctx, c)
			}
		}},
		{"leaves old answers", []string{"old answers are gone"}, func(b call.Backend) do {
			return func(ctx context.Context, c call.Call) error {
				old := c.Clone()
				err := b.Do(ctx, c)
				if get, ok := c.(*call.SecretGet); ok && err == nil {
					maps.Copy(get.Content, old.(*call.SecretGet).Content)
				}
				return err
			}
		}},
		{"forgets the context", []string{"cancelled"}, func(b call.Backend) do {
			return func(_ context.Context, c call.Call) error { return b.Do(context.Background(), c) }
		}},
		{"never ends", []string{"after the hook"}, func(b call.Backend) do {
			return func(ctx context.Context, c call.Call) error {
				if err := b.Do(ctx, c); !errors.Is(err, call.ErrHookEnded) {
					return err
				}
				return nil
			}
		}},
		{"makes integers floats", []string{"config-get"}, func(b call.Backend) do {
			return func(ctx context.Context, c call.Call) error {
				err := b.Do(ctx, c)
				if get, ok := c.(*call.ConfigGet); ok {
					if whole, ok := get.Value.(int64); ok {
						get.Value = float64(whole)
					}
				}
				return err
			}
		}},
		{"tells errors as prose", []string{"relation not found", "not in an action", "secret-get, refused"}, func(b call.Backend) do {
			return func(ctx context.Context, c call.Call) error {
				if err := b.Do(ctx, c); err != nil {
					return errors.New(err.Error())
				}
				return nil
			}
		}},
		{"takes every error for one", []string{"not the leader", "secret-get, refused", "arguments"}, func(b call.Backend) do {
			return func(ctx context.Context, c call.Call) error {
				if err := b.Do(ctx, c); err != nil {
					return &call.Error{Code: call.ErrRefused, Message: err.Error()}
				}
				return nil
			}
		}},
		{"trims texts", []string{"relation-set"}, func(b call.Backend) do {
			return func(ctx context.Context, c call.Call) error {
				if set, ok := c.(*call.RelationSet); ok {
					set = set.Clone().(*call.RelationSet)
					for key, value := range set.Data {
						set.Data[key] = clean(value)
					}
					c = set
				}
				return b.Do(ctx, c)
			}
		}},
		{"loses bytes", []string{"secret-add", "secret-set"}, func(b call.Backend) do {
			return func(ctx context.Context, c call.Call) error {
				err := b.Do(ctx, c)
				if get, ok := c.(*call.SecretGet); ok {
					for key, value := range get.Content {
						get.Content[key] = strings.ToValidUTF8(value, "\ufffd")
					}
				}
				return err
			}
		}},
		{"takes a label for an option", []string{"secret-get, label"}, func(b call.Backend) do {
			return func(ctx context.Context, c call.Call) error {
				if get, ok := c.(*call.SecretGet); ok && get.Label == "--peek" {
					get.Label, get.Peek = "", true
				}
				return b.Do(ctx, c)
			}
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var failed []string
			for _, name := range calltest.Rules() {
				watched := &recorder{TB: t}
				calltest.Check(watched, name, func(_ testing.TB, s calltest.Situation, during func(call.Backend)) {
					inSituation(t, s, func(h *charm.Hook) { during(oneByOne(test.broke(h.Backend()))) })
				})
				if len(watched.failures) > 0 {
					failed = append(failed, name)
					require.Contains(t, watched.failures[0], "rule: ", "the rule is told")
				}
			}
			require.Subset(t, failed, test.rules)
		})
	}
}

// TestHarnessThatDoesNothing is found out too.
func TestHarnessThatDoesNothing(t *testing.T) {
	t.Parallel()
	watched := &recorder{TB: t}
	calltest.Check(watched, "config-get", func(testing.TB, calltest.Situation, func(call.Backend)) {})
	require.Equal(t, []string{"the harness did not call during"}, watched.failures)
}
