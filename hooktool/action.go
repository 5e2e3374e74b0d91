package hooktool

import (
	"errors"
	"fmt"
	"strings"

	"github.com/charmscenario/scenario/call"
)

// actionGet reads action-get.
func actionGet(in *invocation) (step, error) {
	in.prints(formatSmart, formatYAML, formatJSON)
	args, err := in.parse(1)
	if err != nil {
		return step{}, err
	}
	c := &call.ActionGet{}
	return step{call: c, answer: func() (any, error) {
		params, err := wire(c.Params)
		if err != nil {
			return nil, err
		}
		if len(args) > 0 {
			return descend(params, args[0]), nil
		}
		if params == nil {
			params = map[string]any{}
		}
		return params, nil
	}}, nil
}

// descend follows the dots of a key into maps; nil when there is nothing at its end.
func descend(params map[string]any, key string) any {
	var value any = params
	for part := range strings.SplitSeq(key, ".") {
		inner, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = inner[part]
	}
	return value
}

// actionSet reads action-set. Without arguments it asks nothing of Juju, not even in a hook.
func actionSet(in *invocation) (step, error) {
	args, err := in.parse(-1)
	if err != nil || len(args) == 0 {
		return step{}, err
	}
	c := &call.ActionSet{}
	for _, arg := range args {
		key, value, ok := strings.Cut(arg, "=")
		if !ok {
			return step{}, fmt.Errorf("argument %q must be of the form key...=value", arg)
		}
		c.Results = append(c.Results, call.ActionResult{Key: key, Value: value})
		// Arguments are read one by one: the first wrong one is told.
		in.validate(&call.ActionSet{Results: c.Results[len(c.Results)-1:]})
	}
	return step{call: c}, nil
}

// actionLog reads action-log.
func actionLog(in *invocation) (step, error) {
	args, err := in.parse(-1)
	if err != nil {
		return step{}, err
	}
	if len(args) == 0 {
		return step{}, errors.New("no message specified")
	}
	return step{call: &call.ActionLog{Message: strings.Join(args, " ")}}, nil
}

// actionFail reads action-fail.
func actionFail(in *invocation) (step, error) {
	args, err := in.parse(1)
	if err != nil {
		return step{}, err
	}
	c := &call.ActionFail{}
	if len(args) > 0 {
		c.Message, c.NoMessage = args[0], args[0] == ""
	}
	return step{call: c}, nil
}

func writeActionGet(l *commandLine, _ *call.ActionGet) { l.prints(formatJSON) }

func answerActionGet(c *call.ActionGet, text []byte) error {
	value, err := call.DecodeValue(text)
	c.Params, _ = value.(map[string]any)
	return err
}

func writeActionSet(l *commandLine, c *call.ActionSet) {
	for _, result := range c.Results {
		l.pair(result.Key, result.Value)
	}
}

func writeActionLog(l *commandLine, c *call.ActionLog) { l.word(c.Message) }

func writeActionFail(l *commandLine, c *call.ActionFail) {
	if c.Message != "" || c.NoMessage {
		l.word(c.Message)
	}
}
