package hooktool

import (
	"errors"

	"github.com/charmscenario/scenario/call"
)

// statusGet reads status-get.
func statusGet(in *invocation) (step, error) {
	c := &call.StatusGet{}
	data := false
	in.prints(formatSmart, formatYAML, formatJSON)
	in.flags.BoolVar(&data, "include-data", false, "print message and data too")
	in.flags.BoolVar(&c.App, "application", false, "print the application's status")
	if _, err := in.parse(0); err != nil {
		return step{}, err
	}
	word := in.format.chosen == formatSmart && !data
	return step{call: c, mayNotPrint: !word, answer: func() (any, error) {
		if word {
			return statusWord(c.Status), nil
		}
		status, err := statusFields(c.Status, data)
		if err != nil || !c.App {
			return status, err
		}
		units := make(map[string]any, len(c.Units))
		for unit, unitStatus := range c.Units {
			if units[unit], err = statusFields(unitStatus, data); err != nil {
				return nil, err
			}
		}
		status["units"] = units
		return map[string]any{"application-status": status}, nil
	}}, nil
}

func statusWord(status call.Status) string {
	if status.Name == "" {
		return string(call.StatusUnknown)
	}
	return string(status.Name)
}

func statusFields(status call.Status, data bool) (map[string]any, error) {
	fields := map[string]any{"status": statusWord(status)}
	if !data {
		return fields, nil
	}
	values := map[string]any{}
	if len(status.Data) > 0 {
		var err error
		if values, err = wire(status.Data); err != nil {
			return nil, err
		}
	}
	fields["message"], fields["status-data"] = status.Message, values
	return fields, nil
}

// statusSet reads status-set.
func statusSet(in *invocation) (step, error) {
	c := &call.StatusSet{}
	in.flags.BoolVar(&c.App, "application", false, "set the application's status")
	args, extra, err := in.parseAtMost(2)
	if err != nil {
		return step{}, err
	}
	if len(args) == 0 {
		return step{}, errors.New("invalid args, require <status> [message]")
	}
	c.Name = call.StatusName(args[0])
	if len(args) > 1 {
		c.Message = args[1]
	}
	if invalid := call.Validate(c, in.version()); invalid != nil {
		return step{}, invalid
	}
	return step{call: c}, extra
}
