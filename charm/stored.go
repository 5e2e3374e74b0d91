package charm

import (
	"maps"

	"github.com/charmscenario/scenario/call"
)

// StoredState is what the unit keeps in the controller from one hook to the next. Writes wait for
// the end of the hook, and reads see them.
type StoredState struct{ hook *Hook }

// StoredState returns the unit's stored state. No call is made.
func (h *Hook) StoredState() StoredState { return StoredState{hook: h} }

// All returns everything that is stored (hook tool state-get).
func (s StoredState) All() (map[string]string, error) {
	c := &call.StateGet{}
	err := s.hook.ask(c, "read the stored state")
	return c.State, err
}

// Get returns one value, and whether it is stored. An empty value can be stored.
func (s StoredState) Get(key string) (value string, ok bool, err error) {
	state, err := s.All()
	if err != nil {
		return "", false, err
	}
	value, ok = state[key]
	return value, ok, nil
}

// Set stores one value (hook tool state-set). [ErrNotValid] for a key of more than 256 bytes or a
// value of more than 64 KiB; the hook fails at its end when all together is too much.
func (s StoredState) Set(key, value string) error { return s.SetAll(map[string]string{key: value}) }

// SetAll stores several values and leaves other keys as they are; see [StoredState.Set].
func (s StoredState) SetAll(values map[string]string) error {
	return s.hook.ask(&call.StateSet{State: maps.Clone(values)}, "write the stored state")
}

// Delete removes a key (hook tool state-delete). A key that is not there is no error.
func (s StoredState) Delete(key string) error {
	return s.hook.ask(&call.StateDelete{Key: key}, "delete %q from the stored state", key)
}

// LeaderSettings is what leaders of the application left for its units: Juju's older means, before
// peer relations had a databag of the application.
type LeaderSettings struct{ hook *Hook }

// LeaderSettings returns the application's leader settings. No call is made.
func (h *Hook) LeaderSettings() LeaderSettings { return LeaderSettings{hook: h} }

// All returns all settings (hook tool leader-get).
func (s LeaderSettings) All() (map[string]string, error) {
	c := &call.LeaderGet{}
	err := s.hook.ask(c, "read the leader settings")
	return c.Settings, err
}

// Get returns one setting, and whether it is there.
func (s LeaderSettings) Get(key string) (value string, ok bool, err error) {
	settings, err := s.All()
	if err != nil {
		return "", false, err
	}
	value, ok = settings[key]
	return value, ok, nil
}

// Set writes one setting, at once (hook tool leader-set); an empty value removes the key.
// [ErrNotLeader] on any unit but the leader.
func (s LeaderSettings) Set(key, value string) error {
	return s.SetAll(map[string]string{key: value})
}

// SetAll writes several settings; see [LeaderSettings.Set].
func (s LeaderSettings) SetAll(settings map[string]string) error {
	return s.hook.ask(&call.LeaderSet{Settings: maps.Clone(settings)}, "write the leader settings")
}
