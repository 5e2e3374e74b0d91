package hooktool

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/charmscenario/scenario/call"
)

// relationIDs reads relation-ids.
func relationIDs(in *invocation) (step, error) {
	in.prints(formatSmart, formatYAML, formatJSON)
	args, err := in.parse(1)
	if err != nil {
		return step{}, err
	}
	c := &call.RelationIDs{Endpoint: in.session.Hook.Endpoint}
	switch {
	case len(args) > 0:
		c.Endpoint = args[0]
	case c.Endpoint != "":
	case in.version().AtLeast(3, 6, 0):
		return step{}, errors.New("no endpoint name specified")
	default:
		return step{}, errors.New("no relation name specified")
	}
	return step{call: c, answer: func() (any, error) { return list(c.IDs), nil }}, nil
}

// list makes sure that an empty list prints as one.
func list(items []string) []string {
	if items == nil {
		return []string{}
	}
	return items
}

// relationList reads relation-list.
func relationList(in *invocation) (step, error) {
	c := &call.RelationList{}
	in.prints(formatSmart, formatYAML, formatJSON)
	in.flags.BoolVar(&c.App, "app", false, "print the application")
	relation := in.relationFlag()
	_, extra, err := in.parseAtMost(0)
	if err != nil {
		return step{}, err
	}
	c.Relation = relation.require()
	return step{call: c, answer: func() (any, error) {
		if c.App {
			return c.RemoteApp, nil
		}
		return list(c.Units), nil
	}}, extra
}

// relationGet reads relation-get.
func relationGet(in *invocation) (step, error) {
	c := &call.RelationGet{}
	app := false
	in.prints(formatSmart, formatYAML, formatJSON)
	in.flags.BoolVar(&app, "app", false, "get the application's data")
	relation := in.relationFlag()
	args, extra, err := in.parseAtMost(2)
	if err != nil {
		return step{}, err
	}
	c.Relation = relation.require()
	key := keyArgument(args)
	name := ""
	if len(args) > 1 {
		name = args[1]
	}
	if c.Of, err = in.bagOwner(name, len(args) > 1, app); err != nil {
		return step{}, err
	}
	if c.Of == "" && len(args) < 2 {
		in.refuse(&call.Error{Code: call.ErrNotValid, Message: "no unit or application specified"})
	}
	// A name that is given and empty is minded only when the tool runs.
	return step{call: c, answer: func() (any, error) { return pick(c.Data, key), nil }, invalidWhenRun: true}, extra
}

// bagOwner says whose data relation-get is asked for.
func (in *invocation) bagOwner(name string, given, app bool) (string, error) {
	hook := &in.session.Hook
	switch {
	case given && app:
		if call.IsUnitName(name) {
			name, _, _ = strings.Cut(name, "/")
		}
	case given && call.IsAppName(name):
		return "", fmt.Errorf("expected unit name, got application name %q", name)
	case given && !call.IsUnitName(name):
		return "", fmt.Errorf("invalid unit name %q", name)
	case given:
	case !app && hook.RemoteUnit != "":
		name = hook.RemoteUnit
	default:
		name = hook.RemoteApp
	}
	return name, nil
}

// pick returns one value of a map, nil when it has none; without a key, the map.
func pick(data map[string]string, key string) any {
	if key == "" {
		if data == nil {
			return map[string]string{}
		}
		return data
	}
	if value, ok := data[key]; ok {
		return value
	}
	return nil
}

// relationSet reads relation-set.
func relationSet(in *invocation) (step, error) {
	c := &call.RelationSet{}
	file := ""
	in.flags.BoolVar(&c.App, "app", false, "write the application's data")
	in.flags.StringVar(&file, "file", "", "file with a map of values, - for standard input")
	noteFormat := in.formerlyPrints()
	relation := in.relationFlag()
	args, err := in.parse(-1)
	if err != nil {
		return step{}, err
	}
	c.Relation = relation.require()
	noteFormat()
	if c.Data, err = in.settings(args, file); err != nil {
		return step{}, err
	}
	return step{call: c}, nil
}

// relationModelGet reads relation-model-get.
func relationModelGet(in *invocation) (step, error) {
	in.prints(formatSmart, formatYAML, formatJSON)
	relation := in.relationFlag()
	_, extra, err := in.parseAtMost(0)
	if err != nil {
		return step{}, err
	}
	c := &call.RelationModelGet{Relation: relation.require()}
	return step{call: c, answer: func() (any, error) {
		return map[string]string{"uuid": c.ModelUUID}, nil
	}}, extra
}

func writeRelationIDs(l *commandLine, c *call.RelationIDs) {
	l.prints(formatJSON)
	l.word(c.Endpoint)
}

func answerRelationIDs(c *call.RelationIDs, text []byte) (err error) {
	c.IDs, err = names(text)
	return err
}

func writeRelationList(l *commandLine, c *call.RelationList) {
	l.prints(formatJSON)
	l.relation(c.Relation)
	l.flag("--app", c.App)
}

func answerRelationList(c *call.RelationList, text []byte) (err error) {
	c.Units, c.RemoteApp = nil, ""
	if c.App {
		return json.Unmarshal(text, &c.RemoteApp)
	}
	c.Units, err = names(text)
	return err
}

func writeRelationGet(l *commandLine, c *call.RelationGet) {
	l.prints(formatYAML)
	l.relation(c.Relation)
	l.flag("--app", !call.IsUnitName(c.Of))
	l.word("-")
	l.word(c.Of)
}

func answerRelationGet(c *call.RelationGet, text []byte) (err error) {
	c.Data, err = texts(text, c.Data)
	return err
}

func writeRelationSet(l *commandLine, c *call.RelationSet) {
	l.relation(c.Relation)
	l.flag("--app", c.App)
	l.settings(c.Data)
}

func writeRelationModelGet(l *commandLine, c *call.RelationModelGet) {
	l.prints(formatJSON)
	l.relation(c.Relation)
}

func answerRelationModelGet(c *call.RelationModelGet, text []byte) error {
	var printed struct {
		UUID string `json:"uuid"`
	}
	err := json.Unmarshal(text, &printed)
	c.ModelUUID = printed.UUID
	return err
}
