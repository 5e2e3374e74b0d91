package juju_test

import (
	"fmt"
	"strconv"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/charmscenario/scenario/call"
	"github.com/charmscenario/scenario/juju"
)

// documentOperation is one thing that is done to a model, which can be done to another as well.
type documentOperation struct {
	Verb    string
	Model   int // which of the controller's
	A, B    string
	N       int
	Another bool
}

var (
	documentApps = []string{"db", "web", "x", "y", "z"}
	// documentVerbs are there as often as they are to be drawn.
	documentVerbs = []string{
		"deploy", "deploy", "integrate", "integrate", "integrate", "settle", "settle", "settle", "step", "step", "step", "step", "advance", "advance",
		"remove-relation", "add-unit", "add-unit", "remove-unit", "remove-application", "config", "config", "fail", "reset", "failover", "depose", "run",
		"resolved", "resolved", "offer", "consume", "remove-offer", "remove-saas", "suspend", "resume", "refresh", "add-secret", "update-secret",
		"grant-secret", "revoke-secret", "remove-secret", "step-unit", "step-unit", "secret-option", "trust", "expose", "destroy-model",
	}
)

var documentOperations = rapid.Custom(func(t *rapid.T) documentOperation {
	return documentOperation{
		Verb: rapid.SampledFrom(documentVerbs).Draw(t, "verb"), Model: rapid.SampledFrom([]int{0, 0, 0, 1}).Draw(t, "model"),
		A: rapid.SampledFrom(documentApps).Draw(t, "a"), B: rapid.SampledFrom(documentApps).Draw(t, "b"),
		N: rapid.IntRange(0, 5).Draw(t, "n"), Another: rapid.Bool().Draw(t, "another"),
	}
})

func drawOperation(t *rapid.T) documentOperation { return documentOperations.Draw(t, "operation") }

// populate fills models with related applications.
func populate(t require.TestingT, models []*juju.Model, charms map[string]juju.Charm) {
	m := models[0]
	require.NoError(t, m.Deploy(charms["fickle"], juju.Deployment{Name: "x", Units: 2, Config: map[string]any{"text": "all"}}))
	require.NoError(t, m.Deploy(charms["other"], juju.Deployment{Name: "y", Units: 2}))
	require.NoError(t, m.Deploy(charms["database"], juju.Deployment{Name: "db"}))
	require.NoError(t, m.Deploy(charms["webserver"], juju.Deployment{Name: "web"}))
	require.NoError(t, m.Integrate("x:up", "y:left"))
	require.NoError(t, m.Integrate("x:right", "y:down"))
	require.NoError(t, m.Integrate("db:database", "web:database"))
	if m.Type == call.ModelMachines {
		require.NoError(t, m.Deploy(charms["beside"], juju.Deployment{Name: "z"}))
		require.NoError(t, m.Integrate("z:down", "x:juju-info"))
		require.NoError(t, m.Integrate("z:up", "y:left"))
	}
	if len(models) == 1 {
		return
	}
	other := models[1]
	require.NoError(t, other.Deploy(charms["fickle"], juju.Deployment{Name: "x"}))
	require.NoError(t, other.Deploy(charms["webserver"], juju.Deployment{Name: "web", Units: 2}))
	for _, of := range []struct {
		by, to        *juju.Model
		endpoint, app string
	}{{m, other, "y:left", "x:up"}, {m, other, "db:database", "web"}, {other, m, "x:down", "y:right"}} {
		url, err := of.by.Offer(of.endpoint, "")
		require.NoError(t, err)
		require.NoError(t, of.to.Consume(url, "far-"+of.endpoint[:1]))
		require.NoError(t, of.to.Integrate(of.app, "far-"+of.endpoint[:1]))
	}
}

// unit is the name of a unit, which may exist.
func (o documentOperation) unit() string { return o.A + "/" + strconv.Itoa(o.N%3) }

// endpoint is the name of an application with an endpoint that both test charms have.
func (o documentOperation) endpoint() string {
	return []string{"left", "right", "up", "down", "database", "monitoring"}[o.N]
}

// far is an application, or an offer of another model, that others may be related to.
func (o documentOperation) far() string {
	return []string{"far-y", "far-d", "far-x", "y", "db", "web"}[o.N]
}

// do carries the operation out and tells what came of it.
func (o documentOperation) do(models []*juju.Model, charms map[string]juju.Charm) string {
	m := models[min(o.Model, len(models)-1)]
	result, err := o.verb(m, models, charms)
	if busy, ok := err.(*juju.BusyError); ok {
		return "busy: " + busy.Unit // with hooks from before, which a model in a file does not know
	}
	return fmt.Sprint(result, err)
}

