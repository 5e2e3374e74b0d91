package juju

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// settings is what config and model-config are told to do, in the order in which the client does it: file, reset, then get or set.
type settings struct {
	file  string
	reset listValue
	get   []string
	keys  []string // of set, in order
	set   map[string]string
	color bool
}

// flags adds the options.
func (s *settings) flags(in *invocation) {
	in.flags.StringVar(&s.file, "file", "", "a YAML file of settings, or - for standard input")
	in.flags.Var(&s.reset, "reset", "the keys to be reset, separated by commas")
	in.flags.BoolVar(&s.color, "color", false, "")
	in.noDifference("no-color")
}

// read reads the arguments; some keys cannot be reset.
func (s *settings) read(args []string, cannotReset ...string) error {
	if s.color {
		return absent("option --color")
	}
	var keys []string
	for _, list := range s.reset {
		keys = append(keys, strings.Split(strings.Trim(list, ","), ",")...)
	}
	s.reset = keys
	for _, key := range keys {
		if slices.Contains(cannotReset, key) {
			return fmt.Errorf("%q cannot be reset", key)
		}
		if strings.Contains(key, "=") {
			return fmt.Errorf(`--reset accepts a comma delimited set of keys "a,b,c", received: %q`, key)
		}
	}
	s.set = make(map[string]string)
	for _, arg := range args {
		key, value, isSet := strings.Cut(arg, "=")
		if !isSet {
			s.get = append(s.get, arg)
			continue
		}
		if key == "" {
			return fmt.Errorf(`expected "key=value", got %q`, arg)
		}
		if _, twice := s.set[key]; twice {
			return fmt.Errorf("key %q specified more than once", key)
		}
		s.set[key] = value
		s.keys = append(s.keys, key)
	}
	return s.check()
}

// check refuses what cannot be done at once.
func (s *settings) check() error {
	var actions []string
	for _, action := range []struct {
		text string
		on   bool
	}{
		{"use --file flag", s.file != ""}, {"use --reset flag", len(s.reset) > 0}, {"get value", len(s.get) > 0}, {"set key=value pairs", len(s.set) > 0},
	} {
		if action.on {
			actions = append(actions, action.text)
		}
	}
	if len(s.get) > 0 && len(actions) > 1 {
		last := len(actions) - 1
		return fmt.Errorf("cannot %s and %s simultaneously", strings.Join(actions[:last], ", "), actions[last])
	}
	if len(s.get) > 1 {
		return errors.New("cannot specify multiple keys to get")
	}
	for _, key := range s.reset {
		if _, both := s.set[key]; both {
			return fmt.Errorf("cannot set and reset key %q simultaneously", key)
		}
	}
	return nil
}

// all reports whether everything is asked for.
func (s *settings) all() bool {
	return s.file == "" && len(s.reset) == 0 && len(s.get) == 0 && len(s.set) == 0
}
