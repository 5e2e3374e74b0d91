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
	nested: []nested{{name: "cloud", most: 1, replaces: true, attributes: cloudAttributes}},
	refused: map[string]string{
		"agent_version":     since("2.2"),
		"target_controller": because("it chooses among the controllers of JAAS, and here is one controller"),
		"secret_backend":    because("secrets are kept by the controller"),
	},
	create: createModel, read: readModel, update: updateModel, remove: removeModel,
}

var cloudAttributes = []attribute{{name: "name", of: cty.String, required: true}, {name: "region", of: cty.String, computed: true}}

func createModel(o *operation) (values, error) {
	name := o.planned.text("name")
	m, err := o.run.workspace.Model.AddModel(name)
	if err != nil {
		return nil, unable(fmt.Sprintf("create model %q", name), err)
	}
	uuid := cty.StringVal(m.UUID)
	now := values{"uuid": uuid, "id": uuid, "type": cty.StringVal(modelType(m))}
	cloud := "microk8s"
	if m.Type == call.ModelMachines {
		cloud = "localhost"
	}
	if blocks := o.planned.blocks("cloud"); len(blocks) == 1 {
		cloud = blocks[0].text("name")
		if blocks[0].text("region") == "" {
			blocks[0]["region"] = cty.StringVal("localhost")
		}
		now["cloud"] = blockList(blocks, cloudAttributes)
	}
	if !o.planned.known("credential") {
		now["credential"] = cty.StringVal(cloud)
	}
	return o.planned.with(now), nil
}

func modelType(m *juju.Model) string {
	if m.Type == call.ModelMachines {
		return "iaas"
	}
	return "caas"
}

func readModel(o *operation) (values, bool, error) {
	_, err := o.run.modelByUUID(o.prior.text("uuid"))
	return o.prior, err == nil, nil
}

// updateModel remembers what changed: nothing of it has an effect on a simulated model.
func updateModel(o *operation) (values, error) { return o.planned, nil }

func removeModel(o *operation) error {
	name := o.prior.text("name")
	if _, err := o.run.modelByUUID(o.prior.text("uuid")); err != nil {
		return nil
	}
	if err := o.run.workspace.Model.DestroyModel(name); err != nil {
		return unable("delete model", err)
	}
	if err := o.settle(); err != nil {
		return unable("delete model", err)
	}
	if m, err := o.run.modelByUUID(o.prior.text("uuid")); err == nil {
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
