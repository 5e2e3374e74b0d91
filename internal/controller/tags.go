package controller

import "strings"

// SubjectTag returns Juju's tag of an application or a unit: "application-web", "unit-web-0".
func SubjectTag(name string) string {
	if app, number, ok := strings.Cut(name, "/"); ok {
		return "unit-" + app + "-" + number
	}
	return "application-" + name
}

// RelationKey returns Juju's name of a relation: requirer first, "web:db postgresql:db"; one side
// alone for a peer relation, "web:cluster".
func RelationKey(r *Relation, app string) string {
	here := app + ":" + r.Endpoint
	there := r.RemoteApp + ":" + r.RemoteEndpoint
	switch r.Role {
	case Peer:
		return here
	case Provider:
		return there + " " + here
	}
	return here + " " + there
}

// RelationTag returns Juju's tag of a relation: "relation-web.db#postgresql.db".
func RelationTag(r *Relation, app string) string {
	tag := strings.ReplaceAll(RelationKey(r, app), ":", ".")
	return "relation-" + strings.ReplaceAll(tag, " ", "#")
}
