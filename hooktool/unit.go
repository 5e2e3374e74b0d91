package hooktool

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/charmscenario/scenario/call"
)

// configGet reads config-get.
func configGet(in *invocation) (step, error) {
	c := &call.ConfigGet{}
	in.prints(formatSmart, formatYAML, formatJSON)
	in.flags.BoolVar(&c.All, "a", false, "print unset options too")
	in.flags.BoolVar(&c.All, "all", false, "")
	args, extra, err := in.parseAtMost(1)
	if err != nil {
		return step{}, err
	}
	if len(args) > 0 {
		c.Key = args[0]
	}
	if c.Key != "" && c.All {
		return step{}, fmt.Errorf("cannot use argument --all together with key %q", c.Key)
	}
	return step{call: c, answer: func() (any, error) {
		if c.Key != "" {
			return wire(c.Value)
		}
		if c.Options == nil {
			return map[string]any{}, nil
		}
		return wire(c.Options)
	}}, extra
}

// isLeader reads is-leader.
func isLeader(in *invocation) (step, error) {
	in.prints(formatSmart, formatYAML, formatJSON)
	if _, err := in.parse(0); err != nil {
		return step{}, err
	}
	c := &call.IsLeader{}
	return step{call: c, answer: func() (any, error) { return c.Leader, nil }}, nil
}

// leaderGet reads leader-get.
func leaderGet(in *invocation) (step, error) {
	in.prints(formatSmart, formatYAML, formatJSON)
	args, extra, err := in.parseAtMost(1)
	if err != nil {
		return step{}, err
	}
	key := keyArgument(args)
	if strings.Contains(key, "=") {
		return step{}, fmt.Errorf("invalid key %q", key)
	}
	c := &call.LeaderGet{}
	return step{call: c, answer: func() (any, error) { return pick(c.Settings, key), nil }}, extra
}

// leaderSet reads leader-set.
func leaderSet(in *invocation) (step, error) {
	args, err := in.parse(-1)
	if err != nil {
		return step{}, err
	}
	settings, err := keyValues(args)
	return step{call: &call.LeaderSet{Settings: settings}}, err
}

// jujuLog reads juju-log.
func jujuLog(in *invocation) (step, error) {
	c := &call.JujuLog{}
	debug := false
	in.flags.StringVar(&c.Level, "l", "", "level: TRACE, DEBUG, INFO, WARNING, ERROR or CRITICAL")
	in.flags.StringVar(&c.Level, "log-level", "", "")
	in.flags.BoolVar(&debug, "debug", false, "log at level DEBUG")
	noteFormat := in.formerlyPrints()
	args, err := in.parse(-1)
	if err != nil {
		return step{}, err
	}
	if len(args) == 0 {
		return step{}, errors.New("no message specified")
	}
	if debug {
		c.Level = "DEBUG"
	}
	c.Message = strings.Join(args, " ")
	noteFormat()
	return step{call: c}, nil
}

// applicationVersionSet reads application-version-set.
func applicationVersionSet(in *invocation) (step, error) {
	args, extra, err := in.parseAtMost(1)
	if err != nil {
		return step{}, err
	}
	if len(args) == 0 {
		return step{}, errors.New("no version specified")
	}
	return step{call: &call.ApplicationVersionSet{Version: args[0]}}, extra
}

func writeConfigGet(l *commandLine, c *call.ConfigGet) {
	l.prints(formatJSON)
	l.flag("--all", c.All)
	l.optionalWord(c.Key)
}

func answerConfigGet(c *call.ConfigGet, text []byte) error {
	value, err := call.DecodeValue(text)
	if c.Key != "" {
		c.Value = value
		return err
	}
	c.Options, _ = value.(map[string]any)
	return err
}

func writeIsLeader(l *commandLine, _ *call.IsLeader) { l.prints(formatJSON) }

func answerIsLeader(c *call.IsLeader, text []byte) error { return json.Unmarshal(text, &c.Leader) }

func writeLeaderGet(l *commandLine, _ *call.LeaderGet) { l.prints(formatYAML) }

func answerLeaderGet(c *call.LeaderGet, text []byte) (err error) {
	if c.Settings, err = texts(text, c.Settings); len(c.Settings) == 0 {
		c.Settings = nil
	}
	return err
}

func writeLeaderSet(l *commandLine, c *call.LeaderSet) {
	for _, key := range sortedKeys(c.Settings) {
		l.pair(key, c.Settings[key])
	}
}

func writeJujuLog(l *commandLine, c *call.JujuLog) {
	l.option("--log-level", c.Level)
	l.word(c.Message)
}

func writeApplicationVersionSet(l *commandLine, c *call.ApplicationVersionSet) { l.word(c.Version) }
