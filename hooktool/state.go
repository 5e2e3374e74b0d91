package hooktool

import (
	"fmt"

	"github.com/charmscenario/scenario/call"
)

// stateGet reads state-get.
func stateGet(in *invocation) (step, error) {
	strict := false
	in.prints(formatSmart, formatYAML, formatJSON)
	in.flags.BoolVar(&strict, "strict", false, "fail when there is no such key")
	args, err := in.parse(1)
	if err != nil {
		return step{}, err
	}
	key := keyArgument(args)
	c := &call.StateGet{}
	return step{call: c, answer: func() (any, error) {
		if key == "" {
			return c.State, nil
		}
		value, ok := c.State[key]
		if !ok && strict {
			return nil, fmt.Errorf("%q not found", key)
		}
		return value, nil
	}}, nil
}

// stateSet reads state-set.
func stateSet(in *invocation) (step, error) {
	file := ""
	in.flags.StringVar(&file, "file", "", "file with a map of values, - for standard input")
	args, err := in.parse(-1)
	if err != nil {
		return step{}, err
	}
	state, err := in.settings(args, file)
	if err != nil || len(state) == 0 {
		return step{}, err
	}
	return step{call: &call.StateSet{State: state}, invalidWhenRun: true}, nil
}

// stateDelete reads state-delete. Without a key there is nothing to do.
func stateDelete(in *invocation) (step, error) {
	args, err := in.parse(1)
	if err != nil || len(args) == 0 || args[0] == "" {
		return step{}, err
	}
	return step{call: &call.StateDelete{Key: args[0]}}, nil
}

func writeStateGet(l *commandLine, _ *call.StateGet) { l.prints(formatYAML) }

func answerStateGet(c *call.StateGet, text []byte) (err error) {
	if c.State, err = texts(text, c.State); len(c.State) == 0 {
		c.State = nil
	}
	return err
}

func writeStateSet(l *commandLine, c *call.StateSet) { l.settings(c.State) }

func writeStateDelete(l *commandLine, c *call.StateDelete) { l.word(c.Key) }
