package terraform

import (
	"fmt"
	"strings"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/juju"
)

// reading is what was last read of models, until something is done to them: it is read once, however many resources there are.
type reading struct {
	statuses  map[*juju.Model]*juju.Status
	relations map[*juju.Model]map[string]bool // keys
	secrets   map[*juju.Model]map[string]juju.SecretInfo
}

// forget makes everything be read anew.
func (r *reading) forget() { *r = reading{} }

// status is the status of a model.
func (r *reading) status(m *juju.Model) *juju.Status {
	if s := r.statuses[m]; s != nil {
		return s
	}
	if r.statuses == nil {
		r.statuses = make(map[*juju.Model]*juju.Status)
	}
	s := m.Status()
	r.statuses[m] = &s
	return &s
}

// related reports whether a model has a relation, by its key.
func (r *reading) related(m *juju.Model, key string) bool {
	if r.relations[m] == nil {
		if r.relations == nil {
			r.relations = make(map[*juju.Model]map[string]bool)
		}
		r.relations[m] = make(map[string]bool)
		for _, relation := range r.status(m).Relations {
			r.relations[m][relation.Key] = true
		}
	}
	return r.relations[m][key]
}

// secret reads a secret with its content, as the provider does with every secret. It is found by ID or URI.
func (r *reading) secret(m *juju.Model, id string) (juju.SecretInfo, error) {
	uri, err := call.ParseSecretURI(id)
	if err != nil {
		return juju.SecretInfo{}, err
	}
	if r.secrets[m] == nil {
		r.readSecrets(m)
	}
	if info, known := r.secrets[m][uri.ID]; known {
		return info, nil
	}
	list, err := m.ListSecrets(juju.SecretFilter{URI: id}, true)
	if err != nil {
		return juju.SecretInfo{}, err
	}
	if len(list) == 0 {
		return juju.SecretInfo{}, fmt.Errorf("secret %q was not found", id)
	}
	return list[0], nil
}

// readSecrets reads the users' secrets of a model at once. What cannot be read is left to be read alone.
func (r *reading) readSecrets(m *juju.Model) {
	if r.secrets == nil {
		r.secrets = make(map[*juju.Model]map[string]juju.SecretInfo)
	}
	r.secrets[m] = make(map[string]juju.SecretInfo)
	list, err := m.ListSecrets(juju.SecretFilter{OwnerTag: "model-" + m.UUID}, true)
	if err != nil {
		return
	}
	for _, info := range list {
		r.secrets[m][strings.TrimPrefix(info.URI, "secret:")] = info
	}
}
