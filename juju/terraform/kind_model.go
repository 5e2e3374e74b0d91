package terraform

import (
	"fmt"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/juju"
)

// modelKind is juju_model: a model of the controller.
var modelKind = &kind{
	name: "juju_model",
	attributes: []attribute{
		{name: "name", of: cty.String, required: true, replaces: true},
		{name: "config", of: textMapType},
		{name: "constraints", of: cty.String},
		{name: "annotations", of: textMapType},
		{name: "credential", of: cty.String, computed: true},
		{name: "uuid", of: cty.String, readOnly: true},
		{name: "type", of: cty.String, readOnly: true},
		identity,
	},
	blocks: []nested{{name: "cloud", most: 1, replaces: true, attributes: []attribute{
		{name: "name", of: cty.String, required: true},
		{name: "region", of: cty.String, computed: true},
	}}},
	refused: map[string]string{
		"agent_version":     since("2.2"),
		"target_controller": because("it chooses among the controllers of JAAS, and here is one controller"),
		"secret_backend":    because("secrets are kept by the controller"),
	},
	create: createModel, read: readModel, update: updateModel, remove: removeModel,
}

func createModel(o *operation) (cty.Value, error) {
	name := text(o.planned, "name")
	m, err := o.run.workspace.Model.AddModel(name)
	if err != nil {
		return cty.NilVal, unable(fmt.Sprintf("create model %q", name), err)
	}
	uuid := cty.StringVal(m.UUID)
	now := map[string]cty.Value{"uuid": uuid, "id": uuid, "type": cty.StringVal(modelType(m))}
	cloud := "microk8s"
	if m.Type == call.ModelMachines {
		cloud = "localhost"
	}
	if blocks := o.planned.GetAttr("cloud"); blocks.LengthInt() == 1 {
		block := blocks.AsValueSlice()[0]
		cloud = text(block, "name")
		if text(block, "region") == "" {
			block = with(block, map[string]cty.Value{"region": cty.StringVal("localhost")})
		}
		now["cloud"] = cty.ListVal([]cty.Value{block})
	}
	if !o.planned.GetAttr("credential").IsKnown() {
		now["credential"] = cty.StringVal(cloud)
	}
	return with(o.planned, now), nil
}

func modelType(m *juju.Model) string {
	if m.Type == call.ModelMachines {
		return "iaas"
	}
	return "caas"
}

func readModel(o *operation) (cty.Value, bool, error) {
	_, err := o.run.modelByUUID(text(o.prior, "uuid"))
	return o.prior, err == nil, nil
}

// updateModel remembers what changed: nothing of it has an effect on a simulated model.
func updateModel(o *operation) (cty.Value, error) { return o.planned, nil }

func removeModel(o *operation) error {
	name := text(o.prior, "name")
	if _, err := o.run.modelByUUID(text(o.prior, "uuid")); err != nil {
		return nil
	}
	if err := o.run.workspace.Model.DestroyModel(name); err != nil {
		return unable("delete model", err)
	}
	if err := o.settle(); err != nil {
		return unable("delete model", err)
	}
	if m, err := o.run.modelByUUID(text(o.prior, "uuid")); err == nil {
		return &incompleteError{fmt.Errorf("%s complete model %q deletion: %s", "Unable to", name, whatHolds(m, ""))}
	}
	return nil
}

const stillThere = "it is still there"

// whatHolds says why an application, or anything of a model, is still there.
func whatHolds(m *juju.Model, app string) string {
	s := m.Status()
	for _, name := range m.Units() {
		application, _, _ := strings.Cut(name, "/")
		if app != "" && app != application {
			continue
		}
		if u := s.Applications[application].Units[name]; u.Workload.Name == call.StatusError {
			return fmt.Sprintf("%s is in error and holds it: %s", name, u.Workload.Message)
		}
	}
	return stillThere
}
