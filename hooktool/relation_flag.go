package hooktool

import (
	"errors"
	"strconv"
	"strings"

	"github.com/charmscenario/scenario/call"
)

// relationValue is the option -r: "database:3", "3", or anything that ends in ":3".
type relationValue struct {
	session call.Session
	id      string // "database:3"; empty: none
}

// relationFlag adds -r and --relation. The default is the relation of the running hook.
func (in *invocation) relationFlag() *relationValue {
	v := &relationValue{session: in.session, id: in.session.Hook.Relation}
	in.flags.Var(v, "r", "relation, such as database:3 or 3")
	in.flags.Var(v, "relation", "")
	return v
}

// String returns the relation's ID.
func (v *relationValue) String() string { return v.id }

// Set looks the relation up.
func (v *relationValue) Set(text string) error {
	number, err := strconv.Atoi(text[strings.LastIndexByte(text, ':')+1:])
	if err != nil {
		return errors.New("invalid relation id")
	}
	if v.session.Relations == nil {
		v.id = text
		return nil
	}
	facts, ok := v.session.Relations.Relation(number)
	if !ok {
		return errors.New("relation not found")
	}
	v.id = facts.ID
	return nil
}

// require refuses when no relation is known.
func (v *relationValue) require() error {
	if v.id == "" {
		return errors.New("no relation id specified")
	}
	return nil
}

// remoteApp is the application on the other side; empty: not known.
func (v *relationValue) remoteApp() string {
	number, err := strconv.Atoi(v.id[strings.LastIndexByte(v.id, ':')+1:])
	if err == nil && v.session.Relations != nil {
		if facts, ok := v.session.Relations.Relation(number); ok {
			return facts.RemoteApp
		}
	}
	if v.id == v.session.Hook.Relation {
		return v.session.Hook.RemoteApp
	}
	return ""
}
