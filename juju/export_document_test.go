package juju

import "reflect"

// Parts are the types that a model is made of.
func Parts() []reflect.Type {
	return []reflect.Type{
		reflect.TypeFor[Model](), reflect.TypeFor[world](), reflect.TypeFor[counters](), reflect.TypeFor[application](), reflect.TypeFor[unit](),
		reflect.TypeFor[failure](), reflect.TypeFor[planned](), reflect.TypeFor[relation](), reflect.TypeFor[end](), reflect.TypeFor[link](),
		reflect.TypeFor[secret](), reflect.TypeFor[expiry](), reflect.TypeFor[consumption](), reflect.TypeFor[revisionEvent](), reflect.TypeFor[offer](),
		reflect.TypeFor[remoteApp](), reflect.TypeFor[task](),
	}
}

// DocumentType is what a model is in a file.
func DocumentType() reflect.Type { return reflect.TypeFor[document]() }
