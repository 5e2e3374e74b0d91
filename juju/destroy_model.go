package juju

import (
	"slices"

	"github.com/charmscenario/scenario/internal/controller"
)

// DestroyModel destroys a model of the controller (juju destroy-model), this one or another: its applications with their relations,
// also those to other models, what it offers and what it consumes. It is gone, with its secrets, when its last unit is; until then its name
// is taken. A model that is gone refuses all verbs. It
// needs admin access to the model.
func (m *Model) DestroyModel(name string) error {
	if err := m.open(); err != nil {
		return err
	}
	i := slices.IndexFunc(m.world.models, func(other *Model) bool { return other.Name == name })
	if i < 0 {
		return refused(codeNotFound, "model %q not found", name)
	}
	target := m.world.models[i]
	if err := target.allowed(AccessAdmin); err != nil {
		return err
	}
	why := cause{m.command("juju destroy-model %s", name), unitRemoved}
	target.life = controller.Dying
	for _, r := range slices.Clone(target.saas) {
		target.world.forgetRemote(target, r, why)
	}
	for _, a := range slices.Clone(target.apps) {
		target.world.endApplication(a, why)
	}
	for _, o := range slices.Clone(target.offers) {
		target.withdraw(o)
	}
	target.world.closeModel(target)
	return nil
}

// forgetRemote ends the relations to a consumed offer, and forgets it.
func (w *world) forgetRemote(m *Model, r *remoteApp, why cause) {
	for _, relation := range slices.Clone(m.relation) {
		for _, e := range relation.ends {
			if e.app.model != m && e.calls == r.name {
				w.endRelation(relation, cause{why.entry, relationEnds})
			}
		}
	}
	m.saas = remove(m.saas, r)
}

// closeModel removes a dying model without applications, with its users' secrets.
func (w *world) closeModel(m *Model) {
	if m.life != controller.Dying || len(m.apps) > 0 {
		return
	}
	m.life = controller.Dead
	w.removeSecrets(m.secrets)
	w.models = remove(w.models, m)
}