func (o documentOperation) verb(m *juju.Model, models []*juju.Model, charms map[string]juju.Charm) (any, error) {
	charm := charms[[]string{"fickle", "other", "beside", "database", "webserver", "other"}[o.N]]
	switch o.Verb {
	case "deploy":
		return nil, m.Deploy(charm, juju.Deployment{Name: o.A, Units: 1 + o.N%2, Trust: o.Another})
	case "integrate":
		if o.Another {
			return nil, m.Integrate(o.A+":"+o.endpoint(), o.far())
		}
		return nil, m.Integrate(o.A+":"+o.endpoint(), o.B)
	case "settle":
		return nil, m.Settle()
	case "step":
		return m.Step()
	case "step-unit":
		return m.StepUnit(o.unit())
	case "advance":
		return nil, m.Advance([]time.Duration{time.Second, time.Minute, 7 * time.Minute, time.Hour, 25 * time.Hour, 24 * time.Hour}[o.N])
	case "remove-relation":
		if o.Another {
			return nil, m.RemoveRelation(o.A, o.far())
		}
		return nil, m.RemoveRelation(o.A+":"+o.endpoint(), o.B)
	case "add-unit":
		return nil, m.AddUnit(o.A, 1+o.N%2)
	case "remove-unit":
		if m.Type == call.ModelMachines {
			return nil, m.RemoveUnit(o.unit())
		}
		return nil, m.Scale(o.A, o.N%3)
	case "remove-application":
		return nil, m.RemoveApplication(o.A)
	case "failover":
		return nil, m.Failover(o.A, "")
	case "depose":
		return nil, m.Depose(o.A)
	case "resolved":
		return nil, m.Resolved(o.unit(), o.Another)
	case "refresh":
		return nil, m.Refresh(o.A, charm)
	case "suspend":
		return nil, m.Suspend(o.A, o.far())
	case "resume":
		return nil, m.Resume(o.A, o.far())
	}
	return o.configure(m, models)
}

func (o documentOperation) configure(m *juju.Model, models []*juju.Model) (any, error) {
	switch o.Verb {
	case "config":
		values := []any{o.N, 1.5, "yes", 2, true, "0"}
		key := []string{"number", "ratio", "text", "ratio", "flag", "number"}[o.N]
		return nil, m.SetConfig(o.A, map[string]any{key: values[o.N]})
	case "fail":
		return nil, m.SetConfig(o.A, map[string]any{"number": 9})
	case "trust":
		return nil, m.Trust(o.A, o.Another)
	case "expose":
		return nil, m.Expose(o.A)
	case "destroy-model":
		if o.N > 2 {
			return nil, m.DestroyModel("other")
		}
		_, err := m.AddModel("other")
		return nil, err
	case "reset":
		return nil, m.ResetConfig(o.A, "number")
	case "secret-option":
		uri := "secret:9m4e2mr0ui3e8a215n4g"
		if info, err := m.ShowSecret("s1", 0, false); err == nil {
			uri = info.URI
		}
		return nil, m.SetConfig(o.A, map[string]any{"secret": uri})
	case "run":
		action := map[bool]string{true: "work", false: "rest"}[o.Another]
		params := map[string]any{}
		if o.Another {
			params = map[string]any{"number": o.N, "names": []any{"a", 1.5, o.N}}
		}
		if o.N%2 == 0 {
			return m.Run(o.unit(), action, params)
		}
		return m.Enqueue(o.unit(), action, params)
	case "offer":
		return m.Offer(o.A+":"+o.endpoint(), o.B)
	case "consume":
		of := models[0]
		if of == m {
			of = models[len(models)-1]
		}
		return nil, m.Consume("admin/"+of.Name+"."+o.A, o.B)
	case "remove-offer":
		return nil, m.RemoveOffer(o.A)
	case "remove-saas":
		return nil, m.RemoveSAAS(o.A)
	}
	name := "s" + strconv.Itoa(o.N%2)
	args := juju.SecretArgs{Content: map[string]string{"key-name": strconv.Itoa(o.N)}}
	switch o.Verb {
	case "add-secret":
		return m.AddSecret(name, args)
	case "update-secret":
		args.AutoPrune = &o.Another
		return nil, m.UpdateSecret(name, args)
	case "grant-secret":
		return nil, m.GrantSecret(name, o.A)
	case "revoke-secret":
		return nil, m.RevokeSecret(name, o.A)
	}
	return nil, m.RemoveSecret(name, o.N%3)
}
