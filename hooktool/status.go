package hooktool

import (
	"encoding/json"
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
	in.validate(c)
	return step{call: c}, extra
}

func writeStatusGet(l *commandLine, c *call.StatusGet) {
	l.prints(formatJSON)
	l.flag("--include-data", true)
	l.flag("--application", c.App)
}

// statusAnswer is how status-get prints a status.
type statusAnswer struct {
	Status  call.StatusName         `json:"status"`
	Message string                  `json:"message"`
	Data    json.RawMessage         `json:"status-data"`
	Units   map[string]statusAnswer `json:"units"`
}

func (a statusAnswer) status() (call.Status, error) {
	status := call.Status{Name: a.Status, Message: a.Message}
	if len(a.Data) == 0 {
		return status, nil
	}
	data, err := call.DecodeValue(a.Data)
	if values, ok := data.(map[string]any); ok && len(values) > 0 {
		status.Data = values
	}
	return status, err
}

func answerStatusGet(c *call.StatusGet, text []byte) (err error) {
	var printed statusAnswer
	if !c.App {
		if err := json.Unmarshal(text, &printed); err != nil {
			return err
		}
		c.Status, err = printed.status()
		return err
	}
	var app struct {
		Status statusAnswer `json:"application-status"`
	}
	if err := json.Unmarshal(text, &app); err != nil {
		return err
	}
	if c.Status, err = app.Status.status(); err != nil {
		return err
	}
	c.Units = make(map[string]call.Status, len(app.Status.Units))
	for unit, printed := range app.Status.Units {
		if c.Units[unit], err = printed.status(); err != nil {
			return err
		}
	}
	return nil
}

func writeStatusSet(l *commandLine, c *call.StatusSet) {
	l.flag("--application", c.App)
	l.word(string(c.Name))
	l.word(c.Message)
}
