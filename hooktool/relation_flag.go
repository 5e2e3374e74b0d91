package hooktool

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/charmscenario/scenario/call"
)

// relationValue is the relation that a tool is about: "database:3", "3", or anything that ends in ":3".
type relationValue struct {
	in *invocation
	id string // "database:3"; empty: none
}

// relationFlag adds -r and --relation. The default is the relation of the running hook.
func (in *invocation) relationFlag() *relationValue {
	v := &relationValue{in: in, id: in.session.Hook.Relation}
	in.flags.Var(&relationOption{v, "-r"}, "r", "relation, such as database:3 or 3")
	in.flags.Var(&relationOption{v, "--relation"}, "relation", "")
	return v
}

// relationOption is one of the two options that name the relation.
type relationOption struct {
	value *relationValue
	name  string
}

// String returns the relation's ID.
func (o *relationOption) String() string { return o.value.id }

// Set looks the relation up.
func (o *relationOption) Set(text string) error {
	v := o.value
	v.id = text
	number, err := strconv.Atoi(text[strings.LastIndexByte(text, ':')+1:])
	if err != nil {
		o.refuse(call.ErrNotValid, "invalid relation id")
		return nil
	}
	if v.in.session.Relations == nil {
		return nil
	}
	facts, ok := v.in.session.Relations.Relation(number)
	if !ok {
		o.refuse(call.ErrRelationNotFound, "relation not found")
		return nil
	}
	v.id = facts.ID
	return nil
}

func (o *relationOption) refuse(code call.Code, why string) {
	o.value.in.refuse(&call.Error{Code: code, Message: fmt.Sprintf("invalid value %q for option %s: %s", o.value.id, o.name, why)})
}

// require returns the relation's ID, and refuses when none is known.
func (v *relationValue) require() string {
	if v.id == "" {
		v.in.refuse(&call.Error{Code: call.ErrNotValid, Message: "no relation id specified"})
	}
	return v.id
}

// remoteApp is the application on the other side; empty: not known.
func (v *relationValue) remoteApp() string {
	number, err := strconv.Atoi(v.id[strings.LastIndexByte(v.id, ':')+1:])
	if err == nil && v.in.session.Relations != nil {
		if facts, ok := v.in.session.Relations.Relation(number); ok {
			return facts.RemoteApp
		}
	}
	if v.id == v.in.session.Hook.Relation {
		return v.in.session.Hook.RemoteApp
	}
	return ""
}
